"""Between a run that trains and the store: gathers what it says, hears what it is asked, a few times a second.

The training never waits for the store. While that is locked, full or damaged, what the run says is kept, tried again,
and written once it can be; a store that was taken away is begun anew with this run in it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

from llm_core.errors import RunError, StoreError
from llm_core.runs.processes import peak_memory_bytes
from llm_core.runs.records import Request, Run
from llm_core.runs.rescue import carry_over
from llm_core.runs.store import Store
from llm_core.runs.store_faults import LOCKED
from llm_core.training.events import Event, Started

ROUND_S = 0.25
AGAIN_S = 1.0  # between two tries while the store can't be written
ROUNDS_BETWEEN_MEMORY = 8
ALONE_S = 600.0  # so long a run trains that nobody can follow or stop; then it saves and ends
PATIENCE_S = 180.0  # so long its beginning and its end wait for a locked store, ...
OTHER_PATIENCE_S = 5.0  # ... and so long for one that is damaged or gone
Result = TypeVar("Result")
_log = logging.getLogger(__name__)


class EventWriter:
    """Writes a run's events in at most four commits a second, from a thread of its own, so that steps never wait.

    Args:    run: as its row was when this process took it. request: another source of requests, such as a signal.
    """

    def __init__(self, store: Store, run: Run, request: Callable[[], Request | None] = lambda: None) -> None:
        self._store, self._run, self._request = store, run, request
        self._birth = patiently(store.birth)
        store.close()  # of this thread: what follows is written from the writer's own
        self._pending: list[Event] = []
        self._fields: dict[str, Any] = {}
        self._requested: Request | None = None
        self._fault: StoreError | None = None
        self._broken: Exception | None = None
        self._faulty_since: float | None = None
        self._rounds, self._writing = 0, False
        self._lock = threading.Lock()
        self._round = threading.Condition()
        self._wake, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="event-writer", daemon=True)
        self.step = run.step

    def add(self, event: Event) -> None:
        """Take an event; raises what broke in the writer itself meanwhile."""
        if self._broken is not None:
            raise self._broken
        with self._lock:
            self.step = event.step
            self._pending.append(event)
            if isinstance(event, Started):
                self._fields.pop("progress", None)

    def set(self, **fields: Any) -> None:
        """Take columns of the run's row."""
        with self._lock:
            self._fields.update(fields)

    def progress(self, progress: Mapping[str, Any]) -> None:
        """Take how far the preparation is; only the latest is written."""
        self.set(progress=progress)

    def request(self) -> Request | None:
        """What the run is asked to do; cheap enough for every step."""
        return self._request() or self._requested

    def flush(self) -> None:
        """See that what waits is written, so that a reader sees it from here on; a store that can't be written isn't
        waited for.
        """
        self._wake.set()
        with self._round:
            while (self._pending or self._writing) and self._fault is None and self._thread.is_alive():
                self._round.wait(ROUND_S)

    @property
    def fault(self) -> StoreError | None:
        """Why the last of what the run said isn't written."""
        return self._fault

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._wake.set()
        self._thread.join()

    def _work(self) -> None:
        deadline = float("inf")
        try:
            while True:
                self._wake.wait(ROUND_S if self._fault is None else AGAIN_S)
                self._wake.clear()
                over = self._over.is_set()
                if over and deadline == float("inf"):
                    deadline = time.monotonic() + (0.0 if self._fault is not None and self._request() else PATIENCE_S)
                self._try()
                if over and (self._fault is None or time.monotonic() > min(deadline, self._impatience(deadline))):
                    break
        except Exception as error:  # the writer's edge: told to the training thread, which ends the run with it
            self._broken = error
        finally:
            self._store.close()

    def _impatience(self, deadline: float) -> float:
        locked = self._fault is not None and self._fault.code == LOCKED
        return deadline if locked else deadline - PATIENCE_S + OTHER_PATIENCE_S

    def _try(self) -> None:
        try:
            self._write()
            self._requested = self._store.requested(self._run.id)
            self._fault = self._faulty_since = None
        except StoreError as fault:
            if self._fault is None or self._fault.code != fault.code:
                _log.warning("%s The training goes on; what it says is kept, and written later.", fault)
            self._fault = fault
            self._faulty_since = self._faulty_since or time.monotonic()
            if time.monotonic() - self._faulty_since > ALONE_S:
                self._requested = "stop"
        finally:
            with self._round:
                self._rounds += 1
                self._round.notify_all()

    def _write(self) -> None:
        """Write what waits; what can't be written waits on."""
        with self._lock:
            events, self._pending = self._pending, []
            fields, self._fields = self._fields, {}
            self._writing = True
        if self._rounds % ROUNDS_BETWEEN_MEMORY == 0:
            fields = {"peak_memory_bytes": peak_memory_bytes(), **fields}
        try:
            self._send(events, fields)
        except BaseException:
            with self._lock:
                self._pending, self._fields = [*events, *self._pending], {**fields, **self._fields}
            raise
        finally:
            self._writing = False

    def _send(self, events: list[Event], fields: Mapping[str, Any]) -> None:
        if self._store.taken_away():
            self._carry_over()
        if not (events or fields) or self._store.append(self._run.id, events, **fields):
            return
        if self._store.birth() != self._birth:  # else its row was deleted from this very store: it is asked to stop
            self._carry_over()
            self._store.append(self._run.id, events, **fields)

    def _carry_over(self) -> None:
        carry_over(self._store, self._run)
        self._birth = self._store.birth()


def patiently(call: Callable[[], Result]) -> Result:
    """What a call of the store answers, once nobody keeps it locked any more.

    Raises:  StoreError: it stays locked, or is damaged.
    """
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return call()
        except StoreError as fault:
            if fault.code != LOCKED or time.monotonic() > deadline:
                raise
            _log.warning("%s Waiting for it.", fault)
            time.sleep(AGAIN_S)


def row_gone(run: Run, folder: str) -> RunError:
    """The mistake of deleting the row of a run at work."""
    return RunError(
        "row-gone",
        (
            "The row of {name} was deleted from the store while it trained, so it has stopped. Its weights lie in "
            "{folder}."
        ),
        name=run.name,
        folder=folder,
    )
