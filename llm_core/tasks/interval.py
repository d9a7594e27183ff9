"""How far a figure may be off, because other examples might have been drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

DRAWS, SHARE, SEED = 1000, 0.95, 0
AT_ONCE = 4_000_000


def interval_of_mean(values: Sequence[float]) -> tuple[float, float]:
    """95% interval of the mean of one value an example, by bootstrap; the value itself where there is but one."""
    return bootstrap(np.asarray(values, dtype=np.float64)[:, None], lambda totals, count: totals[:, 0] / count)


def interval_of_ratio(parts: Sequence[float], wholes: Sequence[float]) -> tuple[float, float]:
    """The same of Σ parts / Σ wholes, such as word errors over words."""
    table = np.column_stack([np.asarray(parts, dtype=np.float64), np.asarray(wholes, dtype=np.float64)])
    return bootstrap(table, lambda totals, count: totals[:, 0] / np.maximum(totals[:, 1], 1e-12))


def bootstrap(
    table: NDArray[np.float64], statistic: Callable[[NDArray[np.float64], int], NDArray[np.float64]], *, draws: int = DRAWS
) -> tuple[float, float]:
    """95% interval of a statistic of sums over examples, by drawing as many examples again with replacement.

    Args:    table: (N, K), what each example adds to K sums.  statistic: (draws, K) sums and N -> (draws,) values.

    Source:  Efron 1979, "Bootstrap methods: another look at the jackknife"; percentile method.
    """
    count = len(table)
    if not count:
        return float("nan"), float("nan")
    dice = np.random.default_rng(SEED)
    at_once, totals = max(AT_ONCE // count, 1), []
    for start in range(0, draws, at_once):
        times = dice.multinomial(count, np.full(count, 1 / count), size=min(at_once, draws - start))      # how often each is drawn
        totals.append(times @ table)
    found = statistic(np.concatenate(totals), count)
    low, high = np.quantile(found, [(1 - SHARE) / 2, (1 + SHARE) / 2])
    return float(low), float(high)
