"""Which keys each query may look at: the past only or all, the nearest only or any, and never padding."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from llm_core.config import ModelConfig
from llm_core.model.positions import Positions

PADDING = -1  # stands in token ids where a shorter row has no token


class Mask(NamedTuple):
    """What is added to attention scores.

    added: 0 (or what distance costs) where a query may look and -inf where not; (T, S), (H, T, S) or (B, 1, T, S).
    causal: instead of `added`, the plain lower triangle, which fused attention makes itself.
    """

    added: Tensor | None = None
    causal: bool = False

    def onto(self, scores: Tensor) -> Tensor:
        """These scores (B, H, T, S) with the mask added."""
        if self.causal:
            future = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).triu(1)
            return scores.masked_fill(future, -math.inf)
        return scores if self.added is None else scores + self.added.to(scores.dtype)


class Masking:
    """The rules of one stack, from which each forward makes its mask.

    Args:    causal: a token sees itself and those before it only, as one that is still to be written must.
    """

    def __init__(self, config: ModelConfig, positions: Positions, *, causal: bool) -> None:
        self.positions = positions
        self.causal = causal
        self.rules: list[Callable[[Tensor], Tensor]] = [past] if causal else []
        if config.window is not None:
            self.rules.append(near(config.window))
        self.plain = config.window is None and not config.position_traits.biases_scores

    def mask(self, T: int, start: int, present: Tensor | None, like: Tensor, documents: Tensor | None = None) -> Mask:
        """The mask of T tokens that follow `start` others.

        Args:    present: (B, S) bool, False at padding; None where nothing is padded, or padding only follows what
                 is read and the past can't see it.  like: tells device and dtype.  documents: (B, T) int64, the number
                 of
                 the document that each token belongs to, where several lie in a row; None: each row is one.
        """
        if self.plain and present is None and documents is None and (not self.causal or start == 0 or T == 1):
            return Mask(causal=self.causal and T > 1)  # one token, the last, may look everywhere
        distance = torch.arange(start, start + T, device=like.device)[:, None] - torch.arange(
            start + T, device=like.device
        )
        visible = torch.ones_like(distance, dtype=torch.bool)  # (T, S)
        for rule in self.rules:
            visible = visible & rule(distance)
        if present is not None:
            # A token always sees itself: padding that saw nothing would become NaN, and spread.
            visible = (visible & present[:, None, None, :]) | (distance == 0)  # (B, 1, T, S)
        if documents is not None:
            visible = visible & together(documents)[:, None]  # (B, 1, T, T)
        added = torch.zeros(visible.shape, dtype=like.dtype, device=like.device).masked_fill(~visible, -math.inf)
        return Mask(self.positions.bias(distance, added))


def together(documents: Tensor) -> Tensor:
    """(B, T, T) bool: whether two tokens belong to the same document, by the numbers (B, T) of theirs."""
    return documents[:, :, None] == documents[:, None, :]


def places_within(documents: Tensor) -> Tensor:
    """(B, T) int64: how far each token stands behind the first of its document."""
    first = together(documents).int().argmax(-1)
    return torch.arange(documents.size(1), device=documents.device) - first


def past(distance: Tensor) -> Tensor:
    """Whether a key lies at the query or before it."""
    return distance >= 0


def near(window: int) -> Callable[[Tensor], Tensor]:
    """The rule that a key must be one of the `window` nearest, the query's own place included."""
    return lambda distance: distance.abs() < window


def hide_padding(present: Tensor, like: Tensor) -> Mask:
    """The mask of queries that may look at every key of (B, S) but padding."""
    added = torch.zeros(present.shape, dtype=like.dtype, device=like.device).masked_fill(~present, -math.inf)
    return Mask(added[:, None, None, :])  # (B, 1, 1, S)
