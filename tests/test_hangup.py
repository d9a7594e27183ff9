"""A terminal that is closed: what trains in it is saved, and what the page started goes on."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from llm_core.config import RunConfig
from llm_core.data.files.reading import look
from llm_core.runs import processes
from llm_core.runs.launcher import Launcher
from llm_core.runs.store import Store
from llm_core.runs.worker import StopSignal
from llm_core.runs.workspace import open_workspace

ROOT = Path(__file__).resolve().parent.parent
SMALL = {
    "model": {"d_model": 16, "nhead": 2, "num_layers": 1, "context_length": 8},
    "train": {
        "max_steps": 10_000_000,
        "batch_size": 2,
        "eval_every": 1_000_000,
        "eval_tokens": 64,
        "save_every": 1_000_000,
        "sample_tokens": 4,
        "threads": 1,
        "precision": "float32",
        "device": "cpu",
        "snapshots": False,
    },
}
OPTIONS = [
    word
    for group, values in SMALL.items()
    for name, value in values.items()
    for word in (f"--{group}.{name}", str(value).lower())
]


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "hens.txt"
    path.write_text("".join(f"Hen {n} lays {n % 7} eggs.\n" for n in range(300)))
    return path


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def trains(workspace: Path) -> bool:
    if not (workspace / "store.sqlite3").exists():
        return False
    runs = Store(workspace / "store.sqlite3").runs()
    return bool(runs) and runs[0].step >= 20


def saved_when_stopped(workspace: Path) -> bool:
    [run] = Store(workspace / "store.sqlite3").runs()
    return run.status == "stopped" and (workspace / "runs" / run.id / "checkpoints" / f"step-{run.step:08d}").is_dir()


def test_a_command_line_whose_terminal_is_closed_saves_its_run(tmp_path: Path, text: Path) -> None:
    argv = [
        sys.executable,
        "-m",
        "llm_core",
        "train",
        "--data",
        str(text),
        *OPTIONS,
        "--workspace",
        str(tmp_path / "ws"),
    ]
    pid, terminal = pty.fork()
    if pid == 0:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whatever these tests were started under
        os.chdir(ROOT)
        os.execv(argv[0], argv)
    os.set_blocking(terminal, False)

    def read_and_look() -> bool:
        with suppress(BlockingIOError):
            os.read(terminal, 65536)  # or it would wait for room to write in
        return trains(tmp_path / "ws")

    try:
        until(read_and_look)
        os.close(terminal)  # as a window is closed: SIGHUP, and no terminal to write to any more
        until(lambda: os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None)
    except BaseException:
        os.kill(pid, signal.SIGKILL)
        raise
    finally:
        _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 128 + signal.SIGHUP
    assert saved_when_stopped(tmp_path / "ws")


def test_nohup_keeps_what_a_hangup_would_stop() -> None:
    former = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with StopSignal() as kept:
            os.kill(os.getpid(), signal.SIGHUP)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        with StopSignal() as hung_up:
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGHUP, former)
    assert (kept(), hung_up(), hung_up.number) == (None, "stop", signal.SIGHUP)


@pytest.fixture
def hears_hangups() -> Iterator[None]:
    """These tests' children hear hangups even where `nohup` started them."""
    former = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, former)


@pytest.mark.usefixtures("hears_hangups")
def test_a_worker_saves_at_a_hangup_and_a_server_leaves_it_at_work(tmp_path: Path, text: Path) -> None:
    launcher = Launcher(open_workspace(tmp_path / "ws"))
    run = launcher.start("orphan", RunConfig.parse(SMALL), [look(text, RunConfig().data)]).id
    server = subprocess.Popen(
        [sys.executable, "app.py", "--port", "0", "--workspace", str(tmp_path / "ws")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    assert re.search("Terrarium is open", server.stdout.readline())
    until(lambda: launcher.store.get(run).step >= 20)
    server.send_signal(signal.SIGHUP)
    _, err = server.communicate(timeout=60)
    assert (server.returncode, err) == (0, "")
    found = launcher.store.get(run)
    until(lambda: launcher.store.get(run).step > found.step + 20)
    assert processes.alive(found.pid, found.pid_started)
    os.kill(found.pid or 0, signal.SIGHUP)
    ended = launcher.wait(run, 60)
    launcher.close()
    assert (ended.status, ended.error) == ("stopped", None)
    assert (launcher.workspace.run_folder(run) / "checkpoints" / f"step-{ended.step:08d}").is_dir()
