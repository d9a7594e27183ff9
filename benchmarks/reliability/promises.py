"""Breaks Terrarium on purpose and counts what held: `python benchmarks/reliability/promises.py --quick`.

One function a promise. Each works in a folder of its own, with real processes, and ends every one that it started.
Without --quick the counts are those that the promises name; name promises to do only those.
"""

from __future__ import annotations

import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGKILL, SIGTERM, default_int_handler, signal
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
os.environ["OMP_NUM_THREADS"] = "1"
sys.path[:0] = [str(ROOT), str(HERE.parent), str(HERE), str(ROOT / "tests" / "runs")]

import psutil  # noqa: E402
from bad_files import PLAIN, tables, texts  # noqa: E402
from ledger import arguments, record  # noqa: E402

from llm_core.config import RunConfig  # noqa: E402
from llm_core.runs.launcher import Launcher  # noqa: E402
from llm_core.runs.records import ACTIVE, Run  # noqa: E402
from llm_core.runs.workspace import open_workspace  # noqa: E402
from llm_core.text.reading import TextFile, look  # noqa: E402

PATIENCE_S = 120.0
MODEL = {"d_model": 64, "nhead": 2, "num_layers": 2, "context_length": 32}
TRAIN = {
    "batch_size": 8, "eval_every": 100_000, "eval_tokens": 64, "save_every": 20, "sample_tokens": 0, "snapshots": False, "threads": 1, "precision": "float32", "device": "cpu",
}
SMALL = ["--model.d_model", "16", "--model.nhead", "2", "--model.num_layers", "1", "--train.max_steps", "2", "--train.eval_tokens", "64", "--train.sample_tokens", "4", "--train.threads", "1", "--train.precision", "float32"]  # fmt: skip
Found = Iterator[tuple[str, str]]


def config(**train: Any) -> RunConfig:
    """A small run with dropout, so that random numbers matter."""
    return RunConfig.parse({"model": {**MODEL, "dropout": 0.1}, "train": {**TRAIN, **train}})


def until(condition: Callable[[], bool], tick_s: float = 0.005) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {PATIENCE_S:.0f} s")
        time.sleep(tick_s)


@contextmanager
def playground() -> Iterator[tuple[Launcher, TextFile]]:
    """A launcher on a workspace of its own and a text; every run still at work is ended afterwards."""
    with tempfile.TemporaryDirectory(prefix="promises-") as folder:
        path = Path(folder) / "fox.txt"
        path.write_text("".join(f"{n} {PLAIN}" for n in range(400)), encoding="utf-8")
        launcher = Launcher(open_workspace(Path(folder) / "workspace"))
        try:
            yield launcher, look(path, RunConfig().data)
        finally:
            for run in launcher.store.runs("queued", *ACTIVE):
                launcher.stop(run.id)
                launcher.wait(run.id, 10)
            launcher.close()


def steps(launcher: Launcher, run: str) -> list[tuple[int, float, float]]:
    return [(row.step, row.payload["train_loss"], row.payload["gradient_norm"]) for row in launcher.store.events(run, kinds=["step"], limit=10**7)]


def drafts(launcher: Launcher, run: str) -> list[Path]:
    return list((launcher.workspace.run_folder(run) / "checkpoints").glob(".step-*"))


def life(launcher: Launcher, run: str, moment: Callable[[], bool]) -> bool:
    """Let a run train until `moment`, kill -9 it and wait until that is known; False where it was done before."""
    until(lambda: launcher.store.get(run).status in ("running", "done", "failed"))
    until(lambda: launcher.store.get(run).status != "running" or moment(), 0.001)
    now = launcher.store.get(run)
    if now.status != "running" or now.pid is None:
        return False
    os.kill(now.pid, SIGKILL)
    until(lambda: launcher.store.get(run).status not in ACTIVE)
    return launcher.store.get(run).status == "failed"


def later(launcher: Launcher, run: str, wait_s: float) -> Callable[[], bool]:
    """A moment so long after the first step of this process."""
    former, began = launcher.store.get(run).step, 0.0

    def now() -> bool:
        nonlocal began
        if not began and launcher.store.get(run).step != former:
            began = time.monotonic()
        return began > 0 and time.monotonic() >= began + wait_s

    return now


