"""From rows of text and marks to ids: what is said is never read as a mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from llm_core.data.tasks.example import Segment, TaskRow
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.errors import CheckpointError

Ids = NDArray[np.uint32]
NONE = np.zeros(0, dtype=np.uint32)


class EncodedRow(NamedTuple):
    """(S,) ids of what is given and (T,) of the answer, both without end marks; (S,) 1 + the tag asked at each place, 0
    where none is.
    """

    source: Ids
    target: Ids
    tags: Ids


def encode_rows(rows: Sequence[TaskRow], tokenizer: Tokenizer) -> list[EncodedRow]:
    """Ids of many rows, fast.

    Raises:  CheckpointError: the tokenizer lacks a mark: it was made for something else.
    """
    pieces = [piece for row in rows for piece in (*row.source, *row.target)]
    texts = iter(tokenizer.encode_many([piece.text for piece in pieces if not piece.mark]))
    ids = iter(
        [np.array([mark_id(piece.text, tokenizer)], dtype=np.uint32) if piece.mark else next(texts) for piece in pieces]
    )
    found = []
    for row in rows:
        given = [next(ids) for _ in row.source]
        answer = [next(ids) for _ in row.target]
        tags = [_tags(piece, len(part), tokenizer) for piece, part in zip(row.source, given, strict=True)]
        found.append(
            EncodedRow(np.concatenate([NONE, *given]), np.concatenate([NONE, *answer]), np.concatenate([NONE, *tags]))
        )
    return found


def mark_id(mark: str, tokenizer: Tokenizer) -> int:
    """The id of a mark.

    Raises:  CheckpointError: the tokenizer lacks it.
    """
    found = tokenizer.marks.get(mark)
    if found is None:
        raise CheckpointError(
            "mark-missing",
            "This vocabulary has no {mark}: the run learnt another task. Choose a run of this one.",
            mark=mark,
        )
    return found


def _tags(piece: Segment, length: int, tokenizer: Tokenizer) -> Ids:
    tags = np.zeros(length, dtype=np.uint32)
    if piece.tag:
        tags[: length if piece.tag_all else 1] = mark_id(piece.tag, tokenizer) + 1
    return tags
