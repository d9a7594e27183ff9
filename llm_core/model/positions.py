"""How a model is told the order of its tokens: rotary, sinusoidal, learned, ALiBi, or not at all."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from llm_core.config import ModelConfig

Places = int | Tensor  # of the first token, the others following; or of each token, (B, T) int64


class Positions(nn.Module):
    """Tell nothing: only the causal mask hints at the order (Haviv et al. 2022, arXiv:2203.16634).

    The kinds below change one of the three places where order can enter: the vectors that go into the first block
    (`add`), the queries and keys of every layer (`rotate`), or their scores (`bias`). `at` says where the tokens stand,
    `distance` (T, S) how far a key lies before a query.
    """

    def add(self, x: Tensor, at: Places) -> Tensor:  # (B, T, D)
        return x

    def rotate(self, x: Tensor, at: Places) -> Tensor:  # (B, T, H, K)
        return x

    def bias(self, distance: Tensor, mask: Tensor) -> Tensor:  # (T, S), (…, T, S)
        return mask


class Rotary(Positions):
    """Rotate each pair of a query's or key's components by an angle that grows with the position.

    Then q·k depends on the distance of two tokens only. Component i is paired with i + K/2, as Llama and Qwen store it.

    Source:  Su et al. 2021, arXiv:2104.09864, equation 34.
    """

    cos: Tensor
    sin: Tensor

    def __init__(self, frequencies: Tensor, context_length: int) -> None:  # θ_i, (R/2,)
        super().__init__()
        angles = torch.outer(torch.arange(context_length, dtype=torch.float64), frequencies)  # m θ_i, (S, R/2)
        cos, sin = angles.cos().to(torch.get_default_dtype()), angles.sin().to(torch.get_default_dtype())
        self.register_buffer("cos", torch.cat([cos, cos], -1)[:, None], persistent=False)  # (S, 1, R)
        self.register_buffer("sin", torch.cat([-sin, sin], -1)[:, None], persistent=False)

    def rotate(self, x: Tensor, at: Places) -> Tensor:  # (B, T, H, R)
        here = rows_at(at, x.size(1))
        other_half = x.roll(x.size(-1) // 2, -1)
        return torch.addcmul(x * self.cos[here], other_half, self.sin[here])


class PartlyRotary(Rotary):
    """Rotate the first R components only: the others compare content whatever the distance.

    Source:  Black et al. 2022, GPT-NeoX-20B, arXiv:2204.06745, section 2.1.1.
    """

    def rotate(self, x: Tensor, at: Places) -> Tensor:  # (B, T, H, K)
        rotated = self.cos.size(-1)
        return torch.cat([super().rotate(x[..., :rotated], at), x[..., rotated:]], -1)


def frequencies_of(config: ModelConfig) -> Tensor:
    """θ_i = base^(-2i/R), (R/2,), stretched as the config asks.

    "linear": Chen et al. 2023, arXiv:2306.15595, equation 4.
    "llama3": wavelengths beyond the original context are stretched, those below a quarter of it are kept, with a
    smooth passage between (Grattafiori et al. 2024, arXiv:2407.21783; the figures 1 and 4 are those of its weights).
    """
    size = config.rotary_size
    theta = config.rope_base ** (-torch.arange(0, size, 2, dtype=torch.float64) / size)
    if config.rope_scaling == "none":
        return theta
    kept = torch.zeros_like(theta)  # share that is not stretched
    if config.rope_scaling == "llama3":
        turns = (
            (config.rope_original_length or config.context_length) * theta / (2 * math.pi)
        )  # within the original context
        kept = ((turns - 1) / (4 - 1)).clamp(0, 1)
    return theta * (kept + (1 - kept) / config.rope_factor)


class ALiBi(Positions):
    """Lower the scores of far keys, in a line: each head forgets at a pace of its own.

    Source:  Press et al. 2021, arXiv:2108.12409, section 3.
    """

    slopes: Tensor

    def __init__(self, nhead: int) -> None:
        super().__init__()
        self.register_buffer(
            "slopes", torch.tensor(slopes(nhead), dtype=torch.get_default_dtype())[:, None, None], persistent=False
        )

    def bias(self, distance: Tensor, mask: Tensor) -> Tensor:  # (T, S), (…, T, S)
        return mask - self.slopes * distance.abs()  # (…, H, T, S)


def slopes(nhead: int) -> list[float]:
    """2^(-8h/H) for head h = 1 … H; where H is no power of two, those of the power below and every other of
    the next.
    """
    power = 2 ** int(math.log2(nhead))
    first = [2 ** (-8 * head / power) for head in range(1, power + 1)]
    return first + [2 ** (-8 * head / (2 * power)) for head in range(1, 2 * power + 1, 2)][: nhead - power]


class Sinusoidal(Positions):
    """Add sines and cosines of many wavelengths: PE(pos, 2i) = sin(pos / 10000^(2i/D)), PE(pos, 2i+1) = cos(…).

    Source:  Vaswani et al. 2017, arXiv:1706.03762, section 3.5.
    """

    table: Tensor

    def __init__(self, d_model: int, context_length: int) -> None:
        super().__init__()
        position = torch.arange(context_length, dtype=torch.float64)[:, None]
        even = torch.arange(0, d_model, 2, dtype=torch.float64)
        angles = position / 10_000 ** (even / d_model)  # (S, D/2)
        table = torch.stack([angles.sin(), angles.cos()], -1).flatten(1)[:, :d_model]  # (S, D)
        self.register_buffer("table", table.to(torch.get_default_dtype()), persistent=False)

    def add(self, x: Tensor, at: Places) -> Tensor:  # (B, T, D)
        return x + self.table[rows_at(at, x.size(1))]


class Learned(Positions):
    """Add a learnt vector for each position (Radford et al. 2019, GPT-2)."""

    def __init__(self, d_model: int, context_length: int) -> None:
        super().__init__()
        self.table = nn.Parameter(torch.empty(context_length, d_model))

    def add(self, x: Tensor, at: Places) -> Tensor:  # (B, T, D)
        return x + self.table[rows_at(at, x.size(1))]


def rows_at(at: Places, T: int) -> slice | Tensor:
    """The rows of a table of positions that T tokens need."""
    return at if isinstance(at, Tensor) else slice(at, at + T)


def positions_of(config: ModelConfig) -> Positions:
    """The kind of positions that a config names."""
    match config.positions:
        case "rotary":
            kind = Rotary if config.rotary_size == config.head_size else PartlyRotary
            return kind(frequencies_of(config), config.context_length)
        case "sinusoidal":
            return Sinusoidal(config.d_model, config.context_length)
        case "learned":
            return Learned(config.d_model, config.context_length)
        case "alibi":
            return ALiBi(config.nhead)
        case "none":
            return Positions()
