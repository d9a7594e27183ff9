"""What tables of a built-in dialogue are made of: facts, the ways to ask about them, and what was never taught."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

# fmt: off

Fact = Mapping[str, str]             # what fills a template: {x} is asked about, {y} is so; further names by topic
NOTHING: tuple[Fact, ...] = (MappingProxyType({"x": ""}),)


@dataclass(frozen=True)
class Topic:
    """Questions of one kind.

    questions, clauses: patterns; a question stands alone or after one of the language's openers, a clause stands in one
    of its
    leads, where "…" is ("can you tell me …"). `openers` and `leads` of its own replace the language's. A question mark
    is added
    where a pattern ends in no mark.  strangers: lists of things that could be asked
    about in the same way and were never taught.  also: whether a follow-up may name the thing only ("And a banana?");
    it: whether it
    may say "it".  wordings: in how many each fact is asked while training.
    """

    key: str
    facts: Sequence[Fact]
    answer: str
    questions: Sequence[str] = ()
    clauses: Sequence[str] = ()
    openers: Sequence[str] | None = None
    leads: Sequence[str] | None = None
    strangers: Sequence[str] = ()
    also: bool = True
    it: bool = False
    wordings: int = 5


@dataclass(frozen=True)
class Memory:
    """What a person says of themselves, and asks for later.

    told: patterns with {x}.  asked: a topic without a thing; its own answer is what to say where nothing was told.
    values: what can be told.
    """

    told: Sequence[str]
    reply: str
    asked: Topic
    answer: str
    values: Sequence[str]


@dataclass(frozen=True)
class Unknown:
    """Questions of a kind that was never taught, and the things they are about; `validation`: on that side only."""

    questions: Sequence[str]
    things: Sequence[str]
    validation: bool = False


@dataclass(frozen=True)
class Language:
    """All that dialogues in one language are made of.

    follow: a thing of the question before.  again, sure: topics that ask for the last answer once more, and yes_indeed
    what confirms it.  mark: of a question.  strangers: by the names that topics use; invent makes up a word;
    `invented`: things of some
    of these names made of such a word; `numeric`: things made of two numbers.  it: what stands for the thing of the
    question before.
    bare: a thing without its article.  finish: a question as people type it, with less care now and then; carefully
    where a name is in it.
    """

    topics: Sequence[Topic]
    chat: Sequence[Topic]
    memories: Sequence[Memory]
    openers: Sequence[str]
    leads: Sequence[str]
    yes_indeed: str
    follow: Sequence[str]
    again: Topic
    sure: Topic
    refusal: str
    mark: str
    unknown: Sequence[Unknown]
    strangers: Mapping[str, Sequence[Fact]]
    invent: Callable[[random.Random], str]
    invented: Mapping[str, Callable[[str], Fact]]
    numeric: Mapping[str, Callable[[int, int], Fact]]
    it: Fact
    bare: Callable[[str], str]
    sentence: Callable[[str], str]
    finish: Callable[[str, random.Random, bool], str]


def listed(words: str) -> tuple[str, ...]:
    """Words or phrases apart by commas and line ends."""
    return tuple(word.strip() for line in words.strip().splitlines() for word in line.split(",") if word.strip())


def columns(table: str) -> dict[str, dict[str, str]]:
    """A table with "|" between its cells: for each column but the first, what stands in it for each thing; "-" is
    nothing.
    """
    head, *rows = ([cell.strip() for cell in line.split("|")] for line in table.strip().splitlines())
    found: dict[str, dict[str, str]] = {name: {} for name in head[1:]}
    for thing, *cells in rows:
        for name, cell in zip(head[1:], cells, strict=True):
            if cell != "-":
                found[name][thing] = cell
    return found


def unknown_of(table: str, *, validation: bool = False) -> tuple[Unknown, ...]:
    """Groups of questions, apart by ";", each with the things that they may be about after a "="."""
    groups = [line.split(" = ") for line in table.strip().replace("\n=", " =").splitlines()]
    return tuple(Unknown(tuple(part.strip() for part in patterns.split(";")), listed(things), validation) for patterns,
        things in groups)


def both_ways(words: Sequence[str]) -> tuple[Fact, ...]:
    """Facts of pairs of words, each about either of the two."""
    both = [tuple(pair.split()) for pair in words]
    return tuple({"x": x, "y": y} for first, second in both for x, y in ((first, second), (second, first)))


def following(circles: Sequence[Sequence[str]], numbers: int = 13) -> tuple[Fact, ...]:
    """Facts of what comes after each word of a circle, and after each of the first numbers."""
    words = [{"x": x, "y": y} for circle in circles for x, y in zip(circle, (*circle[1:], circle[0]), strict=True)]
    return (*words, *({"x": str(number), "y": str(number + 1)} for number in range(numbers)))


def turned(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The same facts, asked from the other side."""
    return tuple({"x": fact["y"], "y": fact["x"]} for fact in facts)


def sums(plus: str) -> tuple[Fact, ...]:
    """Facts of all sums of two numbers up to 10."""
    return tuple({"x": f"{a}{plus}{b}", "a": str(a), "b": str(b), "y": str(a + b)} for a in range(1,
        11) for b in range(1, 11))


def counts(to: str, between: str) -> tuple[Fact, ...]:
    """Facts of counting from one small number to another."""
    spans = [(a, b) for a in range(1, 7) for b in range(a + 2, min(a + 6, 11))]
    return tuple({"x": f"{a}{to}{b}", "a": str(a), "b": str(b), "y": between.join(map(str, range(a, b + 1)))} for a,
        b in spans)
