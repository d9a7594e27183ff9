"""What a model wrote: tokens with their probabilities, and the text of them that can be shown by now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor

from llm_core.data.tokenizer.tokenizer import Tokenizer


@dataclass(frozen=True)
class GeneratedToken:
    """One token that a model wrote.

    text: what can be shown by now, whole characters only; "" while a character is incomplete, or while the text
    may be the beginning of a stop string. probability and alternatives: the model's own, before temperature and the
    rest.
    """

    id: int
    text: str
    probability: float
    alternatives: tuple[tuple[int, float], ...] = ()


def ends_of(tokenizer: Tokenizer) -> frozenset[int]:
    """The tokens after which nothing more is said: the end of the document, and the marks of a chat template."""
    return frozenset({tokenizer.end_id, *tokenizer.marks.values()})


def likeliest(probs: Tensor, count: int) -> tuple[tuple[int, float], ...]:
    """The `count` likeliest tokens of (V,) probabilities, or as many as there are, the likeliest first."""
    found = probs.topk(min(count, probs.numel()))
    return tuple(zip(found.indices.tolist(), found.values.tolist(), strict=True))


class ShownText:
    """The text of the tokens so far, held back where more tokens may change what is shown."""

    def __init__(self, tokenizer: Tokenizer, stop: Sequence[str]) -> None:
        self._stream = tokenizer.stream()
        self._stop = tuple(text for text in stop if text)
        self._held = ""
        self.stopped = False

    def push(self, token: int) -> None:
        """Add a token's text; at a stop string, cut the text before it."""
        self._held += self._stream.push(token)
        found = [place for place in map(self._held.find, self._stop) if place >= 0]
        if found:
            self._held = self._held[: min(found)]
            self.stopped = True

    def take(self, last: bool) -> str:
        """What may be shown now: all but an end that may grow into a stop string, unless nothing more comes."""
        if last and not self.stopped:
            self._held += self._stream.finish()
        sure = len(self._held) - (0 if last else self._in_doubt())
        text, self._held = self._held[:sure], self._held[sure:]
        return text

    def _in_doubt(self) -> int:
        """How many characters at the end are the beginning of a stop string."""
        return max(
            (size for stop in self._stop for size in range(1, len(stop)) if self._held.endswith(stop[:size])), default=0
        )
