"""Evaluation: every token once, against a plain loop; bytes and unknown characters accounted for."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from llm_core.config import RunConfig
from llm_core.data.corpus.corpus import Corpus
from llm_core.data.pairs.pairing import Pair
from llm_core.errors import TextError
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.evaluate import Evaluation, evaluate, evaluate_corpus, evaluate_pairs, evaluate_texts
from llm_core.training.objectives import exact_match as exact_match_module
from llm_core.training.objectives import objective as objectives
from llm_core.training.objectives.choose import text_objective
from llm_core.training.objectives.language_modeling import Text
from llm_core.training.objectives.loss import summed_loss
from llm_core.training.objectives.objective import Objective
from tests.training.conftest import SHAPES, small_config

T = 16


@pytest.fixture
def model(config: Callable[..., RunConfig], corpus: Corpus) -> LargeLanguageModel:
    """Random weights all over, so that no two tokens are alike."""
    torch.manual_seed(9)
    made = LargeLanguageModel.from_config(config(model__dropout=0.5).model, corpus.tokenizer.vocab_size)
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.copy_(torch.randn_like(parameter) * 0.3)
    return made


def evaluated(model: LargeLanguageModel, corpus: Corpus, tokens: np.ndarray, limit: int | None = None) -> Evaluation:  # type: ignore[type-arg]
    return evaluate(model, objective(corpus, tokens), corpus.tokenizer, limit=limit)


def objective(corpus: Corpus, tokens: np.ndarray) -> Objective:
    return text_objective(small_config(), Text(tokens[:0], tokens, corpus.tokenizer, 1.5))


@pytest.mark.parametrize("length", [2, 16, 17, 18, 33, 200, 567])
def test_every_token_but_the_first_is_predicted_once(model: LargeLanguageModel, corpus: Corpus, length: int) -> None:
    tokens = np.asarray(corpus.train[:length])
    found = evaluated(model, corpus, tokens)
    nats = 0.0
    with torch.no_grad():
        for start in range(0, length - 1, T):
            window = torch.from_numpy(tokens[start : start + T + 1].astype(np.int64))
            nats += float(F.cross_entropy(model.eval()(window[None, :-1])[0], window[1:], reduction="sum"))
    assert found.tokens == found.of_tokens == length - 1
    assert found.loss == pytest.approx(nats / (length - 1), rel=1e-5)
    assert found.perplexity == pytest.approx(math.exp(found.loss))
    assert found.bits_per_byte == pytest.approx(found.loss / math.log(2) / 1.5)


def test_a_part_is_evenly_spread_and_always_the_same(corpus: Corpus) -> None:
    tokens = np.arange(10_001)

    def part() -> np.ndarray:  # type: ignore[type-arg]
        return np.concatenate([batch.targets.numpy() for batch in objective(corpus, tokens).validation_batches(320)])

    assert part().shape == (20, T)
    assert part()[0, 0] == 1
    assert part()[-1, -1] == 10_000
    assert np.abs(np.diff(part()[:, 0]) - 9984 / 19).max() <= T
    assert np.array_equal(part(), part())


def test_a_limit_beyond_the_text_reads_the_whole(model: LargeLanguageModel, corpus: Corpus) -> None:
    tokens = np.asarray(corpus.train[:100])
    assert evaluated(model, corpus, tokens, 5000) == evaluated(model, corpus, tokens)


def test_the_batch_size_does_not_matter(
    model: LargeLanguageModel, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = np.asarray(corpus.train[:500])
    whole = evaluated(model, corpus, tokens).loss
    monkeypatch.setattr(objectives, "MOST_LOGITS_BYTES", 1)
    assert evaluated(model, corpus, tokens).loss == pytest.approx(whole, rel=1e-5)


def test_evaluation_leaves_the_model_in_training(model: LargeLanguageModel, corpus: Corpus) -> None:
    model.train()
    before = torch.get_rng_state()
    evaluated(model, corpus, np.asarray(corpus.train[:100]))
    assert model.training
    assert torch.equal(before, torch.get_rng_state())


def test_it_can_be_cancelled_and_says_how_far_it_came(
    model: LargeLanguageModel, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(objectives, "MOST_TOKENS_AT_ONCE", T)
    found = evaluate(model, objective(corpus, corpus.validation), corpus.tokenizer, cancelled=lambda: True)
    assert (found.tokens, found.of_tokens) == (T, len(corpus.validation) - 1)


def test_unknown_characters_are_counted_and_charged(model: LargeLanguageModel, corpus: Corpus) -> None:
    known = evaluate_texts(model, ["the fox sees a hen "], corpus.tokenizer, small_config())
    foreign = evaluate_texts(model, ["the fox sees ä hén "], corpus.tokenizer, small_config())
    assert (known.unknown, foreign.unknown) == (0, 2)
    tokens, _ = corpus.tokenizer.encode_array("the fox sees ä hén "), model.eval()
    free = sum(summed_loss(model, batch) for batch in objective(corpus, tokens).validation_batches())
    assert foreign.loss == pytest.approx((free + 2 * corpus.tokenizer.unknown_cost_nats) / 18, rel=1e-5)


def test_bits_per_byte_count_the_bytes_of_the_text(model: LargeLanguageModel, corpus: Corpus) -> None:
    text = "hé " * 20
    found = evaluate_texts(model, [text[:30], text[30:]], corpus.tokenizer, small_config())
    assert found.bits_per_byte == pytest.approx(found.loss / math.log(2) * 60 / 80)


@pytest.mark.parametrize("texts", [[], [""], ["a"]])
def test_a_text_with_nothing_to_predict_is_refused(model: LargeLanguageModel, corpus: Corpus, texts: list[str]) -> None:
    with pytest.raises(TextError, match="at least 2"):
        evaluate_texts(model, texts, corpus.tokenizer, small_config())


@pytest.mark.parametrize("shape", SHAPES)
def test_text_of_ones_own_is_evaluated_as_the_shape_learns_it(corpora: dict[str, Corpus], shape: str) -> None:
    """A fresh model guesses: ln V for each asked token, whatever is asked."""
    config, tokenizer = small_config(model__architecture=shape), corpora["text"].tokenizer
    fresh = LargeLanguageModel.from_config(config.model, tokenizer.vocab_size)
    found = evaluate_texts(fresh, ["the fox sees a hen.\n" * 8], tokenizer, config)
    assert found.loss == pytest.approx(math.log(tokenizer.vocab_size), rel=1e-5)
    assert found.tokens == {"decoder-only": 159, "encoder-only": 20, "encoder-decoder": 144}[shape]
    assert (found.bits_per_byte is None) == (shape == "encoder-only")
    with pytest.raises(TextError, match="at least"):
        evaluate_texts(fresh, [""], tokenizer, config)


@pytest.mark.parametrize("shape", SHAPES)
def test_pairs_of_ones_own_are_evaluated_and_scored_as_the_corpus_is(corpora: dict[str, Corpus], shape: str) -> None:
    config, corpus = small_config(model__architecture=shape), corpora["pairs"]
    torch.manual_seed(4)
    fresh = LargeLanguageModel.from_config(config.model, corpus.tokenizer.vocab_size)
    torch.nn.init.normal_(fresh.head.weight, std=0.5)
    rows = corpus.validation_rows
    assert rows is not None
    pairs = [
        Pair(corpus.tokenizer.decode(rows.source(i)), corpus.tokenizer.decode(rows.target(i))) for i in range(len(rows))
    ]
    found, score = evaluate_pairs(fresh, pairs, corpus.tokenizer, config)
    expected, scored = evaluate_corpus(fresh, corpus, config)
    assert found == expected
    assert score == scored
    assert score.rows == len(rows)
    with pytest.raises(TextError, match="at least"):
        evaluate_pairs(fresh, [], corpus.tokenizer, config)


def test_bits_per_byte_of_pairs_are_over_the_answers_bytes(corpora: dict[str, Corpus]) -> None:
    config, corpus = small_config(), corpora["pairs"]
    fresh = LargeLanguageModel.from_config(config.model, corpus.tokenizer.vocab_size)
    found, _ = evaluate_pairs(fresh, [Pair("ab", "ba"), Pair("abc", "cba")], corpus.tokenizer, config)
    assert found.tokens == 7  # with the end of each answer
    assert found.bits_per_byte == pytest.approx(math.log2(corpus.tokenizer.vocab_size) * 7 / 5, rel=1e-5)


def test_an_answer_that_goes_on_is_wrong(corpora: dict[str, Corpus], monkeypatch: pytest.MonkeyPatch) -> None:
    corpus, asked = corpora["pairs"], []

    def parrot(
        model: object, tokenizer: object, sources: list[list[int]], lengths: list[int], **_: object
    ) -> list[list[int]]:
        asked.extend(lengths)
        return [[*source[::-1], 3][:length] for source, length in zip(sources, lengths, strict=True)]

    monkeypatch.setattr(exact_match_module, "answers", parrot)
    rows, chosen = corpus.validation_rows, np.arange(3)
    assert rows is not None
    fresh = LargeLanguageModel.from_config(small_config().model, corpus.tokenizer.vocab_size)
    assert exact_match_module.exact_match(fresh, corpus.tokenizer, rows, chosen) == (0.0, 3)
    assert asked == [len(rows.target(row)) + 1 for row in chosen]
    encoder = LargeLanguageModel.from_config(
        small_config(model__architecture="encoder-only").model, corpus.tokenizer.vocab_size
    )
    assert exact_match_module.exact_match(encoder, corpus.tokenizer, rows, chosen) == (
        1.0,
        3,
    )  # told the length, it fills just that
    assert exact_match_module.exact_match(fresh, corpus.tokenizer, rows, chosen, cancelled=lambda: True) is None
