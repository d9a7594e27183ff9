"""Several runs in one number over their steps: validation loss, bits per byte, or right answers."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from ui.figures.series import points_of, thinned
from ui.figures.theme import Theme, template
from ui.words import Words

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from llm_core.runs.records import Curve

Measure = Literal["val_loss", "bits_per_byte", "score", "taught"]
SHARES = ("score", "taught")
_DASHES = ("solid", "solid", "solid", "dash", "dash", "dot")


def runs_compared(
    curves: Mapping[str, Curve], *, measure: Measure = "val_loss", theme: Theme = "light", words: Words | None = None
) -> go.Figure:
    """Draw what each run was worth at each look at its validation text.

    Args:    curves: by name, as `Store.curve` gives them; those that lack the measure are left out.
             measure: nats per token, bits per byte, or a share of right answers from 0 to 1.
    Returns: a Plotly figure; `layout.meta` holds its text alternative {"alt", "head", "rows"}.
    """
    import plotly.graph_objects as go

    words = words or Words("en")
    lines = {name: points_of(curve.val_step, getattr(curve, measure)) for name, curve in curves.items()}
    lines = {name: points for name, points in lines.items() if points}
    form = ".1%" if measure in SHARES else ".4~g"
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": html.escape(name),
            "x": [step for step, _ in thinned(points)],
            "y": [value for _, value in thinned(points)],
            "line": {"dash": _DASHES[number % len(_DASHES)], "width": 2},
            "marker": {"size": 5},
            "hovertemplate": f"%{{y:{form}}}",
        }
        for number, (name, points) in enumerate(lines.items())
    ]
    head = [words("train.chart.step"), *lines]
    rows = sorted({step for points in lines.values() for step, _ in points})[-20:]
    layout = {
        "template": template(theme),
        "uirevision": f"{measure} {' '.join(lines)}",
        "xaxis": {"title": {"text": words("runs.steps")}, "rangemode": "tozero"},
        "yaxis": {"tickformat": ".0%" if measure in SHARES else ""},
        "showlegend": True,
        "meta": {
            "alt": words("runs.alt", names=", ".join(lines)),
            "head": head,
            "rows": [[f"{step:,}", *(_at(points, step) for points in lines.values())] for step in rows],
        },
    }
    return go.Figure(data=traces, layout=layout)


def _at(points: list[tuple[int, float]], step: int) -> str:
    value = dict(points).get(step)
    return "" if value is None else f"{value:.4g}"
