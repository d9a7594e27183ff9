"""Telling classes apart: which tokens are their marks, and the room that a model needs for them."""

from __future__ import annotations

from llm_core.config import RunConfig
from llm_core.data.tasks import reader_of
from llm_core.data.tokenizer.tokenizer import Tokenizer

MOST_SCORED = 256  # tokens that a table of word pairs scores; with more classes there is none


def classes_of(config: RunConfig, tokenizer: Tokenizer) -> tuple[int, ...]:
    """The ids of the marks that an encoder alone chooses among, sorted; () where any token can be right."""
    chosen = (
        config.model.architecture == "encoder-only"
        and config.data.task is not None
        and reader_of(config.data.task).MARKED_TARGETS
    )
    return tuple(sorted(tokenizer.marks.values())) if chosen else ()


def with_room_for_classes(config: RunConfig, tokenizer: Tokenizer) -> RunConfig:
    """The config whose table of word pairs scores just these classes, and is left out where none are told apart."""
    if not config.model.has_ngrams:
        return config
    needed = max(classes_of(config, tokenizer), default=MOST_SCORED) + 1
    change = {"ngram_scores": needed} if needed <= MOST_SCORED else {"ngram_buckets": 0}
    return config.model_copy(update={"model": config.model.model_copy(update=change)})
