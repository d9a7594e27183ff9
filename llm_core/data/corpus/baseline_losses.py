"""What a loss is worth: what guessing, token frequencies and token pairs reach on the same validation text."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from llm_core.data.chat.dialogues import Dialogues
from llm_core.data.pairs.rows import Rows
from llm_core.data.tokens import Tokens

MOST_PAIRS = 2_000_000
Neighbors = tuple[NDArray[np.int64], NDArray[np.int64]]  # tokens, and what follows each


def baseline_losses(train: Tokens, validation: Tokens, train_counts: NDArray[np.int64]) -> dict[str, float]:
    """Cross-entropy on validation tokens, in nats per token, of three models that need no training.

    "guessing" knows the vocabulary only; "frequencies" how often each token occurs; "pairs" how often one follows
    another, interpolated with the frequencies as Witten & Bell do. Long texts are represented by evenly spread parts.
    """
    return _worth(_pairs(train), _pairs(validation), train_counts)


def answer_baseline_losses(train: Rows | Dialogues, validation: Rows | Dialogues, vocab_size: int) -> dict[str, float]:
    """The same of pairs and of conversations, about the tokens of answers and their end marks alone: only these are
    asked.

    Their first token follows the mark after what is given, or what a template writes before an answer.
    """
    before, after = _answers(train)
    return _worth((before, after), _answers(validation), np.bincount(after, minlength=vocab_size))


def _worth(train: Neighbors, validation: Neighbors, train_counts: NDArray[np.int64]) -> dict[str, float]:
    frequencies = (train_counts + 0.5) / (train_counts + 0.5).sum()  # half a count for each: none is impossible
    first, second = validation
    return {
        "guessing": math.log(len(train_counts)),
        "frequencies": float(-np.log(frequencies[second]).mean()),
        "pairs": float(-np.log(_pair_probs(train, first, second, frequencies)).mean()),
    }


def _answers(rows: Rows | Dialogues) -> Neighbors:
    """Each token of answers and end marks with the one before it, at most MOST_PAIRS of them or a row, from evenly
    spread rows.
    """
    *_, starts, ends = np.asarray(rows.bounds).T
    loss_mask = getattr(rows, "loss_mask", None)  # of a dialogue only some tokens are, of a pair its whole target
    step = max(1, -(-int((ends - starts).sum()) // MOST_PAIRS))
    starts, lengths = starts[::step], (ends - starts)[::step]
    places = np.arange(lengths.sum()) + np.repeat(starts - (lengths.cumsum() - lengths), lengths)
    places = places if loss_mask is None else places[loss_mask[places] != 0]
    return rows.tokens[places - 1].astype(np.int64), rows.tokens[places].astype(np.int64)


def _pairs(tokens: Tokens) -> Neighbors:
    """Neighbors (first, second), at most MOST_PAIRS of them, from evenly spread stretches."""
    stretches = max(1, -(-len(tokens) // MOST_PAIRS))
    stretch = MOST_PAIRS // 16
    if stretches == 1:
        held = np.asarray(tokens, dtype=np.int64)
        return held[:-1], held[1:]
    starts = np.linspace(0, len(tokens) - stretch - 1, 16).astype(int)
    parts = [np.asarray(tokens[start : start + stretch + 1], dtype=np.int64) for start in starts]
    return np.concatenate([part[:-1] for part in parts]), np.concatenate([part[1:] for part in parts])


def _pair_probs(
    train: Neighbors, first: NDArray[np.int64], second: NDArray[np.int64], frequencies: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Witten & Bell 1991: p(b|a) = (c(ab) + n(a) p(b)) / (c(a) + n(a)), n(a) the different followers of a."""
    (before, after), vocab_size = train, len(frequencies)
    kinds, counts = np.unique(before * vocab_size + after, return_counts=True)
    followers = np.bincount(kinds // vocab_size, minlength=vocab_size)
    totals = np.bincount(before, minlength=vocab_size)
    wanted = first * vocab_size + second
    place = np.minimum(np.searchsorted(kinds, wanted), len(kinds) - 1)
    seen = np.where(kinds[place] == wanted, counts[place], 0)
    weight = np.maximum(followers[first], 1)
    return np.asarray((seen + weight * frequencies[second]) / (totals[first] + weight))