def kills(quick: bool) -> Found:
    """kill -9 of the worker at random moments, a quarter inside a save, until the run is done all the same."""
    count, dice = (8 if quick else 100), random.Random(1)
    killed = in_save = 0
    lost: list[int] = []
    settings = config(max_steps=1500, save_every=20)
    with playground() as (launcher, file):
        whole = launcher.start("whole", settings, [file]).id
        launcher.wait(whole, PATIENCE_S)
        expected = steps(launcher, whole)
        runs = same = 0
        while killed < count:
            run = launcher.start(f"cut {runs}", settings, [file]).id
            while launcher.store.get(run).status != "done":
                save = killed % 4 == 3
                moment = (lambda run=run: bool(drafts(launcher, run))) if save else later(launcher, run, dice.uniform(0, 1.5))
                if killed >= count or not life(launcher, run, moment):
                    launcher.wait(run, PATIENCE_S)
                    if launcher.store.get(run).status != "done":
                        raise RuntimeError(launcher.store.get(run).error)
                    break
                killed += 1
                print(f"  kill {killed} at step {launcher.store.get(run).step}", flush=True)
                in_save += bool(drafts(launcher, run))
                known = launcher.store.get(run).step
                kept = [int(folder.name[5:]) for folder in (launcher.workspace.run_folder(run) / "checkpoints").glob("step-*")]
                lost.append(known - max(kept, default=0))
                launcher.resume(run)
            runs += 1
            same += steps(launcher, run) == expected
        check = launcher.store.check()
    yield "kill -9 of the worker", f"{killed} kills, {in_save} of them inside a save; {same} of {runs} resumed runs bit-identical in loss and gradient ({len(expected)} steps); most steps lost {max(lost)} of an interval of {settings.train.save_every}; store {check}"


def stops(quick: bool) -> Found:
    """Seconds from the wish to stop until no process of the run is left, in a default run; a quarter while its process starts."""
    dice, seconds, endings = random.Random(2), [], []
    settings = RunConfig.parse({"train": {"max_steps": 10_000_000, "threads": 1, "precision": "float32"}})
    with playground() as (launcher, file):
        for number in range(8 if quick else 50):
            run = launcher.start("stop me", settings, [file]).id
            until(lambda run=run, at_once=number % 4 == 3: launcher.store.get(run).status == "running" or (at_once and launcher.store.get(run).pid is not None))
            time.sleep(dice.uniform(0, 2))
            pid = launcher.store.get(run).pid
            family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
            began = time.monotonic()
            launcher.stop(run)
            until(lambda family=family: not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in family))
            seconds.append(time.monotonic() - began)
            ended = launcher.wait(run, 10)
            endings.append(f"{ended.status}, {'forced' if ended.error else 'in peace'}")
    counts = ", ".join(f"{endings.count(kind)} {kind}" for kind in sorted(set(endings)))
    yield "stop to no process left", f"median {statistics.median(seconds):.2f} s, most {max(seconds):.2f} s of {len(seconds)}, a quarter of them while the process starts ({counts})"


