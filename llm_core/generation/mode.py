"""What a run has learnt to do with words. Needs no torch: the page asks it of every run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from llm_core.config import DataFormat, RunConfig

Mode = Literal["continue", "answer", "converse", "fill", "fill-answer", "task"]

MODES: Mapping[DataFormat, Mode] = {"text": "continue", "pairs": "answer", "conversations": "converse"}


def mode_of(config: RunConfig) -> Mode:
    """Pairs have answers, conversations turns, and an encoder alone fills blanks, also those of an answer.

    What a task reads has marks of its own, so its runs are used as tasks; only a translator is given plain text.
    """
    spec = config.data.task_spec
    if spec and not (spec.answers_text and config.model.architecture != "encoder-only"):
        return "task"
    if config.model.architecture == "encoder-only":
        return "fill-answer" if config.data.format == "pairs" else "fill"
    return MODES.get(config.data.format, "answer")
