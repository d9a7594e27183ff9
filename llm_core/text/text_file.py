"""What a look at a file shows, and the pieces in which its text is read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from llm_core.text.notice import Notice
from llm_core.text.pairing import Pair
from llm_core.text.tables import Table

Format = Literal["text", "table", "jsonl", "json"]


@dataclass(frozen=True)
class Piece:
    """A stretch of a document; `ends` says that the document is over with it."""

    text: str
    ends: bool


@dataclass(frozen=True)
class TextFile:
    """What a look at a file showed.

    `sure` is False when the encoding is a guess that a person should confirm by the preview; `columns` are those of
    a table or the dotted keys of JSON, `column` the one that is read. Of pairs, `column` holds what is given, `target`
    the answer, and `examples` the first ones. `has_columns` says that pairs could be read: there are two columns or tabs.
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
    target: str | None = None
    examples: tuple[Pair, ...] = ()
    has_columns: bool = False
