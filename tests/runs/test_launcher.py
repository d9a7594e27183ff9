"""Runs in processes of their own: started, stopped, killed, orphaned, and found again in their true state."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from llm_core.config import RunConfig
from llm_core.data.files.reading import TextFile
from llm_core.errors import RunError
from llm_core.runs import processes
from llm_core.runs.launcher import Launcher
from llm_core.runs.store import Store
from llm_core.runs.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120.0
SERVER = """
import sys
from pathlib import Path
from llm_core.config import RunConfig
from llm_core.runs.launcher import Launcher
from llm_core.runs.workspace import Workspace
from llm_core.data.files.reading import look
config = RunConfig.model_validate_json(sys.argv[3])
launcher = Launcher(Workspace(Path(sys.argv[1])))
print(launcher.start("orphan", config, [look(sys.argv[2], config.data)]).id, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def launcher(workspace: Workspace) -> Iterator[Launcher]:
    launcher = Launcher(workspace)
    yield launcher
    for run in launcher.store.runs("preparing", "running"):
        launcher.stop(run.id)
        launcher.wait(run.id, 10)
    launcher.close()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    return processes.started_at(pid) is None


def test_a_run_stops_at_once_and_leaves_no_process(launcher: Launcher, endless: RunConfig, file: TextFile) -> None:
    run = launcher.start("a", endless, [file])
    waiting = launcher.start("b", endless, [file])
    until(lambda: launcher.store.get(run.id).step >= 60)
    pid = launcher.store.get(run.id).pid
    assert pid is not None
    assert os.getsid(pid) == pid, "a session of its own"
    assert waiting.status == "queued"
    assert launcher.stop(waiting.id).status == "stopped", "out of the line at once"
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    launcher.stop(run.id)
    stopped = launcher.wait(run.id, 10)
    until(lambda: all(gone(process.pid) for process in family))
    assert (stopped.status, stopped.error, stopped.pid) == ("stopped", None, None)
    assert list((launcher.workspace.run_folder(run.id) / "checkpoints").glob(f"step-{stopped.step:08d}"))


def test_a_killed_run_is_noticed_and_resumes_without_a_gap(
    launcher: Launcher, endless: RunConfig, file: TextFile
) -> None:
    run = launcher.start("a", endless, [file])
    until(lambda: launcher.store.get(run.id).step >= 120)
    pid = launcher.store.get(run.id).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    until(lambda: launcher.store.get(run.id).status == "failed")
    error = launcher.store.get(run.id).error
    assert error is not None
    assert error["code"] == "killed"
    assert "resume" in error["cause"]
    before = launcher.store.get(run.id).step
    launcher.resume(run.id)
    until(lambda: launcher.store.get(run.id).status == "running" and launcher.store.get(run.id).step > before)
    launcher.pause(run.id)
    assert launcher.wait(run.id, 20).status == "paused"
    steps = [row.step for row in launcher.store.events(run.id, kinds=["step"], limit=10**6)]
    assert steps == list(range(1, len(steps) + 1))
    assert launcher.store.check() == "ok"


def test_a_run_survives_its_server_and_is_followed_again(
    launcher: Launcher, endless: RunConfig, file: TextFile
) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(launcher.workspace.folder), str(file.path), endless.model_dump_json()],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    run = server.stdout.readline().strip()
    server.kill()
    server.communicate()
    until(lambda: launcher.store.get(run).step >= 10)
    launcher.reconcile()
    found = launcher.store.get(run)
    assert found.status == "running"
    assert processes.alive(found.pid, found.pid_started)
    launcher.stop(run)
    assert launcher.wait(run, 10).status == "stopped"


def test_a_spare_process_waits_and_goes_with_its_launcher(workspace: Workspace) -> None:
    launcher = Launcher(workspace)
    launcher.warm()
    [spare] = [
        process for process in psutil.Process().children() if not gone(process.pid) and "--spare" in process.cmdline()
    ]
    launcher.close()
    until(lambda: gone(spare.pid))


@pytest.mark.parametrize("pid", [None, 2**22 + 1, os.getpid()], ids=["none", "gone", "own"])
def test_a_ghost_is_closed_with_the_way_back(
    workspace: Workspace, store: Store, config: RunConfig, pid: int | None
) -> None:
    """The pid is missing, of nobody, or by now of another process, started at another time."""
    run = store.create("ghost", config)
    store.set_status(run.id, "running", pid=pid, pid_started=1.0e9)
    with closing(Launcher(workspace)) as launcher:
        launcher.reconcile()
    found = store.get(run.id)
    assert (found.status, found.pid) == ("failed", None)
    assert found.error is not None
    assert found.error["code"] == "interrupted"
    assert "Resume" in found.error["cause"]


