"""What the command line prints: results to standard output, everything on the way to standard error."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from llm_core.runs.records import Run, finite


def speak_utf8() -> None:
    """Print UTF-8 whatever the terminal says of itself; what is no text is escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def note(line: str) -> None:
    """Say something that isn't the result."""
    print(line, file=sys.stderr, flush=True)


def json_line(value: Mapping[str, Any]) -> None:
    """Print the result as one line of JSON: ASCII, so that no character in it can end the line; NaN is null."""
    print(json.dumps(finite(value), allow_nan=False), flush=True)


def numbers_of(run: Run, folder: Path) -> dict[str, Any]:
    """What JSON says of a run."""
    names = (
        "name", "status", "step", "max_steps", "train_loss", "val_loss", "bits_per_byte", "score", "tokens_per_s", "elapsed_s",
        "parameters", "peak_memory_bytes", "device", "origin", "created_at", "updated_at", "error",
    )
    return {"run": run.id, **{name: getattr(run, name) for name in names}, "folder": str(folder)}
