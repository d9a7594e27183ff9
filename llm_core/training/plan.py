"""How many steps a time limit has room for, so that the learning rate reaches 0 just as time is up."""

from __future__ import annotations

import time
from collections.abc import Callable

from llm_core.config import TrainConfig

USABLE = 0.94                   # of the limit: steps late in a run are never faster than those of the trial
TRIAL_S = 1.0                   # at most a tenth of the limit


def steps_that_fit(
    config: TrainConfig, step: Callable[[], object], look: Callable[[], object], write: Callable[[], object]
) -> int:
    """The most steps, up to max_steps, that fit into max_seconds with their evaluations and samples.

    Args:    step: does one step of training.  look: evaluates once.  write: writes one sample.
    """
    assert config.max_seconds is not None
    trial_s = min(TRIAL_S, config.max_seconds / 10)
    step_s, look_s, write_s = median_s(step, trial_s), median_s(look, 0), median_s(write, 0)
    room_s = config.max_seconds * USABLE

    def taken_s(steps: int) -> float:
        samples = milestones(steps)
        return steps * step_s + (steps / config.eval_every + 1 + samples) * look_s + samples * write_s

    low, high = 1, config.max_steps
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if taken_s(middle) <= room_s else (low, middle - 1)
    return low


def steps_of_epochs(config: TrainConfig, rows: int | None) -> int:
    """The most steps, up to max_steps, in which no example is learnt from more often than max_epochs says."""
    if config.max_epochs is None or rows is None:
        return config.max_steps
    return min(config.max_steps, max(round(config.max_epochs * rows / (config.batch_size * config.accumulation)), 1))


def is_milestone(step: int) -> bool:
    """Whether a step is one of 0, 1, 2, 5, 10, 20, 50, 100 …: evenly spread on a log scale."""
    return step == 0 or str(step).rstrip("0") in ("1", "2", "5")


def milestones(steps: int) -> int:
    """How many milestones a run of so many steps passes, the last step included."""
    passed, scale = 2, 1
    while scale <= steps:
        passed += sum(part * scale <= steps for part in (1, 2, 5))
        scale *= 10
    return passed


def median_s(work: Callable[[], object], budget_s: float) -> float:
    """Median seconds that `work` takes, repeated within a budget; its first time warms up unless it takes all of it."""
    times: list[float] = []
    start = time.perf_counter()
    while not times or time.perf_counter() - start < budget_s:
        before = time.perf_counter()
        work()
        times.append(time.perf_counter() - before)
    ordered = sorted(times[1:] or times)
    return ordered[len(ordered) // 2]
