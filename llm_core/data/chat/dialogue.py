"""A dialogue: what was said by whom, and how the turns of a file, whoever its speakers are, become one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal, NamedTuple

from llm_core.data.tokenizer.labels import without_surrogates

Role = Literal["system", "user", "assistant"]
Turn = tuple[str | None, str]  # who speaks, as the file names them (None: it doesn't), and what is said
MOST_MESSAGES = 256
NAMES: dict[Role, frozenset[str]] = {
    "system": frozenset({"system", "sys", "developer", "系统"}),
    "user": frozenset(
        {
            "user",
            "usr",
            "human",
            "customer",
            "client",
            "prompter",
            "person",
            "questioner",
            "seeker",
            "visitor",
            "patient",
            "student",
            "me",
            "q",
            "question",
            "instruction",
            "prompt",
            "用户",
            "人类",
            "顾客",
            "客户",
            "学生",
            "问",
            "问题",
        }
    ),
    "assistant": frozenset(
        {
            "assistant",
            "gpt",
            "chatgpt",
            "bot",
            "chatbot",
            "model",
            "agent",
            "ai",
            "llm",
            "machine",
            "robot",
            "answerer",
            "support",
            "expert",
            "doctor",
            "teacher",
            "a",
            "answer",
            "response",
            "reply",
            "output",
            "助手",
            "助理",
            "机器人",
            "客服",
            "医生",
            "老师",
            "答",
            "回答",
            "答案",
        }
    ),
}
ASIDE = frozenset(
    {
        "tool",
        "tools",
        "function",
        "function_call",
        "function_response",
        "ipython",
        "observation",
        "environment",
        "context",
    }
)


class Message(NamedTuple):
    """What one side says in one go."""

    role: Role
    content: str


@dataclass(frozen=True)
class Dialogue:
    """Messages in turn: perhaps a system message, then a user and an assistant by turns; the last is an assistant's.

    `validation` is True or False where its row says that it is kept for validation or learnt, None where it says
    nothing. `refusal`: its row says that the right answer is to say that one doesn't know.
    """

    messages: tuple[Message, ...]
    validation: bool | None = None
    refusal: bool = False

    @property
    def question(self) -> str:
        """What the user says first."""
        return next(message.content for message in self.messages if message.role == "user")


class Settled(NamedTuple):
    """Messages that make a dialogue, () where nothing is asked and answered, and whether an answer before any question
    was left out.
    """

    messages: tuple[Message, ...]
    answer_first: bool


def settle(turns: Sequence[Turn], system: str | None = None) -> Settled:
    """Make messages in turn of what was said.

    Speakers of unknown names: the first is the user, the others the assistant. What one says several times in a row is
    one message, joined by line ends. What comes before the first question and after the last answer is left out, and so
    is what tools say.

    Args:    system: a system message that stands beside the turns.
    """
    said = [(name, without_surrogates(text.strip())) for name, text in turns]
    spoken = [
        Message(role, text)
        for role, (_, text) in zip(_roles(tuple(name for name, _ in said)), said, strict=True)
        if role and text
    ]
    before = [message.content for message in spoken if message.role == "system"][:1] or (
        [without_surrogates(system.strip())] if system else []
    )
    joined = [
        Message(role, "\n".join(message.content for message in together))
        for role, together in groupby(
            (message for message in spoken if message.role != "system"), key=lambda message: message.role
        )
    ]
    answer_first = bool(joined) and joined[0].role == "assistant"
    joined = joined[answer_first:]
    joined = joined[: len(joined) // 2 * 2]
    opening = tuple(Message("system", text) for text in before if text)
    return Settled((*opening, *joined) if joined else (), answer_first and bool(joined))


def parts_of(messages: tuple[Message, ...]) -> Iterator[tuple[Message, ...]]:
    """Messages in parts of at most MOST_MESSAGES, each with the system message: no context holds more."""
    opening = messages[:1] if messages and messages[0].role == "system" else ()
    rest = messages[len(opening) :]
    for start in range(0, len(rest), MOST_MESSAGES):
        yield (*opening, *rest[start : start + MOST_MESSAGES])


def role_named(name: str) -> Role | None:
    """The role that a speaker's name stands for, if it is a known one."""
    plain = name.strip().casefold()
    return next((role for role, names in NAMES.items() if plain in names), None)


@lru_cache(maxsize=256)
def _roles(names: tuple[str | None, ...]) -> list[Role | None]:
    """The role of each turn; None: left out."""
    speakers = [name for name in dict.fromkeys(names) if name is not None and name.strip().casefold() not in ASIDE]
    letters = {name.strip().casefold() for name in speakers}
    # an "A" answers only where a "Q" asks: beside a "B" it is merely the first to speak
    roles: dict[str, Role] = {
        name: known_role
        for name in speakers
        if (known_role := role_named(name)) and ("q" in letters or name.strip().casefold() != "a")
    }
    if _system_answers(names, roles):
        roles = {name: "assistant" if role == "system" else role for name, role in roles.items()}
    talking = [name for name in speakers if roles.get(name) != "system"]
    known = {roles[name] for name in talking if name in roles}
    if len(known) == 2 or (len(known) == 1 and len(talking) == 1):
        others: Role = "assistant"  # a third speaker answers too
    elif len(known) == 1 and not all(name in roles for name in talking):
        others = "user" if "assistant" in known else "assistant"
    else:  # nobody's name is known, or all names stand for the same side: the first who speaks asks
        roles = {name: "user" if name == talking[0] else "assistant" for name in talking} | {
            name: "system" for name in speakers if name not in talking
        }
        others = "assistant"
    found: list[Role | None] = []
    last: Role = "assistant"
    for name in names:
        if name is not None and name not in speakers:
            found.append(None)
            continue
        role: Role = ("assistant" if last == "user" else "user") if name is None else roles.get(name, others)
        found.append(role)
        last = role if role != "system" else last
    return found


def _system_answers(names: Sequence[str | None], roles: dict[str, Role]) -> bool:
    """Whether the one that is called the system is who answers, as in task-oriented data: nobody else does, and it
    speaks after others.
    """
    found = [roles.get(name, "user") for name in names if name is not None]
    return "assistant" not in found and len({name for name in names if name is not None}) == 2 and "system" in found[1:]
