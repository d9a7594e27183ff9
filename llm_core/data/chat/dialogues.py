"""Dialogues among the tokens of a corpus: where each lies, what of it the loss counts, which of them a model's
context holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from llm_core.data.chat.dialogue import Dialogue
from llm_core.data.tokens import Tokens

_BLOCK = 1 << 16
BOUNDS_DTYPE = np.dtype("<i8")
LOSS_MASK = "asked"  # what prepared corpora on disk call its file: train_asked.bin


@dataclass(frozen=True)
class Dialogues:
    """Dialogues, each lying in `tokens` as its template writes it, with <|endoftext|> as its last token.

    tokens: (N,) ids. loss_mask: (N,) uint8: 1 where a token is of an assistant's answer or ends one, so that the loss
    counts it. bounds: (R, 2) int64: where each starts, one past its end. refusal: (R,) uint8: 1 where not knowing is
    the right answer.
    """

    tokens: Tokens
    loss_mask: NDArray[np.uint8]
    bounds: NDArray[np.int64]
    refusal: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.bounds)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """(R,) tokens of each, the last <|endoftext|> among them."""
        start, end = np.asarray(self.bounds).T
        return np.asarray(end - start)

    def row(self, row: int) -> tuple[Tokens, NDArray[np.uint8]]:
        """Ids of one dialogue, and which of them the loss counts."""
        start, end = self.bounds[row]
        return self.tokens[start:end], self.loss_mask[start:end]


class Talks(NamedTuple):
    """Dialogues as tokens, and each with its messages."""

    dialogues: Dialogues
    at: Callable[[int], Dialogue]


def cut_to(dialogues: Dialogues, context_length: int) -> Dialogues:
    """The same dialogues, of which those that a context doesn't hold end with the last answer that it holds, if there
    is one.
    """
    bounds = np.array(dialogues.bounds)
    for row in np.flatnonzero(dialogues.lengths - 1 > context_length).tolist():
        start = int(bounds[row, 0])
        flags = np.asarray(dialogues.loss_mask[start : start + context_length + 2]).astype(np.int8)
        ends = np.flatnonzero(np.diff(flags) < 0) + 1  # one past each answer that is over before the context is
        if len(ends):
            bounds[row, 1] = start + int(ends[-1])
    return replace(dialogues, bounds=bounds)


def fitting_dialogues(dialogues: Dialogues, context_length: int) -> NDArray[np.int64]:
    """The numbers of the dialogues that a context holds, in order; the last token is only ever said, not read."""
    return np.flatnonzero(dialogues.lengths - 1 <= context_length)


def open_dialogues(folder: Path, side: str, tokens: Tokens, end_id: int) -> Dialogues:
    """Map the dialogues of one side of a corpus from disk.

    Raises:  OSError, ValueError: not there, or not the dialogues of these tokens.
    """
    bounds = np.memmap(folder / f"{side}_dialogues.bin", dtype=BOUNDS_DTYPE, mode="r").reshape(-1, 2)
    loss_mask, refusal = (
        np.memmap(folder / f"{side}_{name}.bin", dtype=np.uint8, mode="r") for name in (LOSS_MASK, "refusal")
    )
    offsets = open_offsets(folder, side)
    whole = (len(loss_mask), len(refusal), len(offsets)) == (len(tokens), len(bounds), len(bounds) + 1)
    if (
        not whole
        or int(offsets[0]) != 0
        or int(offsets[-1]) != (folder / f"{side}.jsonl").stat().st_size
        or (np.diff(offsets) <= 0).any()
    ):
        raise ValueError("dialogues don't fit their tokens")
    expected = 0
    for at in range(0, len(bounds), _BLOCK):
        start, end = np.asarray(bounds[at : at + _BLOCK]).T
        if (
            start[0] != expected
            or not np.array_equal(start[1:], end[:-1])
            or (start >= end - 1).any()
            or end[-1] > len(tokens)
        ):
            raise ValueError("dialogues don't follow one another")
        flags = np.asarray(loss_mask[expected : int(end[-1])])
        if (
            (tokens[end - 1] != end_id).any()
            or flags.max() > 1
            or (np.add.reduceat(flags, start - expected, dtype=np.int64) == 0).any()
        ):
            raise ValueError("a dialogue asks nothing, or never ends")
        if flags[start - expected].any():
            raise ValueError("a dialogue begins with an answer")
        expected = int(end[-1])
    if expected != len(tokens):
        raise ValueError("dialogues end before their tokens")
    return Dialogues(tokens, loss_mask, bounds, refusal)


def open_offsets(folder: Path, side: str) -> NDArray[np.int64]:
    """(R + 1,) where each dialogue's own line begins in the side's .jsonl, and where the last ends."""
    return np.memmap(folder / f"{side}_offsets.bin", dtype=BOUNDS_DTYPE, mode="r")
