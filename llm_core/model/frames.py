"""Frames of a sound to vectors: what stands in place of an embedding where the encoder hears."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from llm_core.config import ModelConfig
from llm_core.model.embedding import scale_of

KERNEL, STRIDE = 3, 2


class FrameEmbedding(nn.Module):
    """GELU(convolution) twice, each halving the time: one vector for every four frames.

    Source:  Radford et al. 2022, arXiv:2212.04356, section 2.2; two strides of two as in Dong et al. 2018,
            "Speech-Transformer".
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.first = nn.Conv1d(config.frame_size, config.d_model, KERNEL, stride=STRIDE, padding=KERNEL // 2)
        self.second = nn.Conv1d(config.d_model, config.d_model, KERNEL, stride=STRIDE, padding=KERNEL // 2)
        self.scale = scale_of(config)

    def forward(self, frames: Tensor) -> tuple[Tensor, Tensor]:
        """Vectors (B, S, D) for frames (B, F, M), NaN where a clip has ended, and (B, S) bool: where there is
        something.
        """
        lengths = (~frames[..., 0].isnan()).sum(1)
        x = F.gelu(self.first(frames.nan_to_num(0.0).transpose(1, 2)))  # (B, D, F / 2)
        lengths = halved(lengths)
        x = x * within(lengths, x.size(2))[:, None]  # a padded clip sounds as it does alone
        x = F.gelu(self.second(x)).transpose(1, 2)  # (B, S, D)
        return self.scale(x), within(halved(lengths), x.size(1))


def halved(length: Tensor) -> Tensor:
    """How many places a convolution leaves of so many."""
    return torch.div(length + 1, 2, rounding_mode="floor")


def within(lengths: Tensor, places: int) -> Tensor:
    """(B, places) bool: whether a place lies before its row's length (B,)."""
    return torch.arange(places, device=lengths.device) < lengths[:, None]
