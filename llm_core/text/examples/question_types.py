"""What a question asks for, told by its words: a time, a number, a person, a place, or any other thing; and which words look as if they were it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from llm_core.text.matching import FUNCTION_WORDS

SHAPES = ("word", "wide", "name", "opening", "capitals", "number", "year", "small")
_TIMES, _PLACES = "year|century|decade|month|day", "city|country|state|town|river|place|region"
PATTERNS: Mapping[str, re.Pattern[str]] = {
    "time": re.compile(
        rf"\b(?:when|what (?:{_TIMES}|date|time)|which (?:{_TIMES})|how long ago)\b"
        "|什么时候|何时|哪一?年|几年|几月|时间|年份|日期"
    ),
    "number": re.compile(
        r"\bhow (?:many|much|old|long|far|tall|high|large|big|often|fast|deep|wide)\b|\bwhat (?:percent|percentage|number|population|age)\b"
        "|多少|几[^乎]|多大|多长|多高|百分之"
    ),
    "person": re.compile(r"\b(?:who|whom|whose)\b|谁"),
    "place": re.compile(rf"\b(?:where|(?:what|which) (?:{_PLACES}))\b|哪里|哪儿|何处|什么地方|哪个(?:国家|城市|地方|州|省)"),
    "thing": re.compile(""),
}
_OF_NUMBERS, _OF_NAMES = frozenset({"year", "number"}), frozenset({"name", "opening", "capitals"})
# Looks of words that could be what is asked for.
FITTING: Mapping[str, frozenset[str]] = {
    "time": _OF_NUMBERS, "number": _OF_NUMBERS, "person": _OF_NAMES, "place": _OF_NAMES, "thing": frozenset(),
}
_NUMBERS = "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty hundred thousand million billion dozen dozens"
NUMBERS, NUMERALS = frozenset(_NUMBERS.split()), frozenset("〇零一二三四五六七八九十百千万亿两")


def asked_for(question: str) -> str:
    """What a question asks for: "time", "number", "person", "place" or "thing"."""
    return next(kind for kind, pattern in PATTERNS.items() if pattern.search(question.lower()))


def shape_of(word: str) -> str:
    """What a word looks like, of SHAPES; how it stands in its sentence ("opening", "wide") is for others to say."""
    if word.lower() in NUMBERS:
        return "number"
    if word[0].isdigit():
        return "year" if len(word) == 4 and word.isdigit() and word[0] in "12" else "number"
    if word.lower() in FUNCTION_WORDS:
        return "small"
    return "capitals" if len(word) > 1 and word.isupper() else "name" if word[0].isupper() else "word"


def could_be(word: str, kind: str) -> bool:
    """Whether a word looks as if it were what is asked for."""
    return ("number" if word in NUMERALS else shape_of(word)) in FITTING[kind]
