"""The model as a whole: its signature, its laws, and every option in every combination."""

from __future__ import annotations

import inspect
import itertools
import math
from typing import get_args

import pytest
import torch
import torch.nn.functional as F

from llm_core import config as settings
from llm_core.config import ModelConfig
from llm_core.errors import SettingError
from llm_core.model.tap import Tap
from llm_core.model.transformer import LargeLanguageModel
from tests.model.conftest import Spread

SHAPES = list(itertools.product(
    get_args(settings.Activation), get_args(settings.Norm), (True, False), get_args(settings.Positions),
))
REST = ({}, {"bias": True, "tied_embeddings": True, "qk_norm": False, "dropout": 0.1})


def options_of(shape: tuple[object, ...]) -> dict[str, object]:
    return dict(zip(("activation", "norm", "norm_first", "positions"), shape, strict=True))


def test_the_signature_is_the_config_field_by_field() -> None:
    parameters = dict(inspect.signature(LargeLanguageModel.__init__).parameters)
    assert [*parameters][:6] == ["self", "vocab_size", "d_model", "nhead", "num_layers", "dim_feedforward"]
    assert {*parameters} - {"self", "vocab_size"} == {*ModelConfig.model_fields}
    for name, field in ModelConfig.model_fields.items():
        if name not in ("d_model", "nhead", "num_layers"):
            assert parameters[name].default == field.default, name


def test_forward_has_the_signature_that_encoders_will_need() -> None:
    parameters = inspect.signature(LargeLanguageModel.forward).parameters
    assert [*parameters] == ["self", "tokens", "source", "cache", "tap"]
    assert parameters["cache"].kind is parameters["tap"].kind is inspect.Parameter.KEYWORD_ONLY


@pytest.mark.parametrize(
    ("changes", "code"), [({"nhead": 3}, "heads-do-not-divide"), ({"d_model": 6}, "out-of-bounds"), ({"activation": "tanh"}, "bad-value"),
                          ({"d_model": 18}, "odd-head"), ({"dropout": 1.0}, "out-of-bounds"), ({"num_layers": True}, "truth-as-number")],
)
def test_a_wrong_hyperparameter_is_refused_with_its_rule(changes: dict[str, object], code: str) -> None:
    with pytest.raises(SettingError) as caught:
        LargeLanguageModel(11, **{"d_model": 16, "nhead": 2, "num_layers": 1, **changes})  # type: ignore[arg-type]
    assert caught.value.code == code


@pytest.mark.parametrize("rest", REST, ids=["plain", "bias, tied, dropout"])
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: "-".join(map(str, shape)))
def test_every_combination_is_the_same_cached_tapped_and_plain(
    build: Spread, tokens: torch.Tensor, shape: tuple[object, ...], rest: dict[str, object]
) -> None:
    model = build(**options_of(shape), **rest)
    with torch.no_grad():
        plain = model(tokens)
        cache = model.new_cache(3)
        cached = torch.cat([model(piece, cache=cache) for piece in tokens.split([5, 1, 4, 2], 1)], 1)
        tapped = model(tokens, tap=Tap(["*"]))
    assert plain.std() > 0.1
    torch.testing.assert_close(cached, plain, rtol=1e-5, atol=2e-5)
    torch.testing.assert_close(tapped, plain, rtol=1e-5, atol=2e-5)


def test_cached_token_by_token_logits_equal_the_full_forward(build: Spread, tokens: torch.Tensor) -> None:
    model = build().double()
    cache = model.new_cache(3, length=12)
    with torch.no_grad():
        one_by_one = torch.cat([model(tokens[:, [i]], cache=cache) for i in range(12)], 1)
        assert cache.length == cache.capacity == 12
        torch.testing.assert_close(one_by_one, model(tokens), rtol=0, atol=1e-12)


