"""Which column of a file holds the text, and which its label: few short values that come back again and again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from llm_core.config import DataConfig
from llm_core.data.files.records import text_at
from llm_core.data.files.tables import lines
from llm_core.data.files.text_file import TextFile
from llm_core.data.pairs.pairing import choose_columns, columns_of_lines
from llm_core.data.pairs.reading import HEADED_LINES
from llm_core.data.tasks.columns import chunks_of, head_of, records_of

FIRST_ROWS, MORE_ROWS = 2_000, 100_000  # a file that is sorted by its labels shows but one at its beginning
LONGEST_LABEL = 40  # characters, on average
# How columns of labels are called, likeliest first; the last word of a name counts.
NAMES = (
    "label",
    "labels",
    "sentiment",
    "polarity",
    "class",
    "category",
    "emotion",
    "stars",
    "star",
    "rating",
    "score",
    "target",
    "topic",
    "y",
    "标签",
    "情感",
    "类别",
    "评分",
    "label_text",
)
TEXTS = (
    "text",
    "sentence",
    "review",
    "content",
    "comment",
    "message",
    "tweet",
    "body",
    "document",
    "文本",
    "评论",
    "内容",
    "句子",
)


@dataclass(frozen=True)
class Values:
    """What stands in a column: how many different values, how long they are on average, and the values themselves, the
    first ones.
    """

    different: frozenset[str]
    count: int
    length: float

    @property
    def come_back(self) -> bool:
        """Whether these may be classes: several, short, and met again."""
        return 2 <= len(self.different) <= max(2, self.count / 3) and self.length <= LONGEST_LABEL


def with_label_column(file: TextFile, config: DataConfig) -> TextFile:
    """Decide which column is the text and which its label, by their names and by what stands in them.

    Raises:  TextError: there are no two columns, or a wanted one isn't there.
    """
    file = _with_columns(file)
    wanted = {config.column, config.target_column} - {None}
    if _headed(file) and not wanted <= set(file.columns) and wanted <= set((without_names := _headless(file)).columns):
        file = without_names
    values = _values(file, FIRST_ROWS)
    if not any(found.come_back for found in values.values()):
        values = _values(file, MORE_ROWS)
    target = config.target_column or _label_column(values, config.column)
    if target in values and not config.target_column and _headed(file) and target in values[target].different:
        place = file.columns.index(target)  # the line of names was a row: its label comes back below
        file = _headless(file)
        values = _values(file, FIRST_ROWS)
        target = file.columns[place]
    source = config.column or _text_column(values, target)
    source, target = choose_columns(file.name, file.columns, [], source, target)
    return replace(file, column=source, target=target, has_columns=True)


def _with_columns(file: TextFile) -> TextFile:
    if file.format != "text":
        return file
    columns, headed = columns_of_lines(head_of(file), file.name)
    if not headed and (names := _names_above(file, columns)):
        columns, headed = names, True
    return replace(file, columns=columns, shape=HEADED_LINES if headed else "")


def _names_above(file: TextFile, columns: Sequence[str]) -> tuple[str, ...] | None:
    """The first line's cells, where one of them is how labels are called."""
    first = next(lines(chunks_of(file), file.name), "").rstrip("\r\n").split("\t")
    names = tuple(cell.strip() for cell in first)
    named = len(set(names)) == len(names) == len(columns) and any(
        _last_word(name) in (*NAMES, *TEXTS) for name in names
    )
    return names if named and all(names) else None


def _headed(file: TextFile) -> bool:
    """Whether the first line is taken for names."""
    return file.table.header if file.table else file.shape == HEADED_LINES


def _headless(file: TextFile) -> TextFile:
    """The same file with its first line as a row."""
    columns = tuple(f"column {number}" for number in range(1, len(file.columns) + 1))
    if file.table is None:
        return replace(file, shape="", columns=columns)
    return replace(file, table=replace(file.table, header=False, columns=columns), columns=columns)


def _values(file: TextFile, most: int) -> dict[str, Values]:
    """What stands in each column of the first rows."""
    different: dict[str, set[str]] = {column: set() for column in file.columns}
    counts, characters = dict.fromkeys(file.columns, 0), dict.fromkeys(file.columns, 0)
    for record in islice(records_of(file), most):
        for column in file.columns:
            value = (text_at(record, column) or "").strip()
            if value:
                different[column].add(value)
                counts[column] += 1
                characters[column] += len(value)
    return {
        column: Values(frozenset(different[column]), counts[column], characters[column] / max(counts[column], 1))
        for column in file.columns
    }


def _label_column(values: Mapping[str, Values], text: str | None) -> str | None:
    """The column whose values come back: the best named of them, else that with the fewest; where none do, the
    shortest.
    """
    others = [column for column in values if column != text and values[column].count]
    fitting = [column for column in others if values[column].come_back]
    if fitting:
        return min(
            fitting, key=lambda column: (_rank(column, NAMES), len(values[column].different), values[column].length)
        )
    return (
        min(others, key=lambda column: (_rank(column, NAMES), values[column].length), default=None)
        if len(others) > 1 or text
        else None
    )


def _text_column(values: Mapping[str, Values], label: str | None) -> str | None:
    """The column with the longest values; of columns not much shorter, the best named."""
    others = [column for column in values if column != label]
    longest = max((values[column].length for column in others), default=0.0)
    near = [column for column in others if values[column].length >= longest / 2]
    return min(near, key=lambda column: (_rank(column, TEXTS), -values[column].length), default=None)


def _rank(column: str, names: Sequence[str]) -> int:
    """The place of a column's last word among names, their number where it isn't there."""
    return names.index(word) if (word := _last_word(column)) in names else len(names)


def _last_word(column: str) -> str:
    return re.split(r"[\W_]+", column.lower())[-1] if column.lower() not in NAMES else column.lower()
