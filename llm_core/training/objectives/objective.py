"""What every objective owns: the batch of each step, its loss, the metric on validation data, and a sample."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple, Protocol

import numpy as np

from llm_core.errors import TextError
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.batches import Batch, Ids
from llm_core.training.events import Exchange
from llm_core.training.objectives.loss import Loss, Predictor, cross_entropy_loss
from llm_core.training.optimizer import Optimizer
from llm_core.training.step_schedule import StepSchedule

MOST_TOKENS_AT_ONCE = 4096
MOST_LOGITS_BYTES = 64 << 20
Cancelled = Callable[[], bool]
Extent = Literal["some", "most", "all"]  # of the validation examples: on the way, at a run's end, and when it is asked


class Metric(NamedTuple):
    """How good a model is beside its loss: `value` on `rows` validation examples; no name where nothing can be right.

    taught: the same on `taught_rows` examples that it was trained on, where that is told, too.
    """

    name: str | None = None
    value: float | None = None
    rows: int = 0
    taught: float | None = None
    taught_rows: int = 0


class Sample(NamedTuple):
    """What was given, what the model made of it, and what is right where that is known.

    exchanges: of conversations, all that were tried; the first stands in prompt and text, too.
    """

    prompt: str
    text: str
    expected: str | None = None
    exchanges: tuple[Exchange, ...] = ()


class Learning(Predictor, Protocol):
    """A model that learns, with what corrects its weights."""

    optimizer: Optimizer


class Objective(ABC):
    """What a run learns. Each is one subclass, which says what its batches hold and how good an answer is.

    of_tokens: how many targets the whole validation data has.  bytes_per_token: UTF-8 bytes behind one of them; None
    where a loss can't be told in bits per byte, since it is no code for the whole text.  rows_to_learn: how many
    examples there are to learn from; None of running text.
    """

    rows_to_learn: int | None = None
    of_tokens: int
    bytes_per_token: float | None

    @abstractmethod
    def batch(self, step: int) -> Batch:
        """What step `step` (from 0) learns from, all its accumulated batches: a pure function of (seed, step)."""

    @abstractmethod
    def validation_batches(self, limit: int | None = None) -> Iterator[Batch]:
        """All validation data, or an evenly spread part in which about `limit` tokens are read; the same each time."""

    def loss(self, predictor: Predictor, batch: Batch, whole: Batch) -> Loss:
        """What a part of a step's whole batch costs."""
        return cross_entropy_loss(predictor, batch, whole)

    def metric(self, model: LargeLanguageModel, extent: Extent, cancelled: Cancelled) -> Metric | None:
        """How many validation examples are answered right, or what else says how good a model is; None when
        cancelled.
        """
        return Metric()

    @abstractmethod
    def sample(self, model: LargeLanguageModel, cancelled: Cancelled) -> Sample:
        """What a model in eval mode makes of the config's prompt, or of the same validation example each time."""

    def begin(self, learning: Learning) -> None:  # noqa: B027  most have nothing to do here
        """Get ready before the first step of this process; weights and optimizer are as that step will find them."""

    def after_step(self, step: int) -> None:  # noqa: B027  most have nothing to do here
        """Do what is due once `step` steps are done."""

    def planned(self, plan: StepSchedule, step: int) -> StepSchedule:
        """A plan that was changed after `step` steps, with what this objective has to remember of it."""
        return plan

    def follow(self, plan: StepSchedule) -> None:  # noqa: B027  most have nothing to do here
        """Go by a plan, such as a resumed run's."""


def nothing_to_evaluate(tokens: int, least: int) -> TextError:
    """The mistake that there is too little to ask."""
    return TextError(
        "nothing-to-evaluate",
        (
            "The text to evaluate on has {tokens} tokens; at least {least} are needed: give more text, or keep more "
            "of it for validation."
        ),
        tokens=tokens,
        least=least,
    )


def evenly(count: int, wanted: int) -> Ids:
    """About `wanted` of the numbers below `count`, evenly spread from the first to the last."""
    return np.unique(np.linspace(0, count - 1, min(wanted, count)).round().astype(np.int64))


def rows_at_once(length: int, vocab_size: int) -> int:
    """How many rows of a length to evaluate together: few enough for memory, and to stop soon when asked."""
    return max(min(MOST_TOKENS_AT_ONCE // length, MOST_LOGITS_BYTES // (4 * vocab_size * length)), 1)
