"""Which two columns of a task's file are read, and what stands in them: of tables, of JSON, of lines with tabs, packed
or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from llm_core.config import DataConfig
from llm_core.data.files.encoding import decoded
from llm_core.data.files.records import records, text_at
from llm_core.data.files.tables import lines, rows
from llm_core.data.files.text_file import TextFile
from llm_core.data.pairs.pairing import Pair, choose_columns, columns_of_lines, holds_words, known_columns
from llm_core.data.pairs.reading import HEADED_LINES, LOOKED_AT_ROWS, SHOWN_CHARACTERS, SHOWN_PAIRS, no_pairs, sides_of
from llm_core.data.tasks.example import Tell
from llm_core.data.tasks.gzipped import decoded_gzip, is_gzipped
from llm_core.data.tokenizer.labels import without_surrogates
from llm_core.data.warnings import TextWarning, text_warning
from llm_core.errors import TextError

HEAD_CHARACTERS = 1 << 20


def chunks_of(file: TextFile, progress: Tell | None = None) -> Iterator[str]:
    """A file's text, piece by piece."""
    read = decoded_gzip if is_gzipped(file.path) else decoded
    return read(file.path, file.name, file.encoding, progress)


def head_of(file: TextFile) -> str:
    """The beginning of a file's text."""
    parts, held = [], 0
    for chunk in chunks_of(file):
        parts.append(chunk)
        held += len(chunk)
        if held >= HEAD_CHARACTERS:
            break
    return "".join(parts)[:HEAD_CHARACTERS]


def with_columns(file: TextFile, config: DataConfig, *, longest: bool = False) -> TextFile:
    """Decide which column is given and which holds the answer.

    Args:    longest: where no name tells, the column with the most text is given; else the first one that holds words.
    Raises:  TextError: there are no two columns, or a wanted one isn't there.
    """
    if file.format == "text":
        columns, headed = columns_of_lines(head_of(file), file.name)
        file = replace(file, columns=columns, shape=HEADED_LINES if headed else "")
    found = list(islice(records_of(file), LOOKED_AT_ROWS))
    source, target = config.column, config.target_column
    if longest and source is None and not known_columns(file.columns, None, target):
        sizes = {column: _usual_length(found, column) for column in file.columns if column != target}
        source = max(sizes, key=lambda column: sizes[column], default=None)
    elif source is None and file.format == "text" and not file.shape:
        source = next((column for column in file.columns if column != target), None)
    source, target = choose_columns(file.name, file.columns, found, source, target)
    return replace(file, column=source, target=target, has_columns=True)


def with_pairs(file: TextFile, pairs: list[Pair]) -> TextFile:
    """Show the first pairs of a file.

    Raises:  TextError: there is none.
    """
    if not pairs:
        raise no_pairs(file)
    shown = [Pair(_shown(pair.source), _shown(pair.target)) for pair in pairs]
    preview = "\n".join(f"{pair.source} → {pair.target}" for pair in shown)[:SHOWN_CHARACTERS]
    return replace(file, examples=tuple(shown[:SHOWN_PAIRS]), preview=preview)


def pairs_in(file: TextFile, progress: Tell | None = None, warnings: list[TextWarning] | None = None) -> Iterator[Pair]:
    """What stands in both columns, blanks around it taken off; rows that lack one side are left out."""
    half, first = 0, 0
    for number, (source, target) in enumerate(sides_of(file, chunks_of(file, progress), warnings), 1):
        if source and target and source.strip() and target.strip():
            yield Pair(without_surrogates(source.strip()), without_surrogates(target.strip()))
        else:
            half, first = half + 1, first or number
    tell_of_half(file.name, half, first, warnings)


def tell_of_half(name: str, count: int, first: int, warnings: list[TextWarning] | None) -> None:
    """Say how many rows lacked one of their sides."""
    if count and warnings is not None:
        warnings.append(
            text_warning(
                "half-pairs",
                (
                    "Left out of {name}, because what is given or its answer is missing: {count} of its rows, the "
                    "first is row {row}."
                ),
                count=count,
                name=name,
                row=first,
            )
        )


def require_columns(file: TextFile) -> None:
    """TextError when a file was looked at as something else."""
    if file.column is None or file.target is None:
        raise TextError(
            "not-pairs", "This text was not read as pairs: set data.format to pairs, or choose a text with two columns."
        )


def records_of(file: TextFile) -> Iterator[Any]:
    """The rows, records or lines of a file, one after another, each by its columns."""
    if file.format == "text":
        for line in islice(lines(chunks_of(file), file.name), file.shape == HEADED_LINES, None):
            yield dict(zip(file.columns, line.rstrip("\n").split("\t"), strict=False))
    elif file.table:
        for row in rows(chunks_of(file), file.table, file.name):
            yield dict(zip(file.columns, row, strict=False))
    else:
        yield from records(chunks_of(file), file.shape, file.name)


def _usual_length(found: list[Any], column: str) -> float:
    values = [text_at(record, column) for record in found]
    return sum(len(value or "") for value in values) / max(1, len(values)) if holds_words(values) else -1.0


def _shown(text: str) -> str:
    return without_surrogates(text.strip()[:SHOWN_CHARACTERS])
