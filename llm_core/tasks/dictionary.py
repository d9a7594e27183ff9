"""A word-by-word dictionary learnt from what occurs together: what a translator has to beat."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

import numpy as np

from llm_core.tasks.chrf import chrf_of, chrf_sums

MOST_PAIRS = 30_000  # learnt from; more would hardly change the words
TRIED_PAIRS = 300  # that the threshold is chosen by
THRESHOLDS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4)
LONGEST_GRAM = 4  # characters of a Chinese word
_HAN = "\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff"
_UNIT = re.compile(rf"[{_HAN}]+|(?:(?![{_HAN}])[^\W_])+(?:['’][^\W\d_]+)*|[^\w\s]")
_RUN = re.compile(rf"[{_HAN}]+")

Likeliest = dict[str, tuple[str, float]]


class Dictionary:
    """For each word of one language the likeliest of the other; a sentence is translated word by word, in the order of
    the source.

    Of texts without blanks, every sequence of up to four characters may be a word. A translation is as good as its Dice
    coefficient 2·both / (one + other), over the sentences that have the word, its partner, or both, perhaps times its
    share of the best that the partner has with any word; where none is good, the word is left out. Whether rivals
    count, and how good a translation must be, is what brings the highest chrF on some of the pairs learnt from.

    Source:  Smadja et al. 1996, "Translating collocations for bilingual lexicons: a statistical approach", section 4.2.
    """

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        step = max(1, len(pairs) // MOST_PAIRS)
        learnt = pairs[::step][:MOST_PAIRS]
        self.capital = sum(target[:1].isupper() for _, target in learnt) > 0.5 * len(learnt)
        tried = learnt[:: max(1, len(learnt) // TRIED_PAIRS)][:TRIED_PAIRS]
        right = [target for _, target in tried]

        def worth(found: tuple[Likeliest, float]) -> float:
            self.best, self.threshold = found
            return float(chrf_of(chrf_sums([self.translate(source) for source, _ in tried], right).sum(0)[None])[0])

        self.best, self.threshold = max(product(likeliest(learnt), THRESHOLDS), key=worth)

    def translate(self, source: str) -> str:
        """The words' translations, one after another."""
        found: list[str] = []
        for word in self.words(source):
            translation, score = self.best.get(word, ("", 0.0))
            if score >= self.threshold and (not found or found[-1] != translation):
                found.append(translation)
        text = joined(found)
        return text[:1].upper() + text[1:] if self.capital else text

    def words(self, source: str) -> Iterator[str]:
        """The words of a source; of Chinese, always the longest that is known."""
        for unit in _UNIT.findall(source.lower()):
            if not _RUN.fullmatch(unit):
                yield unit
                continue
            at = 0
            while at < len(unit):
                lengths = range(min(LONGEST_GRAM, len(unit) - at), 0, -1)
                known = (
                    length
                    for length in lengths
                    if self.best.get(unit[at : at + length], ("", 0.0))[1] >= self.threshold
                )
                length = next(known, 1)
                yield unit[at : at + length]
                at += length


def likeliest(pairs: Sequence[tuple[str, str]]) -> list[Likeliest]:
    """For each unit of the sources, the target unit that goes with it best, and how well, from 0 to 1: by Dice, and
    with rivals.
    """
    sources, targets = (
        [set(units(text)) for text in side] for side in ([s.lower() for s, _ in pairs], [t for _, t in pairs])
    )
    (left, left_count), (right, right_count) = _frequent(sources), _frequent(targets)
    width, codes = len(right), []
    for ours, theirs in zip(sources, targets, strict=True):
        one = np.array([left[unit] for unit in ours if unit in left], dtype=np.int64)
        other = np.array([right[unit] for unit in theirs if unit in right], dtype=np.int64)
        codes.append((one[:, None] * width + other).ravel())
    both, counts = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *codes]), return_counts=True)
    if not len(both):
        return [{}]
    one, other = np.divmod(both, width)
    dice = 2 * counts / (left_count[one] + right_count[other])
    names, translations = list(left), list(right)
    said, written = (np.array([unit[0].isalnum() for unit in side], dtype=bool) for side in (names, translations))
    dice = np.where(said[one] == written[other], dice, 0.0)  # a word is no mark
    most, lengths = np.zeros(width), np.array([len(unit) for unit in translations])
    np.maximum.at(most, other, dice)
    found = []
    for worth in (dice, dice * dice / np.maximum(most[other], 1e-12)):
        order = np.lexsort((lengths[other], worth, one))  # the last of each word is its best; of equals the longer
        last = order[np.append(np.diff(one[order]) > 0, True)]
        found.append({names[one[at]]: (translations[other[at]], float(worth[at])) for at in last})
    return found


def units(text: str) -> Iterator[str]:
    """Words and marks; of Chinese every sequence of up to four characters."""
    for unit in _UNIT.findall(text):
        if _RUN.fullmatch(unit):
            for start in range(len(unit)):
                for end in range(start + 1, min(start + LONGEST_GRAM, len(unit)) + 1):
                    yield unit[start:end]
        else:
            yield unit


def joined(words: Iterable[str]) -> str:
    """Words as a text: blanks between those of letters, none before marks or beside Chinese."""
    text = ""
    for word in words:
        blank = (
            text
            and not _RUN.match(word)
            and not _RUN.match(text[-1])
            and (word[0].isalnum() or word[0] in "([{$“‘")
            and text[-1] not in "([{$“‘"
        )
        text += f" {word}" if blank else word
    return text


def _frequent(sides: Sequence[set[str]]) -> tuple[dict[str, int], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Units that stand in two sentences or more, numbered, and in how many; all of them where there are few
    sentences.
    """
    counts = Counter(unit for side in sides for unit in side)
    least = 2 if len(sides) >= 1000 else 1
    kept = [unit for unit, count in counts.items() if count >= least]
    return {unit: number for number, unit in enumerate(kept)}, np.array([counts[unit] for unit in kept], dtype=np.int64)
