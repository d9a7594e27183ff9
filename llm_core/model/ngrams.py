"""What words, pairs of neighbors and groups of letters say by themselves: the wide part beside a deep one."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from llm_core.config import ModelConfig

FIRST, SECOND = 0x9E3779B1, 0x85EBCA6B  # odd numbers that scatter what they multiply
SHORTEST, LONGEST = 3, 5  # letters in a group, the blank before a word being one
NONE = -1
USUAL_SHARE, FORMER_SHARE = (
    0.25,
    0.5,
)  # how much what a Transformer says counts beside the table, until a run has found out; and before there were letters


class NgramScores(nn.Module):
    """Scores of the vocabulary's first tokens, the marks of classes among them, straight from what a text holds: a
    weight for each token, each pair of neighbors and each group of letters in a token, and the sum over those that
    occur, each counted once, over the root of their number. By its letters a word that was never met, or is cut into
    pieces, is still known to be like others.

    A token finds its row of the table by its number, a pair and a group by a hash, so several may share one.

    Source:  Cheng et al. 2016, "Wide & deep learning for recommender systems", arXiv:1606.07792, with the features of
        Joulin et al.
             2016, "Bag of tricks for efficient text classification", arXiv:1607.01759, and Bojanowski et al. 2016,
             arXiv:1607.04606.
    """

    letters: Tensor
    share: Tensor

    def __init__(self, config: ModelConfig, vocab_size: int) -> None:
        super().__init__()
        self.scored = config.ngram_scores
        self.weight = nn.Parameter(torch.zeros(config.ngram_buckets, config.ngram_scores))
        self.register_buffer(
            "letters",
            torch.full((vocab_size, config.ngram_letters), NONE, dtype=torch.int32),
            persistent=config.ngram_letters > 0,
        )
        self.register_buffer(
            "share",
            torch.tensor(USUAL_SHARE if config.ngram_letters else FORMER_SHARE),
            persistent=config.ngram_letters > 0,
        )

    def spell(self, tokens: Sequence[str]) -> None:
        """Take in how the vocabulary's tokens are spelt: the rows of each one's groups of letters."""
        for number, token in enumerate(tokens):
            rows = groups_of(token, len(self.weight))[: self.letters.size(1)] if number >= self.scored else []
            self.letters[number, : len(rows)] = torch.tensor(rows, dtype=torch.int32)

    def forward(self, tokens: Tensor) -> Tensor:
        """(B, scored) for tokens (B, T). Padding is no token, and nor are the first `scored`, which are marks."""
        rows, there = self.rows_of(tokens)
        each = there / there.sum(1, keepdim=True).clamp(min=1).sqrt()
        return F.embedding_bag(rows, self.weight, mode="sum", per_sample_weights=each.to(self.weight.dtype))

    def together(self, deep: Tensor, said: Tensor) -> Tensor:
        """Logits of both: what a Transformer says, by its share, and what this table does; whichever counts more counts
        whole.
        """
        return (self.share * deep + said) / self.share.clamp(min=1)

    def rows_of(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Rows of the table (B, N), sorted, and which of them count: the first of its kind, and of words."""
        words = tokens >= self.scored
        pairs = words[:, 1:] & words[:, :-1]
        hashed = (tokens[:, :-1] * FIRST) ^ (tokens[:, 1:] * SECOND)
        rows = torch.where(torch.cat([words, pairs], 1), torch.cat([tokens, hashed], 1) % len(self.weight), NONE)
        groups = torch.where(words[..., None], self.letters[tokens.clamp(min=0)], NONE)  # (B, T, letters)
        rows, _ = torch.cat([rows, groups.flatten(1)], 1).sort(1)
        there = rows > NONE
        there[:, 1:] &= rows[:, 1:] != rows[:, :-1]
        return rows.clamp(min=0), there


def groups_of(token: str, buckets: int) -> list[int]:
    """Rows of a token's groups of letters; a single character has none."""
    if len(token.strip()) < 2:
        return []
    groups = [token[i : i + size] for size in range(SHORTEST, LONGEST + 1) for i in range(len(token) - size + 1)]
    return [crc32(group.encode("utf-8", "surrogatepass")) % buckets for group in dict.fromkeys(groups)]
