"""Batches: a pure function of (seed, step)."""

from __future__ import annotations

import numpy as np
import torch

from llm_core.training.batches import batch_of_step

TOKENS = np.arange(1000, dtype=np.uint16)


def draw(step: int, seed: int = 1, size: int = 64) -> tuple[torch.Tensor, torch.Tensor]:
    return batch_of_step(TOKENS, step, seed=seed, batch_size=size, context_length=8)


def test_the_same_step_gives_the_same_batch_whatever_was_drawn_before() -> None:
    first = draw(7)
    draw(8)
    torch.manual_seed(3)
    np.random.seed(3)
    assert all(torch.equal(a, b) for a, b in zip(first, draw(7), strict=True))


def test_other_steps_and_other_seeds_give_other_batches() -> None:
    batches = [draw(step, seed)[0] for step in range(20) for seed in range(5)]
    assert len({tuple(batch.flatten().tolist()) for batch in batches}) == 100


def test_targets_are_the_inputs_one_token_later() -> None:
    inputs, targets = draw(3)
    assert inputs.shape == targets.shape == (64, 8)
    assert inputs.dtype == targets.dtype == torch.int64
    assert torch.equal(inputs + 1, targets)


def test_windows_start_anywhere_and_the_last_token_is_a_target_too() -> None:
    inputs, targets = draw(0, size=20_000)
    assert set(inputs[:, 0].tolist()) == set(range(1000 - 8))
    assert int(targets.max()) == 999


def test_a_text_of_just_one_window_is_drawn_whole() -> None:
    inputs, targets = batch_of_step(TOKENS[:9], 0, seed=0, batch_size=2, context_length=8)
    assert inputs.tolist() == [list(range(8))] * 2
    assert targets.tolist() == [list(range(1, 9))] * 2


def test_the_batches_never_change() -> None:
    """Golden ids: a change of them breaks resuming of every run that exists."""
    inputs, _ = draw(5, seed=1337, size=6)
    assert inputs[:, 0].tolist() == GOLDEN


GOLDEN = [852, 901, 522, 301, 821, 691]
