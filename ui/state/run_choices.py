"""Which runs can be looked into and talked to, and which of them to offer first."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from llm_core.data.tokenizer.labels import BYTE_OF_CHARACTER
from llm_core.errors import RunError
from llm_core.generation.mode import Mode, mode_of
from ui.state.services import Services
from ui.words import Words


def run_choices(services: Services, words: Words, mode: Mode = "continue") -> dict[str, Any]:
    """What a run chooser shows: every run that has weights, newest first, and the one to begin with.

    Args:    mode: of runs that came with the project, one that does this is begun with.
    Returns: {"runs": [{id, name, status, step, parameters, context}], "default": an id, or None where no run has
             weights, "waiting": whether a run is on its way to its first weights, "elsewhere": the person's newest run
             of
             a task, which answers on Tasks, as {name, task}, or None}. Runs of tasks are no part of the choice.
    """
    found = sorted(services.store.runs(), key=lambda run: run.created_at, reverse=True)
    runs = [run for run in found if mode_of(run.config) != "task"]
    elsewhere = next((run for run in found if run.origin != "shipped" and mode_of(run.config) == "task"), None)
    ready = [run for run in runs if services.models.steps(run.id)]
    first = default_run(
        ready, (words.language, mode), lambda run: (language_of(services.workspace.runs / run.id), mode_of(run.config))
    )
    return {
        "runs": [_choice(run) for run in ready],
        "default": None if first is None else first.id,
        "waiting": any(run.active for run in runs),
        "elsewhere": {"name": elsewhere.name, "task": elsewhere.config.data.task} if elsewhere else None,
    }


def require_words(run: Any) -> None:
    """RunError where a run reads what only its task can write: it answers on Tasks."""
    if mode_of(run.config) == "task":
        raise RunError(
            "run-answers-on-tasks",
            "{run} has learnt {task}: it answers on Tasks, or by `python -m llm_core task {task} predict`.",
            run=run.name,
            task=run.config.data.task,
        )


def default_run(runs: Sequence[Any], wanted: Sequence[str], traits_of: Callable[[Any], Sequence[str]]) -> Any | None:
    """The run to begin with: what trains now, else what the person trained last, else the shipped one that fits best.

    Args:  runs: those that have weights, newest first.  wanted: language and mode, what matters most first;
        traits_of: those of a run.
    """
    own = [run for run in runs if run.origin != "shipped"]
    active = [run for run in own if run.active]
    shipped = [run for run in runs if run.origin == "shipped"]
    fitting = sorted(
        shipped, key=lambda run: [trait != want for trait, want in zip(traits_of(run), wanted, strict=True)]
    )
    return next(iter([*active, *own, *fitting]), None)


def language_of(folder: Path) -> str:
    """Language of the text that a run learnt, by its tokens: Chinese where Chinese characters are common among them."""
    try:
        model = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]
        vocabulary = [str(token) for token in model["vocab"]]
    except (OSError, ValueError, KeyError, TypeError):
        return "en"
    if model.get("type") == "BPE":  # whose tokens spell bytes
        vocabulary = [
            bytes(BYTE_OF_CHARACTER.get(character, 0) for character in token).decode("utf-8", "ignore")
            for token in vocabulary
        ]
    chinese = sum(any("\u4e00" <= character <= "\u9fff" for character in token) for token in vocabulary)
    return "zh" if chinese * 4 > len(vocabulary) else "en"


def _choice(run: Any) -> dict[str, Any]:
    return {
        "id": run.id,
        "name": run.name,
        "status": run.status,
        "active": run.active,
        "step": run.step,
        "parameters": run.parameters,
        "context": run.config.model.context_length,
    }
