"""A run while it learns: its loss, learning rate or gradient over steps, beside other runs and what a loss is worth."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ui.figures.series import Points, points_of, smoothed, thinned
from ui.figures.theme import Theme, template, tokens
from ui.words import Words

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from llm_core.runs.records import Curve

Column = Literal["train_loss", "learning_rate", "gradient_norm"]
OWN = {"train_loss": "chart.train", "learning_rate": "chart.rate", "gradient_norm": "chart.gradient"}
TABLE_ROWS = 20
STRIP = 0.17  # of the height: where right answers stand
_MILESTONE = "M -4,0 L 0,-7 L 4,0 Z"


@dataclass(frozen=True)
class Earlier:
    """The run that the first one started from: its curve stands to the left, and steps count on from it."""

    name: str
    curve: Curve
    step: int
    label: str = ""


@dataclass(frozen=True)
class Score:
    """What the share of right answers is called, and how much of the whole is said: of 1, or of 100%."""

    label: str
    column: Literal["score", "taught"] = "score"


def loss_curves(
    curves: Mapping[str, Curve],
    *,
    column: Column = "train_loss",
    smooth: bool = True,
    log: bool = False,
    references: Sequence[tuple[float, str]] = (),
    milestones: Sequence[int] = (),
    earlier: Earlier | None = None,
    max_steps: int = 0,
    score: Score | None = None,
    unit: str = "",
    theme: Theme = "light",
    words: Words | None = None,
) -> go.Figure:
    """Draw a run's curve, with others beside it.

    Args:    curves: by name, as `Store.curve` gives them; the first is the run itself, the others stand back.
             column: what is drawn of the training. smooth: draw the mean over the raw values. log: a logarithmic axis.
             references: (loss in nats, label) of what a loss is worth. milestones: steps at which something was
             written. earlier: the run that it started from. max_steps: how far the axis reaches at least.
             score: the share of right answers, drawn in a strip below. unit: of the vertical axis.
    Returns: a Plotly figure; `layout.meta` holds its text alternative {"alt", "head", "rows"}.
    """
    import plotly.graph_objects as go

    words = words or Words("en")
    (name, curve), *others = curves.items()
    shift = earlier.step if earlier else 0
    own = _Run(name, curve, column, smooth and column != "learning_rate", shift)
    traces = [
        *(_earlier(earlier, column, words, theme) if earlier else []),
        *(_other(_Run(*other, column, smooth, shift), theme) for other in others),
        *_own(own, column, words, theme),
        *(_answers(curve, score, shift, theme) if score and column == "train_loss" else []),
    ]
    strip = any(trace.get("yaxis") == "y2" for trace in traces)
    reach = max([max_steps, *curve.step[-1:], *curve.val_step[-1:]]) + shift
    low, high = _range(own, others, column, log, references)
    refs = [(loss, label) for loss, label in references if column == "train_loss" and low <= loss <= high]
    layout: dict[str, Any] = {
        "template": template(theme),
        "uirevision": f"{name} {column} {log}",
        "xaxis": {"range": [0, max(1, reach)], "title": {"text": words("train.chart.steps")}, "anchor": "y"},
        "yaxis": {
            "type": "log" if log else "linear",
            "range": _in_log(low, high) if log else [low, high],
            "title": {"text": html.escape(unit)},
            "domain": [STRIP + 0.05 if strip else 0, 1],
        },
        "shapes": [
            *(_line(loss, shift / max(1, reach), theme) for loss, _ in refs),
            *(_milestone(step + shift, theme) for step in milestones),
            *([_beginning(shift, theme)] if shift else []),
        ],
        "annotations": [*_labels(refs, log, theme), *([_begun(earlier, theme)] if earlier and earlier.label else [])],
        "meta": _alternative(own, words),
    }
    if strip:
        layout["yaxis2"] = {"domain": [0, STRIP], "range": [0, 1], "showticklabels": False, "fixedrange": True}
    return go.Figure(data=traces, layout=layout)


class _Run:
    """A curve made ready to be drawn: one column of its training, its validation, both counted from the beginning."""

    def __init__(self, name: str, curve: Curve, column: Column, smooth: bool, shift: int = 0) -> None:
        self.name, self.curve, self.is_smooth = name, curve, smooth
        self.raw = [(step + shift, value) for step, value in points_of(curve.step, getattr(curve, column))]
        self.soft = smoothed(self.raw) if smooth else self.raw
        has_looks = column == "train_loss"
        looks = points_of(curve.val_step, curve.val_loss) if has_looks else []
        self.validation = [(step + shift, value) for step, value in looks]

    @property
    def line(self) -> Points:
        """What stands for the whole run beside another: validation, where there is enough of it."""
        return self.validation if len(self.validation) > 1 else self.soft


def _trace(points: Points, name: str, color: str, **more: Any) -> dict[str, Any]:
    kept = thinned(points)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": html.escape(name),
        "x": [step for step, _ in kept],
        "y": [value for _, value in kept],
        "line": {"color": color, "width": more.pop("width", 2), "dash": more.pop("dash", "solid")},
        "hovertemplate": "%{y:.4~g}",
        **more,
    }


def _own(run: _Run, column: Column, words: Words, theme: Theme) -> list[dict[str, Any]]:
    """The run's own lines: raw values faintly, their mean, and validation with a mark at each look."""
    color = tokens(theme)
    name = words(f"train.{OWN[column]}")
    quiet: dict[str, Any] = {"showlegend": False, "hoverinfo": "skip", "hovertemplate": None, "legendgroup": name}
    raw = [_trace(run.raw, name, color["c-train"], width=1, opacity=0.25, **quiet)] if run.is_smooth else []
    found = [*raw, _trace(run.soft, name, color["c-train"], legendgroup=name)]
    if run.validation:
        dots: dict[str, Any] = {"mode": "lines+markers", "marker": {"size": 6}}
        found.append(_trace(run.validation, words("train.chart.validation"), color["c-val"], width=2.5, **dots))
    return found


