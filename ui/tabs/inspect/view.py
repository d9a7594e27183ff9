"""An Inspection as the little JSON that the Inspect tab draws from."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_TOKENS = 256
MOST_WEIGHTS = 3_000_000
MOST_FOUND = 6
END_TOKEN, END = "<|endoftext|>", "∎"


def most_tokens(layers: int, heads: int, context_length: int, *, causal: bool = True) -> int:
    """How many tokens a picture takes: what the model sees at once, fewer where heads are many (4 MB to send
    at most).
    """
    cells = MOST_WEIGHTS // (layers * heads)
    return max(2, min(context_length, MOST_TOKENS, int(((2 if causal else 1) * cells) ** 0.5)))


def overview(attention: NDArray[np.float32], *, causal: bool = True) -> str:
    """All heads for drawing: base64 of one byte a weight, 255·√weight, head after head.

    Args:  attention: (L, H, T, S), rows sum to 1. The root keeps small weights apart: it is also how they are drawn.
           causal: rows go up to their diagonal; else they are whole.
    """
    return _base64(np.rint(255 * np.sqrt(np.clip(_seen(attention, causal), 0, 1))).astype(np.uint8))


def exact(weights: NDArray[np.float32], *, causal: bool = True) -> str:
    """One head (T, S) to four digits: base64 of little-endian uint16, 65535·weight; rows as in `overview`."""
    return _base64(np.rint(65535 * np.clip(_seen(weights, causal), 0, 1)).astype("<u2"))


def positions(inspection: Any, kind: str = "self") -> dict[str, Any]:
    """What is known of each place that looks: its label, the probabilities of what is guessed there and of what it
    really is.

    `real[i]` is null where nothing is known, else [probability, rank or 0 where it is beyond the listed ones, surprise
    in nats, id, label] of the token that place i is asked for; `next[i]` is empty where the model never learnt to
    guess. `keys` are the labels of what is looked at, where these are others.
    """
    losses = [float(loss) for loss in inspection.loss_nats]
    told = [loss for loss in losses if not math.isnan(loss)]
    about = {"mean": round(sum(told) / len(told), 4) if told else None, "together": inspection.hidden_at_once}
    if kind == "encoder":  # it reads for the decoder, and guesses nothing itself
        size = len(inspection.source)
        return {
            **about,
            "labels": _shown(inspection.source_labels),
            "tokens": _numbers(inspection.source),
            "next": [[]] * size,
            "real": [None] * size,
        }
    probs = [
        [[label, int(identity), _prob(float(share))] for label, identity, share in place]
        for place in inspection.next_token
    ]
    for place in probs:
        for guess, label in zip(place, _shown([label for label, _, _ in place]), strict=True):
            guess[0] = label
    return {
        **about,
        "labels": _shown(inspection.labels),
        "tokens": _numbers(inspection.tokens),
        "next": probs,
        "real": _real(inspection, losses),
        **({"keys": _shown(inspection.source_labels)} if kind == "cross" else {}),
    }


def _real(inspection: Any, losses: Sequence[float]) -> list[list[Any] | None]:
    known: list[list[Any] | None] = []
    for place, (token, label) in enumerate(zip(inspection.targets, _shown(inspection.target_labels), strict=True)):
        loss = losses[place] if place < len(losses) else math.nan
        if token is None or math.isnan(loss):
            known.append(None)
            continue
        listed = [identity for _, identity, _ in inspection.next_token[place]]
        rank = listed.index(token) + 1 if token in listed else 0
        known.append([_prob(math.exp(-loss)), rank, round(loss, 4), int(token), label])
    return known


def _prob(share: float) -> float:
    """No model is ever quite certain, though float32 rounds it so."""
    return float(f"{min(max(share, 1e-9), 1 - 1e-6):.6g}")


def _shown(labels: Sequence[str]) -> list[str]:
    """Labels as they are drawn: what ends a text takes no more room than a letter."""
    return [END if label == END_TOKEN else label for label in labels]


def _numbers(tokens: Sequence[int]) -> list[int]:
    return [int(token) for token in tokens]


def found(patterns: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The heads that are most themselves, strongest first, with every kind of pattern among them before a second
    of any.
    """
    by_weight = sorted(patterns, key=lambda pattern: -pattern["weight"])
    firsts: list[dict[str, Any]] = []
    for pattern in by_weight:
        if pattern["habit"] not in {other["habit"] for other in firsts}:
            firsts.append(pattern)
    rest = [pattern for pattern in by_weight if pattern not in firsts]
    return sorted([*firsts, *rest][:MOST_FOUND], key=lambda pattern: -pattern["weight"])


def _seen(weights: NDArray[np.float32], causal: bool) -> NDArray[np.float32]:
    if not causal:
        return weights
    rows, columns = np.tril_indices(weights.shape[-1])
    return weights[..., rows, columns]


def _base64(array: NDArray[Any]) -> str:
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode("ascii")
