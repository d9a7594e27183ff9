"""Exact match and F1 of answers as SQuAD measures them; Chinese answers are compared character by character."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PARTS = re.compile("[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff]|[^\\s\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff]+")


def normalized(answer: str) -> str:
    """An answer in lower case, without punctuation, English articles and needless blanks.

    Source:  Rajpurkar et al. 2016, arXiv:1606.05250, section 6.1; its evaluation script.
    """
    kept = "".join(
        one for one in unicodedata.normalize("NFKC", answer).lower() if not unicodedata.category(one).startswith("P")
    )
    return " ".join(_ARTICLES.sub(" ", kept).split())


def exact(answer: str, right: Sequence[str]) -> float:
    """1 where the answer is one of the right ones, else 0; a refusal, "", is right where "" is."""
    return float(any(normalized(answer) == normalized(one) for one in right))


def f1(answer: str, right: Sequence[str]) -> float:
    """The best F1 of shared words over the right answers; of a refusal, whether it was right."""
    return max((_f1(_parts(answer), _parts(one)) for one in right), default=0.0)


def _f1(found: list[str], right: list[str]) -> float:
    if not found or not right:
        return float(found == right)
    shared = (Counter(found) & Counter(right)).total()
    return 2 * shared / (len(found) + len(right))


def _parts(answer: str) -> list[str]:
    return _PARTS.findall(normalized(answer))
