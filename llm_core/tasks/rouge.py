"""ROUGE by rouge-score, for languages without blanks too: its own tokenizer drops Chinese altogether."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from llm_core.data.tasks.overlap import is_unspaced, units_of
from llm_core.packages import package

KINDS = ("rouge1", "rouge2", "rougeL")


class Cutter(Protocol):
    """What rouge-score asks of a tokenizer."""

    def tokenize(self, text: str) -> list[str]:
        """The units that are compared."""


class Units:
    """Chinese, Japanese and Korean by characters, all else as rouge-score does it: words in small letters, by their
    Porter stems.

    Args:    plain: rouge-score's own tokenizer.
    """

    def __init__(self, plain: Cutter) -> None:
        self.plain = plain

    def tokenize(self, text: str) -> list[str]:
        """The units of a text, in order."""
        if text.isascii():
            return self.plain.tokenize(text)
        found: list[str] = []
        for unit in units_of(text):
            found += [unit] if is_unspaced(unit) or not unit.isascii() else self.plain.tokenize(unit)
        return found


def rouge(
    found: Sequence[str], references: Sequence[Sequence[str]], kinds: Sequence[str] = KINDS
) -> dict[str, NDArray[np.float64]]:
    """F1 of each summary, from 0 to 100; of several references the one that it fits best, each kind by itself.

    Args:    found: N summaries.  references: of each, those that are right.
    Returns: kind -> (N,).
    Raises:  ResourceError: rouge-score isn't installed.
    Source:  Lin 2004, "ROUGE: a package for automatic evaluation of summaries".
    """
    scorer = _scorer(tuple(kinds))
    scores = [scorer.score_multi(list(right), summary) for summary, right in zip(found, references, strict=True)]
    return {kind: np.array([100 * one[kind].fmeasure for one in scores]) for kind in kinds}


def _scorer(kinds: tuple[str, ...]) -> Any:
    scorers, tokenizers = (
        package(f"rouge_score.{name}", "rouge-score", "Measuring summaries") for name in ("rouge_scorer", "tokenizers")
    )
    return scorers.RougeScorer(list(kinds), tokenizer=Units(tokenizers.DefaultTokenizer(use_stemmer=True)))
