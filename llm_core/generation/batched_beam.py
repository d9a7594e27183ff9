"""Beam search for many sources at once: what `generation.beam` finds for each alone, several times as fast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.generation.answering import Cancelled, padded
from llm_core.generation.generator import never
from llm_core.generation.sampling import possible
from llm_core.generation.stream import ends_of
from llm_core.model.transformer import LargeLanguageModel

SOURCES = 64  # searched together


@dataclass
class Search:
    """The search for one source's answer.

    longest: tokens at most, the end mark included.  penalty: of short answers.  room: beams that nothing finished has
    taken.
    said: what each beam has said.
    """

    longest: int
    penalty: float
    room: int
    said: list[list[int]] = field(default_factory=lambda: [[]])
    worth: float = -torch.inf
    best: list[int] = field(default_factory=list)

    def go_on(self, found: Sequence[tuple[float, int, int]], ends: frozenset[int]) -> list[tuple[float, int, int]]:
        """Take the likeliest steps (score, beam, token), the best first; those that finish leave, and what goes on is
        returned.
        """
        alive = []
        for score, beam, token in found[: self.room]:
            ids = [*self.said[beam], token]
            if token not in ends and len(ids) < self.longest:
                alive.append((score, beam, token))
                continue
            self.room -= 1
            worth = score / ((5 + len(ids)) / 6) ** self.penalty
            if worth > self.worth:
                self.worth, self.best = worth, ids
        if not any(score / ((5 + self.longest) / 6) ** self.penalty > self.worth for score, _, _ in alive):
            alive = []
        self.said = [[*self.said[beam], token] for _, beam, token in alive]
        return alive


def search_many(
    model: LargeLanguageModel,
    tokenizer: Tokenizer,
    sources: Sequence[Sequence[int]],
    longest: Sequence[int],
    *,
    beams: int,
    penalty: float,
    cancelled: Cancelled = never,
) -> list[list[int]]:
    """The likeliest answers that a beam search finds.

    Args:    model: an encoder beside a decoder.  sources: ids without end marks, which the context holds with one.
             longest: how many tokens each answer may have.  penalty: as in `SamplingConfig.length_penalty`.
    Returns: ids without end marks, in the order of the sources; empty from where it was cancelled.
    Source:  Wu et al. 2016, arXiv:1609.08144, section 7, without the coverage penalty.
    """
    found: list[list[int]] = [[] for _ in sources]
    order = sorted(range(len(sources)), key=lambda place: len(sources[place]))
    for start in range(0, len(order), SOURCES):
        if cancelled():
            break
        some = order[start : start + SOURCES]
        said = _together(
            model,
            tokenizer,
            [sources[place] for place in some],
            [Search(longest[place], penalty, beams) for place in some],
        )
        for place, ids in zip(some, said, strict=True):
            found[place] = ids
    return found


@torch.inference_mode()
def _together(
    model: LargeLanguageModel, tokenizer: Tokenizer, sources: list[Sequence[int]], searches: list[Search]
) -> list[list[int]]:
    count, beams, end, device = len(sources), searches[0].room, tokenizer.end_id, model.embed.weight.device
    ends, most = frozenset(ends_of(tokenizer)), max(search.longest for search in searches)
    source = padded([[*ids, end] for ids in sources]).to(device).repeat_interleave(beams, 0)
    tokens, scores = (
        torch.full((count * beams, 1), end, device=device),
        torch.full((count, beams), -torch.inf, dtype=torch.double),
    )
    scores[:, 0] = 0
    cache = model.new_cache(count * beams, min(most + 1, model.config.context_length))
    for number in range(1, most + 1):
        logits = possible(model(tokens, source if number == 1 else None, cache=cache)[:, -1], tokenizer)
        steps = _likeliest(scores, logits)
        scores = torch.full((count, beams), -torch.inf, dtype=torch.double)
        rows, said = list(range(count * beams)), [end] * (count * beams)
        for one, (search, found) in enumerate(zip(searches, steps, strict=True)):
            for place, (score, beam, token) in enumerate(search.go_on(found, ends)):
                scores[one, place] = score
                rows[one * beams + place], said[one * beams + place] = one * beams + beam, token
        if not bool((scores > -torch.inf).any()):
            break
        cache.select(torch.tensor(rows, device=device))
        tokens = torch.tensor(said, device=device)[:, None]
    return [[token for token in search.best if token not in ends] for search in searches]


def _likeliest(scores: Tensor, logits: Tensor) -> list[list[tuple[float, int, int]]]:
    """Of each source the likeliest steps: scores (N, beams) and logits (N·beams, V) -> N lists of (score, beam,
    token).
    """
    count, beams = scores.shape
    steps = logits.double().log_softmax(-1).view(count, beams, -1)
    best, places = (scores[..., None] + steps).flatten(1).topk(beams)
    width = steps.size(-1)
    return [
        [(score, place // width, place % width) for score, place in zip(some, where, strict=True) if score > -torch.inf]
        for some, where in zip(best.tolist(), places.tolist(), strict=True)
    ]
