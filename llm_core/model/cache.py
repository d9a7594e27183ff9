"""What a model has read so far, kept so that the next token needs no second reading of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from torch import Tensor

from llm_core.model.mask import Mask


class EncoderMemory(NamedTuple):
    """What an encoder made of the source, for the decoder to look at: (B, S, D), with the mask of its padding."""

    x: Tensor
    mask: Mask


class KVCache:
    """Keys and values of the tokens read so far, and of the source where there is one.

    Belongs to the caller, who passes it to `forward`; memory is taken once. For calls without gradients.

    Args:    capacity: most tokens it can hold.
    """

    def __init__(
        self, num_layers: int, batch_size: int, kv_heads: int, capacity: int, head_size: int, *, like: Tensor
    ) -> None:
        shape = (num_layers, batch_size, kv_heads, capacity, head_size)  # (L, B, G, S, K)
        self.keys = like.new_zeros(shape)
        self.values = like.new_zeros(shape)
        self.capacity = capacity
        self.length = 0
        self.memory: EncoderMemory | None = None
        self.of_source: dict[int, tuple[Tensor, Tensor]] = {}

    def layer(self, index: int) -> LayerCache:
        """One layer's part of it."""
        return LayerCache(self, index)

    def advance(self, tokens: int) -> None:
        """Count tokens as read: done by the model, once per forward, when every layer has stored them."""
        self.length += tokens

    def clear(self) -> None:
        """Forget all, the source too."""
        self.length, self.memory = 0, None
        self.of_source.clear()

    def select(self, rows: Tensor) -> None:
        """Make row i what row rows[i] was: how beam search goes on with some of its beginnings.

        Args:    rows: (B,) int64.
        """
        self.keys[..., : self.length, :] = self.keys[:, rows, :, : self.length]
        self.values[..., : self.length, :] = self.values[:, rows, :, : self.length]
        if self.memory is not None:
            x, mask = self.memory
            self.memory = EncoderMemory(x[rows], mask if mask.added is None else mask._replace(added=mask.added[rows]))
            self.of_source = {layer: (k[rows], v[rows]) for layer, (k, v) in self.of_source.items()}


class LayerCache:
    """One layer's view of a KVCache."""

    def __init__(self, cache: KVCache, index: int) -> None:
        self.cache, self.index = cache, index
        self.keys = cache.keys[index]
        self.values = cache.values[index]
        self.start = cache.length

    def append(self, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        """Store the keys and values (B, G, T, K) of new tokens, and return those of all, (B, G, S, K)."""
        end = self.start + k.size(2)
        self.keys[:, :, self.start : end] = k
        self.values[:, :, self.start : end] = v
        return self.keys[:, :, :end], self.values[:, :, :end]

    def of_source(self, make: Callable[[], tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
        """The keys and values (B, G, S, K) of the source: made at the first call, kept for those that follow."""
        kept = self.cache.of_source
        if self.index not in kept:
            kept[self.index] = make()
        return kept[self.index]
