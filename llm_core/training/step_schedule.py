"""How many steps a run takes and how far its schedule is at each, so that the learning rate reaches its end with the
last.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from llm_core.config import TrainConfig

USABLE = 0.975  # of a time limit: where the last step should end; what is kept of the run then takes a moment too
TRIAL_S = 1.0  # at most a tenth of the limit
MOST_TRIALS = 200


@dataclass(frozen=True, slots=True)
class StepSchedule:
    """From `step` on, where `done` of the schedule's fall is over, the rest of it is spread evenly over the steps up to
    `max_steps`.

    most_steps: what was asked for besides a time limit: no plan has more.  spared_for: so long an objective spares some
    rows that it learns late; None where none does.
    """

    max_steps: int
    step: int = 0
    done: float = 0.0
    most_steps: int = 0
    spared_for: int | None = None

    def done_at(self, step: int, warmup_steps: int) -> float:
        """Share of the schedule's fall, after the warm-up, that is over before a step (from 0)."""
        begin = max(self.step, warmup_steps)
        return self.done + (1.0 - self.done) * min((step - begin) / max(self.max_steps - begin, 1), 1.0)


def steps_that_fit(
    config: TrainConfig,
    step: Callable[[], object],
    look: Callable[[], object],
    write: Callable[[], object],
    clock: Callable[[], float] = time.perf_counter,
) -> int:
    """The most steps, up to max_steps, that fit into max_seconds with their evaluations and samples.

    Args:    step: does one step of training.  look: evaluates once.  write: writes one sample.
    """
    assert config.max_seconds is not None
    trial_s = min(TRIAL_S, config.max_seconds / 10)
    step_s, look_s, write_s = median_s(step, trial_s, clock), median_s(look, 0, clock), median_s(write, 0, clock)
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


def median_s(work: Callable[[], object], budget_s: float, clock: Callable[[], float]) -> float:
    """Median seconds that `work` takes, repeated within a budget; its first time warms up unless it takes all of it."""
    times: list[float] = []
    start = clock()
    while not times or (clock() - start < budget_s and len(times) < MOST_TRIALS):
        before = clock()
        work()
        times.append(clock() - before)
    ordered = sorted(times[1:] or times)
    return ordered[len(ordered) // 2]
