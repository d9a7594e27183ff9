"""One Transformer, several jobs: each a metric, a baseline, and answers with their evidence.

Which there are, and what belongs to each, says `config.tasks`; how rows are made is `data.tasks`'.
"""

from __future__ import annotations

from functools import cache
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from llm_core.config import TASKS, TaskName

if TYPE_CHECKING:
    from llm_core.tasks.task import Task


def task_of(name: TaskName) -> Task:
    """The task of this name."""
    return _made(TASKS[name].task)


@cache
def _made(path: str) -> Task:
    task: Task = resolve_name(path)()
    return task
