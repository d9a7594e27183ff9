"""Bends scores so that none passes a limit."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class SoftCap(nn.Module):
    """c · tanh(x / c): nearly x near 0, never beyond ±c.

    Source:  Riviere et al. 2024, Gemma 2, arXiv:2408.00118, section 2.
    """

    def __init__(self, limit: float) -> None:
        super().__init__()
        self.limit = limit

    def forward(self, x: Tensor) -> Tensor:
        return self.limit * torch.tanh(x / self.limit)


def softcap_of(limit: float) -> nn.Module:
    """The cap at a limit; at 0, none."""
    return SoftCap(limit) if limit else nn.Identity()
