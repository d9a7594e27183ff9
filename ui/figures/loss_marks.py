"""What stands around a run's curves: the axis' range, what a loss is worth, milestones, and the text alternative."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ui.figures.end_labels import End, end_labels, on_axis
from ui.figures.loss_traces import Line
from ui.figures.series import Points
from ui.figures.theme import tokens
from ui.words import Words

if TYPE_CHECKING:
    from ui.figures.loss_curves import LossView

TABLE_ROWS = 20
NEAR_TOP = 0.9  # of the height: above it a label stands below its line
_TRIANGLE = "M -4,-7 L 0,0 L 4,-7 Z"
_LEAVES = (
    "M 0,8 L 0,15 M 0,13 C -5,12.8 -7,15.6 -7,19.2 C -2.6,19.2 0,17.2 0,13 Z "
    "M 0,16.5 C 0,21 2.2,23 7,23.3 C 7,19 5,16.5 0,16.5 Z"
)
Shape = dict[str, Any]


def value_range(own: Line, others: Sequence[Line], view: LossView) -> tuple[float, float]:
    """Lowest and highest value of the axis: all lines, what a loss is worth, at most half above guessing."""
    of_loss = view.column == "train_loss"
    lines = [own.soft, own.validation, *(other.whole for other in others)]
    values = [value for line in lines for _, value in line if not view.log or value > 0]
    if of_loss:
        values += [loss for loss, _ in view.references]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if of_loss and view.references:
        high = min(high, 1.5 * view.references[0][0])
    if low >= high:
        low = high - max(0.1, abs(high) * 0.1)
    if view.log:
        return max(low / 1.15, 1e-9), high * 1.05
    if not of_loss:
        return 0.0, high * 1.08
    return max(0.0, low - (high - low) * 0.14), high + (high - low) * 0.05


def reference_lines(references: Sequence[tuple[float, str]], view: LossView) -> list[Shape]:
    """A dotted line across the run's own steps for each loss that is worth something."""
    dotted = {"color": tokens(view.theme)["edge"], "width": 1, "dash": "2px,4px"}
    across: Shape = {"type": "line", "xref": "x", "x0": view.shift, "x1": 1e9, "layer": "below", "line": dotted}
    return [{**across, "y0": loss, "y1": loss} for loss, _ in references]


def reference_labels(references: Sequence[tuple[float, str]], span: tuple[float, float], view: LossView) -> list[Shape]:
    """What each of those lines is, at its right end."""
    low, high = (on_axis(value, view.log) for value in span)
    near_top = low + NEAR_TOP * (high - low)
    return [
        {
            **_small(view),
            "text": f"{html.escape(label)} {loss:.2f}",
            "xref": "paper",
            "x": 1,
            "xanchor": "right",
            "y": on_axis(loss, view.log),
            "yanchor": "top" if on_axis(loss, view.log) > near_top else "bottom",
        }
        for loss, label in references
    ]


def milestones(view: LossView) -> list[Shape]:
    """A small triangle below the axis for each, of the same size however far one zooms."""
    pixels: Shape = {"xsizemode": "pixel", "ysizemode": "pixel", "yanchor": 0, "yref": "y domain", "line": {"width": 0}}
    look: Shape = {"type": "path", "path": _TRIANGLE, "fillcolor": tokens(view.theme)["ink-3"], "name": "milestone"}
    return [{**look, **pixels, "xanchor": step + view.shift} for step in view.milestones]


def beginning(view: LossView) -> list[Shape]:
    """The line at which a run begins that started from another."""
    line = {"color": tokens(view.theme)["edge"], "width": 1}
    across: Shape = {"yref": "paper", "y0": 0, "y1": 1, "line": line, "name": "begins"}
    return [{"type": "line", "x0": view.shift, "x1": view.shift, **across}] if view.shift else []


