"""Records of json and jsonl files in constant memory, and the text inside a record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from llm_core.errors import TextError
from llm_core.text.notice import Notice, notice
from llm_core.text.tables import LONGEST_LINE, lines

WALKED_MEMBERS = 50
BAD_LINES_ALLOWED = 0.01
DEEPEST_KEY = 5
MOST_KEYS = 500


class Number(str):
    """A number as it is written: never computed, so that 5,000 digits and NaN do no harm."""

    __slots__ = ()


_DECODER = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=Number)


def find_shape(chunks: Iterable[str], name: str, *, expect_lines: bool) -> str:
    """How the records lie in a file.

    Returns: "lines" (one a line), "array", "list:KEY" (in the list below KEY of an object), "values" (an object's
             values), or "whole" (the file is one record).
    Raises:  TextError: it isn't JSON.
    """
    window = _Window(chunks, name)
    opening = window.peek()
    if _first_lines_are_values(window.buffer, expect_lines=expect_lines):
        return "lines"
    if opening == "[":
        return "array"
    if opening != "{":
        raise _not_json(name, 1)
    objects = 0
    for number, (key, following) in enumerate(window.members()):
        if following == "[" and window.first_element() in '{"':
            return f"list:{key}"
        objects += following == "{"
        if number >= WALKED_MEMBERS:
            break
        window.value()
    return "values" if objects > 1 else "whole"


def records(chunks: Iterable[str], shape: str, name: str, notices: list[Notice] | None = None) -> Iterator[Any]:
    """The records of a file, one at a time.

    Args:    notices: gets what was left out.
    Raises:  TextError: not JSON, nested too deeply, or a record too long.
    """
    if shape == "lines":
        yield from _line_records(chunks, name, notices)
        return
    window = _Window(chunks, name)
    if shape == "array":
        yield from window.elements()
        window.finish()
    elif shape == "whole":
        yield window.value()
        window.finish()
    else:
        wanted = shape.partition(":")[2] if shape.startswith("list:") else None
        for key, _ in window.members():
            if key == wanted:
                yield from window.elements()
                return
            value = window.value()
            if wanted is None:
                yield value


def keys_of(record: Any, depth: int = 0) -> list[str]:
    """Dotted names of all values inside a record that can be read as text; lists are looked through."""
    found: list[str] = []
    if isinstance(record, Mapping) and depth < DEEPEST_KEY:
        for key, value in record.items():
            inner = keys_of(value, depth + 1)
            found += [f"{key}.{name}" for name in inner] if inner else ([key] if value is not None and value != [] else [])
    elif isinstance(record, list):
        for value in record[:20]:
            found += keys_of(value, depth)
    return list(dict.fromkeys(found))[:MOST_KEYS]


def text_at(record: Any, key: str | None) -> str | None:
    """The text below a dotted key, lists joined by line ends; None where there is none."""
    if key is None:
        return _as_text(record)
    if isinstance(record, list):
        found = [text for value in record if (text := text_at(value, key)) is not None]
        return "\n".join(found) if found else None
    if not isinstance(record, Mapping):
        return None
    if key in record:
        return _as_text(record[key])
    head, dot, rest = key.partition(".")
    while dot:
        if head in record:
            return text_at(record[head], rest)
        more, dot, rest = rest.partition(".")
        head = f"{head}.{more}"
    return None


def _as_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    inside = value if isinstance(value, list) else value.values() if isinstance(value, Mapping) else []
    found = [text for item in inside if (text := _as_text(item)) is not None]
    return "\n".join(found) if found else None


class _Window:
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
                "record-too-long", "{name} has a record of more than {limit} million characters: break it up into smaller ones.",
                name=self.name, limit=LONGEST_LINE // 1_000_000,
            )
        return bool(parts)

    def peek(self) -> str:
        """The next character that isn't blank; "" at the end."""
        while True:
            while self.at < len(self.buffer):
                if self.buffer[self.at] not in " \t\n\r\ufeff":
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
                value, end = _DECODER.raw_decode(self.buffer, self.at)
            except json.JSONDecodeError as error:
                unfinished = error.msg.startswith("Unterminated") or error.pos > len(self.buffer) - 64
                if self.ended or not unfinished:
                    raise self.broken(error.pos) from None
            except RecursionError:
                raise _too_deep(self.name) from None
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
        """The character that a list's first element begins with, taking nothing."""
        self.take("[")
        found = self.peek()
        return found or "]"

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
        return _not_json(self.name, self.line + self.buffer.count("\n", 0, self.at if position is None else position))


def _first_lines_are_values(head: str, *, expect_lines: bool) -> bool:
    found = [line for line in head[: 1 << 20].split("\n")[:20] if line.strip()]
    if not found or (len(found) < 2 and not (expect_lines and found[0].lstrip()[0] != "[")):
        return False
    try:
        first = _DECODER.decode(found[0].strip())
    except (json.JSONDecodeError, RecursionError):
        return expect_lines and found[0].lstrip()[0] == "{" and found[0].strip() != "{"
    return expect_lines or isinstance(first, dict)


def _line_records(chunks: Iterable[str], name: str, notices: list[Notice] | None) -> Iterator[Any]:
    bad, first_bad, good = 0, 0, 0
    for number, line in enumerate(lines(chunks, name), 1):
        if not line.strip():
            continue
        try:
            value = _DECODER.decode(line.strip().removeprefix("\ufeff"))
        except RecursionError:
            raise _too_deep(name) from None
        except json.JSONDecodeError:
            bad, first_bad = bad + 1, first_bad or number
            if not good or bad > 10 + BAD_LINES_ALLOWED * good:
                raise _not_json(name, first_bad) from None
            continue
        good += 1
        yield value
    if bad > max(1, BAD_LINES_ALLOWED * good):
        raise _not_json(name, first_bad)
    if bad and notices is not None:
        notices.append(notice(
            "bad-lines", "Left out of {name}, because they aren't JSON: {count} of its lines, the first is line {line}.", count=bad, name=name, line=first_bad
        ))


def _not_json(name: str, line: int) -> TextError:
    return TextError(
        "not-json", "{name} isn't valid JSON: see line {line}. Mend it, or name the file .txt to read it as it is.", name=name, line=line
    )


def _too_deep(name: str) -> TextError:
    return TextError("deep-json", "{name} is nested too deeply to be read: keep the texts in a flat list of objects.", name=name)
