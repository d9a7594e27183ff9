"""Text from token ids that come one by one."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llm_core.data.tokenizer.tokenizer import Tokenizer


class TextStream:
    """Text from ids that come one by one: a character is given once all its bytes are there."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")

    def push(self, token: int) -> str:
        """The text that is whole by now; often "" for byte-level tokens."""
        return self._decoder.decode(self._tokenizer.bytes_of(int(token)))

    def finish(self) -> str:
        """What is left at the end; bytes that never became a character are dropped."""
        return self._decoder.decode(b"", final=True)
