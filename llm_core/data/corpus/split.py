"""Which text trains and which is kept for validation: never the same.

A plain text gives its last part. Rows are drawn by a hash of their content, so that exact duplicates land on one
side; where there are too few rows for that, the last part is taken as well. Pairs are drawn by a hash of what is
given, so that no question stands on both sides, in whatever files. Dialogues are divided as their rows say, else by a
hash of what the user says first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from llm_core.data.chat.dialogue import Dialogue
from llm_core.data.chat.reading import all_dialogues
from llm_core.data.files.reading import pairs, pieces
from llm_core.data.files.text_file import TextFile, TextPiece, counted_from
from llm_core.data.pairs.pairing import Pair
from llm_core.data.warnings import TextWarning

FEWEST_ROWS = 20
HASHES = 1 << 64
# Who divides dialogues. rows: some say that they are kept for validation, and the undecided are learnt; undecided:
# those are drawn, and rows that say so are learnt; all: every one is drawn.
Division = Literal["rows", "undecided", "all"]


@dataclass(frozen=True)
class Cut:
    """How one file is divided: validation begins at character `at`, or, when that is None, rows are drawn by hash."""

    at: int | None


def is_drawn(text: str, fraction: float) -> bool:
    """Whether a row of this content is kept for validation; depends on nothing but the content."""
    return draw(text) < fraction * HASHES


def draw(text: str) -> int:
    """A number below HASHES that depends on nothing but the text."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, key=b"validation").digest()
    return int.from_bytes(digest, "big")


def choose_cut(*, is_text: bool, characters: int, rows: int, rows_drawn: int, fraction: float) -> Cut:
    """Draw by hash where there are rows enough and both sides get some; else cut off the last part."""
    if not is_text and rows >= FEWEST_ROWS and 0 < rows_drawn < rows:
        return Cut(None)
    return Cut(int(characters * (1 - fraction)))


def sides(
    file: TextFile,
    cut: Cut,
    fraction: float,
    progress: Callable[[int], None] | None = None,
    warnings: list[TextWarning] | None = None,
) -> Iterator[tuple[bool, TextPiece]]:
    """The pieces of a file, each with whether it is for validation; a piece across the cut is divided."""
    at = 0
    for piece in pieces(file, progress, warnings):
        if cut.at is None:
            yield is_drawn(piece.text, fraction), piece
            continue
        left = min(max(cut.at - at, 0), len(piece.text))
        at += len(piece.text)
        if left:
            yield False, TextPiece(piece.text[:left], piece.ends or at > cut.at)
        if left < len(piece.text) or not left:
            yield True, TextPiece(piece.text[left:], piece.ends)


def pair_sides(
    files: Sequence[TextFile], below: int, progress: Callable[[int], None] | None = None
) -> Iterator[tuple[bool, Pair]]:
    """The pairs of all files, each with whether it is for validation: where what is given draws less than `below`."""
    before = 0
    for file in files:
        for pair in pairs(file, counted_from(before, progress)):
            yield draw(pair.source) < below, pair
        before += file.size_bytes


def dialogue_sides(
    files: Sequence[TextFile], divided: Division, below: int, progress: Callable[[int], None] | None = None
) -> Iterator[tuple[bool, Dialogue]]:
    """The dialogues of all files, repeated ones left out, each with whether it is for validation.

    Args:    below: where dialogues are drawn, those whose first question draws less than this are.
    """
    for dialogue, repeated in all_dialogues(files, progress):
        if repeated:
            continue
        if divided == "rows" or (divided == "undecided" and dialogue.validation is not None):
            yield bool(dialogue.validation), dialogue
        else:
            yield draw(dialogue.question) < below, dialogue
