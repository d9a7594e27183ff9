"""Claims: the built-in dialogues are learnt within 5 minutes, and so is a corpus of small talk, on one core left busy
of two.

Of the built-in ones, in each language: replies to held-out wordings given word for word, and untaught questions rightly
refused. Of the chatterbot corpus (TERRARIUM_DATA): taught questions answered word for word. Each beside the answer of
the nearest taught question.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from ledger import arguments, record

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from llm_core.samples import SAMPLES, write_sample  # noqa: E402 - the project is found first

LIMIT_S = 300
BUILT_IN = ("talk-en", "talk-zh")
CORPORA = ("english", "chinese")


def run(*words: str) -> dict[str, Any]:
    """The JSON of a command."""
    done = subprocess.run(
        [sys.executable, "-m", "llm_core", *words, "--json"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def learn(data: Path, settings: dict[str, Any], seed: int, changes: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Train on conversations, and evaluate: the JSON of both."""
    flags = [
        part
        for name, value in {"train.max_seconds": LIMIT_S, **settings, "train.seed": seed}.items()
        for part in (f"--{name}", str(value))
    ]
    with tempfile.TemporaryDirectory() as folder:
        trained = run("train", "--data", str(data), "--name", "talk", "--workspace", folder, *flags, *changes)
        return trained, run("evaluate", "talk", "--workspace", folder)


def percent(share: float | None) -> str:
    """A share as it is written here."""
    return "–" if share is None else f"{100 * share:.1f}%"


def main() -> None:
    parser = arguments(__doc__ or "")
    parser.add_argument("--only", nargs="+", default=[*BUILT_IN, *CORPORA])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1337])
    given, changes = parser.parse_known_args()
    data = os.environ.get("TERRARIUM_DATA")
    for seed in given.seeds:
        for key in [one for one in given.only if one in BUILT_IN]:
            with tempfile.TemporaryDirectory() as folder:
                trained, found = learn(write_sample(key, Path(folder)), dict(SAMPLES[key].settings), seed, changes)
            record(
                f"built-in dialogues {key}, within {LIMIT_S} s",
                f"held-out wordings {percent(found['exact_match'])} of {found['rows']} word for word, chrF "
                f"{found['chrf']:.1f} (nearest taught question: "
                f"{percent(found['baseline_exact_match'])}, chrF {found['baseline_chrf']:.1f}); untaught questions "
                f"refused {percent(found['refusals'])} of {found['refusal_rows']} "
                f"(nearest: {percent(found['baseline_refusals'])}); taught {percent(found['taught'])} of "
                f"{found['taught_rows']}; "
                f"{trained['parameters'] / 1e6:.2f} M parameters, {trained['step']} steps, "
                f"{trained['elapsed_s']:.0f} s, seed {seed}",
                write=given.ledger,
            )
        for language in [one for one in given.only if one in CORPORA and data]:
            trained, found = learn(
                Path(str(data)) / "chat" / "chatterbot_corpus" / language,
                {"data.format": "conversations"},
                seed,
                changes,
            )
            record(
                f"chatterbot corpus, {language}, taught answers within {LIMIT_S} s",
                f"{percent(found['taught'])} of {found['taught_rows']} word for word; "
                f"{trained['parameters'] / 1e6:.2f} M parameters, "
                f"{trained['step']} steps, {trained['elapsed_s']:.0f} s, seed {seed}",
                write=given.ledger,
            )


if __name__ == "__main__":
    main()
