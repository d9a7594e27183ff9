"""Where promises are tried: a launcher on a workspace of its own, the smallest run that still has random numbers, a
text.
"""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bad_files import PLAIN
from nursery import Nursery
from trials import limited

from llm_core.config import RunConfig
from llm_core.data.files.reading import TextFile, look
from llm_core.runs import processes
from llm_core.runs.launcher import Launcher
from llm_core.runs.records import ACTIVE
from llm_core.runs.workspace import open_workspace

MODEL = {"d_model": 32, "nhead": 2, "num_layers": 1, "context_length": 16}
TRAIN = {
    "batch_size": 4,
    "eval_every": 100_000,
    "eval_tokens": 64,
    "save_every": 20,
    "sample_tokens": 0,
    "snapshots": False,
    "threads": 1,
    "precision": "float32",
    "device": "cpu",
}
FRESH = 20  # every so manieth worker is a process of its own, imports and all


def config(**train: Any) -> RunConfig:
    """A small run with dropout, so that random numbers matter."""
    return RunConfig.parse({"model": {**MODEL, "dropout": 0.1}, "train": {**TRAIN, **train}})


@contextmanager
def playground(nursery: Nursery | None = None) -> Iterator[tuple[Launcher, TextFile]]:
    """A launcher on a workspace of its own and a text; every run still at work is ended afterwards."""
    with tempfile.TemporaryDirectory(prefix="promises-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "fox.txt"
        path.write_text("".join(f"{n} {PLAIN}" for n in range(400)), encoding="utf-8")
        launcher = Launcher(open_workspace(Path(folder) / "workspace"))
        if nursery is not None:
            _foster(launcher, nursery)
        try:
            yield launcher, look(path, RunConfig().data)
        finally:
            with suppress(Exception), limited(20):
                end_all(launcher)
            launcher.close()


def end_all(launcher: Launcher) -> None:
    """Take what waits out of the line, and kill what is at work."""
    for run in launcher.store.runs("queued"):
        launcher.store.leave_queue(run.id, "stopped")
    for run in launcher.store.runs(*ACTIVE):
        if processes.alive(run.pid, run.pid_started):
            os.kill(run.pid or 0, signal.SIGKILL)


def _foster(launcher: Launcher, nursery: Nursery) -> None:
    spares = launcher._prewarmed
    fresh, count = spares._spawn, 0

    def spawn() -> Any:
        nonlocal count
        count += 1
        return fresh() if count % FRESH == 0 else nursery.spawn(launcher.workspace.folder)

    spares._spawn = spawn  # type: ignore[method-assign]


def steps(launcher: Launcher, run: str) -> list[tuple[int, float, float]]:
    """Step, loss and gradient of each step that a run has said."""
    rows = launcher.store.events(run, kinds=["step"], limit=10**7)
    return [(row.step, row.payload["train_loss"], row.payload["gradient_norm"]) for row in rows]
