"""Tells small stories from a grammar: characters, things and places are drawn once, then each sentence from its
variants.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Step = Sequence[str]  # variants of one sentence; "" leaves it out


@dataclass(frozen=True)
class Someone:
    """A character of a story; in a template `{hero}` is the name, `{hero.his}` a pronoun, `{hero.He}` one in front."""

    name: str
    kind: str
    he: str = "it"
    him: str = "it"
    his: str = "its"

    def __str__(self) -> str:
        return self.name

    def __format__(self, spec: str) -> str:
        return self.name

    @property
    def He(self) -> str:  # noqa: N802 - as it stands in a sentence
        """The pronoun at the beginning of a sentence."""
        return self.he.capitalize()

    @property
    def His(self) -> str:  # noqa: N802 - as it stands in a sentence
        """The possessive at the beginning of a sentence."""
        return self.his.capitalize()


@dataclass(frozen=True)
class Plot:
    """What happens, sentence by sentence, and what is learnt from it."""

    steps: Sequence[Step]
    morals: Step


@dataclass(frozen=True)
class Grammar:
    """Everything that stories of one language are made of; `between` stands between sentences."""

    cast: Callable[[random.Random], tuple[Someone, Someone, Someone]]
    words: Mapping[str, Sequence[str]]
    beginnings: Step
    plots: Sequence[Plot]
    endings: Step
    between: str


def tell(grammar: Grammar, rng: random.Random) -> str:
    """Tell one story, a paragraph."""
    hero, friend, other = grammar.cast(rng)
    drawn: dict[str, object] = {"hero": hero, "friend": friend, "other": other}
    for slot, choices in grammar.words.items():
        drawn[slot] = rng.choice(choices)
    drawn["elsewhere"] = rng.choice([place for place in grammar.words["place"] if place != drawn["place"]])
    plot = rng.choice(grammar.plots)
    templates = [rng.choice(step) for step in (grammar.beginnings, *plot.steps, plot.morals, grammar.endings)]
    return grammar.between.join(template.format(**drawn) for template in templates if template)


def tell_many(grammar: Grammar, seed: int, size_bytes: int) -> str:
    """Tell different stories, apart by blank lines, until there is as much text as wanted."""
    rng = random.Random(seed)
    told: dict[str, None] = {}
    size = 0
    while size < size_bytes:
        story = tell(grammar, rng)
        if story not in told:
            told[story] = None
            size += len(story.encode()) + 2
    return "\n\n".join(told) + "\n"
