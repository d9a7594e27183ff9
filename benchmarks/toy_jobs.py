"""Claim: each shape learns its small job to 99% exact matches on held-out rows within a few minutes on 2 cores."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from ledger import arguments, record

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from llm_core.samples import SAMPLES, write_sample  # noqa: E402 - the project is found first

JOBS = ("copy", "reverse", "sort", "dyck", "addition")


def learn(job: str, seed: int, changes: list[str]) -> dict[str, float]:
    """Train on a sample with the settings that come with it; the JSON of the run's end."""
    settings = {**SAMPLES[job].settings, "train.seed": seed, "train.sample_tokens": 0}
    flags = [part for name, value in settings.items() for part in (f"--{name}", str(value))]
    with tempfile.TemporaryDirectory() as folder:
        data = write_sample(job, Path(folder))
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "llm_core",
                "train",
                "--data",
                str(data),
                "--workspace",
                f"{folder}/workspace",
                "--json",
                *flags,
                *changes,
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--jobs", nargs="+", default=JOBS)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1337])
    given, changes = parser.parse_known_args()
    for job in given.jobs:
        shape = SAMPLES[job].settings.get("model.architecture", "decoder-only")
        for seed in given.seeds:
            found = learn(job, seed, changes)
            record(
                f"small job {job}, {shape}, exact matches on held-out rows (at most 2,000)",
                f"{100 * found['score']:.2f}% after {found['step']} steps, {found['elapsed_s']:.0f} s, seed {seed}",
                write=given.ledger,
            )


if __name__ == "__main__":
    main()
