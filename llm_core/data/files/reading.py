"""From a file to pieces of documents, to pairs or to dialogues, in constant memory: what it is, which columns are read,
the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from llm_core.config import DataConfig
from llm_core.data.chat.look import (
    YAML,
    dialogues_in_records,
    dialogues_in_text,
    look_at_yaml,
    tabbed_lines,
    whole_record,
)
from llm_core.data.chat.reading import dialogues, with_dialogues
from llm_core.data.files.encoding import decoded, find_encoding
from llm_core.data.files.json_window import Number
from llm_core.data.files.records import find_shape, keys_of, records, text_at
from llm_core.data.files.tables import find_table, rows
from llm_core.data.files.text_file import Format, TextFile, TextPiece
from llm_core.data.pairs.pairing import choose_columns, columns_of_lines, has_tabs
from llm_core.data.pairs.reading import HEADED_LINES, LOOKED_AT_ROWS, pairs, with_examples
from llm_core.data.tasks import reader_of
from llm_core.data.warnings import TextWarning, text_warning
from llm_core.errors import TextError

__all__ = ["FORMATS", "TextFile", "TextPiece", "dialogues", "look", "pairs", "pieces"]
FORMATS: dict[str, Format] = {
    ".csv": "table",
    ".tsv": "table",
    ".tab": "table",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
PREVIEW_CHARACTERS = 2_000
HEAD_CHARACTERS = 1 << 20
_SURROGATES = re.compile("[\ud800-\udfff]")


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
    if config.task and (other := look_at_bytes(path, name, config)):
        return other
    found = find_encoding(path, name, config.encoding)
    ending, talks = Path(name).suffix.lower(), config.format == "conversations"
    kind = "yaml" if talks and ending in YAML else FORMATS.get(ending, "text")
    file = TextFile(path, name, kind, size, found.name, found.sure, (), None, "", found.warnings)
    file = {"text": _look_at_text, "table": _look_at_table, "yaml": _look_at_yaml}.get(kind, _look_at_json)(
        file, config
    )
    if config.task is not None:
        file = reader_of(config.task).look(file, config)
    elif file.dialogue is not None:
        file = with_dialogues(file)
    elif file.target is not None:
        file = with_examples(file)
    if not file.preview.strip() and size < HEAD_CHARACTERS:
        raise TextError("blank-file", "{name} holds nothing but blanks: choose a file that holds text.", name=name)
    return file


def look_at_bytes(path: Path, name: str, config: DataConfig) -> TextFile | None:
    """A task's look at a file that is no text, such as a sound; None where it has to be one."""
    assert config.task is not None
    look = getattr(reader_of(config.task), "look_at_bytes", None)
    found: TextFile | None = look(path, name, config) if look else None
    return found


def pieces(
    file: TextFile, progress: Callable[[int], None] | None = None, warnings: list[TextWarning] | None = None
) -> Iterator[TextPiece]:
    """The documents of a file in pieces: a text is one document, each row or record is one.

    Args:    progress: told how many bytes are read. warnings: gets what was odd or left out.
    Raises:  TextError: something that a look at the beginning couldn't show.
    """
    chunks = decoded(file.path, file.name, file.encoding, progress)
    if file.format == "text":
        held = ""
        for chunk in chunks:
            if held:
                yield TextPiece(held, ends=False)
            held = chunk
        yield TextPiece(held, ends=True)
        return
    empty = 0
    for text in _documents(file, chunks, warnings):
        if text is None or not text.strip():
            empty += 1
        else:
            yield TextPiece(_SURROGATES.sub("\ufffd", text), ends=True)
    if empty and warnings is not None:
        warnings.append(
            text_warning(
                "empty-rows",
                "Left out of {name}, because they hold no text: {count} of its rows.",
                count=empty,
                name=file.name,
            )
        )


def _documents(file: TextFile, chunks: Iterator[str], warnings: list[TextWarning] | None) -> Iterator[str | None]:
    if file.table:
        index = file.columns.index(file.column) if file.column else 0
        for row in rows(chunks, file.table, file.name, warnings):
            yield row[index] if index < len(row) else None
    else:
        for record in records(chunks, file.shape, file.name, warnings):
            yield text_at(record, file.column) if file.column or not isinstance(record, dict) else None


