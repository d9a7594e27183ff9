"""Intervals: they hold the true value about as often as they say, and are narrower the more examples there are."""

from __future__ import annotations

import math

import numpy as np
import pytest

from llm_core.tasks.interval import interval_of_mean, interval_of_ratio


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


def test_one_example_says_nothing_of_others_and_none_says_nothing() -> None:
    assert interval_of_mean([0.5]) == (0.5, 0.5)
    assert all(math.isnan(end) for end in interval_of_mean([]))


def test_a_ratio_weighs_long_examples_more() -> None:
    low, high = interval_of_ratio([1, 0], [10, 0.001])
    assert low == pytest.approx(0.0, abs=1e-9) or low <= 0.1
    assert interval_of_ratio([2, 2, 2], [10, 10, 10]) == pytest.approx((0.2, 0.2))
    assert interval_of_ratio([1] * 50 + [3] * 50, [10] * 100)[0] < 0.2 < interval_of_ratio([1] * 50 + [3] * 50, [10] * 100)[1]
    assert high <= 0.1 + 1e-9


def test_the_same_values_give_the_same_interval_and_many_examples_little_memory() -> None:
    values = np.random.default_rng(0).random(50_000)
    first = interval_of_mean(values)
    assert first == interval_of_mean(values)
    assert first[1] - first[0] < 0.006
