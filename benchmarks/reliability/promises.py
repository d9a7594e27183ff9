"""Breaks Terrarium on purpose and counts what held: `python benchmarks/reliability/promises.py --quick`.

One function a promise. Each works in a folder of its own, with real processes, and ends every one that it started.
Without --quick the counts are those that the promises name; name promises to do only those. A promise that isn't kept,
or a trial that hangs, makes the exit status 1; `--sabotage` breaks on purpose what each promise relies on, and must
come to that.
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
from pathlib import Path
from signal import SIGTERM, default_int_handler, signal

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
os.environ["OMP_NUM_THREADS"] = "1"
sys.path[:0] = [str(ROOT), str(HERE.parent), str(HERE), str(ROOT / "tests" / "runs")]

import psutil  # noqa: E402
from bad_files import tables, texts  # noqa: E402
from checkpoints import damage, resumes  # noqa: E402
from deaths import kills, server, store  # noqa: E402
from ledger import arguments, record  # noqa: E402
from nursery import Nursery  # noqa: E402
from playground import config, playground  # noqa: E402
from trials import PATIENCE_S, Trials, Verdict, require, until  # noqa: E402

from llm_core.config import RunConfig  # noqa: E402
from llm_core.data.files.reading import TextFile  # noqa: E402
from llm_core.runs import processes  # noqa: E402
from llm_core.runs.launcher import Launcher  # noqa: E402
from llm_core.runs.records import Run  # noqa: E402

STOP_S = 3.0  # from the wish to stop until no process is left, as promised
SMALL = ["--model.d_model", "16", "--model.nhead", "2", "--model.num_layers", "1", "--train.max_steps", "2", (
    "--train.eval_tokens"
), "64", "--train.sample_tokens", "4", "--train.threads", "1", "--train.precision", "float32"]  # fmt: skip


def stops(count: int, sabotage: bool) -> Iterator[Verdict]:
    """Seconds from the wish to stop until no process of the run is left, in a default run; a quarter while its process
    starts.
    """
    dice, trials, seconds, endings = random.Random(2), Trials(), [0.0], []
    with Nursery() as nursery:
        while trials.tried < count:
            with playground(nursery) as (launcher, file):
                broken = len(trials.failures)
                while trials.tried < count and len(trials.failures) == broken:
                    with trials.trial(f"stop {trials.tried + 1}"):
                        taken, ending = stopped(
                            launcher, file, dice.randint(1, 40), at_once=trials.tried % 4 == 0, sabotage=sabotage
                        )
                        seconds.append(taken)
                        endings.append(ending)
                        require(taken <= STOP_S, f"it took {taken:.2f} s")
    counts = ", ".join(f"{endings.count(kind)} {kind}" for kind in sorted(set(endings)))
    yield Verdict(
        "stop to no process left",
        (
            f"median {statistics.median(seconds[1:] or [0]):.2f} s, most {max(seconds):.2f} s of {trials.tried}, a "
            f"quarter of them while the process starts ({counts}){trials.said()}"
        ),
        not trials.failures,
    )


def stopped(launcher: Launcher, file: TextFile, step: int, *, at_once: bool, sabotage: bool) -> tuple[float, str]:
    """Stop a default run at a step, or as soon as it has a process; the seconds that took, and how it ended."""
    settings = RunConfig.parse({"train": {"max_steps": 10_000_000, "threads": 1, "precision": "float32"}})
    run = launcher.start("stop me", settings, [file]).id
    until(lambda: launcher.store.get(run).step >= step or (at_once and launcher.store.get(run).pid is not None))
    pid = launcher.store.get(run).pid
    family = [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    began = time.monotonic()
    if not sabotage:
        launcher.stop(run)
    until(lambda: time.monotonic() > began + 4 * STOP_S or all(processes.started_at(one) is None for one in family))
    taken = time.monotonic() - began
    ended = launcher.wait(run, 0 if taken > STOP_S else 10)
    return taken, f"{ended.status}, {'forced' if ended.error else 'in peace'}"


def bad_inputs(size: int, sabotage: bool) -> Iterator[Verdict]:
    """Each bad file through the command line: trained on, or refused with one line, exit code 2, in 2 s."""
    refused: dict[str, float] = {}
    spent: list[float] = []
    trained, wrong = 0, []
    with tempfile.TemporaryDirectory(prefix="promises-") as folder:
        for name, content in {**texts(size), **tables()}.items():
            path = Path(folder) / name
            path.write_bytes(content)
            argv = ["train", "--data", str(path), "--workspace", f"{folder}/workspace", *SMALL]
            if (
                size < 100_000_000 and branch(argv) == 0
            ):  # all that a process of its own adds is the wait for its imports
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
            if (
                sabotage
                or done.returncode not in (0, 2)
                or "Traceback" in done.stdout + done.stderr
                or (done.returncode == 2 and len(said) != 1)
            ):
                wrong.append(f"{name}: {done.returncode}, {said[-1][:200]}")
            print(f"  {done.returncode} {seconds:5.1f} s  {name[:40]}: {said[0][:150]}", flush=True)
            path.unlink()
    late = [f"{name} {seconds:.1f} s" for name, seconds in refused.items() if seconds > 2]
    yield Verdict(
        "bad input by the command line",
        (
            f"{trained + len(refused)} of {trained + len(refused) + len(wrong)} files handled: {trained} trained "
            f"on, {len(refused)} refused in one line with exit code 2, "
            f"median {statistics.median(refused.values()):.2f} s, most {max(refused.values()):.2f} s (processor "
            f"time {statistics.median(spent):.2f} and {max(spent):.2f} s); over 2 s: {', '.join(late) or 'none'}; "
            f"wrong: {'; '.join(wrong) or 'none'}"
        ),
        not wrong,
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
    """Processor seconds of this process and all children that have ended: what a trial costs, whatever else the machine
    does.
    """
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def command_line(*argv: str, limit_bytes: int | None = None) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, under a limit of address space where one is given."""
    limit = None if limit_bytes is None else lambda: resource.setrlimit(resource.RLIMIT_AS, (limit_bytes, limit_bytes))
    return subprocess.run(
        [sys.executable, "-m", "llm_core", *argv],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
        preexec_fn=limit,
    )


