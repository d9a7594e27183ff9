"""Which sentences of a document make the best summary of it, by the words that they share with the one that a person
wrote.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

# A word or a number, or one Chinese, Japanese or Korean character.
_UNIT = re.compile(
    r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af]|[^\W_\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af]+"
)
_UNSPACED = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af]")
MOST_CHOSEN = 5
WORTH = 0.05  # of F1: what one sentence more must bring


def units_of(text: str) -> list[str]:
    """Words in small letters, and each Chinese character by itself."""
    return _UNIT.findall(text.lower())


def is_unspaced(unit: str) -> bool:
    """Whether a unit is of a language that is written without blanks."""
    return bool(_UNSPACED.match(unit))


def f1(found: Counter[str], right: Counter[str]) -> float:
    """ROUGE-1's F1 of two bags of units (Lin 2004, "ROUGE: a package for automatic evaluation of summaries")."""
    same = (found & right).total()
    return 2 * same / max(1, found.total() + right.total())


def best_sentences(sentences: Sequence[str], references: Sequence[str]) -> tuple[int, ...]:
    """The numbers of the sentences that together share most with the best fitting reference, chosen one by one.

    Source:  Nallapati et al. 2017, arXiv:1611.04230, section 3: greedy labels of an extractive summarizer.
    """
    bags = [Counter(units_of(sentence)) for sentence in sentences]
    found = [_greedy(bags, Counter(units_of(reference))) for reference in references]
    return max(found, key=lambda one: one[0])[1] if found else ()


def _greedy(bags: Sequence[Counter[str]], right: Counter[str]) -> tuple[float, tuple[int, ...]]:
    chosen: list[int] = []
    score, have = 0.0, Counter[str]()
    while len(chosen) < MOST_CHOSEN:
        rest = [(f1(have + bag, right), -place) for place, bag in enumerate(bags) if place not in chosen]
        best, place = max(rest, default=(0.0, 0))
        if best <= score + (WORTH if chosen else 0.0):
            break
        chosen.append(-place)
        score, have = best, have + bags[-place]
    return score, tuple(sorted(chosen))