def test_a_cache_advances_once_per_forward_and_can_be_read_into_anew(build: Spread, tokens: torch.Tensor) -> None:
    model = build()
    cache = model.new_cache(3)
    with torch.no_grad():
        model(tokens[:, :7], cache=cache)
        assert cache.length == 7
        cache.length = 0
        torch.testing.assert_close(model(tokens[:, 3:9], cache=cache), model(tokens[:, 3:9]), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("length", [None, 6])
def test_more_tokens_than_there_is_room_for_are_refused(build: Spread, tokens: torch.Tensor, length: int | None) -> None:
    model = build(context_length=8)
    with pytest.raises(ValueError, match="don't fit"):
        model(tokens, cache=model.new_cache(3, length))
    with pytest.raises(ValueError, match="don't fit"):
        model(tokens)


@pytest.mark.parametrize("shape", [("swiglu", "rmsnorm", True, "rotary"), ("relu", "layernorm", False, "sinusoidal"),
                                   ("gelu", "layernorm", True, "learned"), ("relu2", "rmsnorm", False, "none")])
def test_no_future_token_changes_a_past_logit(build: Spread, tokens: torch.Tensor, shape: tuple[object, ...]) -> None:
    model = build(**options_of(shape))
    with torch.no_grad():
        before = model(tokens)
        for place in range(1, tokens.size(1)):
            changed = tokens.clone()
            changed[:, place:] = (changed[:, place:] + 1) % 11
            after = model(changed)
            torch.testing.assert_close(after[:, :place], before[:, :place], rtol=0, atol=1e-5)
            assert (after[:, place:] - before[:, place:]).abs().max() > 0.01


def test_texts_of_one_batch_do_not_see_each_other(build: Spread, tokens: torch.Tensor) -> None:
    model = build()
    with torch.no_grad():
        torch.testing.assert_close(model(tokens)[1:2], model(tokens[1:2]), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("options", [{}, {"activation": "relu", "norm": "layernorm", "norm_first": False, "positions": "learned",
                                          "bias": True, "qk_norm": False}, {"activation": "geglu", "tied_embeddings": True, "bias": True}],
                         ids=["default", "article", "tied"])
def test_gradients_equal_finite_differences(options: dict[str, object]) -> None:
    torch.manual_seed(0)
    model = LargeLanguageModel(7, 8, 2, 2, 12, context_length=6, **options).double()  # type: ignore[arg-type]
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.3 * torch.randn_like(parameter))
    tokens, targets = torch.randint(7, (2, 2, 6))

    def loss() -> torch.Tensor:
        return F.cross_entropy(model(tokens).flatten(0, 1), targets.flatten())

    loss().backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        direction = torch.randn_like(parameter)
        with torch.no_grad():
            ends = []
            for size in (1e-5, -1e-5):
                parameter.add_(size * direction)
                ends.append(loss())
                parameter.sub_(size * direction)
        slope = float(ends[0] - ends[1]) / 2e-5
        assert slope == pytest.approx(float((parameter.grad * direction).sum()), rel=1e-5, abs=1e-8), name


def test_an_untrained_model_guesses_all_tokens_alike() -> None:
    model = LargeLanguageModel(65, 32, 4, 2)
    tokens = torch.randint(65, (2, 64))
    loss = F.cross_entropy(model(tokens).flatten(0, 1), tokens.flatten())
    assert float(loss.detach()) == pytest.approx(math.log(65), abs=1e-5)


def test_a_tied_head_is_the_embedding_itself(build: Spread) -> None:
    model = build(tied_embeddings=True)
    assert model.head.weight is model.embed.weight
    assert model.parameters_by_part()["head"] == 0


@pytest.mark.parametrize("options", [{}, {"bias": True, "norm": "layernorm", "positions": "learned"}, {"tied_embeddings": True, "norm_first": False}])
def test_the_parts_add_up_to_all_parameters(build: Spread, options: dict[str, object]) -> None:
    model = build(**options)
    assert sum(model.parameters_by_part().values()) == sum(parameter.numel() for parameter in model.parameters())


def test_tables_of_positions_are_no_part_of_the_saved_weights(build: Spread) -> None:
    assert {*build().state_dict()} == {name for name, _ in build().named_parameters()}


def test_dropout_falls_only_while_training(build: Spread, tokens: torch.Tensor) -> None:
    model = build(dropout=0.5)
    assert torch.equal(model(tokens), model(tokens))
    model.train()
    assert not torch.equal(model(tokens), model(tokens))


@pytest.mark.parametrize("shape", SHAPES[::3], ids=lambda shape: "-".join(map(str, shape)))
@pytest.mark.parametrize("rest", REST, ids=["plain", "bias, tied, dropout"])
def test_every_option_learns_a_batch(shape: tuple[object, ...], rest: dict[str, object]) -> None:
    torch.manual_seed(0)
    model = LargeLanguageModel(11, 16, 2, 2, context_length=12, **options_of(shape), **rest)  # type: ignore[arg-type]
    losses = losses_of(model, torch.optim.Adam(model.parameters(), lr=1e-2), steps=40)
    assert losses[-1] < 0.6 * losses[0]


@pytest.mark.parametrize(("optimizer", "rate"), [(torch.optim.SGD, 0.1), (torch.optim.Adam, 1e-2)])
def test_the_articles_transformer_learns_with_the_articles_optimizers(optimizer: type[torch.optim.Optimizer], rate: float) -> None:
    torch.manual_seed(0)
    model = LargeLanguageModel(11, 16, 2, 2, 64, context_length=12, activation="relu", norm="layernorm", norm_first=False,
                               positions="sinusoidal", qk_norm=False, bias=True, dropout=0.1)
    losses = losses_of(model, optimizer(model.parameters(), lr=rate), steps=150)  # type: ignore[call-arg]
    assert losses[-1] < 0.75 * losses[0]


def losses_of(model: LargeLanguageModel, optimizer: torch.optim.Optimizer, steps: int) -> list[float]:
    """Losses on one batch of sequences that count upwards, which any model can learn."""
    texts = (torch.arange(13) + torch.arange(8)[:, None]) % 11
    losses = []
    for _ in range(steps):
        loss = F.cross_entropy(model(texts[:, :-1]).flatten(0, 1), texts[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    return losses
