"""A question and a passage as the row that a reader reads: the sentences that share most with the question, most words
by their look.

A few hundred questions teach nothing about single names, so whatever isn't a telling word is read as its look: a name,
a number, a word that ends in "-ed". A word that both texts say has a number, the same in both. What is learnt of one
text so holds for all (in the manner of the features of Chen et al. 2017, arXiv:1704.00051, section 3.2, and of the
entity markers of Hermann et al. 2015, arXiv:1506.03340, section 2.2).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from llm_core.data.search.matching import (
    FUNCTION_WORDS,
    Word,
    function_word_places,
    keys_at,
    question_keys,
    sentences_at,
    words_at,
)
from llm_core.data.search.synonyms import synonyms_at, synonyms_of
from llm_core.data.tasks.example import Segment, TaskRow
from llm_core.data.tasks.question_types import NUMERALS, PATTERNS, SHAPES, answer_kind, could_be, shape_of
from llm_core.data.tasks.question_words import is_telling

PASSAGE, MISSING = "<|passage|>", "<|missing|>"
KEEP, SKIP = "<|keep|>", "<|skip|>"
FIRST, REST, OTHER = "<|first|>", "<|rest|>", "<|other|>"
MOST_SENTENCES, MOST_WORDS, WIDE_WORTH = (
    8,
    140,
    0.7,
)  # of a passage that a row holds; how much of a word a Chinese character is
LONGEST_QUESTION, LONGEST_SENTENCE = 40, 80  # words
RANKS = tuple(f"<|sentence_{rank}|>" for rank in range(1, MOST_SENTENCES + 1))
MOST_SHARED = 5
SHARES = tuple(f"<|shares_{share}|>" for share in range(MOST_SHARED + 1))
MOST_NUMBERED = 10
NUMBERED = tuple(f"<|{number}|>" for number in range(1, MOST_NUMBERED + 1))
NEAR = 3  # words
MATCHES = ("", "_near", "_fits", "_fits_near", "_same", "_kin")
ASKS = tuple(f"<|asks_{kind}|>" for kind in PATTERNS)
WORD_MARKS = tuple(f"<|{shape}{match}|>" for shape in SHAPES for match in MATCHES)
MARKS = (PASSAGE, MISSING, *ASKS, *RANKS, *SHARES, *NUMBERED, KEEP, SKIP, FIRST, REST, OTHER, *WORD_MARKS)
KIN_SHARE = 0.5  # how much a word alike in meaning counts beside the same one

Link = Literal[
    "name", "beside", "apart"
]  # parts of one name or number; with nothing but blanks, commas and the like between them; with more
_COUNTED = frozenset("年月日号岁世元米度万亿")  # Chinese characters without which a number before them isn't whole
_SLIGHT = " ,'’-–()\"“”、·"


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage that a row holds: where it lies, and how much it shares with the question."""

    start: int
    end: int
    score: float
    words: tuple[Word, ...]  # at which an encoder is asked, with places in the passage
    links: tuple[Link, ...]  # of each word to the next one


@dataclass(frozen=True)
class Laid:
    """A row, and its sentences; the encoder is asked at each sentence's mark and then at each of its words, in this
    order.
    """

    row: TaskRow
    kind: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class ParsedQuestion:
    """A question: its words, and for each telling key and each group of synonyms the number of its word."""

    text: str
    words: tuple[Word, ...]
    kind: str
    numbers: Mapping[str, int]
    synonyms: Mapping[str, int]

    @classmethod
    def of(cls, question: str) -> ParsedQuestion:
        words = words_at(question)[:LONGEST_QUESTION]
        keys, telling = keys_at(words), question_keys(question)
        numbers: dict[str, int] = {}
        synonyms: dict[str, int] = {}
        asks = function_word_places(question)
        number = last = 0
        for place, (word, own, groups) in enumerate(zip(words, keys, synonyms_at(words, question), strict=True)):
            tells = word.start not in asks if word.wide else word.text.lower() not in FUNCTION_WORDS
            fresh = [key for key in own if tells and key in telling and key not in numbers]
            if not fresh and not groups:
                continue
            goes_on = word.wide and last == place - 1 and place > 0
            last = place
            number += 0 if goes_on and number else 1
            numbers.update(dict.fromkeys(fresh, number))
            synonyms.update({group: number for group in groups if group not in synonyms})
        return cls(question, tuple(words), answer_kind(question), numbers, synonyms)


