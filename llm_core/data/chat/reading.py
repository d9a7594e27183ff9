"""The dialogues of a file, one at a time and in constant memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from llm_core.data.chat.dialogue import Dialogue, parts_of, settle
from llm_core.data.chat.record_shapes import dialogues_at
from llm_core.data.chat.yaml_records import yaml_records
from llm_core.data.files.encoding import decoded
from llm_core.data.files.records import records
from llm_core.data.files.tables import lines, rows
from llm_core.data.files.text_file import TextFile, counted_from
from llm_core.data.pairs.reading import HEADED_LINES, LOOKED_AT_ROWS, SHOWN_CHARACTERS
from llm_core.data.warnings import TextWarning, text_warning
from llm_core.errors import TextError

SHOWN_DIALOGUES = 6
MOST_REMEMBERED = 1_000_000


def dialogues(
    file: TextFile, progress: Callable[[int], None] | None = None, warnings: list[TextWarning] | None = None
) -> Iterator[Dialogue]:
    """The dialogues of a file that was looked at as conversations; what is never answered is left out.

    Args:    as for `pieces`.
    Raises:  TextError: the file holds no dialogues, or something that a look at the beginning couldn't show.
    """
    if file.dialogue is None:
        raise TextError(
            "not-dialogues",
            "This text was not read as conversations: set data.format to conversations, or choose another text.",
        )
    unanswered, first, answer_first, number = 0, 0, 0, 0
    for record in _records(file, decoded(file.path, file.name, file.encoding, progress), warnings):
        for found in dialogues_at(record, file.dialogue):
            number += 1
            settled = settle(found.turns, found.system)
            answer_first += settled.answer_first
            if not settled.messages:
                unanswered, first = unanswered + 1, first or number
            for messages in parts_of(settled.messages):
                yield Dialogue(messages, found.validation, found.refusal)
    if warnings is None:
        return
    if unanswered:
        warnings.append(
            text_warning(
                "unanswered-dialogues",
                (
                    "Left out of {name}, because nobody answers a question in them: {count} of its {total} "
                    "dialogues, the first is number {first}."
                ),
                count=unanswered,
                total=number,
                name=file.name,
                first=first,
            )
        )
    if answer_first:
        warnings.append(
            text_warning(
                "answer-first",
                (
                    "In {name}, {count} dialogues begin with what the assistant says: that is left out, and they "
                    "begin with the first question."
                ),
                count=answer_first,
                name=file.name,
            )
        )


def all_dialogues(
    files: Sequence[TextFile], progress: Callable[[int], None] | None = None, warnings: list[TextWarning] | None = None
) -> Iterator[tuple[Dialogue, bool]]:
    """The dialogues of all files, each with whether it repeats an earlier one word for word (one of the first million).

    Args:    as for `dialogues`, of the bytes of all files.
    """
    seen, before = set[int](), 0
    for file in files:
        for dialogue in dialogues(file, counted_from(before, progress), warnings):
            name = _name_of(dialogue)
            repeated = name in seen
            if not repeated and len(seen) < MOST_REMEMBERED:
                seen.add(name)
            yield dialogue, repeated
        before += file.size_bytes


def with_dialogues(file: TextFile) -> TextFile:
    """Show the first dialogues.

    Raises:  TextError: there is none at the beginning in which a question is answered.
    """
    assert file.dialogue is not None
    few = islice(_records(file, decoded(file.path, file.name, file.encoding), None), LOOKED_AT_ROWS)
    shown: list[Dialogue] = []
    for record in few:
        for found in dialogues_at(record, file.dialogue):
            messages = settle(found.turns, found.system).messages
            shown += [Dialogue(messages, found.validation, found.refusal)] if messages else []
        if len(shown) >= SHOWN_DIALOGUES:
            break
    if not shown:
        raise no_dialogues_in(file)
    preview = "\n\n".join(
        "\n".join(f"{message.role}: {message.content}" for message in dialogue.messages) for dialogue in shown
    )
    return replace(file, dialogues=tuple(shown[:SHOWN_DIALOGUES]), preview=preview[:SHOWN_CHARACTERS])


def no_dialogues_in(file: TextFile) -> TextError:
    """The mistake of a file whose turns never make a question and its answer."""
    return TextError(
        "no-dialogues-in-file",
        (
            "{name} has no dialogue in which one side answers the other: choose the column or key that holds the "
            "turns (data.column), or the mark between them (data.turn_mark)."
        ),
        name=file.name,
    )


def _records(file: TextFile, chunks: Iterator[str], warnings: list[TextWarning] | None) -> Iterator[Any]:
    """Objects, lists of turns, or lines: what `dialogues_at` looks into."""
    if file.format == "yaml":
        yield from yaml_records(chunks, file.shape, file.name)
    elif file.table is not None:
        for row in rows(chunks, file.table, file.name, warnings):
            yield dict(zip(file.table.columns, row, strict=False))
    elif file.format == "text":
        yield from _lines(file, chunks)
    else:
        yield from records(chunks, file.shape, file.name, warnings)


def _lines(file: TextFile, chunks: Iterator[str]) -> Iterator[Any]:
    pairs = file.dialogue is not None and file.dialogue.kind == "pairs"
    for number, line in enumerate(lines(chunks, file.name), 1):
        if not line.strip() or (number == 1 and file.shape == HEADED_LINES):
            continue
        text = line.rstrip("\n")
        yield dict(zip(file.columns, text.split("\t"), strict=False)) if pairs else text


def _name_of(dialogue: Dialogue) -> int:
    """A number that only equal messages share."""
    digest = hashlib.blake2b(digest_size=8)
    for role, content in dialogue.messages:
        digest.update(f"{role} {len(content)} {content}".encode())
    return int.from_bytes(digest.digest(), "big")
