"""What a run says while it trains: small frozen records that travel to the command line, the store and the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Literal

Content = Literal["checkpoint", "snapshot", "best"]
Reason = Literal["done", "paused", "stopped", "time"]


Exchange = Mapping[str, Any]  # {"question", "answer", "expected": str | None, "taught": bool}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened after `step` corrections of the weights."""

    kind: ClassVar[str]
    step: int


@dataclass(frozen=True, slots=True)
class Started(Event):
    """Training begins, or goes on, at `step`, with what was decided for this machine."""

    kind: ClassVar[str] = "started"
    parameters: int
    vocab_size: int
    train_tokens: int
    device: str
    threads: int
    precision: str
    max_steps: int


@dataclass(frozen=True, slots=True)
class StepDone(Event):
    """One correction of the weights; the loss (nats per target token) is that of the batch before it.

    tokens_per_s: tokens read, by an encoder too, padding left out; with next tokens as many as are asked.
    """

    kind: ClassVar[str] = "step"
    train_loss: float
    learning_rate: float
    gradient_norm: float
    tokens_per_s: float
    elapsed_s: float


@dataclass(frozen=True, slots=True)
class Planned(Event):
    """A run with a time limit became slower or faster than planned: it now takes `max_steps`, not `former_steps`, each
    of `step_s`.

    done: the share of the learning rate's fall that is over; the rest lies between this step and the last.
    """

    kind: ClassVar[str] = "planned"
    max_steps: int
    former_steps: int
    done: float
    step_s: float


@dataclass(frozen=True, slots=True)
class Evaluated(Event):
    """The loss on text never trained on, in nats per target token; the whole split was asked when tokens == of_tokens.

    bits_per_byte: None where a loss is no code for the text, as of hidden tokens.  metric: "exact_match" of pairs:
    `score`
    is the share of `rows` that were answered word for word; they are evenly spread, and all of them at the end.
    "replies" of
    conversations: the same of the turns kept for validation, and `taught` of `taught_rows` that were trained on.
    """

    kind: ClassVar[str] = "evaluated"
    val_loss: float
    bits_per_byte: float | None
    tokens: int
    of_tokens: int
    unknown: int
    metric: str | None = None
    score: float | None = None
    rows: int = 0
    taught: float | None = None
    taught_rows: int = 0


@dataclass(frozen=True, slots=True)
class Sampled(Event):
    """What the model writes by now: after the prompt; of pairs its answer to it, of an encoder the prompt with its
    blanks filled.

    expected: of pairs, the answer that stands in the file.  exchanges: of conversations the same few questions each
    time,
    with what it says and what stands in the file, and whether that was trained on; the first stands in prompt and text
    too.
    """

    kind: ClassVar[str] = "sampled"
    prompt: str
    text: str
    val_loss: float | None
    expected: str | None = None
    exchanges: Sequence[Exchange] = ()


@dataclass(frozen=True, slots=True)
class Saving(Event):
    """A checkpoint comes next: whoever keeps events sees to it that all before this one are kept by then.

    A sign to act upon, which is kept nowhere itself.
    """

    kind: ClassVar[str] = "saving"


@dataclass(frozen=True, slots=True)
class Saved(Event):
    """A checkpoint or snapshot stands on the disk; "best": that checkpoint has the lowest validation loss so far.

    `folder` is relative to the run's folder, such as "checkpoints/step-00000200".
    """

    kind: ClassVar[str] = "saved"
    content: Content
    folder: str


@dataclass(frozen=True, slots=True)
class Finished(Event):
    """The run ended as planned ("done"), on request ("paused", "stopped"), or at its time limit ("time")."""

    kind: ClassVar[str] = "finished"
    reason: Reason
    train_loss: float | None
    elapsed_s: float
    peak_memory_bytes: int


@dataclass(frozen=True, slots=True)
class Failed(Event):
    """The run cannot go on; `cause` says why and what to change, `code` and `values` let the page say it in its
    language.
    """

    kind: ClassVar[str] = "failed"
    code: str
    cause: str
    values: Mapping[str, Any]


KINDS: Mapping[str, type[Event]] = {
    event.kind: event for event in (Started, StepDone, Planned, Evaluated, Sampled, Saving, Saved, Finished, Failed)
}


def as_json(event: Event) -> dict[str, Any]:
    """An event's payload as plain data; its `kind` stands beside it, not in it."""
    return asdict(event)


def from_json(kind: str, payload: Mapping[str, Any]) -> Event:
    """The event that `as_json` took apart."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in payload.items()
    }
    return KINDS[kind](**values)
