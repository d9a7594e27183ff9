"""One run in one process: reads its text, trains it, and tells the store what happens."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Self

from llm_core.config import RunConfig
from llm_core.errors import Mistake
from llm_core.files import write_json
from llm_core.runs import endings, processes
from llm_core.runs.beginning import NOTE, Beginning, beginning_of, earlier_of, note_beginning
from llm_core.runs.desk import Desk
from llm_core.runs.records import Request, Run, Status
from llm_core.runs.store import Store
from llm_core.runs.workspace import Workspace
from llm_core.training.events import Event, Failed, Finished, Planned, Started, StepDone, from_json

if TYPE_CHECKING:
    from llm_core.text.corpus import Corpus, Progress
    from llm_core.text.tokenizer import Tokenizer

FILE_SETTINGS = ("encoding", "column", "target_column", "turn_mark")      # of a file's own, as it was looked at
OUTCOMES: dict[str, Status] = {"done": "done", "time": "done", "paused": "paused", "stopped": "stopped"}


def work(
    workspace: Workspace, run_id: str, *, on_event: Callable[[Event], None] | None = None, resume: bool = False,
    wish: Callable[[], Request | None] = lambda: None,
) -> Run:
    """Do a run in this process, from its text to its end, and return its row.

    Args:    on_event: sees every event, for a progress bar. resume: go on from the newest checkpoint.
             wish: another source of "pause" and "stop" than the store, such as a signal.
    Raises:  RunError: the run is not in line for anyone, or another process has it.
    """
    store = Store(workspace.store_path)
    run = _claim(store, run_id, resume=resume)
    error: endings.Error | None = None
    status: Status = "failed"
    try:
        with Desk(store, run_id, wish) as desk:
            status, error = _train(workspace, store, run, desk, on_event=on_event, resume=resume)
    except _AskedError as asked:
        status = "paused" if asked.wish == "pause" else "stopped"
    except KeyboardInterrupt:
        status = "stopped"
        raise
    except Exception as fault:  # the worker's edge: whatever it was, the row says so and the log says where
        error = endings.of_fault(store.get(run_id), fault, str(workspace.run_folder(run_id) / "worker.log"))
        _write_log(workspace, run_id, fault)
    finally:
        store.set_status(run_id, status, error=error, request=None, progress=None, pid=None, resuming=False)
    return store.get(run_id)


class SignalWish:
    """While it is entered, the first SIGTERM or Ctrl-C is a wish to stop; a second Ctrl-C ends at once."""

    def __init__(self) -> None:
        self.number: int | None = None
        self._former: dict[int, Any] = {}

    def __call__(self) -> Request | None:
        return "stop" if self.number is not None else None

    def __enter__(self) -> Self:
        for number in (signal.SIGTERM, signal.SIGINT):
            self._former[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for number, former in self._former.items():
            signal.signal(number, former)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.number = number
        signal.signal(signal.SIGINT, signal.default_int_handler)


class _AskedError(Exception):
    """The run was asked to pause or stop before training began."""

    def __init__(self, wish: Request) -> None:
        super().__init__(wish)
        self.wish = wish


def _claim(store: Store, run_id: str, *, resume: bool) -> Run:
    """Take the run, unless it was made or taken for this very process already."""
    pid = os.getpid()
    run = store.get(run_id)
    if run.active and run.pid == pid:
        return run
    of: tuple[Status, ...] = ("queued", "paused", "stopped", "failed") if resume else ("queued",)
    if not store.claim(run_id, pid, processes.started_at(pid) or 0.0, of=of, alone=False):
        run = store.get(run_id)
        raise endings.cannot_resume(run) if resume else endings.not_waiting(run)
    return store.get(run_id)


def _train(
    workspace: Workspace, store: Store, run: Run, desk: Desk, *, on_event: Callable[[Event], None] | None, resume: bool
) -> tuple[Status, endings.Error | None]:
    begun = _begun(workspace, store, run)
    config = begun.config if begun else run.config
    corpus = _corpus(workspace, store, run, desk, config, base=begun.tokenizer if begun else None)
    _require_unasked(desk)
    from llm_core.tasks import job_of
    from llm_core.training.checkpoint import checkpoints
    from llm_core.training.trainer import Trainer

    folder = workspace.run_folder(run.id)
    earlier = earlier_of(workspace, store, run.id, weights=not (resume and checkpoints(folder)))
    trainer = Trainer(config, corpus, folder, request=desk.asked, earlier=earlier, job=job_of(config, corpus), planned=_planned(store, run.id))
    outcome: tuple[Status, endings.Error | None] = ("done", None)
    for event in trainer.run(resume):
        if isinstance(event, Started):
            if resume:
                store.forget_after(run.id, event.step)
            store.set_status(run.id, "running", progress=None)
        desk.add(event)
        if isinstance(event, Planned) or (isinstance(event, StepDone) and event.step % run.config.train.save_every == 0):
            desk.flush()  # a checkpoint comes next: whatever it holds, a reader must know, even if this process dies in between
        if on_event is not None:
            on_event(event)
        if isinstance(event, Finished):
            outcome = OUTCOMES[event.reason], None
        elif isinstance(event, Failed):
            outcome = "failed", {"code": event.code, "cause": event.cause, "values": dict(event.values)}
    return outcome


def _planned(store: Store, run: str) -> list[Planned]:
    """How a run's plan changed so far."""
    found = [from_json(row.kind, row.payload) for row in store.events(run, kinds=[Planned.kind])]
    return [event for event in found if isinstance(event, Planned)]


