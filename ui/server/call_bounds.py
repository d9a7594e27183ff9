"""How many calls of each kind run and wait: past its bound a kind refuses at once, and takes no room from the
others.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from ui.server.strict_json import RefusedError

THREADS = 220  # of the whole server: more than all kinds together may occupy, so none waits for another's
IN_LINES = 64  # calls at work in Gradio's lines of one page: more than there are handlers
PARTS_RUNNING = 16  # functions of live parts at work at once, the urgent ones aside
RUNNING = 4  # of one kind: two cores gain nothing from more
URGENT = frozenset(
    {  # what tells how far something is, or ends it: never behind work
        "status",
        "poll",
        "figure",
        "others",
        "table",
        "runs",
        "read_answer",
        "stop_answer",
        "predicting",
        "stop_many",
        "measuring",
        "files_state",
    }
)
STREAMS = 600  # event streams held open: two a page, and one a waiting call


class Bound:
    """One kind of call: so many at work, so many in line, in the order they came.

    Args:  kind: what a refusal calls it. running: at work at once. waiting: in line behind them.
    """

    def __init__(self, kind: str, *, running: int, waiting: int) -> None:
        self.kind, self._waiting, self._in_line = kind, waiting, 0
        self._free = asyncio.Semaphore(running)

    @asynccontextmanager
    async def turn(self, gone: Callable[[], Awaitable[object]]) -> AsyncIterator[bool]:
        """Wait in line, then hold a place; answers whether there is still someone to answer.

        Args:    gone: ends when whoever asked has left; they leave the line then.
        Raises:  RefusedError: the line is full.
        """
        if self._free.locked() and self._in_line >= self._waiting:
            raise RefusedError(429, "busy", call=self.kind, most=self._waiting)
        here = await self._wait(gone)
        try:
            yield here
        finally:
            if here:
                self._free.release()

    async def _wait(self, gone: Callable[[], Awaitable[object]]) -> bool:
        if not self._free.locked():
            await self._free.acquire()
            return True
        self._in_line += 1
        place, leaving = asyncio.ensure_future(self._free.acquire()), asyncio.ensure_future(gone())
        try:
            await asyncio.wait((place, leaving), return_when=asyncio.FIRST_COMPLETED)
            return place.done()
        except asyncio.CancelledError:
            if place.done():
                self._free.release()
            raise
        finally:
            self._in_line -= 1
            leaving.cancel()
            place.cancel()


class Bounds:
    """The bounds of one server's kinds, made as they are first asked for; there are as many as the page has functions.

    Args:  waiting: calls of one kind that may wait in line.
    """

    def __init__(self, waiting: int) -> None:
        self.waiting = waiting
        self._known: dict[str, Bound] = {}

    def of(self, kind: str, *, running: int = RUNNING, waiting: int | None = None) -> Bound:
        """The bound of a kind."""
        if kind not in self._known:
            self._known[kind] = Bound(kind, running=running, waiting=self.waiting if waiting is None else waiting)
        return self._known[kind]

    def require_place(self, kind: str, in_line: int) -> None:
        """Refuse a call whose kind waits in a line that somebody else keeps.

        Raises:  RefusedError: the line is full.
        """
        if in_line >= self.waiting:
            raise RefusedError(429, "busy", call=kind, most=self.waiting)
