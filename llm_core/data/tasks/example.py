"""What tasks are trained on: an example as its file has it, and the row of tokens and marks that a model reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from llm_core.config import DataConfig
from llm_core.data.files.text_file import TextFile
from llm_core.data.warnings import TextWarning


@dataclass(frozen=True)
class Example:
    """What is given, and what is right.

    source: a text to translate, a document, a text with a label, a question; "" of speech.  target: its answer: the
    first
    reference, label, answer or transcript.  context: the passage that a question is about.  sentences: of a document.
    references: all answers that are right; () means the target alone.  at: where the answer starts in the context.
    group: what must stay on one side of the split, such as a speaker or an article.  clip: name of a sound file, and
    sound: where it lies.  heard: where its frames are kept, SIDE OF A CORPUS#NUMBER, once they are.  origin: "practice"
    of what the
    project's own generator wrote beside a person's files; "" of theirs.
    """

    source: str
    target: str
    context: str = ""
    sentences: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    at: int | None = None
    group: str = ""
    clip: str = ""
    sound: str = ""
    heard: str = ""
    origin: str = ""

    @property
    def right(self) -> tuple[str, ...]:
        """All answers that are right."""
        return self.references or (self.target,)

    def as_line(self) -> bytes:
        """A line of JSON; what is empty is left out."""
        said = {name: value for name, value in asdict(self).items() if value not in ("", (), None)}
        return json.dumps(said, ensure_ascii=False).encode() + b"\n"

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Example:
        """What `as_line` wrote, parsed."""
        lists: dict[str, Any] = {name: tuple(record[name]) for name in ("sentences", "references") if name in record}
        said: dict[str, Any] = {"source": "", "target": "", **record, **lists}
        return cls(**said)


@dataclass(frozen=True)
class Segment:
    """A stretch of a row: plain text, or a mark such as "<|sentence|>".

    tag: the mark that an encoder is asked to say at the first token of this piece, or at every one of them (`tag_all`).
    """

    text: str
    mark: bool = False
    tag: str = ""
    tag_all: bool = False


@dataclass(frozen=True)
class TaskRow:
    """What a model reads, and what it should write."""

    source: tuple[Segment, ...]
    target: tuple[Segment, ...] = ()


Tell = Callable[[int], None]


class ExampleReader(Protocol):
    """What the module of a task offers: from files to examples, from an example to a row."""

    MARKED_TARGETS: bool  # whether each different target is a class with a mark of its own

    def look(self, file: TextFile, config: DataConfig) -> TextFile:
        """Decide what of a file is read, and show the first examples.  Raises: TextError: it holds none."""

    def examples(
        self,
        files: Sequence[TextFile],
        config: DataConfig,
        progress: Tell | None = None,
        warnings: list[TextWarning] | None = None,
    ) -> Iterator[Example]:
        """The examples of all files that were looked at.  Raises: TextError: what a look couldn't show."""

    def marks(self, labels: Sequence[str]) -> tuple[str, ...]:
        """The special tokens of its rows.  Args: labels: the different targets, sorted, where MARKED_TARGETS."""

    def row(self, example: Example, config: DataConfig, labels: Sequence[str] = ()) -> TaskRow:
        """An example as a model reads it; without a target where it has none."""
