"""Batches: pure functions of (seed, step); windows and padded rows."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from llm_core.model.mask import PADDING
from llm_core.training.batches import Batch, cut_rows, draw_windows, rng_of_step

TOKENS = np.arange(1000, dtype=np.uint16)


def draw(step: int, seed: int = 1, size: int = 64) -> NDArray[np.int64]:
    return draw_windows(TOKENS, rng_of_step(seed, step), size, 9)


def test_the_same_step_gives_the_same_windows_whatever_was_drawn_before() -> None:
    first = draw(7)
    draw(8)
    torch.manual_seed(3)
    np.random.seed(3)
    assert np.array_equal(first, draw(7))


def test_other_steps_and_other_seeds_give_other_windows() -> None:
    drawn = [draw(step, seed) for step in range(20) for seed in range(5)]
    assert len({tuple(windows.flatten().tolist()) for windows in drawn}) == 100


def test_windows_start_anywhere_up_to_the_last_token() -> None:
    windows = draw(0, size=20_000)
    assert windows.dtype == np.int64
    assert np.array_equal(windows[:, :-1] + 1, windows[:, 1:])
    assert set(windows[:, 0].tolist()) == set(range(1000 - 8))
    assert windows.max() == 999


def test_a_text_of_just_one_window_is_drawn_whole() -> None:
    assert draw_windows(TOKENS[:9], rng_of_step(0, 0), 2, 9).tolist() == [list(range(9))] * 2


def test_the_windows_never_change() -> None:
    """Golden ids: a change of them breaks resuming of every run that exists."""
    assert draw(5, seed=1337, size=6)[:, 0].tolist() == [852, 901, 522, 301, 821, 691]


def test_rows_are_padded_to_the_longest_only() -> None:
    rows = cut_rows(TOKENS, np.array([5, 997, 0]), np.array([2, 3, 0]))
    assert rows.tolist() == [[5, 6, PADDING], [997, 998, 999], [PADDING] * 3]
    assert cut_rows(TOKENS, np.array([5, 6]), np.array([0, 0])).shape == (2, 0)


def test_a_batch_counts_what_is_read_and_what_is_asked_without_padding() -> None:
    tokens = torch.tensor([[1, 2, 3], [4, PADDING, PADDING]])
    targets = torch.tensor([[PADDING, 2, 3], [4, PADDING, PADDING]])
    batch = Batch(tokens, targets, torch.tensor([[7, 8], [9, PADDING]]))
    assert (batch.target_count, batch.read) == (3, 7)
    first, second = batch.parts(2)
    assert (first.target_count, second.target_count, first.read, second.read) == (2, 1, 5, 2)
    assert Batch(tokens, targets).parts(2)[1].source is None
