"""What single heads are like: the habits that their attention shows, and what the model loses without them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from llm_core.errors import TextError
from llm_core.inspection.look import silencing
from llm_core.model.tap import Tap
from llm_core.model.transformer import LargeLanguageModel

WINDOWS = 200
TOKENS_AT_ONCE = 4096

HabitName = Literal["previous", "two_back", "itself", "first"]


@dataclass(frozen=True)
class Habit:
    """The kind of place where one head looks most, and the mean weight it gets; `means` has those of all four kinds."""

    name: HabitName
    weight: float
    means: Mapping[HabitName, float]


class HeadCost(NamedTuple):
    """Mean loss in nats a token of the whole model, and of the model without one head."""

    loss: float
    loss_without: float


def head_habits(attention: NDArray[np.float32]) -> list[list[Habit]]:
    """Where each head looks most, of four kinds of place; by layer and head, no heads for fewer than four tokens.

    Only rows from the fourth on count: before, the four places are not four different ones.

    Args:    attention: (L, H, T, T), rows sum to 1.
    """
    layers, heads, T, _ = attention.shape
    if T < 4:
        return [[] for _ in range(layers)]
    rows = np.arange(3, T)
    places: dict[HabitName, NDArray[Any]] = {"previous": rows - 1, "two_back": rows - 2, "itself": rows, "first": rows * 0}
    means = {name: attention[:, :, rows, columns].mean(-1) for name, columns in places.items()}    # (L, H) each

    def habit(layer: int, head: int) -> Habit:
        of_head = {name: float(mean[layer, head]) for name, mean in means.items()}
        strongest = max(of_head, key=lambda name: of_head[name])
        return Habit(strongest, of_head[strongest], of_head)

    return [[habit(layer, head) for head in range(heads)] for layer in range(layers)]


def head_cost(
    model: LargeLanguageModel, tokens: ArrayLike, layer: int, head: int, *, windows: int = WINDOWS
) -> HeadCost:
    """Measure what a head is worth: the mean loss on validation text with it and without it.

    Args:    model: in eval mode.  tokens: (N,) ids of validation text.  layer, head: from 0.
    Raises:  TextError: fewer than two tokens.  SettingError: a head that the model doesn't have.
    """
    text = validation_windows(tokens, model.config.context_length, windows)
    return HeadCost(mean_loss(model, text), mean_loss(model, text, [(layer, head)]))


def validation_windows(tokens: ArrayLike, context_length: int, windows: int = WINDOWS) -> Tensor:
    """Pieces of a text, spread evenly over it and without overlap as long as it has enough.

    Args:    tokens: (N,) ids; one piece of all of them when there are fewer than a context.
    Returns: (windows or fewer, T + 1) int64: T tokens to read, T to predict.
    Raises:  TextError: fewer than two tokens.
    """
    ids = np.asarray(tokens)
    if len(ids) < 2:
        raise TextError("validation-too-short", "The validation text has {tokens} tokens; to measure a loss it takes 2.", tokens=len(ids))
    length = min(context_length, len(ids) - 1)
    count = min(windows, (len(ids) - 1) // length)
    starts = np.linspace(0, len(ids) - 1 - length, count).astype(np.int64)
    return torch.from_numpy(ids[starts[:, None] + np.arange(length + 1)].astype(np.int64))


@torch.no_grad()
def mean_loss(model: LargeLanguageModel, windows: Tensor, zeroed_heads: Sequence[tuple[int, int]] = ()) -> float:
    """Mean loss in nats a token over windows (N, T + 1), with some heads silenced."""
    tap = Tap(edit=silencing(model, zeroed_heads))
    total = 0.0
    for batch in torch.split(windows, max(1, TOKENS_AT_ONCE // windows.size(1))):
        tokens = batch.to(model.embed.weight.device)
        logits = model(tokens[:, :-1], tap=tap)
        total += float(F.cross_entropy(logits.float().flatten(0, 1), tokens[:, 1:].flatten(), reduction="sum"))
    return total / windows[:, 1:].numel()
