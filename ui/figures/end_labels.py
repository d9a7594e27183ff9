"""The newest value of each line of a figure, at its right end and in its color, pushed apart where two would touch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

PLOT_PX = 210  # about how high curves stand
LABEL_PX = 15  # that two labels need between them


@dataclass(frozen=True)
class End:
    """Where a line ends: its value, how that is written, and the line's color."""

    value: float
    text: str
    color: str


def end_labels(ends: Sequence[End], low: float, high: float, *, log: bool = False) -> list[dict[str, Any]]:
    """Annotations of a figure whose axis runs from `low` to `high`, which may be logarithmic."""
    bottom, top = on_axis(low, log), on_axis(high, log)
    placed: list[dict[str, Any]] = []
    above = math.inf
    for end in sorted(ends, key=lambda one: -one.value):
        at = on_axis(end.value, log)
        wanted = PLOT_PX * (at - bottom) / (top - bottom)
        pixel = min(wanted, above - LABEL_PX)
        above = pixel
        place = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 10, "y": at, "yshift": pixel - wanted}
        font = {"size": 13, "weight": 650, "color": end.color}
        placed.append({**place, "text": end.text, "showarrow": False, "font": font})
    return placed


def on_axis(value: float, log: bool) -> float:
    """Where Plotly wants a value of an axis: of a logarithmic one its power of ten."""
    return math.log10(max(value, 1e-9)) if log else value
