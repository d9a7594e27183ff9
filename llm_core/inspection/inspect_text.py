"""Read a text once with a model, and give all that can be seen: attention, expectations, surprise. Drawing is left to
others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from llm_core.data.chat.template import Template
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.inspection.ablation import PLACES, Heads, Kind, ablation_edits, layers_of
from llm_core.inspection.inputs import ModelInput, input_builder_of
from llm_core.inspection.masked_prediction import log_probs_of_hidden
from llm_core.model.tap import Tap
from llm_core.model.transformer import LargeLanguageModel

MOST_TOKENS = 512  # attention takes L·H·T² floats: 8 layers of 8 heads come to 64 MB here
BLANK = "▢"


@dataclass(frozen=True)
class Inspection:
    """What one reading of a text shows. All losses and probabilities are the model's own.

    tokens, labels: T ids of the stack that the head reads, and how to show them; hidden ones as ▢.
    source, source_labels: S ids that the encoder beside a decoder read; without one, none.
    maps: attention by kind, float32: "self" (L, H, T, T), each row one token looking; with two stacks "self" is the
    decoder's,
    and there are "encoder" (L, H, S, S) and "cross" (L, H, T, S).
    next_token: for each place the likeliest tokens as (label, id, probability), likeliest first: after it, or in an
    encoder
    alone at it, when it is hidden (Salazar et al. 2020, arXiv:1910.14659). Empty where the model never learnt to guess.
    targets, target_labels: for each place the id that this is about, "" where none is known.  loss_nats: float32, the
    surprise at it, NaN where there is none; (T,), or
    (T - 1,) where nothing is known to follow the last.
    hidden_at_once: how many tokens were hidden together, in an encoder alone; else 0.
    dropped: how many tokens at the beginning of the text, or at the end of its answer, did not fit and were left out.
    """

    tokens: tuple[int, ...]
    labels: tuple[str, ...]
    source: tuple[int, ...]
    source_labels: tuple[str, ...]
    maps: Mapping[Kind, NDArray[np.float32]]
    next_token: tuple[tuple[tuple[str, int, float], ...], ...]
    targets: tuple[int | None, ...]
    target_labels: tuple[str, ...]
    loss_nats: NDArray[np.float32]
    hidden_at_once: int
    dropped: int

    @property
    def attention(self) -> NDArray[np.float32]:
        """(L, H, T, T) of the stack that the head reads."""
        return self.maps["self"]


def inspect(
    model: LargeLanguageModel,
    tokenizer: Tokenizer,
    text: str,
    answer: str | None = None,
    *,
    pairs: bool = False,
    template: Template | None = None,
    zeroed_heads: Heads = (),
    top: int = 8,
    most_tokens: int = MOST_TOKENS,
) -> Inspection:
    """Read a text, with some heads silenced: its last part where it is longer than the context or `most_tokens`.

    Args:    model: in eval mode.  answer: of pairs and conversations, or what a decoder beside an encoder writes; None:
        the
             model's own, else the text's second half.  pairs: whether the model learnt pairs.  template: of
             conversations.
             zeroed_heads: (layer, head) from 0, or (layer, head, kind).  top: how many likeliest tokens a place gets.
    Raises:  TextError: no text, or of pairs too much.  SettingError: a head that the model doesn't have.
    """
    tap = Tap(
        keep=[f"{place.format(i='*')}.weights" for place in PLACES.values()], edit=ablation_edits(model, zeroed_heads)
    )
    inputs = input_builder_of(pairs, template)(
        model, tokenizer, text, answer, min(model.config.context_length, most_tokens)
    )
    log_probs, maps = _run(model, inputs, tap)  # (T, V)
    together = 0
    if model.decoder is None:
        assert tokenizer.mask_id is not None, "RunConfig gives every encoder a <mask>"
        log_probs, together = log_probs_of_hidden(
            model, inputs, tokenizer.mask_id, log_probs, ablation_edits(model, zeroed_heads)
        )
    labels = tokenizer.labels(inputs.tokens)
    return Inspection(
        tokens=tuple(inputs.tokens),
        labels=tuple(BLANK if place in inputs.blanks else label for place, label in enumerate(labels)),
        source=tuple(inputs.source or ()),
        source_labels=tuple(tokenizer.labels(inputs.source or [])),
        maps=maps,
        next_token=_likeliest(log_probs.exp(), inputs.loss_mask, tokenizer, top),
        targets=tuple(inputs.targets),
        target_labels=tuple("" if token is None else tokenizer.labels([token])[0] for token in inputs.targets),
        loss_nats=_losses(log_probs, inputs)[
            : len(inputs.tokens) - (model.decoder is not None and inputs.targets[-1] is None)
        ],
        hidden_at_once=together,
        dropped=inputs.dropped,
    )


@torch.no_grad()
def _run(model: LargeLanguageModel, inputs: ModelInput, tap: Tap) -> tuple[Tensor, dict[Kind, NDArray[np.float32]]]:
    device = model.embed.weight.device
    source = None if inputs.source is None else torch.tensor([inputs.source], device=device)
    logits = model(torch.tensor([inputs.tokens], device=device), source, tap=tap)[0]
    maps: dict[Kind, NDArray[np.float32]] = {}
    for kind, layers in layers_of(model).items():
        weights = [tap.kept[f"{PLACES[kind].format(i=layer)}.weights"][0] for layer in range(layers)]
        maps[kind] = torch.stack(weights).float().cpu().numpy()
    return logits.float().log_softmax(-1).cpu(), maps


def _losses(log_probs: Tensor, inputs: ModelInput) -> NDArray[np.float32]:
    return np.array(
        [
            -float(log_probs[place, target]) if counted and target is not None else math.nan
            for place, (target, counted) in enumerate(zip(inputs.targets, inputs.loss_mask, strict=True))
        ],
        np.float32,
    )


def _likeliest(
    probs: Tensor, loss_mask: list[bool], tokenizer: Tokenizer, top: int
) -> tuple[tuple[tuple[str, int, float], ...], ...]:
    found = probs[:, : tokenizer.vocab_size].topk(min(top, tokenizer.vocab_size))  # (T, top)
    return tuple(
        tuple(zip(tokenizer.labels(ids), ids, probabilities, strict=True)) if wanted else ()
        for ids, probabilities, wanted in zip(found.indices.tolist(), found.values.tolist(), loss_mask, strict=True)
    )
