"""Inspection of encoders, and of encoders beside decoders: maps, expectations, heads, habits, validation losses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from llm_core.config import DataConfig, RunConfig
from llm_core.data.corpus import corpus as corpora
from llm_core.data.files.reading import look
from llm_core.data.tokenizer.tokenizer import Tokenizer, train_tokenizer
from llm_core.errors import SettingError, TextError
from llm_core.generation.answering import answers
from llm_core.inspection import (
    Inspection,
    Kind,
    head_cost,
    head_patterns,
    inspect,
    layers_of,
    masked_prediction,
    mean_loss,
    sees_of,
    validation_batches,
)
from llm_core.model.mask import PADDING
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.objectives.choose import objective_of

LETTERS = "abcdefgh"
SHAPES = ("decoder-only", "encoder-only", "encoder-decoder")


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return train_tokenizer([LETTERS * 3], DataConfig(mask_token=True))


def model_of(shape: str, tokenizer: Tokenizer, **options: Any) -> LargeLanguageModel:
    """A random model: two layers, an encoder beside a decoder has three."""
    settings = {"architecture": shape, "context_length": 24, "num_encoder_layers": 3, **options}
    model = LargeLanguageModel(tokenizer.vocab_size, 16, 2, 2, **settings)
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim == 2:
                parameter.copy_(0.4 * torch.randn(parameter.shape, generator=generator))
    return model.eval()


def log_probs(model: LargeLanguageModel, tokens: list[int], source: list[int] | None = None) -> torch.Tensor:
    with torch.no_grad():
        return model(torch.tensor([tokens]), None if source is None else torch.tensor([source]))[0].log_softmax(-1)


def likeliest(seen: Inspection) -> list[int]:
    return [place[0][1] for place in seen.next_token]


def test_an_encoder_sees_both_ways_and_a_decoder_back_only(tokenizer: Tokenizer) -> None:
    ahead = np.triu(np.ones((5, 5)), 1).astype(bool)
    for shape in ("encoder-only", "decoder-only"):
        weights = inspect(model_of(shape, tokenizer), tokenizer, "abcde").attention
        assert weights.shape == (2, 2, 5, 5)
        np.testing.assert_allclose(weights.sum(-1), 1, rtol=1e-5)
        assert bool((weights[:, :, ahead] > 0).all()) == (shape == "encoder-only")


def test_what_an_encoder_expects_at_a_place_is_read_with_that_token_hidden(tokenizer: Tokenizer) -> None:
    model = model_of("encoder-only", tokenizer)
    seen = inspect(model, tokenizer, "abcdea")
    assert seen.hidden_at_once == 1
    assert seen.targets == seen.tokens
    assert len(seen.loss_nats) == len(seen.next_token) == 6
    for place, token in enumerate(seen.tokens):
        hidden = list(seen.tokens)
        assert tokenizer.mask_id is not None
        hidden[place] = tokenizer.mask_id
        expected = log_probs(model, hidden)[place]
        assert seen.loss_nats[place] == pytest.approx(-float(expected[token]), rel=1e-4)
        assert likeliest(seen)[place] == int(expected.argmax())
    open_ = log_probs(model, list(seen.tokens))
    assert any(
        abs(float(open_[place, token]) + seen.loss_nats[place]) > 0.01 for place, token in enumerate(seen.tokens)
    )


def test_for_a_large_encoder_several_tokens_are_hidden_together(
    tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = model_of("encoder-only", tokenizer)
    monkeypatch.setattr(masked_prediction, "MOST_WORK", 0)
    seen = inspect(model, tokenizer, LETTERS + LETTERS)
    assert seen.hidden_at_once == 3
    hidden = [tokenizer.mask_id if place % 7 == 2 else token for place, token in enumerate(seen.tokens)]
    expected = log_probs(model, hidden)  # type: ignore[arg-type]
    for place in (2, 9):
        assert seen.loss_nats[place] == pytest.approx(-float(expected[place, seen.tokens[place]]), rel=1e-4)


def test_two_stacks_give_three_maps_each_the_models_own(tokenizer: Tokenizer) -> None:
    model = model_of("encoder-decoder", tokenizer, num_kv_heads=1)
    seen = inspect(model, tokenizer, "abcd", "dcb", pairs=True)
    assert seen.source == (*tokenizer.encode("abcd"), tokenizer.end_id)
    assert seen.tokens == (tokenizer.end_id, *tokenizer.encode("dcb"))
    assert {kind: weights.shape for kind, weights in seen.maps.items()} == {
        "self": (2, 2, 4, 4),
        "cross": (2, 2, 4, 5),
        "encoder": (3, 2, 5, 5),
    }
    for weights in seen.maps.values():
        np.testing.assert_allclose(weights.sum(-1), 1, rtol=1e-5)
    assert layers_of(model) == {"self": 2, "cross": 2, "encoder": 3}
    expected = log_probs(model, list(seen.tokens), list(seen.source))
    assert seen.targets == (*tokenizer.encode("dcb"), tokenizer.end_id)
    np.testing.assert_allclose(
        seen.loss_nats,
        [-float(expected[place, real]) for place, real in enumerate(seen.targets) if real is not None],
        rtol=1e-4,
    )


@pytest.mark.parametrize("shape", ["decoder-only", "encoder-decoder"])
def test_without_an_answer_the_models_own_is_read(shape: str, tokenizer: Tokenizer) -> None:
    model = model_of(shape, tokenizer)
    given = tokenizer.encode("abc")
    own = answers(model, tokenizer, [given], [24])[0]
    seen = inspect(model, tokenizer, "abc", pairs=True)
    beginning = [] if shape == "encoder-decoder" else given
    assert list(seen.tokens) == [*beginning, tokenizer.end_id, *own][:24]
    asked = [place for place, listed in enumerate(seen.next_token) if listed]
    assert asked == list(range(len(beginning), len(seen.tokens)))
    assert bool(np.isnan(seen.loss_nats[: len(beginning)]).all())
    off = inspect(model, tokenizer, "abc", pairs=True, zeroed_heads=[(0, 0)])
    assert off.tokens == seen.tokens
    assert off.next_token != seen.next_token


def test_an_encoder_reads_blanks_for_the_answer_to_a_pair(tokenizer: Tokenizer) -> None:
    model = model_of("encoder-only", tokenizer)
    given, said = tokenizer.encode("cab"), tokenizer.encode("abc")
    seen = inspect(model, tokenizer, "cab", "abc", pairs=True)
    assert list(seen.tokens) == [*given, tokenizer.end_id, *[tokenizer.mask_id] * 3]
    assert seen.labels[4:] == ("▢",) * 3
    assert seen.targets[4:] == tuple(said)
    expected = log_probs(model, list(seen.tokens))
    np.testing.assert_allclose(
        seen.loss_nats[4:], [-float(expected[4 + i, token]) for i, token in enumerate(said)], rtol=1e-4
    )
    assert all(not listed for listed in seen.next_token[:4])
    assert len(inspect(model, tokenizer, "cab__", pairs=True).tokens) == 6
    assert inspect(model, tokenizer, "cab", pairs=True).targets[4:] == (None, None, None)


def test_of_running_text_the_second_half_is_written_from_the_first(tokenizer: Tokenizer) -> None:
    model = model_of("encoder-decoder", tokenizer)
    seen = inspect(model, tokenizer, "abcdefg")
    assert (seen.source, seen.tokens) == (tuple(tokenizer.encode("abcd")), (tokenizer.end_id, *tokenizer.encode("efg")))
    assert inspect(model, tokenizer, "abcd", "efg").tokens == seen.tokens
    long = inspect(model, tokenizer, LETTERS * 9)
    assert (len(long.source), len(long.tokens), long.dropped) == (24, 24, 72 - 47)
    assert inspect(model, tokenizer, "a").tokens == (tokenizer.end_id,)


@pytest.mark.parametrize("shape", SHAPES)
def test_what_does_not_fit_beside_its_answer_is_refused(shape: str, tokenizer: Tokenizer) -> None:
    with pytest.raises(TextError, match="give it less"):
        inspect(model_of(shape, tokenizer), tokenizer, "a" * 24, pairs=True)
    with pytest.raises(TextError, match="at least one character"):
        inspect(model_of(shape, tokenizer), tokenizer, "", pairs=True)
    assert len(inspect(model_of("encoder-decoder", tokenizer), tokenizer, "abc", "a" * 90, pairs=True).tokens) == 24


@pytest.mark.parametrize(
    ("kind", "weights"),
    [("self", "decoder.blocks.1.attn"), ("cross", "decoder.blocks.1.cross"), ("encoder", "encoder.blocks.1.attn")],
)
def test_a_head_of_each_kind_is_silenced_as_its_zeroed_columns_would_be(
    kind: Kind, weights: str, tokenizer: Tokenizer
) -> None:
    model = model_of("encoder-decoder", tokenizer)
    whole, silent = (
        inspect(model, tokenizer, "abcd", "ba", pairs=True, zeroed_heads=heads) for heads in ([], [(1, 1, kind)])
    )
    with torch.no_grad():
        model.get_parameter(f"{weights}.wo.weight")[:, 8:] = 0
    np.testing.assert_allclose(
        silent.loss_nats, inspect(model, tokenizer, "abcd", "ba", pairs=True).loss_nats, rtol=1e-4
    )
    assert np.abs(silent.loss_nats - whole.loss_nats).max() > 1e-3


def test_a_silenced_head_counts_in_what_an_encoder_expects(tokenizer: Tokenizer) -> None:
    model = model_of("encoder-only", tokenizer)
    whole, silent = (inspect(model, tokenizer, "abcd", zeroed_heads=heads) for heads in ([], [(0, 1)]))
    assert np.abs(silent.loss_nats - whole.loss_nats).max() > 1e-3
    with torch.no_grad():
        model.get_parameter("encoder.blocks.0.attn.wo.weight")[:, 8:] = 0
    np.testing.assert_allclose(silent.loss_nats, inspect(model, tokenizer, "abcd").loss_nats, rtol=1e-4)


def test_attention_that_a_model_does_not_have_is_refused(tokenizer: Tokenizer) -> None:
    with pytest.raises(SettingError, match="choose self"):
        inspect(model_of("decoder-only", tokenizer), tokenizer, "ab", zeroed_heads=[(0, 0, "cross")])
    with pytest.raises(SettingError, match="layers 0 to 2"):
        inspect(model_of("encoder-decoder", tokenizer), tokenizer, "ab", zeroed_heads=[(3, 0, "encoder")])


def test_habits_of_copying_reversing_and_looking_ahead_are_named() -> None:
    T, S = 7, 8
    attention = np.full((1, 2, T, S), 0.1 / (S - 1), np.float32)
    for i in range(T):
        attention[0, 0, i, i] = attention[0, 1, i, max(S - 2 - i, 0)] = 0.9
    assert [pattern.name for pattern in head_patterns(attention, "cross")[0]] == ["same", "mirrored"]
    ahead = np.zeros((1, 1, 6, 6), np.float32)
    ahead[0, 0, np.arange(5), np.arange(1, 6)] = 1
    assert head_patterns(ahead, "full")[0][0].name == "next"
    assert head_patterns(attention[:, :, :2, :3], "cross") == [[]]


@pytest.mark.parametrize(
    ("shape", "kind", "sees"),
    [
        ("decoder-only", "self", "causal"),
        ("encoder-only", "self", "full"),
        ("encoder-decoder", "self", "causal"),
        ("encoder-decoder", "encoder", "full"),
        ("encoder-decoder", "cross", "cross"),
    ],
)
def test_how_far_each_kind_sees(shape: str, kind: Kind, sees: str, tokenizer: Tokenizer) -> None:
    assert sees_of(model_of(shape, tokenizer), kind) == sees


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("form", ["text", "pairs"])
def test_a_head_costs_what_the_runs_own_validation_loss_says(shape: str, form: str, tmp_path: Path) -> None:
    rows = [
        f"{word}\t{word[::-1]}"
        for word in ("abc", "bcd", "cdef", "def", "efga", "fgh", "ghab", "hab")
        for _ in range(9)
    ]
    file = tmp_path / "rows.tsv"
    file.write_text("given\tanswer\n" + "\n".join(rows) if form == "pairs" else LETTERS * 90, encoding="utf-8")
    if form == "text":
        file = file.rename(tmp_path / "rows.txt")
    config = RunConfig.parse(
        {"model.architecture": shape, "model.context_length": 24, "data.format": form, "data.validation_fraction": 0.5}
    )
    corpus = corpora.prepare([look(file, config.data)], config.data, tmp_path)
    model = model_of(shape, corpus.tokenizer)
    batches = validation_batches(config, corpus, 100)
    cost = head_cost(model, batches, (1, 0))
    batch = next(iter(objective_of(config, corpus).validation_batches(100)))
    assert torch.equal(batches[0].targets, batch.targets)
    asked = [part.targets != PADDING for part in batches]
    with torch.no_grad():
        nats = [
            -model(part.tokens, part.source)
            .log_softmax(-1)
            .gather(-1, part.targets.clamp(min=0)[..., None])[..., 0][where]
            for part, where in zip(batches, asked, strict=True)
        ]
    assert cost.loss == pytest.approx(float(torch.cat(nats).mean()), rel=1e-4)
    assert abs(cost.loss_without - cost.loss) > 1e-5
    assert mean_loss(model, batches) == pytest.approx(cost.loss)
