"""Answers being written, each in a thread of its own, read piece by piece by the page that asked; anyone may stop
theirs.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Condition, Semaphore, Thread
from typing import Any

from llm_core.errors import ResourceError
from llm_core.faults import mistake_of

WRITING_AT_ONCE = 4
MOST_STREAMS = 24
ABANDONED_S = 8.0
KEPT_S = 60.0
log = logging.getLogger(__name__)


@dataclass
class TokenStream:
    """One answer: tokens as plain data, growing until `done`; `error` where it came to a bad end."""

    id: str
    tokens: list[dict[str, Any]] = field(default_factory=list)
    waiting: bool = True
    done: bool = False
    stopped: bool = False
    ended: bool = False
    error: Exception | None = None
    seconds: float = 0.0
    asked_s: float = field(default_factory=time.monotonic)
    changed: Condition = field(default_factory=Condition)

    def cancelled(self) -> bool:
        """Whether writing is to end: someone stopped it, or nobody has read for a while (the page is gone)."""
        if time.monotonic() - self.asked_s > ABANDONED_S:
            self.stopped = True
        return self.stopped

    def wake(self) -> None:
        with self.changed:
            self.changed.notify_all()


class TokenStreams:
    """Runs generators in threads, a few at once, the others in line; any thread may ask.

    Why not a Gradio generator: it would cost a place in Gradio's queue per answer, and could not be left at once.
    """

    def __init__(self, at_once: int = WRITING_AT_ONCE, most_streams: int = MOST_STREAMS) -> None:
        self._room, self._most = Semaphore(at_once), most_streams
        self._streams: dict[str, TokenStream] = {}

    def begin(self, write: Callable[[Callable[[], bool]], Iterator[dict[str, Any]]]) -> TokenStream:
        """Start an answer. `write` gets a function that says whether to stop, and yields tokens as plain data.

        Raises:  ResourceError: too many are being written or wait.
        """
        self._clear()
        if sum(not stream.done for stream in list(self._streams.values())) >= self._most:
            raise ResourceError(
                "chat-busy",
                "{count} answers are being written or wait already. Try again in a moment.",
                count=self._most,
            )
        stream = TokenStream(secrets.token_urlsafe(12))
        self._streams[stream.id] = stream
        Thread(target=self._write, args=(stream, write), name=f"stream-{stream.id[:6]}", daemon=True).start()
        return stream

    def read(self, stream_id: str, after: int, wait_s: float) -> TokenStream | None:
        """The stream once it has more than `after` tokens or is done, at the latest after `wait_s`; None: no such
        stream.
        """
        stream = self._streams.get(stream_id)
        if stream is None:
            return None
        stream.asked_s = time.monotonic()
        with stream.changed:
            stream.changed.wait_for(lambda: stream.done or len(stream.tokens) > after, wait_s)
        stream.asked_s = time.monotonic()
        return stream

    def stop(self, stream_id: str) -> None:
        """End an answer at its next token."""
        stream = self._streams.get(stream_id)
        if stream is not None:
            stream.stopped = True
            stream.wake()

    def _write(self, stream: TokenStream, write: Callable[[Callable[[], bool]], Iterator[dict[str, Any]]]) -> None:
        try:
            while not self._room.acquire(timeout=0.2):
                if stream.cancelled():
                    return
            try:
                self._fill(stream, write)
            finally:
                self._room.release()
        except Exception as error:
            known = mistake_of(error)
            if known is None:
                log.exception("writing an answer failed")
            stream.error = known or error
        finally:
            stream.done = True
            stream.wake()

    def _fill(self, stream: TokenStream, write: Callable[[Callable[[], bool]], Iterator[dict[str, Any]]]) -> None:
        stream.waiting = False
        began = time.monotonic()
        for token in write(stream.cancelled):
            if token.get("end"):
                stream.ended = True
            else:
                stream.tokens.append(token)
                stream.seconds = time.monotonic() - began
                stream.wake()
            if stream.cancelled():
                return

    def _clear(self) -> None:
        old = time.monotonic() - KEPT_S
        for stream in [stream for stream in list(self._streams.values()) if stream.done and stream.asked_s < old]:
            self._streams.pop(stream.id, None)