def test_a_ghost_that_was_asked_to_stop_has_stopped(workspace: Workspace, store: Store, config: RunConfig) -> None:
    run = store.create("ghost", config)
    store.set_status(run.id, "running", pid=2**22 + 1, pid_started=1.0, request="stop")
    with closing(Launcher(workspace)) as launcher:
        launcher.reconcile()
    found = store.get(run.id)
    assert found.status == "stopped"
    assert found.error is not None
    assert found.error["code"] == "stop-forced"


def test_a_run_that_is_stopped_before_it_could_hear_has_merely_stopped(
    workspace: Workspace, store: Store, config: RunConfig
) -> None:
    run = store.create("early", config)
    store.set_status(run.id, "preparing", pid=2**22 + 1, pid_started=1.0, request="stop")
    with closing(Launcher(workspace)) as launcher:
        launcher.reconcile()
    found = store.get(run.id)
    assert (found.status, found.error) == ("stopped", None)


def test_a_process_that_does_not_answer_is_ended_within_three_seconds(
    workspace: Workspace, store: Store, config: RunConfig
) -> None:
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
    )
    process = subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    process.stdout.readline()
    run = store.create("deaf", config)
    store.set_status(run.id, "running", pid=process.pid, pid_started=processes.started_at(process.pid))
    with closing(Launcher(workspace)) as launcher:
        launcher.stop(run.id)
        found = launcher.wait(run.id, 20)
    assert process.wait() == -signal.SIGKILL
    process.stdout.close()
    assert found.status == "stopped"
    assert found.error is not None
    assert found.error["code"] == "stop-forced"


def busy(store: Store, config: RunConfig) -> str:
    """A run that this very process is at work on, as far as anyone can see."""
    run = store.create("busy", config)
    store.claim(run.id, os.getpid(), processes.started_at(os.getpid()) or 0.0, alone=False)
    return run.id


def test_the_line_is_first_come_first_served_and_not_endless(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile
) -> None:
    at_work = busy(store, config)
    with closing(Launcher(workspace, queue_limit=2)) as launcher:
        names = [launcher.start(name, config, [file]).name for name in ("first", "second")]
        assert [run.name for run in store.queue()] == names
        with pytest.raises(RunError) as caught:
            launcher.start("third", config, [file])
        assert caught.value.code == "queue-full"
        paused = launcher.pause(store.queue()[0].id)
        assert paused.status == "paused"
        launcher.resume(paused.id)
        assert [run.name for run in store.queue()] == ["second", "first"]
        for run in store.queue():
            launcher.stop(run.id)
        assert store.get(at_work).status == "preparing"


def test_what_cannot_be_done_is_refused_with_a_reason(workspace: Workspace, store: Store, config: RunConfig) -> None:
    with closing(Launcher(workspace)) as launcher:
        run = store.create("a", config)
        store.set_status(run.id, "done")
        for action, code in (
            (launcher.stop, "not-at-work"),
            (launcher.pause, "not-at-work"),
            (launcher.resume, "run-is-done"),
        ):
            with pytest.raises(RunError) as caught:
                action(run.id)
            assert caught.value.code == code
        with pytest.raises(RunError) as caught:
            launcher.resume(busy(store, config))
        assert caught.value.code == "run-at-work"


def test_deleting_takes_the_folder_and_a_corpus_that_nobody_needs(
    workspace: Workspace, store: Store, config: RunConfig
) -> None:
    first, second = (store.create(name, config, "abc") for name in ("a", "b"))
    corpus = workspace.corpus_folder("abc")
    corpus.mkdir(parents=True)
    with closing(Launcher(workspace)) as launcher:
        for run in (first, second):
            store.set_status(run.id, "done")
            workspace.run_folder(run.id).mkdir()
        launcher.delete(first.id)
        assert corpus.is_dir()
        assert not workspace.run_folder(first.id).exists()
        launcher.delete(second.id)
        assert not corpus.exists()
        with pytest.raises(RunError) as caught:
            launcher.delete(busy(store, config))
        assert caught.value.code == "delete-active"


def test_nothing_of_a_run_needs_the_launcher(workspace: Workspace, store: Store, config: RunConfig) -> None:
    store.create("a", config)
    with closing(sqlite3.connect(workspace.store_path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
