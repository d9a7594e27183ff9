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
        few = max(min(int(budget_s / 4 / window_s * config.model.num_layers / 2), config.train.batch_size), 1)
        one, two = (measured(layers(config, count), vocab_size, few, device, budget_s / 2) for count in (1, 2))
    gradients, optimizer = (
        first + max(second - first, 0.0) * (config.model.num_layers - 1) for first, second in zip(one, two, strict=True)
    )
    return gradients * windows / few + optimizer


def layers(config: RunConfig, count: int) -> RunConfig:
    """The same model with so many layers, and no accumulation."""
    model = config.model.model_copy(update={"num_layers": count})
    return probe.with_train(config.model_copy(update={"model": model}), accumulation=1)


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
