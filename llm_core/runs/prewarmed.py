"""Worker processes before they have a run: importing torch takes seconds, so one waits with it done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from llm_core.runs.workspace import Workspace

_ROOT = Path(__file__).resolve().parents[2]
SHORT_LIFE_S = 10.0
END_WITHIN_S = 2.0


class PrewarmedWorkers:
    """Spawns workers detached from this process, and keeps at most one in wait. Callers hold a lock of their own."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._waiting: subprocess.Popen[bytes] | None = None
        self._spawned_at = 0.0
        self._broken = False
        self._at_work: dict[int, subprocess.Popen[bytes]] = {}
        self._exit_codes: dict[int, int] = {}

    def keep(self) -> None:
        """See that one waits; one that died soon after its start isn't replaced until a run needs it."""
        self._reap()
        if self._waiting is not None and self._waiting.poll() is not None:
            self._broken = time.monotonic() - self._spawned_at < SHORT_LIFE_S
            self._drop(self._waiting)
        if self._waiting is None and not self._broken:
            self._waiting = self._spawn()

    def take(self) -> subprocess.Popen[bytes]:
        """The one in wait, else a new one."""
        waiting, self._waiting, self._broken = self._waiting, None, False
        if waiting is not None and waiting.poll() is None:
            return waiting
        return self._spawn()

    def give_back(self, process: subprocess.Popen[bytes]) -> None:
        """Keep one that wasn't needed after all."""
        self._waiting = process

    def hand_over(self, process: subprocess.Popen[bytes], run_id: str, *, resume: bool) -> None:
        """Tell a waiting process its run; if it is dead, the run's row shows so by its pid."""
        self._at_work[process.pid] = process
        self._exit_codes.pop(process.pid, None)  # of a former process with this pid
        line = json.dumps({"run": run_id, "workspace": str(self._workspace.folder), "resume": resume})
        assert process.stdin is not None
        try:
            process.stdin.write(line.encode() + b"\n")
            process.stdin.close()
        except OSError:
            process.kill()

    def works(self, pid: int | None) -> bool:
        """Whether a process of ours still has this pid; one that was killed does until its last thread is gone."""
        self._reap()
        return pid in self._at_work

    def exit_code(self, pid: int | None) -> int | None:
        """How a process of ours ended; None when it lives or never was ours."""
        self._reap()
        return self._exit_codes.get(pid) if pid is not None else None

    def close(self) -> None:
        """End the one in wait; those at work go on."""
        self._reap()
        if self._waiting is not None:
            waiting = self._waiting
            self._drop(waiting)
            try:
                waiting.wait(timeout=0.2)
            except subprocess.TimeoutExpired:  # it imports, and looks at its input only afterwards
                waiting.kill()
                waiting.wait(timeout=END_WITHIN_S)
        for process in self._at_work.values():
            try:
                process.wait(timeout=0.2)  # it may be about to end
            except subprocess.TimeoutExpired:
                process.returncode = 0  # no longer ours to wait for: it outlives us
        self._at_work.clear()

    def _drop(self, process: subprocess.Popen[bytes]) -> None:
        self._waiting = None
        assert process.stdin is not None
        process.stdin.close()

    def _reap(self) -> None:
        for pid, process in list(self._at_work.items()):
            code = process.poll()
            if code is not None:
                self._exit_codes[pid] = code
                self._at_work.pop(pid, None)

    def _spawn(self) -> subprocess.Popen[bytes]:
        """Start a worker in a session of its own, so that no signal to the server reaches it."""
        self._spawned_at = time.monotonic()
        with os.fdopen(
            os.open(self._workspace.folder / "spare.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"
        ) as log:
            return subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "llm_core",
                    "worker",
                    "--spare",
                    "--workspace",
                    str(self._workspace.folder),
                ],  # told apart by ps
                cwd=_ROOT,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
