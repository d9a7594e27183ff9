"""Rows of pairs among the tokens of a corpus: where each lies, which of them a model's context holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from llm_core.data.tokens import Tokens

if TYPE_CHECKING:
    from llm_core.config import ModelConfig

_BLOCK = 1 << 20
_DTYPE = np.dtype("<i8")


@dataclass(frozen=True)
class Rows:
    """Pairs, each lying as SOURCE <|endoftext|> TARGET <|endoftext|> in `tokens`.

    bounds: (N, 3) int64: where a row starts, where its target starts, one past its last mark.
    tags: like tokens: 1 + the mark that an encoder is asked to say at each of them, 0 where it isn't; None: nowhere.
    heard: (N,) frames of the sound that belongs to each row; None: there is none.
    """

    tokens: Tokens
    bounds: NDArray[np.int64]
    tags: Tokens | None = None
    heard: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.bounds)

    def source(self, row: int) -> Tokens:
        """Ids of what is given, without the mark."""
        start, target, _ = self.bounds[row]
        return self.tokens[start : target - 1]

    def target(self, row: int) -> Tokens:
        """Ids of the answer, without the mark."""
        _, target, end = self.bounds[row]
        return self.tokens[target : end - 1]

    @property
    def lengths(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(N,) tokens of each source and (N,) of each target, both without the marks."""
        start, target, end = np.asarray(self.bounds).T
        return target - start - 1, end - target - 1


def fitting(rows: Rows, config: ModelConfig) -> NDArray[np.int64]:
    """The numbers of the rows that a model's context holds, in order."""
    return np.flatnonzero(needed_context(rows, config) <= config.context_length)


def usual_width(rows: Rows, config: ModelConfig, batch_size: int) -> int:
    """About how many tokens wide a batch of rows is: as its longest, which is longer than all but one in
    `batch_size`.
    """
    needed = needed_context(rows, config)
    held = needed[needed <= config.context_length]
    return int(np.quantile(held, 1 - 1 / (batch_size + 1), method="higher")) if len(held) else config.context_length


def write_bounds(path: Path, tokens: Tokens, end_id: int) -> None:
    """Write where the rows lie: each has two end marks, and a text holds none."""
    start, target = 0, -1
    with path.open("wb") as stream:
        for at in range(0, len(tokens), _BLOCK):
            found = []
            for mark in (np.flatnonzero(np.asarray(tokens[at : at + _BLOCK]) == end_id) + at + 1).tolist():
                if target < 0:
                    target = mark
                else:
                    found.append((start, target, mark))
                    start, target = mark, -1
            stream.write(np.array(found, dtype=_DTYPE).tobytes())


def open_rows(path: Path, tokens: Tokens, end_id: int) -> Rows:
    """Map rows from disk.

    Raises:  OSError, ValueError: not there, or not the rows of these tokens.
    """
    bounds = np.memmap(path, dtype=_DTYPE, mode="r").reshape(-1, 3)
    expected = 0
    for at in range(0, len(bounds), _BLOCK):
        start, target, end = np.asarray(bounds[at : at + _BLOCK]).T
        whole = (
            start[0] == expected
            and np.array_equal(start[1:], end[:-1])
            and (start < target).all()
            and (target < end).all()
        )
        if (
            not whole
            or end[-1] > len(tokens)
            or (tokens[target - 1] != end_id).any()
            or (tokens[end - 1] != end_id).any()
        ):
            raise ValueError("rows don't fit their tokens")
        expected = int(end[-1])
    if expected != len(tokens):
        raise ValueError("rows end before their tokens")
    return Rows(tokens, bounds)


def needed_context(rows: Rows, config: ModelConfig) -> NDArray[np.int64]:
    """(N,) the context that each row needs: side by side where an encoder reads what a decoder answers, else one after
    another.
    """
    source, target = rows.lengths
    if rows.heard is not None:
        return np.asarray(np.maximum(-(-rows.heard // config.frames_a_place), target + 1))
    if config.architecture == "encoder-decoder":
        return np.asarray(np.maximum(source, target) + 1)
    return np.asarray(source + 1 + target)
