"""Packing documents of different lengths into rows, so that little of a batch is padding; none sees another there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from llm_core.model.mask import PADDING
from llm_core.training.batches import Batch, Ids, Tokens


class Document(NamedTuple):
    """Tokens to learn from: (N,) ids, and (N,) whether the loss asks for each; the first is never asked."""

    tokens: Tokens
    loss_mask: NDArray[np.bool_]


def packed(documents: Sequence[Document], capacity: int) -> Batch:
    """A batch of rows at most `capacity` wide; each document reads all its tokens but the last.

    Args:    documents: each with 2 to capacity + 1 tokens.
    """
    rows = first_fit([len(document.tokens) - 1 for document in documents], capacity)
    width = max(sum(len(documents[number].tokens) - 1 for number in row) for row in rows)
    tokens, targets, numbers = (np.full((len(rows), width), PADDING, dtype=np.int64) for _ in range(3))
    for place, row in enumerate(rows):
        end = 0
        for count, number in enumerate(row):
            ids, loss_mask = documents[number]
            start, end = end, end + len(ids) - 1
            tokens[place, start:end] = ids[:-1]
            targets[place, start:end] = np.where(loss_mask[1:], ids[1:].astype(np.int64), PADDING)
            numbers[place, start:end] = count
    return Batch(torch.from_numpy(tokens), torch.from_numpy(targets), None, torch.from_numpy(numbers))


def first_fit(lengths: Sequence[int], capacity: int) -> list[list[int]]:
    """Put each length into the first row that has room, the longest first; rows of their numbers.

    It needs at most 11/9 as many rows as the best packing, and one more.

    Source:  Johnson 1973, "Near-optimal bin packing algorithms".
    """
    rows: list[list[int]] = []
    left: list[int] = []
    for number in sorted(range(len(lengths)), key=lambda one: -lengths[one]):
        length = lengths[number]
        assert length <= capacity, "what doesn't fit is left out before"
        row = next((place for place, room in enumerate(left) if room >= length), len(rows))
        if row == len(rows):
            rows.append([])
            left.append(capacity)
        rows[row].append(number)
        left[row] -= length
    return rows


class Rounds:
    """The numbers below `count`, shuffled anew each round, so that each comes once before any comes again.

    Which number comes n-th depends on nothing but (seed, n): resuming needs no position but the step.
    """

    def __init__(self, count: int, seed: int) -> None:
        self.count, self.seed = count, seed
        self._orders: dict[int, Ids] = {}

    def take(self, start: int, many: int) -> Ids:
        """The start-th number and those after it, (many,)."""
        places = np.arange(start, start + many)
        return np.array(
            [self._order(place // self.count)[place % self.count] for place in places.tolist()], dtype=np.int64
        )

    def _order(self, turn: int) -> Ids:
        if turn not in self._orders:
            if len(self._orders) > 2:
                self._orders.clear()
            key = np.array([self.seed, (1 << 63) + turn], dtype=np.uint64)  # no step has such a number
            rng = np.random.Generator(np.random.Philox(key=key))
            self._orders[turn] = rng.permutation(self.count)
        return self._orders[turn]
