"""Runs a command, and turns what goes wrong into one line and an exit code: 2 a person's mistake, 1 our fault."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

from llm_core.cli import arguments, output
from llm_core.errors import Mistake
from llm_core.faults import mistake_of
from llm_core.runs.workspace import locate_workspace

MISTAKE, FAULT, INTERRUPTED = 2, 1, 130


def main(argv: Sequence[str]) -> int:
    """Run a command line and answer its exit code."""
    output.speak_utf8()
    as_json = "--json" in argv
    try:
        options = arguments.parse(argv)
        return _command(options.command)(options)
    except Mistake as mistake:
        return _refuse(mistake.code, str(mistake), MISTAKE, as_json=as_json)
    except KeyboardInterrupt:
        return _refuse("interrupted", "Interrupted.", INTERRUPTED, as_json=as_json)
    except BrokenPipeError:  # whoever read our output has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAULT
    except Exception as fault:  # the edge: nobody should have to read a traceback, and nothing of it should be lost
        known = mistake_of(fault)
        if known is not None:
            return _refuse(known.code, str(known), MISTAKE, as_json=as_json)
        why = f"{type(fault).__name__}: {fault}"[:300]
        return _refuse("fault", f"Internal error ({why}). Details are in the log: {_log(argv)}", FAULT, as_json=as_json)


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    """The function of a command; only what it needs is imported."""
    if name in ("train", "resume"):
        from llm_core.cli import training

        return {"train": training.train, "resume": training.resume}[name]
    if name == "task":
        from llm_core.cli.tasks import task

        return task
    if name == "worker":
        from llm_core.cli.worker import worker

        return worker
    if name == "chat":
        from llm_core.cli.chatting import chat

        return chat
    from llm_core.cli import using

    return {
        "generate": using.generate,
        "fill": using.fill,
        "evaluate": using.evaluate,
        "inspect": using.inspect,
        "runs": using.runs,
    }[name]


def _refuse(code: str, sentence: str, exit_code: int, *, as_json: bool) -> int:
    line = " ".join(sentence.split())
    output.note(line)
    if as_json:
        output.json_line({"error": line, "code": code})
    return exit_code


def _log(argv: Sequence[str]) -> Path:
    """Keep the traceback in the workspace, or where that can't be written, among temporary files."""
    values = dict(pairwise(argv))
    folder = locate_workspace(values.get("--workspace")).folder
    path = (folder if folder.is_dir() and os.access(folder, os.W_OK) else Path(tempfile.gettempdir())) / "fault.log"
    with suppress(OSError):
        path.write_text(traceback.format_exc(), encoding="utf-8", errors="backslashreplace")
    return path
