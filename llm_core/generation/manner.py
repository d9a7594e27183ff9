"""What a run has learnt to do with words. Needs no torch: the page asks it of every run."""

from __future__ import annotations

from typing import Literal

from llm_core.config import RunConfig

Manner = Literal["continue", "answer", "fill", "fill-answer"]


def manner_of(config: RunConfig) -> Manner:
    """Pairs have answers, and an encoder alone fills blanks, also those of an answer."""
    if config.model.architecture == "encoder-only":
        return "fill-answer" if config.data.format == "pairs" else "fill"
    return "answer" if config.data.format == "pairs" else "continue"
