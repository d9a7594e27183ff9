"""Writing the dialogues of one side of a corpus: tokens, what of them the loss counts, where each lies, and the
messages themselves.
"""

from __future__ import annotations

import json
from array import array
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from llm_core.data.chat.dialogue import Dialogue, Message
from llm_core.data.chat.dialogues import BOUNDS_DTYPE, LOSS_MASK, open_offsets
from llm_core.data.chat.template import Template, TemplatePart
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.data.tokenizer.tokenizer_file import END

BATCH_CHARACTERS = 1 << 19


class DialogueWriter:
    """Appends dialogues to the files of a side and counts what it wrote: tokens, those of answers, unknown ones,
    characters, and those of answers.
    """

    def __init__(self, folder: Path, side: str, template: Template, tokenizer: Tokenizer, dtype: str) -> None:
        self.rows = self.tokens = self.answer_tokens = self.unknown = 0
        self.characters = self.answer_characters = self.answer_bytes = 0
        self.question_lengths = array("L")
        self._template, self._tokenizer, self._dtype = template, tokenizer, np.dtype(dtype).newbyteorder("<")
        self._files = ExitStack()
        names = (
            f"{side}.jsonl",
            f"{side}.bin",
            *(f"{side}_{name}.bin" for name in (LOSS_MASK, "dialogues", "refusal", "offsets")),
        )
        streams = [self._files.enter_context((folder / name).open("wb")) for name in names]
        self._lines, self._ids, self._loss_mask, self._bounds, self._refusal, self._offsets = streams
        self.exchanges = array("I")  # questions with their answers in each
        self._waiting: list[Dialogue] = []
        self._size = self._at = 0

    def __enter__(self) -> DialogueWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._files:
            if kind is None:
                self._flush()
                self._offsets.write(np.array([self._at], dtype=BOUNDS_DTYPE).tobytes())

    def add(self, dialogue: Dialogue) -> None:
        """Add a dialogue.

        Raises:  SettingError: the template can't write it.
        """
        self._waiting.append(dialogue)
        size = sum(len(message.content) for message in dialogue.messages)
        self.characters += size
        self.question_lengths.append(len(dialogue.question))
        answers = [message.content for message in dialogue.messages if message.role == "assistant"]
        self.exchanges.append(len(answers))
        self.answer_characters += sum(map(len, answers))
        self.answer_bytes += sum(len(answer.encode()) for answer in answers)
        self._size += size
        if self._size >= BATCH_CHARACTERS:
            self._flush()

    def _flush(self) -> None:
        rows = [ended(self._template.parts(dialogue.messages)) for dialogue in self._waiting]
        for dialogue, (ids, loss_mask) in zip(
            self._waiting, self._template.encode_many(rows, self._tokenizer), strict=True
        ):
            self._ids.write(ids.astype(self._dtype).tobytes())
            self._loss_mask.write(loss_mask.astype(np.uint8).tobytes())
            self._bounds.write(np.array([self.tokens, self.tokens + len(ids)], dtype=BOUNDS_DTYPE).tobytes())
            self._refusal.write(bytes([dialogue.refusal]))
            line = json.dumps(as_record(dialogue), ensure_ascii=False).encode() + b"\n"
            self._offsets.write(np.array([self._at], dtype=BOUNDS_DTYPE).tobytes())
            self._lines.write(line)
            self._at += len(line)
            self.rows, self.tokens, self.answer_tokens = (
                self.rows + 1,
                self.tokens + len(ids),
                self.answer_tokens + int(loss_mask.sum()),
            )
            if self._tokenizer.unknown_id is not None:
                self.unknown += int(np.count_nonzero(ids == self._tokenizer.unknown_id))
        self._waiting, self._size = [], 0


def ended(parts: list[TemplatePart]) -> list[TemplatePart]:
    """A dialogue's parts up to its last answer, and <|endoftext|> after it, counted too, where the answer doesn't end
    with it.
    """
    last = max(number for number, part in enumerate(parts) if part.in_loss)
    ends = parts[last].text == END and parts[last].is_mark
    return [*parts[: last + 1], *([] if ends else [TemplatePart(END, True, True)])]


def read_dialogue(folder: Path, side: str, row: int) -> Dialogue:
    """The messages of one dialogue as they were read from their file.

    Raises:  OSError, ValueError, KeyError, TypeError: the corpus is damaged.
    """
    start, end = (int(place) for place in open_offsets(folder, side)[row : row + 2])
    with (folder / f"{side}.jsonl").open("rb") as stream:
        stream.seek(start)
        record = json.loads(stream.read(end - start))
    messages = tuple(Message(message["role"], str(message["content"])) for message in record["messages"])
    validation = {"validation": True, "train": False}.get(record.get("split", ""))
    return Dialogue(messages, validation, bool(record.get("refusal", False)))


def as_record(dialogue: Dialogue) -> dict[str, Any]:
    """A dialogue as a line of JSON holds it, in the form that OpenAI's files have."""
    record: dict[str, Any] = {"messages": [message._asdict() for message in dialogue.messages]}
    record |= {"split": "validation" if dialogue.validation else "train"} if dialogue.validation is not None else {}
    return record | ({"refusal": True} if dialogue.refusal else {})
