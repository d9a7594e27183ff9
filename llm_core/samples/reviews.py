"""Short reviews with their class, told from a language's phrases: negation, contrast, and words whose worth depends on
what they praise.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

ROWS = 5_000


@dataclass(frozen=True)
class Topic:
    """What a review is about: its parts, and words that praise or blame these."""

    name: str
    parts: tuple[str, ...]
    good: tuple[str, ...]
    bad: tuple[str, ...]


@dataclass(frozen=True)
class Phrases:
    """A language's reviews. {part}, {word}, {topic} are filled in; {Word} with a capital.

    says: as it is.  turned: with a word of the other side.  contrasts: {other} is {against}, and what counts is the
    {part}.
    liked, disliked: sentences that say it of the whole.  neutral: those that say nothing.  more: put before a word.
    """

    topics: tuple[Topic, ...]
    good: tuple[str, ...]
    bad: tuple[str, ...]
    more: tuple[str, ...]
    says: tuple[str, ...]
    turned: tuple[str, ...]
    contrasts: tuple[str, ...]
    liked: tuple[str, ...]
    disliked: tuple[str, ...]
    neutral: tuple[str, ...]
    labels: Mapping[bool, str]
    between: str = " "


def reviews(phrases: Phrases, seed: int, rows: int = ROWS) -> str:
    """A table with tabs: text, label. Each text once."""
    rng, found = random.Random(seed), dict[str, str]()
    while len(found) < rows:
        is_good = rng.random() < 0.5
        found.setdefault(review(phrases, is_good, rng), phrases.labels[is_good])
    return "text\tlabel\n" + "".join(f"{text}\t{label}\n" for text, label in found.items())


def review(phrases: Phrases, is_good: bool, rng: random.Random) -> str:
    """One review: a judgement, perhaps a sentence that says nothing, perhaps one about the whole."""
    topic = rng.choice(phrases.topics)
    part, other = rng.sample(topic.parts, 2)
    kind = rng.choices((phrases.says, phrases.turned, phrases.contrasts), weights=(6, 2, 2))[0]
    word = _word(phrases, topic, is_good == (kind is not phrases.turned), rng)
    sentence = rng.choice(kind).format(
        part=part,
        other=other,
        topic=topic.name,
        word=word,
        Word=word[:1].upper() + word[1:],
        against=_word(phrases, topic, not is_good, rng),
    )
    told = [sentence]
    if rng.random() < 0.4:
        told.insert(rng.randrange(2), rng.choice(phrases.neutral).format(topic=topic.name))
    if rng.random() < 0.25:
        told.append(rng.choice(phrases.liked if is_good else phrases.disliked))
    return phrases.between.join(told)


def _word(phrases: Phrases, topic: Topic, is_good: bool, rng: random.Random) -> str:
    own, common = (topic.good, phrases.good) if is_good else (topic.bad, phrases.bad)
    return rng.choice(phrases.more) + rng.choice(rng.choice((own, common)))
