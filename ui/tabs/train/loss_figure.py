"""The figure of the result card: a run's curve beside others, what it began from, and what a loss is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from llm_core.runs.metrics import as_share
from ui.figures.loss_curves import LossView, loss_figure
from ui.figures.loss_traces import Column, Earlier, Score
from ui.figures.series import by_name
from ui.state.live_curves import LiveCurves
from ui.words import Words

if TYPE_CHECKING:
    from llm_core.runs.records import Curve, Run

COLUMNS: Mapping[str, Column] = {"loss": "train_loss", "rate": "learning_rate", "gradient": "gradient_norm"}
ENDED = ("done", "stopped", "failed")
MOST_OTHERS = 3


@dataclass(frozen=True)
class Wish:
    """How a browser wants the figure: `kind` one of COLUMNS, `others` ids of runs to lie beside it."""

    kind: str = "loss"
    smooth: bool = True
    log: bool = False
    dark: bool = False
    others: tuple[str, ...] = ()

    @classmethod
    def read(cls, request: object) -> Wish:
        """Take from a request what can be relied on; the rest is as it is by itself, since anyone may send one."""
        values: Mapping[Any, Any] = request if isinstance(request, Mapping) else {}
        kind, others = values.get("kind"), values.get("others")
        return cls(
            kind if isinstance(kind, str) and kind in COLUMNS else "loss",
            values.get("smooth") is not False,
            values.get("log") is True,
            values.get("dark") is True,
            tuple(str(run)[:200] for run in others[:MOST_OTHERS]) if isinstance(others, list) else (),
        )


def figure_of(
    run: Run,
    wish: Wish,
    curves: LiveCurves,
    words: Words,
    *,
    others: Sequence[Run],
    earlier: Mapping[str, Any] | None,
    references: Sequence[tuple[float, str]],
    milestones: Sequence[int],
    metric: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """The figure as plain data for lib/figure.js.

    Args:    earlier: {"id", "name", "step", "label"} of the run that this one started from. references: (loss, label).
             metric: {"label", "percent"} of a task's run.
    """
    own = curves.get(run.id)
    begun = Earlier(earlier["name"], curves.get(earlier["id"]), earlier["step"], earlier["label"]) if earlier else None
    view = LossView(
        column=COLUMNS[wish.kind],
        smooth=wish.smooth,
        log=wish.log,
        references=references,
        milestones=milestones,
        earlier=begun,
        max_steps=0 if run.status in ENDED else run.max_steps,
        score=_score(own, metric, words),
        live=run.status == "running",
        theme="dark" if wish.dark else "light",
    )
    shown = by_name([(run.name, _as_shares(own, run)), *((other.name, curves.get(other.id)) for other in others)])
    return loss_figure(shown, view, words)


def _score(curve: Curve, metric: Mapping[str, Any] | None, words: Words) -> Score:
    """What stands in the strip: of conversations the taught replies, of a task its own metric, else right answers."""
    if any(share is not None for share in curve.taught):
        return Score(words("train.chart.taught.right"), "taught", held=words("train.chart.held.right"))
    if metric is None:
        return Score(words("train.chart.right"))
    return Score(str(metric["label"]), percent=bool(metric["percent"]))


def _as_shares(curve: Curve, run: Run) -> Curve:
    return replace(curve, score=[as_share(score, run.config) for score in curve.score])
