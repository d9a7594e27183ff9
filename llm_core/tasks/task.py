"""What every task offers: its metric beside a baseline, answers with their evidence, and how good each of them is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from llm_core.config import RunConfig, TaskName
from llm_core.data.tasks import Example
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.data.warnings import TextWarning
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.objectives.objective import Cancelled, Metric

Tell = Callable[[int, int], None]  # how many of how many are done
HUNDRED = 100.0  # to which BLEU, chrF and ROUGE run, as they are published; all else is a share


def never() -> bool:
    """Nobody cancels."""
    return False


def silent(done: int, total: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class LoadedModel:
    """What answers: a model in eval mode, its tokenizer, the run's config, and the classes that it was taught."""

    model: LargeLanguageModel
    tokenizer: Tokenizer
    config: RunConfig
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """How good a run is, beside a baseline on the same examples.

    Values are shares from 0 to 1, but BLEU, chrF and ROUGE run to 100, as they are published. low, high: 95% of what
    other
    samples of as many examples would give.  baseline_value: None where there was nothing to compare with.
    details: plain data, such as a confusion matrix.
    """

    metric: str
    value: float
    low: float
    high: float
    n: int
    baseline: str = ""
    baseline_value: float | None = None
    better: Literal["higher", "lower"] = "higher"
    others: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[TextWarning, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def beats_baseline(self) -> bool | None:
        """Whether the model is better; None without a baseline."""
        if self.baseline_value is None:
            return None
        return self.value > self.baseline_value if self.better == "higher" else self.value < self.baseline_value

    def as_json(self) -> dict[str, Any]:
        """Plain data, flat."""
        said = {
            "metric": self.metric,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "baseline": self.baseline,
            "baseline_value": self.baseline_value,
            "n": self.n,
            "beats_baseline": self.beats_baseline,
            "better": self.better,
        }
        return {
            **self.others,
            **said,
            "others": dict(self.others),
            "details": dict(self.details),
            "notes": [one.as_json() for one in self.notes],
        }


@dataclass(frozen=True)
class Prediction:
    """An answer, how sure the model is of it (0 to 1, where that can be said), and what else a table may hold."""

    answer: str
    confidence: float | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """A held-out example, what the model answered, and how good that is, from 0 to 1."""

    example: Example
    answer: str
    goodness: float


class Task(ABC):
    """What a task does. It holds no state: what answers is given with every call."""

    name: ClassVar[TaskName]
    metric: ClassVar[str]
    better: ClassVar[Literal["higher", "lower"]] = "higher"

    @abstractmethod
    def score(self, loaded: LoadedModel, examples: Sequence[Example], cancelled: Cancelled = never) -> Metric | None:
        """The metric on a few examples, quickly: what is charted while a run trains. None when cancelled."""

    @abstractmethod
    def evaluate(
        self,
        loaded: LoadedModel,
        examples: Sequence[Example],
        taught: Sequence[Example] = (),
        *,
        cancelled: Cancelled = never,
        tell: Tell = silent,
    ) -> Report | None:
        """The metric and the baseline on all of these examples; None when cancelled.

        Args:    taught: what the run was trained on, for baselines that learn; without, these are left out.
        Raises:  TextError: there is no example.  ResourceError: a package is missing.
        """

    @abstractmethod
    def predict(self, loaded: LoadedModel, inputs: Sequence[str], **options: Any) -> list[Prediction]:
        """Answers to many inputs."""

    @abstractmethod
    def explain(self, loaded: LoadedModel, given: str, **options: Any) -> dict[str, Any]:
        """The answer to one input, with its evidence, as plain data.

        Raises:  TextError: it is empty, or doesn't fit.
        """

    @abstractmethod
    def judged(self, loaded: LoadedModel, examples: Sequence[Example], cancelled: Cancelled = never) -> list[Judged]:
        """Each example with the model's answer, and how good it is."""
