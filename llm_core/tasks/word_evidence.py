"""Why a text was given its class: what each word adds to the class's log-odds, and what happens when it is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from llm_core.data.tasks import sentiment
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.tasks.class_probs import probs_of
from llm_core.tasks.task import LoadedModel

MOST_TOKENS = 24_000  # that are read for it, about
LEAST_PROB = 1e-6


@dataclass(frozen=True)
class Word:
    """A word of a text, and the places of its tokens."""

    text: str
    places: range


def words_of(text: str, ids: Sequence[int], tokenizer: Tokenizer) -> list[Word]:
    """The words of a text, by the tokens that it is read as: each begins at a blank, or after a character that is a
    word of its own.

    Args:    text: as it was written.  ids: what it was read as, perhaps cut short; its letters are those of the text's
        words.
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


def attributions(loaded: LoadedModel, ids: Sequence[int], words: Sequence[Word], label: int) -> list[float]:
    """What each word adds to the log-odds of a class, log p/(1-p): one number a word, their sum is what the whole text
    changed.

    Words are put into an empty text one after another, in several random orders, forwards and backwards; what the
    log-odds gain with each is averaged. The text is read as it would stand there, without the words still missing.

    Source:  Shapley 1953; sampled as in Štrumbelj & Kononenko 2010, "An efficient explanation of individual
        classifications".
    """
    if not words:
        return []
    rng, count = np.random.default_rng(0), len(words)
    orders = [
        order for _ in range(orders_of(count)) for order in (rng.permutation(count),) for order in (order, order[::-1])
    ]
    kept = np.zeros((len(orders), count + 1, count), dtype=bool)  # orders, words so far, words
    for row, order in enumerate(orders):
        kept[row, 1:, order] = np.arange(count)[:, None] <= np.arange(count)
    different, place = np.unique(kept.reshape(-1, count), axis=0, return_inverse=True)
    texts = [
        [
            token
            for word, there in zip(words, row, strict=True)
            if there
            for token in ids[word.places.start : word.places.stop]
        ]
        for row in different
    ]
    probs = np.clip(probs_of(loaded, texts)[:, label], LEAST_PROB, 1 - LEAST_PROB)
    log_odds = np.log(probs / (1 - probs))[place.reshape(len(orders), count + 1)]
    gains = np.diff(log_odds, axis=1)  # (orders, words in the order in which they came)
    added = np.zeros(count)
    for order, gain in zip(orders, gains, strict=True):
        added[order] += gain
    return [float(one) for one in added / len(orders)]


def orders_of(words: int) -> int:
    """How many orders are tried, each also backwards: as many as answer in a moment, two at least."""
    return int(np.clip(MOST_TOKENS // (words * words), 2, 16))


def changes(loaded: LoadedModel, ids: Sequence[int], words: Sequence[Word], label: int, prob: float) -> list[float]:
    """How far the probability of a class changes when each word is left out: below 0 where it speaks for the class."""
    without = [[*ids[: word.places.start], *ids[word.places.stop :]] for word in words]
    return [float(found) - prob for found in probs_of(loaded, without)[:, label]]


def _is_whole(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_ideograph(character: str) -> bool:
    return (
        "\u3040" <= character <= "\u30ff"
        or "\u3400" <= character <= "\u9fff"
        or "\U00020000" <= character <= "\U0003ffff"
    )
