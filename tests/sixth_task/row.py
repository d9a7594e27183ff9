"""The row of the table, and how a test adds it: what a project would write into `config.tasks` and two folders of
words.
"""

from __future__ import annotations

import importlib
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from llm_core.config import TASKS, TaskSpec
from llm_core.isolation.child import IN_CHILD

TAGGING = TaskSpec(
    "tagging",
    reader="tests.sixth_task.reader",
    objective="llm_core.training.objectives.tagging.TaggingObjective.of_corpus",
    task="tests.sixth_task.task.Tagging",
    metric="tag_accuracy",
    settings={
        "model": {"architecture": "encoder-only", "d_model": 32, "nhead": 2, "num_layers": 1, "context_length": 64},
        "data": {"tokenizer": "bpe", "vocab_size": 400, "validation_fraction": 0.25},
        "train": {"batch_size": 16, "max_steps": 20, "eval_every": 10},
    },
    shapes=("encoder-only",),
    reads_whole=True,
    tags=True,
    columns=("sentence", "tags"),
    words="tagging",
    script="tabs/tasks/tagging.js",
)


@contextmanager
def registered() -> Iterator[TaskSpec]:
    """The task is there inside the block. Files are read in this process, since children know the table as it stands
    on the disk.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(TASKS, TAGGING.name, TAGGING)
        patch.setenv(IN_CHILD, "1")
        for language in ("en", "zh"):
            words = importlib.import_module(f"tests.sixth_task.words_{language}")
            patch.setitem(sys.modules, f"ui.words.{language}.{TAGGING.words}", words)
        yield TAGGING


def write_sentences(path: Path, count: int = 200) -> Path:
    """Made-up sentences with their tags, a tab between."""
    rng = random.Random(3)
    kinds = {
        "other": ["the", "a", "sees", "hears", "slowly", "big", "red", "and", "then", "likes"],
        "noun": ["fox", "hen", "house", "river", "lamp", "girl"],
    }
    lines = ["sentence\ttags"]
    for _ in range(count):
        tags = [rng.choice(["other", "other", "noun"]) for _ in range(rng.randint(3, 7))]
        lines.append(" ".join(rng.choice(kinds[tag]) for tag in tags) + "\t" + " ".join(tags))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
