"""chrF, the F-score of shared character n-grams, as sums over sentences: quick enough to chart, and to draw
samples of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ORDERS = range(1, 7)
BETA = 2.0
Sums = NDArray[np.float64]


def chrf_sums(answers: Sequence[str], right: Sequence[str]) -> Sums:
    """What each sentence adds: (N, 18), of each order the n-grams written, those that are right, and those in both."""
    table = np.zeros((len(answers), 3 * len(ORDERS)))
    for row, (answer, reference) in enumerate(zip(answers, right, strict=True)):
        written, expected = "".join(answer.split()), "".join(reference.split())
        for at, order in enumerate(ORDERS):
            ours, theirs = _grams(written, order), _grams(expected, order)
            table[row, 3 * at : 3 * at + 3] = ours.total() if theirs else 0, theirs.total(), (ours & theirs).total()
    return table


def chrf_of(sums: Sums) -> Sums:
    """chrF of summed counts, (K, 18) -> (K,), from 0 to 100: mean precision and recall of the orders that both sides
    have.

    Source:  Popović 2015, "chrF: character n-gram F-score for automatic MT evaluation"; orders 1 to 6, β = 2, no words,
             with sacrebleu's way of leaving out orders that one side is too short for.
    """
    written, expected, same = sums[:, 0::3], sums[:, 1::3], sums[:, 2::3]
    counts = (written > 0) & (expected > 0)
    orders = np.maximum(counts.sum(1), 1)
    precision = np.where(counts, same / np.maximum(written, 1), 0).sum(1) / orders
    recall = np.where(counts, same / np.maximum(expected, 1), 0).sum(1) / orders
    return np.asarray(100 * (1 + BETA**2) * precision * recall / np.maximum(BETA**2 * precision + recall, 1e-12))


def _grams(text: str, order: int) -> Counter[str]:
    return Counter(text[start : start + order] for start in range(len(text) - order + 1))
