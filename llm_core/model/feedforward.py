"""The feed-forward part of a block: each token thinks for itself, in a wider space."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import torch.nn.functional as F
from torch import Tensor, nn

from llm_core.config import GATED, ModelConfig
from llm_core.model.tap import NO_TAP, Tap


def relu2(x: Tensor) -> Tensor:
    """max(0, x)² (So et al. 2021, Primer, arXiv:2109.08668)."""
    return F.relu(x).square()


gelu_tanh = partial(F.gelu, approximate="tanh")  # Hendrycks & Gimpel 2016, arXiv:1606.08415; GPT-2 has this form

NONLINEARITIES: Mapping[str, Callable[[Tensor], Tensor]] = {
    "relu": F.relu,
    "gelu": F.gelu,
    "gelu_tanh": gelu_tanh,
    "silu": F.silu,
    "relu2": relu2,
    "reglu": F.relu,
    "geglu": F.gelu,
    "geglu_tanh": gelu_tanh,
    "swiglu": F.silu,
    "reglu2": relu2,
}


class FeedForward(nn.Module):
    """FFN(x) = max(0, xW₁ + b₁)W₂ + b₂, or another nonlinearity in place of max(0, ·).

    Source:  Vaswani et al. 2017, arXiv:1706.03762, equation 2.
    """

    def __init__(self, d_model: int, width: int, activation: str, *, bias: bool, dropout: nn.Module) -> None:
        super().__init__()
        self.w1 = nn.Linear(d_model, width, bias=bias)
        self.w2 = nn.Linear(width, d_model, bias=bias)
        self.nonlinearity = NONLINEARITIES[activation]
        self.dropout = dropout

    def forward(self, x: Tensor, tap: Tap = NO_TAP) -> Tensor:  # (B, T, D)
        hidden = tap.see("hidden", self.nonlinearity(self.w1(x)))  # (B, T, F)
        return tap.see("out", self.w2(self.dropout(hidden)))  # (B, T, D)


class GatedFeedForward(nn.Module):
    """FFN(x) = (silu(xW₁) ⊙ xV)W₂: one map opens and closes the gates of the other.

    Source:  Shazeer 2020, arXiv:2002.05202, equation 6.
    """

    def __init__(self, d_model: int, width: int, activation: str, *, bias: bool, dropout: nn.Module) -> None:
        super().__init__()
        self.w1 = nn.Linear(d_model, width, bias=bias)
        self.v = nn.Linear(d_model, width, bias=bias)
        self.w2 = nn.Linear(width, d_model, bias=bias)
        self.nonlinearity = NONLINEARITIES[activation]
        self.dropout = dropout

    def forward(self, x: Tensor, tap: Tap = NO_TAP) -> Tensor:  # (B, T, D)
        hidden = tap.see("hidden", self.nonlinearity(self.w1(x)) * self.v(x))  # (B, T, F)
        return tap.see("out", self.w2(self.dropout(hidden)))  # (B, T, D)


def feedforward_of(config: ModelConfig, dropout: nn.Module) -> FeedForward | GatedFeedForward:
    """The kind of feed-forward part that a config names."""
    kind = GatedFeedForward if config.activation in GATED else FeedForward
    return kind(config.d_model, config.feedforward_width, config.activation, bias=config.bias, dropout=dropout)
