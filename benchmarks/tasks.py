"""Claim: each of the five tasks, trained from scratch on 2 cores within minutes, against its baselines on whole test
splits.

python benchmarks/tasks.py sentiment speech --data ../shared/data --seeds 1337 1338
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

from ledger import arguments, record

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

NAMES = ("translation", "summarization", "sentiment", "questions", "speech")


def main() -> None:
    parser = arguments(__doc__.splitlines()[0])
    parser.add_argument(
        "tasks", nargs="*", default=NAMES, metavar="TASK", help=f"of {', '.join(NAMES)}; all unless said"
    )
    parser.add_argument(
        "--data",
        default=os.environ.get("TERRARIUM_DATA"),
        type=Path,
        help="folder of real data (default: TERRARIUM_DATA)",
    )
    parser.add_argument("--seeds", type=int, nargs="+", default=[1337])
    given = parser.parse_args()
    if given.data is None or not given.data.is_dir():
        parser.error("the real data is missing: name its folder with --data, or with TERRARIUM_DATA")
    if unknown := set(given.tasks) - set(NAMES):
        parser.error(f"there is no task {', '.join(sorted(unknown))}: choose among {', '.join(NAMES)}")
    for name in given.tasks:
        for seed in given.seeds:
            for claim, figure in importlib.import_module(f"task_runs.{name}").run(given.data, seed):
                record(claim, f"{figure}, seed {seed}", write=given.ledger)


if __name__ == "__main__":
    main()
