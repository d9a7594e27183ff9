"""Several runs in one number over their steps: validation loss, bits per byte, or right answers."""

from __future__ import annotations

import html
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Literal, get_args

from ui.figures.end_labels import End, end_labels
from ui.figures.series import Points, points_of, thinned
from ui.figures.theme import COLORWAY, Theme, axis_name, step_range, template, tokens
from ui.words import Words

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from llm_core.runs.records import Curve

Measure = Literal["bits_per_byte", "val_loss", "score", "taught"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
SHARES = ("score", "taught")
TABLE_ROWS = 20
_DASHES = ("solid", "solid", "solid", "6px,4px", "6px,4px", "2px,3px")


def runs_compared(
    curves: Mapping[str, Curve], *, measure: Measure = "val_loss", theme: Theme = "light", words: Words | None = None
) -> go.Figure:
    """Draw what each run was worth at each look at its validation text.

    Args:    curves: by name, as `Store.curve` gives them; those that lack the measure are left out.
             measure: nats per token, bits per byte, or a share of right answers from 0 to 1.
    Returns: a Plotly figure; `layout.meta` holds its text alternative {"alt", "head", "rows"}.
    """
    import plotly.graph_objects as go

    return go.Figure(compared_figure(curves, measure, theme, words or Words("en")))


def measures_of(curves: Mapping[str, Curve]) -> list[Measure]:
    """Those in which any of these runs was measured."""
    return [one for one in MEASURES if any(points_of(curve.val_step, getattr(curve, one)) for curve in curves.values())]


def compared_figure(curves: Mapping[str, Curve], measure: Measure, theme: Theme, words: Words) -> dict[str, Any]:
    """The same as plain data, which a page draws without plotly being imported: {"data", "layout"}."""
    lines = {name: points_of(curve.val_step, getattr(curve, measure)) for name, curve in curves.items()}
    form = ".1%" if measure in SHARES else ".4~g"
    traces = [
        _trace(name, points, number, theme, form) for number, (name, points) in enumerate(lines.items()) if points
    ]
    ends = [
        End(
            points[-1][1],
            f"{points[-1][1]:.1%}" if measure in SHARES else f"{points[-1][1]:.2f}",
            _color(number, theme),
        )
        for number, points in enumerate(lines.values())
        if points
    ]
    lines = {name: points for name, points in lines.items() if points}
    low, high = _range(lines.values())
    steps = sorted({step for points in lines.values() for step, _ in points})
    layout = {
        "template": template(theme),
        "uirevision": f"{measure} {' '.join(lines)}",
        "height": 290,
        "xaxis": {
            "range": step_range(0, max([*steps[-1:], 1])),
            "tickformat": ",d",
            "unifiedhovertitle": {"text": f"{words('train.chart.step')} %{{x:,d}}"},
        },
        "yaxis": {"tickformat": ".0%" if measure in SHARES else "", "range": [low, high]},
        "showlegend": True,
        "annotations": [axis_name(words("runs.steps")), *end_labels(ends, low, high)],
        "meta": {
            "alt": words("runs.alt", names=", ".join(lines)),
            "head": [words("train.chart.step"), *lines],
            "rows": [[f"{step:,}", *(_at(points, step) for points in lines.values())] for step in steps[-TABLE_ROWS:]],
            "data": {"runs": len(lines), "kind": measure},
        },
    }
    return {"data": traces, "layout": layout}


def _trace(name: str, points: Points, number: int, theme: Theme, form: str) -> dict[str, Any]:
    """A run's line; its color and dashes are those of its place, also where one before it lacks the measure."""
    color = _color(number, theme)
    kept = thinned(points)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": html.escape(name),
        "x": [step for step, _ in kept],
        "y": [value for _, value in kept],
        "line": {"color": color, "dash": _DASHES[number % len(_DASHES)], "width": 2.2},
        "marker": {"size": [*([0] * (len(kept) - 1)), 8], "color": color, "opacity": 1, "line": {"width": 0}},
        "hovertemplate": f"%{{y:{form}}}",
        "cliponaxis": False,
        "uid": name,
    }


def _color(number: int, theme: Theme) -> str:
    return tokens(theme)[COLORWAY[number % len(COLORWAY)]]


def _range(lines: Collection[Points]) -> tuple[float, float]:
    """Lowest and highest value, with a little air."""
    values = [value for points in lines for _, value in points] or [0.0, 1.0]
    air = ((max(values) - min(values)) or 1) * 0.08
    return min(values) - air, max(values) + air


def _at(points: Points, step: int) -> str:
    value = dict(points).get(step)
    return "" if value is None else f"{value:.4g}"
