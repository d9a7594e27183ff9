"""Question answering's files as examples, and an example as a row: the encoder says which sentence answers, and which
of its words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from random import Random
from typing import Any

import numpy as np

from llm_core.config import DataConfig
from llm_core.data.corpus.scan import MOST_REMEMBERED
from llm_core.data.corpus.split import draw
from llm_core.data.files.encoding import decoded
from llm_core.data.files.records import records
from llm_core.data.files.tables import lines, rows
from llm_core.data.files.text_file import TextFile
from llm_core.data.pairs.pairing import Pair
from llm_core.data.pairs.scan import below_of
from llm_core.data.tasks.example import Example, TaskRow
from llm_core.data.tasks.example_files import divided_by
from llm_core.data.tasks.question_files import Columns, choose_columns, is_story, nested, of_flat, of_nested, of_stories
from llm_core.data.tasks.question_making import made_up, practice, unanswered
from llm_core.data.tasks.question_rows import MARKS, lay_out
from llm_core.data.tokenizer.labels import without_surrogates
from llm_core.data.warnings import TextWarning, text_warning
from llm_core.errors import TextError

VERSION = 2  # 2: rows of shapes, numbered matches and shares
MARKED_TARGETS = False
SHOWN, SHOWN_CHARACTERS, LOOKED_AT = 12, 2_000, 100
# Made-up questions help where people wrote few: at most so many a sentence, so many for each real one, and so many rows
# of both kinds.
MADE_PER_SENTENCE, MADE_PER_QUESTION, ENOUGH_ROWS = 2, 2, 4_000
# And so many questions about plain documents of the project's own, for each real one: what is asked by which words, and
# where it ends.
PRACTICE_PER_QUESTION = 1.5
# So many of the questions are asked once more of another article's passage, so that a run learns to say that something
# isn't there.
UNANSWERED_SHARE = 0.3

Tell = Callable[[int], None]


def look(file: TextFile, config: DataConfig) -> TextFile:
    """Find the questions of a file, and show the first.

    Raises:  TextError: it holds none, or not the columns that were named.
    """
    if file.format == "text":
        if not is_story(file.preview):
            raise _no_questions(file)
        file = replace(file, column="question", target="answer", columns=("question", "answer"))
    elif not file.table and nested(next(_records(file), None)):
        file = replace(file, column="paragraphs.qas.question", target="paragraphs.qas.answers")
    else:
        columns = _columns(file, config)
        file = replace(file, column=columns.question, target=columns.answer)
    whole = list(islice((one for one in _examples_of(file, config) if _is_whole(one)), SHOWN))
    if not whole:
        raise _no_questions(file)
    shown = tuple(Pair(one.source[:SHOWN_CHARACTERS], one.target[:SHOWN_CHARACTERS] or "–") for one in whole)
    preview = "\n".join(f"{pair.source} → {pair.target}" for pair in shown)
    return replace(file, examples=shown, preview=preview[:SHOWN_CHARACTERS])


def examples(
    files: Sequence[TextFile],
    config: DataConfig,
    progress: Tell | None = None,
    warnings: list[TextWarning] | None = None,
) -> Iterator[Example]:
    """The questions of all files, and after them those made up from the passages that aren't kept for validation."""
    questions: list[Example] = []
    drawn: list[int] = []
    count = before = 0
    for file in files:
        for example in _whole(file, config, _after(progress, before), warnings):
            count += 1
            if count <= MOST_REMEMBERED:
                drawn.append(draw(divided_by(example, config)))
            if count < ENOUGH_ROWS:
                questions.append(example)
            yield example
        before += file.size_bytes
    yield from _made(questions, drawn, count, config)


def marks(labels: Sequence[str] = ()) -> tuple[str, ...]:
    """The special tokens of a reader's rows."""
    return MARKS


def row(example: Example, config: DataConfig, labels: Sequence[str] = ()) -> TaskRow:
    """What an encoder reads of an example, with what it is asked; of one without an answer no sentence is right."""
    span = None if example.at is None else (example.at, example.at + len(example.target))
    return lay_out(example.source, example.context, span, taught=True).row


