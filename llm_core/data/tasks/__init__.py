"""Tasks' files: how their bytes become examples, and examples rows. One module a task, each a `Reader`."""

from __future__ import annotations

import importlib
from typing import cast

from llm_core.config import TaskName
from llm_core.data.tasks.example import Example, Piece, Reader, Row

__all__ = ["Example", "Piece", "Reader", "Row", "reader_of"]
MODULES: dict[TaskName, str] = {
    "translation": "translation",
    "summarization": "summarization",
    "sentiment": "sentiment",
    "question-answering": "question_answering",
    "speech": "speech",
}


def reader_of(task: TaskName) -> Reader:
    """The module that reads a task's files."""
    return cast(Reader, importlib.import_module(f"llm_core.data.tasks.{MODULES[task]}"))
