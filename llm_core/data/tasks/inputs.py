"""Inputs without answers: the lines of a text, or one column of a table, for a task to answer one by one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from llm_core.config import DataConfig
from llm_core.data.files.reading import look, pieces
from llm_core.data.files.text_file import TextFile
from llm_core.errors import TextError

LONGEST = 20_000  # characters of one input


def first_inputs(path: Path, config: DataConfig, most: int) -> list[str]:
    """The first `most` inputs in a file; see `inputs_of`."""
    return list(islice(inputs_of(path, config), most))


def inputs_of(path: Path, config: DataConfig, *, name: str | None = None) -> Iterator[str]:
    """The inputs in a file: of a table the column that the task is given, else its first column of words; of a text its
    lines.

    Args:    config: of the task; its encoding and column override what is found.
    Raises:  TextError: the file can't be read.
    """
    try:
        column = look(path, config, name=name).column
    except TextError:  # it has no answers, so it is no file of examples
        column = config.column
    plain = DataConfig(encoding=config.encoding)
    try:
        file = look(path, plain.model_copy(update={"column": column}), name=name)
    except TextError as mistake:
        if mistake.code != "no-such-column":
            raise
        file = look(path, plain, name=name)
    yield from _lines(file) if file.format == "text" else _records(file)


def _records(file: TextFile) -> Iterator[str]:
    held = ""
    for piece in pieces(file):
        held += piece.text
        if piece.ends:
            if held.strip():
                yield held.strip()[:LONGEST]
            held = ""


def _lines(file: TextFile) -> Iterator[str]:
    rest = ""
    for piece in pieces(file):
        *lines, rest = (rest + piece.text).split("\n")
        yield from (line.strip()[:LONGEST] for line in lines if line.strip())
    if rest.strip():
        yield rest.strip()[:LONGEST]
