"""Read a text once with a model, and give all that can be seen: attention, expectations, surprise. Drawing is left to others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from llm_core.errors import SettingError, TextError
from llm_core.model.tap import Edit, Tap, zero_head
from llm_core.model.transformer import LargeLanguageModel
from llm_core.text.tokenizer import Tokenizer

MOST_TOKENS = 512  # attention takes L·H·T² floats: 8 layers of 8 heads come to 64 MB here


@dataclass(frozen=True)
class Inspection:
    """What one reading of a text shows. All losses and probabilities are the model's own.

    tokens, labels: T ids and how to show them.  attention: (L, H, T, T) float32, each row one token looking back.
    next_token: for each place the likeliest tokens after it, as (label, id, probability), likeliest first.
    loss_nats: (T - 1,) float32, the surprise at token i + 1 after the tokens up to i.
    dropped: how many tokens at the beginning of the text did not fit and were left out.
    """

    tokens: tuple[int, ...]
    labels: tuple[str, ...]
    attention: NDArray[np.float32]
    next_token: tuple[tuple[tuple[str, int, float], ...], ...]
    loss_nats: NDArray[np.float32]
    dropped: int


def inspect(
    model: LargeLanguageModel,
    tokenizer: Tokenizer,
    text: str,
    *,
    zeroed_heads: Sequence[tuple[int, int]] = (),
    top: int = 8,
    most_tokens: int = MOST_TOKENS,
) -> Inspection:
    """Read a text, with some heads silenced: its last part where it is longer than the context or `most_tokens`.

    Args:    model: in eval mode.  zeroed_heads: (layer, head) from 0.  top: how many likeliest next tokens a place gets.
    Raises:  TextError: no text.  SettingError: a head that the model doesn't have.
    """
    ids = tokenizer.encode(text)
    if not ids:
        raise TextError("nothing-to-read", "There is nothing to read: type at least one character.")
    tokens = ids[-min(model.config.context_length, most_tokens) :]
    tap = Tap(keep=["blocks.*.attn.weights"], edit=silencing(model, zeroed_heads))
    log_odds, weights = _read(model, tokens, tap)                                     # (T, V), (L, H, T, T)
    return Inspection(
        tokens=tuple(tokens),
        labels=tuple(tokenizer.labels(tokens)),
        attention=weights.numpy(),
        next_token=_likeliest(log_odds.exp(), tokenizer, top),
        loss_nats=-log_odds[:-1].gather(1, torch.tensor(tokens[1:], dtype=torch.int64)[:, None])[:, 0].numpy(),
        dropped=len(ids) - len(tokens),
    )


def silencing(model: LargeLanguageModel, heads: Sequence[tuple[int, int]]) -> Mapping[str, Edit]:
    """The edits of a tap that silence heads, given as (layer, head) from 0.

    Raises:  SettingError: a head that the model doesn't have.
    """
    by_layer: dict[int, list[int]] = {}
    for layer, head in heads:
        if not (0 <= layer < model.config.num_layers and 0 <= head < model.config.nhead):
            raise SettingError(
                "no-such-head", "There is no head {head} in layer {layer}: this model has layers 0 to {layers} with heads 0 to {heads}.",
                layer=layer, head=head, layers=model.config.num_layers - 1, heads=model.config.nhead - 1,
            )
        by_layer.setdefault(layer, []).append(head)
    return {f"blocks.{layer}.attn.z": zero_head(*silent) for layer, silent in by_layer.items()}


@torch.no_grad()
def _read(model: LargeLanguageModel, tokens: list[int], tap: Tap) -> tuple[Tensor, Tensor]:
    logits = model(torch.tensor([tokens], device=model.embed.weight.device), tap=tap)[0]
    weights = [tap.kept[f"blocks.{layer}.attn.weights"][0] for layer in range(model.config.num_layers)]
    return logits.float().log_softmax(-1).cpu(), torch.stack(weights).float().cpu()


def _likeliest(odds: Tensor, tokenizer: Tokenizer, top: int) -> tuple[tuple[tuple[str, int, float], ...], ...]:
    found = odds[:, : tokenizer.vocab_size].topk(min(top, tokenizer.vocab_size))      # (T, top)
    return tuple(
        tuple(zip(tokenizer.labels(ids), ids, probabilities, strict=True))
        for ids, probabilities in zip(found.indices.tolist(), found.values.tolist(), strict=True)
    )
