"""Which process works on a run: told apart by pid and start time, since pids are used again."""

from __future__ import annotations

import os
import signal
import sys

import psutil

SAME_START_S = 5.0  # the clock that start times are told in may be set meanwhile


def started_at(pid: int) -> float | None:
    """When a live process started, in seconds since 1970; None when there is none, or only its remains."""
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except psutil.Error:
        return None


def alive(pid: int | None, pid_started: float | None) -> bool:
    """Whether the process that was recorded so still lives."""
    if pid is None or pid_started is None:
        return False
    found = started_at(pid)
    return found is not None and abs(found - pid_started) <= SAME_START_S


def send(pid: int, pid_started: float | None, number: signal.Signals) -> None:
    """Signal that process, and all of its session where it leads one (a worker does; a command line doesn't)."""
    if not alive(pid, pid_started) or pid == os.getpid():
        return
    try:
        if os.name == "posix" and os.getsid(pid) == pid:
            os.killpg(pid, number)
        else:
            os.kill(pid, number)
    except ProcessLookupError:
        return


def peak_memory_bytes() -> int:
    """The most memory this process has held, in bytes."""
    if os.name == "nt":
        return int(getattr(psutil.Process().memory_info(), "peak_wset", 0))
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
