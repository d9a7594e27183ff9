"""Curves of runs as they grow: each look at the store asks only for what is new, however long the run is."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

from llm_core.runs.records import share_of

if TYPE_CHECKING:
    from llm_core.runs.records import Curve, EventRow
    from llm_core.runs.store import Store

POINTS = 2000  # of a curve that is read as a whole
MOST = 6000  # that a curve may grow to before it is read, and thinned, anew
NEW = 1500  # most events at once; who is further behind reads the whole curve
STEP = ("step", "train_loss", "learning_rate", "gradient_norm", "elapsed_s")
LOOK = ("val_step", "val_loss", "bits_per_byte", "score", "taught")


class LiveCurves:
    """The curves of the runs last looked at; any thread may ask."""

    def __init__(self, store: Store, room: int = 8) -> None:
        self._store, self._room, self._lock = store, room, Lock()
        self._held: OrderedDict[str, Curve] = OrderedDict()

    def get(self, run: str) -> Curve:
        """A run's curve as far as the store knows it by now."""
        with self._lock:
            held = self._held.get(run)
            self._held[run] = self._grown(run, held) if held else self._store.curve(run, POINTS)
            self._held.move_to_end(run)
            while len(self._held) > self._room:
                self._held.popitem(last=False)
            return self._held[run]

    def _grown(self, run: str, held: Curve) -> Curve:
        rows = self._store.events(run, held.last_seq, kinds=("step", "evaluated"), limit=NEW)
        if not rows:
            return held
        if _goes_back(rows[0], held) or len(rows) == NEW or len(held.step) > MOST:
            return self._store.curve(run, POINTS)
        return extended(held, rows)


def _goes_back(row: EventRow, held: Curve) -> bool:
    """Whether a row says again what is held: a resumed run repeats what came after its last checkpoint."""
    same = held.step if row.kind == "step" else held.val_step
    return row.step <= max(same[-1:], default=-1) or row.step < max(held.step[-1:], default=-1)


def extended(curve: Curve, rows: list[EventRow]) -> Curve:
    """A curve with the steps and evaluations that came after it."""
    steps = [(row.step, *(row.payload.get(name) for name in STEP[1:])) for row in rows if row.kind == "step"]
    looks = [
        (row.step, row.payload["val_loss"], row.payload["bits_per_byte"], *_shares(row))
        for row in rows
        if row.kind == "evaluated"
    ]
    grown = {
        name: [*getattr(curve, name), *(row[column] for row in found)]
        for names, found in ((STEP, steps), (LOOK, looks))
        for column, name in enumerate(names)
    }
    return replace(curve, last_seq=rows[-1].seq, **grown)


def _shares(row: EventRow) -> tuple[float | None, float | None]:
    return share_of(row.payload, "score"), share_of(row.payload, "taught")
