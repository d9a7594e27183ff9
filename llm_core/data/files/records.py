"""Records of json and jsonl files in constant memory, and the text inside a record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from llm_core.data.files.json_window import DECODER, JsonWindow, not_json, too_deep
from llm_core.data.files.tables import lines
from llm_core.data.warnings import TextWarning, text_warning

WALKED_MEMBERS = 50
BAD_LINES_ALLOWED = 0.01
DEEPEST_KEY = 5
MOST_KEYS = 500


def find_shape(chunks: Iterable[str], name: str, *, expect_lines: bool) -> str:
    """How the records lie in a file.

    Returns: "lines" (one a line), "array", "list:KEY" (in the list below KEY of an object), "values" (an object's
             values), or "whole" (the file is one record).
    Raises:  TextError: it isn't JSON.
    """
    window = JsonWindow(chunks, name)
    opening = window.peek()
    if _first_lines_are_values(window.buffer, expect_lines=expect_lines):
        return "lines"
    if opening == "[":
        return "array"
    if opening != "{":
        raise not_json(name, 1)
    objects = 0
    for number, (key, following) in enumerate(window.members()):
        if following == "[" and window.first_element() in '{["':
            return f"list:{key}"
        objects += following == "{"
        if number >= WALKED_MEMBERS:
            break
        window.value()
    return "values" if objects > 1 else "whole"


def records(chunks: Iterable[str], shape: str, name: str, warnings: list[TextWarning] | None = None) -> Iterator[Any]:
    """The records of a file, one at a time.

    Args:    warnings: gets what was left out.
    Raises:  TextError: not JSON, nested too deeply, or a record too long.
    """
    if shape == "lines":
        yield from _line_records(chunks, name, warnings)
        return
    window = JsonWindow(chunks, name)
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
            found += (
                [f"{key}.{name}" for name in inner] if inner else ([key] if value is not None and value != [] else [])
            )
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


def _first_lines_are_values(head: str, *, expect_lines: bool) -> bool:
    found = [line for line in head[: 1 << 20].split("\n")[:20] if line.strip()]
    if not found or (len(found) < 2 and not (expect_lines and found[0].lstrip()[0] != "[")):
        return False
    try:
        first = DECODER.decode(found[0].strip())
    except (json.JSONDecodeError, RecursionError):
        return expect_lines and found[0].lstrip()[0] == "{" and found[0].strip() != "{"
    return expect_lines or isinstance(first, dict)


def _line_records(chunks: Iterable[str], name: str, warnings: list[TextWarning] | None) -> Iterator[Any]:
    bad, first_bad, good = 0, 0, 0
    for number, line in enumerate(lines(chunks, name), 1):
        if not line.strip():
            continue
        try:
            value = DECODER.decode(line.strip().removeprefix("\ufeff"))
        except RecursionError:
            raise too_deep(name) from None
        except json.JSONDecodeError:
            bad, first_bad = bad + 1, first_bad or number
            if not good or bad > 10 + BAD_LINES_ALLOWED * good:
                raise not_json(name, first_bad) from None
            continue
        good += 1
        yield value
    if bad > max(1, BAD_LINES_ALLOWED * good):
        raise not_json(name, first_bad)
    if bad and warnings is not None:
        warnings.append(
            text_warning(
                "bad-lines",
                "Left out of {name}, because they aren't JSON: {count} of its lines, the first is line {line}.",
                count=bad,
                name=name,
                line=first_bad,
            )
        )
