"""How far what was heard is from what was said, in words and in characters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from llm_core.data.tasks.speech_transcripts import spoken

CJK = "\u2e80"


class Errors(NamedTuple):
    """Words or characters that were heard wrong, missed or added, of so many that were said."""

    wrong: int
    of: int

    @property
    def rate(self) -> float:
        """Errors a word said; more than 1 where more was heard than said."""
        return self.wrong / max(self.of, 1)


def words_of(text: str) -> list[str]:
    """The words of a text as they are said; of Chinese, which has no blanks, each character."""
    spaced = "".join(f" {character} " if character >= CJK else character for character in spoken(text))
    return spaced.split()


def letters_of(text: str) -> list[str]:
    """The characters of a text as it is said, a blank between words counting as one."""
    return list(spoken(text))


def errors(heard: Sequence[str], said: Sequence[str]) -> Errors:
    """The fewest changes that make what was heard what was said (Levenshtein 1966)."""
    costs = list(range(len(heard) + 1))
    for row, right in enumerate(said, 1):
        diagonal, costs[0] = costs[0], row
        for column, word in enumerate(heard, 1):
            diagonal, costs[column] = (
                costs[column],
                min(costs[column] + 1, costs[column - 1] + 1, diagonal + (word != right)),
            )
    return Errors(costs[-1], len(said))


def total(found: Sequence[Errors]) -> Errors:
    """All together."""
    return Errors(sum(one.wrong for one in found), sum(one.of for one in found))
