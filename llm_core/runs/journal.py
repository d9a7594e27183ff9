"""What runs said, as the store keeps it: events appended in batches, read after a number, thinned to curves."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from llm_core.runs.database import Database, set_columns
from llm_core.runs.records import STEP_NUMBERS, Curve, EventRow, Status, events_from_rows, finite, share_of, thin
from llm_core.training.events import Evaluated, Event, Failed, Finished, Planned, Started, StepDone, as_json

INSERT_EVENT = f"INSERT INTO events (run, kind, step, payload, {', '.join(STEP_NUMBERS)}) VALUES (?,?,?,?,?,?,?,?,?)"  # noqa: S608
_EVENT = "seq, run, kind, step, payload, " + ", ".join(STEP_NUMBERS)


class Journal(Database):
    """Events of all runs, and the latest numbers that they put on a run's row."""

    def append(self, run: str, events: Iterable[Event], **fields: Any) -> bool:
        """Write events and what they change on the run's row, with any other columns of it, in one commit; False, and
        nothing is written, where there is no such row. A status is kept even by a power cut."""
        changes: dict[str, Any] = {"updated_at": time.time()}
        rows = []
        for event in events:
            changes.update(_changes(event))
            if isinstance(event, StepDone):
                rows.append(
                    (run, event.kind, event.step, None, *(finite(getattr(event, name)) for name in STEP_NUMBERS))
                )
            else:
                payload = json.dumps(finite(as_json(event)), ensure_ascii=False)
                rows.append((run, event.kind, event.step, payload, *[None] * len(STEP_NUMBERS)))
        with self.write(durable="status" in fields) as connection:
            if not set_columns(connection, run, {**changes, **fields}):
                return False
            connection.executemany(INSERT_EVENT, rows)
        return True

    def events(self, run: str, after: int = 0, kinds: Sequence[str] | None = None, limit: int = 5000) -> list[EventRow]:
        """Events after `seq` in order: the live view polls with the last `seq` that it saw."""
        chosen = f" AND kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
        query = f"SELECT {_EVENT} FROM events WHERE run=? AND seq>?{chosen} ORDER BY seq LIMIT ?"  # noqa: S608
        return events_from_rows(self.read(query, (run, after, *(kinds or ()), limit)))

    def curve(self, run: str, points: int = 2000) -> Curve:
        """A run's curves in at most about `points` points each, to catch up at once however long the run is."""
        last = (
            self.read("SELECT max(seq) FROM events WHERE run=?", (run,))[0][0] or 0
        )  # first: what comes meanwhile is for events()
        query = f"SELECT step, {', '.join(STEP_NUMBERS)} FROM events WHERE run=? AND kind=? AND seq<=? ORDER BY seq"  # noqa: S608
        steps = [
            row
            for row in self.read(query, (run, StepDone.kind, last))
            if not any(isinstance(value, (str, bytes)) for value in row)
        ]
        kept = sorted({*thin([row[1] for row in steps], points // 2), *thin([row[3] for row in steps], points // 2)})
        looks = [row for row in self.events(run, kinds=[Evaluated.kind], limit=1_000_000) if row.seq <= last]
        seen = [looks[i] for i in thin([row.payload["val_loss"] for row in looks], points)]
        step, train_loss, learning_rate, gradient_norm, _, elapsed_s = (
            map(list, zip(*(steps[i] for i in kept), strict=True)) if kept else [[]] * 6
        )
        return Curve(
            step,
            train_loss,
            learning_rate,
            gradient_norm,
            elapsed_s,
            [row.step for row in seen],
            [row.payload["val_loss"] for row in seen],
            [row.payload["bits_per_byte"] for row in seen],
            [share_of(row.payload, "score") for row in seen],
            [share_of(row.payload, "taught") for row in seen],
            last,
        )

    def forget_after(self, run: str, step: int) -> None:
        """Take back what a run said past a checkpoint, since a resumed run says it again, and that it had ended."""
        with self.write(durable=False) as connection:
            connection.execute(
                "DELETE FROM events WHERE run=? AND (step>? OR kind IN (?, ?))", (run, step, Finished.kind, Failed.kind)
            )
        fields: dict[str, Any] = {"step": step, "error": None}
        for kind, names in (
            (StepDone.kind, ("train_loss", "elapsed_s")),
            (Evaluated.kind, ("val_loss", "bits_per_byte", "score")),
        ):
            query = f"SELECT {_EVENT} FROM events WHERE run=? AND kind=? ORDER BY seq DESC LIMIT 1"  # noqa: S608
            for row in events_from_rows(self.read(query, (run, kind))):
                payload = row.payload
                fields.update(
                    {
                        name: value
                        for name, value in {**payload, "score": share_of(payload, "score")}.items()
                        if name in names
                    }
                )
        self.set_fields(run, **fields)

    def set_status(self, run: str, status: Status, **fields: Any) -> None:
        """Set a run's status, with any other columns of its row, so that even a power cut keeps it."""
        self._update(run, {"status": status, **fields}, durable=True)

    def set_fields(self, run: str, **fields: Any) -> None:
        """Set columns of a run's row that may be a moment old after a power cut."""
        self._update(run, fields, durable=False)

    def _update(self, run: str, fields: Mapping[str, Any], *, durable: bool) -> None:
        with self.write(durable=durable) as connection:
            set_columns(connection, run, {**fields, "updated_at": time.time()})


def _changes(event: Event) -> dict[str, Any]:
    """What an event changes on its run's row."""
    changes: dict[str, Any] = {}
    match event:
        case Started():
            changes = {
                "step": event.step,
                "parameters": event.parameters,
                "device": event.device,
                "max_steps": event.max_steps,
                "progress": None,
            }
        case Planned():
            changes = {"max_steps": event.max_steps}
        case StepDone():
            changes = {
                "step": event.step,
                "train_loss": event.train_loss,
                "tokens_per_s": event.tokens_per_s,
                "elapsed_s": event.elapsed_s,
            }
        case Evaluated():
            changes = {
                "val_loss": event.val_loss,
                "bits_per_byte": event.bits_per_byte,
                "score": event.score if event.rows else None,
            }
        case Finished():
            changes = {"peak_memory_bytes": event.peak_memory_bytes, "elapsed_s": event.elapsed_s}
        case Failed():
            changes = {"error": {"code": event.code, "cause": event.cause, "values": dict(event.values)}}
    return changes
