"""What a look at a file shows, and the pieces in which its text is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from llm_core.data.chat.dialogue import Dialogue
from llm_core.data.chat.record_shapes import DialogueShape
from llm_core.data.files.tables import Table
from llm_core.data.pairs.pairing import Pair
from llm_core.data.warnings import TextWarning

Format = Literal["text", "table", "jsonl", "json", "yaml", "sound"]


@dataclass(frozen=True)
class TextPiece:
    """A stretch of a document; `ends` says that the document is over with it."""

    text: str
    ends: bool


@dataclass(frozen=True)
class TextFile:
    """What a look at a file showed.

    `sure` is False when the encoding is a guess that a person should confirm by the preview; `columns` are those of
    a table or the dotted keys of JSON, `column` the one that is read. Of pairs, `column` holds what is given, `target`
    the answer, and `examples` the first ones. `has_columns` says that pairs could be read: there are two columns or
    tabs.

    Of conversations, `dialogue` says how they lie in the file, None where it holds plain text, and `dialogues` are the
    first ones; `column` is the key of their turns, or holds what is asked, and then `target` the answer. `turn_keys`
    are the keys that could hold their turns.
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
    warnings: tuple[TextWarning, ...] = ()
    table: Table | None = None
    shape: str = ""
    target: str | None = None
    examples: tuple[Pair, ...] = ()
    has_columns: bool = False
    dialogue: DialogueShape | None = None
    dialogues: tuple[Dialogue, ...] = ()
    turn_keys: tuple[str, ...] = ()


def counted_from(before: int, progress: Callable[[int], None] | None) -> Callable[[int], None]:
    """Progress within one file of several, told in bytes of all: `before` lie in those that were read already."""
    return lambda done: progress(before + done) if progress else None
