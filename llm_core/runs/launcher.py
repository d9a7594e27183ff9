"""Starts, pauses, resumes and stops runs in processes of their own that outlive the server; one at a time, the rest in
line.
"""

from __future__ import annotations

import logging
import shutil
import signal
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from llm_core.config import RunConfig
from llm_core.errors import Mistake, RunError
from llm_core.faults import mistake_of
from llm_core.files import require_free_disk, write_json
from llm_core.runs import exit_reasons, processes
from llm_core.runs.prewarmed import PrewarmedWorkers
from llm_core.runs.records import ACTIVE, Origin, Request, Run
from llm_core.runs.store import Store
from llm_core.runs.workspace import Workspace

if TYPE_CHECKING:
    from llm_core.data.corpus.corpus import Corpus
    from llm_core.data.files.reading import TextFile

QUEUE_LIMIT = 8
BUSY_TICK_S, IDLE_TICK_S = 0.2, 1.0
TERMINATE_AFTER_S, KILL_AFTER_S = 1.5, 2.5
_log = logging.getLogger(__name__)


class Launcher:
    """Runs of one workspace. All truth lies in the store; this only keeps its processes, and may come and go."""

    def __init__(self, workspace: Workspace, *, queue_limit: int = QUEUE_LIMIT) -> None:
        self.workspace = workspace.make()
        self.store = Store(workspace.store_path)
        self._prewarmed = PrewarmedWorkers(workspace)
        self._queue_limit = queue_limit
        self._lock = threading.RLock()
        self._stop_seen: dict[str, float] = {}
        self._keep_warm = False
        self._closed = threading.Event()
        self._wake = threading.Event()
        self._watcher: threading.Thread | None = None

    def start(
        self,
        name: str,
        config: RunConfig,
        files: Sequence[TextFile] = (),
        corpus: Corpus | str | None = None,
        *,
        origin: Origin = "page",
    ) -> Run:
        """Put a new run in line, and begin it at once when nothing else is at work.

        Args:    files: what to read, for the worker to prepare. corpus: one that is prepared already, or its
            fingerprint.
        Raises:  RunError: the name is blank or too long, or the line is full. ResourceError: no room on the disk.
        """
        self._require_place()
        require_free_disk(self.workspace.folder, 0)
        fingerprint = corpus if isinstance(corpus, str) else corpus.folder.name if corpus else ""
        run = self.store.create(name, config, fingerprint, [file_facts(file) for file in files], origin)
        try:
            write_json(self.workspace.run_folder(run.id) / "config.json", config.model_dump(mode="json"))
        except OSError as error:
            self.store.delete(run.id)  # what is refused doesn't stay in line
            raise mistake_of(error, self.workspace.folder) or error from None
        self._go()
        return self.store.get(run.id)

    def pause(self, run_id: str) -> Run:
        """Ask a run to save and end, to be resumed later.

        Raises:  RunError: there is none, or it isn't at work.
        """
        return self._ask(run_id, "pause")

    def stop(self, run_id: str) -> Run:
        """Ask a run to save and stop; without an answer its process is ended within 3 s, and its last checkpoint stays.

        Raises:  RunError: there is none, or it isn't at work.
        """
        return self._ask(run_id, "stop")

    def resume(self, run_id: str) -> Run:
        """Go on with a paused, stopped or failed run from its newest checkpoint.

        Raises:  RunError: there is none, it is done or at work, or the line is full.
        """
        self._require_place()
        self.reconcile()
        run = self.store.get(run_id)
        if not self.store.requeue(run_id):
            raise exit_reasons.cannot_resume(run)
        self._go()
        return self.store.get(run_id)

    def delete(self, run_id: str) -> None:
        """Delete a run, its folder, and its corpus where no other run was trained on it.

        Raises:  RunError: there is none, or it is at work.
        """
        self.reconcile()
        if run_id in self.store.odd_rows():
            self._forget(run_id)
            return
        run = self.store.get(run_id)
        self._forget(run.id)
        if run.corpus and all(other.corpus != run.corpus for other in self.store.runs()):
            shutil.rmtree(self.workspace.corpus_folder(run.corpus), ignore_errors=True)

    def _forget(self, run_id: str) -> None:
        folder = self.workspace.run_folder(run_id)
        self.store.delete(run_id)
        shutil.rmtree(folder, ignore_errors=True)

    def wait(self, run_id: str, timeout_s: float) -> Run:
        """The run once it is neither in line nor at work, or as it is when the time is over."""
        deadline = time.monotonic() + timeout_s
        while (run := self.store.get(run_id)).status in ("queued", *ACTIVE) and time.monotonic() < deadline:
            time.sleep(0.02)
        return run

    def warm(self) -> None:
        """Keep a process with everything imported in wait while nothing is at work, so that Start answers at once."""
        self._keep_warm = True
        self._go()

    def reconcile(self) -> None:
        """Close the rows of runs whose process is gone; those that live are followed again."""
        for run in self.store.runs(*ACTIVE):
            if not self._prewarmed.works(run.pid) and not processes.alive(run.pid, run.pid_started):
                status, error = exit_reasons.of_lost(run, self._prewarmed.exit_code(run.pid))
                self.store.release(run, status, error)

    def close(self) -> None:
        """End the watching and the spare process; runs at work go on."""
        self._closed.set()
        self._wake.set()
        if self._watcher is not None:
            self._watcher.join(timeout=5)
        with self._lock:
            self._prewarmed.close()
        self.store.close()

    def _ask(self, run_id: str, request: Request) -> Run:
        self.reconcile()
        run = self.store.get(run_id)
        if run.status == "queued" and self.store.leave_queue(run_id, "paused" if request == "pause" else "stopped"):
            return self.store.get(run_id)
        if not run.active:
            raise RunError("not-at-work", "{name} is not at work (it is {status}).", name=run.name, status=run.status)
        self.store.request(run_id, request)
        self._go()
        return self.store.get(run_id)

    def _require_place(self) -> None:
        waiting = len(self.store.queue())
        if waiting >= self._queue_limit:
            raise RunError(
                "queue-full",
                "{waiting} runs wait in line already, the most allowed: let one end or stop one.",
                waiting=waiting,
            )

    def _go(self) -> None:
        """Do at once what can be done, and have the watcher look after the rest."""
        if self._watcher is None and not self._closed.is_set():
            self._watcher = threading.Thread(target=self._watch, name="runs", daemon=True)
            self._watcher.start()
        self._advance()
        self._wake.set()

    def _watch(self) -> None:
        said = ""
        while not self._closed.is_set():
            busy = True
            try:
                self.reconcile()
                self._escalate()
                self._advance()
                busy = bool(self.store.runs("queued", *ACTIVE))
                said = ""
            except Mistake as mistake:  # a store that is locked or damaged: said once, until it is well again
                if said != mistake.code:
                    _log.warning("%s", mistake)
                said = mistake.code
            except Exception:  # the watcher's edge: a full disk now is no reason to forget the runs for ever
                _log.exception("watching the runs failed; trying again")
            self._wake.wait(BUSY_TICK_S if busy else IDLE_TICK_S)
            self._wake.clear()
        self.store.close()

    def _advance(self) -> None:
        with self._lock:
            if self._closed.is_set() or self.store.runs(*ACTIVE):
                return
            for run in self.store.queue()[:1]:
                self._begin(run)
                return
            if self._keep_warm:
                self._prewarmed.keep()

    def _begin(self, run: Run) -> None:
        process = self._prewarmed.take()
        pid_started = processes.started_at(process.pid)
        claimed = pid_started is not None and self.store.claim(run.id, process.pid, pid_started, alone=True)
        if not claimed:
            self._prewarmed.give_back(process)
        else:
            self._prewarmed.hand_over(process, run.id, resume=run.resuming)

    def _escalate(self) -> None:
        """A run that was asked to stop and doesn't is told by signal, then ended."""
        asked = {run.id: run for run in self.store.runs(*ACTIVE) if run.request == "stop"}
        self._stop_seen = {run: self._stop_seen.get(run, time.monotonic()) for run in asked}
        for run in asked.values():
            waited = time.monotonic() - self._stop_seen[run.id]
            if run.pid is None or waited < TERMINATE_AFTER_S:
                continue
            if waited < KILL_AFTER_S:
                processes.send(run.pid, run.pid_started, signal.SIGTERM)
            else:
                processes.send(run.pid, run.pid_started, getattr(signal, "SIGKILL", signal.SIGTERM))


def file_facts(file: TextFile) -> dict[str, str | None]:
    """What a run remembers of a file, enough to read it the same way again."""
    return {
        "path": str(file.path),
        "name": file.name,
        "encoding": file.encoding,
        "column": file.column,
        "target_column": file.target,
    }
