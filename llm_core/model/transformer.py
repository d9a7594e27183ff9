"""A large language model: a Transformer that reads tokens and gives the odds of the next one at every position.

Letters in shapes: B batch, T query positions, S key positions, D d_model, H heads, K head size, V vocabulary, F feed-forward.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Self

from torch import Tensor, nn

from llm_core.config import Activation, ModelConfig, Norm, RunConfig
from llm_core.config import Positions as PositionsName
from llm_core.model.attention import Attention, KVCache, LayerCache, Turn
from llm_core.model.feedforward import feedforward_of
from llm_core.model.norm import RMSNorm, norm_of
from llm_core.model.positions import positions_of
from llm_core.model.tap import NO_TAP, Tap


class LargeLanguageModel(nn.Module):
    """Embed the tokens, run them through the blocks, and score every word of the vocabulary.

    Args:    vocab_size: how many different tokens there are. The others are the fields of `ModelConfig`.
    Raises:  SettingError: a value outside its bounds, or two that do not fit each other.
    """

    def __init__(
        self,
        vocab_size: int,
        d_model: int,
        nhead: int,
        num_layers: int,
        dim_feedforward: int | None = None,
        *,
        context_length: int = 64,
        activation: Activation = "swiglu",
        norm: Norm = "rmsnorm",
        norm_first: bool = True,
        positions: PositionsName = "rotary",
        rope_base: float = 10_000.0,
        qk_norm: bool = True,
        bias: bool = False,
        tied_embeddings: bool = False,
        dropout: float = 0.0,
    ) -> None:
        given = {name: value for name, value in locals().items() if name in ModelConfig.model_fields}
        super().__init__()
        self.vocab_size = vocab_size
        self.config = config = RunConfig.parse({"model": given}).model
        self.embed = nn.Embedding(vocab_size, d_model)
        # Every token starts with length √D whatever the table holds; without a gain, an export can store the rows so.
        self.embed_norm = nn.RMSNorm(d_model, elementwise_affine=False)
        self.positions = positions_of(config)
        self.dropout = dropout_of(config)
        self.blocks = nn.ModuleList(Block(config) for _ in range(num_layers))
        self.norm = norm_of(config)(d_model) if norm_first else nn.Identity()    # post-norm ends with a norm already
        self.head = nn.Linear(d_model, vocab_size, bias=False)
        if tied_embeddings:
            self.head.weight = self.embed.weight
        initialize(self)

    @classmethod
    def from_config(cls, config: ModelConfig, vocab_size: int) -> Self:
        """Build the model that a config describes."""
        return cls(vocab_size, **config.model_dump())

    def forward(
        self, tokens: Tensor, source: Tensor | None = None, *, cache: KVCache | None = None, tap: Tap = NO_TAP
    ) -> Tensor:
        """Score the next token at every position.

        Args:    tokens: (B, T) int64.  source: what an encoder reads; this model has none, so None.
                 cache: what was read before, to go on from; it takes these tokens in.
        Returns: (B, T, V) logits.
        """
        assert source is None, "a decoder reads no source"
        start = self.room_for(tokens, cache)
        x = self.positions.add(self.embed_norm(self.embed(tokens)), start)        # (B, T, D)
        x = tap.see("embed", self.dropout(x))
        turn = partial(self.positions.turn, start=start)
        for i, block in enumerate(self.blocks):
            x = block(x, turn, cache and cache.layer(i), tap.within(f"blocks.{i}"))
        if cache is not None:
            cache.advance(tokens.size(1))
        return tap.see("logits", self.head(self.norm(x)))                         # (B, T, V)

    def new_cache(self, batch_size: int, length: int | None = None) -> KVCache:
        """An empty cache for `length` tokens, or for the whole context, of `batch_size` texts."""
        c = self.config
        return KVCache(c.num_layers, batch_size, c.nhead, length or c.context_length, c.head_dim, like=self.embed.weight)

    def room_for(self, tokens: Tensor, cache: KVCache | None) -> int:
        """The position of the first token; ValueError when the last one lies past the context."""
        start = cache.length if cache is not None else 0
        room = min(self.config.context_length, cache.capacity if cache is not None else self.config.context_length)
        if start + tokens.size(1) > room:
            raise ValueError(f"{start} + {tokens.size(1)} tokens don't fit into {room}: give the last {room}, or a new cache")
        return start

    def parameters_by_part(self) -> dict[str, int]:
        """How many learnt numbers each part has; a tied head counts as 0."""
        parts = dict.fromkeys(("embedding", "positions", "attention", "feedforward", "norms", "head"), 0)
        for name, parameter in self.named_parameters():
            parts[part_of(name)] += parameter.numel()
        return parts


class Block(nn.Module):
    """Attention, then feed-forward, each added to the residual stream that runs through all blocks.

    Source:  Vaswani et al. 2017, arXiv:1706.03762, figure 1; norm first: Xiong et al. 2020, arXiv:2002.04745.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        new_norm = norm_of(config)
        head_norm = RMSNorm if config.qk_norm else nn.Identity
        self.attn_norm = new_norm(config.d_model)
        self.attn = Attention(
            config.d_model, config.nhead, query_norm=head_norm(config.head_dim), key_norm=head_norm(config.head_dim),
            bias=config.bias, dropout=config.dropout,
        )
        self.mlp_norm = new_norm(config.d_model)
        self.mlp = feedforward_of(config, dropout_of(config))
        self.dropout = dropout_of(config)
        self.residual = pre_norm if config.norm_first else post_norm

    def forward(self, x: Tensor, turn: Turn, cache: LayerCache | None = None, tap: Tap = NO_TAP) -> Tensor:
        def attend(x: Tensor) -> Tensor:
            return self.dropout(self.attn(x, turn, cache, tap.within("attn")))  # type: ignore[no-any-return]

        def think(x: Tensor) -> Tensor:
            return self.dropout(self.mlp(x, tap.within("mlp")))  # type: ignore[no-any-return]

        x = self.residual(x, self.attn_norm, attend)                              # (B, T, D)
        x = self.residual(x, self.mlp_norm, think)
        return tap.see("hidden", x)


