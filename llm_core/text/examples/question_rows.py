"""A question and a passage as the row that a reader reads: the sentences that share most with the question, names and numbers by their look.

A few hundred questions teach nothing about single names, so a name, a number and whatever both texts say is a mark: what is learnt of
one holds for all (as with the features of Chen et al. 2017, arXiv:1704.00051, section 3.2). Other words stay as they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from llm_core.text.examples.example import Piece, Row
from llm_core.text.examples.question_types import PATTERNS, SHAPES, asked_for, could_be, shape_of
from llm_core.text.matching import FUNCTION_WORDS, Word, asked_keys, keys_at, keys_of, sentences_at, words_at

PASSAGE, MISSING = "<|passage|>", "<|missing|>"
KEEP, SKIP = "<|keep|>", "<|skip|>"
FIRST, REST, OTHER = "<|first|>", "<|rest|>", "<|other|>"
MOST_SENTENCES, MOST_WORDS = 8, 80         # of a passage that a row holds
LONGEST_QUESTION, LONGEST_SENTENCE = 40, 80          # words
RANKS = tuple(f"<|sentence_{rank}|>" for rank in range(1, MOST_SENTENCES + 1))
NEAR = 3                                    # words
MATCHES = ("", "_near", "_fits", "_fits_near", "_same")
ASKS = tuple(f"<|asks_{kind}|>" for kind in PATTERNS)
WORD_MARKS = tuple(f"<|{shape}{match}|>" for shape in SHAPES for match in MATCHES)
MARKS = (PASSAGE, MISSING, *ASKS, *RANKS, KEEP, SKIP, FIRST, REST, OTHER, *WORD_MARKS)

Link = Literal["name", "beside", "apart"]    # parts of one name; with nothing but blanks, commas and the like between them; with more
_SLIGHT = " ,'’-–()\"“”、·"


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage that a row holds: where it lies, and how much it shares with the question."""

    start: int
    end: int
    score: float
    words: tuple[Word, ...]                 # at which an encoder is asked, with places in the passage
    links: tuple[Link, ...]                 # of each word to the next one


@dataclass(frozen=True)
class Laid:
    """A row, and its sentences; the encoder is asked at each sentence's mark and then at each of its words, in this order."""

    row: Row
    sentences: tuple[Sentence, ...]


def lay_out(question: str, context: str, answer: tuple[int, int] | None = None, *, taught: bool = False) -> Laid:
    """The row of a question about a passage.

    Args:    answer: where it starts and ends (one past).  taught: whether the answer is known, None meaning that there is none:
             then the sentence of the answer is held whatever it shares, and words of other sentences aren't asked.
    """
    ranked = rank_sentences(question, context)
    golden = next((start for start, end, _ in ranked if answer and start <= answer[0] < end), None)
    chosen = _fitting(ranked, context, golden)
    rank = {start: place for place, (start, _, _) in enumerate(chosen)}
    asked = asked_keys(question)
    kind = asked_for(question)
    held = {key for start, end, _ in ranked for key in keys_of(context[start:end])}
    pieces = [*_of_question(question, held), Piece(f"<|asks_{kind}|>", mark=True), Piece(PASSAGE, mark=True)]
    sentences = []
    for start, end, score in sorted(chosen):
        inside = [Word(word.text, word.start + start, word.end + start) for word in words_at(context[start:end])][:LONGEST_SENTENCE]
        gold = start == golden
        pieces.append(Piece(RANKS[rank[start]], mark=True, tag=KEEP if gold else SKIP))
        pieces += _of_words(inside, asked, context, answer if gold else None, ask=gold or not taught, kind=kind)
        said = tuple(word for word in inside if word.spoken)
        links: list[Link] = [link_of(one, other, context) for one, other in pairwise(said)]
        sentences.append(Sentence(start, end, score, said, (*links, "apart")))
    return Laid(Row(tuple(pieces)), tuple(sentences))


