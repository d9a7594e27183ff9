"""How many held-out questions a model answers word for word: what counts where there is a right answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from llm_core.data.pairs.rows import Rows
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.generation.answering import answers
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.batches import Ids

METRIC = "exact_match"
ROWS_AT_ONCE = 500


class Score(NamedTuple):
    """The share of so many rows."""

    score: float
    rows: int


def exact_match(
    model: LargeLanguageModel,
    tokenizer: Tokenizer,
    rows: Rows,
    chosen: Ids,
    *,
    cancelled: Callable[[], bool] = lambda: False,
) -> Score | None:
    """Let the model answer the chosen rows, always with its likeliest token, and count the answers that are right to
    the end.

    A decoder must end where the answer does; an encoder alone is told the answer's length by its blanks.

    Args:    chosen: numbers of rows that fit the context.
    Returns: None when cancelled.
    """
    right, training = 0, model.training
    model.eval()
    try:
        for start in range(0, len(chosen), ROWS_AT_ONCE):
            right += sum(are_right(model, tokenizer, rows, chosen[start : start + ROWS_AT_ONCE], cancelled))
            if cancelled():
                return None
    finally:
        model.train(training)
    return Score(right / max(len(chosen), 1), len(chosen))


def are_right(
    model: LargeLanguageModel,
    tokenizer: Tokenizer,
    rows: Rows,
    chosen: Ids,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[bool]:
    """Whether each of these rows is answered right."""
    sources, targets = ([list(map(int, of(int(row)))) for row in chosen] for of in (rows.source, rows.target))
    spare = int(model.decoder is not None)  # a token more, so that an answer that goes on is wrong
    written = answers(model, tokenizer, sources, [len(target) + spare for target in targets], cancelled=cancelled)
    return [answer == target for answer, target in zip(written, targets, strict=True)]
