"""Let an encoder fill blanks: in a text, or in an answer of a length that is given."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch

from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.errors import CheckpointError, SettingError, TextError
from llm_core.generation.answering import require_room
from llm_core.generation.generator import require_fit
from llm_core.generation.sampling import possible
from llm_core.generation.stream import likeliest
from llm_core.model.transformer import LargeLanguageModel

BLANKS = ("_", "▢", "<mask>")
BLANK = re.compile("|".join(BLANKS))


@dataclass(frozen=True)
class Blank:
    """One hidden token: its place among the tokens, and (label, id, probability) of what may stand there, the likeliest
    first.
    """

    place: int
    likeliest: tuple[tuple[str, int, float], ...]


@dataclass(frozen=True)
class Filling:
    """What an encoder read, blanks as `<mask>`, and what it would put there.

    ids: the tokens with the likeliest in each blank.  text: of these; of an answer, of the answer alone.
    """

    tokens: tuple[int, ...]
    labels: tuple[str, ...]
    blanks: tuple[Blank, ...]
    ids: tuple[int, ...]
    text: str


def fill(
    model: LargeLanguageModel, tokenizer: Tokenizer, text: str, *, top: int = 8, chosen: Mapping[int, int] | None = None
) -> Filling:
    """What may stand in the blanks of a text: each `_`, `▢` or `<mask>` hides one token, whatever a token is.

    A letter where tokens are letters; where they are pieces of words, these begin with the space before them, so a
    space before a blank is hidden too.

    Args:    top: how many likeliest tokens to give for each.  chosen: ids that stand in some blanks already, by the
        blank's
             number; the model reads them, and the others follow.
    Raises:  TextError: no blank, or a text longer than the context. SettingError: the model is no encoder.
             CheckpointError: its vocabulary has no <mask>.
    """
    mask_id = require_filler(model, tokenizer)
    ids = with_blanks(text, tokenizer, mask_id)
    if mask_id not in ids:
        raise TextError("no-blank", "There is no blank to fill: write _ for each hidden token.")
    if len(ids) > model.config.context_length:
        raise TextError(
            "too-long-to-fill",
            "This text has {tokens} tokens, and the model reads {most} at once: leave out {excess}.",
            tokens=len(ids),
            most=model.config.context_length,
            excess=len(ids) - model.config.context_length,
        )
    read, blanks = filled(model, tokenizer, ids, chosen or {}, top)
    return Filling(tuple(ids), tuple(tokenizer.labels(ids)), blanks, read, tokenizer.decode(read))


def fill_answer(
    model: LargeLanguageModel,
    tokenizer: Tokenizer,
    source: str | Sequence[int],
    length: int | None = None,
    *,
    top: int = 8,
    chosen: Mapping[int, int] | None = None,
) -> Filling:
    """The answer of an encoder that learnt pairs: SOURCE <|endoftext|> and as many blanks as the answer is to be long.

    Args:    length: how many blanks, which tells the model the answer's length; None: as many as the source has tokens.
             top, chosen: as in `fill`.
    """
    mask_id = require_filler(model, tokenizer)
    given = [*(tokenizer.encode(source) if isinstance(source, str) else source), tokenizer.end_id]
    length = max(len(given) - 1, 1) if length is None else length
    if length < 1:
        raise SettingError("no-answer-length", "An answer has at least 1 blank, not {length}.", length=length)
    require_room(model, len(given), length)
    ids = [*given, *[mask_id] * length]
    read, blanks = filled(model, tokenizer, ids, chosen or {}, top)
    return Filling(tuple(ids), tuple(tokenizer.labels(ids)), blanks, read, tokenizer.decode(read[len(given) :]))


def given_and_length(text: str) -> tuple[str, int | None]:
    """What is given, and how many blanks follow it for an answer: "cab___" -> ("cab", 3), "cab" -> ("cab", None)."""
    given, count = text, 0
    while (shorter := next((given.removesuffix(blank) for blank in BLANKS if given.endswith(blank)), None)) is not None:
        given, count = shorter, count + 1
    return given, count or None


def require_filler(model: LargeLanguageModel, tokenizer: Tokenizer) -> int:
    """The id of <mask>, of a model that can fill blanks."""
    require_fit(model, tokenizer)
    if model.decoder is not None:
        raise SettingError(
            "cannot-fill",
            (
                "This model writes on and can't fill blanks: it sees only what stands before. Let it continue, or "
                "train an encoder (model.architecture encoder-only)."
            ),
        )
    if tokenizer.mask_id is None:
        raise CheckpointError(
            "no-mask-token",
            (
                "This run's vocabulary has no <mask>, so nothing can be hidden from its model. Train an "
                "encoder-only run anew."
            ),
        )
    return tokenizer.mask_id


def with_blanks(text: str, tokenizer: Tokenizer, mask_id: int) -> list[int]:
    """The ids of a text, with `<mask>` for each blank; where tokens are pieces of words, the space before one is hidden
    too.
    """
    *parts, last = BLANK.split(text)
    before = [part.removesuffix(" ") if tokenizer.kind == "bpe" else part for part in parts]
    return [*(token for part in before for token in (*tokenizer.encode(part), mask_id)), *tokenizer.encode(last)]


@torch.inference_mode()
def filled(
    model: LargeLanguageModel, tokenizer: Tokenizer, ids: Sequence[int], chosen: Mapping[int, int], top: int
) -> tuple[tuple[int, ...], tuple[Blank, ...]]:
    """The ids with the likeliest token, or the chosen one, in each blank; and the probabilities at each while the
    chosen ones stand.
    """
    places = [place for place, token in enumerate(ids) if token == tokenizer.mask_id]
    read = list(ids)
    for number, token in chosen.items():
        read[places[number]] = token
    logits = model(torch.tensor([read], device=model.embed.weight.device))[0, places]
    blanks = []
    for number, (place, probs) in enumerate(
        zip(places, possible(logits, tokenizer, ends=False).softmax(-1), strict=True)
    ):
        found = likeliest(probs, top)
        labels = tokenizer.labels([token for token, _ in found])
        blanks.append(
            Blank(place, tuple((label, token, share) for label, (token, share) in zip(labels, found, strict=True)))
        )
        read[place] = chosen.get(number, int(probs.argmax()))
    return tuple(read), tuple(blanks)
