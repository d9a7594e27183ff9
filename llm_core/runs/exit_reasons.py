"""What is said of runs that ended on other terms than their own: interrupted, killed, forced, or not to be resumed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from llm_core.errors import Mistake, RunError
from llm_core.faults import mistake_of
from llm_core.runs.records import Run, Status

Error = dict[str, Any]
KILLED = -9


def of_lost(run: Run, exit_code: int | None) -> tuple[Status, Error | None]:
    """Status and error of a run whose process is gone without a word.

    Args:    exit_code: of the process where it was our child; negative: the signal that ended it.
    """
    if (
        run.request == "stop" and run.status == "preparing"
    ):  # its process still imported and couldn't hear: nothing is lost
        return "stopped", None
    if run.request == "stop":
        return "stopped", as_error(
            RunError(
                "stop-forced",
                "{name} did not answer in time and was ended. Its last checkpoint is kept; resume goes on from there.",
                name=run.name,
            )
        )
    if exit_code == KILLED:
        return "failed", as_error(
            RunError(
                "killed",
                (
                    "The system ended {name} at step {step}, most likely for lack of memory: choose a smaller model "
                    "or batch, or resume."
                ),
                name=run.name,
                step=run.step,
            )
        )
    return "failed", as_error(
        RunError(
            "interrupted",
            "{name} was interrupted at step {step}: its process is gone. Resume goes on from its last checkpoint.",
            name=run.name,
            step=run.step,
        )
    )


def of_fault(run: Run, error: BaseException, log: str) -> Error:
    """What a run's row says of an exception that nobody expected, or of memory that ran out."""
    if isinstance(error, MemoryError) or ("alloc" in str(error).lower() and isinstance(error, RuntimeError)):
        return as_error(
            RunError(
                "memory-ran-out",
                "Memory ran out at step {step}: choose a smaller batch, a shorter context or a smaller model.",
                step=run.step,
            )
        )
    known = mistake_of(error, Path(log).parent)
    return as_error(
        known
        or RunError(
            "fault",
            "Internal error ({why}). Details are in the log: {log}",
            why=f"{type(error).__name__}: {error}"[:300],
            log=log,
        )
    )


def cannot_resume(run: Run) -> RunError:
    """Why a run can't be resumed."""
    if run.status == "done":
        return RunError(
            "run-is-done",
            "{name} is done: all of its {steps} steps are made. Start a new run with more steps.",
            name=run.name,
            steps=run.max_steps,
        )
    return RunError(
        "run-at-work", "{name} is {status} already: it needs no resuming.", name=run.name, status=run.status
    )


def not_waiting(run: Run) -> RunError:
    """Why a process can't begin with a run."""
    return RunError(
        "run-taken", "{name} is {status}, not in line: `resume` goes on with it.", name=run.name, status=run.status
    )


def as_error(mistake: Mistake) -> Error:
    """A mistake as a run's row keeps it."""
    return {
        "code": mistake.code,
        "cause": str(mistake),
        "values": {key: str(value) for key, value in mistake.values.items()},
    }
