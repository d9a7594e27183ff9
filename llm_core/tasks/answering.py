"""A question's answer: read in one passage, or in those that a knowledge base finds; "" where the reader holds that
there is none.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from llm_core.data.tasks.question_rows import rank_sentences
from llm_core.tasks.passage_index import Passage, PassageIndex
from llm_core.tasks.span_reader import Reading, read
from llm_core.tasks.task import LoadedModel, never

READ_PASSAGES = 3  # that are read; more are shown
SHOWN_PASSAGES = 5
LEAST_KEEP = 0.0  # log-odds below which no sentence of a passage answers a question about it
# From documents: the reader's log-odds and how much of the question the passage holds have to make up for this,
# together. Fitted by logistic regression to questions about documents of the project's own generator that no run is
# taught (keep + 3.1 coverage - 2.0), and rounded.
PER_COVERAGE, LEAST_FOUND = 4.0, 2.0
# and however sure the reader is, the passage has to hold this much of the question (chosen on XQuAD's held-out
# articles: docs/log.md)
LEAST_COVERAGE = 0.4
COVERAGE_SHARE = (
    10.0  # how much what a passage holds of the question counts beside what the reader says, when passages are compared
)
PASSAGE_SHARE = 1.0  # how much the search counts beside what the reader says, when passages are compared


@dataclass(frozen=True)
class Answered:
    """An answer in a passage and where it stands in it; "" is a refusal. sentence: the one that answers best, whatever
    is refused.
    """

    text: str
    start: int
    end: int
    sentence: tuple[int, int]
    confidence: float


@dataclass(frozen=True)
class PassageRead:
    """A passage that was found, and the best answer in it, where it was read."""

    passage: Passage
    reading: Reading | None

    @property
    def sentence_text(self) -> str:
        """The sentence that answers best."""
        return self.passage.text[slice(*self.reading.sentence)] if self.reading else ""

    def as_json(self) -> dict[str, Any]:
        """Plain data, as the page draws it."""
        reading, passage = self.reading, self.passage
        return {
            "id": passage.id,
            "source": passage.source,
            "text": passage.text,
            "bm25": round(passage.bm25, 3),
            "score": round(passage.score, 3),
            "coverage": round(passage.coverage, 3),
            "start": reading.start if reading else None,
            "end": reading.end if reading else None,
            "sentence": list(reading.sentence) if reading else None,
            # log-odds; the page and programs know them under this key
            "odds": round(reading.keep, 3) if reading else None,
        }


@dataclass(frozen=True)
class FromDocuments:
    """An answer from documents: "" is a refusal. confidence: from ½ up, how far it was from being the other. passages:
    best first.
    """

    text: str
    confidence: float
    passages: tuple[PassageRead, ...]


def answer_in(
    loaded: LoadedModel,
    asked: Sequence[tuple[str, str]],
    cancelled: Callable[[], bool] = never,
    *,
    may_refuse: bool = True,
) -> list[Answered] | None:
    """The answers to questions in their passages, for (question, passage); None when cancelled.

    Args:    may_refuse: False where every passage is known to hold an answer, as in SQuAD 1.1.
    """
    found = read(loaded, asked, cancelled)
    if found is None:
        return None
    return [_answered(reading, passage, may_refuse) for reading, (_, passage) in zip(found, asked, strict=True)]


def answer_from(loaded: LoadedModel, base: PassageIndex, question: str, *, without: str | None = None) -> FromDocuments:
    """The answer from documents.

    Args:    without: a document that is passed over.
    """
    passages = base.search(question, SHOWN_PASSAGES, without=without)
    read_ones = read(loaded, [(question, passage.text) for passage in passages[:READ_PASSAGES]]) or []
    both = [PassageRead(passage, reading) for passage, reading in zip(passages, read_ones, strict=False)]
    best = max((one for one in both if one.reading), key=_worth, default=None)
    rest = [PassageRead(passage, None) for passage in passages[READ_PASSAGES:]]
    ordered = (*([best] if best else []), *(one for one in both if one is not best), *rest)
    if best is None or best.reading is None:
        return FromDocuments("", 1.0, ordered)
    of_both, of_passage = (
        best.reading.keep + PER_COVERAGE * best.passage.coverage - LEAST_FOUND,
        COVERAGE_SHARE * (best.passage.coverage - LEAST_COVERAGE),
    )
    margin = min(of_both, of_passage)
    text = best.passage.text[best.reading.start : best.reading.end] if margin >= 0 else ""
    return FromDocuments(text, likely(abs(margin)), ordered)


def baseline_sentence(question: str, passage: str) -> tuple[int, int, str]:
    """Where the sentence lies that shares most with a question, and its text."""
    best = next(iter(rank_sentences(question, passage)), (0, len(passage), 0.0))
    return best[0], best[1], passage[best[0] : best[1]]


def likely(log_odds: float) -> float:
    """A probability from its log-odds."""
    return 1 / (1 + math.exp(-max(min(log_odds, 50.0), -50.0)))


def _worth(one: PassageRead) -> float:
    return (
        (one.reading.rank if one.reading else 0.0)
        + PASSAGE_SHARE * one.passage.score
        + COVERAGE_SHARE * one.passage.coverage
    )


def _answered(reading: Reading | None, passage: str, may_refuse: bool) -> Answered:
    if reading is None:
        return Answered("", 0, 0, (0, 0), 1.0)
    refused = may_refuse and reading.keep < LEAST_KEEP
    chance = likely(reading.keep)
    return Answered(
        "" if refused else passage[reading.start : reading.end],
        reading.start,
        reading.end,
        reading.sentence,
        1 - chance if refused else chance,
    )
