"""A small corpus and a small model, so that training them takes a second."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from llm_core.config import RunConfig
from llm_core.data.corpus.corpus import Corpus, prepare
from llm_core.data.files.reading import look

SHAPES = ("decoder-only", "encoder-only", "encoder-decoder")
SMALL: dict[str, Any] = {
    "model": {"d_model": 32, "nhead": 2, "num_layers": 2, "context_length": 16},
    "train": {
        "max_steps": 20,
        "batch_size": 4,
        "eval_every": 10,
        "eval_tokens": 256,
        "save_every": 5,
        "sample_tokens": 8,
        "device": "cpu",
        "threads": 1,
        "precision": "float32",
    },
}


def small_config(**changes: Any) -> RunConfig:
    """A small run's config; `changes` are written model__d_model=64."""
    nested = {group: dict(values) for group, values in SMALL.items()}
    for name, value in changes.items():
        group, _, field = name.partition("__")
        nested.setdefault(group, {})[field] = value
    return RunConfig.parse(nested)


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Six thousand characters of sentences from ten words."""
    folder = tmp_path_factory.mktemp("corpus")
    dice = random.Random(5)
    words = ["the", "fox", "sees", "a", "hen", "and", "runs", "home", "in", "rain"]
    text = "".join(dice.choice(words) + dice.choice([" ", " ", " ", ".\n"]) for _ in range(1300))
    (folder / "fox.txt").write_text(text, encoding="utf-8")
    config = small_config().data
    return prepare([look(folder / "fox.txt", config)], config, folder / "corpora")


@pytest.fixture(scope="session")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Corpus]:
    """A text and pairs (a word, the word backwards), both with a blank in their vocabulary, so that each shape can
    learn them.
    """
    folder, dice = tmp_path_factory.mktemp("corpora"), random.Random(7)
    text = "".join(dice.choice(["the ", "fox ", "sees ", "a ", "hen.\n"]) for _ in range(1500))
    (folder / "text.txt").write_text(text, encoding="utf-8")
    words = {"".join(dice.choices("abcd", k=dice.randint(2, 6))) for _ in range(3000)}
    (folder / "pairs.tsv").write_text(
        "given\tanswer\n" + "".join(f"{word}\t{word[::-1]}\n" for word in sorted(words)), encoding="utf-8"
    )
    found = {}
    for name, form in (("text.txt", "text"), ("pairs.tsv", "pairs")):
        data = small_config(data__format=form, data__mask_token=True).data
        found[form] = prepare([look(folder / name, data)], data, folder / "corpora")
    return found


@pytest.fixture
def config() -> Callable[..., RunConfig]:
    return small_config
