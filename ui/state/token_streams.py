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
JOBS = 24
ABANDONED_S = 8.0
KEPT_S = 60.0
log = logging.getLogger(__name__)


@dataclass
class Job:
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


class Scribes:
    """Runs generators in threads, a few at once, the others in line; any thread may ask.

    Why not a Gradio generator: it would cost a place in Gradio's queue per answer, and could not be left at once.
    """

    def __init__(self, at_once: int = WRITING_AT_ONCE, jobs: int = JOBS) -> None:
        self._room, self._most = Semaphore(at_once), jobs
        self._jobs: dict[str, Job] = {}

    def begin(self, write: Callable[[Callable[[], bool]], Iterator[dict[str, Any]]]) -> Job:
        """Start an answer. `write` gets a function that says whether to stop, and yields tokens as plain data.

        Raises:  ResourceError: too many are being written or wait.
        """
        self._clear()
        if sum(not job.done for job in list(self._jobs.values())) >= self._most:
            raise ResourceError(
                "chat-busy",
                "{count} answers are being written or wait already. Try again in a moment.",
                count=self._most,
            )
        job = Job(secrets.token_urlsafe(12))
        self._jobs[job.id] = job
        Thread(target=self._write, args=(job, write), name=f"scribe-{job.id[:6]}", daemon=True).start()
        return job

    def read(self, job_id: str, after: int, wait_s: float) -> Job | None:
        """The job once it has more than `after` tokens or is done, at the latest after `wait_s`; None: no such job."""
        job = self._jobs.get(job_id)
        if job is None:
            return None
        job.asked_s = time.monotonic()
        with job.changed:
            job.changed.wait_for(lambda: job.done or len(job.tokens) > after, wait_s)
        job.asked_s = time.monotonic()
        return job

    def stop(self, job_id: str) -> None:
        """End an answer at its next token."""
        job = self._jobs.get(job_id)
        if job is not None:
            job.stopped = True
            job.wake()

    def _write(self, job: Job, write: Callable[[Callable[[], bool]], Iterator[dict[str, Any]]]) -> None:
        try:
            while not self._room.acquire(timeout=0.2):
                if job.cancelled():
                    return
            try:
                self._fill(job, write)
            finally:
                self._room.release()
        except Exception as error:
            known = mistake_of(error)
            if known is None:
                log.exception("writing an answer failed")
            job.error = known or error
        finally:
            job.done = True
            job.wake()

    def _fill(self, job: Job, write: Callable[[Callable[[], bool]], Iterator[dict[str, Any]]]) -> None:
        job.waiting = False
        began = time.monotonic()
        for token in write(job.cancelled):
            if token.get("end"):
                job.ended = True
            else:
                job.tokens.append(token)
                job.seconds = time.monotonic() - began
                job.wake()
            if job.cancelled():
                return

    def _clear(self) -> None:
        old = time.monotonic() - KEPT_S
        for job in [job for job in list(self._jobs.values()) if job.done and job.asked_s < old]:
            self._jobs.pop(job.id, None)
