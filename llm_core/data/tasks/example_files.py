"""A task's examples on the way to a corpus: counted, divided, encoded, and kept as their files had them."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from llm_core.config import DataConfig
from llm_core.data.corpus.scan import MOST_REMEMBERED, CorpusScan, Histogram
from llm_core.data.corpus.split import draw
from llm_core.data.files.text_file import TextFile
from llm_core.data.pairs.scan import below_of, name_of
from llm_core.data.tasks import Example, ExampleReader, TaskRow, reader_of
from llm_core.data.tasks.encode import encode_rows
from llm_core.data.tasks.frame_cache import HeardExamples
from llm_core.data.tokenizer.labels import without_surrogates
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.data.warnings import TextWarning
from llm_core.errors import TextError

ROWS_AT_ONCE = 1000
MOST_LABELS = 1000
TAGS, LINES = "tags.bin", "jsonl"


def scan_examples(files: Sequence[TextFile], config: DataConfig, progress: Callable[[int], None]) -> CorpusScan:
    """Count examples and decide which are kept for validation: all of one group, or that give the same, are on one
    side.

    Raises:  TextError: there is none, all give the same, or there are too many classes.
    """
    reader, histogram, warnings = _reader(config), Histogram(), list[TextWarning]()
    given, whole, labels = array("Q"), array("Q"), set[str]()
    rows = size = 0
    for example in reader.examples(files, config, progress, warnings):
        rows += 1
        for text in (example.source, example.context, example.target):
            histogram.add(without_surrogates(text))
            size += len(text.encode("utf-8", "replace"))
        if reader.MARKED_TARGETS:
            labels.add(example.target)
            if len(labels) > MOST_LABELS:
                raise TextError(
                    "too-many-classes",
                    "There are more than {most} different labels: choose a column with a few classes.",
                    most=MOST_LABELS,
                )
        if rows <= MOST_REMEMBERED:
            given.append(draw(divided_by(example, config)))
            whole.append(name_of(example.source + example.context + example.clip, example.target))
    if not rows:
        raise TextError("no-examples", "No example could be read: choose other files, or other columns.")
    counts = histogram.counts()
    different, groups = len(np.unique(np.array(whole))), np.unique(np.array(given))
    return CorpusScan(
        rows,
        int(counts.sum()),
        size,
        int(np.count_nonzero(counts)),
        len(whole) - different,
        (),
        tuple(warnings),
        below=below_of(groups, config.validation_fraction),
        labels=tuple(sorted(labels)),
    )


def divided_by(example: Example, config: DataConfig) -> str:
    """What decides the side that an example is on."""
    return (example.group if config.split_by == "groups" else "") or example.source or example.clip


def example_sides(
    files: Sequence[TextFile], config: DataConfig, below: int, progress: Callable[[int], None] | None = None
) -> Iterator[tuple[bool, Example]]:
    """The examples of all files, each with whether it is kept for validation."""
    for example in _reader(config).examples(files, config, progress):
        yield draw(divided_by(example, config)) < below, example


def rows_of_examples(examples: Sequence[Example], config: DataConfig, labels: Sequence[str]) -> list[TaskRow]:
    """The rows that a model reads."""
    return [_reader(config).row(example, config, labels) for example in examples]


class ExampleWriter:
    """Appends the examples of one side to its files: tokens as SOURCE <|endoftext|> TARGET <|endoftext|>, tags, and the
    examples.
    """

    def __init__(
        self, folder: Path, side: str, tokenizer: Tokenizer, dtype: str, *, config: DataConfig, labels: Sequence[str]
    ) -> None:
        self.tokens = self.unknown = self.characters = self.answer_characters = self.answer_bytes = 0
        self._tokenizer, self._dtype, self._config, self._labels = (
            tokenizer,
            np.dtype(dtype).newbyteorder("<"),
            config,
            labels,
        )
        self._ids, self._tags, self._lines = (
            (folder / name).open("wb") for name in (f"{side}.bin", f"{side}_{TAGS}", f"{side}.{LINES}")
        )
        self._waiting: list[Example] = []
        self._clips = HeardExamples(folder, side) if config.task_spec and config.task_spec.hears else None

    @property
    def warnings(self) -> tuple[TextWarning, ...]:
        """What was left out."""
        return self._clips.warnings if self._clips else ()

    def __enter__(self) -> ExampleWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._flush()
        finally:
            for stream in (self._ids, self._tags, self._lines):
                stream.close()
            if self._clips:
                self._clips.close()

    def add(self, example: Example) -> None:
        """Add an example; one whose sound can't be heard is left out."""
        if self._clips and not self._clips.add(example):
            return
        self._waiting.append(example)
        self.answer_characters += len(example.target)
        self.answer_bytes += len(example.target.encode("utf-8", "replace"))
        self.characters += len(example.source) + len(example.context) + len(example.target)
        if len(self._waiting) >= ROWS_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        rows = rows_of_examples(self._waiting, self._config, self._labels)
        end, unasked = np.array([self._tokenizer.end_id]), np.zeros(1)
        for example, encoded in zip(self._waiting, encode_rows(rows, self._tokenizer), strict=True):
            ids = np.concatenate([encoded.source, end, encoded.target, end])
            tags = np.concatenate([encoded.tags, unasked, np.zeros(len(encoded.target)), unasked])
            self._ids.write(ids.astype(self._dtype).tobytes())
            self._tags.write(tags.astype(self._dtype).tobytes())
            self._lines.write(example.as_line())
            self.tokens += len(ids)
            if self._tokenizer.unknown_id is not None:
                self.unknown += int(np.count_nonzero(ids == self._tokenizer.unknown_id))
        self._waiting = []


def read_examples(folder: Path, side: str) -> list[Example]:
    """The examples of one side.

    Raises:  OSError, ValueError, KeyError, TypeError: they aren't there, or damaged.
    """
    with (folder / f"{side}.{LINES}").open("rb") as stream:
        return [Example.from_record(json.loads(line)) for line in stream]


def _reader(config: DataConfig) -> ExampleReader:
    assert config.task is not None, "only of a task"
    return reader_of(config.task)
