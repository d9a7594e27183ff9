"""What a task tells its training run: how good the model is by now, in the task's own metric, and what it does with an
example.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from llm_core.model.transformer import LargeLanguageModel

Cancelled = Callable[[], bool]


class Scored(NamedTuple):
    """A metric's value over `rows` examples."""

    metric: str
    value: float
    rows: int


class Done(NamedTuple):
    """What was given, what the model made of it, and what is right."""

    given: str
    answer: str
    expected: str | None


class Job(Protocol):
    """A task, bound to a corpus. Models come in eval mode."""

    def score(self, model: LargeLanguageModel, whole: bool, cancelled: Cancelled) -> Scored | None:
        """The metric on evenly spread held-out examples, on more of them where `whole`; None when cancelled."""

    def show(self, model: LargeLanguageModel, cancelled: Cancelled) -> Done:
        """What the model makes of the same held-out example each time."""
