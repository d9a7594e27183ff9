"""Puts questions into words, and keeps some wordings apart for validation.

Two things are never trained on: for each fact, one pattern (other facts are asked in it), and for each topic, some
patterns after
some openers (each of both occurs with others).
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Sequence
from typing import NamedTuple

from llm_core.samples.talk_tables import NOTHING, Fact, Language, Topic

# fmt: off

HOLE, MARKS = "…", (".", "?", "!", "。", "？", "！")
WHOLE_SHARE = 12                     # one of so many wordings is kept apart as a whole
FEWEST_PATTERNS = 5                  # a topic with fewer keeps none apart for a fact


class Wording(NamedTuple):
    """A question still without its thing: `text` is the pattern as it stands after an opener or in a lead."""

    pattern: str
    text: str
    plain: bool


class Asking:
    """The wordings of a language, and which side each belongs to."""

    def __init__(self, language: Language, seed: int) -> None:
        self.language, self.seed = language, seed
        self._wordings: dict[str, list[Wording]] = {}
        self._whole: dict[str, frozenset[str]] = {}

    def wordings(self, topic: Topic) -> list[Wording]:
        """Every pattern of a topic with every opener or lead, each text once."""
        if topic.key not in self._wordings:
            openers = self.language.openers if topic.openers is None else topic.openers
            leads = self.language.leads if topic.leads is None else topic.leads
            found = [Wording(pattern, opener.replace(HOLE, pattern),
                opener == HOLE) for pattern in topic.questions for opener in openers]
            found += [Wording(clause, lead.replace(HOLE, clause),
                lead == leads[0]) for clause in topic.clauses for lead in leads]
            self._wordings[topic.key] = list({wording.text: wording for wording in reversed(found)}.values())[::-1]
        return self._wordings[topic.key]

    def whole(self, topic: Topic) -> frozenset[str]:
        """The texts of a topic that training has with no fact at all."""
        if topic.key not in self._whole:
            candidates = sorted({wording.text for wording in self.wordings(topic) if not wording.plain})
            rng = random.Random(f"{self.seed}/{topic.key}")
            self._whole[topic.key] = frozenset(rng.sample(candidates, max(2, len(candidates) // WHOLE_SHARE)))
        return self._whole[topic.key]

    def validation_pattern(self, topic: Topic, fact: Fact) -> str | None:
        """The pattern in which training never asks for a fact; None where a topic is about one thing only."""
        patterns = [*topic.questions, *topic.clauses]
        if topic.facts == NOTHING or len(patterns) < FEWEST_PATTERNS:
            return None
        return patterns[self._drawn(f"{topic.key}/{fact['x']}", len(patterns))]

    def choose(self, topic: Topic, fact: Fact, count: int, *, validation: bool, rng: random.Random) -> list[str]:
        """Some wordings for a fact on one side, of as many different patterns as there are, with the thing in them."""
        apart, whole = self.validation_pattern(topic, fact), self.whole(topic)
        fitting = [wording for wording in self.wordings(topic) if (wording.pattern == apart or wording.text in whole) == validation]  # noqa: E501
        by_pattern: dict[str, list[Wording]] = {}
        for wording in rng.sample(fitting, len(fitting)):
            by_pattern.setdefault(wording.pattern, []).append(wording)
        for same in by_pattern.values():
            same.sort(key=lambda wording: wording.plain and rng.random() < 0.5)      # the last comes first below
        found: list[Wording] = []
        while by_pattern and len(found) < count:
            for pattern in list(by_pattern)[: count - len(found)]:
                found.append(by_pattern[pattern].pop())
                if not by_pattern[pattern]:
                    del by_pattern[pattern]
        return [self.marked(wording.text.format_map(fact)) for wording in found]

    def follow(self, fact: Fact, *, validation: bool, rng: random.Random) -> str:
        """A question that names the thing only; each thing has one such pattern that training lacks."""
        return self.marked(self.told(self.language.follow, fact, validation=validation, rng=rng))

    def told(self, patterns: Sequence[str], fact: Fact, *, validation: bool, rng: random.Random) -> str:
        """A sentence about a thing, in one of the patterns of this side."""
        apart = patterns[self._drawn(f"{patterns[0]}/{fact['x']}", len(patterns))]
        return (apart if validation else rng.choice([pattern for pattern in patterns if pattern !=
        apart])).format_map(fact)

    def marked(self, text: str) -> str:
        """With a question mark where there is no mark at the end."""
        return text if text.endswith(MARKS) else text + self.language.mark

    def _drawn(self, text: str, count: int) -> int:
        return zlib.crc32(f"{self.seed}/{text}".encode()) % count
