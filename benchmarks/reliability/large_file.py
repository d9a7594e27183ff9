"""Prepares a file of any size and prints speed and peak memory: `python benchmarks/reliability/large_file.py --gb 1`.

The text is made by the project's own grammars. Memory is the peak resident size of a child process above what it
had after imports; the promise is less than 500 MB for a file of any size.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

SHAPES = ("lines", "one-line", "csv", "jsonl")


def write_text(path: Path, size_bytes: int, shape: str) -> None:
    """Write stories in both languages, numbered so that they differ, in one of the shapes."""
    from llm_core.samples import SAMPLES

    stories = (SAMPLES["stories-en"].text() + SAMPLES["stories-zh"].text()).strip().split("\n\n")
    number = written = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        if shape == "csv":
            stream.write("number,story\n")
        while written < size_bytes:
            story = f"{number} {stories[number * 7919 % len(stories)]}"
            line = {
                "lines": story + "\n\n",
                "one-line": story + " ",
                "csv": f'{number},"{story.replace(chr(34), chr(34) * 2)}"\n',
                "jsonl": json.dumps({"story": story}, ensure_ascii=False) + "\n",
            }[shape]
            stream.write(line)
            written += len(line.encode())
            number += 1


def prepare_and_measure(path: Path, kind: str, folder: Path) -> dict[str, float]:
    """Prepare a file in this process; peak memory is that of the whole process, so call it in one of its own."""
    from llm_core.config import DataConfig
    from llm_core.data.corpus.corpus import prepare
    from llm_core.data.files.reading import look

    baseline = _peak_bytes()
    config = DataConfig(tokenizer=kind)
    stages: dict[str, float] = {}
    reports = 0

    def progress(made: object) -> None:
        nonlocal reports
        reports += 1
        stages.setdefault(made.stage, time.perf_counter())  # type: ignore[attr-defined]

    began = time.perf_counter()
    file = look(path, config)
    looked_s = time.perf_counter() - began
    corpus = prepare([file], config, folder, progress=progress)
    elapsed_s = time.perf_counter() - began
    return {
        "size_mb": file.size_bytes / 1e6,
        "look_s": looked_s,
        "elapsed_s": elapsed_s,
        "mb_per_s": file.size_bytes / 1e6 / elapsed_s,
        "above_baseline_mb": (_peak_bytes() - baseline) / 1e6,
        "tokens": len(corpus.train) + len(corpus.validation),
        "reports": reports,
        **{f"{stage}_from_s": moment - began for stage, moment in stages.items()},
    }


def measure_in_child(path: Path, kind: str) -> dict[str, float]:
    """Measure in a fresh process, so that nothing but the preparation counts."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        done = subprocess.run(
            [sys.executable, __file__, "--measure", str(path), "--kind", kind, "--into", folder],
            check=True,
            capture_output=True,
            text=True,
        )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _peak_bytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def main() -> None:
    """Make a file, prepare it with each tokenizer, print what it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gb", type=float, default=1.0)
    parser.add_argument("--shape", choices=SHAPES, default="lines")
    parser.add_argument("--kind", choices=("characters", "bpe"))
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(prepare_and_measure(given.measure, given.kind, given.into)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("large" + {"csv": ".csv", "jsonl": ".jsonl"}.get(given.shape, ".txt"))
        write_text(path, int(given.gb * 1e9), given.shape)
        for kind in (given.kind,) if given.kind else ("characters", "bpe"):
            print(
                kind,
                json.dumps({name: round(value, 2) for name, value in measure_in_child(path, kind).items()}),
                flush=True,
            )


if __name__ == "__main__":
    main()
