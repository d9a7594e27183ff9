"""Trials of a promise: each under a limit of time, a hang or an error counted as a failure, and the next one tried."""

from __future__ import annotations

import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

PATIENCE_S = 120.0
TOLD = 3  # failures that a figure names


class HungError(Exception):
    """A trial didn't end in time."""


@dataclass
class Trials:
    """How many trials of a promise were made, and what went wrong in which."""

    limit_s: float = PATIENCE_S
    tried: int = 0
    failures: list[str] = field(default_factory=list)

    @contextmanager
    def trial(self, name: str) -> Iterator[None]:
        """One trial: what goes wrong in it is kept, and doesn't end the others."""
        self.tried += 1
        try:
            with limited(self.limit_s):
                yield
        except Exception as error:  # the trial's edge: whatever it was, the promise wasn't kept
            self.failures.append(f"{name}: {type(error).__name__} {error}"[:300])
            print(
                f"  FAILED {self.failures[-1]} (at line {traceback.extract_tb(error.__traceback__)[-1].lineno})",
                flush=True,
            )

    @property
    def held(self) -> int:
        """How many went as promised."""
        return self.tried - len(self.failures)

    def said(self) -> str:
        """What went wrong, as a figure says it."""
        more = f" and {len(self.failures) - TOLD} more" if len(self.failures) > TOLD else ""
        return f"; BROKEN: {' / '.join(self.failures[:TOLD])}{more}" if self.failures else ""


@dataclass(frozen=True)
class Verdict:
    """A promise, the figure that was measured, and whether it was kept."""

    claim: str
    figure: str
    kept: bool


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise HungError in this thread when the block takes longer, whatever it waits for; main thread only."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise HungError(f"no end after {seconds:g} s")

    former = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)


def until(condition: Callable[[], bool], tick_s: float = 0.01) -> None:
    """Wait for something; the trial's limit is what ends it."""
    while not condition():
        time.sleep(tick_s)


def require(condition: bool, complaint: str) -> None:
    """A check that no optimisation takes away."""
    if not condition:
        raise AssertionError(complaint)
