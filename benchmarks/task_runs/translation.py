"""Translation (Tatoeba English-Chinese), 1,000 held-out sentences, either direction within ten minutes, beside a
dictionary and copying.
"""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path
from typing import Any

from task_runs.commands import evaluate, told, train

SECONDS = 590
HELD = 1_000


def run(data_folder: Path, seed: int) -> list[tuple[str, str]]:
    """What two runs from the command line reach on sentences that neither side of their training holds."""
    lines = (
        (data_folder / "translation" / "tatoeba_eng_cmn" / "cmn.txt").read_text(encoding="utf-8").strip().split("\n")
    )
    rows = [(line.split("\t")[0], line.split("\t")[1]) for line in lines]
    random.Random(seed).shuffle(rows)
    held, rest = rows[:HELD], rows[HELD:]
    known = ({one for one, _ in held}, {other for _, other in held})
    taught = [row for row in rest if row[0] not in known[0] and row[1] not in known[1]]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        files = [written(place / f"{name}.tsv", side) for name, side in (("taught", taught), ("held", held))]
        return [
            ("translation, English to Chinese, Tatoeba", reached(files, place, seed, {})),
            (
                "translation, Chinese to English, Tatoeba",
                reached(files, place, seed, {"data.column": "chinese", "data.target_column": "english"}),
            ),
        ]


def reached(files: list[Path], place: Path, seed: int, changes: dict[str, object]) -> str:
    """Train on one file as a person would, and evaluate on the other."""
    began = time.monotonic()
    begun = train(
        "translation", files[:1], place / "workspace", {"train.max_seconds": SECONDS, "train.seed": seed, **changes}
    )
    taken, began = time.monotonic() - began, time.monotonic()
    found: dict[str, Any] = evaluate("translation", begun["run"], place / "workspace", files[1:])
    bleus = ", ".join(
        f"{name} {one['bleu']:.1f} (chrF {one['chrf']:.1f})" for name, one in found["details"]["baselines"].items()
    )
    return (
        f"{told(found, 1.0, '')}; BLEU {found['bleu']:.1f}, of {bleus}; {begun['step']} steps, "
        f"{taken:.0f} s to train, {time.monotonic() - began:.0f} s to evaluate"
    )


def written(path: Path, rows: list[tuple[str, str]]) -> Path:
    """A table of both languages."""
    path.write_text("english\tchinese\n" + "".join(f"{one}\t{other}\n" for one, other in rows), encoding="utf-8")
    return path
