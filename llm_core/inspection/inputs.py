"""What a model reads for one look: a text, or what is given and its answer, arranged as its run learnt them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch

from llm_core.data.chat.dialogue import Message
from llm_core.data.chat.template import Template
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.errors import TextError
from llm_core.generation.answering import answers, likeliest_after
from llm_core.generation.infilling import given_and_length, require_filler
from llm_core.model.transformer import LargeLanguageModel

LONGEST_ANSWER = 64  # tokens that a model may say for itself here


@dataclass(frozen=True)
class Reading:
    """The ids of one look, and what is asked at each place.

    tokens: T ids for the stack that the head reads.  source: S ids for the encoder beside a decoder, else none.
    real: for each place the id that its probabilities are about; None where nothing is known to stand there or to
    follow.
    asked: for each place whether the model learnt to guess there; of pairs and conversations, in the answer only.
    blanks: places that are hidden already, those of an answer.  dropped: tokens that did not fit.
    """

    tokens: list[int]
    source: list[int] | None
    real: list[int | None]
    asked: list[bool]
    blanks: frozenset[int] = frozenset()
    dropped: int = 0


def read_text(model: LargeLanguageModel, tokenizer: Tokenizer, text: str, answer: str | None, most: int) -> Reading:
    """Of a run that learnt running text: its last part where it is long. With two stacks, the second half is written
    from the first, or the answer from the text, where there is one.

    Raises:  TextError: no text.
    """
    ids = _ids(tokenizer, text)
    if not model.reads_source:
        tokens = ids[-most:]
        real = list[int | None](tokens) if model.decoder is None else _following(tokens)
        return Reading(tokens, None, real, [True] * len(tokens), dropped=len(ids) - len(tokens))
    fitting = ids[-most if answer else -2 * most + 1 :]
    half = len(fitting) if answer else -(-len(fitting) // 2)
    written = tokenizer.encode(answer) if answer else fitting[half:]
    tokens = [tokenizer.end_id, *written][:most]
    dropped = len(ids) - len(fitting) + len(written) + 1 - len(tokens)
    return Reading(tokens, fitting[:half], _following(tokens), [True] * len(tokens), dropped=dropped)


def read_pair(model: LargeLanguageModel, tokenizer: Tokenizer, text: str, answer: str | None, most: int) -> Reading:
    """Of a run that learnt pairs: SOURCE <|endoftext|> and the answer; where none is given, the model's own.

    Raises:  TextError: nothing given, or so much that no token of the answer fits beside it.
    """
    if model.decoder is None:
        return _with_blanks(model, tokenizer, text, answer, most)
    given = _ids(tokenizer, text)
    room = most if model.reads_source else most - 1
    if len(given) + 1 > room:
        raise TextError(
            "too-long-to-inspect",
            "What is given has {tokens} tokens, and at most {most} can be looked at with its answer: give it less.",
            tokens=len(given),
            most=room - 1,
        )
    limit, end = min(LONGEST_ANSWER, most), tokenizer.end_id
    said = answers(model, tokenizer, [given], [limit])[0] if answer is None else tokenizer.encode(answer)
    before = [] if model.reads_source else given
    tokens = [*before, end, *said][:most]
    whole = len(tokens) == len(before) + 1 + len(said) and (answer is not None or len(said) < limit)
    real = [*tokens[1:], end if whole else None]  # a whole answer ends with the mark
    return Reading(
        tokens,
        [*given, end] if model.reads_source else None,
        real,
        [place >= len(before) for place in range(len(tokens))],
        dropped=len(before) + 1 + len(said) - len(tokens),
    )


def read_turn(
    model: LargeLanguageModel, tokenizer: Tokenizer, text: str, answer: str | None, most: int, *, template: Template
) -> Reading:
    """Of a run that learnt conversations: what the person says, in its template, and the answer; where none is given,
    the model's own.

    Raises:  TextError: nothing said, or so much that no token of the answer fits beside it.
    """
    _ids(tokenizer, text)
    given, _ = template.encode(template.generation_prompt([Message("user", text)]), tokenizer)
    if len(given) > most - 1:
        raise TextError(
            "too-long-to-inspect",
            "What is given has {tokens} tokens, and at most {most} can be looked at with its answer: give it less.",
            tokens=len(given),
            most=most - 1,
        )
    limit = min(LONGEST_ANSWER, most)
    place = torch.tensor([given], device=model.embed.weight.device)
    said = likeliest_after(model, tokenizer, place, [limit])[0] if answer is None else tokenizer.encode(answer)
    tokens = [*given, *said][:most]
    whole = len(tokens) == len(given) + len(said) and (answer is not None or len(said) < limit)
    stop = template.stops[0]
    end = tokenizer.marks.get(stop, tokenizer.end_id)
    real = [*tokens[1:], end if whole else None]
    return Reading(
        tokens,
        None,
        real,
        [here >= len(given) - 1 for here in range(len(tokens))],
        dropped=len(given) + len(said) - len(tokens),
    )


Reader = Callable[[LargeLanguageModel, Tokenizer, str, str | None, int], Reading]


def reader_of(pairs: bool, template: Template | None) -> Reader:
    """How a run reads, by what it learnt: conversations have a template."""
    if template is not None:
        return partial(read_turn, template=template)
    return read_pair if pairs else read_text


def _with_blanks(model: LargeLanguageModel, tokenizer: Tokenizer, text: str, answer: str | None, most: int) -> Reading:
    """An encoder sees blanks for the answer: as many as it has tokens, as the text says (cab___), or as are given."""
    mask_id = require_filler(model, tokenizer)
    words, length = given_and_length(text)
    given, said = _ids(tokenizer, words), tokenizer.encode(answer or "")
    length = len(said) or length or len(given)
    if len(given) + 1 + length > most:
        raise TextError(
            "too-long-to-inspect",
            "What is given has {tokens} tokens, and at most {most} can be looked at with its answer: give it less.",
            tokens=len(given),
            most=max(most - 1 - length, 0),
        )
    first = len(given) + 1
    tokens = [*given, tokenizer.end_id, *[mask_id] * length]
    hidden: list[int] | list[None] = said or [None] * length
    real = [*given, tokenizer.end_id, *hidden]
    return Reading(
        tokens, None, real, [place >= first for place in range(len(tokens))], frozenset(range(first, len(tokens)))
    )


def _ids(tokenizer: Tokenizer, text: str) -> list[int]:
    ids = tokenizer.encode(text)
    if not ids:
        raise TextError("nothing-to-read", "There is nothing to read: type at least one character.")
    return ids


def _following(tokens: list[int]) -> list[int | None]:
    return [*tokens[1:], None]
