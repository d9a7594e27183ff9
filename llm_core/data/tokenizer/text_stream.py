"""Text from token ids that come one by one."""

from __future__ import annotations

import codecs
from collections.abc import Callable


class TextStream:
    """Text from ids that come one by one: a character is given once all its bytes are there.

    Args:    bytes_of: the UTF-8 bytes that a token stands for.
    """

    def __init__(self, bytes_of: Callable[[int], bytes]) -> None:
        self._bytes_of = bytes_of
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")

    def push(self, token: int) -> str:
        """The text that is whole by now; often "" for byte-level tokens."""
        return self._decoder.decode(self._bytes_of(int(token)))

    def finish(self) -> str:
        """What is left at the end; bytes that never became a character are dropped."""
        return self._decoder.decode(b"", final=True)
