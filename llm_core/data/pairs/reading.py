"""The pairs of a file, in constant memory: from two columns of a table, two keys of JSON, or lines with a tab."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from llm_core.data.files.encoding import decoded
from llm_core.data.files.records import records
from llm_core.data.files.tables import lines, rows
from llm_core.data.files.text_file import TextFile
from llm_core.data.pairs.pairing import Pair, pairs_at
from llm_core.data.tokenizer.labels import without_surrogates
from llm_core.data.warnings import TextWarning, text_warning
from llm_core.errors import TextError

LOOKED_AT_ROWS = 100
SHOWN_PAIRS = 12
SHOWN_CHARACTERS = 2_000
HEADED_LINES = "headed lines"


def pairs(
    file: TextFile, progress: Callable[[int], None] | None = None, warnings: list[TextWarning] | None = None
) -> Iterator[Pair]:
    """The pairs of a file that was looked at as pairs, blanks around them taken off; rows that lack one side are left
    out.

    Args:    as for `pieces`.
    Raises:  TextError: the file was looked at as text, or something that a look at the beginning couldn't show.
    """
    if file.column is None or file.target is None:
        raise TextError(
            "not-pairs", "This text was not read as pairs: set data.format to pairs, or choose a text with two columns."
        )
    found = sides_of(file, decoded(file.path, file.name, file.encoding, progress), warnings)
    half, first = 0, 0
    for number, (source, target) in enumerate(found, 1):
        if source is None or target is None or not source.strip() or not target.strip():
            half, first = half + 1, first or number
        else:
            yield Pair(without_surrogates(source.strip()), without_surrogates(target.strip()))
    if half and warnings is not None:
        warnings.append(
            text_warning(
                "half-pairs",
                (
                    "Left out of {name}, because what is given or its answer is missing: {count} of its rows, the "
                    "first is row {row}."
                ),
                count=half,
                name=file.name,
                row=first,
            )
        )


def sides_of(
    file: TextFile, chunks: Iterator[str], warnings: list[TextWarning] | None
) -> Iterator[tuple[str | None, str | None]]:
    """Both sides of every row, as they stand there; None where one is missing."""
    assert file.column is not None
    assert file.target is not None
    if file.format == "text":
        yield from _of_lines(file, chunks, warnings)
    elif file.table:
        left, right = file.columns.index(file.column), file.columns.index(file.target)
        for row in rows(chunks, file.table, file.name, warnings):
            yield (row[left], row[right]) if max(left, right) < len(row) else (None, None)
    else:
        for record in records(chunks, file.shape, file.name, warnings):
            yield from pairs_at(record, file.column, file.target)


def _of_lines(
    file: TextFile, chunks: Iterator[str], warnings: list[TextWarning] | None
) -> Iterator[tuple[str | None, str | None]]:
    assert file.column is not None
    assert file.target is not None
    left, right = file.columns.index(file.column), file.columns.index(file.target)
    bare, first = 0, 0
    for number, line in enumerate(lines(chunks, file.name), 1):
        cells = line.rstrip("\n").split("\t")
        if len(cells) < 2:
            if line.strip():
                bare, first = bare + 1, first or number
        elif number > 1 or file.shape != HEADED_LINES:
            yield (cells[left], cells[right]) if max(left, right) < len(cells) else (None, None)
    if bare and warnings is not None:
        warnings.append(
            text_warning(
                "lines-without-tab",
                (
                    "Left out of {name}, because they have no tab between what is given and its answer: {count} of "
                    "its lines, the first is line {line}."
                ),
                count=bare,
                name=file.name,
                line=first,
            )
        )


def with_examples(file: TextFile) -> TextFile:
    """Show the first pairs.

    Raises:  TextError: none of the rows at the beginning has an answer.
    """
    few = islice(sides_of(file, decoded(file.path, file.name, file.encoding), None), LOOKED_AT_ROWS)
    whole = [
        Pair(_shown(source), _shown(target))
        for source, target in few
        if source and source.strip() and target and target.strip()
    ]
    if not whole:
        raise no_pairs(file)
    preview = "\n".join(f"{pair.source} → {pair.target}" for pair in whole)[:SHOWN_CHARACTERS]
    return replace(file, examples=tuple(whole[:SHOWN_PAIRS]), preview=preview)


def _shown(text: str) -> str:
    return without_surrogates(text.strip()[:SHOWN_CHARACTERS])


def no_pairs(file: TextFile) -> TextError:
    """The mistake of columns in which no row has both sides."""
    return TextError(
        "no-pairs",
        "{name} has no row in which {source!r} and {target!r} both hold something: choose other columns.",
        name=file.name,
        source=file.column,
        target=file.target,
    )
