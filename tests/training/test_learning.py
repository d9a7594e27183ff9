"""Learning: toy tasks reach the score that they must, by every optimizer, and in the article's way."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llm_core.config import RunConfig
from llm_core.data.corpus.corpus import Corpus, prepare
from llm_core.data.files.reading import look
from llm_core.generation.generator import generate
from llm_core.training import checkpoint
from llm_core.training.events import Evaluated
from llm_core.training.trainer import Trainer

Config = Callable[..., RunConfig]
PATTERN = "abcdefghhgfedcbaacegbdfh"
ARTICLE: dict[str, Any] = {
    "model__activation": "relu",
    "model__norm": "layernorm",
    "model__norm_first": False,
    "model__positions": "sinusoidal",
    "model__qk_norm": False,
    "model__bias": True,
}


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """A text in which two letters tell the third."""
    folder = tmp_path_factory.mktemp("pattern")
    (folder / "pattern.txt").write_text(PATTERN * 100)
    data = RunConfig().data
    return prepare([look(folder / "pattern.txt", data)], data, folder / "corpora")


def val_loss(settings: RunConfig, corpus: Corpus, folder: Path) -> float:
    return [event.val_loss for event in Trainer(settings, corpus, folder).run() if isinstance(event, Evaluated)][-1]


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("muon", {}),
        ("adam", {"train__optimizer": "adam"}),
        ("adamw", {"train__optimizer": "adamw", "train__weight_decay": 0.01}),
        ("sgd", {"train__optimizer": "sgd", "train__max_steps": 300}),
        (
            "the article's, adam",
            {**ARTICLE, "train__optimizer": "adam", "train__warmup_steps": 20, "train__max_steps": 150},
        ),
        (
            "the article's, sgd",
            {**ARTICLE, "train__optimizer": "sgd", "train__max_steps": 400, "train__learning_rate": 0.05},
        ),
        ("dropout", {"model__dropout": 0.1}),
    ],
)
def test_a_pattern_is_learnt(
    config: Config, pattern: Corpus, tmp_path: Path, name: str, changes: dict[str, Any]
) -> None:
    settings = config(
        **{
            "train__max_steps": 80,
            "train__batch_size": 8,
            "train__eval_every": 1000,
            "train__snapshots": False,
            "train__sample_tokens": 0,
            "train__save_every": 1000,
            **changes,
        }
    )
    assert val_loss(settings, pattern, tmp_path) < 0.15 * math.log(8)


def test_what_was_learnt_can_be_written(config: Config, pattern: Corpus, tmp_path: Path) -> None:
    list(Trainer(config(train__max_steps=80, train__batch_size=8, train__sample_tokens=0), pattern, tmp_path).run())
    folder = checkpoint.newest(tmp_path)
    assert folder is not None
    sampling = config(sampling__temperature=0, sampling__max_new_tokens=24).sampling
    written = generate(checkpoint.load_model(folder), pattern.tokenizer, PATTERN[:12], sampling)
    assert "".join(token.text for token in written) == (PATTERN * 2)[12:36]


@pytest.mark.parametrize(("shape", "steps"), [("decoder-only", 400), ("encoder-only", 400), ("encoder-decoder", 400)])
def test_every_shape_answers_questions_it_never_saw(
    config: Config, corpora: dict[str, Corpus], tmp_path: Path, shape: str, steps: int
) -> None:
    """Words written backwards: nine in ten of those kept for validation, letter by letter."""
    settings = config(
        model__architecture=shape,
        train__max_steps=steps,
        train__batch_size=32,
        train__eval_every=1000,
        train__save_every=1000,
        train__snapshots=False,
        train__sample_tokens=0,
    )
    last = [event for event in Trainer(settings, corpora["pairs"], tmp_path).run() if isinstance(event, Evaluated)][-1]
    assert last.score is not None
    assert last.score > 0.9
    assert last.rows > 100


@pytest.mark.parametrize("shape", ["encoder-only", "encoder-decoder"])
def test_hidden_tokens_and_continuations_are_learnt(
    config: Config, corpora: dict[str, Corpus], tmp_path: Path, shape: str
) -> None:
    """Letters of five words: within a word the rest follows from its neighbors."""
    settings = config(
        model__architecture=shape,
        train__max_steps=250,
        train__batch_size=16,
        train__eval_every=1000,
        train__save_every=1000,
        train__snapshots=False,
        train__sample_tokens=0,
    )
    guessing = corpora["text"].statistics.baseline_losses["guessing"]
    assert (
        val_loss(settings, corpora["text"], tmp_path)
        < {"encoder-only": 0.35, "encoder-decoder": 0.25}[shape] * guessing
    )
