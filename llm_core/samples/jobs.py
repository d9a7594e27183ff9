"""Small jobs with one right answer each, as rows of what is given and its answer: what a shape of model can learn
exactly.
"""

from __future__ import annotations

import random
import string
from collections.abc import Callable

from llm_core.samples.patterns import BRACKETS, LARGEST_SUMMAND

ROWS = 20_000
SHORTEST, LONGEST = 3, 12
MOST_BRACKETS = 20
HEADER = "given\tanswer"
_CLOSING = {pair[0]: pair[1] for pair in BRACKETS}


def copy(seed: int) -> str:
    """Words of letters, each written once more."""
    return _table(_different(seed, _word), lambda word: word)


def reverse(seed: int) -> str:
    """Words of letters, each written backwards."""
    return _table(_different(seed, _word), lambda word: word[::-1])


def sort(seed: int) -> str:
    """Words of letters, each with its letters in the order of the alphabet."""
    return _table(_different(seed, _word), lambda word: "".join(sorted(word)))


def dyck(seed: int) -> str:
    """Beginnings of well-formed brackets, each with the shortest end that closes them: the Dyck language."""
    return _table(_different(seed, _opened), closing)


def addition(seed: int) -> str:
    """Every sum of two numbers up to LARGEST_SUMMAND once, shuffled."""
    numbers = range(LARGEST_SUMMAND + 1)
    sums = [f"{a}+{b}" for a in numbers for b in numbers]
    random.Random(seed).shuffle(sums)
    return _table(sums, lambda given: str(sum(map(int, given.split("+")))))


def closing(brackets: str) -> str:
    """The brackets that close all that are open, in order; the empty text where none is.

    Raises:  ValueError: one closes what was not opened.
    """
    waiting: list[str] = []
    for bracket in brackets:
        if bracket in _CLOSING:
            waiting.append(_CLOSING[bracket])
        elif not waiting or waiting.pop() != bracket:
            raise ValueError(f"{brackets} is no beginning of well-formed brackets")
    return "".join(reversed(waiting))


def _table(given: list[str], answer: Callable[[str], str]) -> str:
    return "\n".join([HEADER, *(f"{text}\t{answer(text)}" for text in given)]) + "\n"


def _different(seed: int, draw: Callable[[random.Random], str]) -> list[str]:
    """ROWS different draws, so that those kept for validation are truly new."""
    rng, found = random.Random(seed), dict[str, None]()
    while len(found) < ROWS:
        found[draw(rng)] = None
    return list(found)


def _word(rng: random.Random) -> str:
    return "".join(rng.choices(string.ascii_lowercase, k=rng.randint(SHORTEST, LONGEST)))


def _opened(rng: random.Random) -> str:
    """Brackets of which some are still open."""
    written, waiting = "", ""
    for _ in range(rng.randint(SHORTEST, MOST_BRACKETS)):
        if waiting and rng.random() < 0.4:
            written, waiting = written + waiting[-1], waiting[:-1]
        else:
            pair = rng.choice(BRACKETS)
            written, waiting = written + pair[0], waiting + pair[1]
    return written if waiting else written + rng.choice(BRACKETS)[0]
