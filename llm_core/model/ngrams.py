"""What words and pairs of neighbors say by themselves: the wide part beside a deep one."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from llm_core.config import ModelConfig

FIRST, SECOND = 0x9E3779B1, 0x85EBCA6B                # odd numbers that scatter what they multiply


class NgramScores(nn.Module):
    """Scores of the vocabulary's first tokens, the marks of classes among them, straight from what a text holds: a weight for each
    token and each pair of neighbors, and the sum over those that occur, each counted once, over the root of their number.

    A token finds its row of the table by its number and a pair by a hash, so two may share one.

    Source:  Cheng et al. 2016, "Wide & deep learning for recommender systems", arXiv:1606.07792, with the features of Joulin et al.
             2016, "Bag of tricks for efficient text classification", arXiv:1607.01759.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.scored = config.ngram_scores
        self.weight = nn.Parameter(torch.zeros(config.ngram_buckets, config.ngram_scores))

    def forward(self, tokens: Tensor) -> Tensor:
        """(B, scored) for tokens (B, T). Padding is no token, and nor are the first `scored`, which are marks."""
        rows, there = self.rows_of(tokens)
        each = there / there.sum(1, keepdim=True).clamp(min=1).sqrt()
        return F.embedding_bag(rows, self.weight, mode="sum", per_sample_weights=each.to(self.weight.dtype))

    def rows_of(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Rows of the table (B, 2T - 1), sorted, and which of them count: the first of its kind, and of words."""
        words = tokens >= self.scored
        pairs = words[:, 1:] & words[:, :-1]
        hashed = (tokens[:, :-1] * FIRST) ^ (tokens[:, 1:] * SECOND)
        rows = torch.cat([tokens, hashed], 1) % len(self.weight)
        rows, _ = torch.where(torch.cat([words, pairs], 1), rows, -1).sort(1)
        there = rows >= 0
        there[:, 1:] &= rows[:, 1:] != rows[:, :-1]
        return rows.clamp(min=0), there
