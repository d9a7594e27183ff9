"""A chat template: how a dialogue becomes the text that a model reads, and which part of it the model learns to say.

A template is Jinja, as Hugging Face's are. It never sees what is said: it writes placeholders, and what is said takes
their place among the tokens. So nothing that a person types is ever read as a mark or as a template.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from llm_core.config import DataConfig, RunConfig
from llm_core.data.chat.dialogue import Message, Role
from llm_core.data.chat.template_mistakes import mark_unknown
from llm_core.data.chat.template_rendering import RenderedPiece, pieces_of, probed
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.data.tokenizer.tokenizer_file import END, MARK
from llm_core.errors import SettingError

MARKS = (
    "{% for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] + '<|end|>' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
)
PLAIN = (
    "{% for message in messages %}{{ message['role'] | capitalize + ': ' + message['content'] }}"
    "{% if message['role'] == 'assistant' %}{{ eos_token }}{% endif %}{{ '\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'Assistant: ' }}{% endif %}"
)
_KEPT = 2_000


class TemplatePart(NamedTuple):
    """A stretch of a dialogue as a model reads it: a special token or text, and whether the loss counts it."""

    text: str
    is_mark: bool
    in_loss: bool


Encoded = tuple[NDArray[np.uint32], NDArray[np.bool_]]


class Template:
    """A checked chat template.

    `marks` are the special tokens that it writes, <|endoftext|> not among them; `stops` those that end an answer, which
    may be <|endoftext|>; `frame` the plain text that it writes around what is said.

    Raises:  SettingError: it isn't Jinja, it fails, or nobody could answer after it: see `_answers`.
    """

    source: str
    marks: tuple[str, ...]
    stops: tuple[str, ...]
    frame: tuple[str, ...]

    def __init__(self, source: str) -> None:
        self.source = source
        self._trusted = source in (MARKS, PLAIN)
        self._known = probed(source, trusted=self._trusted)
        pieces = [piece for found in self._known.values() for piece in found]
        written = [piece.text for piece in pieces if piece.is_mark] + [found[0] for found in MARK.finditer(source)]
        self.marks = tuple(dict.fromkeys(mark for mark in written if mark != END))
        self.stops = tuple(dict.fromkeys(piece.text for piece in pieces if piece.is_mark and piece.in_loss))
        self.frame = tuple(dict.fromkeys(piece.text for piece in pieces if piece.text and not piece.is_mark))

    def parts(self, messages: Sequence[Message]) -> list[TemplatePart]:
        """A whole dialogue. The loss counts the assistant's contents, each with the mark that ends it.

        Raises:  SettingError: the template can't write these messages.
        """
        return _filled(self._pieces(tuple(message.role for message in messages)), messages)

    def generation_prompt(self, messages: Sequence[Message]) -> list[TemplatePart]:
        """What a model reads before it answers: the messages, and what the template writes before an answer.

        Raises:  SettingError: the template can't write these messages.
        """
        return _filled(self._pieces(tuple(message.role for message in messages), answers_next=True), messages)

    def encode(self, parts: Sequence[TemplatePart], tokenizer: Tokenizer) -> tuple[list[int], list[bool]]:
        """Ids, and which of them the loss counts. What is said is never read as a mark.

        Raises:  SettingError: a mark that the tokenizer lacks.
        """
        ids, loss_mask = self.encode_many([parts], tokenizer)[0]
        return ids.tolist(), loss_mask.tolist()

    def encode_many(self, dialogues: Sequence[Sequence[TemplatePart]], tokenizer: Tokenizer) -> list[Encoded]:
        """Ids of many dialogues, fast: what `encode` gives for each, as (T,) uint32 and (T,) bool.

        Raises:  SettingError: a mark that the tokenizer lacks.
        """
        written = dict.fromkeys(part.text for parts in dialogues for part in parts if part.is_mark)
        marks = {mark: np.array([_mark_id(mark, tokenizer)], dtype=np.uint32) for mark in written}
        texts = iter(tokenizer.encode_many([part.text for parts in dialogues for part in parts if not part.is_mark]))
        found = []
        for parts in dialogues:
            ids = [marks[part.text] if part.is_mark else next(texts) for part in parts]
            loss_mask = np.repeat(np.array([part.in_loss for part in parts], dtype=np.bool_), [len(one) for one in ids])
            found.append((np.concatenate(ids) if ids else np.zeros(0, dtype=np.uint32), loss_mask))
        return found

    def _pieces(self, roles: tuple[Role, ...], *, answers_next: bool = False) -> list[RenderedPiece]:
        """The pieces of a dialogue of these roles, whatever is said in it."""
        key = (roles, answers_next)
        if key not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[key] = pieces_of(self.source, key, trusted=self._trusted)
        return self._known[key]


def template_of(config: DataConfig) -> Template:
    """The template of some settings.

    Raises:  SettingError: a template of a person's own that can't be used.
    """
    if config.chat_template == "custom":
        if not (config.custom_template or "").strip():
            raise SettingError(
                "template-missing",
                "data.chat_template is custom, and data.custom_template is empty: write one, or choose marks or plain.",
            )
        return _made(config.custom_template or "")
    return _made(MARKS if config.chat_template == "marks" else PLAIN)


def template_for(config: RunConfig) -> Template | None:
    """The template of a run that learnt conversations; None of any other.

    Raises:  SettingError: as `template_of`.
    """
    return template_of(config.data) if config.data.format == "conversations" else None


def _made(source: str) -> Template:
    found = _made_or_refused(source)
    if isinstance(found, SettingError):
        raise found
    return found


@lru_cache(maxsize=16)
def _made_or_refused(source: str) -> Template | SettingError:
    """A refusal is remembered too: a template that took ten seconds once would take them whenever the page asks."""
    try:
        return Template(source)
    except SettingError as mistake:
        return mistake


def _filled(pieces: list[RenderedPiece], messages: Sequence[Message]) -> list[TemplatePart]:
    contents = [message.content.strip() for message in messages]
    return [
        TemplatePart(piece.text if piece.number is None else contents[piece.number], piece.is_mark, piece.in_loss)
        for piece in pieces
    ]


def _mark_id(mark: str, tokenizer: Tokenizer) -> int:
    found = tokenizer.end_id if mark == END else tokenizer.marks.get(mark)
    if found is None:
        raise mark_unknown(mark)
    return found
