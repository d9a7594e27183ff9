"""A look at a file for the dialogues in it: in records, in lines with marks, in YAML; what holds none stays
plain text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from llm_core.config import DataConfig
from llm_core.data.chat.dialogue import role_named
from llm_core.data.chat.record_shapes import (
    LIST_KEYS,
    TURN_KEYS,
    DialogueShape,
    is_turn,
    shape_of_lines,
    shape_of_pairs,
    shape_of_turns,
    turn_keys,
    turns_of,
)
from llm_core.data.chat.yaml_records import yaml_items
from llm_core.data.files.encoding import decoded
from llm_core.data.files.records import keys_of
from llm_core.data.files.text_file import TextFile
from llm_core.data.pairs.pairing import columns_of_lines, known_columns
from llm_core.data.pairs.reading import HEADED_LINES, LOOKED_AT_ROWS

YAML = frozenset({".yml", ".yaml"})
LOOKED_AT_ITEMS = 1_000


def dialogues_in_records(file: TextFile, found: Sequence[Any], config: DataConfig) -> TextFile | None:
    """A file of records with where its dialogues lie, or None.

    Raises:  TextError: a wanted column isn't there, or the same is wanted twice.
    """
    shape = None if config.target_column is not None else shape_of_turns(found, config.column)
    file = replace(file, turn_keys=tuple(turn_keys(found)))
    if shape is not None:
        columns = tuple(dict.fromkeys([*file.turn_keys, *file.columns]))
        return replace(file, dialogue=shape, column=shape.key, columns=columns, has_columns=len(columns) > 1)
    shape = shape_of_pairs(file.name, file.columns, found, config.column, config.target_column)
    return None if shape is None else replace(file, dialogue=shape, column=shape.key, target=shape.answer)


def dialogues_in_text(file: TextFile, head: str, config: DataConfig) -> TextFile:
    """A text with where its dialogues lie: one a line, or in two columns that its first line names."""
    shape = shape_of_lines(head, config.turn_mark)
    if "\t" in head and (shape is None or shape.mark == "\t"):
        columns, headed = columns_of_lines(head, file.name)
        rows = [
            dict(zip(columns, line.split("\t"), strict=False))
            for line in head.split("\n")[headed : LOOKED_AT_ROWS + headed]
        ]
        if headed or config.column is not None or config.target_column is not None:
            pairs = shape_of_pairs(file.name, columns, rows, config.column, config.target_column)
            if pairs is not None:
                return replace(
                    file,
                    columns=columns,
                    column=pairs.key,
                    target=pairs.answer,
                    dialogue=pairs,
                    shape=HEADED_LINES if headed else "",
                    has_columns=True,
                )
    return file if shape is None else replace(file, dialogue=shape)


def tabbed_lines(file: TextFile, head: str, config: DataConfig) -> TextFile | None:
    """A tab-separated file as one dialogue a line, where its first line doesn't name columns; None where it is
    a table.
    """
    if (
        file.table is None
        or Path(file.name).suffix.lower() == ".csv"
        or config.column is not None
        or config.target_column is not None
    ):
        return None
    if file.table.header and (known_columns(file.columns) is not None or len(file.columns) != 2):
        return None
    shape = shape_of_lines(head, config.turn_mark or "\t")
    return None if shape is None else replace(file, format="text", table=None, columns=(), dialogue=shape)


def whole_record(shape: str, found: Sequence[Any]) -> bool:
    """Whether what seems to be a list of records is one dialogue: a list of turns."""
    kind, _, key = shape.partition(":")
    if kind not in ("array", "list") or not found:
        return False
    if key.casefold() in TURN_KEYS:
        return all(map(is_turn, found)) or (
            key.casefold() in LIST_KEYS and len(found) > 1 and all(isinstance(record, str) for record in found)
        )
    return all(map(is_turn, found)) and any(
        role_named(name) for record in found for name, _ in turns_of([record]) if name is not None
    )


def look_at_yaml(file: TextFile, config: DataConfig) -> TextFile | None:
    """A YAML file with where its dialogues lie; None where it holds none.

    Raises:  TextError: it isn't YAML.
    """
    groups: dict[str | None, list[Any]] = {}
    for key, value in islice(yaml_items(decoded(file.path, file.name, file.encoding), file.name), LOOKED_AT_ITEMS):
        groups.setdefault(key, []).append(value)
    order = sorted(groups, key=lambda key: (key or "").casefold() not in TURN_KEYS)
    shaped = [("array" if key is None else f"list:{key}", groups[key]) for key in order]
    shaped.append(("values", [value for values in groups.values() for value in values]))
    for shape, values in shaped:
        whole = whole_record(shape, values)
        columns = tuple(dict.fromkeys(name for record in values for name in keys_of(record)))
        if whole:
            return replace(file, shape=f"whole:{shape}", dialogue=DialogueShape("turns"), columns=())
        found = dialogues_in_records(replace(file, shape=shape, columns=columns), values, config)
        if found:
            return found
    return None
