"""Objectives: what each shape reads and is asked, of text and of pairs; the same each time, and every token once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from llm_core.config import RunConfig
from llm_core.data.corpus.corpus import Corpus
from llm_core.data.pairs.rows import Rows
from llm_core.errors import SettingError, TextError
from llm_core.model.mask import PADDING
from llm_core.training.batches import Batch
from llm_core.training.objectives.choose import objective_of, text_objective
from llm_core.training.objectives.language_modeling import Continuation, MaskedToken, NextToken, Text
from llm_core.training.objectives.seq2seq import Seq2SeqObjective
from llm_core.training.preflight import require_enough
from tests.training.conftest import SHAPES, small_config

Config = Callable[..., RunConfig]
LANGUAGE_MODELING = {"decoder-only": NextToken, "encoder-only": MaskedToken, "encoder-decoder": Continuation}
T = 16


def same(a: Batch, b: Batch) -> bool:
    return a.class_ids == b.class_ids and all(
        (x is None and y is None) or (x is not None and y is not None and torch.equal(x, y))
        for x, y in zip(a[:-1], b[:-1], strict=True)
    )


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("of", ["text", "pairs"])
def test_batches_and_validation_are_pure_functions(corpora: dict[str, Corpus], shape: str, of: str) -> None:
    config = small_config(model__architecture=shape, train__accumulation=3)
    objective, again = (objective_of(config, corpora[of]) for _ in range(2))
    assert type(objective) is (Seq2SeqObjective if of == "pairs" else LANGUAGE_MODELING[shape])
    first = objective.batch(3)
    assert len(first.tokens) == 12
    objective.batch(4)
    torch.rand(3)
    assert same(first, objective.batch(3))
    assert same(first, again.batch(3))
    assert not same(first, objective.batch(4))
    assert all(
        same(a, b) for a, b in zip(objective.validation_batches(200), again.validation_batches(200), strict=True)
    )


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("of", ["text", "pairs"])
def test_the_whole_validation_asks_as_much_as_it_says_and_a_part_reads_about_its_limit(
    corpora: dict[str, Corpus], shape: str, of: str
) -> None:
    objective = objective_of(small_config(model__architecture=shape), corpora[of])
    assert sum(batch.target_count for batch in objective.validation_batches()) == objective.of_tokens
    assert sum(batch.target_count for batch in objective.validation_batches(10**9)) == objective.of_tokens
    part = list(objective.validation_batches(160))
    read = sum(batch.tokens.ne(PADDING).sum() for batch in part)
    assert 80 <= read <= 240
    assert sum(batch.target_count for batch in part) < objective.of_tokens


def test_hidden_tokens_are_bert_s_shares(corpora: dict[str, Corpus]) -> None:
    config = small_config(model__architecture="encoder-only", model__context_length=64, train__batch_size=512)
    batch, tokenizer = objective_of(config, corpora["text"]).batch(0), corpora["text"].tokenizer
    asked = batch.targets != PADDING
    assert set(asked.sum(1).tolist()) == {round(0.15 * 64)}  # in every row as many
    assert asked.float().mean(0).std() < 0.03  # and everywhere in it
    hidden, kept = batch.tokens[asked] == tokenizer.mask_id, batch.tokens[asked] == batch.targets[asked]
    assert float(hidden.float().mean()) == pytest.approx(0.8, abs=0.02)
    assert float(kept.float().mean()) == pytest.approx(0.1 + 0.1 / (tokenizer.vocab_size - 2), abs=0.02)
    assert not (batch.tokens[~hidden.new_zeros(asked.shape).masked_scatter(asked, hidden)] == tokenizer.mask_id).any()
    assert not (batch.tokens == tokenizer.unknown_id).any()


def test_a_share_of_one_token_at_least_is_hidden(corpora: dict[str, Corpus]) -> None:
    config = small_config(model__architecture="encoder-only", model__context_length=4, train__mask_share=0.01)
    assert set((objective_of(config, corpora["text"]).batch(0).targets != PADDING).sum(1).tolist()) == {1}


def test_validation_masks_do_not_depend_on_how_much_is_read(corpora: dict[str, Corpus]) -> None:
    objective = objective_of(small_config(model__architecture="encoder-only"), corpora["text"])
    whole = torch.cat([batch.tokens for batch in objective.validation_batches() if batch.tokens.size(1) == T])
    part = torch.cat([batch.tokens for batch in objective.validation_batches(64)])
    assert all((whole == row).all(1).any() for row in part)


def test_a_continuation_follows_what_the_encoder_reads_and_every_token_is_asked_once(
    corpora: dict[str, Corpus],
) -> None:
    tokens = np.arange(100, dtype=np.uint16)
    tokenizer = corpora["text"].tokenizer
    objective = text_objective(
        small_config(model__architecture="encoder-decoder"), Text(tokens, tokens, tokenizer, 1.0)
    )
    batch = objective.batch(0)
    assert batch.source is not None
    assert batch.source.shape == batch.tokens.shape == batch.targets.shape == (4, T)
    assert torch.equal(batch.targets[:, 0], batch.source[:, -1] + 1)
    assert torch.equal(batch.tokens[:, 1:], batch.targets[:, :-1])
    assert set(batch.tokens[:, 0].tolist()) == {tokenizer.end_id}
    asked = torch.cat([batch.targets.flatten() for batch in objective.validation_batches()])
    assert asked.tolist() == list(range(T, 100))


def rows() -> Rows:
    """(5 6 | 7), (8 | 9 10 11), (12 | 13): end mark 1."""
    tokens = np.array([5, 6, 1, 7, 1, 8, 1, 9, 10, 11, 1, 12, 1, 13, 1], dtype=np.uint16)
    return Rows(tokens, np.array([[0, 3, 5], [5, 7, 11], [11, 13, 15]]))


def asked_of(shape: str, tokenizer_of: Corpus) -> Batch:
    objective = Seq2SeqObjective(small_config(model__architecture=shape), rows(), rows(), tokenizer_of.tokenizer)
    return objective.arrange(objective.train, objective.train.bounds[[0, 1]], 3)


def test_a_decoder_reads_what_is_given_and_is_asked_for_the_answer_and_its_end(corpora: dict[str, Corpus]) -> None:
    batch = asked_of("decoder-only", corpora["text"])
    assert batch.tokens.tolist() == [[5, 6, 1, 7, -1], [8, 1, 9, 10, 11]]
    assert batch.targets.tolist() == [[-1, -1, 7, 1, -1], [-1, 9, 10, 11, 1]]
    assert batch.source is None


def test_with_an_encoder_the_decoder_begins_with_the_mark(corpora: dict[str, Corpus]) -> None:
    batch = asked_of("encoder-decoder", corpora["text"])
    assert batch.source is not None
    assert batch.source.tolist() == [[5, 6, 1], [8, 1, -1]]
    assert batch.tokens.tolist() == [[1, 7, -1, -1], [1, 9, 10, 11]]
    assert batch.targets.tolist() == [[7, 1, -1, -1], [9, 10, 11, 1]]


def test_an_encoder_alone_sees_a_blank_for_each_token_of_the_answer(corpora: dict[str, Corpus]) -> None:
    batch = asked_of("encoder-only", corpora["text"])
    assert batch.tokens.tolist() == [[5, 6, 1, 3, -1], [8, 1, 3, 3, 3]]
    assert batch.targets.tolist() == [[-1, -1, -1, 7, -1], [-1, -1, 9, 10, 11]]


def test_rows_that_do_not_fit_are_never_drawn(corpora: dict[str, Corpus]) -> None:
    objective = Seq2SeqObjective(
        small_config(model__context_length=4, train__batch_size=64), rows(), rows(), corpora["text"].tokenizer
    )
    assert objective.chosen.tolist() == [0, 2]
    assert 8 not in objective.batch(0).tokens
    assert objective.of_tokens == 4


@pytest.mark.parametrize("shape", SHAPES)
def test_too_little_text_is_refused_with_the_context_that_fits(
    config: Config, corpora: dict[str, Corpus], shape: str
) -> None:
    held = len(corpora["text"].validation)
    contexts = 2 if shape == "encoder-decoder" else 1
    fits = (held - 1) // contexts
    require_enough(config(model__architecture=shape, model__context_length=fits), corpora["text"])
    with pytest.raises(TextError) as caught:
        require_enough(config(model__architecture=shape, model__context_length=fits + 1), corpora["text"])
    assert caught.value.values["fits"] == fits


def test_pairs_of_which_none_fits_are_refused(config: Config, corpora: dict[str, Corpus]) -> None:
    require_enough(config(model__context_length=13), corpora["pairs"])
    with pytest.raises(TextError, match="row fits into a context of 4"):
        require_enough(config(model__context_length=4), corpora["pairs"])


def test_an_encoder_without_a_blank_in_its_vocabulary_is_refused(
    config: Config, corpus: Corpus, tmp_path: Path
) -> None:
    with pytest.raises(SettingError, match=r"data\.mask_token"):
        require_enough(config(model__architecture="encoder-only"), corpus)
