"""What a script says of a conversation, checked: the browser is not trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args

from llm_core.errors import SettingError

if TYPE_CHECKING:
    from llm_core.data.chat.dialogue import Message

MOST_CHARACTERS = 200_000
MOST_PARTS = 2000


def messages_of(said: Sequence[Mapping[str, Any]]) -> list[Message]:
    """Messages in turn: perhaps the system's, then the person's and the run's, the person's last.

    Raises:  SettingError: more than a conversation may have.
    """
    from llm_core.data.chat.dialogue import Message, Role

    _require_size(len(said), sum(len(str(one["content"])) for one in said))
    messages = [Message(one["role"], str(one["content"])) for one in said]
    roles = [message.role for message in messages]
    if not set(roles) <= set(get_args(Role)) or "system" in roles[1:] or roles[-1:] != ["user"]:
        raise KeyError("messages that make no conversation")
    return messages


def ids_of(tokenizer: Any, parts: Sequence[Mapping[str, Any]]) -> list[int]:
    """Tokens of a conversation that is read as one text, given as texts and as tokens.

    Raises:  SettingError: more than a conversation may have.
    """
    _require_size(len(parts), sum(len(str(part.get("text", ""))) + len(part.get("ids", ())) for part in parts))
    ids: list[int] = []
    for part in parts:
        ids += checked_ids(tokenizer, part["ids"]) if "ids" in part else tokenizer.encode(str(part["text"]))
    return ids


def checked_ids(tokenizer: Any, ids: Sequence[Any]) -> list[int]:
    """Tokens that a run knows; KeyError for others."""
    checked = [int(token) for token in ids]
    if any(not 0 <= token < tokenizer.vocab_size for token in checked):
        raise KeyError("a token that this run does not know")
    return checked


def last_words(parts: Sequence[Mapping[str, Any]]) -> str:
    """What was said last, as text."""
    return next((str(part["text"]) for part in reversed(parts) if "text" in part), "")


def _require_size(parts: int, characters: int) -> None:
    if parts > MOST_PARTS or characters > MOST_CHARACTERS:
        raise SettingError(
            "chat-too-long",
            "This conversation is longer than {limit} characters. Begin a new one, or send less.",
            limit=MOST_CHARACTERS,
        )
