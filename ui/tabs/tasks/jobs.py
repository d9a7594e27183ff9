"""Work that takes longer than an answer may: measuring a run, predicting a whole file. Each in a thread, told of as it
goes.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock, Semaphore, Thread
from typing import Any

from llm_core.errors import ResourceError
from llm_core.faults import mistake_of

MOST = 8
ABANDONED_S = 30.0
KEPT_S = 600.0
log = logging.getLogger(__name__)
Tell = Callable[[int, int], None]
Work = Callable[[Tell, Callable[[], bool]], Any]


@dataclass
class Job:
    """One piece of work: how far it is, and its result or what went wrong once it is over."""

    id: str
    key: str
    stays: bool
    done: int = 0
    total: int = 0
    over: bool = False
    stopped: bool = False
    result: Any = None
    error: Exception | None = None
    asked_s: float = field(default_factory=time.monotonic)

    def cancelled(self) -> bool:
        """Whether to end: someone stopped it, or nobody has asked for a while and it isn't of use to anyone else."""
        if not self.stays and time.monotonic() - self.asked_s > ABANDONED_S:
            self.stopped = True
        return self.stopped


class Jobs:
    """Runs pieces of work one at a time, the others in line; any thread may ask."""

    def __init__(self, at_once: int = 1) -> None:
        self._room, self._lock = Semaphore(at_once), Lock()
        self._jobs: dict[str, Job] = {}

    def begin(self, key: str, work: Work, *, stays: bool = False) -> Job:
        """Start a piece of work, or find it where it is under way already.

        Args:    key: what it is; the same is done once. work: gets what tells (done, total), and what says whether to
            end.
                 stays: it goes on when nobody asks any more, since its result is kept.
        Raises:  ResourceError: too much waits already.
        """
        with self._lock:
            self._clear()
            for job in self._jobs.values():
                if job.key == key and not job.over:
                    return job
            if sum(not job.over for job in self._jobs.values()) >= MOST:
                raise ResourceError(
                    "tasks-busy", "{count} files and measurements wait already. Try again in a moment.", count=MOST
                )
            job = Job(secrets.token_urlsafe(12), key, stays)
            self._jobs[job.id] = job
        Thread(target=self._work, args=(job, work), name=f"task-{job.id[:6]}", daemon=True).start()
        return job

    def get(self, job_id: str) -> Job | None:
        """A piece of work that someone wants to hear of; None: no such one any more."""
        job = self._jobs.get(job_id)
        if job is not None:
            job.asked_s = time.monotonic()
        return job

    def under_way(self, key: str) -> Job | None:
        """What is done or waits under this name now."""
        return next((job for job in list(self._jobs.values()) if job.key == key and not job.over), None)

    def stop(self, job_id: str) -> None:
        """End a piece of work as soon as it looks up."""
        if job := self._jobs.get(job_id):
            job.stopped = True

    def _work(self, job: Job, work: Work) -> None:
        def tell(done: int, total: int) -> None:
            job.done, job.total = int(done), int(total)

        try:
            while not self._room.acquire(timeout=0.2):
                if job.cancelled():
                    return
            try:
                job.result = work(tell, job.cancelled)
            finally:
                self._room.release()
        except Exception as error:
            known = mistake_of(error)
            if known is None:
                log.exception("work on a task failed")
            job.error = known or error
        finally:
            job.over = True

    def _clear(self) -> None:
        old = time.monotonic() - KEPT_S
        for job in [job for job in self._jobs.values() if job.over and job.asked_s < old]:
            del self._jobs[job.id]
