"""From logits to the probabilities that the next token is drawn with: pure functions, no state, no random numbers."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from llm_core.config import SamplingConfig
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.errors import CheckpointError


def next_token_probs(logits: Tensor, sampling: SamplingConfig, previous: Sequence[int]) -> Tensor:
    """Turn a model's logits into the probabilities to draw from: penalty, then temperature, then top-k, then top-p,
    then min-p.

    Args:    logits: (V,) of the last position; -inf: never.  previous: the tokens that the penalty falls on.
    Returns: (V,) float64, sums to 1.
    """
    logits = penalize(logits.double(), previous, sampling.repetition_penalty)
    if sampling.temperature == 0:
        return torch.zeros_like(logits).index_fill(0, logits.argmax(), 1.0)
    probs = ((logits - logits.max()) / sampling.temperature).softmax(-1)  # less the maximum: no overflow near 0
    return keep_min_p(keep_top_p(keep_top_k(probs, sampling.top_k), sampling.top_p), sampling.min_p)


def possible(logits: Tensor, tokenizer: Tokenizer, *, ends: bool = True) -> Tensor:
    """Leave what can be written: the tokenizer's tokens, less `<unk>` and `<mask>`, which stand for no text.

    Args:    logits: (…, V) of a model.  ends: whether the end of the document may be written.
    Returns: (…, V of the tokenizer) float32 on the CPU, where the dice are; -inf: never.
    Raises:  CheckpointError: the logits are no numbers.
    """
    if not bool(logits.isfinite().all()):
        raise CheckpointError(
            "odds-not-numbers",
            "This model's probabilities are not numbers: its training went astray. Choose an earlier checkpoint.",
        )
    logits = logits[..., : tokenizer.vocab_size].float().cpu().clone()
    never = [tokenizer.unknown_id, tokenizer.mask_id, *([] if ends else [tokenizer.end_id, *tokenizer.marks.values()])]
    logits[..., [token for token in never if token is not None]] = -torch.inf
    return logits


def penalize(logits: Tensor, previous: Sequence[int], penalty: float) -> Tensor:
    """Make tokens that stand in `previous` less likely, each once however often it stands there.

    Source:  Keskar et al. 2019, arXiv:1909.05858, section 4.1; for negative logits multiplied, not divided, as
             transformers does, since dividing these would make them likelier.
    """
    if penalty == 1 or not previous:
        return logits
    seen = torch.tensor(sorted(set(previous)), device=logits.device)
    said = logits[seen]
    return logits.index_copy(0, seen, torch.where(said > 0, said / penalty, said * penalty))


def keep_top_k(probs: Tensor, k: int) -> Tensor:
    """Keep the k likeliest of (V,) probabilities; 0 keeps all (Fan et al. 2018, arXiv:1805.04833)."""
    if k == 0 or k >= probs.numel():
        return probs
    values, tokens = probs.topk(k)
    return torch.zeros_like(probs).index_copy(0, tokens, values / values.sum())


def keep_top_p(probs: Tensor, p: float) -> Tensor:
    """Keep the smallest set of the likeliest of (V,) probabilities that reaches p.

    Source:  Holtzman et al. 2020, arXiv:1904.09751, section 3.1.
    """
    if p == 1:
        return probs
    tokens = probs.nonzero()[:, 0]
    values, order = probs[tokens].sort(descending=True, stable=True)
    values = values[values.cumsum(0) - values < p]  # those that p isn't reached before
    return torch.zeros_like(probs).index_copy(0, tokens[order[: len(values)]], values / values.sum())


def keep_min_p(probs: Tensor, p: float) -> Tensor:
    """Keep the tokens at least p times as likely as the likeliest of (V,) probabilities; 0 keeps all.

    Source:  Nguyen et al. 2024, arXiv:2407.01082, section 3.
    """
    if p == 0:
        return probs
    kept = torch.where(probs >= p * probs.max(), probs, torch.zeros_like(probs))
    return kept / kept.sum()
