"""One pass over files before anything is learnt: how much text there is, and how it will be divided."""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from llm_core.data.corpus.split import Cut, Division, choose_cut, is_drawn
from llm_core.data.files.reading import TextFile, pieces
from llm_core.data.files.text_file import counted_from
from llm_core.data.tokenizer.tokenizer import CODE_POINTS
from llm_core.data.warnings import TextWarning
from llm_core.errors import TextError

BATCH_CHARACTERS = 1 << 20
MOST_REMEMBERED = 5_000_000
_NO_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class CorpusScan:
    """What one pass found; `cuts` has one entry a file.

    Of pairs, `below` divides them instead (see `pair_sides`), and `ambiguous` counts those that give what another gives
    with a different answer. Of conversations, `divided` says who divides them (see `dialogue_sides`), `cuts` has one
    entry for each plain text beside them, and `documents` are dialogues, less the `duplicates`. `labels` are a task's
    classes, sorted.
    """

    documents: int
    characters: int
    bytes: int
    kinds: int
    duplicates: int
    cuts: tuple[Cut, ...]
    warnings: tuple[TextWarning, ...]
    below: int | None = None
    ambiguous: int = 0
    divided: Division | None = None
    labels: tuple[str, ...] = ()


class Histogram:
    """Counts characters in batches: many small texts cost as little as a large one."""

    def __init__(self) -> None:
        self._counts = np.zeros(CODE_POINTS, dtype=np.int64)
        self._held: list[str] = []
        self._size = 0

    def add(self, text: str) -> None:
        """Count the characters of a text."""
        self._held.append(text)
        self._size += len(text)
        if self._size >= BATCH_CHARACTERS:
            self._flush()

    def counts(self) -> NDArray[np.int64]:
        """(1,114,112,) how often each code point occurred."""
        self._flush()
        return self._counts

    def by_character(self) -> dict[str, int]:
        """How often each character occurred that did."""
        counts = self.counts()
        return {chr(code): int(counts[code]) for code in np.flatnonzero(counts)}

    def _flush(self) -> None:
        codes = np.frombuffer("".join(self._held).encode("utf-32-le"), dtype="<u4")
        if len(codes):
            found = np.bincount(codes)
            self._counts[: len(found)] += found
        self._held, self._size = [], 0


class Counter:
    """Counts the texts of files one after another and decides how each is divided.

    Args:    fraction: the share kept for validation.
    """

    def __init__(self, fraction: float) -> None:
        self.histogram, self.warnings, self.cuts = Histogram(), list[TextWarning](), list[Cut]()
        self.documents = self.bytes = 0
        self._fraction, self._seen = fraction, array("Q")

    def add(self, file: TextFile, tell: Callable[[int], None]) -> None:
        """Count the pieces of a file.

        Raises:  TextError: it can't be read to its end.
        """
        rows = drawn = characters = 0
        for piece in pieces(file, tell, self.warnings):
            self.count(piece.text)
            characters += len(piece.text)
            rows += piece.ends
            if file.format != "text":
                drawn += is_drawn(piece.text, self._fraction)
                if len(self._seen) < MOST_REMEMBERED:
                    self._seen.append(_likeness(piece.text))
        self.cuts.append(
            choose_cut(
                is_text=file.format == "text",
                characters=characters,
                rows=rows,
                rows_drawn=drawn,
                fraction=self._fraction,
            )
        )
        self.documents += rows

    def count(self, text: str) -> None:
        """Count a text, whatever it is part of."""
        self.histogram.add(text)
        self.bytes += len(text) if text.isascii() else len(text.encode())

    @property
    def duplicates(self) -> int:
        """How many documents came before in the same or nearly the same words."""
        return len(self._seen) - len(np.unique(np.array(self._seen)))


def scan_texts(files: Sequence[TextFile], fraction: float, progress: Callable[[int], None]) -> CorpusScan:
    """Count the text of files and decide how each is divided.

    Args:    fraction: the share kept for validation. progress: told the bytes read of all files.
    Raises:  TextError: a file can't be read to its end, or there is nothing but blanks.
    """
    found = Counter(fraction)
    for file, before in zip(files, starts_of(files), strict=True):
        found.add(file, counted_from(before, progress))
    counts = found.histogram.counts()
    kinds = np.flatnonzero(counts)
    if all(chr(code).isspace() for code in kinds):
        raise TextError("no-text", "There is no text to learn from: choose files that hold text.")
    return CorpusScan(
        found.documents,
        int(counts.sum()),
        found.bytes,
        len(kinds),
        found.duplicates,
        tuple(found.cuts),
        tuple(found.warnings),
    )


def starts_of(files: Sequence[TextFile]) -> list[int]:
    """How many bytes lie in the files before each."""
    sizes = [file.size_bytes for file in files]
    return [sum(sizes[:number]) for number in range(len(sizes))]


def _likeness(text: str) -> int:
    """A number that documents share when they differ only in case, punctuation and blanks."""
    letters = _NO_LETTER.sub("", text.casefold()) or text
    return int.from_bytes(hashlib.blake2b(letters.encode(), digest_size=8).digest(), "big")
