"""Question answering on XQuAD, English and Chinese: passages found, and answers by a reader trained on four fifths of
its articles.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from typing import Any

from task_runs.commands import evaluate, told, train

from llm_core.tasks.passage_index import PassageIndex

LANGUAGES = {"en": "English", "zh": "Chinese"}


def run(data: Path, seed: int) -> list[tuple[str, str]]:
    """Lines for the ledger: (claim, figure)."""
    found = []
    for language, name in LANGUAGES.items():
        path = data / "qa" / "xquad" / f"xquad.{language}.json"
        found.append((f"questions: the passage is found, XQuAD {name}", searched(path)))
        with tempfile.TemporaryDirectory() as folder:
            trained = train("question-answering", [path], Path(folder), {"train.seed": seed})
            report = evaluate("question-answering", trained["run"], Path(folder))
        seconds = trained.get("elapsed_s")
        found.append(
            (
                f"questions: answers, XQuAD {name}, held-out articles",
                f"{told(report)}; {shares(report)}" + (f"; trained {seconds:.0f} s" if seconds else ""),
            )
        )
    return found


def searched(path: Path) -> str:
    """How often the passage of a question is found first, among all passages of a file, and how long that takes."""
    passages: list[str] = []
    asked: list[tuple[str, int]] = []
    for article in json.loads(path.read_text())["data"]:
        for paragraph in article["paragraphs"]:
            passages.append(paragraph["context"])
            asked += [(one["question"], len(passages)) for one in paragraph["qas"]]
    base = PassageIndex.of_passages(passages)
    started = time.process_time()
    found = [[passage.id for passage in base.search(question, 5)] for question, _ in asked]
    spent = (time.process_time() - started) / len(asked)
    first = sum(right in ids[:1] for (_, right), ids in zip(asked, found, strict=True)) / len(asked)
    five = sum(right in ids for (_, right), ids in zip(asked, found, strict=True)) / len(asked)
    return (
        f"recall@1 {first:.3f}, recall@5 {five:.3f} of {len(asked)} questions over {len(passages)} passages, "
        f"{1000 * spent:.1f} ms a question"
    )


def shares(report: dict[str, Any]) -> str:
    """The other figures of a report."""
    said = (
        ("exact_match", "exact match"),
        ("baseline_exact_match", "of the baseline"),
        ("sentence_accuracy", "right sentence"),
        ("baseline_sentence_accuracy", "by the baseline"),
        ("refusal_precision", "refusals that are right"),
        ("refusal_recall", "absent ones refused"),
        ("refused_wrongly", "present ones refused"),
    )
    return ", ".join(f"{words} {100 * report[name]:.1f}%" for name, words in said if report.get(name) is not None)
