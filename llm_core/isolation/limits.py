"""How much a child process may take to read something, and what a person is told when it would take more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from llm_core.errors import ResourceError

MB = 1 << 20
Excess = Literal["time", "memory", "output", "crash"]


@dataclass(frozen=True)
class Limits:
    """What one call may take.

    Args:  cpu_s: seconds of computing. wall_s: seconds until it is killed, however little it computes; None: any.
           memory_bytes: on top of what the child holds before. output_bytes: of its answer.
    """

    cpu_s: int | None = 10
    wall_s: float | None = 20.0
    memory_bytes: int = 1024 * MB
    output_bytes: int = 96 * MB


READING = Limits()


def reading_limits(size_bytes: int, *, bytes_per_s: int = 4 * MB) -> Limits:
    """Limits of reading a file: ten seconds, and for each so many bytes a second more, since large files may be honest.

    Args:    bytes_per_s: what is read in a second at the least.
    """
    more_s = size_bytes // bytes_per_s
    return Limits(cpu_s=10 + more_s, wall_s=20.0 + 2 * more_s)


class ExceededError(ResourceError):
    """Reading something would have taken more than it may: `excess` says of what. Nothing of it was kept."""

    excess: Excess = "crash"


def exceeded(excess: Excess, name: str, limits: Limits) -> ExceededError:
    """The mistake of a file that takes too much."""
    mistake = _mistake(excess, name, limits)
    mistake.excess = excess
    return mistake


def _mistake(excess: Excess, name: str, limits: Limits) -> ExceededError:
    if excess == "time":
        return ExceededError(
            "reading-takes-too-long",
            (
                "{name} could not be read within {seconds} seconds, so reading it was stopped: divide it, or save "
                "it in a simpler form."
            ),
            name=name,
            seconds=limits.cpu_s or round(limits.wall_s or 0),
        )
    if excess == "memory":
        return ExceededError(
            "reading-takes-too-much-memory",
            (
                "Reading {name} needs more than {mb} MB of memory, so it was stopped: divide it, or save it in a "
                "simpler form."
            ),
            name=name,
            mb=limits.memory_bytes // MB,
        )
    if excess == "output":
        return ExceededError(
            "reading-gives-too-much",
            "{name} unpacks to more than {mb} MB, so reading it was stopped: divide it.",
            name=name,
            mb=limits.output_bytes // MB,
        )
    return ExceededError(
        "reading-broke-off",
        "{name} made the program that reads it break off: it is damaged. Save it anew, or choose another file.",
        name=name,
    )
