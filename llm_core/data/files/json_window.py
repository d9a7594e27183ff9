"""A sliding window over JSON text: whole values are taken from it one after another, in constant memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from llm_core.data.files.tables import LONGEST_LINE
from llm_core.errors import TextError


class Number(str):
    """A number as it is written: never computed, so that 5,000 digits and NaN do no harm."""

    __slots__ = ()


BLANKS = frozenset(" \t\n\r\ufeff")
DECODER = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=Number)


class JsonWindow:
    """A sliding window over JSON text from which whole values are taken, one after another."""

    def __init__(self, chunks: Iterable[str], name: str) -> None:
        self.source = iter(chunks)
        self.name = name
        self.buffer = ""
        self.at = 0
        self.line = 1
        self.ended = False

    def more(self) -> bool:
        """Read on; False at the end of the file."""
        parts, wanted = [], max(1 << 18, len(self.buffer) - self.at)
        while wanted > 0 and (chunk := next(self.source, None)) is not None:
            parts.append(chunk)
            wanted -= len(chunk)
        self.line += self.buffer.count("\n", 0, self.at)
        self.buffer = self.buffer[self.at :] + "".join(parts)
        self.at = 0
        self.ended = not parts
        if len(self.buffer) > 2 * LONGEST_LINE:
            raise TextError(
                "record-too-long",
                "{name} has a record of more than {limit} million characters: break it up into smaller ones.",
                name=self.name,
                limit=LONGEST_LINE // 1_000_000,
            )
        return bool(parts)

    def peek(self) -> str:
        """The next character that isn't blank; "" at the end."""
        while True:
            while self.at < len(self.buffer):
                if self.buffer[self.at] not in BLANKS:
                    return self.buffer[self.at]
                self.at += 1
            if not self.more():
                return ""

    def take(self, expected: str) -> str:
        """Take one of the expected characters."""
        found = self.peek()
        if not found or found not in expected:
            raise self.broken()
        self.at += 1
        return found

    def value(self) -> Any:
        """Take a whole value."""
        self.peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self.buffer, self.at)
            except json.JSONDecodeError as error:
                unfinished = error.msg.startswith("Unterminated") or error.pos > len(self.buffer) - 64
                if self.ended or not unfinished:
                    raise self.broken(error.pos) from None
            except RecursionError:
                raise too_deep(self.name) from None
            else:
                if end < len(self.buffer) or self.ended:  # else a number may go on
                    self.at = end
                    return value
            self.more()

    def elements(self) -> Iterator[Any]:
        """Take a list, element by element."""
        self.take("[")
        if self.peek() == "]":
            self.at += 1
            return
        while True:
            yield self.value()
            if self.take(",]") == "]":
                return

    def first_element(self) -> str:
        """The character that a list's first element begins with, taking nothing; "]" where there is none."""
        self.peek()
        place = 1  # from where the window is: reading on moves its beginning there
        while True:
            while self.at + place < len(self.buffer):
                if self.buffer[self.at + place] not in BLANKS:
                    return self.buffer[self.at + place]
                place += 1
            if not self.more():
                return "]"

    def members(self) -> Iterator[tuple[str, str]]:
        """An object's keys, each with the character that its value begins with; the caller takes the value."""
        self.take("{")
        if self.peek() == "}":
            return
        while True:
            if self.peek() != '"':
                raise self.broken()
            key = self.value()
            self.take(":")
            yield key, self.peek()
            if self.take(",}") == "}":
                return

    def finish(self) -> None:
        """Nothing may follow the last value."""
        if self.peek():
            raise self.broken()

    def broken(self, position: int | None = None) -> TextError:
        """The mistake at a place in the window."""
        return not_json(self.name, self.line + self.buffer.count("\n", 0, self.at if position is None else position))


def not_json(name: str, line: int) -> TextError:
    """The mistake of a file that isn't JSON from some line on."""
    return TextError(
        "not-json",
        "{name} isn't valid JSON: see line {line}. Mend it, or name the file .txt to read it as it is.",
        name=name,
        line=line,
    )


def too_deep(name: str) -> TextError:
    """The mistake of values within values without end."""
    return TextError(
        "deep-json", "{name} is nested too deeply to be read: keep the texts in a flat list of objects.", name=name
    )