def _made(questions: Sequence[Example], drawn: Sequence[int], count: int, config: DataConfig) -> Iterator[Example]:
    groups = np.unique(np.array(drawn, dtype=np.uint64))
    if len(groups) < 2 or config.split_by == "rows":
        return
    below = below_of(groups, config.validation_fraction)  # as the survey decides: it adds no group
    taught = [one for one in questions if draw(divided_by(one, config)) >= below]
    yield from unanswered([one for one in taught if one.target], Random(len(taught)), UNANSWERED_SHARE)
    contexts = {one.context: one.group for one in taught}
    made = chain.from_iterable(
        made_up(context, group, Random(draw(context)), MADE_PER_SENTENCE) for context, group in contexts.items()
    )
    yield from islice(made, max(min(ENOUGH_ROWS - count, MADE_PER_QUESTION * len(taught)), 0))
    yield from practice(taught, max(min(ENOUGH_ROWS - count, round(PRACTICE_PER_QUESTION * len(taught))), 0))


def _whole(
    file: TextFile, config: DataConfig, progress: Tell | None, warnings: list[TextWarning] | None
) -> Iterator[Example]:
    """The examples that can be learnt from: with a question and a passage, and the answer in it if there is one."""
    bare = elsewhere = 0
    for example in _examples_of(file, config, progress, warnings):
        if not example.source or not example.context.strip():
            bare += 1
        elif example.target and example.at is None:
            elsewhere += 1
        else:
            said: dict[str, Any] = {
                name: without_surrogates(getattr(example, name)) for name in ("source", "context", "target")
            }
            yield replace(example, **said)
    if warnings is not None and bare:
        warnings.append(
            text_warning(
                "half-questions",
                "Left out of {name}, because a question or its passage is missing: {count} of its rows.",
                count=bare,
                name=file.name,
            )
        )
    if warnings is not None and elsewhere:
        warnings.append(
            text_warning(
                "answers-elsewhere",
                "Left out of {name}, because the answer doesn't stand in the passage: {count} of its questions.",
                count=elsewhere,
                name=file.name,
            )
        )


def _is_whole(example: Example) -> bool:
    return bool(example.source and example.context.strip()) and (example.at is not None or not example.target)


def _examples_of(
    file: TextFile, config: DataConfig, progress: Tell | None = None, warnings: list[TextWarning] | None = None
) -> Iterator[Example]:
    if file.format == "text":
        yield from of_stories(lines(decoded(file.path, file.name, file.encoding, progress), file.name), file.name)
    elif file.table:
        columns = _columns(file, config)
        for number, cells in enumerate(
            rows(decoded(file.path, file.name, file.encoding, progress), file.table, file.name, warnings)
        ):
            yield of_flat(dict(zip(file.columns, cells, strict=False)), columns, f"{file.name}:{number}")
    else:
        flat: Columns | None = None
        for number, record in enumerate(_records(file, progress, warnings)):
            if nested(record):
                yield from of_nested(record, f"{file.name}:{number}")
            else:
                flat = flat or _columns(file, config)
                yield of_flat(record, flat, f"{file.name}:{number}")


def _columns(file: TextFile, config: DataConfig) -> Columns:
    """The columns that hold questions, answers and passages.

    Raises:  TextError: one of them isn't there.
    """
    for wanted in (config.column, config.target_column):
        if wanted is not None and wanted not in file.columns:
            raise TextError(
                "no-such-column",
                "{name} has no column {wanted!r}: choose among {columns}.",
                name=file.name,
                wanted=wanted,
                columns=", ".join(file.columns[:20]) or "none",
            )
    found: list[Any] = list(islice(_cells(file) if file.table else _records(file), LOOKED_AT))
    columns = choose_columns(file.columns, found, config.column, config.target_column)
    if not (columns.question and columns.answer and columns.context):
        raise _no_questions(file)
    return columns


def _cells(file: TextFile) -> Iterator[dict[str, str]]:
    assert file.table is not None
    for cells in rows(decoded(file.path, file.name, file.encoding), file.table, file.name):
        yield dict(zip(file.columns, cells, strict=False))


def _records(file: TextFile, progress: Tell | None = None, warnings: list[TextWarning] | None = None) -> Iterator[Any]:
    return records(decoded(file.path, file.name, file.encoding, progress), file.shape, file.name, warnings)


def _after(progress: Tell | None, before: int) -> Tell | None:
    return None if progress is None else lambda done: progress(before + done)


def _no_questions(file: TextFile) -> TextError:
    return TextError(
        "no-questions",
        (
            "{name} holds no questions about passages: give SQuAD's JSON, a table or JSON lines with question, "
            "context and answer, or bAbI's stories."
        ),
        name=file.name,
    )
