"""Tasks' files: how their bytes become examples, and examples rows. One module a task, each an `ExampleReader`."""

from __future__ import annotations

import importlib
from typing import cast

from llm_core.config import TASKS, TaskName
from llm_core.data.tasks.example import Example, ExampleReader, Segment, TaskRow

__all__ = ["Example", "ExampleReader", "Segment", "TaskRow", "reader_of"]


def reader_of(task: TaskName) -> ExampleReader:
    """The module that reads a task's files."""
    return cast(ExampleReader, importlib.import_module(TASKS[task].reader))
