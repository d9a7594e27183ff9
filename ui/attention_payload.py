"""An Inspection as the little JSON that the Inspect tab draws from."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_TOKENS = 256
MOST_WEIGHTS = 3_000_000
MOST_FOUND = 6


def most_tokens(layers: int, heads: int, context_length: int) -> int:
    """How many tokens a picture takes: what the model sees at once, fewer where heads are many (4 MB to send at most)."""
    triangle = MOST_WEIGHTS // (layers * heads)
    return max(2, min(context_length, MOST_TOKENS, int((2 * triangle) ** 0.5)))


def overview(attention: NDArray[np.float32]) -> str:
    """All heads for drawing: base64 of one byte a weight, 255·√weight, rows up to their diagonal, head after head.

    Args:  attention: (L, H, T, T), rows sum to 1. The root keeps small weights apart: it is also how they are drawn.
    """
    return _base64(np.rint(255 * np.sqrt(np.clip(_triangle(attention), 0, 1))).astype(np.uint8))


def exact(weights: NDArray[np.float32]) -> str:
    """One head (T, T) to four digits: base64 of little-endian uint16, 65535·weight, rows up to their diagonal."""
    return _base64(np.rint(65535 * np.clip(_triangle(weights), 0, 1)).astype("<u2"))


def positions(inspection: Any) -> dict[str, Any]:
    """What is known of each place: its label, the odds of what comes next, and the odds of what really came.

    `real[i]` is [probability, rank or 0 where it is beyond the listed ones, surprise in nats] of the token after
    place i; the last place has none.
    """
    tokens = [int(token) for token in inspection.tokens]
    losses = [float(loss) for loss in inspection.loss_nats]
    real: list[list[float]] = []
    for place, loss in enumerate(losses):
        listed = [identity for _, identity, _ in inspection.next_token[place]]
        rank = listed.index(tokens[place + 1]) + 1 if tokens[place + 1] in listed else 0
        real.append([round(float(np.exp(-loss)), 9), rank, round(loss, 4)])
    return {
        "labels": list(inspection.labels),
        "tokens": tokens,
        "next": [[[label, int(identity), round(float(odds), 5)] for label, identity, odds in place] for place in inspection.next_token],
        "real": real,
        "mean": round(sum(losses) / len(losses), 4) if losses else None,
    }


def found(habits: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The heads that are most themselves, strongest first, with every kind of habit among them before a second of any."""
    by_weight = sorted(habits, key=lambda habit: -habit["weight"])
    firsts: list[dict[str, Any]] = []
    for habit in by_weight:
        if habit["habit"] not in {other["habit"] for other in firsts}:
            firsts.append(habit)
    rest = [habit for habit in by_weight if habit not in firsts]
    return sorted([*firsts, *rest][:MOST_FOUND], key=lambda habit: -habit["weight"])


def _triangle(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    rows, columns = np.tril_indices(weights.shape[-1])
    return weights[..., rows, columns]


def _base64(array: NDArray[Any]) -> str:
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode("ascii")
