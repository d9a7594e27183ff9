"""The process that reads foreign content: takes calls from its parent one by one, each within limits, and answers plain
data.
"""

from __future__ import annotations

import contextlib
import inspect
import math
import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from llm_core.errors import Mistake
from llm_core.isolation import messages
from llm_core.isolation.limits import Limits

IN_CHILD = "TERRARIUM_READS_APART"  # set in a child's environment: what it calls runs right there


def main() -> None:
    """Answer calls until the parent closes the pipe, which is also what its end looks like."""
    requests, answers = _streams()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that half-written folders are taken away
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to hear
    messages.send(answers, ("ready", None))
    while True:
        try:
            function, args, kwargs, limits = messages.receive(requests, trusted=True)
        except EOFError:
            os._exit(0)
        kind, value = _answer(function, args, kwargs, limits, answers)
        with contextlib.suppress(BrokenPipeError):
            messages.send(answers, (kind, value))
        if kind == "memory":
            os._exit(1)  # what it holds by now is anyone's guess


def _answer(function: Callable[..., Any], args: Any, kwargs: Any, limits: Limits, answers: BinaryIO) -> tuple[str, Any]:
    if "progress" in inspect.signature(function).parameters:
        kwargs = {**kwargs, "progress": lambda step: messages.send(answers, ("progress", step))}
    try:
        with _limited(limits):
            return "result", function(*args, **kwargs)
    except Mistake as mistake:
        return "mistake", mistake
    except MemoryError:
        return "memory", None
    except Exception as fault:  # the child's edge: the parent raises it as a fault of ours
        return "fault", f"{type(fault).__name__}: {fault}"[:2000]


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """The pipes from and to the parent; whatever a library prints goes nowhere near them."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    return requests, answers


@contextlib.contextmanager
def _limited(limits: Limits) -> Iterator[None]:
    """Let the system itself end this process past its time, and refuse it memory; where the system can (not on
    Windows).
    """
    try:
        import resource
    except ImportError:
        yield
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _soft(resource.RLIMIT_CORE, 0)
    if limits.cpu_s is not None:
        _soft(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime) + limits.cpu_s)
    _soft(resource.RLIMIT_AS, _address_space_bytes() + limits.memory_bytes)
    try:
        yield
    finally:
        _soft(resource.RLIMIT_CPU, resource.RLIM_INFINITY)
        _soft(resource.RLIMIT_AS, resource.RLIM_INFINITY)


def _soft(which: int, value: int) -> None:
    import resource

    hard = resource.getrlimit(which)[1]
    if hard != resource.RLIM_INFINITY and (value == resource.RLIM_INFINITY or value > hard):
        value = hard
    resource.setrlimit(which, (value, hard))


def _address_space_bytes() -> int:
    import psutil

    return int(psutil.Process().memory_info().vms)
