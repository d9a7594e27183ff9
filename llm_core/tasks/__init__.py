"""One Transformer, five jobs: each a metric, a baseline, and answers with their evidence. How rows are made is
`text.examples`'.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING

from llm_core.config import RunConfig, TaskName

if TYPE_CHECKING:
    from llm_core.data.corpus.corpus import Corpus
    from llm_core.tasks.task import Task
    from llm_core.training.job import Job

# The class of each, as MODULE.CLASS: imported when it is needed.
TASKS: dict[TaskName, str] = {
    "translation": "translation.Translation",
    "summarization": "summarization.Summarization",
    "sentiment": "sentiment.Sentiment",
    "question-answering": "question_answering.QuestionAnswering",
    "speech": "speech.Speech",
}


@cache
def task_of(name: TaskName) -> Task:
    """The task of this name."""
    module, _, kind = TASKS[name].partition(".")
    found: Task = getattr(importlib.import_module(f"llm_core.tasks.{module}"), kind)()
    return found


def job_of(config: RunConfig, corpus: Corpus) -> Job | None:
    """What a run's training needs of its task; None where it learns none."""
    if config.data.task is None:
        return None
    from llm_core.tasks.task import TaskJob

    return TaskJob(task_of(config.data.task), config, corpus)
