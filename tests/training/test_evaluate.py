"""Evaluation: every token once, against a plain loop; bytes and unknown characters accounted for."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from llm_core.config import RunConfig
from llm_core.errors import TextError
from llm_core.model.transformer import LargeLanguageModel
from llm_core.text.corpus import Corpus
from llm_core.training import evaluate as module
from llm_core.training.evaluate import Evaluation, batches, evaluate, evaluate_texts

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
    return evaluate(model, tokens, corpus.tokenizer, context_length=T, bytes_per_token=1.5, limit=limit)


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
    part = np.concatenate(list(batches(tokens, T, 320, 50)))
    assert part.shape == (20, T + 1)
    assert part[0, 0] == 0
    assert part[-1, -1] == 10_000
    assert np.abs(np.diff(part[:, 0]) - 9984 / 19).max() <= T
    assert np.array_equal(part, np.concatenate(list(batches(tokens, T, 320, 50))))


def test_a_limit_beyond_the_text_reads_the_whole(model: LargeLanguageModel, corpus: Corpus) -> None:
    tokens = np.asarray(corpus.train[:100])
    assert evaluated(model, corpus, tokens, 5000) == evaluated(model, corpus, tokens)


def test_the_batch_size_does_not_matter(model: LargeLanguageModel, corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = np.asarray(corpus.train[:500])
    whole = evaluated(model, corpus, tokens).loss
    monkeypatch.setattr(module, "MOST_LOGITS_BYTES", 1)
    assert evaluated(model, corpus, tokens).loss == pytest.approx(whole, rel=1e-5)


def test_evaluation_leaves_the_model_in_training(model: LargeLanguageModel, corpus: Corpus) -> None:
    model.train()
    before = torch.get_rng_state()
    evaluated(model, corpus, np.asarray(corpus.train[:100]))
    assert model.training
    assert torch.equal(before, torch.get_rng_state())


def test_it_can_be_cancelled_and_says_how_far_it_came(model: LargeLanguageModel, corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_TOKENS_AT_ONCE", T)
    found = evaluate(model, corpus.validation, corpus.tokenizer, context_length=T, bytes_per_token=1, cancelled=lambda: True)
    assert (found.tokens, found.of_tokens) == (T, len(corpus.validation) - 1)


def test_unknown_characters_are_counted_and_charged(model: LargeLanguageModel, corpus: Corpus) -> None:
    known = evaluate_texts(model, ["the fox sees a hen "], corpus.tokenizer, context_length=T)
    foreign = evaluate_texts(model, ["the fox sees ä hén "], corpus.tokenizer, context_length=T)
    assert (known.unknown, foreign.unknown) == (0, 2)
    tokens, _ = corpus.tokenizer.encode_array("the fox sees ä hén "), model.eval()
    free = sum(module.summed_loss(model, window, torch.device("cpu")) for window in batches(tokens, T, None, 19))
    assert foreign.loss == pytest.approx((free + 2 * corpus.tokenizer.unknown_cost_nats) / 18, rel=1e-5)


def test_bits_per_byte_count_the_bytes_of_the_text(model: LargeLanguageModel, corpus: Corpus) -> None:
    text = "hé " * 20
    found = evaluate_texts(model, [text[:30], text[30:]], corpus.tokenizer, context_length=T)
    assert found.bits_per_byte == pytest.approx(found.loss / math.log(2) * 60 / 80)


@pytest.mark.parametrize("texts", [[], [""], ["a"]])
def test_a_text_with_nothing_to_predict_is_refused(model: LargeLanguageModel, corpus: Corpus, texts: list[str]) -> None:
    with pytest.raises(TextError, match="at least 2"):
        evaluate_texts(model, texts, corpus.tokenizer, context_length=T)
