"""Tokens to vectors."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from llm_core.config import ModelConfig


class Embedding(nn.Embedding):
    """A learnt vector for each token of the vocabulary, brought to a length. Padding (negative ids) gets that of token
    0.
    """

    def __init__(self, config: ModelConfig, vocab_size: int) -> None:
        super().__init__(vocab_size, config.d_model)
        self.scale = scale_of(config)
        self.drop = WordDropout(config.word_dropout) if config.word_dropout else nn.Identity()

    def forward(self, tokens: Tensor) -> Tensor:  # (B, T) -> (B, T, D)
        return self.drop(self.scale(super().forward(tokens.clamp(min=0))))  # type: ignore[no-any-return]


class WordDropout(nn.Module):
    """Zero the whole vectors of some tokens while training; the others stay as they are, since a text without them is a
    text, too.

    Source:  Iyyer et al. 2015, "Deep unordered composition rivals syntactic methods for text classification", section
        3.2.
    """

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: Tensor) -> Tensor:  # (B, T, D)
        if not self.training:
            return x
        return x * (torch.rand(x.shape[:-1], device=x.device) >= self.share).unsqueeze(-1)


class TimesRoot(nn.Module):
    """Times √D, which brings components of size 1/√D to size 1 (Vaswani et al. 2017, arXiv:1706.03762, section 3.4)."""

    def forward(self, x: Tensor) -> Tensor:
        return x * math.sqrt(x.size(-1))


def scale_of(config: ModelConfig) -> nn.Module:
    """What a config does about the length of embeddings."""
    match config.embed_scale:
        case "rms":
            # Length √D whatever the table holds; without a gain, an export can store the rows so.
            return nn.RMSNorm(config.d_model, elementwise_affine=False)
        case "sqrt":
            return TimesRoot()
        case "none":
            return nn.Identity()
