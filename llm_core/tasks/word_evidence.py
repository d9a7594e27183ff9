"""Why a text was given its class: what each word adds to the class's odds, and what happens when it is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from llm_core.model.tap import Tap
from llm_core.tasks.classes import odds_of, scores_of
from llm_core.tasks.task import Used
from llm_core.text.examples import sentiment
from llm_core.text.tokenizer import Tokenizer

STEPS = 32                       # points on the way from a blank text to this one
MOST_PLACES = 4096               # tokens that are read at a time, over all points


@dataclass(frozen=True)
class Word:
    """A word of a text, and the places of its tokens."""

    text: str
    places: range


def words_of(text: str, ids: Sequence[int], tokenizer: Tokenizer) -> list[Word]:
    """The words of a text, by the tokens that it is read as: each begins at a blank, or after a character that is a word of its own.

    Args:    text: as it was written.  ids: what it was read as, perhaps cut short; its letters are those of the text's words.
    """
    written = iter("".join(sentiment.words_of(text)))
    found, first, held = list[Word](), 0, b""
    for place, token in enumerate(ids):
        held += tokenizer.bytes_of(token)
        following = tokenizer.bytes_of(ids[place + 1])[:1] if place + 1 < len(ids) else b" "
        shown = "".join(held.decode("utf-8", "replace").split())
        if _is_whole(held) and shown and (following == b" " or _is_ideograph(shown[-1])):
            found.append(Word("".join(next(written, "") for _ in shown), range(first, place + 1)))
            first, held = place + 1, b""
    return found


def attributions(used: Used, ids: Sequence[int], label: int) -> Tensor:
    """What each token adds to the log-odds of a class, log p/(1-p), against a text of blanks: (S,), their sum is about what the text changed.

    The embeddings go in a straight line from those of blanks to those of the text; what the log-odds gain on the way is shared
    out by the gradient. The odds themselves would hardly move where a model is sure, and so have no gradient.

    Source:  Sundararajan et al. 2017, "Axiomatic attribution for deep networks", arXiv:1703.01365, equation 3.
    """
    name = "encoder.embed" if used.model.reads_source else "embed"
    own = _embedded(used, ids, name)                                                   # (1, S + marks, D)
    blank = used.tokenizer.mask_id
    base = torch.zeros_like(own) if blank is None else _embedded(used, [blank] * len(ids), name)
    base[:, len(ids) :] = own[:, len(ids) :]
    points = (torch.arange(STEPS, device=own.device) + 0.5) / STEPS
    at_once = max(1, MOST_PLACES // own.size(1))
    total = torch.zeros_like(own[0])
    for some in torch.split(points, at_once):
        way = (base + some[:, None, None] * (own - base)).requires_grad_()              # (P, S + marks, D)
        tap = Tap(edit={name: lambda _, way=way: way})  # type: ignore[misc]
        with torch.enable_grad():
            log_odds = log_odds_of(scores_of(used, [ids] * len(some), tap), label).sum()
            (gradient,) = torch.autograd.grad(log_odds, way)
        total += gradient.sum(0)
    return ((own - base)[0] * total / STEPS).sum(-1)[: len(ids)]


def log_odds_of(scores: Tensor, label: int) -> Tensor:
    """log p/(1-p) of one class, (B,), of the scores (B, C) of all; of a single class there is nothing else, and it is its score."""
    others = [other for other in range(scores.size(-1)) if other != label]
    return scores[:, label] - (scores[:, others].logsumexp(-1) if others else 0)


def changes(used: Used, ids: Sequence[int], words: Sequence[Word], label: int, odds: float) -> list[float]:
    """How far the odds of a class change when each word is left out: below 0 where it speaks for the class."""
    without = [[*ids[: word.places.start], *ids[word.places.stop :]] for word in words]
    return [float(found) - odds for found in odds_of(used, without)[:, label]]


def _embedded(used: Used, ids: Sequence[int], name: str) -> Tensor:
    tap = Tap(keep=[name])
    with torch.no_grad():
        scores_of(used, [ids], tap)
    return tap.kept[name].clone()


def _is_whole(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_ideograph(character: str) -> bool:
    return "\u3040" <= character <= "\u30ff" or "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"
