"""Curves as they grow: each look asks only for what is new, and what a resumed run takes back is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from llm_core.training.events import Evaluated
from tests.ui.train_stand_ins import begin, stand_ins, steps
from ui.state.live_curves import MOST, NEW, POINTS, LiveCurves


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Any]:
    services = stand_ins(tmp_path)
    yield services.store
    services.store.close()


def test_a_look_brings_what_came_since_the_last_one_and_reads_no_more(store: Any, monkeypatch: Any) -> None:
    run = begin(store, events=[Evaluated(0, 4.2, 6.0, 9, 9, 0), *steps(1, 40)])
    curves = LiveCurves(store)
    assert curves.get(run).step == list(range(1, 41))
    monkeypatch.setattr(store, "curve", lambda *_: pytest.fail("the whole curve was read again"))
    store.append(run, [*steps(41, 43), Evaluated(43, 2.0, 3.0, 9, 9, 0)])
    grown = curves.get(run)
    assert (grown.step[-3:], grown.val_step, grown.val_loss) == ([41, 42, 43], [0, 43], [4.2, 2.0])
    assert curves.get(run) is grown


def test_what_a_resumed_run_says_again_stands_once(store: Any) -> None:
    run = begin(store, events=[*steps(1, 40), Evaluated(40, 2.0, 3.0, 9, 9, 0)])
    curves = LiveCurves(store)
    curves.get(run)
    store.forget_after(run, 20)
    store.append(run, steps(21, 22))
    resumed = curves.get(run)
    assert (resumed.step, resumed.val_step) == (list(range(1, 23)), [])


def test_a_resumed_run_is_noticed_also_where_its_first_row_is_an_evaluation(store: Any) -> None:
    run = begin(store, events=[*steps(1, 40)])
    curves = LiveCurves(store)
    curves.get(run)
    store.forget_after(run, 20)
    store.append(run, [Evaluated(20, 2.5, 3.0, 9, 9, 0), *steps(21, 21)])
    assert curves.get(run).step == list(range(1, 22))


def test_a_long_absence_is_caught_up_in_a_thinned_curve_that_keeps_its_end(store: Any) -> None:
    run = begin(store, events=steps(1, 10))
    curves = LiveCurves(store)
    curves.get(run)
    store.append(run, steps(11, 3 * POINTS))
    assert 3 * POINTS > NEW
    caught_up = curves.get(run)
    assert len(caught_up.step) <= POINTS
    assert caught_up.step[-1] == 3 * POINTS


def test_a_curve_that_grows_for_long_stays_short(store: Any) -> None:
    run = begin(store, events=steps(1, 10))
    curves = LiveCurves(store)
    for first in range(11, MOST + 3000, 1000):
        store.append(run, steps(first, first + 999))
        assert len(curves.get(run).step) <= MOST + 1000
    assert curves.get(run).step[-1] >= MOST + 2000


def test_only_the_runs_last_looked_at_are_held(store: Any, monkeypatch: Any) -> None:
    runs = [begin(store, f"run {number}", events=steps(1, 3)) for number in range(4)]
    curves = LiveCurves(store, room=2)
    for run in runs:
        curves.get(run)
    read = []
    whole = store.curve
    monkeypatch.setattr(store, "curve", lambda run, points: read.append(run) or whole(run, points))
    for run in (runs[3], runs[2], runs[0]):
        curves.get(run)
    assert read == [runs[0]]
