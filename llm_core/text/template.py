"""A chat template: how a dialogue becomes the text that a model reads, and which part of it the model learns to say.

A template is Jinja, as Hugging Face's are. It never sees what is said: it writes placeholders, and what is said takes
their place among the tokens. So nothing that a person types is ever read as a mark or as a template.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from llm_core.config import DataConfig, RunConfig
from llm_core.errors import SettingError
from llm_core.text.dialogue import Message, Role
from llm_core.text.template_mistakes import (
    CLOSE,
    OPEN,
    SAID,
    answer_elsewhere,
    answer_never_ends,
    answers_rewritten,
    fails,
    mark_unknown,
    messages_lost,
    placeholder,
    without_system,
)
from llm_core.text.template_sandbox import FAULTS, Sandbox
from llm_core.text.tokenizer import Tokenizer
from llm_core.text.tokenizer_file import END, MARK

MARKS = (
    "{% for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] + '<|end|>' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
)
PLAIN = (
    "{% for message in messages %}{{ message['role'] | capitalize + ': ' + message['content'] }}"
    "{% if message['role'] == 'assistant' %}{{ eos_token }}{% endif %}{{ '\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'Assistant: ' }}{% endif %}"
)
_PIECES = re.compile(f"({OPEN}[0-9]{{1,6}}{CLOSE}|{MARK.pattern})")
_KNOWN = {"eos_token": END, "bos_token": "", "tools": None, "documents": None}  # besides the messages, as in transformers
_KEPT = 2_000
_PROBES: tuple[tuple[Role, ...], ...] = (
    ("user", "assistant"), ("user", "assistant", "user", "assistant"), ("user", "assistant", "user", "assistant", "user", "assistant"),
)


class Part(NamedTuple):
    """A stretch of a dialogue as a model reads it: a special token or text, and whether the loss counts it."""

    text: str
    is_mark: bool
    asked: bool


class _Piece(NamedTuple):
    """As a part, before what is said takes the place of its number."""

    text: str
    number: int | None
    is_mark: bool
    asked: bool


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
        try:
            self._render_all = Sandbox().renderer(source)
        except FAULTS as error:
            raise fails(error) from None
        self._known: dict[tuple[tuple[Role, ...], bool], list[_Piece]] = {}
        probed = [piece for roles in _PROBES for piece in self._pieces(roles)]
        with contextlib.suppress(SettingError):  # a template needn't write system messages: a mistake only where there are some
            probed += [piece for roles in _PROBES for piece in self._pieces(("system", *roles))]
        written = [piece.text for piece in probed if piece.is_mark] + [found[0] for found in MARK.finditer(source)]
        self.marks = tuple(dict.fromkeys(mark for mark in written if mark != END))
        self.stops = tuple(dict.fromkeys(piece.text for piece in probed if piece.is_mark and piece.asked))
        self.frame = tuple(dict.fromkeys(piece.text for piece in probed if piece.text and not piece.is_mark))

    def parts(self, messages: Sequence[Message]) -> list[Part]:
        """A whole dialogue. Asked are the assistant's contents, each with the mark that ends it.

        Raises:  SettingError: the template can't write these messages.
        """
        return _filled(self._pieces(tuple(message.role for message in messages)), messages)

    def opening(self, messages: Sequence[Message]) -> list[Part]:
        """What a model reads before it answers: the messages, and what the template writes before an answer.

        Raises:  SettingError: the template can't write these messages.
        """
        return _filled(self._pieces(tuple(message.role for message in messages), answers_next=True), messages)

    def encode(self, parts: Sequence[Part], tokenizer: Tokenizer) -> tuple[list[int], list[bool]]:
        """Ids, and whether each is asked. What is said is never read as a mark.

        Raises:  SettingError: a mark that the tokenizer lacks.
        """
        ids, asked = self.encode_many([parts], tokenizer)[0]
        return ids.tolist(), asked.tolist()

    def encode_many(self, dialogues: Sequence[Sequence[Part]], tokenizer: Tokenizer) -> list[Encoded]:
        """Ids of many dialogues, fast: what `encode` gives for each, as (T,) uint32 and (T,) bool.

        Raises:  SettingError: a mark that the tokenizer lacks.
        """
        written = dict.fromkeys(part.text for parts in dialogues for part in parts if part.is_mark)
        marks = {mark: np.array([_mark_id(mark, tokenizer)], dtype=np.uint32) for mark in written}
        texts = iter(tokenizer.encode_many([part.text for parts in dialogues for part in parts if not part.is_mark]))
        found = []
        for parts in dialogues:
            ids = [marks[part.text] if part.is_mark else next(texts) for part in parts]
            asked = np.repeat(np.array([part.asked for part in parts], dtype=np.bool_), [len(one) for one in ids])
            found.append((np.concatenate(ids) if ids else np.zeros(0, dtype=np.uint32), asked))
        return found

    def _pieces(self, roles: tuple[Role, ...], *, answers_next: bool = False) -> list[_Piece]:
        """The pieces of a dialogue of these roles, whatever is said in it."""
        key = (roles, answers_next)
        if key not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[key] = self._find_pieces(roles, answers_next)
        return self._known[key]

    def _find_pieces(self, roles: tuple[Role, ...], answers_next: bool) -> list[_Piece]:
        whole = self._render(roles, answers_next)
        _check_contents(whole, roles)
        pieces, at = list[_Piece](), 0
        for start, end in self._answers(roles, whole):
            pieces += [*_cut(whole[at:start], asked=False), *_cut(whole[start:end], asked=True)]
            at = end
        return pieces + list(_cut(whole[at:], asked=False))

    def _answers(self, roles: tuple[Role, ...], whole: str) -> Iterator[tuple[int, int]]:
        """Where each answer lies in a rendered dialogue: from where a model takes over to the mark by which it ends.

        A model can only answer what it learnt to answer when the dialogue up to there, with what the template writes
        before an answer, is the beginning of the dialogue with the answer.
        """
        for number, role in enumerate(roles):
            if role != "assistant" or number == 0:
                continue
            before, after = self._render(roles[:number], True), self._render(roles[: number + 1], False)
            content = after.find(placeholder(number), len(before))
            if not after.startswith(before) or content < 0:
                raise answer_elsewhere(before, after)
            mark = MARK.search(after, content)
            if mark is None:
                raise answer_never_ends(after[content:])
            if not whole.startswith(after[: mark.end()]):
                raise answers_rewritten(after, whole, mark.end())
            yield len(before), mark.end()

    def _render(self, roles: tuple[Role, ...], answers_next: bool) -> str:
        messages = [{"role": role, "content": placeholder(number)} for number, role in enumerate(roles)]
        try:
            return self._render_all(messages=messages, add_generation_prompt=answers_next, **_KNOWN)
        except FAULTS as error:
            raise fails(error) from None


def template_of(config: DataConfig) -> Template:
    """The template of some settings.

    Raises:  SettingError: a template of a person's own that can't be used.
    """
    if config.chat_template == "custom":
        if not (config.custom_template or "").strip():
            raise SettingError("template-missing", "data.chat_template is custom, and data.custom_template is empty: write one, or choose marks or plain.")
        return _made(config.custom_template or "")
    return _made(MARKS if config.chat_template == "marks" else PLAIN)


def template_for(config: RunConfig) -> Template | None:
    """The template of a run that learnt conversations; None of any other.

    Raises:  SettingError: as `template_of`.
    """
    return template_of(config.data) if config.data.format == "conversations" else None


@lru_cache(maxsize=16)
def _made(source: str) -> Template:
    return Template(source)


def _cut(text: str, *, asked: bool) -> Iterator[_Piece]:
    for piece in _PIECES.split(text):
        said = SAID.fullmatch(piece)
        if said:
            yield _Piece("", int(said[1]), False, asked)
        elif piece:
            yield _Piece(piece, None, MARK.fullmatch(piece) is not None, asked)


def _filled(pieces: list[_Piece], messages: Sequence[Message]) -> list[Part]:
    contents = [message.content.strip() for message in messages]
    return [Part(piece.text if piece.number is None else contents[piece.number], piece.is_mark, piece.asked) for piece in pieces]


def _check_contents(whole: str, roles: tuple[Role, ...]) -> None:
    """Every message is written once, in order of the dialogue."""
    written = [int(number) for number in SAID.findall(whole)]
    if written == list(range(len(roles))):
        return
    missing = next((role for number, role in enumerate(roles) if number not in written), None)
    raise without_system() if missing == "system" else messages_lost(len(roles), written)


def _mark_id(mark: str, tokenizer: Tokenizer) -> int:
    found = tokenizer.end_id if mark == END else tokenizer.marks.get(mark)
    if found is None:
        raise mark_unknown(mark)
    return found
