"""A run while it learns: its loss, learning rate or gradient over steps, beside other runs and what a loss is worth."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ui.figures import loss_marks as marks
from ui.figures.end_labels import on_axis
from ui.figures.loss_traces import Column, Earlier, Line, Score, answer_traces, earlier_traces, other_trace, own_traces
from ui.figures.theme import Theme, axis_name, step_range, template
from ui.words import Words

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from llm_core.runs.records import Curve

STRIP = 0.16  # of the height: where right answers stand


@dataclass(frozen=True)
class LossView:
    """How a run's curve is drawn.

    column: what is drawn of the training. smooth: the mean over the raw values. log: a logarithmic axis.
    references: (loss in nats, label) of what a loss is worth, pure guessing first. milestones: steps at which the model
    wrote something. earlier: the run that it started from. max_steps: how far the axis reaches at least.
    score: how the share of right answers is called, drawn in a strip below. unit: of the vertical axis.
    live: it is at work, so a sprout stands at the newest point.
    """

    column: Column = "train_loss"
    smooth: bool = True
    log: bool = False
    references: Sequence[tuple[float, str]] = ()
    milestones: Sequence[int] = ()
    earlier: Earlier | None = None
    max_steps: int = 0
    score: Score | None = None
    unit: str = ""
    live: bool = False
    theme: Theme = "light"

    @property
    def shift(self) -> int:
        """The steps that lie before the run's own first one."""
        return self.earlier.step if self.earlier else 0


def loss_curves(curves: Mapping[str, Curve], *, words: Words | None = None, **view: Any) -> go.Figure:
    """Draw a run's curve, with others beside it.

    Args:    curves: by name, as `Store.curve` gives them; the first is the run itself, the others stand back.
             view: any field of LossView, such as `log=True` or `column="learning_rate"`. words: the language.
    Returns: a Plotly figure; `layout.meta` holds its text alternative {"alt", "head", "rows"}.
    """
    import plotly.graph_objects as go

    return go.Figure(loss_figure(curves, LossView(**view), words or Words("en")))


def loss_figure(curves: Mapping[str, Curve], view: LossView, words: Words) -> dict[str, Any]:
    """The same as plain data, which a page draws without plotly being imported: {"data", "layout"}."""
    (name, curve), *rest = curves.items()
    own = Line(name, curve, view.column, view.smooth, view.shift)
    others = [Line(*other, view.column, view.smooth, view.shift) for other in rest]
    with_answers = view.score is not None and view.column == "train_loss"
    answers = answer_traces(curve, view.score, view.shift, view.theme) if view.score and with_answers else []
    traces = [
        *(earlier_traces(view.earlier, view.column, view.theme) if view.earlier else []),
        *(other_trace(other, view.theme) for other in others),
        *own_traces(own, words, view.theme),
        *answers,
    ]
    return {"data": traces, "layout": _layout(own, others, view, words, bool(answers))}


def _layout(own: Line, others: Sequence[Line], view: LossView, words: Words, strip: bool) -> dict[str, Any]:
    low, high = marks.value_range(own, others, view)
    reach = max([1, view.max_steps, *own.curve.step[-1:], *own.curve.val_step[-1:]])
    own_end = view.shift + reach
    references = [(loss, label) for loss, label in view.references if low <= loss <= high]
    if view.column != "train_loss":
        references = []
    layout: dict[str, Any] = {
        "template": template(view.theme),
        "uirevision": f"{own.name} {view.column} {view.log}",
        "height": 324 if strip else 280,
        "xaxis": {
            "range": step_range(max(0, view.shift - 3 * reach), own_end),  # what is its own has a quarter at least
            "anchor": "y2" if strip else "y",
            "tickformat": ",d",
            "unifiedhovertitle": {"text": f"{words('train.chart.step')} %{{x:,d}}"},
        },
        "yaxis": {
            "type": "log" if view.log else "linear",
            "range": [on_axis(low, view.log), on_axis(high, view.log)],
            "title": {"text": html.escape(view.unit)},
            "domain": [STRIP + 0.07 if strip else 0, 1],
        },
        "shapes": [
            *marks.reference_lines(references, view),
            *marks.milestones(view),
            *marks.beginning(view),
            *marks.sprout(own, view),
        ],
        "annotations": [
            axis_name(words("train.chart.steps")),
            *marks.reference_labels(references, (low, high), view),
            *marks.begun(view),
            *marks.ends(own, others, (low, high), view),
        ],
        "meta": marks.alternative(own, others, view, words),
    }
    if strip:
        layout["barmode"] = "overlay"
        layout["yaxis2"] = {"domain": [0, STRIP], "range": [0, 1], "showticklabels": False, "showgrid": False}
        layout["yaxis2"]["fixedrange"] = True
    return layout
