"""Tasks' files: how their bytes become examples, and examples rows. One module a task, each a `Reader`."""

from __future__ import annotations

import importlib
from typing import cast

from llm_core.config import TASKS, TaskName
from llm_core.data.tasks.example import Example, Piece, Reader, Row

__all__ = ["Example", "Piece", "Reader", "Row", "reader_of"]


def reader_of(task: TaskName) -> Reader:
    """The module that reads a task's files."""
    return cast(Reader, importlib.import_module(TASKS[task].reader))