def _head(file: TextFile) -> str:
    parts, held = [], 0
    for chunk in decoded(file.path, file.name, file.encoding):
        parts.append(chunk)
        held += len(chunk)
        if held >= HEAD_CHARACTERS:
            break
    return "".join(parts)[:HEAD_CHARACTERS]


def _look_at_text(file: TextFile, config: DataConfig) -> TextFile:
    head = _head(file)
    plain = replace(file, preview=head[:PREVIEW_CHARACTERS], has_columns=has_tabs(head))
    if config.format == "text" or config.task or not head.strip():
        return plain
    if config.format == "conversations":
        return dialogues_in_text(plain, head, config)
    columns, headed = columns_of_lines(head, file.name)
    found = [
        dict(zip(columns, line.split("\t"), strict=False))
        for line in head.split("\n")[headed : LOOKED_AT_ROWS + headed]
    ]
    source, target = choose_columns(
        file.name, columns, found, config.column or (None if headed else columns[0]), config.target_column
    )
    return replace(
        file, columns=columns, column=source, target=target, shape=HEADED_LINES if headed else "", has_columns=True
    )


def _look_at_table(file: TextFile, config: DataConfig) -> TextFile:
    head = _head(file)
    if len(head) == HEAD_CHARACTERS:
        head = head[: head.rfind("\n") + 1] or head
    table = find_table(head, file.name, tabs=Path(file.name).suffix.lower() != ".csv")
    found = [
        dict(zip(table.columns, row, strict=False))
        for row in islice(rows(decoded(file.path, file.name, file.encoding), table, file.name), LOOKED_AT_ROWS)
    ]
    file = replace(file, table=table, columns=table.columns)
    if config.format == "conversations" and (lines := tabbed_lines(file, head, config)):
        return lines
    if not found:
        raise TextError(
            "no-rows", "{name} holds no rows: a table needs a line of column names and rows below it.", name=file.name
        )
    return _read_columns(file, found, config)


def _look_at_yaml(file: TextFile, config: DataConfig) -> TextFile:
    return look_at_yaml(file, config) or _look_at_text(replace(file, format="text"), config)


def _look_at_json(file: TextFile, config: DataConfig) -> TextFile:
    shape = find_shape(decoded(file.path, file.name, file.encoding), file.name, expect_lines=file.format == "jsonl")
    found = list(islice(records(decoded(file.path, file.name, file.encoding), shape, file.name), LOOKED_AT_ROWS))
    if config.format == "conversations" and whole_record(shape, found):
        shape = "whole"
        found = list(records(decoded(file.path, file.name, file.encoding), shape, file.name))
    columns = tuple(dict.fromkeys(key for record in found for key in keys_of(record)))
    kind: Format = "jsonl" if shape == "lines" else "json"
    return _read_columns(replace(file, format=kind, shape=shape, columns=columns), found, config)


def _read_columns(file: TextFile, found: list[Any], config: DataConfig) -> TextFile:
    """Decide which column is read, or which two."""
    file = replace(file, has_columns=len(file.columns) > 1)
    if config.task:
        return file
    if config.format == "pairs":
        source, target = choose_columns(file.name, file.columns, found, config.column, config.target_column)
        return replace(file, column=source, target=target)
    if config.format == "conversations" and (talks := dialogues_in_records(file, found, config)):
        return talks
    column = _choose(file.name, file.columns, config.column, found) if file.columns or config.column else None
    return replace(file, column=column, preview=_preview([text_at(record, column) for record in found]))


def _choose(name: str, columns: tuple[str, ...], wanted: str | None, found: list[Any]) -> str:
    """The wanted column, or the one with the most text, numbers counting nothing."""
    if wanted is not None:
        if wanted not in columns:
            raise TextError(
                "no-such-column",
                "{name} has no column {wanted!r}: choose among {columns}.",
                name=name,
                wanted=wanted,
                columns=", ".join(columns[:20]) + (" …" if len(columns) > 20 else "") or "none",
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
