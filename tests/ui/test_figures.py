"""Figures as Plotly takes them: what they show of a run, that thinning loses nothing, and their text alternative."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from llm_core.runs.records import Curve
from ui.figures import Earlier, Score, loss_curves, runs_compared
from ui.figures.loss_curves import LossView, loss_figure
from ui.figures.series import MOST_POINTS, by_name, smoothed, thinned
from ui.words import Words


def curve(steps: int = 40, looks: int = 3, **more: Any) -> Curve:
    """A run that learns: its loss falls from 4 to about 1."""
    at = list(range(1, steps + 1))
    seen = [steps * look // looks for look in range(1, looks + 1)]
    numbers = {"train_loss": [3 / step + 1 for step in at], "learning_rate": [0.01] * steps}
    rest = {"gradient_norm": [1.0] * steps, "elapsed_s": [0.1 * step for step in at]}
    losses = {"val_loss": [3 / step + 1.1 for step in seen], "bits_per_byte": [1.0] * looks}
    shares = {"score": [None] * looks, "taught": [None] * looks}
    return Curve(**{"step": at, "val_step": seen, "last_seq": 1, **numbers, **rest, **losses, **shares, **more})


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("column", ["train_loss", "learning_rate", "gradient_norm"])
def test_plotly_takes_every_figure_and_it_is_plain_json(column: str, theme: str) -> None:
    view: dict[str, Any] = {
        "column": column,
        "references": [(4.2, "pure <guessing>"), (2.0, "pairs")],
        "milestones": [1, 20],
        "earlier": Earlier("first", curve(30), 30, "goes on from here"),
        "score": Score("right"),
        "live": True,
        "max_steps": 100,
        "log": column == "train_loss",
    }
    scored = curve(score=[0.1, 0.5, 0.9])
    figure = loss_curves({"a <b>run</b>": scored, "other": curve()}, theme=theme, **view)
    assert figure.layout.xaxis.range[1] >= 130
    json.dumps(loss_figure({"a": scored}, LossView(**view), Words("zh")), allow_nan=False)
    names = [trace.name for trace in figure.data if trace.showlegend is not False]
    assert names[:2] == ["first", "other"]
    assert not any("<" in name for name in names)


def test_several_runs_keep_their_colors_where_one_lacks_the_measure() -> None:
    curves = {"a": curve(), "b": curve(score=[0.2, 0.4, 0.6]), "c": curve(score=[0.1, 0.2, 0.3])}
    whole = {trace.name: trace.line.color for trace in runs_compared(curves).data}
    scored = {trace.name: trace.line.color for trace in runs_compared(curves, measure="score").data}
    assert list(whole) == ["a", "b", "c"]
    assert len(set(whole.values())) == 3
    assert scored == {"b": whole["b"], "c": whole["c"]}
    rows = runs_compared(curves, measure="score").layout.meta["rows"]
    assert rows[-1] == ["40", "0.6", "0.3"]


def test_the_text_alternative_says_how_the_loss_went_and_lists_the_newest_looks() -> None:
    meta = loss_curves({"a": curve(40, 40)}).layout.meta
    assert "validation went from 4.10 to 1.18 at step 40" in meta["alt"]
    assert meta["head"] == ["step", "train", "validation"]
    assert len(meta["rows"]) == 20
    assert meta["rows"][-1][0] == "40"
    early = loss_curves({"a": curve(3, 0, val_step=[], val_loss=[], bits_per_byte=[], score=[], taught=[])}).layout.meta
    assert (early["rows"], "so far 3" in early["alt"]) == ([], True)


def test_thinning_keeps_every_peak_the_ends_and_the_order() -> None:
    generator = random.Random(1)
    points = [(step, generator.random()) for step in range(20_000)]
    points[7_777] = (7_777, 99.0)
    points[12_345] = (12_345, -99.0)
    kept = thinned(points)
    assert len(kept) <= MOST_POINTS + 2
    assert {(7_777, 99.0), (12_345, -99.0)} <= set(kept)
    assert (kept[0], kept[-1]) == (points[0], points[-1])
    assert kept == sorted(kept)


def test_a_smoothed_curve_follows_a_falling_line_and_comes_out_alike_when_thinned() -> None:
    line = [(step, 10 - step / 100) for step in range(1000)]
    assert smoothed(line)[-1][1] == pytest.approx(line[-1][1], abs=0.05)
    every_third = smoothed(line[::3])
    assert every_third[-1][1] == pytest.approx(dict(smoothed(line))[every_third[-1][0]], abs=0.05)
    assert smoothed([]) == []


def test_runs_of_one_name_stand_apart() -> None:
    assert by_name([("tiny", 1), ("tiny", 2), ("small", 3)]) == {"tiny": 1, "tiny (2)": 2, "small": 3}


def test_a_loss_that_left_the_finite_numbers_leaves_the_rest_to_be_seen() -> None:
    broken = curve(3, 0, train_loss=[2.0, float("nan"), None], val_step=[], val_loss=[], bits_per_byte=[], score=[])
    figure = loss_figure({"a": broken}, LossView(), Words("en"))
    assert figure["data"][-1]["y"] == [2.0]
    json.dumps(figure, allow_nan=False)
