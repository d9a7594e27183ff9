"""Estimates: equal to the built model; times are measured ones."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from llm_core.config import RunConfig
from llm_core.config.presets import FAMILIES, PRESETS
from llm_core.model.tap import Tap
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.cost import timing
from llm_core.training.cost.estimate import flops_per_token, memory, parameters, parameters_by_part, saved_bytes
from llm_core.training.cost.timing import measure_step_s
from llm_core.training.optimizer import Optimizer

Config = Callable[..., RunConfig]

VARIANTS: list[dict[str, Any]] = [
    {},
    *(
        {"activation": name}
        for name in ("geglu", "geglu_tanh", "reglu", "reglu2", "silu", "gelu", "gelu_tanh", "relu", "relu2")
    ),
    {"norm": "layernorm"},
    {"norm": "layernorm", "bias": True},
    {"bias": True},
    {"qkv_bias": True},
    {"bias": True, "qkv_bias": True},
    {"norm_first": False},
    {"parallel": True},
    *({"positions": name} for name in ("learned", "sinusoidal", "alibi", "none")),
    {"rope_share": 0.5},
    {"rope_scaling": "llama3", "rope_factor": 4.0},
    {"num_kv_heads": 2},
    {"num_kv_heads": 1, "qk_norm": False},
    {"head_dim": 24},
    {"head_dim": 6, "num_kv_heads": 2},
    {"qk_norm": False},
    {"window": 8},
    {"score_softcap": 30.0},
    {"logit_softcap": 30.0},
    {"embed_scale": "sqrt"},
    {"embed_norm": True},
    {"embed_norm": True, "norm": "layernorm", "bias": True},
    {"head_transform": True},
    {"head_transform": True, "norm": "layernorm", "bias": True},
    {"tied_embeddings": True},
    {"tied_embeddings": True, "head_transform": True},
    {"dim_feedforward": 77},
    {"activation": "relu", "bias": True},
    {"dropout": 0.1},
    {"word_dropout": 0.1},
    {"ngram_buckets": 100, "ngram_scores": 5},
]
SHAPES = ("decoder-only", "encoder-only", "encoder-decoder")


def built(config: RunConfig, vocab_size: int) -> LargeLanguageModel:
    """The module, at the cost of no memory."""
    with torch.device("meta"):
        return LargeLanguageModel.from_config(config.model, vocab_size)


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("family", FAMILIES)
def test_parameters_by_part_are_those_of_every_built_family_and_size(preset: str, family: str) -> None:
    config = RunConfig.parse(preset=preset, family=family)
    assert parameters_by_part(config.model, 91) == built(config, 91).parameters_by_part()


@pytest.mark.parametrize("shape", [*SHAPES, "more encoder"])
@pytest.mark.parametrize("changes", VARIANTS, ids=str)
def test_parameters_by_part_are_those_of_the_built_model_with_every_option(shape: str, changes: dict[str, Any]) -> None:
    of_shape = (
        {"architecture": shape} if shape in SHAPES else {"architecture": "encoder-decoder", "num_encoder_layers": 3}
    )
    config = RunConfig.parse({"model": {**of_shape, "num_layers": 2, **changes}})
    model = built(config, 91)
    assert parameters_by_part(config.model, 91) == model.parameters_by_part()
    assert parameters(config.model, 91) == sum(parameter.numel() for parameter in model.parameters())


def cases() -> list[Any]:
    """Every family and size, and heads of their own making in each shape."""
    odd = {"model": {"num_kv_heads": 2, "head_dim": 20, "num_encoder_layers": 1, "num_layers": 2}}
    return [
        *(
            pytest.param(RunConfig.parse(preset=preset, family=family), id=f"{family} {preset}")
            for preset in PRESETS
            for family in FAMILIES
        ),
        *(
            pytest.param(RunConfig.parse({**odd, "model.architecture": shape}), id=f"odd heads, {shape}")
            for shape in SHAPES
        ),
    ]


@pytest.mark.parametrize("settings", cases())
def test_weights_gradients_optimizer_and_cache_are_exact_to_the_byte(settings: RunConfig) -> None:
    if settings.preset == "medium":
        settings = settings.model_copy(
            update={"model": settings.model.model_copy(update={"num_layers": 2, "num_encoder_layers": 1})}
        )
    model = LargeLanguageModel.from_config(settings.model, 91)
    train_on(model, settings)
    found = memory(settings, 91)
    assert found.weights == sum(parameter.nbytes for parameter in model.parameters())
    assert found.gradients == sum(
        parameter.grad.nbytes for parameter in model.parameters() if parameter.grad is not None
    )
    for name in ("muon", "adam", "adamw", "sgd"):
        train = settings.train.model_copy(update={"optimizer": name, "learning_rate": 1e-3})
        state = Optimizer.state_shapes({key: tuple(value.shape) for key, value in model.named_parameters()}, train)
        assert memory(settings.model_copy(update={"train": train}), 91).optimizer == sum(
            4 * math.prod(shape) for key, shape in state.items() if not key.endswith(".step")
        )
    assert found.cache == (cache_of(model) if model.decoder is not None else 0)


def train_on(model: LargeLanguageModel, settings: RunConfig) -> None:
    """Fill in every gradient."""
    tokens = torch.arange(8).view(1, -1)
    model(tokens, tokens if model.reads_source else None).sum().backward()


@torch.no_grad()
def cache_of(model: LargeLanguageModel) -> int:
    """Bytes of a cache after a whole source was read."""
    cache, tokens = model.new_cache(1), torch.zeros(1, model.config.context_length, dtype=torch.int64)
    model(tokens, tokens if model.reads_source else None, cache=cache)
    kept = [cache.keys, cache.values, *(tensor for pair in cache.of_source.values() for tensor in pair)]
    if cache.memory is not None:
        assert cache.memory.mask.added is not None
        kept += [cache.memory.x, cache.memory.mask.added]
    return sum(tensor.nbytes for tensor in kept)


def test_sgd_without_momentum_remembers_nothing() -> None:
    assert memory(RunConfig.parse({"train": {"optimizer": "sgd", "momentum": 0.0}}), 91).optimizer == 0


def saved_by_autograd(config: RunConfig) -> int:
    """Bytes that backward waits for: each storage once, less the parameters."""
    model = LargeLanguageModel.from_config(config.model, 65).train()
    batch = timing.trial_batch(model, config.train.batch_size)
    weights = {parameter.untyped_storage().data_ptr() for parameter in model.parameters()}
    kept: dict[int, torch.UntypedStorage] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in weights:
            kept[storage.data_ptr()] = storage
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        torch.nn.functional.cross_entropy(model(batch.tokens, batch.source).flatten(0, 1), batch.targets.flatten())
    return sum(storage.nbytes() for storage in kept.values())


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("shape", SHAPES)
def test_saved_activations_are_within_two_percent_of_autograds_for_every_family(family: str, shape: str) -> None:
    config = RunConfig.parse(
        {"model": {"num_layers": 3, "architecture": shape}, "train": {"batch_size": 6}}, family=family
    )
    assert saved_bytes(config, 65) == pytest.approx(saved_by_autograd(config), rel=0.02)


@pytest.mark.parametrize("changes", VARIANTS, ids=str)
def test_saved_activations_are_within_a_tenth_of_autograds_with_every_option(changes: dict[str, Any]) -> None:
    config = RunConfig.parse({"model": {"num_layers": 2, **changes}, "train": {"batch_size": 6}})
    assert saved_bytes(config, 65) == pytest.approx(saved_by_autograd(config), rel=0.1)


@pytest.mark.parametrize(
    "changes",
    [{"architecture": shape} for shape in SHAPES]
    + [{"activation": "relu", "head_dim": 8, "num_kv_heads": 1, "head_transform": True}],
    ids=str,
)
def test_flops_are_those_that_torch_counts(config: Config, changes: dict[str, Any]) -> None:
    from torch.utils.flop_counter import FlopCounterMode

    settings = config(
        model__context_length=64, model__d_model=64, **{f"model__{name}": value for name, value in changes.items()}
    ).model
    model = LargeLanguageModel.from_config(settings, 50)
    tokens = torch.randint(50, (2, 64))
    with FlopCounterMode(display=False) as counter:
        model(
            tokens, tokens if model.reads_source else None, tap=Tap(keep=["*.weights"])
        ).sum().backward()  # fused, torch wouldn't count it
    unmasked = (
        3 * 2 * settings.decoder_layers * 64 * settings.nhead * settings.head_size
    )  # in a decoder torch counts the future too
    assert (flops_per_token(settings, 50).training + unmasked) * 128 == pytest.approx(
        counter.get_total_flops(), rel=0.02
    )


def test_training_takes_more_memory_than_use_and_grows_with_the_batch(config: Config) -> None:
    small, large = memory(config(), 50), memory(config(train__batch_size=400), 50)
    assert small.use_bytes < small.training_bytes < large.training_bytes
    assert small.use_bytes == large.use_bytes
    assert (
        memory(config(train__optimizer="sgd"), 50).training_bytes
        < memory(config(train__optimizer="adam"), 50).training_bytes
    )


def test_estimates_from_the_config_import_no_torch() -> None:
    code = (
        "import sys; from llm_core.config import RunConfig; from llm_core.training.cost import estimate as e; "
        "c = RunConfig(); e.memory(c, 65); e.flops_per_token(c.model, 65); e.parameters_by_part(c.model, 65); "
        "from llm_core import device; device.machine(); print('torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_a_small_step_is_measured_whole(config: Config) -> None:
    threads = torch.get_num_threads()
    assert 0 < measure_step_s(config(), 50, budget_s=0.05) < 5
    assert torch.get_num_threads() == threads


def test_a_large_step_is_extrapolated_from_layers_and_windows(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[tuple[int, int]] = []

    def measured(
        settings: RunConfig, vocab_size: int, windows: int, device: torch.device, budget_s: float
    ) -> tuple[float, float]:
        tried.append((settings.model.num_layers, windows))
        return (0.5 + 2 * settings.model.num_layers) * windows, 0.25 * settings.model.num_layers

    monkeypatch.setattr(timing, "measured", measured)
    large = config(
        model__num_layers=12,
        model__d_model=768,
        model__nhead=12,
        model__context_length=256,
        train__batch_size=30,
        train__accumulation=2,
    )
    assert measure_step_s(large, 50) == pytest.approx((0.5 + 24) * 60 + 3)
    assert [layers for layers, _ in tried] == [1, 2]


def test_two_stacks_are_extrapolated_each_by_its_layers(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    def measured(
        settings: RunConfig, vocab_size: int, windows: int, device: torch.device, budget_s: float
    ) -> tuple[float, float]:
        return (
            0.5 + 2 * settings.model.encoder_layers + 3 * settings.model.decoder_layers
        ) * windows, 0.25 * settings.model.decoder_layers

    monkeypatch.setattr(timing, "measured", measured)
    large = config(
        model__num_layers=12,
        model__num_encoder_layers=5,
        model__architecture="encoder-decoder",
        model__d_model=768,
        model__nhead=12,
        model__context_length=256,
        train__batch_size=30,
    )
    assert measure_step_s(large, 50) == pytest.approx((0.5 + 10 + 36) * 30 + 3)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_step_of_every_shape_is_measured(config: Config, shape: str) -> None:
    settings = config(model__architecture=shape, model__num_layers=5)
    assert 0 < measure_step_s(settings, 50, budget_s=0.02) < 5


def test_measuring_leaves_random_numbers_as_they_were(config: Config) -> None:
    torch.manual_seed(4)
    before = torch.get_rng_state()
    measure_step_s(config(), 50, budget_s=0.01)
    assert torch.equal(before, torch.get_rng_state())
