"""How gradients change the weights: SGD, Adam, AdamW by torch, Muon by us, behind one object; and the learning rate."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import torch
from torch import Tensor, nn

from llm_core.config import TrainConfig
from llm_core.training.adagrad import ScaledAdagrad
from llm_core.training.muon import Muon
from llm_core.training.step_schedule import StepSchedule

# What each method remembers of a parameter, beside its value; "step" is a number, the others have its shape.
SLOTS: Mapping[str, tuple[str, ...]] = {
    "muon": ("momentum_buffer",),
    "adam": ("step", "exp_avg", "exp_avg_sq"),
    "adamw": ("step", "exp_avg", "exp_avg_sq"),
    "sgd": ("momentum_buffer",),
    "adagrad": ("step", "sum"),
}
# Of a table of word pairs, most rows of which are met once or never: Adagrad, whose first step with each is as long as
# its rate.
NGRAM_RATE, NGRAM_START = 0.25, 1e-5


class Optimizer:
    """The optimizer that a config names, over a model's parameters.

    "muon": Muon on the matrices of the blocks, Adam on the rest with a learning rate of its own. A table of word pairs
    has Adagrad whatever the others have. Weight decay touches matrices only; it is decoupled
    (arXiv:1711.05101), except for "adam" and "sgd", where torch adds it to the gradient.

    Args:    model: on its device already.
    """

    def __init__(self, model: nn.Module, config: TrainConfig) -> None:
        self.config, self.plan = config, StepSchedule(config.max_steps)
        self.parameters = dict(model.named_parameters())
        self.methods = {name: method_of(name, parameter.shape, config) for name, parameter in self.parameters.items()}
        matrices = {name: self.parameters[name] for name, method in self.methods.items() if method == "muon"}
        self.muon = Muon(matrices, momentum=config.momentum, weight_decay=config.weight_decay)
        self.torch = torch_optimizer(
            [self.parameters[name] for name, method in self.methods.items() if method not in ("muon", "adagrad")],
            config,
        )
        tables = [self.parameters[name] for name, method in self.methods.items() if method == "adagrad"]
        self.tables = ScaledAdagrad(tables, lr=NGRAM_RATE, initial_accumulator_value=NGRAM_START) if tables else None

    def scale_table(self, scale: Tensor) -> None:
        """Let each weight of the table go this much of its steps: (rows, scored), 1 for all of it."""
        assert self.tables is not None, "the model has a table"
        self.tables.scale = scale

    def step(self, step: int) -> None:
        """Correct the weights by their gradients; `step` counts from 0."""
        rate = learning_rate_at(step, self.config, self.plan)
        of_torch = rate
        if self.config.optimizer == "muon":
            self.muon.step(step, rate)
            of_torch = rate / self.config.peak_learning_rate * self.config.adam_learning_rate
        for group in self.torch.param_groups:
            group["lr"] = of_torch
        self.torch.step()
        if self.tables is not None:
            self.tables.param_groups[0]["lr"] = rate / self.config.peak_learning_rate * NGRAM_RATE
            self.tables.step()

    def gradient_norm(self) -> Tensor:
        """Length of all gradients together, as a tensor of one number."""
        return nn.utils.get_total_norm(self.gradients())

    def clip(self, norm: Tensor) -> None:
        """Shorten all gradients together to the config's limit, where there is one."""
        if self.config.gradient_clip:
            nn.utils.clip_grads_with_norm_(self.parameters.values(), self.config.gradient_clip, norm)

    def zero_grad(self) -> None:
        """Forget the gradients."""
        for parameter in self.parameters.values():
            parameter.grad = None

    def gradients(self) -> list[Tensor]:
        """The gradients that the last backward left."""
        return [parameter.grad for parameter in self.parameters.values() if parameter.grad is not None]

    def state_dict(self) -> dict[str, Tensor]:
        """All that the optimizer remembers, as "PARAMETER.SLOT" → tensor; zeros before the first step."""
        muon = self.muon.state()
        state = {}
        for name, parameter in self.parameters.items():
            kept = {"momentum_buffer": muon[name]} if name in muon else self.remembering(name).state.get(parameter, {})
            for slot in SLOTS[self.methods[name]]:
                empty = torch.zeros(()) if slot == "step" else torch.zeros_like(parameter)
                state[f"{name}.{slot}"] = kept[slot] if kept.get(slot) is not None else empty
        return state

    def remembering(self, name: str) -> torch.optim.Optimizer:
        """Torch's optimizer that corrects a parameter."""
        return self.tables if self.tables is not None and self.methods[name] == "adagrad" else self.torch

    @torch.no_grad()
    def load_state_dict(self, state: Mapping[str, Tensor]) -> None:
        """Put back what `state_dict` gave; names and shapes must be those of `state_shapes`."""
        muon = self.muon.state()
        for name, parameter in self.parameters.items():
            slots = {slot: state[f"{name}.{slot}"] for slot in SLOTS[self.methods[name]]}
            if name in muon:
                muon[name].copy_(slots["momentum_buffer"])
            else:
                self.remembering(name).state[parameter] = {
                    slot: value.to(parameter.device, copy=True) for slot, value in slots.items()
                }

    @staticmethod
    def state_shapes(shapes: Mapping[str, tuple[int, ...]], config: TrainConfig) -> dict[str, tuple[int, ...]]:
        """Names and shapes of `state_dict`, from those of the parameters."""
        return {
            f"{name}.{slot}": () if slot == "step" else shape
            for name, shape in shapes.items()
            for slot in SLOTS[method_of(name, shape, config)]
        }


def learning_rate_at(step: int, config: TrainConfig, plan: StepSchedule | None = None) -> float:
    """The learning rate of a step (from 0): up in a line over warmup_steps, then down by the schedule to 0 at the
    plan's last step.

    Args:    plan: as it stands at this step; None: as it was from the start, to max_steps.

    Source:  cosine: Loshchilov & Hutter 2016, arXiv:1608.03983, equation 5, one cycle to 0.
    """
    peak = config.peak_learning_rate
    if step < config.warmup_steps:
        return peak * (step + 1) / (config.warmup_steps + 1)
    done = (plan or StepSchedule(config.max_steps)).done_at(step, config.warmup_steps)
    return peak * {"linear": 1 - done, "cosine": (1 + math.cos(math.pi * done)) / 2, "constant": 1.0}[config.schedule]


def method_of(name: str, shape: Iterable[int], config: TrainConfig) -> str:
    """Which method corrects a parameter: what the config names, Adam for what Muon leaves (all but blocks' matrices),
    Adagrad for a table of pairs.
    """
    if name.startswith("ngrams."):
        return "adagrad"
    if config.optimizer == "muon" and not (".blocks." in name and len(tuple(shape)) == 2):
        return "adam"
    return config.optimizer


def torch_optimizer(parameters: list[nn.Parameter], config: TrainConfig) -> torch.optim.Optimizer:
    """Torch's optimizer for these parameters, fused: one pass over memory instead of a dozen."""
    decay = 0.0 if config.optimizer == "muon" else config.weight_decay
    groups = [
        {"params": [p for p in parameters if p.ndim >= 2], "weight_decay": decay},
        {"params": [p for p in parameters if p.ndim < 2], "weight_decay": 0.0},
    ]
    rate = config.peak_learning_rate
    if config.optimizer == "sgd":
        return torch.optim.SGD(groups, lr=rate, momentum=config.momentum, fused=True)
    kind = torch.optim.AdamW if config.optimizer == "adamw" else torch.optim.Adam
    return kind(groups, lr=rate, betas=(config.beta1, config.beta2), eps=1e-8, fused=True)