def _other(run: _Run, theme: Theme) -> dict[str, Any]:
    return _trace(run.line, run.name, tokens(theme)["c-past"], dash="dash")


def _earlier(earlier: Earlier, column: Column, words: Words, theme: Theme) -> list[dict[str, Any]]:
    """What the run started from, up to the step at which it did."""
    run = _Run(earlier.name, earlier.curve, column, smooth=True)
    group: dict[str, Any] = {"legendgroup": earlier.name}
    color = tokens(theme)["c-past"]
    lines = [(run.soft, 1, {**group, "showlegend": False}), (run.validation, 2, group)]
    return [
        _trace([point for point in points if point[0] <= earlier.step], earlier.name, color, width=width, **more)
        for points, width, more in lines
        if points
    ]


def _answers(curve: Curve, score: Score, shift: int, theme: Theme) -> list[dict[str, Any]]:
    """Right answers: a faint column for all that was asked, filled up to the share that was right."""
    points = points_of(curve.val_step, getattr(curve, score.column))
    if not points:
        return []
    color = tokens(theme)
    steps = [step + shift for step, _ in points]
    bars = {"type": "bar", "yaxis": "y2", "x": steps, "offsetgroup": "right"}
    return [
        {**bars, "y": [1] * len(points), "marker": {"color": color["sunk"]}, "showlegend": False, "hoverinfo": "skip"},
        {
            **bars,
            "y": [value for _, value in points],
            "name": html.escape(score.label),
            "marker": {"color": color["c-val"]},
            "hovertemplate": "%{y:.1%}",
        },
    ]


def _range(
    own: _Run, others: Sequence[tuple[str, Curve]], column: Column, log: bool, references: Sequence[tuple[float, str]]
) -> tuple[float, float]:
    """Lowest and highest value of the axis: all lines, what a loss is worth, at most half above guessing."""
    lines = [own.soft, own.validation, *(_Run(*other, column, smooth=True).line for other in others)]
    values = [value for line in lines for _, value in line if not log or value > 0]
    if column == "train_loss":
        values += [loss for loss, _ in references]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if column == "train_loss" and references:
        high = min(high, 1.5 * references[0][0])
    if low >= high:
        low = high - max(0.1, abs(high) * 0.1)
    if log:
        return max(low / 1.15, 1e-9), high * 1.05
    if column != "train_loss":
        return 0.0, high * 1.08
    return max(0.0, low - (high - low) * 0.14), high + (high - low) * 0.05


def _in_log(low: float, high: float) -> list[float]:
    import math

    return [math.log10(low), math.log10(high)]


def _line(loss: float, start: float, theme: Theme) -> dict[str, Any]:
    dotted = {"color": tokens(theme)["edge"], "width": 1, "dash": "dot"}
    return {"type": "line", "xref": "paper", "x0": start, "x1": 1, "y0": loss, "y1": loss, "line": dotted}


def _labels(references: Sequence[tuple[float, str]], log: bool, theme: Theme) -> list[dict[str, Any]]:
    import math

    return [
        {
            "text": f"{html.escape(label)} {loss:.2f}",
            "xref": "paper",
            "x": 1,
            "xanchor": "right",
            "y": math.log10(loss) if log else loss,
            "yanchor": "bottom",
            "showarrow": False,
            "font": {"size": 11, "color": tokens(theme)["ink-3"]},
        }
        for loss, label in references
    ]


def _milestone(step: int, theme: Theme) -> dict[str, Any]:
    """A small triangle on the axis, of the same size however far one zooms."""
    pixels = {"xsizemode": "pixel", "ysizemode": "pixel", "xanchor": step, "yanchor": 0, "yref": "y domain"}
    return {"type": "path", "path": _MILESTONE, "fillcolor": tokens(theme)["leaf"], "line": {"width": 0}, **pixels}


def _beginning(step: int, theme: Theme) -> dict[str, Any]:
    line = {"color": tokens(theme)["edge"], "width": 1}
    return {"type": "line", "x0": step, "x1": step, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _begun(earlier: Earlier, theme: Theme) -> dict[str, Any]:
    return {
        "text": html.escape(earlier.label),
        "x": earlier.step,
        "xanchor": "left",
        "yref": "paper",
        "y": 1,
        "yanchor": "top",
        "showarrow": False,
        "font": {"size": 11, "color": tokens(theme)["ink-3"]},
    }


def _alternative(run: _Run, words: Words) -> dict[str, Any]:
    """What the figure says without being seen: one sentence, and the newest looks at validation as a table."""
    if not run.validation:
        return {
            "alt": words("train.chart.alt.early", step=f"{run.raw[-1][0] if run.raw else 0:,}"),
            "head": [],
            "rows": [],
        }
    (_, first), (step, last) = run.validation[0], run.validation[-1]
    soft = dict(run.soft)
    near = {look: min(soft, key=lambda at: abs(at - look), default=None) for look, _ in run.validation[-TABLE_ROWS:]}
    return {
        "alt": words("train.chart.alt", first=f"{first:.2f}", last=f"{last:.2f}", step=f"{step:,}"),
        "head": [words(f"train.chart.{name}") for name in ("step", "train", "validation")],
        "rows": [
            [f"{look:,}", "" if near[look] is None else f"{soft[near[look]]:.3f}", f"{value:.3f}"]  # type: ignore[index]
            for look, value in run.validation[-TABLE_ROWS:]
        ],
    }
