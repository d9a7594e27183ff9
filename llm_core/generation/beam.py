"""Beam search: follow several hypotheses at once, and write the one that is likeliest as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

import torch
from torch import Tensor

from llm_core.config import SamplingConfig
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.generation.sampling import penalize, possible
from llm_core.generation.stream import GeneratedToken, ShownText, ends_of, likeliest
from llm_core.generation.window import Window


@dataclass(frozen=True)
class Hypothesis:
    """What might be written, as far as it is thought through.

    score: the sum of its tokens' log-probabilities.  facts: of each token, its probability and alternatives.
    """

    ids: tuple[int, ...] = ()
    score: float = 0.0
    facts: tuple[GeneratedToken, ...] = ()

    def worth(self, length_penalty: float, length: int | None = None) -> float:
        """What it is compared by: score / ((5 + length) / 6)^length_penalty (Wu et al. 2016, arXiv:1609.08144, equation
        14).
        """
        return self.score / float(((5 + (len(self.ids) if length is None else length)) / 6) ** length_penalty)


def search(
    window: Window, tokenizer: Tokenizer, sampling: SamplingConfig, alternatives: int, cancelled: Callable[[], bool]
) -> Iterator[GeneratedToken]:
    """The likeliest text that a search with as many beams as the window has rows finds.

    At each step all hypotheses go on with every token, and the likeliest of all these are kept. One that ends (at the
    end of the document, a stop string, or the most tokens) leaves the beam and takes its place with it, so that with
    one beam this is greedy (Sutskever et al. 2014, arXiv:1409.3215, section 3.2). A token is given as soon as all that
    can still win share it. No dice: temperature, top-k, top-p and seed play no part; the repetition penalty does.
    """
    beams = len(window.rows)
    alive: list[Hypothesis] = [Hypothesis()]  # row i of the window reads alive[i]; rows beyond are idle
    best: Hypothesis | None = None
    room, given, shown = beams, 0, ShownText(tokenizer, sampling.stop)
    for number in range(1, sampling.max_new_tokens + 1):
        chosen = step(
            window, possible(window.logits()[: len(alive)], tokenizer), alive, sampling.repetition_penalty, alternatives
        )[:room]
        padding = [(chosen[0][0], chosen[0][1])] * (beams - len(chosen))
        ends = [number == sampling.max_new_tokens or ended(found, tokenizer, sampling.stop) for _, found in chosen]
        going = [pair for pair, end in zip(chosen, ends, strict=True) if not end]
        rows = [*going, *[pair for pair, end in zip(chosen, ends, strict=True) if end], *padding]
        window.push([found.ids[-1] for _, found in rows], [parent for parent, _ in rows])
        finished = [found for _, found in rows[len(going) : len(chosen)]]
        alive = [found for _, found in going]
        if window.is_full or cancelled():
            finished, alive = [*finished, *alive], []
        room -= len(finished)
        best = max(
            [*([best] if best else []), *finished], key=lambda one: one.worth(sampling.length_penalty), default=None
        )
        if best is not None:
            alive = alive if any(could_win(one, best, sampling) for one in alive) else []
        winners = [*alive, *([best] if best is not None else [])]
        settled = shared([one.ids for one in winners])
        yield from told(winners[0], given, settled, shown, last=not alive)
        given = settled
        if not alive:
            return


def step(
    window: Window, logits: Tensor, alive: Sequence[Hypothesis], penalty: float, alternatives: int
) -> list[tuple[int, Hypothesis]]:
    """The likeliest hypotheses that are one token longer, as many as there are beams, each with the number of its
    parent.
    """
    own = logits.softmax(-1)
    steps = torch.stack([penalize(row.double(), window.said(i), penalty) for i, row in enumerate(logits)]).log_softmax(
        -1
    )
    scores = (torch.tensor([one.score for one in alive], dtype=torch.double)[:, None] + steps).flatten()
    order = scores.argsort(descending=True, stable=True)[: len(window.rows)]
    found = []
    for place in order[scores[order] > -torch.inf].tolist():
        parent, token = divmod(place, steps.size(1))
        found.append((parent, grown(alive[parent], token, float(scores[place]), own[parent], alternatives)))
    return found


def grown(one: Hypothesis, token: int, score: float, probs: Tensor, alternatives: int) -> Hypothesis:
    """A hypothesis with one more token."""
    fact = GeneratedToken(token, "", float(probs[token]), likeliest(probs, alternatives))
    return Hypothesis((*one.ids, token), score, (*one.facts, fact))


def ended(one: Hypothesis, tokenizer: Tokenizer, stop: Sequence[str]) -> bool:
    """Whether a hypothesis is at its end: the document's, a turn's, or a stop string."""
    if one.ids[-1] in ends_of(tokenizer):
        return True
    text = tokenizer.decode(one.ids) if any(stop) else ""
    return any(string in text for string in stop if string)


def shared(hypotheses: Sequence[Sequence[int]]) -> int:
    """How many first tokens are the same in all."""
    return sum(1 for _ in takewhile(lambda tokens: len(set(tokens)) == 1, zip(*hypotheses, strict=False)))


def could_win(one: Hypothesis, best: Hypothesis, sampling: SamplingConfig) -> bool:
    """Whether a hypothesis may still be worth more than one that has ended: its score only falls, its length may
    forgive.
    """
    return one.worth(sampling.length_penalty, sampling.max_new_tokens) > best.worth(sampling.length_penalty)


def told(one: Hypothesis, given: int, settled: int, shown: ShownText, *, last: bool) -> Iterator[GeneratedToken]:
    """The tokens of a hypothesis that are settled and were not given yet."""
    for number in range(given, settled):
        fact = one.facts[number]
        shown.push(fact.id)
        text = shown.take(last and number == settled - 1)
        yield GeneratedToken(fact.id, text, fact.probability, fact.alternatives)
