"""Keeps a run within its time limit: times what it does, and plans anew where its end would come too early or
too late.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from statistics import fmean
from typing import Literal

from llm_core.config import TrainConfig
from llm_core.training.events import Planned
from llm_core.training.step_schedule import USABLE, StepSchedule, milestones

AWAY, UNSURE = (
    0.015,
    0.2,
)  # of the limit, and of the time that is left: so far from where it should lie may the end be foreseen
LATELY, FEWEST = (
    0.2,
    5,
)  # a step takes as long as the last ones did: those of a fifth of the time that is left, and at least so many
APART, ASKED = 0.025, 0.0025  # of the limit: between two plans at least, and between two times that one is asked for
MOST_STEPS = 500  # that are remembered: judging takes a moment, however short steps are
HEARD_STEPS, HEARD_SHARE = 5, 0.1  # so many steps, or this share of the limit, before the first plan is doubted
Look = Literal["evaluation", "checkpoint", "sample"]


class TimeLimit:
    """The plan of a run that has a time limit, as it changes with the run's pace.

    Args:    plan: the one to begin or go on with.  foreseen: plans that a former process made after the checkpoint from
        which the run is
             resumed: they are followed, and none is made before them.
    """

    def __init__(
        self, config: TrainConfig, plan: StepSchedule, clock: Callable[[], float], foreseen: Iterable[Planned] = ()
    ) -> None:
        assert config.max_seconds is not None
        self.config, self.plan, self.clock, self.limit_s = config, plan, clock, config.max_seconds
        self.foreseen = {planned.step: planned for planned in foreseen}
        self.steps: deque[float] = deque()  # seconds of the last ones, and their sum
        self.steps_s = 0.0
        self.looks: dict[Look, deque[float]] = defaultdict(lambda: deque(maxlen=2 * FEWEST))
        self.timed_steps = 0
        self.planned_s = self.judged_s = 0.0  # when the plan was last changed, and last looked at

    @contextmanager
    def timed(self, look: Look | None = None) -> Iterator[None]:
        """Note how long the block takes: a look at the model, else a step."""
        start = self.clock()
        yield
        seconds = self.clock() - start
        if look is not None:
            self.looks[look].append(seconds)
            return
        self.timed_steps += 1
        self.steps.append(seconds)
        self.steps_s += seconds

    def planned_anew(self, step: int, elapsed_s: float) -> Planned | None:
        """Change the plan after a step, if it no longer fits the time; says how.

        The schedule then stands where the clock does, or the steps where they are few: at the share that is used up,
        whichever is further.
        """
        if self.foreseen:
            return self.followed(step)
        if not self.may_judge(step, elapsed_s):
            return None
        self.judged_s = elapsed_s
        self.forget(LATELY * (self.limit_s - elapsed_s))
        aim_s, max_steps = self.limit_s * USABLE, self.plan.max_steps
        end_s = elapsed_s + self.taken_s(step, max_steps)
        if abs(end_s - aim_s) <= max(AWAY * self.limit_s, UNSURE * (self.limit_s - elapsed_s)):
            return None
        found = self.fitting(step, aim_s - elapsed_s)
        if found == max_steps:
            return None
        self.planned_s = elapsed_s
        done = min(max(elapsed_s / aim_s, step / self.plan.most_steps), 1.0)
        return self.changed(Planned(step, found, max_steps, done, self.step_s))

    def followed(self, step: int) -> Planned | None:
        """The change that a former process made after this step, if any."""
        planned = self.foreseen.pop(step, None)
        self.foreseen = {of: later for of, later in self.foreseen.items() if of > step}
        return planned and self.changed(planned)

    def changed(self, planned: Planned) -> Planned:
        self.plan = replace(self.plan, max_steps=planned.max_steps, step=planned.step, done=planned.done)
        return planned

    def may_judge(self, step: int, elapsed_s: float) -> bool:
        """Whether enough is known by now, and the last change is some time ago; at the plan's end it is judged in any
        case.
        """
        heard = self.timed_steps >= HEARD_STEPS or elapsed_s > HEARD_SHARE * self.limit_s
        due = elapsed_s - self.planned_s >= APART * self.limit_s and elapsed_s - self.judged_s >= ASKED * self.limit_s
        return (heard and due) or step == self.plan.max_steps

    def forget(self, lately_s: float) -> None:
        """Keep only the steps of the last seconds."""
        while len(self.steps) > MOST_STEPS or (len(self.steps) > FEWEST and self.steps_s - self.steps[0] > lately_s):
            self.steps_s -= self.steps.popleft()

    @property
    def step_s(self) -> float:
        """Seconds of a step lately."""
        return usual(self.steps)

    def taken_s(self, step: int, max_steps: int) -> float:
        """Seconds from a step to the last one, with all looks between them; what follows the last isn't counted."""

        def due(every: int) -> int:
            return (max_steps - 1) // every - step // every

        samples, checkpoints = milestones(max_steps) - milestones(step), due(self.config.save_every)
        evaluations = (
            samples
            + due(self.config.eval_every)
            + (checkpoints if self.config.save_every % self.config.eval_every else 0)
        )
        looks: dict[Look, int] = {"evaluation": evaluations, "checkpoint": checkpoints, "sample": samples}
        return (max_steps - step) * self.step_s + sum(count * usual(self.looks[look]) for look, count in looks.items())

    def fitting(self, step: int, room_s: float) -> int:
        """The last step for which there is room: the nearest one, unless it would end past the limit."""
        room_s += min(self.step_s / 2, self.limit_s * (1 - USABLE))
        low, high = step, self.plan.most_steps
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.taken_s(step, middle) <= room_s else (low, middle - 1)
        return low


def usual(seconds: Collection[float]) -> float:
    """The mean without the shortest and the longest quarter, which something else may have held up; 0 where nothing is
    known.
    """
    cut = len(seconds) // 4
    return fmean(sorted(seconds)[cut : len(seconds) - cut]) if seconds else 0.0
