"""A large language model: a Transformer that reads tokens and scores the whole vocabulary at every position.

Letters in shapes: B batch, T query positions, S key positions, D d_model, H heads, G key-value heads, K head size, V
vocabulary, F feed-forward.
"""

from __future__ import annotations

from functools import partial
from typing import Self

from torch import Tensor, nn

from llm_core.config import (
    Activation,
    Architecture,
    EmbedScale,
    ModelConfig,
    Norm,
    PositionsName,
    RopeScaling,
    RunConfig,
)
from llm_core.model.block import Block, CrossBlock, dropout_of
from llm_core.model.cache import EncoderMemory, KVCache
from llm_core.model.embedding import Embedding
from llm_core.model.frames import FrameEmbedding
from llm_core.model.initialize import initialize
from llm_core.model.mask import PADDING, Masking, hide_padding, places_within
from llm_core.model.ngrams import NgramScores
from llm_core.model.norm import norm_of
from llm_core.model.positions import positions_of
from llm_core.model.softcap import softcap_of
from llm_core.model.tap import NO_TAP, Tap


class LargeLanguageModel(nn.Module):
    """Embed the tokens, run them through the blocks, and score every word of the vocabulary.

    Three shapes: a decoder scores the next token, seeing the past; an encoder scores the token at each place, seeing
    all; with both, the encoder reads a source, and the decoder scores the next token of what answers it.

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
        architecture: Architecture = "decoder-only",
        context_length: int = 64,
        num_encoder_layers: int | None = None,
        activation: Activation = "swiglu",
        norm: Norm = "rmsnorm",
        norm_first: bool = True,
        norm_eps: float | None = None,
        parallel: bool = False,
        positions: PositionsName = "rotary",
        rope_base: float = 10_000.0,
        rope_share: float = 1.0,
        rope_scaling: RopeScaling = "none",
        rope_factor: float = 1.0,
        rope_original_length: int | None = None,
        num_kv_heads: int | None = None,
        head_dim: int | None = None,
        qk_norm: bool = True,
        window: int | None = None,
        score_softcap: float = 0.0,
        logit_softcap: float = 0.0,
        bias: bool = False,
        qkv_bias: bool = False,
        embed_scale: EmbedScale = "rms",
        embed_norm: bool = False,
        head_transform: bool = False,
        tied_embeddings: bool = False,
        frame_size: int = 0,
        dropout: float = 0.0,
        ngram_buckets: int = 0,
        ngram_scores: int = 8,
        ngram_letters: int = 0,
        word_dropout: float = 0.0,
    ) -> None:
        given = {name: value for name, value in locals().items() if name in ModelConfig.model_fields}
        super().__init__()
        self.vocab_size = vocab_size
        self.config = config = RunConfig.parse({"model": given}).model
        self.embed = Embedding(config, vocab_size)
        self.frames = FrameEmbedding(config) if frame_size else None  # what the encoder hears, in place of tokens
        both = architecture == "encoder-decoder"
        self.encoder = Stack(config, config.encoder_layers, Block, causal=False) if config.encoder_layers else None
        self.decoder = (
            Stack(config, config.decoder_layers, CrossBlock if both else Block, causal=True)
            if config.decoder_layers
            else None
        )
        self.transform = Transform(config) if head_transform else nn.Identity()
        self.head = nn.Linear(d_model, vocab_size, bias=head_transform)
        if tied_embeddings:
            self.head.weight = self.embed.weight
        self.cap = softcap_of(logit_softcap)
        self.ngrams = NgramScores(config, vocab_size) if config.has_ngrams else None
        initialize(self, config)

    @classmethod
    def from_config(cls, config: ModelConfig, vocab_size: int) -> Self:
        """Build the model that a config describes."""
        return cls(vocab_size, **config.model_dump())

    def forward(
        self,
        tokens: Tensor,
        source: Tensor | None = None,
        *,
        documents: Tensor | None = None,
        cache: KVCache | None = None,
        logits_to_keep: Tensor | None = None,
        tap: Tap = NO_TAP,
    ) -> Tensor:
        """Score the vocabulary at every position: for the next token, or in an encoder for the token that stands there.

        Args:    tokens: (B, T) int64, PADDING where a row has ended.  source: (B, S), what the encoder reads, the same
                 way padded, at least one token a row, or the frames (B, F, M) that it hears; None where there is no
                 encoder beside a decoder, or the cache holds what it read.
                 documents: (B, T) int64, numbers of the documents that the tokens belong to, where several are packed
                 into a row: none sees another, and each begins at position 0. None: a row is one.
                 cache: what was read before, to go on from; it takes these tokens in. Decoders only.
                 logits_to_keep: (B, T) bool, the only places to score, since a large vocabulary costs more than all
                 else; None: all.
        Returns: (B, T, V) logits; at padding, without meaning. Where N logits are kept, theirs: (N, V).
        """
        assert documents is None or cache is None, "documents are packed for training; a cache goes on with one"
        self.require_room(tokens, cache)
        memory = self.memory(source, cache, tap)
        present = tokens != PADDING if self.decoder is None else None  # a decoder's padding lies in the future
        x = self.stack(
            self.embed(tokens), present, memory=memory, documents=documents, cache=cache, tap=tap
        )  # (B, T, D)
        logits = self.scores(x if logits_to_keep is None else x[logits_to_keep])  # (B, T, V) or (N, V)
        return tap.see(
            "logits", logits if self.ngrams is None else self.with_ngrams(logits, tokens, logits_to_keep, tap)
        )

    def scores(self, x: Tensor) -> Tensor:
        """Score the vocabulary from last hidden states, of whichever stack: (…, D) -> (…, V)."""
        return self.cap(self.head(self.transform(x)))  # type: ignore[no-any-return]

    def with_ngrams(self, logits: Tensor, tokens: Tensor, logits_to_keep: Tensor | None, tap: Tap) -> Tensor:
        """What words, their pairs and their letters say, and a share of these logits: how large, a run finds out as it
        trains.
        """
        assert self.ngrams is not None
        said = (
            self.ngrams(tokens)[:, None]
            if logits_to_keep is None
            else self.ngrams(tokens)[logits_to_keep.nonzero()[:, 0]]
        )  # (B, 1, scored) or (N, scored)
        said = tap.see("ngrams", nn.functional.pad(said, (0, self.vocab_size - self.ngrams.scored)))
        return self.ngrams.together(tap.see("deep", logits), said)

    @property
    def stack(self) -> Stack:
        """The blocks that the head reads: the decoder's, or those of an encoder alone."""
        found = self.decoder or self.encoder
        assert found is not None, "a model has an encoder, a decoder, or both"
        return found

    @property
    def reads_source(self) -> bool:
        """Whether there is an encoder beside a decoder."""
        return self.encoder is not None and self.decoder is not None

    def memory(self, source: Tensor | None, cache: KVCache | None, tap: Tap) -> EncoderMemory | None:
        """What the encoder makes of a source, or made of it before."""
        assert cache is None or self.decoder is not None, "an encoder sees all at once: nothing to go on from"
        if cache is not None and cache.memory is not None:
            return cache.memory
        assert (source is not None) == self.reads_source, "a source is for an encoder beside a decoder"
        if source is None:
            return None
        memory = self.encode(source, tap=tap)
        if cache is not None:
            cache.memory = memory
        return memory

    def encode(self, source: Tensor, *, tap: Tap = NO_TAP) -> EncoderMemory:
        """What the encoder beside a decoder makes of a source, for a decoder to look at.

        Args:    source: (B, S) ids, PADDING where a row has ended; where the encoder hears, (B, F, M) frames, NaN
            there.
        """
        assert self.encoder is not None
        x, present = (self.embed(source), source != PADDING) if self.frames is None else self.frames(source)
        self.require_room(x, None)
        x = self.encoder(x, present, tap=tap.within("encoder"))  # (B, S, D)
        return EncoderMemory(tap.see("memory", x), hide_padding(present, x))

    def new_cache(self, batch_size: int, length: int | None = None) -> KVCache:
        """An empty cache for `length` tokens, or for the whole context, of `batch_size` texts."""
        c = self.config
        return KVCache(
            c.decoder_layers, batch_size, c.kv_heads, length or c.context_length, c.head_size, like=self.embed.weight
        )

    def require_room(self, tokens: Tensor, cache: KVCache | None) -> None:
        """ValueError when the last token lies past the context."""
        start = cache.length if cache is not None else 0
        room = min(self.config.context_length, cache.capacity if cache is not None else self.config.context_length)
        if start + tokens.size(1) > room:
            raise ValueError(
                f"{start} + {tokens.size(1)} tokens don't fit into {room}: give the last {room}, or a new cache"
            )

    def parameters_by_part(self) -> dict[str, int]:
        """How many learnt numbers each part has; a tied head counts as 0."""
        parts = dict.fromkeys(PARTS, 0)
        for name, parameter in self.named_parameters():
            parts[part_of(name)] += parameter.numel()
        return parts


