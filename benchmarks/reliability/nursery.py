"""Workers without the wait: a process that has imported everything forks itself for each, which then is the product's
own worker.

What is forked runs `llm_core.runs.worker_process.wait_for_run`, as `python -m llm_core worker --spare` does; only the
imports, four seconds of processor time each, are shared. The process has no threads and no open store, so that a fork
is whole.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, BinaryIO

ROOT = Path(__file__).resolve().parents[2]


class Foster:
    """A forked worker, as far as a launcher asks of a subprocess.Popen."""

    def __init__(self, pid: int, stdin: BinaryIO) -> None:
        from llm_core.runs import processes

        self._processes = processes
        self.pid, self.stdin, self.returncode = pid, stdin, None
        self._started = processes.started_at(pid)

    def poll(self) -> int | None:
        """None while it lives; afterwards -1, since only its parent knows more."""
        if self.returncode is None and not self._processes.alive(self.pid, self._started):
            self.returncode: Any = -1
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        deadline = time.monotonic() + (timeout or float("inf"))
        while self.poll() is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("worker", timeout or 0)
            time.sleep(0.01)
        return int(self.returncode or -1)

    def kill(self) -> None:
        """End it."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)


class Nursery:
    """The process that forks workers; a context, which ends it."""

    def __enter__(self) -> Nursery:
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(theirs.fileno())], cwd=ROOT, pass_fds=[theirs.fileno()]
        )
        theirs.close()
        return self

    def __exit__(self, *_: object) -> None:
        self._ours.close()
        self._process.wait(timeout=30)

    def spawn(self, workspace: Path) -> Foster:
        """A worker in wait, as PrewarmedWorkers spawns one."""
        read_end, write_end = os.pipe()
        socket.send_fds(self._ours, [json.dumps(str(workspace / "spare.log")).encode()], [read_end])
        os.close(read_end)
        pid = int(self._ours.recv(100))
        return Foster(pid, os.fdopen(write_end, "wb"))


def serve(control: socket.socket) -> None:
    """Fork whenever asked, until nobody can ask any more."""
    import torch

    import llm_core.data.corpus.corpus
    import llm_core.training.trainer  # noqa: F401
    from llm_core.runs import worker_process

    torch.set_num_threads(1)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        asked, handles, _, _ = socket.recv_fds(control, 4096, 1)
        if not asked:
            return
        pid = os.fork()
        if pid == 0:
            control.close()
            be_a_worker(handles[0], json.loads(asked))
            os._exit(worker_process.wait_for_run())
        os.close(handles[0])
        control.send(str(pid).encode())


def be_a_worker(orders: int, log: str) -> None:
    """What subprocess.Popen does for a worker: a session of its own, its orders as standard input, its log as
    output.
    """
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.dup2(orders, 0)
    os.close(orders)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    sys.stdin = os.fdopen(0, "r", encoding="utf-8", closefd=False)


if __name__ == "__main__":
    os.environ["OMP_NUM_THREADS"] = "1"
    sys.path.insert(0, str(ROOT))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serve(socket.socket(fileno=int(sys.argv[1])))
