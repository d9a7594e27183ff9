"""A block: attention, then feed-forward, each added to the residual stream that runs through all blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from torch import Tensor, nn

from llm_core.config import ModelConfig
from llm_core.model.attention import Attention, CrossAttention, Turn
from llm_core.model.cache import LayerCache, Memory
from llm_core.model.feedforward import feedforward_of
from llm_core.model.mask import Mask
from llm_core.model.norm import norm_of
from llm_core.model.tap import NO_TAP, Tap

Part = tuple[nn.Module, Callable[[Tensor], Tensor]]  # a part of a block, after the norm that belongs to it


class Block(nn.Module):
    """Tokens look at each other, then each thinks for itself.

    Source:  Vaswani et al. 2017, arXiv:1706.03762, figure 1.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        new_norm = norm_of(config)
        self.attn_norm = new_norm(config.d_model)
        self.attn = Attention(config)
        self.mlp_norm = new_norm(config.d_model)
        self.mlp = feedforward_of(config, dropout_of(config))
        self.dropout = dropout_of(config)
        self.arrange = arrangement_of(config)

    def forward(
        self,
        x: Tensor,
        turn: Turn,
        mask: Mask,
        *,
        memory: Memory | None = None,
        cache: LayerCache | None = None,
        tap: Tap = NO_TAP,
    ) -> Tensor:  # (B, T, D)
        parts = self.parts(turn, mask, memory, cache, tap)
        return tap.see("hidden", self.arrange(x, parts))

    def parts(self, turn: Turn, mask: Mask, memory: Memory | None, cache: LayerCache | None, tap: Tap) -> list[Part]:
        """What is added to the residual stream, in order."""

        def attend(x: Tensor) -> Tensor:
            return self.dropout(self.attn(x, turn, mask, cache, tap.within("attn")))  # type: ignore[no-any-return]

        def think(x: Tensor) -> Tensor:
            return self.dropout(self.mlp(x, tap.within("mlp")))  # type: ignore[no-any-return]

        return [(self.attn_norm, attend), (self.mlp_norm, think)]


class CrossBlock(Block):
    """A decoder's block beside an encoder: between the two parts, tokens look at the source."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config)
        self.cross_norm = norm_of(config)(config.d_model)
        self.cross = CrossAttention(config)

    def parts(self, turn: Turn, mask: Mask, memory: Memory | None, cache: LayerCache | None, tap: Tap) -> list[Part]:
        assert memory is not None, "a decoder beside an encoder reads a source"

        def consult(x: Tensor) -> Tensor:
            return self.dropout(self.cross(x, memory, cache, tap.within("cross")))  # type: ignore[no-any-return]

        attend, think = super().parts(turn, mask, memory, cache, tap)
        return [attend, (self.cross_norm, consult), think]


def pre_norm(x: Tensor, parts: Sequence[Part]) -> Tensor:
    """x + part(norm(x)), one after another: the residual stream itself is never normalized, so gradients pass straight
    through (Xiong et al. 2020, arXiv:2002.04745)."""
    for norm, part in parts:
        x = x + part(norm(x))
    return x


def post_norm(x: Tensor, parts: Sequence[Part]) -> Tensor:
    """norm(x + part(x)), one after another, as in 2017."""
    for norm, part in parts:
        x = norm(x + part(x))
    return x


def side_by_side(x: Tensor, parts: Sequence[Part]) -> Tensor:
    """x + Σ part(norm(x)): all parts read the same (Black et al. 2022, arXiv:2204.06745, section 2.1.2)."""
    return sum((part(norm(x)) for norm, part in parts), start=x)


def arrangement_of(config: ModelConfig) -> Callable[[Tensor, Sequence[Part]], Tensor]:
    """How the parts of a block follow each other, as a config names it."""
    if config.parallel:
        return side_by_side
    return pre_norm if config.norm_first else post_norm


def dropout_of(config: ModelConfig) -> nn.Module:
    """Zero a share of the values while training (Srivastava et al. 2014)."""
    return nn.Dropout(config.dropout) if config.dropout else nn.Identity()
