"""Files of texts with labels: two columns, or a text file for each class, named after it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from llm_core.config import DataConfig
from llm_core.data.files.tables import lines
from llm_core.data.files.text_file import TextFile
from llm_core.data.pairs.pairing import Pair, has_tabs
from llm_core.data.pairs.reading import LOOKED_AT_ROWS
from llm_core.data.tasks.columns import chunks_of, head_of, pairs_in, with_pairs
from llm_core.data.tasks.example import Example, Segment, TaskRow, Tell
from llm_core.data.tasks.label_columns import with_label_column
from llm_core.data.tokenizer.labels import without_surrogates
from llm_core.data.warnings import TextWarning
from llm_core.errors import TextError

MARKED_TARGETS = True
VERSION = 2  # of `row`: a corpus is found by it
OF_ONE_CLASS = "one class"  # the shape of a text whose lines all belong to the class that it is named after
FEWEST_IDS = 10  # from so many different labels on, a label for every other row is no class
MOST_WORDS, SHARE_OF_END = (
    200,
    0.6,
)  # words that are read of a text, an ideograph counting as one; how many of them from its end
LONGEST_WORD = 32  # characters; what is longer is broken
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_IDEOGRAPHS}]|[^\W{_IDEOGRAPHS}]+|[^\w\s]")  # an ideograph is a word: their runs have no blanks


def look(file: TextFile, config: DataConfig) -> TextFile:
    """Find the column of texts and that of labels; a text without tabs is one class.

    Raises:  TextError: there are no two columns, or no row has both.
    """
    if file.format == "text" and not has_tabs(head_of(file)):
        label = class_of(file)
        few = list(islice(_lines(file), LOOKED_AT_ROWS))
        return with_pairs(replace(file, shape=OF_ONE_CLASS), [Pair(text, label) for text in few]) if few else file
    file = with_label_column(file, config)
    return with_pairs(file, list(islice(pairs_in(file), LOOKED_AT_ROWS)))


def examples(
    files: Sequence[TextFile],
    config: DataConfig,
    progress: Tell | None = None,
    warnings: list[TextWarning] | None = None,
) -> Iterator[Example]:
    """The labelled texts of all files.

    Raises:  TextError: nearly every row has a label of its own.
    """
    before, count, labels = 0, 0, set[str]()

    def tell(done: int) -> None:
        if progress:
            progress(before + done)

    for file in files:
        pairs = (
            pairs_in(file, tell, warnings)
            if file.shape != OF_ONE_CLASS
            else (Pair(text, class_of(file)) for text in _lines(file, tell))
        )
        for pair in pairs:
            count += 1
            labels.add(pair.target)
            yield Example(pair.source, pair.target)
        before += file.size_bytes
    if len(labels) > max(FEWEST_IDS, count / 2):
        raise TextError(
            "labels-are-ids",
            (
                "{count} rows have {labels} different labels, so a label hardly ever comes back: choose the column "
                "of classes as data.target_column."
            ),
            count=count,
            labels=len(labels),
        )


def marks(labels: Sequence[str]) -> tuple[str, ...]:
    """A mark for each class.

    Raises:  TextError: there is but one.
    """
    if len(labels) < 2:
        raise TextError(
            "one-class",
            (
                "All texts have the label {label!r}, and telling apart needs at least two: add a file with another "
                "class, or choose another column of labels."
            ),
            label=labels[0] if labels else "",
        )
    return tuple(map(mark_of, range(len(labels))))


def mark_of(number: int) -> str:
    """The mark of the class with this number among all labels, sorted."""
    return f"<|class_{number}|>"


def row(example: Example, config: DataConfig, labels: Sequence[str] = ()) -> TaskRow:
    """The text is read, in small letters; the mark of its class fills the blank."""
    target = (Segment(mark_of(labels.index(example.target)), mark=True),) if example.target in labels else ()
    return TaskRow((Segment(plain(example.source)),), target)


def plain(text: str) -> str:
    """A text as the model reads it: small letters, and each word and each mark of punctuation after a blank, so that a
    word is the same token wherever it stands. Without blanks it has the letters of `words_of`."""
    return "".join(" " + _small(word) for word in words_of(text))


def words_of(text: str) -> list[str]:
    """The words and marks of punctuation of a text; of a long one its beginning and, since that tells more, its end."""
    words = [word[at : at + LONGEST_WORD] for word in _WORD.findall(text) for at in range(0, len(word), LONGEST_WORD)]
    if len(words) <= MOST_WORDS:
        return words
    of_end = round(MOST_WORDS * SHARE_OF_END)
    return words[: MOST_WORDS - of_end] + words[-of_end:]


def _small(word: str) -> str:
    small = word.lower()
    return (
        small
        if len(small) == len(word)
        else "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in word)
    )


def class_of(file: TextFile) -> str:
    """The class of a text that holds nothing else: its name without its ending."""
    return Path(file.name).stem


def _lines(file: TextFile, progress: Tell | None = None) -> Iterator[str]:
    for line in lines(chunks_of(file, progress), file.name):
        if text := line.strip():
            yield without_surrogates(text)