def _begun(workspace: Workspace, store: Store, run: Run) -> Beginning | None:
    """The run that this one starts from, looked up and noted once; None where it starts from chance, or has begun before."""
    if (workspace.run_folder(run.id) / NOTE).is_file():
        return None
    found = beginning_of(workspace, store, run.config)
    if found is not None:
        note_beginning(workspace, run.id, found)
        store.set_fields(run.id, config_json=found.config.model_dump_json())
    return found


def _corpus(workspace: Workspace, store: Store, run: Run, desk: Desk, config: RunConfig, *, base: Tokenizer | None) -> Corpus:
    """The run's corpus: opened where it is prepared, else prepared from its files; its tokenizer is copied to the run.

    Args:    base: the vocabulary to go on from.
    """
    from llm_core.text.corpus import load, prepare
    from llm_core.text.reading import look

    def report(progress: Progress) -> None:
        desk.progress(asdict(progress))
        _require_unasked(desk)

    is_there = bool(run.corpus) and (workspace.corpus_folder(run.corpus) / "corpus.json").is_file()
    if (is_there and base is None) or not run.files:                  # with a vocabulary to go on from, it is looked up by it
        corpus = load(workspace.corpus_folder(run.corpus or "none"))
    else:
        files = []
        for file in run.files:
            how = config.data.model_copy(update={name: file[name] for name in FILE_SETTINGS if name in file})
            files.append(look(file["path"], how, name=file["name"]))
        corpus = prepare(files, config.data, workspace.corpora, progress=report, base=base)
        store.set_fields(run.id, corpus=corpus.folder.name, progress=None)
    keep_corpus(corpus, workspace.run_folder(run.id), [str(file["name"]) for file in run.files])
    return corpus


def keep_corpus(corpus: Corpus, folder: Path, names: list[str]) -> None:
    """Write beside a run what it needs of its corpus to be used when that is gone: tokenizer, statistics, fingerprint."""
    about = {"fingerprint": corpus.folder.name, "files": names, "statistics": corpus.statistics.as_json()}
    write_json(folder / "corpus.json", about)
    if not (folder / "tokenizer.json").exists():
        corpus.tokenizer.save(folder / "tokenizer.json")


def _require_unasked(desk: Desk) -> None:
    wish = desk.asked()
    if wish is not None:
        raise _AskedError(wish)


def _write_log(workspace: Workspace, run_id: str, fault: Exception) -> None:
    """Keep the whole trace of a fault; of a person's mistake the row says enough."""
    if isinstance(fault, Mistake):
        return
    with suppress(OSError), (workspace.run_folder(run_id) / "worker.log").open("a", encoding="utf-8") as log:
        traceback.print_exception(fault, file=log)
