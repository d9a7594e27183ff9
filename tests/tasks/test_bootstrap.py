"""Intervals: they hold the true value about as often as they say, and are narrower the more examples there are."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from llm_core.files import read_json, write_json
from llm_core.runs.metrics import format_metric
from llm_core.runs.reports import kept_report
from llm_core.runs.shipped import ASSETS
from llm_core.runs.workspace import open_workspace
from llm_core.tasks.bootstrap import bootstrap, interval_of_mean, interval_of_ratio


def test_an_interval_of_a_share_is_about_that_of_the_normal_distribution() -> None:
    low, high = interval_of_mean([1.0] * 300 + [0.0] * 100)
    half = 1.96 * math.sqrt(0.75 * 0.25 / 400)
    assert (low, high) == pytest.approx((0.75 - half, 0.75 + half), abs=0.006)


def test_the_true_value_is_inside_about_nineteen_times_of_twenty() -> None:
    dice, inside = np.random.default_rng(3), 0
    for _ in range(200):
        low, high = interval_of_mean((dice.random(150) < 0.3).astype(float))
        inside += low <= 0.3 <= high
    assert 176 <= inside <= 199


@pytest.mark.parametrize("count", [1, 5, 33, 1000])
def test_an_interval_never_shuts_on_nothing_or_all(count: int) -> None:
    for low, high in (
        interval_of_mean([0.0] * count),
        interval_of_ratio([0] * count, [2] * count),
        interval_of_mean([0.0] * count, 100.0),
    ):
        assert low == 0.0
        assert high >= min(2.1 / count, 0.75), "the rule of three: so many may fail of which none was seen to"
    for low, high, top in (
        (*interval_of_mean([1.0] * count), 1),
        (*interval_of_mean([100.0] * count, 100.0), 100),
        (*interval_of_mean([0.5] * count), 1),
    ):
        assert low < high <= top
        assert low <= top * max(1 - 2.1 / count, 0.25)


def test_the_interval_of_a_share_is_wilsons() -> None:
    assert interval_of_mean([0.0] * 33) == pytest.approx((0.0, 0.1043), abs=1e-4)
    assert interval_of_mean([1.0] * 33) == pytest.approx((0.8957, 1.0), abs=1e-4)
    assert interval_of_mean([1.0] + [0.0] * 9) == pytest.approx((0.0179, 0.4042), abs=1e-4)
    assert interval_of_mean([100.0] + [0.0] * 9, 100.0) == pytest.approx((1.79, 40.42), abs=1e-2)


def test_one_failure_of_few_reaches_beyond_what_drawing_again_shows() -> None:
    drawn = bootstrap(np.array([[0.0]] * 32 + [[1.0]]), lambda totals, count: totals[:, 0] / count)
    assert interval_of_ratio([0] * 32 + [2], [2] * 33)[1] > drawn[1]


def test_no_example_says_nothing() -> None:
    assert all(math.isnan(end) for end in (*interval_of_mean([]), *interval_of_ratio([], [])))


def test_a_ratio_weighs_long_examples_more() -> None:
    assert (
        interval_of_ratio([1] * 50 + [3] * 50, [10] * 100)[0]
        < 0.2
        < interval_of_ratio([1] * 50 + [3] * 50, [10] * 100)[1]
    )
    assert interval_of_ratio([1, 0] * 50, [1, 9] * 50)[1] < 0.3, (
        "a tenth of all words, though every other clip is wrong"
    )
    assert interval_of_ratio([30] * 9, [10] * 9)[1] == 3.0, "more may be heard than was said"


def test_the_same_values_give_the_same_interval_and_many_examples_little_memory() -> None:
    values = np.random.default_rng(0).random(50_000)
    first = interval_of_mean(values)
    assert first == interval_of_mean(values)
    assert first[1] - first[0] < 0.006


def test_what_is_not_quite_nothing_or_all_is_not_written_so() -> None:
    assert [format_metric("wer", value) for value in (0.0, 0.0003, 0.0909, 0.99996, 1.0, 1.25)] == [
        "0.0%",
        "0.03%",
        "9.1%",
        "99.996%",
        "100.0%",
        "125.0%",
    ]
    assert [format_metric("chrf", value) for value in (0.0, 99.97, 100.0)] == ["0.0", "99.97", "100.0"]


def test_a_report_whose_interval_was_kept_shut_is_read_with_an_open_one(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path)
    report = {"metric": "wer", "value": 0.0, "low": 0.0, "high": 0.0, "n": 33}
    write_json(workspace.run_folder("clips") / "report.json", {"step": 9, "report": report, "judged": {}})
    kept = kept_report(workspace, "clips")
    assert kept is not None
    assert (kept["report"]["low"], kept["report"]["high"]) == pytest.approx((0.0, 3 / 33))


def test_no_shipped_report_has_an_interval_that_shuts_on_its_value() -> None:
    for file in ASSETS.glob("*/report.json"):
        report = read_json(file)["report"]
        assert report["low"] < report["high"], file
