"""The five tasks as the Tasks tab shows them: their order, the files they take, the sample each begins with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from llm_core.config import TASKS, RunConfig, TaskName
from llm_core.data.audio.audio import ENDINGS
from llm_core.errors import SettingError
from llm_core.runs.metrics import LOWER_IS_BETTER, METRICS, OF_HUNDRED
from ui.words import Words

SOUNDS = tuple(sorted(ENDINGS))
TEXTS = (".csv", ".tsv", ".jsonl", ".json", ".txt")
# What a file picker offers; what isn't offered is still read where it can be.
TAKES: Mapping[TaskName, tuple[str, ...]] = {
    "translation": (*TEXTS, ".gz"),
    "summarization": TEXTS,
    "sentiment": TEXTS,
    "question-answering": (".json", *TEXTS[:3]),
    "speech": (*SOUNDS, ".csv", ".tsv", ".txt"),
}
DOCUMENTS = (".txt", ".md", ".csv", ".pdf", ".docx", ".html", ".htm")
COLUMNS: Mapping[TaskName, tuple[str, str]] = {
    "translation": ("source", "target"),
    "summarization": ("document", "summary"),
    "sentiment": ("text", "label"),
    "question-answering": ("question", "answer"),
    "speech": ("clip", "transcript"),
}
# What the Tasks tab opens with where nobody has chosen one.
FIRST: TaskName = "sentiment"
# The module that draws a task's answers with what they rest on, by its path below ui/: it exports `evidence`.
SCRIPTS: Mapping[TaskName, str] = {
    "translation": "tabs/tasks/translation.js",
    "summarization": "tabs/tasks/summarization.js",
    "sentiment": "tabs/tasks/sentiment.js",
    "question-answering": "tabs/tasks/question_answering.js",
    "speech": "tabs/tasks/speech.js",
}


def named(task: object) -> TaskName:
    """A task by its name.

    Raises:  SettingError: no such task.
    """
    found = next((name for name in TASKS if name == task), None)
    if found is None:
        raise SettingError(
            "unknown-task", "There is no task {name!r}: choose {known}.", name=str(task)[:40], known=", ".join(TASKS)
        )
    return found


def tasks_view(words: Words) -> list[dict[str, Any]]:
    """What the strip of tasks shows, and what each takes."""
    return [
        {
            "key": name,
            "name": words(f"tasks.name.{name}"),
            "line": words(f"tasks.line.{name}"),
            "accepts": ",".join(TAKES[name]),
            "formats": words(f"tasks.formats.{name}"),
            "columns": [words(f"tasks.column.{part}") for part in COLUMNS[name]],
            "asks": words(f"tasks.asks.{name}"),
            "hint": words(f"tasks.hint.{name}"),
            "go": words(f"tasks.go.{name}"),
            "hears": name == "speech",
            "cites": name == "question-answering",
            "beams": name == "translation",
            "rows": 6 if name == "summarization" else 1,
            "script": SCRIPTS[name],
        }
        for name in TASKS
    ]


def metric_of(words: Words, config: RunConfig) -> dict[str, Any] | None:
    """What the score of a task's run is: its key, what it is called, whether it is a share, and whether less of it is
    better.
    """
    if config.data.task is None:
        return None
    key = METRICS[config.data.task]
    return {
        "key": key,
        "label": metric_name(words, key),
        "percent": key not in OF_HUNDRED,
        "lower": key in LOWER_IS_BETTER,
    }


def metric_name(words: Words, metric: object) -> str:
    """What a metric is called; its own name where nobody gave it another."""
    return name_in(words, f"tasks.metric.{metric}", str(metric).replace("_", " "))


def name_in(words: Words, key: str, otherwise: str) -> str:
    """A sentence where there is one."""
    try:
        return words(key)
    except KeyError:
        return otherwise


def sample_of(task: TaskName, language: str) -> str | None:
    """Key of the built-in sample of a task, in this language where there is one; None where there is none at all."""
    from llm_core.samples import SAMPLES

    own = [sample for sample in SAMPLES.values() if sample.settings.get("data.format") == task]
    best = next((sample for sample in own if sample.language == language), own[0] if own else None)
    return best.key if best else None
