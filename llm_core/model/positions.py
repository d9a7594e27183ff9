"""How a model is told the order of its tokens: rotary, sinusoidal, learned, or not at all."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from llm_core.config import ModelConfig


class Positions(nn.Module):
    """Tell nothing: only the causal mask hints at the order (Haviv et al. 2022, arXiv:2203.16634).

    The kinds below change one of the two places where order can enter: the vectors that go into the first
    block (`add`), or the queries and keys of every layer (`turn`). `start` is the position of the first token.
    """

    def add(self, x: Tensor, start: int) -> Tensor:  # (B, T, D)
        return x

    def turn(self, x: Tensor, start: int) -> Tensor:  # (B, T, H, K)
        return x


class Rotary(Positions):
    """Turn each pair of a query's or key's components by an angle that grows with the position.

    Then q·k depends on the distance of two tokens only. Component i is paired with i + K/2, as Llama and Qwen store it.

    Source:  Su et al. 2021, arXiv:2104.09864, equation 34.
    """

    cos: Tensor
    sin: Tensor

    def __init__(self, head_dim: int, context_length: int, base: float) -> None:
        super().__init__()
        frequencies = base ** (-torch.arange(0, head_dim, 2, dtype=torch.float64) / head_dim)    # θ_i, (K/2,)
        angles = torch.outer(torch.arange(context_length, dtype=torch.float64), frequencies)      # m θ_i, (S, K/2)
        cos, sin = angles.cos().to(torch.get_default_dtype()), angles.sin().to(torch.get_default_dtype())
        self.register_buffer("cos", torch.cat([cos, cos], -1)[:, None], persistent=False)         # (S, 1, K)
        self.register_buffer("sin", torch.cat([-sin, sin], -1)[:, None], persistent=False)

    def turn(self, x: Tensor, start: int) -> Tensor:  # (B, T, H, K)
        here = slice(start, start + x.size(1))
        other_half = x.roll(x.size(-1) // 2, -1)
        return torch.addcmul(x * self.cos[here], other_half, self.sin[here])


class Sinusoidal(Positions):
    """Add sines and cosines of many wavelengths: PE(pos, 2i) = sin(pos / 10000^(2i/D)), PE(pos, 2i+1) = cos(…).

    Source:  Vaswani et al. 2017, arXiv:1706.03762, section 3.5.
    """

    table: Tensor

    def __init__(self, d_model: int, context_length: int) -> None:
        super().__init__()
        position = torch.arange(context_length, dtype=torch.float64)[:, None]
        even = torch.arange(0, d_model, 2, dtype=torch.float64)
        angles = position / 10_000 ** (even / d_model)                                            # (S, D/2)
        table = torch.stack([angles.sin(), angles.cos()], -1).flatten(1)[:, :d_model]             # (S, D)
        self.register_buffer("table", table.to(torch.get_default_dtype()), persistent=False)

    def add(self, x: Tensor, start: int) -> Tensor:  # (B, T, D)
        return x + self.table[start : start + x.size(1)]


class Learned(Positions):
    """Add a learnt vector for each position (Radford et al. 2019, GPT-2)."""

    def __init__(self, d_model: int, context_length: int) -> None:
        super().__init__()
        self.table = nn.Parameter(torch.empty(context_length, d_model))
        nn.init.normal_(self.table, std=0.02)

    def add(self, x: Tensor, start: int) -> Tensor:  # (B, T, D)
        return x + self.table[start : start + x.size(1)]


def positions_of(config: ModelConfig) -> Positions:
    """The kind of positions that a config names."""
    match config.positions:
        case "rotary":
            return Rotary(config.head_dim, config.context_length, config.rope_base)
        case "sinusoidal":
            return Sinusoidal(config.d_model, config.context_length)
        case "learned":
            return Learned(config.d_model, config.context_length)
        case "none":
            return Positions()