def store(quick: bool) -> Found:
    """kill -9 of a process that writes to the store; a launcher that comes next finds no run at work."""
    from test_store import WRITER

    dice, count, whole, ghosts = random.Random(3), (20 if quick else 200), 0, 0
    with playground() as (launcher, _):
        workspace, rows = launcher.workspace, launcher.store
        for number in range(count):
            run = rows.create(f"writer {number}", config())
            process = subprocess.Popen([sys.executable, "-c", WRITER, str(rows.path), run.id, "1000000"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
            rows.set_status(run.id, "running", pid=process.pid, pid_started=psutil.Process(process.pid).create_time())
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(dice.uniform(0, 0.05))
            process.kill()
            process.communicate()
            found = [row.step for row in rows.events(run.id, limit=10**7)]
            whole += rows.check() == "ok" and found == list(range(1, len(found) + 1))
            fresh = Launcher(workspace)
            fresh.reconcile()
            ghosts += len(fresh.store.runs(*ACTIVE))
            fresh.close()
    yield "store killed while written to", f"integrity_check ok and no event missing after {whole} of {count} kills; {ghosts} ghost runs"


def damage(quick: bool) -> Found:
    """One bit flipped, or the end cut off, in every file of a checkpoint; the former one must load."""
    from llm_core.errors import CheckpointError
    from llm_core.training import checkpoint

    dice, tried, noticed, snapshots = random.Random(4), 0, 0, [0, 0]
    with playground() as (launcher, file):
        run = launcher.start("two", config(max_steps=40, snapshots=True), [file]).id
        ended = launcher.wait(run, PATIENCE_S)
        folder = launcher.workspace.run_folder(ended.id)
        former, newest = checkpoint.checkpoints(folder)[-2:]
        snapshot = checkpoint.snapshots(folder)[-1][1]
        for victim in [*newest.iterdir(), *snapshot.iterdir()]:
            content = victim.read_bytes()
            flips = [dice.randrange(len(content) * 8) for _ in range(60 if quick else 1000)]
            cuts = [0, 1, len(content) - 1, *(dice.randrange(len(content)) for _ in range(5 if quick else 50))]
            for harmed in [*(flipped(content, bit) for bit in flips), *(content[:cut] for cut in cuts)]:
                victim.write_bytes(harmed)
                if victim.parent == newest:
                    tried += 1
                    noticed += checkpoint.load(folder).folder == former
                else:
                    snapshots[1] += 1
                    try:
                        checkpoint.load_model(snapshot)
                    except CheckpointError:
                        snapshots[0] += 1
            victim.write_bytes(content)
        assert checkpoint.load(folder).folder == newest
    yield "damage to checkpoint files", f"{noticed} of {tried} flips and cuts noticed, the former checkpoint loaded each time; in snapshots {snapshots[0]} of {snapshots[1]}"


def flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def server(quick: bool) -> Found:
    """kill -9 of the server while a run trains; the next one finds it at work, follows it, and can stop it."""
    from test_launcher import SERVER

    count, held = (2 if quick else 20), 0
    for _ in range(count):
        with playground() as (launcher, file):
            child = subprocess.Popen(
                [sys.executable, "-c", SERVER, str(launcher.workspace.folder), str(file.path), config(max_steps=10_000_000).model_dump_json()],
                cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )
            assert child.stdout is not None
            run = child.stdout.readline().strip()
            until(lambda run=run: launcher.store.get(run).step > 0)
            child.kill()
            child.communicate()
            before = launcher.store.get(run).step
            launcher.reconcile()
            until(lambda run=run, before=before: launcher.store.get(run).step > before + 20)
            alive = launcher.store.get(run).status == "running"
            launcher.stop(run)
            numbers = [step for step, _, _ in steps(launcher, run)]
            held += alive and launcher.wait(run, 10).status == "stopped" and numbers == list(range(1, len(numbers) + 1))
    yield "server killed in mid-run", f"{held} of {count} runs went on, were found at work again, and stopped when asked"


def bad_inputs(quick: bool) -> Found:
    """Each bad file through the command line: trained on, or refused with one line, exit code 2, in 2 s."""
    refused: dict[str, float] = {}
    spent: list[float] = []
    trained, wrong = 0, []
    with tempfile.TemporaryDirectory(prefix="promises-") as folder:
        for name, content in {**texts(5_000_000 if quick else 100_000_000), **tables()}.items():
            path = Path(folder) / name
            path.write_bytes(content)
            argv = ["train", "--data", str(path), "--workspace", f"{folder}/workspace", *SMALL]
            if quick and branch(argv) == 0:  # all that a process of its own adds is the wait for its imports
                trained += 1
                path.unlink()
                continue
            began, busy = time.monotonic(), processor_s()
            done = command_line(*argv)
            seconds = time.monotonic() - began
            said = done.stderr.strip().split("\n")
            if done.returncode == 2:
                refused[name] = seconds
                spent.append(processor_s() - busy)
            trained += done.returncode == 0
            if done.returncode not in (0, 2) or "Traceback" in done.stdout + done.stderr or (done.returncode == 2 and len(said) != 1):
                wrong.append(f"{name}: {done.returncode}, {said[-1][:200]}")
            print(f"  {done.returncode} {seconds:5.1f} s  {name[:40]}: {said[0][:150]}", flush=True)
            path.unlink()
    late = [f"{name} {seconds:.1f} s" for name, seconds in refused.items() if seconds > 2]
    yield "bad input by the command line", (
        f"{trained + len(refused)} of {trained + len(refused) + len(wrong)} files handled: {trained} trained on, {len(refused)} refused in one line with exit code 2, "
        f"median {statistics.median(refused.values()):.2f} s, most {max(refused.values()):.2f} s (processor time {statistics.median(spent):.2f} and {max(spent):.2f} s); over 2 s: {', '.join(late) or 'none'}; wrong: {'; '.join(wrong) or 'none'}"
    )


def branch(argv: list[str]) -> int:
    """The exit code of a command in a branch of this process, silent."""
    import llm_core.cli.training
    import llm_core.training.trainer  # noqa: F401
    from llm_core.cli.main import main as command

    sys.stdout.flush()
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    os._exit(command(argv))


def processor_s() -> float:
    """Processor seconds of all children that have ended: what a command costs, whatever else the machine does."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def command_line(*argv: str, limit_bytes: int | None = None) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, under a limit of address space where one is given."""
    limit = None if limit_bytes is None else lambda: resource.setrlimit(resource.RLIMIT_AS, (limit_bytes, limit_bytes))
    return subprocess.run([sys.executable, "-m", "llm_core", *argv], cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE_S, preexec_fn=limit)


HUGE = {"model far too large": {"model": {"d_model": 4096, "num_layers": 64}}, "batch too large": {"model": {"context_length": 64}, "train": {"batch_size": 4096}}}


def memory(quick: bool) -> Found:
    """Workers under a memory limit: a failure that names a smaller setting, and whoever started it lives on."""
    explained = []
    with playground() as (launcher, file):
        for name, changes in HUGE.items():
            settings = RunConfig.parse({**changes, "train": {"max_steps": 2, "threads": 1, "precision": "float32", **changes.get("train", {})}})
            run = launcher.start(name, settings, [file]).id
            until(lambda run=run: launcher.store.get(run).pid is not None)
            resource.prlimit(launcher.store.get(run).pid, resource.RLIMIT_AS, (4 << 30, 4 << 30))
            explained.append(advice(launcher.wait(run, PATIENCE_S)))
            after = launcher.start("after", config(max_steps=2), [file]).id
            assert launcher.wait(after, PATIENCE_S).status == "done", "the launcher must go on"
        sizes = [option for part, values in HUGE["model far too large"].items() for key, value in values.items() for option in (f"--{part}.{key}", str(value))]
        done = command_line("train", "--data", str(file.path), "--workspace", str(launcher.workspace.folder), *sizes, limit_bytes=4 << 30)
        explained.append(f"command line: exit code {done.returncode}, {done.stderr.strip().split(chr(10))[-1]}")
    yield "memory that does not suffice", " / ".join(explained)


def advice(run: Run) -> str:
    return f"{run.name}: {run.status}, {json.dumps((run.error or {}).get('cause'), ensure_ascii=False)}"


PROMISES: dict[str, Callable[[bool], Found]] = {
    "kills": kills, "stops": stops, "store": store, "damage": damage, "server": server, "bad-inputs": bad_inputs, "memory": memory,
}


def main() -> None:
    """Try the promises, print a line each, and keep it in the ledger when asked."""
    parser = arguments(__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer tries of each: minutes, not hours")
    parser.add_argument("promise", nargs="*", choices=[[], *PROMISES], help="only these")
    given = parser.parse_args()
    signal(SIGTERM, default_int_handler)  # so that what was started is ended then, too
    for name in given.promise or PROMISES:
        began = time.monotonic()
        for claim, figure in PROMISES[name](given.quick):
            record(claim, figure, write=given.ledger)
        print(f"  ({name}: {time.monotonic() - began:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
