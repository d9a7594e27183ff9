"""What single heads are like: the patterns that their attention shows, and what the model loses without them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from llm_core.config import RunConfig
from llm_core.data.corpus.corpus import Corpus
from llm_core.inspection.ablation import Head, Heads, Kind, ablation_edits
from llm_core.model.tap import Tap
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.batches import Batch
from llm_core.training.objectives.choose import objective_of
from llm_core.training.objectives.loss import summed_loss

VALIDATION_TOKENS = 8192

PatternName = Literal["previous", "two_back", "itself", "first", "next", "same", "mirrored", "last"]
Places = NDArray[np.int64]

# Where a query at place i may look, of S keys, by kind of attention. What writes the answer's token i has read those
# before it, so a copy looks at the source's token i, and a reversal at the i-th before the mark that ends it.
PATTERNS: Mapping[str, Mapping[PatternName, Callable[[Places, int], Places]]] = {
    "causal": {
        "previous": lambda i, S: i - 1,
        "two_back": lambda i, S: i - 2,
        "itself": lambda i, S: i,
        "first": lambda i, S: i * 0,
    },
    "full": {
        "previous": lambda i, S: i - 1,
        "next": lambda i, S: i + 1,
        "itself": lambda i, S: i,
        "first": lambda i, S: i * 0,
        "last": lambda i, S: i * 0 + S - 1,
    },
    "cross": {
        "same": lambda i, S: i,
        "mirrored": lambda i, S: S - 2 - i,
        "first": lambda i, S: i * 0,
        "last": lambda i, S: i * 0 + S - 1,
    },
}


@dataclass(frozen=True)
class HeadPattern:
    """The kind of place where one head looks most, and the mean weight it gets; `means` has those of all kinds."""

    name: PatternName
    weight: float
    means: Mapping[PatternName, float]


class HeadCost(NamedTuple):
    """Mean loss in nats a token of the whole model, and of the model without one head."""

    loss: float
    loss_without: float


def head_patterns(
    attention: NDArray[np.float32], sees: Literal["causal", "full", "cross"] = "causal"
) -> list[list[HeadPattern]]:
    """Where each head looks most, of a few kinds of place; by layer and head, no heads where the text is too short.

    Only rows count where these places are there, and are all different ones.

    Args:    attention: (L, H, T, S), rows sum to 1.  sees: back only, all of its own text, or another text.
    """
    layers, heads, T, S = attention.shape
    rows = np.arange(T)
    columns = np.stack([place(rows, S) for place in PATTERNS[sees].values()])  # (kinds, T)
    apart = (np.sort(columns, 0)[1:] != np.sort(columns, 0)[:-1]).all(0)
    rows = rows[apart & (columns >= 0).all(0) & (columns < S).all(0)]
    if not len(rows):
        return [[] for _ in range(layers)]
    means = {
        name: attention[:, :, rows, place(rows, S)].mean(-1) for name, place in PATTERNS[sees].items()
    }  # (L, H) each

    def pattern(layer: int, head: int) -> HeadPattern:
        of_head: dict[PatternName, Any] = {name: float(mean[layer, head]) for name, mean in means.items()}
        strongest = max(of_head, key=lambda name: of_head[name])
        return HeadPattern(strongest, of_head[strongest], of_head)

    return [[pattern(layer, head) for head in range(heads)] for layer in range(layers)]


def sees_of(model: LargeLanguageModel, kind: Kind) -> Literal["causal", "full", "cross"]:
    """How far a kind of attention of this model sees."""
    if kind == "cross":
        return "cross"
    return "full" if kind == "encoder" or model.decoder is None else "causal"


def validation_batches(config: RunConfig, corpus: Corpus, tokens: int = VALIDATION_TOKENS) -> list[Batch]:
    """What the run is asked on text kept for validation, about so many tokens of it, the same each time.

    Raises:  TextError: there is nothing to ask.
    """
    return list(objective_of(config, corpus).validation_batches(tokens))


def head_cost(model: LargeLanguageModel, batches: Sequence[Batch], head: Head) -> HeadCost:
    """Measure what a head is worth: the mean loss on validation text with it and without it.

    Args:    model: in eval mode.
    Raises:  SettingError: a head that the model doesn't have.
    """
    return HeadCost(mean_loss(model, batches), mean_loss(model, batches, [head]))


@torch.no_grad()
def mean_loss(model: LargeLanguageModel, batches: Sequence[Batch], zeroed_heads: Heads = ()) -> float:
    """Mean loss in nats over all tokens that the batches ask for, with some heads silenced."""
    tap = Tap(edit=ablation_edits(model, zeroed_heads))
    total = sum(summed_loss(model, batch.to(model.embed.weight.device), tap) for batch in batches)
    return total / max(sum(batch.target_count for batch in batches), 1)
