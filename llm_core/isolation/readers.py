"""Child processes that read foreign content for this one: a few at once, kept between calls, killed past their
limits.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from llm_core.errors import Mistake, ResourceError
from llm_core.isolation import messages
from llm_core.isolation.child import IN_CHILD
from llm_core.isolation.limits import READING, Limits, exceeded

_ROOT = Path(__file__).resolve().parents[2]
_START = "import sys; sys.path.insert(0, sys.argv[1]); from llm_core.isolation.child import main; main()"
AT_ONCE, WAIT_S, TICK_S, START_S = 2, 45.0, 0.1, 60.0
CALLS, HELD_BYTES = 300, 400 << 20  # after so many calls, or holding so much, a child makes room for a new one
END_WITHIN_S = 2.0
SECRET = ("TERRARIUM_AUTH",)


def isolated(function: Callable[..., Any], /, *args: Any, about: str, limits: Limits = READING, **kwargs: Any) -> Any:
    """Call a function of a module in a child process, which shares nothing with this one but the disk.

    Args:    about: what is read, as a person calls it.
    Raises:  ExceededError: it would take more than its limits. ResourceError: too many wait already. Mistake: the
        function's own.
    """
    if os.environ.get(IN_CHILD):
        return function(*args, **kwargs)
    return shared_readers().call(function, *args, about=about, limits=limits, **kwargs)


@cache
def shared_readers() -> Readers:
    """This process's children; they end with it."""
    readers = Readers()
    atexit.register(readers.close)
    return readers


class Readers:
    """Calls functions in child processes. Any thread may ask; those for whom there is no child wait.

    Args:  at_once: how many children work at the same time.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._room, self._lock = threading.Semaphore(at_once), threading.Lock()
        self._idle: list[_Child] = []

    def call(
        self,
        function: Callable[..., Any],
        /,
        *args: Any,
        about: str,
        limits: Limits = READING,
        tick: Callable[[], None] = lambda: None,
        on_progress: Callable[[Any], None] = lambda _step: None,
        **kwargs: Any,
    ) -> Any:
        """Call a function in a child.

        Args:    tick: called ten times a second meanwhile; what it raises ends the call, and the child with it.
                 on_progress: gets what the function passes to its argument `progress`, where it has one.
        Raises:  as `isolated`.
        """
        if not self._room.acquire(timeout=WAIT_S):
            raise ResourceError("reading-busy", "Many files are being read already: try again in a moment.")
        try:
            child = self._take()
            try:
                answer = child.ask((function, args, kwargs, limits), about, limits, tick, on_progress)
            except Mistake as mistake:
                if child.usable:
                    self._give_back(child)
                raise mistake from None
            except BaseException:
                child.end()
                raise
            self._give_back(child)
            return answer
        finally:
            self._room.release()

    def warm(self) -> None:
        """Have one child ready, so that the first file needn't wait for it."""
        self._give_back(self._take())

    def close(self) -> None:
        """End the children in wait."""
        with self._lock:
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()

    def _take(self) -> _Child:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.alive:
                    return child
                child.end()
        return _Child()

    def _give_back(self, child: _Child) -> None:
        if child.worn:
            child.end()
            return
        with self._lock:
            self._idle.append(child)


class _Child:
    """One child process and the thread that hears it."""

    def __init__(self) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in SECRET}
        environment |= {IN_CHILD: "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START, str(_ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        self._heard: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        self._most_bytes = READING.output_bytes
        self._calls = 0
        self.usable = True
        threading.Thread(target=self._listen, name="reader", daemon=True).start()
        if self._next(time.monotonic() + START_S, lambda: None)[0] != "ready":
            self.end()
            raise RuntimeError("the process that reads files doesn't start")

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def worn(self) -> bool:
        """Whether another should take its place."""
        import psutil

        if self._calls >= CALLS or not self.usable:
            return True
        try:
            return bool(psutil.Process(self._process.pid).memory_info().rss > HELD_BYTES)
        except psutil.Error:
            return True

    def ask(
        self,
        request: tuple[Any, ...],
        about: str,
        limits: Limits,
        tick: Callable[[], None],
        on_progress: Callable[[Any], None],
    ) -> Any:
        """Send a call and wait for what comes of it.

        Raises:  ExceededError: it took more than its limits; the child is no longer usable then. Mistake: the
            function's own.
        """
        self._calls += 1
        self._most_bytes = limits.output_bytes
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # its end is heard below
            messages.send(self._process.stdin, request)
        until_s = None if limits.wall_s is None else time.monotonic() + limits.wall_s
        while True:
            kind, value = self._next(until_s, tick)
            if kind == "progress":
                on_progress(value)
            elif kind == "result":
                return value
            elif kind == "mistake":
                raise value
            elif kind == "fault":
                raise RuntimeError(value)
            else:
                self.end()
                raise exceeded(self._excess(kind), about, limits)

    def end(self) -> None:
        """End it: politely, so that it takes away what it has half written, and then for good."""
        self.usable = False
        if self.alive:
            self._process.terminate()
            try:
                self._process.wait(END_WITHIN_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._process.wait()
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()

    def _excess(self, kind: str) -> Any:
        """Of what it took too much, by what was heard last and how it ended."""
        ended_by_time = os.name == "posix" and self._process.returncode == -signal.SIGXCPU
        return kind if kind in ("memory", "output") else "time" if kind == "late" or ended_by_time else "crash"

    def _next(self, until_s: float | None, tick: Callable[[], None]) -> tuple[str, Any]:
        """What it says next; ("late", None) past the time."""
        while True:
            tick()
            try:
                return self._heard.get(timeout=TICK_S)
            except queue.Empty:
                if until_s is not None and time.monotonic() > until_s:
                    return "late", None

    def _listen(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        with stream:
            try:
                while True:
                    self._heard.put(messages.receive(stream, most_bytes=lambda: self._most_bytes))
            except messages.MessageTooLargeError:
                self._heard.put(("output", None))
            except Exception:  # it ended, or says what no child of ours would
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(END_WITHIN_S)  # its exit code tells why
                self._heard.put(("ended", None))
