"""How long a step takes, from real steps of the whole shape or of a part of it."""

from __future__ import annotations

import time

import torch

from llm_core.config import RunConfig
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.batches import Batch
from llm_core.training.cost.estimate import flops_per_token
from llm_core.training.hardware_choice import decide, threads_set, with_train
from llm_core.training.objectives.ctc import speech_loss
from llm_core.training.objectives.loss import cross_entropy_loss
from llm_core.training.train_step import TrainStep

FLOPS_PER_S = 3e10  # a slow core's; only to choose how much to try, never part of an answer


def measure_step_s(config: RunConfig, vocab_size: int, *, budget_s: float = 0.5) -> float:
    """Seconds that one step of training takes on this machine, measured on real steps.

    Steps of the whole shape where some fit into the budget. Else one and two layers on a few windows: gradients grow
    in a line with layers and with windows, the optimizer's part with layers alone. What torch.compile would gain is
    left out.

    Raises:  SettingError: the device that was asked for isn't there.
    """
    config = with_train(decide(config), compile=False)
    device = torch.device(config.train.device)
    windows = config.train.batch_size * config.train.accumulation
    window_s = flops_per_token(config.model, vocab_size).training * config.model.context_length / FLOPS_PER_S
    with threads_set(config.train.threads):
        if device.type != "cpu" or windows * window_s < budget_s / 2:
            return sum(measured(config, vocab_size, windows, device, budget_s))
        stacks = {
            name: count
            for name, count in (("encoder", config.model.encoder_layers), ("decoder", config.model.decoder_layers))
            if count
        }
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
    return with_train(config.model_copy(update={"model": model.model_copy(update=fewer)}), accumulation=1)


def measured(
    config: RunConfig, vocab_size: int, windows: int, device: torch.device, budget_s: float
) -> tuple[float, float]:
    """Median seconds for gradients and for the optimizer, of as many steps as the budget has room for, at least one.

    The first step warms up and isn't counted, unless it alone takes the budget.
    """
    train_step = trial_step(config, vocab_size, device)
    start = time.perf_counter()
    times = [time_step(train_step, windows)]
    while time.perf_counter() - start < budget_s:
        times.append(time_step(train_step, windows))
    ordered = sorted(times[1:] or times, key=sum)
    return ordered[len(ordered) // 2]


def trial_step(config: RunConfig, vocab_size: int, device: torch.device) -> TrainStep:
    """A step of this shape, new and untrained, whose making leaves torch's random numbers as they were."""
    with torch.random.fork_rng(devices=[]):
        loss = speech_loss if config.model.frame_size else cross_entropy_loss
        return TrainStep(LargeLanguageModel.from_config(config.model, vocab_size), config.train, device, loss)


def time_step(train_step: TrainStep, windows: int) -> tuple[float, float]:
    """Seconds that one step of so many windows takes: for the gradients, and for the optimizer."""
    batch = trial_batch(train_step.model, windows)
    start = time.perf_counter()
    train_step.gradients(0, batch)  # ends by waiting for the device
    middle = time.perf_counter()
    train_step.correct(0)
    if train_step.device.type == "cuda":
        torch.cuda.synchronize(train_step.device)
    return middle - start, time.perf_counter() - middle


def trial_batch(model: LargeLanguageModel, windows: int) -> Batch:
    """Tokens that fill the context of each stack, all asked: what a text gives; rows of pairs are often shorter."""
    tokens = torch.arange(windows * model.config.context_length).view(windows, -1) % model.vocab_size
    if size := model.config.frame_size:
        frames = torch.zeros(windows, model.config.context_length * model.config.frames_a_place, size)
        return Batch(tokens, tokens, frames)
    return Batch(tokens, tokens, tokens if model.reads_source else None)
