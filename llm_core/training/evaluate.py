"""How well a model predicts text that it never saw: nats per token, perplexity, and bits per byte."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from llm_core.errors import TextError
from llm_core.model.transformer import LargeLanguageModel
from llm_core.text.tokenizer import Tokenizer

Tokens = NDArray[np.unsignedinteger]
MOST_TOKENS_AT_ONCE = 4096
MOST_LOGITS_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a model's predictions of a text are worth.

    loss: nats per token, each `<unk>` charged with the cost of naming the character behind it, so that an evaluation
    on text with unknown characters doesn't look better than it is. unknown: how many there were. tokens: how many
    were predicted, of of_tokens that can be.
    """

    loss: float
    bits_per_byte: float
    perplexity: float
    tokens: int
    of_tokens: int
    unknown: int


def evaluate(
    model: LargeLanguageModel, tokens: Tokens, tokenizer: Tokenizer, *, context_length: int, bytes_per_token: float,
    limit: int | None = None, cancelled: Callable[[], bool] = lambda: False,
) -> Evaluation:
    """Predict every token of a text but the first, in windows that don't overlap; a window's first token sees one before.

    Args:    tokens: (N,) ids, usually a memmap.  limit: read about this many, in windows spread evenly; the same ones
             each time.  bytes_per_token: UTF-8 bytes of the text, divided by N.  cancelled: asked between batches;
             once it says yes, what is known by then is returned.
    Raises:  TextError: fewer than two tokens.
    """
    of_tokens = require_tokens(len(tokens))
    nats, count, unknown = 0.0, 0, 0
    training, device = model.training, next(model.parameters()).device
    model.eval()
    try:
        for windows in batches(tokens, context_length, limit, model.vocab_size):
            nats += summed_loss(model, windows, device)
            count += windows.shape[0] * (windows.shape[1] - 1)
            unknown += int((windows[:, 1:] == tokenizer.unknown_id).sum()) if tokenizer.unknown_id is not None else 0
            if cancelled():
                break
    finally:
        model.train(training)
    loss = (nats + unknown * tokenizer.unknown_cost_nats) / count
    bits_per_byte = loss / math.log(2) / bytes_per_token
    return Evaluation(loss, bits_per_byte, math.exp(min(loss, 700.0)), count, of_tokens, unknown)


def evaluate_texts(
    model: LargeLanguageModel, texts: Iterable[str], tokenizer: Tokenizer, *, context_length: int
) -> Evaluation:
    """Evaluate a model on text of one's own, piece by piece encoded with the model's tokenizer.

    Raises:  TextError: less than two tokens of text.
    """
    pieces, size_bytes = [np.empty(0, dtype=np.uint32)], 0
    for text in texts:
        pieces.append(tokenizer.encode_array(text))
        size_bytes += len(text.encode("utf-8", "replace"))
    tokens = np.concatenate(pieces)
    require_tokens(len(tokens))
    return evaluate(model, tokens, tokenizer, context_length=context_length, bytes_per_token=size_bytes / len(tokens))


def batches(tokens: Tokens, context_length: int, limit: int | None, vocab_size: int) -> Iterator[Tokens]:
    """The windows to evaluate, (B, T+1) each; the last, shorter window stands alone, in a whole reading only."""
    whole, rest = divmod(len(tokens) - 1, context_length)
    chosen = np.arange(whole)
    if limit is not None and limit < len(tokens) - 1 and whole > 0:
        chosen = np.unique(np.linspace(0, whole - 1, max(limit // context_length, 1)).round().astype(np.int64))
        rest = 0
    size = min(MOST_TOKENS_AT_ONCE // context_length, MOST_LOGITS_BYTES // (4 * vocab_size * context_length))
    size = max(size, 1)
    for start in range(0, len(chosen), size):
        yield tokens[chosen[start : start + size, None] * context_length + np.arange(context_length + 1)]
    if rest:
        yield tokens[None, whole * context_length :]


@torch.inference_mode()
def summed_loss(model: LargeLanguageModel, windows: Tokens, device: torch.device) -> float:
    """Nats of all targets of these windows together.

    Args:    windows: (B, T+1) ids.
    """
    both = torch.from_numpy(windows.astype(np.int64)).to(device)
    logits = model(both[:, :-1])                                                # (B, T, V)
    return float(F.cross_entropy(logits.flatten(0, 1).float(), both[:, 1:].flatten(), reduction="sum"))


def require_tokens(count: int) -> int:
    """How many tokens can be predicted of a text: all but the first.

    Raises:  TextError: none can.
    """
    if count < 2:
        raise TextError(
            "nothing-to-evaluate",
            "The text to evaluate on has {tokens} tokens; at least 2 are needed: give more text, or keep more of it for validation.",
            tokens=count,
        )
    return count - 1