def lay_out(question: str, context: str, answer: tuple[int, int] | None = None, *, taught: bool = False) -> Laid:
    """The row of a question about a passage.

    Args:    answer: where it starts and ends (one past).  taught: whether the answer is known, None meaning that there
        is none:
             then the sentence of the answer is held whatever it shares, and words of other sentences aren't asked.
    """
    parsed = ParsedQuestion.of(question)
    ranked, total = _ranked(question, context, synonyms=True)
    golden = next((start for start, end, _ in ranked if answer and start <= answer[0] < end), None)
    chosen = _fitting(ranked, context, golden)
    rank = {start: place for place, (start, _, _) in enumerate(chosen)}
    body: list[Segment] = []
    sentences = []
    said: set[int] = set()
    for start, end, score in sorted(chosen):
        inside = [Word(word.text, word.start + start, word.end + start) for word in words_at(context[start:end])][
            :LONGEST_SENTENCE
        ]
        gold = start == golden
        body.append(Segment(RANKS[rank[start]], mark=True, tag=KEEP if gold else SKIP))
        body.append(Segment(SHARES[min(round(MOST_SHARED * score / total), MOST_SHARED) if total else 0], mark=True))
        body += _of_words(inside, parsed, context, answer if gold else None, ask=gold or not taught, said=said)
        spoken = tuple(word for word in inside if word.spoken)
        links: list[Link] = [link_of(one, other, context) for one, other in pairwise(spoken)]
        sentences.append(Sentence(start, end, score, spoken, (*links, "apart")))
    head = [*_of_question(parsed, said), Segment(f"<|asks_{parsed.kind}|>", mark=True), Segment(PASSAGE, mark=True)]
    return Laid(TaskRow((*head, *body)), parsed.kind, tuple(sentences))


def rank_sentences(question: str, context: str) -> list[tuple[int, int, float]]:
    """Where the sentences of a passage start and end, and what each shares with the question: those that share most
    first.

    What is shared counts by how rare it is among the sentences, as in BM25: ln(1 + (S - s + ½) / (s + ½)).
    """
    return _ranked(question, context, synonyms=False)[0]


def _ranked(question: str, context: str, *, synonyms: bool) -> tuple[list[tuple[int, int, float]], float]:
    """As `rank_sentences`, with words alike in meaning where `synonyms`; and what a sentence would share that shared
    all.
    """
    spans = sentences_at(context)
    wanted = question_keys(question)
    if synonyms:
        wanted = wanted | synonyms_of(words_at(question), question)
    held = []
    for start, end in spans:
        words = words_at(context[start:end])
        own = {key for keys in keys_at(words) for key in keys} & wanted
        held.append(own | (synonyms_of(words, context[start:end]) & wanted if synonyms else set()))
    counts = {key: sum(key in keys for keys in held) for key in wanted}
    weight = {
        key: (KIN_SHARE if key[0] == "≈" else 1.0) * math.log(1 + (len(spans) - count + 0.5) / (count + 0.5))
        for key, count in counts.items()
    }
    found = [
        (start, end, sum(weight[key] for key in sorted(keys))) for (start, end), keys in zip(spans, held, strict=True)
    ]
    return sorted(found, key=lambda one: -one[2]), sum(weight[key] for key in sorted(wanted) if counts[key])


def _fitting(
    ranked: Sequence[tuple[int, int, float]], context: str, golden: int | None
) -> list[tuple[int, int, float]]:
    """The best sentences that a row holds, the answer's among them."""
    order = [*(one for one in ranked if one[0] == golden), *(one for one in ranked if one[0] != golden)]
    chosen: list[tuple[int, int, float]] = []
    words = 0.0
    for one in order:
        words += sum(WIDE_WORTH if word.wide else 1.0 for word in words_at(context[one[0] : one[1]])[:LONGEST_SENTENCE])
        if chosen and (len(chosen) == MOST_SENTENCES or words > MOST_WORDS):
            break
        chosen.append(one)
    return sorted(chosen, key=lambda one: -one[2])


