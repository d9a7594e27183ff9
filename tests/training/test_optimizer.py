"""Optimizers: against torch's own, against linear algebra, and what they remember."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from torch import nn

from llm_core.config import RunConfig, TrainConfig
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.muon import Muon, orthogonal
from llm_core.training.optimizer import Optimizer, learning_rate_at

Config = Callable[..., RunConfig]


def a_model(config: RunConfig) -> LargeLanguageModel:
    torch.manual_seed(1)
    return LargeLanguageModel.from_config(config.model, 11)


def give_gradients(model: nn.Module, seed: int) -> None:
    dice = torch.Generator().manual_seed(seed)
    for parameter in model.parameters():
        parameter.grad = torch.randn(parameter.shape, generator=dice)


def test_orthogonal_brings_every_singular_value_near_one_and_keeps_the_directions() -> None:
    torch.manual_seed(0)
    batch = torch.randn(3, 24, 60)
    u, _, vh = torch.linalg.svd(batch, full_matrices=False)
    found = orthogonal(batch)
    values = torch.linalg.svdvals(found)
    assert 0.4 < values.min() < values.max() < 1.6
    inner = torch.einsum("nrk,nrc,nkc->nk", u, found, vh)
    assert torch.allclose(inner.sort().values, values.sort().values, atol=1e-3)


@pytest.mark.parametrize("size", [1e-8, 1e8])
def test_orthogonal_does_not_depend_on_the_size_of_the_gradient(size: float) -> None:
    torch.manual_seed(0)
    batch = torch.randn(2, 8, 8)
    assert torch.allclose(orthogonal(batch * size), orthogonal(batch), atol=1e-3)


def test_orthogonal_of_nothing_is_nothing() -> None:
    assert orthogonal(torch.zeros(1, 4, 6)).abs().max() == 0


def test_muon_moves_each_matrix_as_it_would_alone() -> None:
    torch.manual_seed(0)
    shapes = {"a": (8, 8), "b": (8, 20), "c": (20, 8), "d": (8, 20)}
    together = {name: torch.randn(shape) for name, shape in shapes.items()}
    alone = {name: matrix.clone() for name, matrix in together.items()}
    for name, matrix in together.items():
        matrix.grad = alone[name].grad = torch.randn(shapes[name])
    Muon(together, momentum=0.95, weight_decay=0.1).step(3, 0.02)
    for name, matrix in alone.items():
        Muon({name: matrix}, momentum=0.95, weight_decay=0.1).step(3, 0.02)
        assert torch.allclose(matrix, together[name], atol=1e-5)


def test_muon_scales_tall_matrices_by_the_root_of_rows_over_columns() -> None:
    torch.manual_seed(0)
    wide, tall = torch.zeros(8, 32), torch.zeros(32, 8)
    wide.grad = torch.randn(8, 32)
    tall.grad = wide.grad.mT.clone()
    Muon({"wide": wide, "tall": tall}, momentum=0.9, weight_decay=0.0).step(0, 0.02)
    assert torch.allclose(tall, 2 * wide.mT, atol=1e-6)


def test_muons_momentum_rises_over_the_first_hundred_steps() -> None:
    matrix = torch.zeros(2, 2)
    muon = Muon({"m": matrix}, momentum=0.95, weight_decay=0.0)
    matrix.grad = torch.ones(2, 2)
    muon.step(0, 0.1)
    assert torch.allclose(muon.state()["m"], torch.full((2, 2), 0.15))
    muon.state()["m"].zero_()
    muon.step(500, 0.1)
    assert torch.allclose(muon.state()["m"], torch.full((2, 2), 0.05))


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("adam", lambda p: torch.optim.Adam(p, lr=4e-3, betas=(0.9, 0.95), fused=False)),
        ("adamw", lambda p: torch.optim.AdamW(p, lr=4e-3, betas=(0.9, 0.95), weight_decay=0.0, fused=False)),
        ("sgd", lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.95, fused=False)),
    ],
)
def test_torchs_optimizers_are_torchs(config: Config, name: str, theirs: Callable[..., torch.optim.Optimizer]) -> None:
    rate = 0.01 if name == "sgd" else 4e-3
    settings = config(train__optimizer=name, train__schedule="constant", train__learning_rate=rate)
    ours, reference = a_model(settings), a_model(settings)
    optimizer, other = Optimizer(ours, settings.train), theirs(reference.parameters())
    for step in range(5):
        give_gradients(ours, step)
        give_gradients(reference, step)
        optimizer.step(step)
        other.step()
    for a, b in zip(ours.parameters(), reference.parameters(), strict=True):
        assert torch.allclose(a, b, atol=1e-5)


BLOCK = ("attn.wq", "attn.wk", "attn.wv", "attn.wo", "mlp.w1", "mlp.v", "mlp.w2")
CROSS = ("cross.wq", "cross.wk", "cross.wv", "cross.wo")


@pytest.mark.parametrize(
    ("architecture", "parts"),
    [
        ("decoder-only", {"decoder": BLOCK}),
        ("encoder-only", {"encoder": BLOCK}),
        ("encoder-decoder", {"encoder": BLOCK, "decoder": (*BLOCK, *CROSS)}),
    ],
)
def test_muon_takes_the_blocks_matrices_and_adam_the_rest(
    config: Config, architecture: str, parts: dict[str, tuple[str, ...]]
) -> None:
    settings = config(
        model__bias=True, model__positions="learned", model__architecture=architecture, model__head_transform=True
    )
    methods = Optimizer(a_model(settings), settings.train).methods
    assert {name for name, method in methods.items() if method == "muon"} == {
        f"{stack}.blocks.{i}.{part}.weight" for stack, names in parts.items() for i in range(2) for part in names
    }
    assert set(methods.values()) == {"muon", "adam"}


def test_weight_decay_touches_matrices_only(config: Config) -> None:
    settings = config(train__optimizer="adamw", train__weight_decay=0.5, model__bias=True)
    model = a_model(settings)
    before = {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
    for parameter in model.parameters():
        parameter.grad = torch.zeros_like(parameter)
    Optimizer(model, settings.train).step(0)
    for name, parameter in model.named_parameters():
        share = 1 - 4e-3 * 0.5 if parameter.ndim == 2 else 1.0
        assert torch.allclose(parameter, before[name] * share, atol=1e-7), name


@pytest.mark.parametrize("name", ["muon", "adam", "adamw", "sgd"])
@pytest.mark.parametrize("steps", [0, 3])
def test_what_an_optimizer_remembers_can_be_put_back(config: Config, name: str, steps: int) -> None:
    settings = config(train__optimizer=name, train__learning_rate=0.01)
    one, other = a_model(settings), a_model(settings)
    first, second = Optimizer(one, settings.train), Optimizer(other, settings.train)
    for step in range(steps):
        give_gradients(one, step)
        first.step(step)
    other.load_state_dict(one.state_dict())
    state = {name: tensor.clone() for name, tensor in first.state_dict().items()}
    shapes = {name: tuple(parameter.shape) for name, parameter in one.named_parameters()}
    assert {name: tuple(tensor.shape) for name, tensor in state.items()} == Optimizer.state_shapes(
        shapes, settings.train
    )
    second.load_state_dict(state)
    for step in range(steps, steps + 3):
        for model, optimizer in ((one, first), (other, second)):
            give_gradients(model, step)
            optimizer.step(step)
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))


def test_clipping_shortens_the_gradient_to_its_limit(config: Config) -> None:
    settings = config(train__gradient_clip=0.25)
    model = a_model(settings)
    optimizer = Optimizer(model, settings.train)
    give_gradients(model, 1)
    norm = optimizer.gradient_norm()
    assert float(norm) == pytest.approx(
        math.sqrt(sum(float(p.grad.square().sum()) for p in model.parameters() if p.grad is not None)), rel=1e-5
    )
    optimizer.clip(norm)
    assert float(optimizer.gradient_norm()) == pytest.approx(0.25, rel=1e-4)


@pytest.mark.parametrize("schedule", ["linear", "cosine"])
def test_the_learning_rate_rises_over_the_warm_up_and_falls_to_zero(schedule: str) -> None:
    settings = TrainConfig(schedule=schedule, warmup_steps=10, max_steps=100, learning_rate=0.5)  # type: ignore[arg-type]
    rates = [learning_rate_at(step, settings) for step in range(101)]
    assert rates[:11] == sorted(rates[:11])
    assert rates[10] == max(rates) == 0.5
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[100] == pytest.approx(0, abs=1e-12)
    assert min(rates[:100]) > 0
    assert rates[55] == pytest.approx(0.25)


def test_a_constant_learning_rate_stays() -> None:
    settings = TrainConfig(schedule="constant", max_steps=10)
    assert {learning_rate_at(step, settings) for step in range(10)} == {0.03}


def test_a_warm_up_longer_than_the_run_never_ends() -> None:
    settings = TrainConfig(warmup_steps=50, max_steps=10)
    assert max(learning_rate_at(step, settings) for step in range(11)) < 0.03
