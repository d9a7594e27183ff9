"""What every objective offers: the batch of each step, and the questions that validation asks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

import numpy as np

from llm_core.errors import TextError
from llm_core.training.batches import Batch, Ids

MOST_TOKENS_AT_ONCE = 4096
MOST_LOGITS_BYTES = 64 << 20


class Objective(ABC):
    """Where batches come from.

    of_tokens: how many tokens the whole validation text asks for.  bytes_per_token: UTF-8 bytes behind one of them;
    None
    where a loss can't be told in bits per byte, since it is no code for the whole text.  rows_to_learn: how many
    examples there are to
    learn from; None of running text.
    """

    rows_to_learn: int | None = None

    of_tokens: int
    bytes_per_token: float | None

    @abstractmethod
    def batch(self, step: int) -> Batch:
        """What step `step` (from 0) learns from, all its accumulated batches: a pure function of (seed, step)."""

    @abstractmethod
    def validation(self, limit: int | None = None) -> Iterator[Batch]:
        """The whole validation text, or an evenly spread part in which about `limit` tokens are read; the same each
        time.
        """


def nothing_to_evaluate(tokens: int, least: int) -> TextError:
    """The mistake that there is too little to ask."""
    return TextError(
        "nothing-to-evaluate",
        (
            "The text to evaluate on has {tokens} tokens; at least {least} are needed: give more text, or keep more "
            "of it for validation."
        ),
        tokens=tokens,
        least=least,
    )


def evenly(count: int, wanted: int) -> Ids:
    """About `wanted` of the numbers below `count`, evenly spread from the first to the last."""
    return np.unique(np.linspace(0, count - 1, min(wanted, count)).round().astype(np.int64))


def rows_at_once(length: int, vocab_size: int) -> int:
    """How many rows of a length to evaluate together: few enough for memory, and to stop soon when asked."""
    return max(min(MOST_TOKENS_AT_ONCE // length, MOST_LOGITS_BYTES // (4 * vocab_size * length)), 1)
