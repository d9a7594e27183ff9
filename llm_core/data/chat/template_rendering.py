"""A chat template at work: dialogues of given roles become pieces, with placeholders for what is said.

A template from anywhere is rendered in a child process: Jinja's sandbox keeps it from Python's insides, and the child's
limits keep it from taking all time and memory by an expression that nobody thought of.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from llm_core.data.chat.dialogue import Role
from llm_core.data.chat.template_mistakes import (
    CLOSE,
    OPEN,
    SAID,
    answer_elsewhere,
    answer_never_ends,
    answers_rewritten,
    fails,
    messages_lost,
    placeholder,
    without_system,
)
from llm_core.data.chat.template_sandbox import FAULTS, Sandbox
from llm_core.data.tokenizer.tokenizer_file import END, MARK
from llm_core.errors import SettingError
from llm_core.isolation.limits import MB, ExceededError, Limits
from llm_core.isolation.readers import isolated

PROBING, ONE_MORE = Limits(), Limits(cpu_s=2, wall_s=6.0)  # all probes together; any dialogue after them
_PIECES = re.compile(f"({OPEN}[0-9]{{1,6}}{CLOSE}|{MARK.pattern})")
_KNOWN = {
    "eos_token": END,
    "bos_token": "",
    "tools": None,
    "documents": None,
}  # besides the messages, as in transformers
PROBES: tuple[tuple[Role, ...], ...] = (
    ("user", "assistant"),
    ("user", "assistant", "user", "assistant"),
    ("user", "assistant", "user", "assistant", "user", "assistant"),
)


class RenderedPiece(NamedTuple):
    """A stretch of a dialogue before what is said takes the place of its number."""

    text: str
    number: int | None
    is_mark: bool
    in_loss: bool


Key = tuple[tuple[Role, ...], bool]  # the roles of a dialogue, and whether an answer is to follow


class Renderer:
    """Renders one template.

    Raises:  SettingError: it isn't Jinja.
    """

    def __init__(self, source: str) -> None:
        try:
            self._render_all = Sandbox().renderer(source)
        except FAULTS as error:
            raise fails(error) from None

    def probe(self) -> dict[Key, list[RenderedPiece]]:
        """Dialogues that any template must be able to write; those with a system message where it can.

        Raises:  SettingError: it fails, or nobody could answer after it: see `_answers`.
        """
        found = {(roles, False): self.pieces(roles, False) for roles in PROBES}
        with contextlib.suppress(
            SettingError
        ):  # a template needn't write system messages: a mistake only where there are some
            for roles in PROBES:
                found[(("system", *roles), False)] = self.pieces(("system", *roles), False)
        return found

    def pieces(self, roles: tuple[Role, ...], answers_next: bool) -> list[RenderedPiece]:
        """The pieces of a dialogue of these roles, whatever is said in it.

        Raises:  SettingError: the template can't write it.
        """
        whole = self._render(roles, answers_next)
        _check_contents(whole, roles)
        pieces, at = list[RenderedPiece](), 0
        for start, end in self._answers(roles, whole):
            pieces += [*_cut(whole[at:start], in_loss=False), *_cut(whole[start:end], in_loss=True)]
            at = end
        return pieces + list(_cut(whole[at:], in_loss=False))

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


def probed(source: str, *, trusted: bool) -> dict[Key, list[RenderedPiece]]:
    """What a template writes at its probes.

    Args:    trusted: it is one of the project's own, and needs no child process.
    Raises:  SettingError: it can't be used, or takes too much.
    """
    if trusted:
        return _probed(source)
    try:
        found: dict[Key, list[RenderedPiece]] = isolated(_probed, source, about="data.custom_template", limits=PROBING)
    except ExceededError:
        raise too_much(PROBING) from None
    return found


def pieces_of(source: str, key: Key, *, trusted: bool) -> list[RenderedPiece]:
    """The pieces of one more dialogue.

    Raises:  SettingError: the template can't write it, or takes too much.
    """
    if trusted:
        return _pieces_of(source, key)
    try:
        found: list[RenderedPiece] = isolated(_pieces_of, source, key, about="data.custom_template", limits=ONE_MORE)
    except ExceededError:
        raise too_much(ONE_MORE) from None
    return found


def too_much(limits: Limits) -> SettingError:
    """The mistake of a template that goes on for too long, or fills the memory."""
    return SettingError(
        "template-takes-too-much",
        "The template takes more than {seconds} seconds or {mb} MB to write a short dialogue, so it was stopped: "
        "shorten its loops, or choose marks or plain.",
        seconds=limits.cpu_s,
        mb=limits.memory_bytes // MB,
    )


def _probed(source: str) -> dict[Key, list[RenderedPiece]]:
    return _renderer(source).probe()


def _pieces_of(source: str, key: Key) -> list[RenderedPiece]:
    return _renderer(source).pieces(*key)


@lru_cache(maxsize=16)
def _renderer(source: str) -> Renderer:
    return Renderer(source)


def _cut(text: str, *, in_loss: bool) -> Iterator[RenderedPiece]:
    for piece in _PIECES.split(text):
        said = SAID.fullmatch(piece)
        if said:
            yield RenderedPiece("", int(said[1]), False, in_loss)
        elif piece:
            yield RenderedPiece(piece, None, MARK.fullmatch(piece) is not None, in_loss)


def _check_contents(whole: str, roles: tuple[Role, ...]) -> None:
    """Every message is written once, in order of the dialogue."""
    written = [int(number) for number in SAID.findall(whole)]
    if written == list(range(len(roles))):
        return
    missing = next((role for number, role in enumerate(roles) if number not in written), None)
    raise without_system() if missing == "system" else messages_lost(len(roles), written)
