"""How long a step takes, from real steps of the whole shape or of a part of it."""

from __future__ import annotations

import time
from pathlib import Path

import torch

from llm_core.config import RunConfig
from llm_core.training import probe
from llm_core.training.estimate import flops_per_token

FLOPS_PER_S = 3e10              # a slow core's; only to choose how much to try, never part of an answer


def step_s(config: RunConfig, vocab_size: int, budget_s: float, machine_file: Path | None) -> float:
    """Seconds per step; see `estimate.measure_step_s`."""
    config = probe.with_train(probe.decide(config, vocab_size, machine_file), compile=False)
    device = torch.device(config.train.device)
    windows = config.train.batch_size * config.train.accumulation
    window_s = flops_per_token(config.model, vocab_size).training * config.model.context_length / FLOPS_PER_S
    with probe.threads_set(config.train.threads):
        if device.type != "cpu" or windows * window_s < budget_s / 2:
            return sum(measured(config, vocab_size, windows, device, budget_s))
        stacks = {name: count for name, count in (("encoder", config.model.encoder_layers), ("decoder", config.model.decoder_layers)) if count}
        few = max(min(int(budget_s / 4 / window_s * sum(stacks.values()) / 2), config.train.batch_size), 1)
        part_s = budget_s / (1 + len(stacks))
        one = measured(shallow(config), vocab_size, few, device, part_s)
        gradients, optimizer = one
        for stack, count in stacks.items():
            two = measured(shallow(config, stack), vocab_size, few, device, part_s)
            gradients += max(two[0] - one[0], 0.0) * (count - 1)
            optimizer += max(two[1] - one[1], 0.0) * (count - 1)
    return gradients * windows / few + optimizer


def shallow(config: RunConfig, deeper: str = "") -> RunConfig:
    """The same model with one layer in each stack, two in the `deeper` one, and no accumulation."""
    model = config.model
    writes = "encoder" if model.architecture == "encoder-only" else "decoder"
    fewer = {"num_layers": 1 + (deeper == writes), "num_encoder_layers": 1 + (deeper == "encoder")}
    return probe.with_train(config.model_copy(update={"model": model.model_copy(update=fewer)}), accumulation=1)


def measured(config: RunConfig, vocab_size: int, windows: int, device: torch.device, budget_s: float) -> tuple[float, float]:
    """Median seconds for gradients and for the optimizer, of as many steps as the budget has room for, at least one.

    The first step warms up and isn't counted, unless it alone takes the budget.
    """
    learner = probe.trial_step(config, vocab_size, device)
    start = time.perf_counter()
    times = [probe.time_step(learner, windows)]
    while time.perf_counter() - start < budget_s:
        times.append(probe.time_step(learner, windows))
    ordered = sorted(times[1:] or times, key=sum)
    return ordered[len(ordered) // 2]
