"""Estimates: equal to the built model; times are measured ones."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from llm_core.config import PRESETS, RunConfig
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training import probe, timing
from llm_core.training.estimate import flops_per_token, measure_step_s, memory, parameters, parameters_by_part

Config = Callable[..., RunConfig]

VARIANTS: list[dict[str, Any]] = [
    {}, {"activation": "relu"}, {"activation": "geglu"}, {"activation": "gelu"}, {"activation": "relu2"}, {"norm": "layernorm"},
    {"norm": "layernorm", "bias": True}, {"bias": True}, {"norm_first": False}, {"positions": "learned"}, {"positions": "sinusoidal"},
    {"positions": "none"}, {"qk_norm": False}, {"tied_embeddings": True}, {"dim_feedforward": 77}, {"activation": "relu", "bias": True},
]


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("changes", VARIANTS, ids=str)
def test_parameters_by_part_are_those_of_the_built_model(preset: str, changes: dict[str, Any]) -> None:
    config = RunConfig.parse({"model": changes}, preset=preset).model
    with torch.device("meta"):
        model = LargeLanguageModel.from_config(config, 91)
    assert parameters_by_part(config, 91) == model.parameters_by_part()
    assert parameters(config, 91) == sum(parameter.numel() for parameter in model.parameters())


def test_flops_are_those_that_torch_counts(config: Config) -> None:
    from torch.utils.flop_counter import FlopCounterMode

    settings = config(model__context_length=64, model__d_model=64).model
    model = LargeLanguageModel.from_config(settings, 50)
    with FlopCounterMode(display=False) as counter:
        model(torch.randint(50, (2, 64))).sum().backward()
    # torch counts attention without its mask, twice what ours does, and 2.5 times forward for its backward
    assert flops_per_token(settings, 50).training * 128 == pytest.approx(counter.get_total_flops(), rel=0.1)


def test_training_takes_more_memory_than_use_and_grows_with_the_batch(config: Config) -> None:
    small, large = memory(config(), 50), memory(config(train__batch_size=400), 50)
    assert small.use_bytes < small.training_bytes < large.training_bytes
    assert small.use_bytes == large.use_bytes
    assert memory(config(train__optimizer="sgd"), 50).training_bytes < memory(config(train__optimizer="adam"), 50).training_bytes


def test_estimates_from_the_config_import_no_torch() -> None:
    code = (
        "import sys; from llm_core.config import RunConfig; from llm_core.training import estimate as e; "
        "c = RunConfig(); e.memory(c, 65); e.flops_per_token(c.model, 65); e.parameters_by_part(c.model, 65); "
        "from llm_core import device; device.machine(); print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_small_step_is_measured_whole(config: Config) -> None:
    threads = torch.get_num_threads()
    assert 0 < measure_step_s(config(), 50, budget_s=0.05) < 5
    assert torch.get_num_threads() == threads


def test_a_large_step_is_extrapolated_from_layers_and_windows(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[tuple[int, int]] = []

    def measured(settings: RunConfig, vocab_size: int, windows: int, device: torch.device, budget_s: float) -> tuple[float, float]:
        tried.append((settings.model.num_layers, windows))
        return (0.5 + 2 * settings.model.num_layers) * windows, 0.25 * settings.model.num_layers

    monkeypatch.setattr(timing, "measured", measured)
    large = config(model__num_layers=12, model__d_model=768, model__nhead=12, model__context_length=256, train__batch_size=30, train__accumulation=2)
    assert measure_step_s(large, 50) == pytest.approx((0.5 + 24) * 60 + 3)
    assert [layers for layers, _ in tried] == [1, 2]


def test_measuring_leaves_random_numbers_as_they_were(config: Config) -> None:
    torch.manual_seed(4)
    before = torch.get_rng_state()
    measure_step_s(config(), 50, budget_s=0.01)
    assert torch.equal(before, torch.get_rng_state())


def open_config(config: Config) -> RunConfig:
    return config(train__threads=0, train__precision="auto", train__device="auto")


def test_the_probe_decides_all_that_was_left_open_and_remembers_it(config: Config, tmp_path: Path) -> None:
    file = tmp_path / "machine.json"
    decided = probe.decide(open_config(config), 50, file).train
    assert decided.device in ("cpu", "cuda", "mps")
    assert decided.threads > 0
    assert decided.precision in ("float32", "bfloat16")
    (key, entry), = json.loads(file.read_text()).items()
    assert torch.__version__ in key
    assert entry["date"]
    assert entry["threads"] == decided.threads


def test_what_is_remembered_is_not_measured_again_until_it_is_old(config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "machine.json"
    probe.decide(open_config(config), 50, file)
    calls: list[int] = []
    monkeypatch.setattr(probe, "measure", lambda *_: calls.append(1) or {"threads": 1, "precision": "float32"})
    probe.decide(open_config(config), 50, file)
    assert calls == []
    content = json.loads(file.read_text())
    for entry in content.values():
        entry["date"] = "2020-01-01T00:00:00+00:00"
    file.write_text(json.dumps(content))
    probe.decide(open_config(config), 50, file)
    assert calls == [1]


@pytest.mark.parametrize("content", ["", "[]", "{", '{"x": 1}', "null"])
def test_a_damaged_memory_of_the_machine_is_measured_anew(config: Config, tmp_path: Path, content: str) -> None:
    file = tmp_path / "machine.json"
    file.write_text(content)
    assert probe.decide(open_config(config), 50, file).train.threads > 0


def test_what_was_chosen_by_the_person_is_not_probed(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "measure", lambda *_: pytest.fail("probed"))
    assert probe.decide(config(), 50) == config()


def test_the_simpler_choice_stands_unless_another_is_clearly_faster() -> None:
    assert probe.fastest({1: 1.0, 2: 0.95}) == 1
    assert probe.fastest({1: 1.0, 2: 0.8, 4: 0.78}) == 2
