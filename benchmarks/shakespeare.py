"""Claim: the default preset reaches 1.70 nats on tinyshakespeare's whole validation split within 3 minutes on
2 cores.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from ledger import arguments, record

ROOT = Path(__file__).resolve().parent.parent


def train(text: Path, seed: int, max_seconds: float) -> tuple[dict[str, float], float]:
    """Train from the command line; return its JSON and the CPU seconds used."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as workspace:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "llm_core",
                "train",
                "--data",
                str(text),
                "--train.seed",
                str(seed),
                "--train.max_seconds",
                str(max_seconds),
                "--workspace",
                workspace,
                "--json",
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return json.loads(done.stdout.splitlines()[-1]), after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("text", type=Path, help="tinyshakespeare's input.txt")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1337])
    parser.add_argument("--max-seconds", type=float, default=175.0)
    given = parser.parse_args()
    for seed in given.seeds:
        result, cpu_s = train(given.text, seed, given.max_seconds)
        record(
            "tinyshakespeare, characters, default preset, whole validation split",
            (
                f"{result['val_loss']:.3f} nats after {result['step']} steps, {result['elapsed_s']:.0f} s "
                f"({cpu_s:.0f} CPU s), seed {seed}"
            ),
            write=given.ledger,
        )


if __name__ == "__main__":
    main()
