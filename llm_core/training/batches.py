"""What a step learns from, cut out of the tokens on disk: windows of a text, or rows padded to the longest."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from llm_core.model.mask import PADDING

Tokens = NDArray[np.unsignedinteger[Any]]
Ids = NDArray[np.int64]


class Batch(NamedTuple):
    """What a model reads, and what it is asked: int64 ids, PADDING where a row has ended or nothing is asked.

    tokens: (B, T), read by the stack that the head reads.  targets: (B, T), what should be scored highest at each
    place.  source: (B, S), read by the encoder beside a decoder; None where there is none. Of speech (B, F, M) float32
    frames, NaN where a clip has ended.  documents: (B, T), numbers of the documents that lie in each row; None where
    each row is one.  tags: (B, S), what the encoder beside a decoder is asked to say at its own places; None where it
    isn't asked.  class_ids: the ids, sorted, that alone can be right wherever something is asked, such as the marks of
    classes; () where any can.
    """

    tokens: Tensor
    targets: Tensor
    source: Tensor | None = None
    documents: Tensor | None = None
    tags: Tensor | None = None
    class_ids: tuple[int, ...] = ()

    @property
    def loss_mask(self) -> Tensor | None:
        """(B, T) bool, where one of few is chosen: only these places have to be scored; None: all of them."""
        return self.targets != PADDING if self.class_ids else None

    @property
    def target_count(self) -> int:
        """How many tokens the model has to guess."""
        return int((self.targets != PADDING).sum())

    @property
    def tag_count(self) -> int:
        """How many places of the source the encoder is asked about."""
        return 0 if self.tags is None else int((self.tags != PADDING).sum())

    @property
    def read(self) -> int:
        """How many tokens the model reads, by whichever stack; padding is none."""
        return sum(int(present_in(ids).sum()) for ids in (self.tokens, self.source) if ids is not None)

    def parts(self, count: int) -> list[Batch]:
        """The same rows in so many batches of one size, or fewer where there are not so many rows."""
        tokens = self.tokens.chunk(count)
        rest = [
            [None] * len(tokens) if ids is None else ids.chunk(count)
            for ids in (self.source, self.documents, self.tags)
        ]
        parts = zip(tokens, self.targets.chunk(count), *rest, strict=True)
        return [
            Batch(tokens, targets, source, documents, tags, self.class_ids)
            for tokens, targets, source, documents, tags in parts
        ]

    def to(self, device: torch.device) -> Batch:
        """The same on another device."""
        source, documents, tags = (
            None if ids is None else ids.to(device) for ids in (self.source, self.documents, self.tags)
        )
        return Batch(self.tokens.to(device), self.targets.to(device), source, documents, tags, self.class_ids)


def present_in(ids: Tensor) -> Tensor:
    """Where tokens (B, T) or frames (B, F, M) are no padding: (B, T) or (B, F) bool."""
    return ~ids[..., 0].isnan() if ids.is_floating_point() else ids != PADDING


def rng_of_step(seed: int, step: int) -> np.random.Generator:
    """The random numbers of a step: resuming needs no position but the step.

    Philox is counter-based: each (seed, step) is a stream of its own, the same on every machine.

    Source:  Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3".
    """
    return np.random.Generator(np.random.Philox(key=[seed, step]))


def draw_windows(tokens: Tokens, rng: np.random.Generator, count: int, length: int) -> Ids:
    """Draw windows that start anywhere, and overlap freely: (count, length).

    Args:    tokens: (N,) ids, N ≥ length, usually a memmap.
    """
    assert len(tokens) >= length, "preflight.require_enough comes first"
    return cut_windows(tokens, rng.integers(0, len(tokens) - length + 1, size=count), length)


def cut_windows(tokens: Tokens, starts: Ids, length: int) -> Ids:
    """The windows (B, length) that begin at `starts` (B,), in one indexing call: a loop over them takes 20 times as
    long.
    """
    return np.asarray(tokens[starts[:, None] + np.arange(length)], dtype=np.int64)


def cut_rows(tokens: Tokens, starts: Ids, lengths: Ids) -> Ids:
    """Pieces of different lengths (B,) as rows of the longest one's, (B, longest), PADDING where one has ended."""
    places = np.arange(int(lengths.max(initial=0)))
    index = np.minimum(starts[:, None] + places, len(tokens) - 1)
    return np.where(places < lengths[:, None], tokens[index].astype(np.int64), PADDING)


def batch_of(tokens: Ids, targets: Ids, source: Ids | None = None) -> Batch:
    """The batch of these arrays."""
    given = None if source is None else torch.from_numpy(source)
    return Batch(torch.from_numpy(tokens), torch.from_numpy(targets), given)
