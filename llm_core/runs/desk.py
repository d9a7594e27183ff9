"""Between a run that trains and the store: gathers what it says, hears what it is asked, a few times a second."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self

from llm_core.runs.processes import peak_memory_bytes
from llm_core.runs.records import Request
from llm_core.runs.store import Store
from llm_core.training.events import Event

ROUND_S = 0.25
ROUNDS_BETWEEN_MEMORY = 8


class Desk:
    """Writes a run's events in at most four commits a second, from a thread of its own, so that steps never wait.

    Args:    wish: another source of requests, such as a signal.
    """

    def __init__(self, store: Store, run_id: str, wish: Callable[[], Request | None] = lambda: None) -> None:
        self._store, self._run, self._wish = store, run_id, wish
        self._pending: list[Event] = []
        self._progress: Mapping[str, Any] | None = None
        self._asked: Request | None = None
        self._fault: Exception | None = None
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="desk", daemon=True)

    def add(self, event: Event) -> None:
        """Take an event; raises what befell the store meanwhile."""
        if self._fault is not None:
            raise self._fault
        with self._lock:
            self._pending.append(event)

    def progress(self, progress: Mapping[str, Any]) -> None:
        """Take how far the preparation is; only the latest is written."""
        self._progress = progress

    def asked(self) -> Request | None:
        """What the run is asked to do; cheap enough for every step."""
        return self._wish() or self._asked

    def flush(self) -> None:
        """Write what waits; from here on a reader sees it."""
        with self._lock:
            events, self._pending = self._pending, []
            if events:
                self._store.append(self._run, events)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()
        self.flush()

    def _work(self) -> None:
        rounds = 0
        while not self._over.wait(ROUND_S):
            try:
                self.flush()
                self._asked = self._store.requested(self._run)
                fields: dict[str, Any] = {}
                if self._progress is not None:
                    fields["progress"], self._progress = self._progress, None
                if rounds % ROUNDS_BETWEEN_MEMORY == 0:
                    fields["peak_memory_bytes"] = peak_memory_bytes()
                if fields:
                    self._store.set_fields(self._run, **fields)
                rounds += 1
            except sqlite3.Error as error:  # told to the training thread, which ends the run with it
                self._fault = error
                break
        self._store.close()
