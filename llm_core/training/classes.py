"""Telling classes apart: which tokens are their marks, and the room that a model needs for them."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor

from llm_core.config import RunConfig
from llm_core.model.ngrams import NgramScores
from llm_core.text.examples import reader_of
from llm_core.text.tokenizer import Tokenizer
from llm_core.training.batches import Batch

MOST_SCORED = 256                # tokens that a table of word pairs scores; with more classes there is none
UNSEEN = 0.3                     # how often what was never met with a class counts as met


def classes_of(config: RunConfig, tokenizer: Tokenizer) -> tuple[int, ...]:
    """The ids of the marks that an encoder alone chooses among, sorted; () where any token can be right."""
    chosen = config.model.architecture == "encoder-only" and config.data.task is not None and reader_of(config.data.task).MARKED_TARGETS
    return tuple(sorted(tokenizer.marks.values())) if chosen else ()


def with_room_for_classes(config: RunConfig, tokenizer: Tokenizer) -> RunConfig:
    """The config whose table of word pairs scores just these classes, and is left out where none are told apart."""
    if not config.model.has_ngrams:
        return config
    needed = max(classes_of(config, tokenizer), default=MOST_SCORED) + 1
    change = {"ngram_scores": needed} if needed <= MOST_SCORED else {"ngram_buckets": 0}
    return config.model_copy(update={"model": config.model.model_copy(update=change)})


@torch.no_grad()
def telling_of(ngrams: NgramScores, batches: Iterable[Batch]) -> Tensor:
    """How much each row of a table tells of each class, (buckets, scored), 1 on average: the size of the logarithm of how much more
    often it occurs with the class than with the others. What occurs with all alike has little to learn.

    Source:  Wang & Manning 2012, "Baselines and bigrams: simple, good sentiment and topic classification", ACL, equation 1.
    """
    counts, among = torch.zeros_like(ngrams.weight), torch.empty(0, dtype=torch.int64)
    for batch in (batch.to(counts.device) for batch in batches):
        among = torch.tensor(batch.among, device=counts.device)
        rows, there = ngrams.rows_of(batch.tokens)
        which = batch.targets.max(1, keepdim=True).values.expand_as(rows)[there]       # elsewhere is padding, below every mark
        counts.index_put_((rows[there], which), torch.ones((), device=counts.device), accumulate=True)
    of_class = counts[:, among]
    others = of_class.sum(1, keepdim=True) - of_class
    odds = [(count + UNSEEN) / (count + UNSEEN).sum(0) for count in (of_class, others)]
    met = of_class.sum(1) > 0
    size = (odds[0] / odds[1]).log().abs()
    telling = torch.zeros_like(counts)
    telling[:, among] = size / size[met].mean().clamp(min=1e-6)
    return telling
