"""Attention: each token looks at the tokens before it and reads from those that matter to it."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from llm_core.model.tap import NO_TAP, Tap

Turn = Callable[[Tensor], Tensor]


class Attention(nn.Module):
    """MultiHead(x) = Concat(head₁ … head_H) W_O, each head softmax(QKᵀ/√K) V of its own projections of x.

    Args:    query_norm, key_norm: applied to each head's queries and keys (QK-norm; Henry et al. 2020, arXiv:2010.04245).
             dropout: share of attention weights zeroed while training.
    Source:  Vaswani et al. 2017, arXiv:1706.03762, equation 1 and section 3.2.2.
    """

    def __init__(
        self, d_model: int, nhead: int, *, query_norm: nn.Module, key_norm: nn.Module, bias: bool, dropout: float
    ) -> None:
        super().__init__()
        self.nhead = nhead
        self.dropout = dropout
        self.wq = nn.Linear(d_model, d_model, bias=bias)
        self.wk = nn.Linear(d_model, d_model, bias=bias)
        self.wv = nn.Linear(d_model, d_model, bias=bias)
        self.wo = nn.Linear(d_model, d_model, bias=bias)
        self.query_norm = query_norm
        self.key_norm = key_norm

    def forward(self, x: Tensor, turn: Turn, cache: LayerCache | None = None, tap: Tap = NO_TAP) -> Tensor:
        """Let every token of x look back.

        Args:    x: (B, T, D).  turn: tells queries and keys their positions.  cache: what was read before.
        Returns: (B, T, D).
        """
        q = tap.see("q", turn(self.query_norm(self.split(self.wq(x)))))                       # (B, T, H, K)
        k = tap.see("k", turn(self.key_norm(self.split(self.wk(x)))))
        v = tap.see("v", self.split(self.wv(x)))
        q, k, v = q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)                     # (B, H, T, K)
        if cache is not None:
            k, v = cache.append(k, v)                                                         # (B, H, S, K)
        attend = attend_visibly if tap.wants("scores") or tap.wants("weights") else attend_fast
        z = attend(q, k, v, self.dropout if self.training else 0.0, tap).transpose(1, 2)      # (B, T, H, K)
        return tap.see("out", self.wo(tap.see("z", z).flatten(2)))                            # (B, T, D)

    def split(self, x: Tensor) -> Tensor:
        return x.view(*x.shape[:-1], self.nhead, -1)                                          # (B, T, H, K)


def attend_visibly(q: Tensor, k: Tensor, v: Tensor, dropout: float, tap: Tap) -> Tensor:
    """softmax(QKᵀ/√K) V, step by step, so that a tap can see the steps.

    Args:    q: (B, H, T, K), the last T of S positions.  k, v: (B, H, S, K).
    Returns: (B, H, T, K).
    """
    visible = causal_mask(q.size(-2), k.size(-2), q.device)                                   # (T, S)
    scores = (q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))).masked_fill(~visible, -math.inf)
    weights = tap.see("weights", tap.see("scores", scores).softmax(-1))                       # (B, H, T, S)
    return F.dropout(weights, dropout) @ v


def attend_fast(q: Tensor, k: Tensor, v: Tensor, dropout: float, tap: Tap) -> Tensor:
    """The same in one fused call that never holds the (T, S) weights (Dao et al. 2022, arXiv:2205.14135)."""
    T, S = q.size(-2), k.size(-2)
    # is_causal lines up the first query with the first key, so it is right only when nothing was read before;
    # a single query is the last token, which may look everywhere.
    mask = causal_mask(T, S, q.device) if 1 < T < S else None
    return F.scaled_dot_product_attention(q, k, v, attn_mask=mask, dropout_p=dropout, is_causal=T == S)


def causal_mask(T: int, S: int, device: torch.device) -> Tensor:
    """Which of S keys each of the last T tokens may look at: itself and those before; (T, S), True where it may."""
    return torch.ones(T, S, dtype=torch.bool, device=device).tril(S - T)


class KVCache:
    """Keys and values of the tokens read so far, so that the next token needs no second reading of them.

    Belongs to the caller, who passes it to `forward`; memory is taken once. For calls without gradients.

    Args:    capacity: most tokens it can hold.
    """

    def __init__(
        self, num_layers: int, batch_size: int, nhead: int, capacity: int, head_dim: int, *, like: Tensor
    ) -> None:
        shape = (num_layers, batch_size, nhead, capacity, head_dim)                           # (L, B, H, S, K)
        self.keys = torch.zeros(shape, device=like.device, dtype=like.dtype)
        self.values = torch.zeros_like(self.keys)
        self.capacity = capacity
        self.length = 0

    def layer(self, index: int) -> LayerCache:
        """One layer's part of it."""
        return LayerCache(self, index)

    def advance(self, tokens: int) -> None:
        """Count tokens as read: done by the model, once per forward, when every layer has stored them."""
        self.length += tokens


class LayerCache:
    """One layer's view of a KVCache."""

    def __init__(self, cache: KVCache, index: int) -> None:
        self.keys = cache.keys[index]
        self.values = cache.values[index]
        self.start = cache.length

    def append(self, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        """Store the keys and values (B, H, T, K) of new tokens, and return those of all, (B, H, S, K)."""
        end = self.start + k.size(2)
        self.keys[:, :, self.start : end] = k
        self.values[:, :, self.start : end] = v
        return self.keys[:, :, :end], self.values[:, :, :end]
