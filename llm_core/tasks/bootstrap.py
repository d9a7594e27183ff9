"""How far a figure may be off, because other examples might have been drawn: never a point, however well all went."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

DRAWS, SHARE, SEED = 1000, 0.95, 0
AT_ONCE = 4_000_000
UNSEEN = 3  # of n examples, so many may be of a kind that none of them was (95%)
Interval = tuple[float, float]


def interval_of_mean(values: Sequence[float], top: float = 1.0) -> Interval:
    """95% interval of the mean of one value an example, each from 0 to `top`.

    Of shares, where each example is right or wrong, Wilson's; else by bootstrap, and never less than what unseen
    examples may change.
    """
    table = np.asarray(values, dtype=np.float64)
    if not len(table):
        return math.nan, math.nan
    if np.isin(table, (0.0, top)).all():
        low, high = interval_of_share(int((table == top).sum()), len(table))
        return low * top, high * top
    found = bootstrap(table[:, None], lambda totals, count: totals[:, 0] / count)
    return at_least_unseen(float(table.mean()), found, len(table), top)


def interval_of_share(right: int, count: int) -> Interval:
    """95% interval of `right` in `count`. None of 33 may still be 10% of all.

    Source:  Wilson 1927, "Probable inference, the law of succession, and statistical inference".
    """
    z = NormalDist().inv_cdf((1 + SHARE) / 2)
    share, spread = right / count, z * z / count
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / count + spread / count / 4)
    return 0.0 if not right else middle - half, 1.0 if right == count else middle + half


def interval_of_ratio(parts: Sequence[float], wholes: Sequence[float]) -> Interval:
    """95% interval of Σ parts / Σ wholes, such as word errors over words, where the worst example is expected at about
    1.
    """
    table = np.column_stack([np.asarray(parts, dtype=np.float64), np.asarray(wholes, dtype=np.float64)])
    if not len(table):
        return math.nan, math.nan
    found = bootstrap(table, lambda totals, count: totals[:, 0] / np.maximum(totals[:, 1], 1e-12))
    return at_least_unseen(float(table[:, 0].sum() / max(table[:, 1].sum(), 1e-12)), found, len(table))


def at_least_unseen(value: float, found: Interval, count: int, top: float = 1.0) -> Interval:
    """An interval that reaches as far as examples would move the value that weren't drawn and may yet come, the best
    and the worst.

    Drawing again from what was seen can't show what wasn't: where nothing failed, it says that nothing ever will.

    Source:  the rule of three: Hanley & Lippman-Hand 1983, "If nothing goes wrong, is everything all right?"
    """
    unseen = min(UNSEEN / max(count, 1), 1.0)
    return min(found[0], value * (1 - unseen)), max(found[1], value + max(top - value, 0.0) * unseen)


def bootstrap(
    table: NDArray[np.float64],
    statistic: Callable[[NDArray[np.float64], int], NDArray[np.float64]],
    *,
    draws: int = DRAWS,
) -> Interval:
    """95% interval of a statistic of sums over examples, by drawing as many examples again with replacement.

    Args:    table: (N, K), what each example adds to K sums.  statistic: (draws, K) sums and N -> (draws,) values.

    Source:  Efron 1979, "Bootstrap methods: another look at the jackknife"; percentile method.
    """
    count = len(table)
    if not count:
        return float("nan"), float("nan")
    rng = np.random.default_rng(SEED)
    at_once, totals = max(AT_ONCE // count, 1), []
    for start in range(0, draws, at_once):
        times = rng.multinomial(
            count, np.full(count, 1 / count), size=min(at_once, draws - start)
        )  # how often each is drawn
        totals.append(times @ table)
    found = statistic(np.concatenate(totals), count)
    low, high = np.quantile(found, [(1 - SHARE) / 2, (1 + SHARE) / 2])
    return float(low), float(high)
