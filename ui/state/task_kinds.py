"""The tasks as the Tasks tab shows them: what each is called, takes and answers, the sample it begins with."""

from __future__ import annotations

from typing import Any

from llm_core.config import TASKS, RunConfig, TaskName, TaskSpec
from llm_core.data.audio.audio import ENDINGS
from llm_core.errors import SettingError
from llm_core.runs.metrics import LOWER_IS_BETTER, OF_HUNDRED
from ui.words import Words

SOUNDS = tuple(sorted(ENDINGS))


def named(task: object) -> TaskName:
    """A task by its name.

    Raises:  SettingError: no such task.
    """
    if not isinstance(task, str) or task not in TASKS:
        raise SettingError(
            "unknown-task", "There is no task {name!r}: choose {known}.", name=str(task)[:40], known=", ".join(TASKS)
        )
    return task


def accepted(spec: TaskSpec) -> tuple[str, ...]:
    """Endings of the files that a picker offers; what isn't offered is still read where it can be."""
    return (*SOUNDS, *spec.endings) if spec.hears else spec.endings


def sound_task() -> TaskName:
    """The task that sounds are for, when nobody has said what to do with them."""
    return next(spec.name for spec in TASKS.values() if spec.hears)


def task_name(words: Words, task: TaskName) -> str:
    """What a task is called."""
    return words(f"{TASKS[task].words}.name.{task}")


def tasks_view(words: Words) -> list[dict[str, Any]]:
    """What the strip of tasks shows, and what each takes."""
    return [task_view(words, spec) for spec in TASKS.values()]


def task_view(words: Words, spec: TaskSpec) -> dict[str, Any]:
    """A task for the page's script: its sentences, and what differs from task to task."""
    said = {
        part: words(f"{spec.words}.{part}.{spec.name}") for part in ("name", "line", "formats", "asks", "hint", "go")
    }
    return {
        **said,
        "key": spec.name,
        "accepts": ",".join(accepted(spec)),
        "columns": [words(f"{spec.words}.column.{part}") for part in spec.columns],
        "hears": spec.hears,
        "cites": spec.cites,
        "beams": spec.answers_text,
        "rows": spec.rows_shown,
        "script": spec.script,
    }


def sentences(words: Words) -> dict[str, str]:
    """The sentences of the Tasks tab, with those that tasks bring along."""
    areas = {spec.words: None for spec in TASKS.values()}
    return {key: text for area in (*areas, "tasks") for key, text in words.bundle(area).items()}


def metric_of(words: Words, config: RunConfig) -> dict[str, Any] | None:
    """What the score of a task's run is: its key, what it is called, whether it is a share, and whether less of it is
    better.
    """
    spec = config.data.task_spec
    if spec is None:
        return None
    key = spec.metric
    return {
        "key": key,
        "label": metric_name(words, key),
        "percent": key not in OF_HUNDRED,
        "lower": key in LOWER_IS_BETTER,
    }


def metric_name(words: Words, metric: object) -> str:
    """What a metric is called; its own name where nobody gave it another."""
    return said_by_any(words, f"metric.{metric}") or str(metric).replace("_", " ")


def said_by_any(words: Words, key: str) -> str | None:
    """A sentence of the Tasks tab, or of a task that brings its own; None where nobody wrote it."""
    areas = dict.fromkeys(["tasks", *(spec.words for spec in TASKS.values())])
    return next((found for area in areas if (found := name_in(words, f"{area}.{key}", ""))), None)


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