class Stack(nn.Module):
    """Blocks on top of each other: what an encoder or a decoder is.

    Args:    block: the kind of block.  causal: a token sees those before it only.
    """

    def __init__(self, config: ModelConfig, num_layers: int, block: type[Block], *, causal: bool) -> None:
        super().__init__()
        self.positions = positions_of(config)
        self.embed_norm = norm_of(config)(config.d_model) if config.embed_norm else nn.Identity()
        self.dropout = dropout_of(config)
        self.masking = Masking(config, self.positions, causal=causal)
        self.blocks = nn.ModuleList(block(config) for _ in range(num_layers))
        self.norm = (
            norm_of(config)(config.d_model) if config.norm_first else nn.Identity()
        )  # post-norm ends with one already

    def forward(
        self,
        x: Tensor,
        present: Tensor | None = None,
        *,
        memory: EncoderMemory | None = None,
        documents: Tensor | None = None,
        cache: KVCache | None = None,
        tap: Tap = NO_TAP,
    ) -> Tensor:
        """Run vectors through the blocks.

        Args:    x: (B, T, D).  present: (B, T) bool, False at padding.  memory: what an encoder made of the source.
                 documents: (B, T), numbers of those that lie in a row.
        Returns: (B, T, D), the last hidden states.
        """
        start = cache.length if cache is not None else 0
        at = start if documents is None else places_within(documents)
        x = tap.see("embed", self.dropout(self.embed_norm(self.positions.add(x, at))))
        mask = self.masking.mask(x.size(1), start, present, x, documents)
        rotate = partial(self.positions.rotate, at=at)
        for i, block in enumerate(self.blocks):
            x = block(x, rotate, mask, memory=memory, cache=cache and cache.layer(i), tap=tap.within(f"blocks.{i}"))
        if cache is not None:
            cache.advance(x.size(1))
        return self.norm(x)  # type: ignore[no-any-return]


class Transform(nn.Module):
    """norm(gelu(xW + b)): what BERT does before its head (Devlin et al. 2018, arXiv:1810.04805, as published)."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.linear = nn.Linear(config.d_model, config.d_model)
        self.norm = norm_of(config)(config.d_model)

    def forward(self, x: Tensor) -> Tensor:  # (B, T, D)
        return self.norm(nn.functional.gelu(self.linear(x)))  # type: ignore[no-any-return]


PARTS = ("embedding", "positions", "attention", "cross", "feedforward", "norms", "head")


def part_of(name: str) -> str:
    """The part that a parameter belongs to, by its name."""
    if "norm" in name:
        return "norms"
    for sign, part in (
        ("positions.", "positions"),
        (".attn.", "attention"),
        (".cross.", "cross"),
        (".mlp.", "feedforward"),
    ):
        if sign in name:
            return part
    return "embedding" if name.startswith(("embed.", "frames.")) else "head"
