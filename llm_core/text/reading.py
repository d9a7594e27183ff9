"""From a file to pieces of documents, in constant memory: what it is, which column holds the text, the text itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from llm_core.config import DataConfig
from llm_core.errors import TextError
from llm_core.text.encoding import decoded, find_encoding
from llm_core.text.json_window import Number
from llm_core.text.notice import Notice, notice
from llm_core.text.records import find_shape, keys_of, records, text_at
from llm_core.text.tables import Table, find_table, rows

Format = Literal["text", "table", "jsonl", "json"]
FORMATS: dict[str, Format] = {".csv": "table", ".tsv": "table", ".tab": "table", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}
PREVIEW_CHARACTERS = 2_000
HEAD_CHARACTERS = 1 << 20
LOOKED_AT_ROWS = 100
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Piece:
    """A stretch of a document; `ends` says that the document is over with it."""

    text: str
    ends: bool


@dataclass(frozen=True)
class TextFile:
    """What a look at a file showed.

    `sure` is False when the encoding is a guess that a person should confirm by the preview; `columns` are those of
    a table or the dotted keys of JSON, `column` the one that is read.
    """

    path: Path
    name: str
    format: Format
    size_bytes: int
    encoding: str
    sure: bool
    columns: tuple[str, ...]
    column: str | None
    preview: str
    warnings: tuple[Notice, ...] = ()
    table: Table | None = None
    shape: str = ""


def look(path: Path | str, config: DataConfig, *, name: str | None = None) -> TextFile:
    """Look at a file quickly: its encoding, its columns, its beginning.

    Args:    config: its encoding and column override what is found. name: what the person called the file.
    Raises:  TextError: it can't be read as text, or the wanted column isn't there.
    """
    path = Path(path)
    name = name or path.name
    if not path.is_file():
        raise TextError("no-such-file", "There is no file {name}: check the path.", name=name)
    size = path.stat().st_size
    found = find_encoding(path, name, config.encoding)
    kind = FORMATS.get(Path(name).suffix.lower(), "text")
    file = TextFile(path, name, kind, size, found.name, found.sure, (), None, "", found.warnings)
    if kind == "text":
        file = replace(file, preview=_head(file)[:PREVIEW_CHARACTERS])
    elif kind == "table":
        file = _look_at_table(file, config.column)
    else:
        file = _look_at_json(file, config.column)
    if not file.preview.strip() and size < HEAD_CHARACTERS:
        raise TextError("blank-file", "{name} holds nothing but blanks: choose a file that holds text.", name=name)
    return file


def pieces(
    file: TextFile, progress: Callable[[int], None] | None = None, notices: list[Notice] | None = None
) -> Iterator[Piece]:
    """The documents of a file in pieces: a text is one document, each row or record is one.

    Args:    progress: told how many bytes are read. notices: gets what was odd or left out.
    Raises:  TextError: something that a look at the beginning couldn't show.
    """
    chunks = decoded(file.path, file.name, file.encoding, progress)
    if file.format == "text":
        held = ""
        for chunk in chunks:
            if held:
                yield Piece(held, ends=False)
            held = chunk
        yield Piece(held, ends=True)
        return
    empty = 0
    for text in _documents(file, chunks, notices):
        if text is None or not text.strip():
            empty += 1
        else:
            yield Piece(_SURROGATES.sub("\ufffd", text), ends=True)
    if empty and notices is not None:
        notices.append(notice("empty-rows", "Left out of {name}, because they hold no text: {count} of its rows.", count=empty, name=file.name))


def _documents(file: TextFile, chunks: Iterator[str], notices: list[Notice] | None) -> Iterator[str | None]:
    if file.table:
        index = file.columns.index(file.column) if file.column else 0
        for row in rows(chunks, file.table, file.name, notices):
            yield row[index] if index < len(row) else None
    else:
        for record in records(chunks, file.shape, file.name, notices):
            yield text_at(record, file.column) if file.column or not isinstance(record, dict) else None


def _head(file: TextFile) -> str:
    parts, held = [], 0
    for chunk in decoded(file.path, file.name, file.encoding):
        parts.append(chunk)
        held += len(chunk)
        if held >= HEAD_CHARACTERS:
            break
    return "".join(parts)[:HEAD_CHARACTERS]


def _look_at_table(file: TextFile, wanted: str | None) -> TextFile:
    head = _head(file)
    if len(head) == HEAD_CHARACTERS:
        head = head[: head.rfind("\n") + 1] or head
    table = find_table(head, file.name, tabs=Path(file.name).suffix.lower() != ".csv")
    found = []
    for row in rows(decoded(file.path, file.name, file.encoding), table, file.name):
        found.append(dict(zip(table.columns, row, strict=False)))
        if len(found) == LOOKED_AT_ROWS:
            break
    if not found:
        raise TextError("no-rows", "{name} holds no rows: a table needs a line of column names and rows below it.", name=file.name)
    column = _choose(file.name, table.columns, wanted, found)
    return replace(file, table=table, columns=table.columns, column=column, preview=_preview([row.get(column) for row in found]))


def _look_at_json(file: TextFile, wanted: str | None) -> TextFile:
    shape = find_shape(decoded(file.path, file.name, file.encoding), file.name, expect_lines=file.format == "jsonl")
    found: list[Any] = []
    for record in records(decoded(file.path, file.name, file.encoding), shape, file.name):
        found.append(record)
        if len(found) == LOOKED_AT_ROWS:
            break
    columns = tuple(dict.fromkeys(key for record in found for key in keys_of(record)))
    column = _choose(file.name, columns, wanted, found) if columns or wanted else None
    texts = [text_at(record, column) for record in found]
    kind: Format = "jsonl" if shape == "lines" else "json"
    return replace(file, format=kind, shape=shape, columns=columns, column=column, preview=_preview(texts))


def _choose(name: str, columns: tuple[str, ...], wanted: str | None, found: list[Any]) -> str:
    """The wanted column, or the one with the most text, numbers counting nothing."""
    if wanted is not None:
        if wanted not in columns:
            raise TextError(
                "no-such-column", "{name} has no column {wanted!r}: choose among {columns}.",
                name=name, wanted=wanted, columns=", ".join(columns[:20]) + (" …" if len(columns) > 20 else "") or "none",
            )
        return wanted
    lengths = {column: sum(_text_length(text_at(record, column)) for record in found) for column in columns}
    return max(columns, key=lambda column: lengths[column])


def _text_length(value: str | None) -> int:
    if value is None or isinstance(value, Number) or value.strip().startswith(("http://", "https://")):
        return 0
    return len(value)


def _preview(texts: list[str | None]) -> str:
    shown = "\n\n".join(text for text in texts if text and text.strip())
    return _SURROGATES.sub("\ufffd", shown[:PREVIEW_CHARACTERS])