def _of_question(parsed: ParsedQuestion, said: set[int]) -> Iterator[Segment]:
    """The words of a question: numbered where the passage says them, too, and marked as missing where they tell
    something and it doesn't.
    """
    before = 0
    for place, (word, keys, groups) in enumerate(
        zip(parsed.words, keys_at(parsed.words), synonyms_at(parsed.words, parsed.text), strict=True)
    ):
        number = next((parsed.numbers[key] for key in keys if key in parsed.numbers), 0) or next(
            (parsed.synonyms[group] for group in groups), 0
        )
        if word.text.lower() in FUNCTION_WORDS:
            number = 0
        if number and number != before:
            yield Segment(NUMBERED[min(number, MOST_NUMBERED) - 1] if number in said else MISSING, mark=True)
        before = number
        yield _piece(word, parsed.text, "_same" if number in said else "", "", parsed.kind, opens=not place)


def _of_words(
    words: Sequence[Word],
    parsed: ParsedQuestion,
    context: str,
    answer: tuple[int, int] | None,
    *,
    ask: bool,
    said: set[int],
) -> Iterator[Segment]:
    before, tags = 0, iter(_tags([word for word in words if word.spoken], answer))
    base = words[0].start if words else 0
    text = context[base : words[-1].end] if words else ""
    synonyms = synonyms_at([Word(word.text, word.start - base, word.end - base) for word in words], text)
    found = [
        _number_of(word, own, groups, parsed) for word, own, groups in zip(words, keys_at(words), synonyms, strict=True)
    ]
    for place, (word, (number, same)) in enumerate(zip(words, found, strict=True)):
        if not word.spoken:
            yield Segment(_blank(word, context) + word.text)
            before = 0
            continue
        if number and number != before:
            yield Segment(NUMBERED[min(number, MOST_NUMBERED) - 1], mark=True)
            said.add(number)
        before = number
        near = "_near" if any(other for other, _ in found[max(place - NEAR, 0) : place + NEAR + 1]) else ""
        match = near if not number else "_same" if same else "_kin"
        yield _piece(word, context, match, next(tags) if ask else "", parsed.kind, opens=not place)


def _number_of(word: Word, keys: Sequence[str], synonyms: frozenset[str], parsed: ParsedQuestion) -> tuple[int, bool]:
    """The number of the word of the question that a word is like, 0 where there is none; and whether it is the same,
    not just alike in meaning.
    """
    if word.text.lower() in FUNCTION_WORDS:
        return 0, False
    same = next((parsed.numbers[key] for key in keys if key in parsed.numbers), 0)
    return same or next((parsed.synonyms[group] for group in sorted(synonyms) if group in parsed.synonyms), 0), bool(
        same
    )


def _tags(words: Sequence[Word], answer: tuple[int, int] | None) -> list[str]:
    """What is to be said at each word of a sentence."""
    inside = [
        place
        for place, word in enumerate(words)
        if answer is not None and word.start < answer[1] and word.end > answer[0]
    ]
    tags = [OTHER] * len(words)
    for place in inside:
        tags[place] = REST
    if inside:
        tags[inside[0]] = FIRST
    return tags


def _piece(word: Word, context: str, match: str, tag: str, kind: str, *, opens: bool = False) -> Segment:
    """A telling word as its text, any other as its look."""
    shape = shape_of(word.text, opens=opens)
    looks = shape in ("number", "year", "month", "unit", "money") or (
        shape in ("name", "opening", "capitals") and not (opens and is_telling(word))
    )
    if word.spoken and (looks or not is_telling(word) or (word.wide and match in ("_same", "_kin"))):
        return Segment(
            f"<|{shape}{match if match and match != '_near' else ('_fits' if could_be(shape, kind) else '') + match}|>",
            mark=True,
            tag=tag,
        )
    return Segment(_blank(word, context) + word.text.lower(), tag=tag)


def _blank(word: Word, text: str) -> str:
    return "" if word.wide or not word.start or not text[word.start - 1].isspace() else " "


def link_of(one: Word, other: Word, context: str) -> Link:
    """How a word is linked to the next one."""
    between = context[one.end : other.start]
    if between.strip(_SLIGHT):
        return "apart"
    both = {shape_of(one.text), shape_of(other.text)} <= {"name", "capitals"}
    if both and between in ("", " ", "-", "·"):
        return "name"
    numeral = one.text in NUMERALS or one.text[0].isdigit()
    counted = numeral and (other.text in NUMERALS or other.text in _COUNTED) and between in ("", " ")
    return "name" if counted or between == "·" else "beside"