def pre_norm(x: Tensor, norm: nn.Module, part: Callable[[Tensor], Tensor]) -> Tensor:
    """x + part(norm(x)): the residual stream itself is never normalized, so gradients pass straight through."""
    return x + part(norm(x))


def post_norm(x: Tensor, norm: nn.Module, part: Callable[[Tensor], Tensor]) -> Tensor:
    """norm(x + part(x)), as in 2017."""
    return norm(x + part(x))  # type: ignore[no-any-return]


def dropout_of(config: ModelConfig) -> nn.Module:
    """Zero a share of the values while training (Srivastava et al. 2014)."""
    return nn.Dropout(config.dropout) if config.dropout else nn.Identity()


def part_of(name: str) -> str:
    """The part that a parameter belongs to, by its name."""
    if "norm" in name:
        return "norms"
    return {"embed": "embedding", "head": "head", "positions": "positions"}.get(
        name.split(".", 1)[0], "attention" if ".attn." in name else "feedforward"
    )


def initialize(model: LargeLanguageModel) -> None:
    """Give the weights their first values.

    Head and output projections begin at zero: every block begins as the identity, and the first guess is "all tokens
    alike" (loss ln V). Other matrices keep the size of what goes through them: std 1/√(inputs).
    """
    for module in model.modules():
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=module.in_features**-0.5)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    for name, parameter in model.blocks.named_parameters():
        if name.endswith(("attn.wo.weight", "mlp.w2.weight")):
            nn.init.zeros_(parameter)
    if model.config.tied_embeddings:
        nn.init.normal_(model.embed.weight, std=0.02)
    else:
        nn.init.normal_(model.embed.weight, std=0.5)
        nn.init.zeros_(model.head.weight)
