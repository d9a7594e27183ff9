"""Summarization (SciTLDR-A): sentences chosen and summaries written, on its whole test split, beside lead and
TF-IDF.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from task_runs.commands import evaluate, told, train

SECONDS = 290


def run(data_folder: Path, seed: int) -> list[tuple[str, str]]:
    """What a run from the command line reaches on the test split, with all of its references."""
    files = data_folder / "summarization" / "scitldr_a"
    with tempfile.TemporaryDirectory() as folder:
        place, began = Path(folder), time.monotonic()
        begun = train(
            "summarization", [files / "train.jsonl"], place, {"train.max_seconds": SECONDS, "train.seed": seed}
        )
        taken, began = time.monotonic() - began, time.monotonic()
        found: dict[str, Any] = evaluate("summarization", begun["run"], place, [files / "test.jsonl"])
        evaluated = time.monotonic() - began
    simple = ", ".join(f"{name} {one['rouge1']:.1f}" for name, one in found["details"]["baselines"].items())
    times = f"{begun['step']} steps, {taken:.0f} s to train, {evaluated:.0f} s to evaluate"
    written = " / ".join(f"{found[f'abstractive_{kind}']:.1f}" for kind in ("rouge1", "rouge2", "rougeL"))
    return [
        (
            "summarization, sentences chosen, SciTLDR-A test",
            f"{told(found, 1.0, '')}; ROUGE-2 {found['rouge2']:.1f}, ROUGE-L {found['rougeL']:.1f}; {simple}; {times}",
        ),
        ("summarization, summaries written, SciTLDR-A test", f"ROUGE-1/2/L {written}"),
    ]
