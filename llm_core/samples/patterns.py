"""Lines with a rule behind each: sums, and a small language of brackets, counting, mirrors and copies."""

from __future__ import annotations

import random

LARGEST_SUMMAND = 129
LETTERS = "abcdefgh"
BRACKETS = ("()", "[]", "{}")


def arithmetic(seed: int) -> str:
    """Every sum and difference of two numbers up to LARGEST_SUMMAND once, shuffled: those at the end are never seen in
    training.
    """
    numbers = range(LARGEST_SUMMAND + 1)
    found = [f"{a}+{b}={a + b}" for a in numbers for b in numbers]
    found += [f"{a}-{b}={a - b}" for a in numbers for b in numbers if b <= a]
    random.Random(seed).shuffle(found)
    return "\n".join(found) + "\n"


def patterns(seed: int, size_bytes: int = 300_000) -> str:
    """Different lines, each by one of six rules."""
    rng = random.Random(seed)
    rules = (_brackets, _counting, _mirror, _alternating, _copy, _sorted)
    found: dict[str, None] = {}
    size = 0
    while size < size_bytes:
        line = rng.choice(rules)(rng)
        if line not in found:
            found[line] = None
            size += len(line) + 1
    return "\n".join(found) + "\n"


def _word(rng: random.Random, shortest: int, longest: int) -> str:
    return "".join(rng.choices(LETTERS, k=rng.randint(shortest, longest)))


def _brackets(rng: random.Random) -> str:
    """Brackets that all close: the Dyck language."""
    line, waiting = "", ""
    for _ in range(rng.randint(4, 14)):
        if waiting and (rng.random() < 0.45 or len(waiting) > 5):
            line, waiting = line + waiting[-1], waiting[:-1]
        else:
            pair = rng.choice(BRACKETS)
            line, waiting = line + pair[0], waiting + pair[1]
    return line + waiting[::-1]


def _counting(rng: random.Random) -> str:
    start, step = rng.randint(0, 90), rng.choice((1, 1, 2, 5, 10, -1))
    return " ".join(str(start + step * place) for place in range(rng.randint(5, 8)) if start + step * place >= 0) + "."


def _mirror(rng: random.Random) -> str:
    word = _word(rng, 3, 7)
    return f"{word}|{word[::-1]}"


def _alternating(rng: random.Random) -> str:
    return "".join(rng.sample(LETTERS, rng.randint(2, 3))) * rng.randint(4, 7) + _word(rng, 1, 1) + "!"


def _copy(rng: random.Random) -> str:
    word = _word(rng, 3, 8)
    return f"{word}={word}"


def _sorted(rng: random.Random) -> str:
    word = _word(rng, 3, 7)
    return f"{word}>{''.join(sorted(word))}"
