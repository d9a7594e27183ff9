"""The arithmetic of curves: without their noise, and in no more points than a picture shows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")
Points = list[tuple[int, float]]
MOST_POINTS = 800  # of a trace: more take the browser longer and look the same


def points_of(steps: Sequence[int], values: Sequence[float | None]) -> Points:
    """The finite values with their steps."""
    pairs = zip(steps, values, strict=True)
    return [(step, value) for step, value in pairs if value is not None and math.isfinite(value)]


def smoothed(points: Points) -> Points:
    """Double exponential mean, 2 m - m(m), which doesn't lag behind a falling curve.

    Its weights count steps, not points, so that a thinned curve comes out as the whole one would.

    Source:  Mulloy 1994, "Smoothing data with faster moving averages".
    """
    out: Points = []
    mean = second = 0.0
    last = 0
    for number, (step, value) in enumerate(points):
        if number == 0:
            mean = second = value
        else:
            share = 1 - (1 - max(0.04, 3 / (number + 3))) ** max(1, step - last)
            mean += (value - mean) * share
            second += (mean - second) * share
        last = step
        soft = 2 * mean - second
        out.append((step, max(0.0, soft) if value >= 0 else soft))  # losses, rates and lengths are never below 0
    return out


def thinned(points: Points, most: int = MOST_POINTS) -> Points:
    """At most about `most` points that draw the same picture: of each stretch its lowest and its highest."""
    if len(points) <= most:
        return points
    width = len(points) / (most / 2)
    kept: Points = []
    for bucket in range(most // 2):
        stretch = points[int(bucket * width) : int((bucket + 1) * width)]
        low, high = min(stretch, key=lambda point: point[1]), max(stretch, key=lambda point: point[1])
        kept += [low] if low is high else sorted((low, high))
    return [points[0], *(point for point in kept if points[0][0] < point[0] < points[-1][0]), points[-1]]


def by_name(named: Iterable[tuple[str, T]]) -> dict[str, T]:
    """The same by name; a name that stands already gets a number: `tiny`, `tiny (2)`."""
    found: dict[str, T] = {}
    for name, value in named:
        free = name
        number = 1
        while free in found:
            number += 1
            free = f"{name} ({number})"
        found[free] = value
    return found
