"""What a run's losses say by themselves: that it diverges, learns by heart, or knows its own text ever better than new
text.

The page's coach and the command line judge by these alike; each has its own words.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Literal

from llm_core.training.events import Evaluated, Event, Saved, StepDone

RISEN = 1.015  # validation above its best by this: no longer its noise
REMEMBERED = 48  # train losses that are looked at
AROUND = 24  # of them, the mean up to an evaluation: what the train loss is there
RECENT = 2  # evaluations that a gap must have lasted for
GAP_LOOKS = 2 * RECENT + 2  # evaluations that it takes to see one grow
WIDE = 0.1  # a gap of this share of the validation loss is worth a word
WIDER = 1.25  # and it grows when it is so many times what it was
Sign = Literal["diverging", "overfitting", "gap"]


@dataclass(frozen=True, slots=True)
class Look:
    """An evaluation: the validation loss, and the mean train loss of the steps up to it."""

    step: int
    val_loss: float
    train_loss: float | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """How far validation lies above train loss now, and how far it did before."""

    before: float
    now: float
    train_loss: float
    val_loss: float


@dataclass(frozen=True, slots=True)
class Divergence:
    """Lowest and present mean of the train loss."""

    low: float
    now: float


def divergence(train_losses: Sequence[float]) -> Divergence | None:
    """Whether the train loss has risen far within the last few dozen steps."""
    if len(train_losses) < 24:
        return None
    parts = [fmean(train_losses[i : i + 8]) for i in range(0, len(train_losses) - 7, 8)]
    low, now = min(parts[:-1]), parts[-1]
    return Divergence(low, now) if now > 1.35 * low and now - low > 0.5 else None


def best_of(looks: Sequence[Look]) -> Look:
    """The evaluation with the lowest validation loss, the first of equal ones."""
    return min(looks, key=lambda look: look.val_loss)


def has_risen(looks: Sequence[Look]) -> bool:
    """Whether validation has risen past its noise, for two looks or more."""
    if len(looks) < 4:
        return False
    best = best_of(looks)
    since = looks[looks.index(best) + 1 :]
    return (
        len(since) >= 2
        and all(look.val_loss > best.val_loss for look in since)
        and since[-1].val_loss > RISEN * best.val_loss
    )


def growing_gap(looks: Sequence[Look]) -> Gap | None:
    """The gap between train and validation loss, where it is wide and was narrower four looks ago."""
    known = [(look, look.val_loss - look.train_loss) for look in looks if look.train_loss is not None]
    if len(known) < GAP_LOOKS:
        return None
    newest = known[-1][0]
    now = fmean(gap for _, gap in known[-RECENT:])
    before = fmean(gap for _, gap in known[-GAP_LOOKS : RECENT - GAP_LOOKS])
    assert newest.train_loss is not None
    grows = now > WIDE * newest.val_loss and now > WIDER * before and known[-1][1] > before
    return Gap(before, known[-1][1], newest.train_loss, newest.val_loss) if grows else None


@dataclass
class Watch:
    """Reads a run's events as they come, and says which sign they show and where it was best.

    judged_by_loss: whether validation loss is what counts; of replies that nobody taught it isn't.
    """

    judged_by_loss: bool = True
    looks: list[Look] = field(default_factory=list)
    snapshots: set[int] = field(default_factory=set)  # steps whose weights lie on the disk
    best_saved: int | None = None  # the step of the best checkpoint
    train_losses: deque[float] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def see(self, event: Event) -> None:
        """Take an event."""
        match event:
            case StepDone():
                self.train_losses.append(event.train_loss)
            case Evaluated():
                self.judged_by_loss = self.judged_by_loss and event.taught is None
                self.looks.append(Look(event.step, event.val_loss, self.train_loss()))
            case Saved(content="snapshot"):
                self.snapshots.add(event.step)
            case Saved(content="best"):
                self.best_saved = event.step

    def keeps(self, step: int) -> int | None:
        """The step itself if its weights lie on the disk, else that of the best checkpoint."""
        return step if step in self.snapshots else self.best_saved

    def train_loss(self) -> float | None:
        """The mean train loss of the last steps."""
        recent = list(self.train_losses)[-AROUND:]
        return fmean(recent) if recent else None

    def sign(self) -> tuple[Sign, Divergence | Gap | Look] | None:
        """What to warn of now, if anything."""
        if found := divergence(list(self.train_losses)):
            return "diverging", found
        if not self.judged_by_loss or not self.looks:
            return None
        if has_risen(self.looks) and not self.train_has_risen():
            return "overfitting", best_of(self.looks)
        gap = growing_gap(self.looks)
        return ("gap", gap) if gap else None

    def train_has_risen(self) -> bool:
        """Whether the train loss is above what it was at the best evaluation: then it isn't learning by heart."""
        best, now = best_of(self.looks).train_loss, self.train_loss()
        return best is not None and now is not None and now >= best
