"""A trained reader at work: which sentence of a passage answers a question, and which of its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from llm_core.data.tasks.encode import EncodedRow, encode_rows, mark_id
from llm_core.data.tasks.question_rows import FIRST, KEEP, OTHER, REST, SKIP, Laid, Sentence, lay_out
from llm_core.model.mask import PADDING
from llm_core.tasks.task import LoadedModel, never

LONGEST_ANSWER = 12  # words, or Chinese characters
USUAL_ANSWER, USUAL_WIDE_ANSWER = 2.5, 5.0  # words; Chinese characters
OVERLAP_SHARE = 0.3  # how much what a sentence shares with the question adds to its log-odds
ROWS_AT_ONCE = 32


@dataclass(frozen=True)
class Reading:
    """What a reader found in a passage. start, end: of the answer in it; sentence: of its sentence.

    keep: log-odds that the sentence answers.  rank: what sentences are compared by: keep, and what the sentence shares
    with the question.
    span: the F1 that its words promise.
    """

    start: int
    end: int
    sentence: tuple[int, int]
    keep: float
    rank: float
    span: float


def read(
    loaded: LoadedModel, asked: Sequence[tuple[str, str]], cancelled: Callable[[], bool] = never
) -> list[Reading | None] | None:
    """The best answer in each passage, for (question, passage); None where a passage has no sentence, or altogether
    when cancelled.
    """
    laid = [lay_out(question, passage) for question, passage in asked]
    encoded = encode_rows([one.row for one in laid], loaded.tokenizer)
    context = loaded.config.model.context_length
    found: list[Reading | None] = [None] * len(asked)
    order = sorted(range(len(asked)), key=lambda number: len(encoded[number].source))
    marks = torch.tensor([mark_id(mark, loaded.tokenizer) for mark in (SKIP, KEEP, OTHER, FIRST, REST)])
    for start in range(0, len(order), ROWS_AT_ONCE):
        if cancelled():
            return None
        chosen = order[start : start + ROWS_AT_ONCE]
        logits = _logits(loaded, [encoded[number] for number in chosen], context)[..., marks]  # (B, T, 5)
        for number, scores in zip(chosen, logits, strict=True):
            places = np.flatnonzero(encoded[number].tags[:context])
            found[number] = _best(laid[number], scores[places])
    return found


@torch.no_grad()
def _logits(loaded: LoadedModel, rows: Sequence[EncodedRow], context: int) -> Tensor:
    """(B, T, V) what the encoder says at each place."""
    width = min(max(len(row.source) for row in rows) + 1, context)
    tokens = torch.full((len(rows), width), PADDING)
    for place, row in enumerate(rows):
        ids = [*row.source.tolist(), loaded.tokenizer.end_id][:width]
        tokens[place, : len(ids)] = torch.tensor(ids)
    device = next(loaded.model.parameters()).device
    return loaded.model(tokens.to(device)).float().cpu()  # type: ignore[no-any-return]


def _best(laid: Laid, scores: Tensor) -> Reading | None:
    """The best sentence by its mark and what it shares, and in it the best words.  scores: (asked places, 5)."""
    readings = list(readings_of(laid, scores))
    return max(readings, key=lambda one: one.rank, default=None)


def readings_of(laid: Laid, scores: Tensor) -> Iterator[Reading]:
    """A reading of every sentence that the row holds."""
    place = 0
    for sentence in laid.sentences:
        own = scores[place : place + 1 + len(sentence.words)]
        place += 1 + len(sentence.words)
        if not len(own):
            return  # the context has ended
        skip, keep = own[0, :2].log_softmax(0).tolist()
        start, end, span = _span(sentence, own[1:, 2:].softmax(-1))
        yield Reading(
            start, end, (sentence.start, sentence.end), keep - skip, keep - skip + OVERLAP_SHARE * sentence.score, span
        )


def _span(sentence: Sentence, chances: Tensor) -> tuple[int, int, float]:
    """The words that promise the highest F1: twice their chances to be in the answer, over their number and that of a
    usual answer's.

    A name is taken whole, and no answer goes across a semicolon and the like.  chances: (words, 3) of other, first,
    rest.  Returns: start, end, promise.
    """
    words = sentence.words[: len(chances)]
    inside = (1 - chances[:, 0]).tolist()
    wide = sum(word.wide for word in words) > len(words) / 2
    usual = max(sum(inside), USUAL_WIDE_ANSWER if wide else USUAL_ANSWER)
    best = (0.0, 0, 0)
    for start in range(len(words)):
        if start and sentence.links[start - 1] == "name":
            continue
        held = 0.0
        for last in range(start, min(start + LONGEST_ANSWER, len(words))):
            held += inside[last]
            link = sentence.links[last]
            if link != "name" or last + 1 == len(words):
                best = max(best, (2 * held / (last - start + 1 + usual), start, last))
            if link == "apart":
                break
    if not words:
        return sentence.start, sentence.end, 0.0
    return words[best[1]].start, words[best[2]].end, best[0]
