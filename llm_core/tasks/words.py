"""Tokens put together to the words that they are parts of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from llm_core.data.tokenizer.tokenizer import Tokenizer

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff]")


@dataclass(frozen=True)
class Word:
    """A word as it is written, without blanks around it, and the tokens start … end - 1 that it is made of."""

    text: str
    start: int
    end: int


def words_of(ids: Sequence[int], tokenizer: Tokenizer) -> list[Word]:
    """The words of a text's tokens, in order; of a language without blanks, each token that is whole characters is one.

    Tokens that are only part of a character go with those that complete it; blanks alone go with the word behind them.
    """
    found: list[Word] = []
    start, held = 0, b""
    for place, token in enumerate(map(int, ids)):
        held += tokenizer.bytes_of(token)
        text = held.decode("utf-8", "replace")
        if text.endswith("\ufffd") and place + 1 < len(ids):
            continue  # a character is torn: the next token has the rest
        if not text.strip() and place + 1 < len(ids):
            continue
        if found and start == found[-1].end and _goes_on(found[-1].text, text):
            found[-1] = Word(found[-1].text + text.rstrip(), found[-1].start, place + 1)
        elif text.strip():
            found.append(Word(text.strip(), start, place + 1))
        start, held = place + 1, b""
    return found


def _goes_on(word: str, text: str) -> bool:
    """Whether a token's text goes on with the word before it: letters after letters, without a blank, not Chinese."""
    last, first = word[-1], text[0]
    letters = (last.isalnum() or last in "'’") and (first.isalnum() or first in "'’")
    return letters and not _HAN.match(last) and not _HAN.match(first)