def begun(view: LossView) -> list[Shape]:
    """What begins at that line."""
    if not view.earlier or not view.earlier.label:
        return []
    place: Shape = {"x": view.earlier.step, "xanchor": "left", "xshift": 6, "yref": "paper", "y": 1, "yanchor": "top"}
    return [{**_small(view), **place, "text": html.escape(view.earlier.label)}]


def sprout(own: Line, view: LossView) -> list[Shape]:
    """Two leaves on the newest point of a run that is at work."""
    tip = (own.validation or own.soft)[-1:] if view.live and not view.log else []
    leaf = tokens(view.theme)["leaf"]
    look: Shape = {"type": "path", "path": _LEAVES, "fillcolor": leaf, "line": {"color": leaf, "width": 1.5}}
    pixels: Shape = {"xsizemode": "pixel", "ysizemode": "pixel", "name": "sprout"}
    return [{**look, **pixels, "xanchor": step, "yanchor": value} for step, value in tip]


def ends(own: Line, others: Sequence[Line], span: tuple[float, float], view: LossView) -> list[Shape]:
    """The newest value of each line at the right."""
    color = tokens(view.theme)
    lines = [(own.validation, "c-val"), (own.soft, "c-train"), *((other.whole, "c-past") for other in others)]
    newest = [(points[-1][1], color[name]) for points, name in lines if points]
    return end_labels([End(value, written(value, view.column), ink) for value, ink in newest], *span, log=view.log)


def written(value: float, column: str) -> str:
    """A value as a label has it."""
    if column == "learning_rate":
        return f"{value:.2g}"
    return f"{value:.1e}" if abs(value) >= 1000 else f"{value:.2f}"


def alternative(own: Line, others: Sequence[Line], view: LossView, words: Words) -> dict[str, Any]:
    """What the figure says without being seen: a sentence, the newest looks at validation as a table, and as `data` the
    numbers that the page's element carries.
    """
    said = {"data": _data(own, others, view), "begins": {"step": view.shift, "name": _earlier_name(view)}}
    if not own.validation:
        step = own.raw[-1][0] if own.raw else 0
        return {"alt": words("train.chart.alt.early", step=f"{step:,}"), "head": [], "rows": [], **said}
    (_, first), (step, last) = own.validation[0], own.validation[-1]
    return {
        "alt": words("train.chart.alt", first=f"{first:.2f}", last=f"{last:.2f}", step=f"{step:,}"),
        "head": [words(f"train.chart.{name}") for name in ("step", "train", "validation")],
        "rows": [[f"{look:,}", _near(own.soft, look), f"{value:.3f}"] for look, value in own.validation[-TABLE_ROWS:]],
        **said,
    }


def _data(own: Line, others: Sequence[Line], view: LossView) -> dict[str, Any]:
    kinds = {"train_loss": "loss", "learning_rate": "rate", "gradient_norm": "gradient"}
    newest = {name: _newest(getattr(own.curve, name)) for name in ("score", "taught")}
    found = {
        "points": len(own.curve.step),
        "valPoints": len(own.validation),
        "lastStep": own.curve.step[-1] if own.curve.step else None,
        "train": f"{own.soft[-1][1]:.4f}" if own.soft else None,
        "val": f"{own.validation[-1][1]:.4f}" if own.validation else None,
        **newest,
        "earlier": view.shift or None,
        "kind": kinds[view.column],
        "runs": 1 + len(others),
    }
    return {name: value for name, value in found.items() if value is not None}


def _newest(values: Sequence[float | None]) -> float | None:
    return next((value for value in reversed(values) if value is not None and math.isfinite(value)), None)


def _near(points: Points, step: int) -> str:
    found = min(points, key=lambda point: abs(point[0] - step), default=None)
    return "" if found is None else f"{found[1]:.3f}"


def _earlier_name(view: LossView) -> str:
    return view.earlier.name if view.earlier else ""


def _small(view: LossView) -> Shape:
    return {"showarrow": False, "font": {"size": 12, "color": tokens(view.theme)["ink-3"]}}
