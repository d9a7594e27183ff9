"""English sentences and their Chinese, from one grammar: small enough to be learnt whole, and with the orders of both
languages.

A sentence is made once, as its parts; each language says them in its own order. English tells place and time at the
end, Chinese before the verb; Chinese counts things by classifiers, English by plurals; English asks by turning the verb
around, Chinese by 吗.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from llm_core.samples import translation_words as words
from llm_core.samples.translation_words import Deed, Determiner, Subject, Thing, Time, Word

ROWS = 6000
HEADER = "english\tchinese"
TENSES = ("now", "past", "future", "often", "can", "wish", "not", "not yet")


@dataclass(frozen=True)
class Noun:
    """A thing with what is said of it."""

    determiner: Determiner
    adjective: Word | None
    thing: Thing

    @property
    def english(self) -> str:
        name = self.thing.plural if self.determiner.several else self.thing.english
        named = f"{self.adjective.english} {name}" if self.adjective else name
        article = "an" if self.determiner.english == "a" and named[0] in "aeiou" else self.determiner.english
        return f"{article} {named}"

    @property
    def chinese(self) -> str:
        counted = self.determiner.chinese + (self.thing.classifier if self.determiner.counts else "")
        return counted + (self.adjective.chinese if self.adjective else "") + self.thing.chinese


@dataclass(frozen=True)
class Clause:
    """Who does what to which thing, where and when."""

    subject: Subject
    deed: Deed
    thing: Noun | None
    place: Word | None
    time: Time | None
    tense: str
    asks: bool = False

    @property
    def english(self) -> str:
        front, back = self._verb()
        subject = self.subject.english
        parts = [front, subject, back] if self.asks else [subject, front, back]
        parts += [
            self.thing.english if self.thing else "",
            self.place.english if self.place else "",
            self.time.english if self.time else "",
        ]
        return " ".join(part for part in parts if part)

    def _verb(self) -> tuple[str, str]:
        """The English helping verb, and what stands behind it; without one, all stands behind, and questions bring
        "do".
        """
        deed, many = self.deed, self.subject.plural
        be = "am" if self.subject.english == "I" else "are" if many else "is"
        do, wants = ("do", "want to") if many else ("does", "wants to")
        told = {"past": deed.past, "often": deed.english if many else deed.does, "wish": f"{wants} {deed.english}"}
        asked = {"past": ("did", deed.english), "often": (do, deed.english), "wish": (do, f"want to {deed.english}")}
        if self.tense in told:
            return asked[self.tense] if self.asks else ("", told[self.tense])
        helping = {"now": be, "future": "will", "can": "can", "not": f"{do} not", "not yet": "did not"}[self.tense]
        return helping, deed.doing if self.tense == "now" else deed.english

    @property
    def chinese(self) -> str:
        where = self.place.chinese if self.place else ""
        before, after = {
            "now": ("正" if where else "正在", ""),
            "past": ("", "了"),
            "future": ("要", ""),
            "often": ("", ""),
            "can": ("能", ""),
            "wish": ("想", ""),
            "not": ("不", ""),
            "not yet": ("没有", ""),
        }[self.tense]
        what = self.thing.chinese if self.thing else ""
        verb, rest = self.deed.chinese, self.deed.rest
        done = f"{verb}{after}{what}{rest}" if what or rest else f"{verb}{after}"
        when, who = self.time.chinese if self.time else "", self.subject.chinese
        return (f"{who}{when}" if self.tense in ("often", "not") else f"{when}{who}") + before + where + done


def translation(seed: int) -> str:
    """A table of sentences and their translations, each English sentence once."""
    rng, found = random.Random(seed), dict[str, str]()
    while len(found) < ROWS:
        english, chinese = _sentence(rng)
        found.setdefault(english, chinese)
    return "\n".join([HEADER, *(f"{english}\t{chinese}" for english, chinese in found.items())]) + "\n"


def _sentence(rng: random.Random) -> tuple[str, str]:
    if rng.random() < 0.12:
        one, other, (english, chinese) = _clause(rng, short=True), _clause(rng, short=True), rng.choice(words.JOINTS)
        return _ended(f"{one.english}{english}{other.english}", "."), f"{one.chinese}，{chinese}{other.chinese}。"
    clause = _clause(rng)
    return _ended(clause.english, "?" if clause.asks else "."), clause.chinese + ("吗？" if clause.asks else "。")


def _clause(rng: random.Random, *, short: bool = False) -> Clause:
    tense = rng.choice(TENSES)
    deed = rng.choice([one for one in words.DEEDS if tense != "wish" or one.english in words.WISHES])
    thing = None
    if deed.takes:
        things = [one for one in words.THINGS if one.kind in deed.takes]
        thing = Noun(
            rng.choice(words.DETERMINERS),
            rng.choice(words.ADJECTIVES) if rng.random() < 0.4 else None,
            rng.choice(things),
        )
    times = [one for one in words.TIMES if tense in one.tenses]
    asks = not short and tense not in ("not", "not yet") and rng.random() < 0.2
    place = rng.choice(words.PLACES) if not short and rng.random() < 0.35 else None
    time = rng.choice(times) if times and not short and rng.random() < 0.45 else None
    return Clause(rng.choice(words.SUBJECTS), deed, thing, place, time, tense, asks)


def _ended(sentence: str, mark: str) -> str:
    return sentence[0].upper() + sentence[1:] + mark