HUGE = {
    "model far too large": {"model": {"d_model": 4096, "num_layers": 64}},
    "batch too large": {"model": {"context_length": 64}, "train": {"batch_size": 4096}},
}


def memory(count: int, sabotage: bool) -> Iterator[Verdict]:
    """Workers under a memory limit: a failure that names a smaller setting, and whoever started it lives on."""
    explained = []
    with playground() as (launcher, file):
        for name, changes in list(HUGE.items())[:count]:
            settings = RunConfig.parse(
                {**changes, "train": {"max_steps": 2, "threads": 1, "precision": "float32", **changes.get("train", {})}}
            )
            run = launcher.start(name, settings, [file]).id
            until(lambda run=run: launcher.store.get(run).pid is not None)  # type: ignore[misc]
            resource.prlimit(launcher.store.get(run).pid, resource.RLIMIT_AS, (4 << 30, 4 << 30))
            explained.append(advice(launcher.wait(run, PATIENCE_S)))
            after = launcher.start("after", config(max_steps=2), [file]).id
            assert launcher.wait(after, PATIENCE_S).status == "done", "the launcher must go on"
        sizes = [
            option
            for part, values in HUGE["model far too large"].items()
            for key, value in values.items()
            for option in (f"--{part}.{key}", str(value))
        ]
        done = command_line(
            "train",
            "--data",
            str(file.path),
            "--workspace",
            str(launcher.workspace.folder),
            *sizes,
            limit_bytes=4 << 30,
        )
        explained.append(f"command line: exit code {done.returncode}, {done.stderr.strip().split(chr(10))[-1]}")
    advised = [said for said in explained if any(setting in said for setting in ("model.", "train.", "smaller"))]
    yield Verdict(
        "memory that does not suffice", " / ".join(explained), not sabotage and len(advised) == len(explained)
    )


def advice(run: Run) -> str:
    return f"{run.name}: {run.status}, {json.dumps((run.error or {}).get('cause'), ensure_ascii=False)}"


Promise = Callable[[int, bool], Iterator[Verdict]]
PROMISES: dict[str, tuple[Promise, int, int]] = {  # how many trials it names, and how many of them are quick
    "kills": (kills, 200, 8),
    "resumes": (resumes, 36, 6),
    "stops": (stops, 50, 8),
    "store": (store, 200, 20),
    "damage": (damage, 500, 60),
    "server": (server, 30, 2),
    "bad-inputs": (bad_inputs, 100_000_000, 5_000_000),
    "memory": (memory, 2, 2),
}


def main(argv: list[str] | None = None) -> int:
    """Try the promises, print a line each, keep it in the ledger when asked; 1 where one wasn't kept."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--quick", action="store_true", help="fewer tries of each: minutes, not hours")
    parser.add_argument("--count", type=int, help="so many tries of each")
    parser.add_argument(
        "--sabotage", action="store_true", help="break what each promise relies on: it has to be noticed"
    )
    parser.add_argument("promise", nargs="*", choices=[[], *PROMISES], help="only these")
    given = parser.parse_args(argv)
    broken = []
    for name in given.promise or PROMISES:
        promise, count, few = PROMISES[name]
        began, busy = time.monotonic(), processor_s()
        for verdict in verdicts(name, promise, given.count or (few if given.quick else count), given.sabotage):
            record(verdict.claim, verdict.figure, write=given.ledger and not given.sabotage)
            broken += [] if verdict.kept else [verdict.claim]
        print(f"  ({name}: {time.monotonic() - began:.0f} s, {processor_s() - busy:.0f} s of a processor)", flush=True)
    print(f"NOT KEPT: {', '.join(broken)}" if broken else "All kept.", flush=True)
    return 1 if broken else 0


def verdicts(name: str, promise: Promise, count: int, sabotage: bool) -> Iterator[Verdict]:
    """What becomes of a promise; one whose trials can't even be set up isn't kept, and the next one is tried."""
    try:
        yield from promise(count, sabotage)
    except Exception as error:  # the edge of a promise
        yield Verdict(name, f"could not be tried: {type(error).__name__} {error}"[:300], kept=False)


if __name__ == "__main__":
    signal(SIGTERM, default_int_handler)  # so that what was started is ended then, too
    sys.exit(main())
