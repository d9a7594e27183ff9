"""The commands that a person would type, for benchmarks: what they print as JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def command(*words: object, workspace: Path) -> dict[str, Any]:
    """Run `python -m llm_core …` and read its last line; what goes wrong is shown."""
    done = subprocess.run(
        [sys.executable, "-m", "llm_core", *map(str, words), "--workspace", str(workspace), "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OMP_WAIT_POLICY": "PASSIVE"},
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, words))}: {done.stderr.strip()[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def train(task: str, data: Sequence[Path], workspace: Path, changes: dict[str, object]) -> dict[str, Any]:
    """Train a run of a task: the numbers of its end, with its id as "run"."""
    flags = [part for name, value in changes.items() for part in (f"--{name}", value)]
    return command("task", task, "train", "--data", *data, *flags, workspace=workspace)


def evaluate(task: str, run: str, workspace: Path, data: Sequence[Path] = ()) -> dict[str, Any]:
    """Measure a run beside its baseline, on its own held-out examples or on other files."""
    return command("task", task, "evaluate", run, *(["--data", *data] if data else []), workspace=workspace)


def told(found: dict[str, Any], scale: float = 100.0, unit: str = "%") -> str:
    """A report as a line of the ledger."""
    base = (
        "" if found["baseline_value"] is None else f"; {found['baseline']} {scale * found['baseline_value']:.1f}{unit}"
    )
    return (
        f"{found['metric']} {scale * found['value']:.1f}{unit} ({scale * found['low']:.1f} to "
        f"{scale * found['high']:.1f}) of {found['n']}{base}"
    )
