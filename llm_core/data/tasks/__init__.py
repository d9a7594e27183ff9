"""Tasks' files: how their bytes become examples, and examples rows. One module a task, each an `ExampleReader`."""

from __future__ import annotations

import importlib
from typing import cast

from llm_core.config import TaskName
from llm_core.data.tasks.example import Example, ExampleReader, Segment, TaskRow

__all__ = ["Example", "ExampleReader", "Segment", "TaskRow", "reader_of"]
MODULES: dict[TaskName, str] = {
    "translation": "translation",
    "summarization": "summarization",
    "sentiment": "sentiment",
    "question-answering": "question_answering",
    "speech": "speech",
}


def reader_of(task: TaskName) -> ExampleReader:
    """The module that reads a task's files."""
    return cast(ExampleReader, importlib.import_module(f"llm_core.data.tasks.{MODULES[task]}"))
