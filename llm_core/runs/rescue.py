"""A run whose store was deleted, moved or replaced while it trains is written into the one that stands there now."""

from __future__ import annotations

import json
import logging
import sqlite3
from typing import Any

from llm_core.runs.journal import INSERT_EVENT
from llm_core.runs.records import COLUMNS, STEP_NUMBERS, Run
from llm_core.runs.store import Store

_log = logging.getLogger(__name__)
_JSON = ("error", "progress")


def carry_over(store: Store, run: Run) -> None:
    """Write a run's row and its events into the store at the path, as far as the one that was taken away still tells
    them.

    Args:    run: the row as this process took it, for a store that tells nothing any more.
    Raises:  StoreError: there is no writing to the new one either.
    """
    row, events = _told(store.taken_away(), run.id)
    values = row or _row_of(run)
    store.close()
    with store.write(durable=True) as connection:
        if connection.execute("SELECT 1 FROM runs WHERE id=?", (run.id,)).fetchall():
            return
        connection.execute(f"INSERT INTO runs ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})", values)  # noqa: S608
        connection.executemany(INSERT_EVENT, events)
    _log.warning(
        "The store was taken away while %s trained: its row and %d events are in a new one, %s.",
        run.id,
        len(events),
        store.path,
    )


def _told(old: sqlite3.Connection | None, run: str) -> tuple[tuple[Any, ...] | None, list[Any]]:
    """Row and events of a run in a file that is open still, whatever became of its name."""
    if old is None:
        return None, []
    try:
        rows = old.execute(f"SELECT {', '.join(COLUMNS)} FROM runs WHERE id=?", (run,)).fetchall()  # noqa: S608
        events = old.execute(
            f"SELECT run, kind, step, payload, {', '.join(STEP_NUMBERS)} FROM events WHERE run=? ORDER BY seq",  # noqa: S608
            (run,),
        ).fetchall()
    except sqlite3.Error:
        return None, []
    return (rows[0] if rows else None), events


def _row_of(run: Run) -> tuple[Any, ...]:
    values = {name: getattr(run, name) for name in COLUMNS}
    values.update({name: json.dumps(dict(values[name])) if values[name] else None for name in _JSON})
    values["files"] = json.dumps([dict(file) for file in run.files])
    return tuple(values.values())
