"""Attention: each token looks at others and reads from those that matter to it."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch.nn.functional as F
from torch import Tensor, nn

from llm_core.config import ModelConfig
from llm_core.model.cache import EncoderMemory, LayerCache
from llm_core.model.mask import Mask
from llm_core.model.norm import head_norm_of
from llm_core.model.softcap import softcap_of
from llm_core.model.tap import NO_TAP, Tap

Rotate = Callable[[Tensor], Tensor]


class Attention(nn.Module):
    """MultiHead(x) = Concat(head₁ … head_H) W_O, each head softmax(QKᵀ/√K) V of its own projections of x.

    With fewer heads of keys and values (G) than of queries (H), each serves H / G of them, side by side.

    Source:  Vaswani et al. 2017, arXiv:1706.03762, equation 1 and section 3.2.2; groups: Ainslie et al. 2023,
             arXiv:2305.13245; norm of queries and keys: Henry et al. 2020, arXiv:2010.04245.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        D, H, G, K = config.d_model, config.nhead, config.kv_heads, config.head_size
        self.head_size = K
        self.dropout = config.dropout  # share of attention weights zeroed while training
        self.wq = nn.Linear(D, H * K, bias=config.bias or config.qkv_bias)
        self.wk = nn.Linear(D, G * K, bias=config.bias or config.qkv_bias)
        self.wv = nn.Linear(D, G * K, bias=config.bias or config.qkv_bias)
        self.wo = nn.Linear(H * K, D, bias=config.bias)
        self.query_norm = head_norm_of(config)(K)
        self.key_norm = head_norm_of(config)(K)
        self.cap = softcap_of(config.score_softcap)
        self.must_show = config.score_softcap > 0  # the fused call has no place for the cap

    def forward(
        self, x: Tensor, rotate: Rotate, mask: Mask, cache: LayerCache | None = None, tap: Tap = NO_TAP
    ) -> Tensor:
        """Let every token of x look at those that the mask allows.

        Args:    x: (B, T, D).  rotate: tells queries and keys their positions.  cache: what was read before.
        Returns: (B, T, D).
        """
        q = tap.see("q", rotate(self.query_norm(self.split(self.wq(x)))))  # (B, T, H, K)
        k = tap.see("k", rotate(self.key_norm(self.split(self.wk(x)))))  # (B, T, G, K)
        v = tap.see("v", self.split(self.wv(x)))
        k, v = k.transpose(1, 2), v.transpose(1, 2)  # (B, G, T, K)
        if cache is not None:
            k, v = cache.append(k, v)  # (B, G, S, K)
        return self.attend(q, k, v, mask, tap)

    def attend(self, q: Tensor, k: Tensor, v: Tensor, mask: Mask, tap: Tap) -> Tensor:
        """What each head reads, mapped back to the width: (B, T, H, K), (B, G, S, K) twice -> (B, T, D)."""
        show = self.must_show or tap.wants("scores") or tap.wants("weights")
        how = self.attend_visibly if show else self.attend_fast
        z = how(q.transpose(1, 2), k, v, mask, tap).transpose(1, 2)  # (B, T, H, K)
        return tap.see("out", self.wo(tap.see("z", z).flatten(2)))  # (B, T, D)

    def attend_visibly(self, q: Tensor, k: Tensor, v: Tensor, mask: Mask, tap: Tap) -> Tensor:
        """softmax(QKᵀ/√K) V, step by step, so that a tap can see the steps."""
        group = q.size(1) // k.size(1)
        k, v = k.repeat_interleave(group, 1), v.repeat_interleave(group, 1)  # (B, H, S, K)
        scores = mask.onto(self.cap(q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))))  # (B, H, T, S)
        weights = tap.see("weights", tap.see("scores", scores).softmax(-1))
        return F.dropout(weights, self.dropout, self.training) @ v  # (B, H, T, K)

    def attend_fast(self, q: Tensor, k: Tensor, v: Tensor, mask: Mask, tap: Tap) -> Tensor:
        """The same in one fused call that never holds the (T, S) weights (Dao et al. 2022, arXiv:2205.14135)."""
        return F.scaled_dot_product_attention(
            q,
            k,
            v,
            None if mask.added is None else mask.added.to(q.dtype),
            self.dropout if self.training else 0.0,
            is_causal=mask.causal,
            enable_gqa=k.size(1) < q.size(1),
        )

    def split(self, x: Tensor) -> Tensor:
        """Cut (B, T, H·K) into heads, (B, T, H, K)."""
        return x.view(*x.shape[:-1], -1, self.head_size)


class CrossAttention(Attention):
    """The same, but tokens look at what an encoder made of the source: queries from x, keys and values from memory.

    Source:  Vaswani et al. 2017, arXiv:1706.03762, section 3.2.3.
    """

    def forward(self, x: Tensor, memory: EncoderMemory, cache: LayerCache | None = None, tap: Tap = NO_TAP) -> Tensor:  # type: ignore[override]
        """Let every token of x (B, T, D) look at the whole source; (B, T, D)."""

        def of_source() -> tuple[Tensor, Tensor]:
            k = tap.see("k", self.key_norm(self.split(self.wk(memory.x))))  # (B, S, G, K)
            v = tap.see("v", self.split(self.wv(memory.x)))
            return k.transpose(1, 2), v.transpose(1, 2)

        q = tap.see("q", self.query_norm(self.split(self.wq(x))))  # (B, T, H, K)
        k, v = of_source() if cache is None else cache.of_source(of_source)
        return self.attend(q, k, v, memory.mask, tap)
