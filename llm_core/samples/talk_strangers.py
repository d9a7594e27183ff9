"""Things that are asked about and were never taught, in two parts: what stands on the validation side never stands on
the other.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from llm_core.samples.talk_tables import Fact, Language, Unknown

# fmt: off

HELD_PERCENT = 15
INVENTED = 90                        # words made up for each list that takes some
SMALL, LARGE = range(30, 100), range(100, 1000)
NUMBERS, PAIRS = 120, 260


class Sides(NamedTuple):
    """What training may name, and what only validation names."""

    train: list[Fact]
    validation: list[Fact]

    def of(self, validation: bool) -> list[Fact]:
        """One of the two."""
        return self.validation if validation else self.train


class Strangers:
    """All untaught things of a language, and questions of untaught kinds, by side."""

    def __init__(self, language: Language, seed: int) -> None:
        self.language, self.seed = language, seed
        self.lists = {key: self._parted(facts) for key, facts in language.strangers.items()}
        for key, fact_of in language.invented.items():
            words = self._made_up(key, language.invent, INVENTED)
            self.lists[key] = self._joined(self.lists[key], self._parted(map(fact_of, words)))
        self.lists |= self._numeric(random.Random(seed))

    def is_validation(self, thing: str) -> bool:
        """Whether only validation may name it: the same for a thing in whatever list."""
        return zlib.crc32(f"{self.seed}/{self.language.bare(thing).casefold()}".encode()) % 100 < HELD_PERCENT

    def unknown(self, validation: bool) -> list[tuple[Unknown, str]]:
        """Questions of kinds never taught, with each thing that they may be about on this side."""
        groups = [group for group in self.language.unknown if validation or not group.validation]
        return [(group, thing) for group in groups for thing in group.things if (group.validation or self.is_validation(thing)) == validation]  # noqa: E501

    def _parted(self, facts: Iterable[Fact]) -> Sides:
        sides = Sides([], [])
        for fact in facts:
            sides.of(self.is_validation(fact["x"])).append(fact)
        return sides

    def _made_up(self, key: str, make: Callable[[random.Random], str], count: int) -> list[str]:
        rng = random.Random(f"{self.seed}/{key}")
        return list(dict.fromkeys(make(rng) for _ in range(count)))

    @staticmethod
    def _joined(one: Sides, other: Sides) -> Sides:
        return Sides([*one.train, *other.train], [*one.validation, *other.validation])

    def _numeric(self, rng: random.Random) -> dict[str, Sides]:
        """Numbers of two digits are named in sums on both sides, so that alone they are training's only."""
        number, found = self.language.numeric["number"], {}
        larger = self._parted(number(a, a) for a in rng.sample(LARGE, NUMBERS))
        found["number"] = Sides([*larger.train, *(number(a, a) for a in SMALL)], larger.validation)
        for key in ("sum", "span"):
            pairs = [(rng.randrange(11, 100), rng.randrange(1, 100)) for _ in range(PAIRS)]
            found[key] = self._parted(self.language.numeric[key](*self._ordered(key,
                pair)) for pair in dict.fromkeys(pairs))
        return found

    @staticmethod
    def _ordered(key: str, pair: Sequence[int]) -> tuple[int, int]:
        first, second = pair
        return (first, first + 2 + second % 9) if key == "span" else (first, second)
