"""What the store hands out: a run as its row says it is, an event as it was written, a curve thin enough to draw."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from llm_core.config import RunConfig
from llm_core.errors import Mistake

Status = Literal["queued", "preparing", "running", "paused", "stopped", "done", "failed"]
Origin = Literal["page", "command line", "shipped"]
Request = Literal["pause", "stop"]
ACTIVE: tuple[Status, ...] = ("preparing", "running")


@dataclass(frozen=True)
class Run:
    """A run as its row says it is; numbers are the latest, None before there are any.

    `error` holds code, cause (an English sentence with its remedy) and values; a stopped run has one when it had to be
    forced. `progress` is {"stage", "done", "total"} while the text is prepared. `files` are {"path", "name",
    "encoding", "column"}. Times are seconds since 1970, losses nats per asked token; `score` is the share of held-out
    rows answered right, of runs that learn pairs or conversations.
    """

    id: str
    name: str
    status: Status
    step: int
    max_steps: int
    train_loss: float | None
    val_loss: float | None
    bits_per_byte: float | None
    score: float | None
    tokens_per_s: float | None
    elapsed_s: float
    parameters: int | None
    peak_memory_bytes: int | None
    device: str | None
    created_at: float
    updated_at: float
    origin: Origin
    corpus: str
    error: Mapping[str, Any] | None
    progress: Mapping[str, Any] | None
    files: tuple[Mapping[str, Any], ...]
    request: Request | None
    resuming: bool
    pid: int | None
    pid_started: float | None
    config_json: str

    @property
    def config(self) -> RunConfig:
        """Its hyperparameters."""
        return config_of(self.config_json)

    @property
    def active(self) -> bool:
        """Whether a process works on it."""
        return self.status in ACTIVE

    @property
    def seconds_left(self) -> float | None:
        """Seconds until its last step at the speed so far, and not past its time limit; None while that is unknown or
        over.
        """
        if self.status != "running" or not self.step or self.elapsed_s <= 0:
            return None
        left_s = (self.max_steps - self.step) * self.elapsed_s / self.step
        limit_s = json.loads(self.config_json).get("train", {}).get("max_seconds")
        return max(0.0, left_s if limit_s is None else min(left_s, limit_s - self.elapsed_s))


@dataclass(frozen=True)
class EventRow:
    """An event as the store keeps it; `seq` grows with every event of any run, so "what is new since seq?" is
    one look.
    """

    seq: int
    run: str
    kind: str
    step: int
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Curve:
    """A run's curves, thinned so that every peak and dip stays; lists of equal length belong together.

    `score`: the share of held-out rows that are right, of runs that learn pairs or conversations; `taught`: of
    conversations the same of those that are trained on. Go on from here with `Store.events(run, after=curve.last_seq)`.
    """

    step: list[int]
    train_loss: list[float | None]
    learning_rate: list[float | None]
    gradient_norm: list[float | None]
    elapsed_s: list[float | None]
    val_step: list[int]
    val_loss: list[float | None]
    bits_per_byte: list[float | None]
    score: list[float | None]
    taught: list[float | None]
    last_seq: int


COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(Run))
STEP_NUMBERS: tuple[str, ...] = ("train_loss", "learning_rate", "gradient_norm", "tokens_per_s", "elapsed_s")


_SPELT: dict[Any, Any] = {str: str, int: int, bool: int, float: (int, float)}  # what a column holds, by what it means
NEEDED: Mapping[str, tuple[str, ...]] = {"evaluated": ("val_loss", "bits_per_byte"), "sampled": ("prompt", "text")}


class OddRowError(ValueError):
    """A row that somebody else wrote, or that was damaged: what it should hold isn't there."""


@lru_cache(maxsize=1024)
def config_of(config_json: str) -> RunConfig:
    """The hyperparameters that a row holds; nothing of them can change, so they are read once."""
    return RunConfig.parse(json.loads(config_json))


def run_from_row(row: sqlite3.Row) -> Run:
    """A run from its row, in the order of COLUMNS.

    Raises:  OddRowError: a column holds what it may not.
    """
    values = dict(zip(COLUMNS, row, strict=True))
    for name, value in values.items():
        if not _holds(name, value):
            raise OddRowError(f"{name} holds {value!r:.60}")
    try:
        for name in ("error", "progress"):
            values[name] = _object(json.loads(values[name])) if values[name] else None
        values["files"] = tuple(_object(file) for file in json.loads(values["files"]))
        config_of(values["config_json"])
    except (ValueError, TypeError, AttributeError, RecursionError, Mistake) as error:
        raise OddRowError(f"{type(error).__name__}: {error}") from None
    values["resuming"] = bool(values["resuming"])
    return Run(**values)


def event_from_row(row: sqlite3.Row) -> EventRow:
    """An event from (seq, run, kind, step, payload, *STEP_NUMBERS); a step's numbers lie in columns, to be read fast.

    Raises:  OddRowError: its payload isn't what its kind says.
    """
    seq, run, kind, step, payload, *numbers = row
    if not isinstance(step, int) or not all(number is None or isinstance(number, (int, float)) for number in numbers):
        raise OddRowError(f"event {seq} holds no numbers")
    if payload is None:
        return EventRow(seq, run, kind, step, {"step": step, **dict(zip(STEP_NUMBERS, numbers, strict=True))})
    try:
        content = _object(json.loads(payload))
    except (ValueError, TypeError, RecursionError) as error:
        raise OddRowError(f"event {seq}: {error}") from None
    if not all(name in content for name in NEEDED.get(kind, ())):
        raise OddRowError(f"event {seq} lacks what it should hold")
    return EventRow(seq, run, kind, step, content)


def events_from_rows(rows: Iterable[sqlite3.Row]) -> list[EventRow]:
    """The events that can be read; an odd one doesn't hide the others."""
    found = []
    for row in rows:
        try:
            found.append(event_from_row(row))
        except OddRowError:
            continue
    return found


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(f"{value!r:.60} is no object")
    return value


@lru_cache(maxsize=1)
def _spelt() -> dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """Of each column the types that may stand in it, and the values where only some may."""
    found = {}
    for name, hint in get_type_hints(Run).items():
        parts = get_args(hint) if isinstance(hint, UnionType) or type(None) in get_args(hint) else (hint,)
        values = tuple(value for part in parts if get_origin(part) is Literal for value in get_args(part))
        types = tuple(_SPELT.get(part, type(None) if part is type(None) else str) for part in parts)
        found[name] = types, values
    return found


def _holds(name: str, value: Any) -> bool:
    types, values = _spelt()[name]
    return isinstance(value, types) and (not values or value is None or value in values)


def share_of(payload: Mapping[str, Any], name: Literal["score", "taught"]) -> float | None:
    """A share of right answers of an evaluation; None where there was none to be right."""
    share = payload.get(name)
    return share if payload.get("rows" if name == "score" else "taught_rows") else None


def finite(value: Any) -> Any:
    """The same plain data with NaN and infinities as None, so that it is JSON."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(item) for item in value]
    return value


def thin(values: list[float | None], points: int) -> list[int]:
    """Indices that draw the same picture with about `points` points: first, last, and each bucket's lowest and
    highest.
    """
    count = len(values)
    buckets = max(1, (points - 2) // 2)
    if count <= points:
        return list(range(count))
    kept = {0, count - 1}
    for bucket in range(buckets):
        span = [i for i in range(bucket * count // buckets, (bucket + 1) * count // buckets) if values[i] is not None]
        if span:
            kept.add(min(span, key=lambda i: values[i] or 0.0))
            kept.add(max(span, key=lambda i: values[i] or 0.0))
    return sorted(kept)
