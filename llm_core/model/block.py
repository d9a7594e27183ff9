"""A block: attention, then feed-forward, each added to the residual stream that runs through all blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from torch import Tensor, nn

from llm_core.config import ModelConfig
from llm_core.model.attention import Attention, CrossAttention, Rotate
from llm_core.model.cache import EncoderMemory, LayerCache
from llm_core.model.feedforward import feedforward_of
from llm_core.model.mask import Mask
from llm_core.model.norm import norm_of
from llm_core.model.tap import NO_TAP, Tap

Sublayer = tuple[nn.Module, Callable[[Tensor], Tensor]]  # a part of a block, after the norm that belongs to it


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
        rotate: Rotate,
        mask: Mask,
        *,
        memory: EncoderMemory | None = None,
        cache: LayerCache | None = None,
        tap: Tap = NO_TAP,
    ) -> Tensor:  # (B, T, D)
        sublayers = self.sublayers(rotate, mask, memory, cache, tap)
        return tap.see("hidden", self.arrange(x, sublayers))

    def sublayers(
        self, rotate: Rotate, mask: Mask, memory: EncoderMemory | None, cache: LayerCache | None, tap: Tap
    ) -> list[Sublayer]:
        """What is added to the residual stream, in order."""

        def attend(x: Tensor) -> Tensor:
            return self.dropout(self.attn(x, rotate, mask, cache, tap.within("attn")))  # type: ignore[no-any-return]

        def think(x: Tensor) -> Tensor:
            return self.dropout(self.mlp(x, tap.within("mlp")))  # type: ignore[no-any-return]

        return [(self.attn_norm, attend), (self.mlp_norm, think)]


class CrossBlock(Block):
    """A decoder's block beside an encoder: between the two sublayers, tokens look at the source."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config)
        self.cross_norm = norm_of(config)(config.d_model)
        self.cross = CrossAttention(config)

    def sublayers(
        self, rotate: Rotate, mask: Mask, memory: EncoderMemory | None, cache: LayerCache | None, tap: Tap
    ) -> list[Sublayer]:
        assert memory is not None, "a decoder beside an encoder reads a source"

        def consult(x: Tensor) -> Tensor:
            return self.dropout(self.cross(x, memory, cache, tap.within("cross")))  # type: ignore[no-any-return]

        attend, think = super().sublayers(rotate, mask, memory, cache, tap)
        return [attend, (self.cross_norm, consult), think]


def pre_norm(x: Tensor, sublayers: Sequence[Sublayer]) -> Tensor:
    """x + part(norm(x)), one after another: the residual stream itself is never normalized, so gradients pass straight
    through (Xiong et al. 2020, arXiv:2002.04745)."""
    for norm, part in sublayers:
        x = x + part(norm(x))
    return x


def post_norm(x: Tensor, sublayers: Sequence[Sublayer]) -> Tensor:
    """norm(x + part(x)), one after another, as in 2017."""
    for norm, part in sublayers:
        x = norm(x + part(x))
    return x


def side_by_side(x: Tensor, sublayers: Sequence[Sublayer]) -> Tensor:
    """x + Σ part(norm(x)): all sublayers read the same (Black et al. 2022, arXiv:2204.06745, section 2.1.2)."""
    return sum((part(norm(x)) for norm, part in sublayers), start=x)


def arrangement_of(config: ModelConfig) -> Callable[[Tensor, Sequence[Sublayer]], Tensor]:
    """How the sublayers of a block follow each other, as a config names it."""
    if config.parallel:
        return side_by_side
    return pre_norm if config.norm_first else post_norm


def dropout_of(config: ModelConfig) -> nn.Module:
    """Zero a share of the values while training (Srivastava et al. 2014)."""
    return nn.Dropout(config.dropout) if config.dropout else nn.Identity()
