"""Answer what a person typed, in the way that the run has learnt: continue it, answer it, or take one's turn in a
conversation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from llm_core.config import SamplingConfig
from llm_core.data.chat.dialogue import Message
from llm_core.data.chat.template import Template
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.errors import TextError
from llm_core.generation.answering import answer
from llm_core.generation.generator import generate, require_fit, require_writer, write
from llm_core.generation.mode import Mode
from llm_core.generation.stream import GeneratedToken
from llm_core.generation.window import DecoderWindow
from llm_core.model.transformer import LargeLanguageModel

LEAST_SHARE = 8  # a reply has room for at least the context over this


def reply(
    model: LargeLanguageModel,
    tokenizer: Tokenizer,
    words: str,
    sampling: SamplingConfig,
    *,
    mode: Mode = "continue",
    template: Template | None = None,
    alternatives: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[GeneratedToken]:
    """Continue the words that were typed, exactly as they stand, or answer them; other arguments as in `generate`.

    Args:    template: of a run that converses: the words are a conversation's first message.
    Raises:  SettingError: the model is an encoder alone, which fills blanks: filling.py.
    """
    if mode == "converse":
        assert template is not None, "conversations have a template"
        return converse(
            model,
            tokenizer,
            template,
            [Message("user", words)],
            sampling,
            alternatives=alternatives,
            cancelled=cancelled,
        )
    how = answer if mode == "answer" else generate
    return how(model, tokenizer, words, sampling, alternatives=alternatives, cancelled=cancelled)


def converse(
    model: LargeLanguageModel,
    tokenizer: Tokenizer,
    template: Template,
    messages: Sequence[Message],
    sampling: SamplingConfig,
    *,
    begun: Sequence[int] = (),
    exchanges: int = 0,
    alternatives: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[GeneratedToken]:
    """Take the assistant's turn, token by token, until the mark that ends it; the other arguments as in `generate`.

    Of a conversation longer than the context the oldest turns are forgotten, never the system's message. A repetition
    penalty falls on this turn only.

    Args:    messages: the last one is the person's.  begun: how the turn begins already.  exchanges: the most of them,
        the one
             that is asked included, that are read: who learnt single questions is lost in a long talk; 0: all.
    Raises:  TextError: not even the last message fits into the context.
    """
    require_fit(model, tokenizer)
    require_writer(model)
    ids = read_before(model, tokenizer, template, latest(messages, exchanges), len(begun))
    window = DecoderWindow(model, [*ids, *begun], sampling.beams, slides=False, given=len(ids))
    if not window.is_full:
        yield from write(window, tokenizer, sampling, alternatives=alternatives, cancelled=cancelled)


def latest(messages: Sequence[Message], exchanges: int) -> list[Message]:
    """The system's message, and the last so many exchanges; 0: all."""
    rules = [message for message in messages if message.role == "system"]
    said = [message for message in messages if message.role != "system"]
    asked = [place for place, message in enumerate(said) if message.role == "user"]
    return [*rules, *said[asked[-exchanges] if 0 < exchanges <= len(asked) else 0 :]]


def read_before(
    model: LargeLanguageModel, tokenizer: Tokenizer, template: Template, messages: Sequence[Message], begun: int
) -> list[int]:
    """What the model reads before its turn: as much of the conversation as leaves room for the turn.

    Raises:  TextError: there is no message, or not even the last one fits.
    """
    if not messages or messages[-1].role != "user":
        raise TextError("nothing-asked", "There is nothing to answer: the last message must be the person's.")
    most = model.config.context_length
    room = most - max(most // LEAST_SHARE, begun + 1)
    rules = [message for message in messages if message.role == "system"][:1]
    said = [message for message in messages if message.role != "system"]
    while True:
        ids, _ = template.encode(template.generation_prompt([*rules, *said]), tokenizer)
        if len(ids) <= room:
            return ids
        later = next((place for place in range(1, len(said)) if said[place].role == "user"), None)
        if later is None:
            raise TextError(
                "message-too-long",
                (
                    "This message needs {tokens} tokens, and the model reads {most} at most: shorten it, or the "
                    "system prompt."
                ),
                tokens=len(ids),
                most=room,
            )
        said = said[later:]