def rank_sentences(question: str, context: str) -> list[tuple[int, int, float]]:
    """Where the sentences of a passage start and end, and what each shares with the question: those that share most first.

    What is shared counts by how rare it is among the sentences, as in BM25: ln(1 + (S - s + ½) / (s + ½)).
    """
    asked, spans = asked_keys(question), sentences_at(context)
    held = [{key for keys in keys_at(words_at(context[start:end])) for key in keys} & asked for start, end in spans]
    counts = {key: sum(key in keys for keys in held) for key in asked}
    scores = [sum(math.log(1 + (len(spans) - counts[key] + 0.5) / (counts[key] + 0.5)) for key in sorted(keys)) for keys in held]
    found = [(start, end, score) for (start, end), score in zip(spans, scores, strict=True)]
    return sorted(found, key=lambda one: -one[2])


def _fitting(ranked: Sequence[tuple[int, int, float]], context: str, golden: int | None) -> list[tuple[int, int, float]]:
    """The best sentences that a row holds, the answer's among them."""
    order = [*(one for one in ranked if one[0] == golden), *(one for one in ranked if one[0] != golden)]
    chosen: list[tuple[int, int, float]] = []
    words = 0
    for one in order:
        words += min(len(words_at(context[one[0] : one[1]])), LONGEST_SENTENCE)
        if chosen and (len(chosen) == MOST_SENTENCES or words > MOST_WORDS):
            break
        chosen.append(one)
    return sorted(chosen, key=lambda one: -one[2])


def _of_question(question: str, held: set[str]) -> Iterator[Piece]:
    """The words of a question, with what the passage doesn't say marked as missing."""
    words = words_at(question)[:LONGEST_QUESTION]
    for word, same in zip(words, _same(words, held), strict=True):
        telling = word.spoken and not word.wide and word.text.lower() not in FUNCTION_WORDS
        piece = _piece(word, question, "", "")
        if telling and not piece.mark and not same:
            yield Piece(MISSING, mark=True)
        yield Piece(piece.text.replace("|>", "_same|>"), mark=True) if piece.mark and same else piece


def _of_words(words: Sequence[Word], asked: set[str], context: str, answer: tuple[int, int] | None, *, ask: bool, kind: str) -> Iterator[Piece]:
    same = _same(words, asked)
    begun = False
    for place, word in enumerate(words):
        if not word.spoken:
            yield Piece(_blank(word, context) + word.text)
            continue
        inside = answer is not None and word.start < answer[1] and word.end > answer[0]
        tag = "" if not ask else OTHER if not inside else REST if begun else FIRST
        begun = begun or inside
        near = "_near" if any(same[max(place - NEAR, 0) : place + NEAR + 1]) else ""
        fit = "_fits" if could_be(word.text, kind) else ""
        yield _piece(word, context, "_same" if same[place] else fit + near, tag, opens=not place)


def _piece(word: Word, context: str, match: str, tag: str, *, opens: bool = False) -> Piece:
    """A word as its look where it is a name, a number, or what the question says too; else as its text."""
    shape = "wide" if word.wide else shape_of(word.text)
    if shape == "name" and opens:
        shape = "opening"
    if match == "_same" or match.startswith("_fits") or shape not in ("word", "small", "wide"):
        return Piece(f"<|{shape}{match}|>", mark=True, tag=tag)
    return Piece(_blank(word, context) + word.text.lower(), tag=tag)


def _same(words: Sequence[Word], asked: set[str]) -> list[bool]:
    """Which words a question says, too."""
    return [any(key in asked for key in keys) and word.text.lower() not in FUNCTION_WORDS for word, keys in zip(words, keys_at(words), strict=True)]


def _blank(word: Word, text: str) -> str:
    return "" if word.wide or not word.start or not text[word.start - 1].isspace() else " "


def link_of(one: Word, other: Word, context: str) -> Link:
    """How a word is linked to the next one."""
    between = context[one.end : other.start]
    if between.strip(_SLIGHT):
        return "apart"
    both = {shape_of(one.text), shape_of(other.text)} <= {"name", "capitals"}
    return "name" if both and between in ("", " ", "-") else "beside"

