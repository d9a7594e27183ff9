"""Rows of csv and tsv files in constant memory: which delimiter, whether there is a header, one row at a time.

Everything stays text: "NA" is a word, 007 isn't 7, and a formula is never computed.
"""

from __future__ import annotations

import contextlib
import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from llm_core.data.warnings import TextWarning, text_warning
from llm_core.errors import TextError

LONGEST_LINE = 16_000_000  # characters
MOST_COLUMNS = 2_000
_SENTINEL = "\x00end of file\x00"


@dataclass(frozen=True)
class Table:
    """How a table is written: its delimiter, whether quotes group, and whether the first row names the columns."""

    delimiter: str
    quoted: bool
    header: bool
    columns: tuple[str, ...]


def lines(chunks: Iterable[str], name: str) -> Iterator[str]:
    """Lines with their "\\n"; nothing else ends a line (str.splitlines would also break on U+0085 and U+2028).

    Raises:  TextError: a line too long to hold in memory.
    """
    parts: list[str] = []
    held = 0
    for chunk in chunks:
        *whole, rest = chunk.split("\n")
        for line in whole:
            yield "".join((*parts, line, "\n")) if parts else line + "\n"
            parts, held = [], 0
        if rest:
            parts.append(rest)
            held += len(rest)
        if held > LONGEST_LINE:
            raise TextError(
                "line-too-long",
                (
                    "{name} has a line of more than {limit} million characters, too long for a row: break it up, or "
                    "name the file .txt."
                ),
                name=name,
                limit=LONGEST_LINE // 1_000_000,
            )
    if parts:
        yield "".join(parts)


def find_table(head: str, name: str, *, tabs: bool) -> Table:
    """Find out how a table is written.

    Args:    head: the beginning of the file, cut at a line end. tabs: the name says that tabs divide it.
    Raises:  TextError: no rows, or too many columns.
    """
    delimiter = "\t" if tabs else _delimiter(head)
    quoted = _quotes_group(head, delimiter)
    rows = [row for row in _parse(head.split("\n")[:200], delimiter, quoted) if any(cell.strip() for cell in row)][:100]
    if not rows:
        raise TextError(
            "no-rows", "{name} holds no rows: a table needs a line of column names and rows below it.", name=name
        )
    width = max(map(len, rows))
    if width > MOST_COLUMNS:
        raise too_many_columns(name, width)
    header = _is_header(rows[0])
    names = [cell.strip() for cell in rows[0]] if header else []
    names = names or [f"column {number}" for number in range(1, width + 1)]
    return Table(delimiter, quoted, header, _distinct(names))


def too_many_columns(name: str, count: int) -> TextError:
    """The mistake of a table that is wider than any that people make."""
    return TextError(
        "too-many-columns",
        "{name} has {count} columns and at most {limit} are read: keep the column that holds the text.",
        name=name,
        count=count,
        limit=MOST_COLUMNS,
    )


def rows(
    chunks: Iterable[str], table: Table, name: str, warnings: list[TextWarning] | None = None
) -> Iterator[list[str]]:
    """The rows below the header, one at a time.

    Args:    warnings: gets what was odd about the rows.
    Raises:  TextError: a quote that never ends, or a field too long.
    """
    csv.field_size_limit(
        LONGEST_LINE
    )  # the module's own limit, 128 KB, is for the whole process: there is no other way
    ragged = 0
    reader = csv.reader(_guarded(lines(chunks, name)), delimiter=table.delimiter, quoting=_quoting(table.quoted))
    start, first = 1, table.header
    try:
        for row in reader:
            if row and row[-1].endswith(_SENTINEL):
                if row != [_SENTINEL]:
                    raise _unclosed(name, start)
                break
            start = reader.line_num + 1
            if not row:
                continue
            if first:
                first = False
                continue
            ragged += len(row) != len(table.columns)
            yield row
    except csv.Error:
        raise _unclosed(name, start) from None
    if ragged and warnings is not None:
        warnings.append(
            text_warning(
                "ragged-rows",
                "In {name}, {count} of the rows have more or fewer cells than there are columns.",
                count=ragged,
                name=name,
            )
        )


def _guarded(source: Iterator[str]) -> Iterator[str]:
    """Add a last row of our own: a quote that is still open then swallows it, which shows that it never ends."""
    last = "\n"
    for last in source:
        yield last
    yield _SENTINEL if last.endswith("\n") else "\n"
    if not last.endswith("\n"):
        yield _SENTINEL


def _parse(source: list[str], delimiter: str, quoted: bool) -> list[list[str]]:
    csv.field_size_limit(LONGEST_LINE)
    found: list[list[str]] = []
    with contextlib.suppress(csv.Error):  # the rows before a field that is too long tell enough
        found.extend(csv.reader((line + "\n" for line in source), delimiter=delimiter, quoting=_quoting(quoted)))
    return found


def _quoting(quoted: bool) -> Literal[0, 3]:
    return csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE


def _delimiter(head: str) -> str:
    """The delimiter that cuts most rows into the same number of cells, more than one; a comma when none does."""
    best, best_score = ",", 0.0
    for delimiter in ",;\t|":
        widths = Counter(len(row) for row in _parse(head.split("\n")[:60], delimiter, quoted=True) if row)
        width, count = widths.most_common(1)[0] if widths else (1, 0)
        score = count / max(1, widths.total()) if width > 1 else 0.0
        if score > best_score + 1e-9:
            best, best_score = delimiter, score
    return best


def _quotes_group(head: str, delimiter: str) -> bool:
    """Whether quotes hold cells together. In a tab-separated file they are often just quotes."""
    if delimiter != "\t":
        return True
    cells = [cell for line in head.split("\n")[:200] for cell in line.split("\t") if '"' in cell]
    return bool(cells) and all(len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in cells)


def _is_header(row: list[str]) -> bool:
    """Names are short, unlike numbers and unlike sentences."""
    cells = [cell.strip() for cell in row]
    return all(cell and len(cell) <= 64 and not _is_number(cell) and cell[-1] not in ".!?。！？…" for cell in cells)


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "")[:400])
    except ValueError:
        return False
    return True


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Tell columns of the same name apart: text, text (2)."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(sys.intern(name) if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(found)


def _unclosed(name: str, line: int) -> TextError:
    return TextError(
        "unclosed-quote",
        "{name} has a quotation mark in line {line} that never ends: close it, or double it inside a cell.",
        name=name,
        line=line,
    )
