"""Cutting documents into passages of a size that a reader can take in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from llm_core.data.search.matching import sentences_at

LONGEST, SHORTEST = 1_200, 160  # characters of a passage, Chinese ones counted twice


def passages_of(paragraphs: Iterable[str]) -> Iterator[str]:
    """Passages of a sensible size: short paragraphs joined to the next, long ones divided at sentences, with one
    sentence in common.
    """
    held = ""
    for paragraph in paragraphs:
        held = f"{held}\n{paragraph}" if held else paragraph
        if width(held) >= SHORTEST:
            yield from _divided(held)
            held = ""
    if held:
        yield held


def width(text: str) -> int:
    """Characters of a text, Chinese ones counted twice."""
    return len(text) + sum(character >= "\u2e80" for character in text)


def _divided(text: str) -> Iterator[str]:
    if width(text) <= LONGEST:
        yield text
        return
    spans = [part for span in sentences_at(text) for part in _short(text, span)]
    first = 0
    while first < len(spans):
        last = first + 1
        while last < len(spans) and width(text[spans[first][0] : spans[last][1]]) <= LONGEST:
            last += 1
        yield text[spans[first][0] : spans[last - 1][1]]
        if last == len(spans):
            return
        first = last - 1 if last - 1 > first else last


def _short(text: str, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """A stretch in pieces that a passage holds."""
    for start in range(span[0], span[1], LONGEST // 2):
        yield start, min(start + LONGEST // 2, span[1])
