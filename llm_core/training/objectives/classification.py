"""Telling classes apart: an encoder alone fills the blank after a text with one of a few marks, and no other token."""

from __future__ import annotations

from llm_core.config import RunConfig
from llm_core.data.pairs.rows import Rows
from llm_core.data.tasks import reader_of
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.training.batches import Batch, Ids
from llm_core.training.objectives.seq2seq import Seq2SeqObjective


class ClassificationObjective(Seq2SeqObjective):
    """Only the marks of classes are scored. A decoder writes the mark like any other answer."""

    def __init__(self, config: RunConfig, train: Rows, validation: Rows, tokenizer: Tokenizer) -> None:
        super().__init__(config, train, validation, tokenizer)
        self.class_ids = class_ids_of(config, tokenizer)

    def arranged(self, rows: Rows, bounds: Ids) -> Batch:
        return super().arranged(rows, bounds)._replace(class_ids=self.class_ids)


def class_ids_of(config: RunConfig, tokenizer: Tokenizer) -> tuple[int, ...]:
    """The ids of the marks that an encoder alone chooses among, sorted; () where any token can be right."""
    chosen = (
        config.model.architecture == "encoder-only"
        and config.data.task is not None
        and reader_of(config.data.task).MARKED_TARGETS
    )
    return tuple(sorted(tokenizer.marks.values())) if chosen else ()
