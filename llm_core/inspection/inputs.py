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
class ModelInput:
    """The ids of one look, and what is to be said at each place.

    tokens: T ids for the stack that the head reads.  source: S ids for the encoder beside a decoder, else none.
    targets: for each place the id that its probabilities are about; None where nothing is known to stand there or to
    follow.
    loss_mask: for each place whether the model learnt to guess there; of pairs and conversations, in the answer only.
    blanks: places that are hidden already, those of an answer.  dropped: tokens that did not fit.
    """

    tokens: list[int]
    source: list[int] | None
    targets: list[int | None]
    loss_mask: list[bool]
    blanks: frozenset[int] = frozenset()
    dropped: int = 0


def text_input(model: LargeLanguageModel, tokenizer: Tokenizer, text: str, answer: str | None, most: int) -> ModelInput:
    """Of a run that learnt running text: its last part where it is long. With two stacks, the second half is written
    from the first, or the answer from the text, where there is one.

    Raises:  TextError: no text.
    """
    ids = _ids(tokenizer, text)
    if not model.reads_source:
        tokens = ids[-most:]
        targets = list[int | None](tokens) if model.decoder is None else _following(tokens)
        return ModelInput(tokens, None, targets, [True] * len(tokens), dropped=len(ids) - len(tokens))
    fitting = ids[-most if answer else -2 * most + 1 :]
    half = len(fitting) if answer else -(-len(fitting) // 2)
    written = tokenizer.encode(answer) if answer else fitting[half:]
    tokens = [tokenizer.end_id, *written][:most]
    dropped = len(ids) - len(fitting) + len(written) + 1 - len(tokens)
    return ModelInput(tokens, fitting[:half], _following(tokens), [True] * len(tokens), dropped=dropped)


def pair_input(model: LargeLanguageModel, tokenizer: Tokenizer, text: str, answer: str | None, most: int) -> ModelInput:
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
    targets = [*tokens[1:], end if whole else None]  # a whole answer ends with the mark
    return ModelInput(
        tokens,
        [*given, end] if model.reads_source else None,
        targets,
        [place >= len(before) for place in range(len(tokens))],
        dropped=len(before) + 1 + len(said) - len(tokens),
    )


def turn_input(
    model: LargeLanguageModel, tokenizer: Tokenizer, text: str, answer: str | None, most: int, *, template: Template
) -> ModelInput:
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
    targets = [*tokens[1:], end if whole else None]
    return ModelInput(
        tokens,
        None,
        targets,
        [here >= len(given) - 1 for here in range(len(tokens))],
        dropped=len(given) + len(said) - len(tokens),
    )


InputBuilder = Callable[[LargeLanguageModel, Tokenizer, str, str | None, int], ModelInput]


def input_builder_of(pairs: bool, template: Template | None) -> InputBuilder:
    """How a run reads, by what it learnt: conversations have a template."""
    if template is not None:
        return partial(turn_input, template=template)
    return pair_input if pairs else text_input


def _with_blanks(
    model: LargeLanguageModel, tokenizer: Tokenizer, text: str, answer: str | None, most: int
) -> ModelInput:
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
    targets = [*given, tokenizer.end_id, *hidden]
    return ModelInput(
        tokens, None, targets, [place >= first for place in range(len(tokens))], frozenset(range(first, len(tokens)))
    )


def _ids(tokenizer: Tokenizer, text: str) -> list[int]:
    ids = tokenizer.encode(text)
    if not ids:
        raise TextError("nothing-to-read", "There is nothing to read: type at least one character.")
    return ids


def _following(tokens: list[int]) -> list[int | None]:
    return [*tokens[1:], None]
