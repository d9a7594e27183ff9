"""The lines of a run's figure: its own curves, other runs beside it, what it began from, and its right answers."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from ui.figures.series import Points, points_of, smoothed, thinned
from ui.figures.theme import Theme, tokens
from ui.words import Words

if TYPE_CHECKING:
    from llm_core.runs.records import Curve

Column = Literal["train_loss", "learning_rate", "gradient_norm"]
Trace = dict[str, Any]
OWN: Mapping[str, str] = {
    "train_loss": "train.chart.train",
    "learning_rate": "train.chart.rate",
    "gradient_norm": "train.chart.gradient",
}
MOST_MARKS = 60  # on the validation curve: more lie on each other


@dataclass(frozen=True)
class Earlier:
    """The run that the first one started from: its curve stands to the left, and steps count on from it."""

    name: str
    curve: Curve
    step: int
    label: str = ""


@dataclass(frozen=True)
class Score:
    """What a share of right answers is called, which of a curve's two it is, and whether it is written as percent;
    `held`: what the share of held-out ones is called where that of taught replies is drawn.
    """

    label: str
    column: Literal["score", "taught"] = "score"
    percent: bool = True
    held: str = ""

    def written(self, share: float) -> str:
        return f"{share:.1%}" if self.percent else f"{100 * share:.1f}"


class Line:
    """A curve made ready to be drawn: one column of its training, and its validation, counted from the beginning."""

    def __init__(self, name: str, curve: Curve, column: Column, smooth: bool, shift: int = 0) -> None:
        self.name, self.curve, self.column, self.shift = name, curve, column, shift
        self.is_smooth = smooth and column != "learning_rate"
        self.raw = self._shifted(points_of(curve.step, getattr(curve, column)))
        self.soft = smoothed(self.raw) if self.is_smooth else self.raw
        looks = points_of(curve.val_step, curve.val_loss) if column == "train_loss" else []
        self.validation = self._shifted(looks)

    @property
    def whole(self) -> Points:
        """What stands for the run beside another: validation, where there is enough of it."""
        return self.validation if len(self.validation) > 1 else self.soft

    def _shifted(self, points: Points) -> Points:
        return [(step + self.shift, value) for step, value in points]


def own_traces(line: Line, words: Words, theme: Theme) -> list[Trace]:
    """The run's own: raw values faintly, their mean, and validation with a mark at each look."""
    color = tokens(theme)
    name = words(OWN[line.column])
    quiet: Trace = {"showlegend": False, "hoverinfo": "skip", "hovertemplate": None, "legendgroup": name, "uid": "raw"}
    raw = [_trace(line.raw, name, color["c-train"], width=1, opacity=0.26, **quiet)] if line.is_smooth else []
    found = [*raw, _trace(line.soft, name, color["c-train"], legendgroup=name, uid="own")]
    if line.validation:
        kept = thinned(line.validation)
        marks = {"mode": "lines+markers", "marker": _marks(len(kept), color), "uid": "validation"}
        found.append(_trace(kept, words("train.chart.validation"), color["c-val"], width=2.5, **marks))
    return found


def other_trace(line: Line, theme: Theme) -> Trace:
    """Another run, standing back."""
    return _trace(line.whole, line.name, tokens(theme)["c-past"], width=1.75, dash="5px,4px", uid=f"run {line.name}")


def earlier_traces(earlier: Earlier, column: Column, theme: Theme) -> list[Trace]:
    """What the run started from, up to the step at which it did."""
    line = Line(earlier.name, earlier.curve, column, smooth=True)
    color = tokens(theme)["c-past"]
    group: Trace = {"legendgroup": "earlier"}
    soft = [point for point in line.soft if point[0] <= earlier.step]
    looks = [point for point in line.validation if point[0] <= earlier.step]
    found = [_trace(soft, earlier.name, color, width=1, opacity=0.6, showlegend=not looks, **group, uid="earlier")]
    if looks:
        found.append(_trace(looks, earlier.name, color, width=1.75, dash="5px,4px", **group, uid="earlier looks"))
    return [trace for trace in found if trace["x"]]


def answer_traces(curve: Curve, score: Score, shift: int, theme: Theme) -> list[Trace]:
    """Right answers: a faint column for all that was asked, filled up to the share that was right."""
    points = points_of(curve.val_step, getattr(curve, score.column))
    if not points:
        return []
    color = tokens(theme)
    gaps = sorted(after - before for (before, _), (after, _) in pairwise(points))
    width = max(0.5, 0.22 * gaps[len(gaps) // 2]) if gaps else 0.5
    points = _apart(points, 1.3 * width)
    steps = [step + shift for step, _ in points]
    bars: Trace = {"type": "bar", "yaxis": "y2", "x": steps, "width": width, "legendgroup": "answers"}
    right = [value for _, value in points]
    all_asked = {"y": [1] * len(points), "marker": {"color": color["line"]}, "showlegend": False, "hoverinfo": "skip"}
    filled = {
        "y": right,
        "name": html.escape(score.label),
        "marker": {"color": color["leaf"]},
        "customdata": [score.written(value) for value in right],
        "hovertemplate": "%{customdata}",
        "uid": "answers",
    }
    return [{**bars, **all_asked, "uid": "asked"}, {**bars, **filled}, *_held_out(curve, score, shift, theme)]


def _held_out(curve: Curve, score: Score, shift: int, theme: Theme) -> list[Trace]:
    """Of conversations beside the taught replies: a stroke at the share of held-out ones."""
    points = points_of(curve.val_step, curve.score) if score.held else []
    marker = {"symbol": "line-ew", "size": 11, "line": {"width": 2, "color": tokens(theme)["c-third"]}, "opacity": 1}
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "yaxis": "y2",
            "x": [step + shift for step, _ in points],
            "y": [value for _, value in points],
            "name": html.escape(score.held),
            "marker": marker,
            "hovertemplate": "%{y:.1%}",
            "uid": "held",
        }
    ][: len(points)]


def _apart(points: Points, least: float) -> Points:
    """Those that lie `least` steps from the one before and from the last."""
    kept: Points = []
    for step, value in points[:-1]:
        if (not kept or step - kept[-1][0] >= least) and points[-1][0] - step >= least:
            kept.append((step, value))
    return [*kept, points[-1]]


def _trace(points: Points, name: str, color: str, **more: Any) -> Trace:
    kept = thinned(points)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": html.escape(name),
        "x": [step for step, _ in kept],
        "y": [float(f"{value:.5g}") for _, value in kept],  # more digits than a screen shows are half of the answer
        "line": {"color": color, "width": more.pop("width", 2), "dash": more.pop("dash", "solid")},
        "hovertemplate": "%{y:.4~g}",
        "cliponaxis": False,
        **more,
    }


def _marks(count: int, color: Mapping[str, str]) -> dict[str, Any]:
    """A ring at each look, the newest one full and larger; of very many only some."""
    apart = -(-count // MOST_MARKS)
    return {
        "size": [*(7 if number % apart == 0 else 0 for number in range(count - 1)), 10],
        "color": [*([color["glass"]] * (count - 1)), color["c-val"]],
        "line": {"color": color["c-val"], "width": 2},
        "opacity": 1,
    }
