"""Encoding text piece by piece into a file of token ids, the same ids that encoding it whole would give."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Literal

import numpy as np

from llm_core.data.tokenizer.pretokens import last_safe_cut
from llm_core.data.tokenizer.tokenizer import Tokenizer

BATCH_CHARACTERS = 1 << 19
HEAD_CHARACTERS = 1 << 20


class TokenWriter:
    """Appends the tokens of texts to a file and counts what it wrote."""

    def __init__(self, path: Path, tokenizer: Tokenizer, dtype: Literal["uint16", "uint32"] | str) -> None:
        self.tokens = self.bytes = self.characters = 0
        self._tokenizer = tokenizer
        self._dtype = np.dtype(dtype).newbyteorder("<")
        self._stream = path.open("wb")
        self.counts = np.zeros(tokenizer.vocab_size, dtype=np.int64)  # (V,) how often each token was written
        self._parts: list[tuple[str, bool]] = []  # texts that wait, with whether an end of document follows
        self._open = ""  # text of a document that goes on
        self._waiting = 0
        self._head: list[str] = []
        self._head_size = 0

    def __enter__(self) -> TokenWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._close_document(mark=False)
                self._flush()
        finally:
            self._stream.close()

    @property
    def unknown(self) -> int:
        """How many of the tokens stand for a character that the tokenizer doesn't know."""
        return 0 if self._tokenizer.unknown_id is None else int(self.counts[self._tokenizer.unknown_id])

    @property
    def head(self) -> str:
        """The beginning of the text, for a look at how it begins."""
        return "".join(self._head)

    def add(self, text: str, *, ends: bool, mark: bool) -> None:
        """Add a piece of a document; where it ends, `mark` adds an end-of-document token."""
        self._note(text, ends and mark)
        self._open += text
        if ends:
            self._close_document(mark=mark)
        elif len(self._open) >= BATCH_CHARACTERS:
            cut = (
                len(self._open)
                if self._tokenizer.kind == "characters"
                else last_safe_cut(self._open) or len(self._open)
            )
            self._wait(self._open[:cut], end=False)
            self._open = self._open[cut:]
        if self._waiting >= BATCH_CHARACTERS:
            self._flush()

    def _note(self, text: str, paragraph: bool) -> None:
        self.characters += len(text)
        self.bytes += len(text) if text.isascii() else len(text.encode())
        if self._head_size < HEAD_CHARACTERS:
            self._head.append(text[:HEAD_CHARACTERS] + ("\n\n" if paragraph else ""))
            self._head_size += len(self._head[-1])

    def _close_document(self, *, mark: bool) -> None:
        if self._open or mark:
            self._wait(self._open, end=mark)
        self._open = ""

    def _wait(self, text: str, *, end: bool) -> None:
        self._parts.append((text, end))
        self._waiting += len(text) + 1

    def _flush(self) -> None:
        end = np.array([self._tokenizer.end_id], dtype=np.uint32)
        found = self._tokenizer.encode_many([text for text, _ in self._parts])
        pieces = [
            piece
            for ids, (_, ends) in zip(found, self._parts, strict=True)
            for piece in ((ids, end) if ends else (ids,))
        ]
        self._parts, self._waiting = [], 0
        if pieces:
            ids = np.concatenate(pieces)
            self.tokens += len(ids)
            self.counts += np.bincount(ids, minlength=len(self.counts))
            self._stream.write(ids.astype(self._dtype).tobytes())
