"""Let a model write: prefill the prompt, then draw one token after another and give its text as soon as it is sure.

One implementation for samples during training, chat and the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from llm_core.config import SamplingConfig
from llm_core.errors import CheckpointError
from llm_core.generation.sampling import next_token_odds
from llm_core.model.transformer import LargeLanguageModel
from llm_core.text.tokenizer import Tokenizer


@dataclass(frozen=True)
class GeneratedToken:
    """One token that a model wrote.

    text: what can be shown by now, whole characters only; "" while a character is incomplete, or while the text
    may be the beginning of a stop string. probability and alternatives: the model's own, before temperature and the rest.
    """

    id: int
    text: str
    probability: float
    alternatives: tuple[tuple[int, float], ...] = ()


def generate(
    model: LargeLanguageModel,
    tokenizer: Tokenizer,
    prompt: str | Sequence[int],
    sampling: SamplingConfig,
    *,
    alternatives: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[GeneratedToken]:
    """Continue a prompt, token by token.

    Writing ends at `max_new_tokens`, at a stop string, at the end of the document (that token is given, without
    text), or when `cancelled()`, which is asked at every token, says so.

    Args:    model: in eval mode.  prompt: taken as it is, never stripped; empty: the start of a document. Of one
             longer than the context the last part is read.  alternatives: how many likeliest tokens to give along.
    Raises:  CheckpointError: tokenizer and model don't fit each other, or the model's odds are no numbers.
    """
    if tokenizer.vocab_size > model.vocab_size:
        raise CheckpointError(
            "tokenizer-too-large", "The tokenizer has {tokens} tokens and the model knows {known}: they are not of one run.",
            tokens=tokenizer.vocab_size, known=model.vocab_size,
        )
    ids = tokenizer.encode(prompt) if isinstance(prompt, str) else list(prompt)
    window = Window(model, ids or [tokenizer.end_id])
    dice = torch.Generator().manual_seed(sampling.seed)
    shown = ShownText(tokenizer, sampling.stop)
    for number in range(1, sampling.max_new_tokens + 1):
        if number == 1 and cancelled is not None and cancelled():
            return
        logits = possible(window.logits(), tokenizer)
        token = int(torch.multinomial(next_token_odds(logits, sampling, window.tokens), 1, generator=dice))
        window.tokens.append(token)
        shown.push(token)
        last = shown.stopped or token == tokenizer.end_id or number == sampling.max_new_tokens
        last = last or (cancelled is not None and cancelled())
        odds = logits.softmax(-1)
        likeliest = odds.topk(min(alternatives, odds.numel()))
        pairs = zip(likeliest.indices.tolist(), likeliest.values.tolist(), strict=True)
        yield GeneratedToken(token, shown.take(last), float(odds[token]), tuple(pairs))
        if last:
            return


def possible(logits: Tensor, tokenizer: Tokenizer) -> Tensor:
    """The logits (V,) of tokens that can be written: those of the tokenizer, less `<unk>`, which stands for no text."""
    if not bool(logits.isfinite().all()):
        raise CheckpointError(
            "odds-not-numbers", "This model's odds are not numbers: its training went astray. Choose an earlier checkpoint."
        )
    logits = logits[: tokenizer.vocab_size].clone()
    if tokenizer.unknown_id is not None:
        logits[tokenizer.unknown_id] = -torch.inf
    return logits


class Window:
    """The tokens that a model has before its eyes while it writes, with the cache of what it has read of them.

    When the context is full, reading starts anew from the last half of it: a token then has at least that much to
    go by, and each is read twice at most.
    """

    def __init__(self, model: LargeLanguageModel, tokens: Sequence[int]) -> None:
        self._model = model
        self._size = model.config.context_length
        self._cache = model.new_cache(1)
        self.tokens = list(tokens[-self._size :])

    @torch.inference_mode()
    def logits(self) -> Tensor:
        """Read what is unread, and score the next token: (V,) float32 on the CPU, where the dice are."""
        if len(self.tokens) > self._size:
            self.tokens = self.tokens[-(self._size // 2) :]
            self._cache.length = 0
        unread = torch.tensor([self.tokens[self._cache.length :]], device=self._model.embed.weight.device)
        logits: Tensor = self._model(unread, cache=self._cache)[0, -1]
        return logits.float().cpu()


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
