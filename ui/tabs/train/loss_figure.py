"""The figure of the result card: a run's curve beside others, what it began from, and what a loss is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from llm_core.runs.metrics import as_share
from ui.figures import Earlier, loss_curves
from ui.figures.loss_curves import Column, Score
from ui.figures.theme import Theme
from ui.state.live_curves import LiveCurves
from ui.words import Words

if TYPE_CHECKING:
    from llm_core.runs.records import Curve, Run

COLUMNS: Mapping[str, Column] = {"loss": "train_loss", "rate": "learning_rate", "gradient": "gradient_norm"}
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
    others: Mapping[str, Run],
    earlier: Mapping[str, Any] | None,
    references: list[list[Any]],
    milestones: list[int],
    metric: Mapping[str, Any] | None,
    unit: str,
) -> dict[str, Any]:
    """The figure as plain data for lib/figure.js.

    Args:    others: runs by name. earlier: {"id", "name", "step", "label"} of the run that this one started from.
             references: [loss, label]. metric: {"label"} of a task's run. unit: of the vertical axis.
    """
    own = curves.get(run.id)
    talks = any(share is not None for share in own.taught)
    label = words("train.chart.taught.right") if talks else metric["label"] if metric else words("train.chart.right")
    ended = run.status in ("done", "stopped", "failed")
    theme: Theme = "dark" if wish.dark else "light"
    figure = loss_curves(
        {run.name: _as_shares(own, run), **{name: curves.get(other.id) for name, other in others.items()}},
        column=COLUMNS[wish.kind],
        smooth=wish.smooth,
        log=wish.log,
        references=[(loss, label) for loss, label in references],
        milestones=milestones,
        earlier=Earlier(earlier["name"], curves.get(earlier["id"]), earlier["step"], earlier["label"])
        if earlier
        else None,
        max_steps=0 if ended else run.max_steps,
        score=Score(str(label), "taught" if talks else "score"),
        unit=unit if wish.kind == "loss" else words(f"train.unit.{wish.kind}"),
        theme=theme,
        words=words,
    )
    return cast("dict[str, Any]", figure.to_plotly_json())


def _as_shares(curve: Curve, run: Run) -> Curve:
    return replace(curve, score=[as_share(score, run.config) for score in curve.score])
