"""What kill -9 leaves behind: of a worker, of a process that writes to the store, of the server itself."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGKILL
from typing import Any

import psutil
from nursery import ROOT, Nursery
from playground import config, playground, steps
from trials import Trials, Verdict, require, until

from llm_core.runs import processes
from llm_core.runs.launcher import Launcher
from llm_core.runs.records import ACTIVE
from llm_core.runs.store import Store

MAX_STEPS, SAVE_EVERY = 800, 20
DEATHS_A_RUN = 10  # of the server, while one run goes on


def kills(count: int, sabotage: bool) -> Iterator[Verdict]:
    """kill -9 of the worker at a step drawn by lot, a quarter inside a save, until the run is done all the same."""
    dice, trials, lost = random.Random(1), Trials(), [0]
    in_save = runs = same = 0
    check = "ok"
    with Nursery() as nursery:
        expected = whole_run(nursery)
        while trials.tried < count:
            with playground(nursery) as (launcher, file):
                run = launcher.start(f"cut {runs}", config(max_steps=MAX_STEPS, save_every=SAVE_EVERY), [file]).id
                broken, over = len(trials.failures), False
                while trials.tried < count and not over and len(trials.failures) == broken:
                    with trials.trial(f"kill {trials.tried + 1}"):
                        inside = trials.tried % 4 == 0
                        over = not killed_at(
                            launcher,
                            run,
                            inside_a_save(launcher, run) if inside else at_step(launcher, run, dice.randint(1, 60)),
                        )
                        if over:
                            trials.tried -= 1
                            continue
                        in_save += bool(drafts(launcher, run))
                        lost.append(lost_steps(launcher, run, sabotage))
                        require(lost[-1] <= SAVE_EVERY, f"{lost[-1]} steps lost")
                        launcher.resume(run)
                if len(trials.failures) == broken:
                    runs += 1
                    same += finished(launcher, run, trials) == expected
                    check = check if (now := launcher.store.check()) == "ok" else now
    yield Verdict(
        "kill -9 of the worker",
        f"{trials.tried} kills by step, {in_save} of them inside a save; {same} of {runs} resumed runs "
        f"bit-identical in loss and gradient ({MAX_STEPS} steps); "
        f"most steps lost {max(lost)} of an interval of {SAVE_EVERY}; store {check}{trials.said()}",
        not trials.failures and same == runs > 0 and check == "ok" and in_save >= count // 8,
    )


def whole_run(nursery: Nursery) -> list[tuple[int, float, float]]:
    """What a run says that nobody kills."""
    with playground(nursery) as (launcher, file):
        run = launcher.start("whole", config(max_steps=MAX_STEPS, save_every=SAVE_EVERY), [file]).id
        require(launcher.wait(run, 300).status == "done", "the run that nobody kills must end")
        return steps(launcher, run)


def finished(launcher: Launcher, run: str, trials: Trials) -> list[tuple[int, float, float]]:
    """What a run has said once it is done."""
    found: list[tuple[int, float, float]] = []
    before = trials.tried
    with trials.trial("the end of a run that was killed"):
        require(launcher.wait(run, trials.limit_s).status == "done", f"it is {launcher.store.get(run).error}")
        found = steps(launcher, run)
    trials.tried = before
    return found


def killed_at(launcher: Launcher, run: str, moment: Callable[[], bool]) -> bool:
    """Let a run train until `moment`, kill -9 it and wait until that is known; False where it was done before."""
    until(lambda: launcher.store.get(run).status in ("running", "done", "failed"))
    until(lambda: launcher.store.get(run).status != "running" or moment(), 0.001)
    now = launcher.store.get(run)
    if now.status == "done":
        return False
    require(now.status == "running" and now.pid is not None, f"it is {now.status}: {now.error}")
    os.kill(now.pid or 0, SIGKILL)
    until(lambda: launcher.store.get(run).status not in ACTIVE)
    require(launcher.store.get(run).status == "failed", f"it is {launcher.store.get(run).status} after kill -9")
    return True


def at_step(launcher: Launcher, run: str, ahead: int) -> Callable[[], bool]:
    """When the store tells so many steps more than this process found."""
    former = launcher.store.get(run).step
    return lambda: launcher.store.get(run).step >= former + ahead


def inside_a_save(launcher: Launcher, run: str) -> Callable[[], bool]:
    """When a checkpoint is being written."""
    return lambda: bool(drafts(launcher, run))


def drafts(launcher: Launcher, run: str) -> list[Path]:
    """Checkpoints that are being written, or were when their writer died."""
    return list((launcher.workspace.run_folder(run) / "checkpoints").glob(".step-*"))


def lost_steps(launcher: Launcher, run: str, sabotage: bool) -> int:
    """Steps that the store knows of and no checkpoint holds."""
    saved = sorted((launcher.workspace.run_folder(run) / "checkpoints").glob("step-*"))
    if sabotage:
        for folder in saved:
            shutil.rmtree(folder)
        saved = []
    return launcher.store.get(run).step - max((int(folder.name[5:]) for folder in saved), default=0)


def store(count: int, sabotage: bool) -> Iterator[Verdict]:
    """kill -9 of a process that writes to the store; a launcher that comes next finds no run at work."""
    from test_store import WRITER

    dice, trials = random.Random(3), Trials()
    with playground() as (launcher, _):
        rows = launcher.store
        for number in range(count):
            with trials.trial(f"writer {number}"):
                run = rows.create(f"writer {number}", config())
                process = subprocess.Popen(
                    [sys.executable, "-c", WRITER, str(rows.path), run.id, "1000000"],
                    cwd=ROOT,
                    stdout=subprocess.PIPE,
                    text=True,
                )
                try:
                    rows.set_status(
                        run.id, "running", pid=process.pid, pid_started=psutil.Process(process.pid).create_time()
                    )
                    written = dice.randint(1, 400)
                    until(lambda run=run, written=written: len(rows.events(run.id, limit=written)) >= written, 0.002)  # type: ignore[misc]
                finally:
                    process.kill()
                    process.communicate()
                if sabotage:
                    with rows.write(durable=False) as connection:
                        connection.execute("DELETE FROM events WHERE run=? AND step=1", (run.id,))
                found = [row.step for row in rows.events(run.id, limit=10**7)]
                require(rows.check() == "ok", rows.check())
                require(found == list(range(1, len(found) + 1)), "an event is missing")
                fresh = Launcher(launcher.workspace)
                fresh.reconcile()
                ghosts = fresh.store.runs(*ACTIVE)
                fresh.close()
                require(not ghosts, "a ghost is at work")
    yield Verdict(
        "store killed while written to",
        f"integrity_check ok, no event missing and no ghost after {trials.held} of {trials.tried} kills{trials.said()}",
        not trials.failures,
    )


def server(count: int, sabotage: bool) -> Iterator[Verdict]:
    """kill -9 of app.py while a run trains; the next one finds it at work, follows it, and can stop it."""
    dice, trials, runs = random.Random(5), Trials(), 0
    while trials.tried < count:
        runs += 1
        with playground() as (launcher, file):
            folder, text = launcher.workspace.folder, Path(file.path).read_text(encoding="utf-8")
            run, broken = "", len(trials.failures)
            for _ in range(min(DEATHS_A_RUN, count - trials.tried)):
                with trials.trial(f"death {trials.tried + 1}"), page(folder) as (process, call):
                    run = (
                        run
                        or call("start_run", text, config(max_steps=10_000_000).model_dump(mode="json"), "orphan")["id"]
                    )
                    survive(launcher.store, run, process, call, dice.randint(5, 60), sabotage)
                if len(trials.failures) > broken:
                    break
            if len(trials.failures) == broken:
                with_stop(folder, launcher, run, trials)
    yield Verdict(
        "kill -9 of app.py in mid-run",
        (
            f"{trials.held} of {trials.tried} deaths: the run went on, and the next server found it at work; all "
            f"{runs} runs stopped when asked, no step missing{trials.said()}"
        ),
        not trials.failures,
    )


def survive(
    rows: Store, run: str, process: subprocess.Popen[str], call: Callable[..., Any], ahead: int, sabotage: bool
) -> None:
    """Kill the server once the run has made some steps; its worker must go on."""
    until(lambda: rows.get(run).status == "running")
    require(call("run_status", run)["status"] == "running", "the server doesn't know its run at work")
    former = rows.get(run).step
    until(lambda: rows.get(run).step >= former + ahead)
    worker = rows.get(run)
    process.kill()
    process.wait()
    if sabotage:
        os.kill(worker.pid or 0, SIGKILL)
    after = rows.get(run).step
    until(lambda: rows.get(run).step >= after + 20 or not processes.alive(worker.pid, worker.pid_started))
    require(processes.alive(worker.pid, worker.pid_started), "the worker died with its server")
    require(rows.get(run).pid == worker.pid, "another process has the run")


def with_stop(folder: Path, launcher: Launcher, run: str, trials: Trials) -> None:
    """After the last death: a new server stops the run, and its journal is whole."""
    before = trials.tried
    with trials.trial("stop after the last death"), page(folder) as (_, call):
        call("stop_run", run)
        until(lambda: launcher.store.get(run).status not in ACTIVE)
        require(launcher.store.get(run).status == "stopped", f"it is {launcher.store.get(run).status}")
        numbers = [step for step, _, _ in steps(launcher, run)]
        require(numbers == list(range(1, len(numbers) + 1)), "a step is missing")
    trials.tried = before


@contextmanager
def page(workspace: Path) -> Iterator[tuple[subprocess.Popen[str], Callable[..., Any]]]:
    """`python app.py` on a workspace, and a way to call its endpoints."""
    process = subprocess.Popen(
        [sys.executable, "app.py", "--workspace", str(workspace), "--port", str(free_port())],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        address = ""
        while not address:
            line = process.stdout.readline()
            require(bool(line), "app.py ended before it was open")
            address = next(iter(re.findall(r"http://\S+", line)), "")
        yield process, lambda name, *values: called(address, name, values)
    finally:
        process.kill()
        process.communicate()


def called(address: str, name: str, values: tuple[Any, ...]) -> Any:
    """What an endpoint answers."""
    body = json.dumps({"data": list(values)}).encode()
    request = urllib.request.Request(f"{address}/gradio_api/call/{name}", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        event = json.load(response)["event_id"]
    with urllib.request.urlopen(f"{address}/gradio_api/call/{name}/{event}", timeout=60) as response:
        said = response.read().decode()
    require("event: complete" in said, f"{name} answered {said[:200]}")
    return json.loads(said.rpartition("data: ")[2])[0]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
