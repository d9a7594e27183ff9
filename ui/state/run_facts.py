"""What stays of a run while it trains, and its rows as short plain data for a browser."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from llm_core.files import read_json
from llm_core.generation.mode import mode_of
from llm_core.runs.metrics import as_share
from llm_core.runs.records import share_of
from ui.state.coach import Unit, is_diverged

if TYPE_CHECKING:
    from llm_core.config import RunConfig
    from llm_core.runs.records import EventRow, Run

EXCHANGES = 8  # questions that a card shows
Task = Literal["continue", "fill", "answer", "converse"]


@dataclass(frozen=True)
class Facts:
    """What stays of a run: unit of its tokens, what a loss on its text is worth, two lines about it, its rate, what it
    does.
    """

    unit: Unit
    baseline_losses: Mapping[str, float]
    line: str
    about: str
    learning_rate: float
    task: Task
    metric: Mapping[str, Any] | None = None


def unit_of(tokenizer: str, statistics: Mapping[str, Any]) -> Unit:
    """What a token is called: a letter, a Chinese character (text of about three bytes a character), or a token."""
    if tokenizer != "characters":
        return "tokens"
    return "hanzi" if statistics.get("bytes", 0) > 2 * statistics.get("characters", 1) else "letters"


def task_of(config: RunConfig) -> Task:
    """What a run learns to do: converse, answer, be it in blanks or as a task, fill blanks, or go on with a text."""
    mode = mode_of(config)
    return "answer" if mode == "fill-answer" or mode == "task" else mode  # noqa: PLR1714  mypy narrows by ==


def baseline_losses_of(config: RunConfig, statistics: Mapping[str, Any]) -> Mapping[str, float]:
    """What a loss is worth, as far as it is true of what this run is asked: an encoder isn't told which token came
    before, and of an answer it isn't asked where it ends."""
    known = statistics.get("references") or {}
    if config.model.architecture != "encoder-only":
        return dict(known)
    true = ("guessing",) if config.data.paired else ("guessing", "frequencies")
    return {name: known[name] for name in true if name in known}


def half_rate(run: Run, planned: float = math.inf) -> float | None:
    """The learning rate to try after a run whose loss left the finite numbers; None where what is `planned` is as low
    already.
    """
    half = float(f"{run.config.train.peak_learning_rate / 2:.2g}")
    return half if run.status == "failed" and is_diverged(run.error) and planned > half else None


def mean(losses: Iterable[float | None]) -> float | None:
    """Mean of those that are known."""
    known = [loss for loss in losses if loss is not None]
    return sum(known) / len(known) if known else None


def look_of(row: EventRow, config: RunConfig | None = None) -> list[float | None]:
    """An evaluation: its step, the validation loss, the shares of held-out and of taught answers that are right."""
    held = share_of(row.payload, "score")
    return short(
        (row.step, row.payload["val_loss"], as_share(held, config) if config else held, share_of(row.payload, "taught"))
    )


def samples_of(rows: Iterable[EventRow]) -> list[dict[str, Any]]:
    """What the model wrote, at a length that a card shows."""
    return [
        {
            "step": row.step,
            "prompt": row.payload["prompt"][:2000],
            "text": row.payload["text"][:2000],
            "loss": row.payload.get("val_loss"),
            "expected": None if row.payload.get("expected") is None else row.payload["expected"][:2000],
            "exchanges": [exchange_of(exchange) for exchange in row.payload.get("exchanges") or ()][:EXCHANGES],
        }
        for row in rows
    ]


def shown_samples(samples: Sequence[dict[str, Any]], task: Task) -> list[dict[str, Any]]:
    """Those that tell the story. Of conversations three that asked as many questions as the newest: steps double, so
    most happens late among them; else five, spread by their order.
    """
    shares: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 1.0)
    if task == "converse" and samples and samples[-1]["exchanges"]:
        asked = len(samples[-1]["exchanges"])
        samples = [sample for sample in samples if len(sample["exchanges"]) == asked]
        shares = (0.0, 0.7, 1.0)
    last = len(samples) - 1
    chosen = dict.fromkeys(math.floor(last * share + 0.5) for share in shares)
    return list(samples) if len(samples) <= len(shares) else [samples[place] for place in chosen]


def exchange_of(exchange: Mapping[str, Any]) -> dict[str, Any]:
    """A question with what the model says to it, what stands in the file, and whether that was trained on."""
    said = {
        name: None if exchange.get(name) is None else str(exchange[name]).strip()[:600]
        for name in ("question", "answer", "expected")
    }
    return {**said, "taught": bool(exchange.get("taught"))}


def short(numbers: Iterable[float | None]) -> list[float | None]:
    """Five digits are more than a screen shows, and half of what JSON would carry."""
    return [
        number
        if number is None or isinstance(number, int)
        else float(f"{number:.5g}")
        if math.isfinite(number)
        else None
        for number in numbers
    ]


def read_statistics(file: Path | None) -> Mapping[str, Any]:
    """Statistics of a corpus from its corpus.json; nothing where it is missing or damaged."""
    try:
        found = read_json(file).get("statistics") if file else {}
    except (OSError, ValueError, AttributeError):
        return {}
    return found if isinstance(found, Mapping) else {}


def csv_of(rows: Sequence[EventRow]) -> str:
    """Steps and evaluations side by side, a line a step."""
    table: dict[int, dict[str, Any]] = {}
    for row in rows:
        table.setdefault(row.step, {}).update(row.payload)
    names = (
        "step",
        "train_loss",
        "val_loss",
        "bits_per_byte",
        "score",
        "taught",
        "learning_rate",
        "gradient_norm",
        "tokens_per_s",
        "elapsed_s",
    )
    out = io.StringIO()
    writer = csv.DictWriter(out, names, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows({**values, "step": step} for step, values in sorted(table.items()))
    return out.getvalue()


def unknown_characters(tokenizer: Any, text: str, most: int = 6) -> str:
    """The first characters of a text that a run's tokenizer has no token for, a space between them; "" where it has
    all.
    """
    if tokenizer.unknown_id is None:
        return ""
    found = [
        character for character in dict.fromkeys(text[:2000]) if tokenizer.unknown_id in tokenizer.encode(character)
    ]
    return " ".join(found[:most])
