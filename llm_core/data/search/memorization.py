"""Which stretches of a text stand word for word in another: what a model knows by heart, and what it put together
itself.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

LEAST = 16  # characters of a stretch, …
HEAVY = 2  # … of which each Chinese one counts as two: it carries more, and 8 of them say as much as 16 letters
MOST_TIMES = 1000  # a stretch that stands more often than this is said to stand so often
MOST_INSIDE = 10_000  # places inside longer words, after which no more is looked for: "aaaa…" in a text of a's alone
PASSAGE = 160  # characters that are shown of the place where it stands, the Chinese ones around it counted so too
SEPARATOR = (
    "\x1e"  # stands between documents ("record separator" in ASCII): no stretch runs across it, no passage either
)
DIVIDER = "\x1f"  # stands between parts of one, such as messages ("unit separator"): no stretch runs across it
_CHINESE = re.compile("[\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PARTS = re.compile(f"(?<![{DIVIDER}\\s])[{DIVIDER}\\s]*{DIVIDER}[{DIVIDER}\\s]*")
_KANA = re.compile("[\u3040-\u30ff]")
_BLANKS, _NEVER = ({ord(one): to for one in SEPARATOR + DIVIDER} for to in (" ", "\0"))
_HALF = LEAST // HEAVY  # every stretch that counts has at least so many characters
_BLOCK = 1 << 18
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xD6E8FEB86659FD93, 0xFF51AFD7ED558CCD], np.uint64)


@dataclass(frozen=True)
class Stretch:
    """Characters from `start` to before `end` that stand word for word in a source, `count` times, MOST_TIMES at most.

    passage: the source around the first of these places, … where it was cut, a line for each part of a document; the
    stretch, or as much of it as is shown, begins at `at` in it.
    """

    start: int
    end: int
    count: int
    passage: str
    at: int


def joined(documents: Sequence[str]) -> str:
    """Documents as one source."""
    return SEPARATOR.join(document.translate(_BLANKS) for document in documents)


def memorized_stretches(answer: str, source: str | Sequence[str]) -> list[Stretch]:
    """The longest stretches of an answer that stand in a source, whole words, blanks at their ends left out.

    A stretch has at least LEAST characters, a Chinese one counting as HEAVY. None lies within another; two may overlap.
    Every stretch of whole words that is long enough and stands in the source lies within one of them.

    Args:    source: one text, in which SEPARATOR and DIVIDER stand, or documents.
    """
    source = source if isinstance(source, str) else joined(source)
    answer = answer.translate(_NEVER)
    words = _Words(answer)
    reached, found = 0, []
    for start, limit in zip(words.starts, words.limits(source), strict=True):
        ends = words.ends_between(start, max(reached, start), limit)
        best = _longest(answer, source, start, ends) if ends else None
        if best is not None:
            reached, place = best
            found.append(_stretch(answer[start:reached], source, start, place))
    return found


def is_cut(text: str, place: int) -> bool:
    """Whether no word goes on across a place; every Chinese character is a word."""
    return not 0 < place < len(text) or not (_goes_on(text[place - 1]) and _goes_on(text[place]))


def weight(text: str) -> int:
    """Characters, Chinese ones counted as HEAVY."""
    return len(text) + (HEAVY - 1) * len(_CHINESE.findall(text))


def _goes_on(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN" and not _CHINESE.match(character) and not _KANA.match(character)


class _Words:
    """Where the words of an answer start and end, and how far a stretch from each may reach."""

    def __init__(self, answer: str) -> None:
        self._answer = answer
        self._weights = [0, *accumulate(HEAVY if _CHINESE.match(character) else 1 for character in answer)]
        cuts = [place for place in range(len(answer) + 1) if is_cut(answer, place)]
        self.starts = [place for place in cuts[:-1] if not answer[place].isspace()]
        self._ends = [place for place in cuts[1:] if not answer[place - 1].isspace()]

    def ends_between(self, start: int, after: int, limit: int) -> list[int]:
        """Ends of words, after `after` and up to `limit`, to which it is far enough from a start."""
        far = bisect_left(self._weights, self._weights[start] + LEAST)
        return self._ends[bisect_left(self._ends, max(after + 1, far)) : bisect_right(self._ends, limit)]

    def limits(self, source: str) -> list[int]:
        """For each start, the place behind which no stretch from it can reach: the first window that is nowhere in the
        source ends there.
        """
        windows = [
            (start, bisect_left(self._weights, self._weights[start] + LEAST)) for start in range(len(self._answer))
        ]
        windows = [(start, end) for start, end in windows if end < len(self._weights)]
        absent = [
            window for window, there in zip(windows, _standing(self._answer, windows, source), strict=True) if not there
        ]
        firsts = [bisect_left(absent, (start, 0)) for start in self.starts]
        return [absent[first][1] - 1 if first < len(absent) else len(self._answer) for first in firsts]


def _standing(answer: str, windows: Sequence[tuple[int, int]], source: str) -> NDArray[np.bool_]:
    """Whether each window stands somewhere in the source, by hash: seldom wrong, and then only by saying yes.

    All windows of a length are compared at once: to look for one after the other would take a pass over the source for
    each.
    """
    starts, lengths = (
        np.array(list(numbers), np.int64)
        for numbers in ([start for start, _ in windows], [end - start for start, end in windows])
    )
    there = np.zeros(len(windows), np.bool_)
    halves = _hashes(answer)
    for at in range(0, len(source), _BLOCK):
        known = _hashes(source[at : at + _BLOCK + LEAST - 1])
        for length in set(lengths.tolist()) if len(known) else ():
            asked = np.flatnonzero((lengths == length) & ~there)
            wanted, offered = _both(halves, length)[starts[asked]], _both(known, length)
            likely = np.zeros(1 << 16, np.bool_)
            likely[wanted >> np.uint64(48)] = True
            there[asked] = np.isin(wanted, offered[likely[offered >> np.uint64(48)]])
    return there


def _hashes(text: str) -> NDArray[np.uint64]:
    """A hash of the _HALF characters from each place on, each step of which doubles what the former covered."""
    hashes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
    for step, size in enumerate((1, 2, 4)):
        hashes = hashes[:-size] * _MIX[step] + hashes[size:] if len(hashes) > size else hashes[:0]
    return hashes


def _both(halves: NDArray[np.uint64], length: int) -> NDArray[np.uint64]:
    """A hash of `length` characters, from _HALF to twice that, of its first and its last half, which may overlap."""
    shift = length - _HALF
    return halves[: len(halves) - shift] * _MIX[3] + halves[shift:] if len(halves) > shift else halves[:0]


def _longest(answer: str, source: str, start: int, ends: Sequence[int]) -> tuple[int, int] | None:
    """The last of some ends to which the answer from `start` stands in the source, and the first place where
    it does.
    """
    place = next(_places(source, answer[start : ends[-1]]), -1)  # mostly all that the windows allow
    if place >= 0:
        return ends[-1], place
    best, number, after = None, 0, 0
    while number < len(ends) and (place := next(_places(source, answer[start : ends[number]], after), -1)) >= 0:
        while number + 1 < len(ends) and _stands(source, answer[start : ends[number + 1]], place):
            number += 1
        best, after, number = (
            (ends[number], place),
            place + 1,
            number + 1,
        )  # only a longer one is of interest, and it is further on
    return best


def _places(source: str, words: str, after: int = 0) -> Iterator[int]:
    """Where words stand as words; given up where they only ever stand inside longer ones."""
    place, inside = source.find(words, after), 0
    while place >= 0 and inside < MOST_INSIDE:
        if is_cut(source, place) and is_cut(source, place + len(words)):
            yield place
        else:
            inside += 1
        place = source.find(words, place + 1)


def _stands(source: str, words: str, place: int) -> bool:
    return source.startswith(words, place) and is_cut(source, place + len(words))


def _stretch(words: str, source: str, start: int, place: int) -> Stretch:
    count = sum(1 for _, _ in zip(range(MOST_TIMES), _places(source, words, place), strict=False))
    return Stretch(start, start + len(words), count, *_passage(source, place, len(words)))


def _passage(source: str, place: int, length: int) -> tuple[str, int]:
    """What stands around a place of its document, whole words, and where in it the place is."""
    after = place + length
    side = max(0, PASSAGE * length // weight(source[place:after]) - length) // 2  # fewer Chinese characters say as much
    first = max(0, place - side, source.rfind(SEPARATOR, max(0, place - side), place) + 1)
    last = source.find(SEPARATOR, after, after + side)
    last = min(len(source), after + side) if last < 0 else last
    while not is_cut(source, first):
        first += 1
    while not is_cut(source, last):
        last -= 1
    before = _lines(source[first:place]).lstrip()
    before = f"… {before}" if source[max(0, first - 1) : first] not in ("", SEPARATOR) else before
    behind = _lines(source[after:last]).rstrip() if length <= PASSAGE else ""
    ends = length <= PASSAGE and source[last : last + 1] in ("", SEPARATOR)
    return before + source[place : place + min(length, PASSAGE)] + behind + ("" if ends else " …"), len(before)


def _lines(part: str) -> str:
    """The parts of a document, each on a line of its own."""
    return _PARTS.sub("\n", part)
