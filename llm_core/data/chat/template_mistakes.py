"""What can be wrong with a chat template, each with the rule and the remedy; and the placeholders in which it
is seen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from llm_core.errors import SettingError

OPEN, CLOSE = "\ue000", "\ue001"  # private characters, between which stands the number of what is said
SAID = re.compile(f"{OPEN}([0-9]{{1,6}}){CLOSE}")


def placeholder(number: int) -> str:
    """What a template is given in place of what the number-th message says."""
    return f"{OPEN}{number}{CLOSE}"


def answer_elsewhere(before: str, after: str) -> SettingError:
    """What is written before an answer isn't the beginning of what is written with it."""
    return SettingError(
        "template-answer-elsewhere",
        "The chat template doesn't let an answer follow what it writes before one: with add_generation_prompt, what "
        "it writes must be the beginning of what it "
        "writes with the answer. Before the answer: {before!r}; with it: {after!r}. Write the same before every "
        "answer.",
        before=_shown(before[-60:]),
        after=_shown(after[max(0, len(before) - 60) :][:120]),
    )


def answer_never_ends(after: str) -> SettingError:
    """No special token follows an answer."""
    return SettingError(
        "template-answer-never-ends",
        "The chat template ends an answer with {after!r} and no special token, so that a model could never stop: "
        "write one there, such as {{{{ eos_token }}}} or <|end|>. "
        "Special tokens look <|like_this|>, in small letters.",
        after=_shown(after[:60]),
    )


def answers_rewritten(after: str, whole: str, end: int) -> SettingError:
    """An answer, which ends at a place, is written differently once more follows."""
    return SettingError(
        "template-rewrites-answers",
        (
            "The chat template writes an answer differently once the dialogue goes on: {after!r} is not the "
            "beginning of {whole!r}. Write every turn the same wherever it stands."
        ),
        after=_shown(after[:end][-120:]),
        whole=_shown(whole[max(0, end - 120) :][:160]),
    )


def without_system() -> SettingError:
    """There is a system message, and the template leaves it out."""
    return SettingError(
        "template-without-system",
        (
            "The chat template writes no system message, and there is one: let it write messages of the role "
            "system, or leave them out."
        ),
    )


def messages_lost(count: int, written: Sequence[int]) -> SettingError:
    """Some of a dialogue's messages are not written, or more than once, or in another order."""
    return SettingError(
        "template-loses-messages",
        (
            "The chat template must write what each message says, once and in order: of a dialogue of {count} "
            "messages it writes {written}. Write message['content'] for each of messages."
        ),
        count=count,
        written=", ".join(str(number + 1) for number in written[:20]) or "none",
    )


def mark_unknown(mark: str) -> SettingError:
    """A template that another vocabulary was made for."""
    return SettingError(
        "mark-not-in-vocabulary",
        "The chat template writes {mark}, which this vocabulary lacks: use the template that the run was trained with.",
        mark=mark,
    )


def fails(error: BaseException) -> SettingError:
    """It isn't Jinja, or it fails while it writes."""
    line = getattr(error, "lineno", None)
    if line is not None:
        return SettingError(
            "template-syntax",
            "The chat template isn't valid Jinja: see its line {line} ({why}).",
            line=line,
            why=str(error)[:200],
        )
    return SettingError(
        "template-fails",
        "The chat template can't write a dialogue: {why}. Mend it, or choose marks or plain (data.chat_template).",
        why=(str(error) or type(error).__name__)[:200],
    )


def _shown(text: str) -> str:
    """A rendered text with … where something is said."""
    return SAID.sub("…", text)
