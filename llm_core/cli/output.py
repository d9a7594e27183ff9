"""What the command line prints: results to standard output, everything on the way to standard error."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TextIO

from llm_core.runs.records import Run, finite
from llm_core.runs.reports import score_of
from llm_core.runs.workspace import Workspace


def speak_utf8() -> None:
    """Print UTF-8 whatever the terminal says of itself; what is no text is escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def note(line: str) -> None:
    """Say something that isn't the result; where nobody can read it any more, since the terminal is closed, say
    nothing.
    """
    try:
        print(line, file=sys.stderr, flush=True)
    except OSError:
        _fall_silent(sys.stderr)


def say(line: str = "") -> None:
    """Say a result in words; to a closed terminal nothing. A pipe that is closed is BrokenPipeError."""
    try:
        print(line, flush=True)
    except BrokenPipeError:
        raise
    except OSError:
        _fall_silent(sys.stdout)


def _fall_silent(stream: TextIO) -> None:
    """Send what a stream still holds nowhere: it would fail once more when the process ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def json_line(value: Mapping[str, Any]) -> None:
    """Print the result as one line of JSON: ASCII, so that no character in it can end the line; NaN is null."""
    print(json.dumps(finite(value), allow_nan=False), flush=True)


def numbers_of(workspace: Workspace, run: Run) -> dict[str, Any]:
    """What JSON says of a run; score_on: on how many held-out examples its score was measured, null for some while it
    trained.
    """
    names = (
        "name",
        "status",
        "step",
        "max_steps",
        "train_loss",
        "val_loss",
        "bits_per_byte",
        "score",
        "tokens_per_s",
        "elapsed_s",
        "parameters",
        "peak_memory_bytes",
        "device",
        "origin",
        "created_at",
        "updated_at",
        "error",
    )
    score = score_of(workspace, run)
    told = {
        "score": score.value if score else None,
        "score_on": score.on if score else None,
        "folder": str(workspace.run_folder(run.id)),
    }
    return {"run": run.id, **{name: getattr(run, name) for name in names}, **told}
