"""Files of tagged sentences: a column of sentences, and one with a tag for each word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from llm_core.config import DataConfig
from llm_core.data.files.text_file import TextFile
from llm_core.data.pairs.reading import LOOKED_AT_ROWS
from llm_core.data.tasks.columns import pairs_in, with_columns, with_pairs
from llm_core.data.tasks.example import Example, Segment, TaskRow, Tell
from llm_core.data.warnings import TextWarning

MARKED_TARGETS = False
TAGS = ("noun", "other")


def look(file: TextFile, config: DataConfig) -> TextFile:
    file = with_columns(file, config)
    return with_pairs(file, list(islice(pairs_in(file), LOOKED_AT_ROWS)))


def examples(
    files: Sequence[TextFile],
    config: DataConfig,
    progress: Tell | None = None,
    warnings: list[TextWarning] | None = None,
) -> Iterator[Example]:
    for file in files:
        yield from (Example(pair.source, pair.target) for pair in pairs_in(file, progress, warnings))


def marks(labels: Sequence[str] = ()) -> tuple[str, ...]:
    return tuple(map(mark_of, TAGS))


def mark_of(tag: str) -> str:
    return f"<|{tag}|>"


def row(example: Example, config: DataConfig, labels: Sequence[str] = ()) -> TaskRow:
    """Each word with its tag; of a sentence without tags, every word has one, so that it can be asked."""
    words = example.source.split()
    tags = example.target.split() or [TAGS[-1]] * len(words)
    return TaskRow(tuple(Segment(f" {word}", tag=mark_of(tag)) for word, tag in zip(words, tags, strict=True)))
