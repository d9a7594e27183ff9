"""The tokens that a model has before its eyes while it writes, row by row, with the cache of what it has read
of them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import torch
from torch import Tensor

from llm_core.model.transformer import LargeLanguageModel


class Window(ABC):
    """Rows of equal length that grow token by token.

    Args:    rows: how many, all alike at first: 1 to draw tokens, more for beam search.  slides: whether writing goes
        on
             when the context is full.
    """

    def __init__(self, model: LargeLanguageModel, begun: Sequence[int], rows: int, *, slides: bool) -> None:
        self._model, self._slides = model, slides
        self._size = model.config.context_length
        self._cache = model.new_cache(rows)
        self.rows = [list(begun) for _ in range(rows)]

    @property
    def is_full(self) -> bool:
        """Whether no more can be read, so that nothing can be written after what stands here."""
        return not self._slides and len(self.rows[0]) > self._size

    @torch.inference_mode()
    def logits(self) -> Tensor:
        """Read what is unread, and score the next token of each row: (B, V)."""
        if len(self.rows[0]) > self._size:
            self._start_anew()
        unread = self._tensor([row[self._cache.length :] for row in self.rows])
        return self._read(unread)[:, -1]

    def push(self, tokens: Sequence[int], parents: Sequence[int] | None = None) -> None:
        """Go on with these tokens, row i from what row parents[i] was; None: each from its own."""
        if parents is not None:
            self._choose(parents)
        self.rows = [[*row, token] for row, token in zip(self.rows, tokens, strict=True)]

    @abstractmethod
    def said(self, row: int) -> Sequence[int]:
        """The tokens that a repetition penalty falls on."""

    @abstractmethod
    def _start_anew(self) -> None:
        """Forget the cache, and go on with so much of the rows that there is room again."""

    @abstractmethod
    def _read(self, unread: Tensor) -> Tensor:
        """Logits (B, T, V) of unread tokens."""

    def _choose(self, parents: Sequence[int]) -> None:
        if list(parents) != list(range(len(self.rows))):
            self._cache.select(torch.tensor(parents, device=self._cache.keys.device))
            self.rows = [self.rows[parent] for parent in parents]

    def _tensor(self, rows: Sequence[Sequence[int]]) -> Tensor:
        return torch.tensor(rows, device=self._model.embed.weight.device)


class DecoderWindow(Window):
    """Of a decoder alone: prompt and what it wrote in one row.

    When the context is full, reading starts anew from the last half of it: a token then has at least that much to
    go by, and each is read twice at most.

    Args:    prompt: of one longer than the context the last part is read.  given: how many tokens of the prompt no
             penalty falls on.
    """

    def __init__(
        self, model: LargeLanguageModel, prompt: Sequence[int], rows: int = 1, *, slides: bool = True, given: int = 0
    ) -> None:
        super().__init__(model, prompt[-model.config.context_length :], rows, slides=slides)
        self._given = given

    def said(self, row: int) -> Sequence[int]:
        return self.rows[row][self._given :]

    def _start_anew(self) -> None:
        self.rows = [row[-(self._size // 2) :] for row in self.rows]
        self._cache.clear()

    def _read(self, unread: Tensor) -> Tensor:
        return self._model(unread, cache=self._cache)  # type: ignore[no-any-return]


class SourceWindow(Window):
    """Of a decoder beside an encoder: the source, and a row that begins with the end mark.

    When the decoder's context is full, the last part of source and row becomes the new source: the encoder reads what
    was written, and the decoder begins anew.

    Args:    source: of one longer than the context the last part is read.  begun: what the decoder has said already.
             slides: whether writing goes on so; then a penalty falls on the source too.
    """

    def __init__(
        self,
        model: LargeLanguageModel,
        source: Sequence[int],
        end_id: int,
        rows: int = 1,
        *,
        slides: bool = True,
        begun: Sequence[int] = (),
    ) -> None:
        super().__init__(model, [end_id, *begun], rows, slides=slides)
        self._sources = [list(source[-self._size :])] * rows
        self._end_id = end_id

    def said(self, row: int) -> Sequence[int]:
        return [*(self._sources[row] if self._slides else ()), *self.rows[row][1:]]

    def _start_anew(self) -> None:
        self._sources = [
            [*source, *row[1:]][-self._size :] for source, row in zip(self._sources, self.rows, strict=True)
        ]
        self.rows = [[self._end_id] for _ in self.rows]
        self._cache.clear()

    def _read(self, unread: Tensor) -> Tensor:
        source = self._tensor(self._sources) if self._cache.memory is None else None
        return self._model(unread, source, cache=self._cache)  # type: ignore[no-any-return]

    def _choose(self, parents: Sequence[int]) -> None:
        super()._choose(parents)
        self._sources = [self._sources[parent] for parent in parents]
