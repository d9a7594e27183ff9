"""The shape of a Transformer: every hyperparameter of the model itself."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal, NamedTuple, Self

from pydantic import model_validator

from llm_core.config.presets import FRAMES_A_PLACE
from llm_core.config.setting import Settings, setting
from llm_core.errors import SettingError

# fmt: off
Architecture = Literal["decoder-only", "encoder-only", "encoder-decoder"]
Activation = Literal["swiglu", "geglu", "geglu_tanh", "reglu", "reglu2", "silu", "gelu", "gelu_tanh", "relu", "relu2"]
Norm = Literal["rmsnorm", "layernorm"]
PositionsName = Literal["rotary", "sinusoidal", "learned", "alibi", "none"]
RopeScaling = Literal["none", "linear", "llama3"]
EmbedScale = Literal["rms", "sqrt", "none"]
GATED: frozenset[str] = frozenset({"swiglu", "geglu", "geglu_tanh", "reglu", "reglu2"})


class PositionTraits(NamedTuple):
    """What others must know of a kind of positions without building it.

    biases_scores: it adds something to attention scores.  per_head: what it adds differs from head to head.
    unbounded: it knows no longest text, so that a run may go on with a longer context.
    """

    biases_scores: bool = False
    per_head: bool = False
    unbounded: bool = True


POSITION_TRAITS: Mapping[PositionsName, PositionTraits] = {
    "rotary": PositionTraits(),
    "sinusoidal": PositionTraits(),
    "learned": PositionTraits(unbounded=False),
    "alibi": PositionTraits(biases_scores=True, per_head=True),
    "none": PositionTraits(),
}


class ModelConfig(Settings):
    """The shape of a Transformer: the arguments of `LargeLanguageModel`, less `vocab_size`, which the text decides."""

    architecture: Architecture = setting("decoder-only", "Architecture",
        (
            "Decoder: writes on, token by token (GPT). Encoder: sees all and fills blanks (BERT). Both: one reads, "
            "one writes (Vaswani et al. 2017)."
        ), level="basic")
    d_model: int = setting(128, "Width", "Length of the vector that stands for a token.", level="basic", ge=8, le=4096)
    nhead: int = setting(4, "Heads", "Attention heads a layer: each looks for something of its own.", level="basic",
        ge=1, le=64)
    num_layers: int = setting(4, "Layers", "Blocks on top of each other; each reads the previous layer's output.",
        level="basic", ge=1, le=64)
    dim_feedforward: int | None = setting(None, "Feed-forward width",
        "Inner width of the feed-forward part. Default: 8/3 of the width if gated, else 4 times.", ge=8, le=16384)
    context_length: int = setting(64, "Context",
        "How many tokens the model sees at once, in the encoder and in the decoder each.", level="basic", unit="tokens",
        ge=4, le=8192)
    num_encoder_layers: int | None = setting(None, "Encoder layers",
        "Blocks of the encoder where there are both. Default: as many as the decoder's.", ge=1, le=64)
    activation: Activation = setting("swiglu", "Feed-forward",
        (
            "Its nonlinearity: ReLU (Vaswani et al. 2017), GELU (Hendrycks & Gimpel 2016), SiLU, ReLU² (So et al. "
            "2021); gated (Shazeer 2020): SwiGLU, GeGLU, ReGLU."
        ), level="basic")
    norm: Norm = setting("rmsnorm", "Norm", "RMSNorm (Zhang & Sennrich 2019) or LayerNorm (Ba et al. 2016).")
    norm_first: bool = setting(True, "Norm first",
        "Normalize before each part (pre-norm, Xiong et al. 2020), not after it: trains without warm-up.")
    norm_eps: float | None = setting(None, "Norm ε",
        "Keeps the division finite. Default: 1e-6 for RMSNorm and 1e-5 for LayerNorm.", gt=0, le=1e-2)
    parallel: bool = setting(False, "Parallel parts",
        "Attention and feed-forward read the same input, side by side (GPT-J, GPT-NeoX: Black et al. 2022).")
    positions: PositionsName = setting("rotary", "Positions",
        (
            "How order is told: rotary (Su et al. 2021), sinusoidal (Vaswani et al. 2017), learned (GPT-2), ALiBi "
            "(Press et al. 2021), or not at all."
        ), level="basic")
    rope_base: float = setting(10_000.0, "RoPE base", "Longest wavelength of rotary positions.", gt=1, le=1e8)
    rope_share: float = setting(1.0, "RoPE share",
        "Share of each head's dimensions that is rotated; the rest carries no position (GPT-NeoX, Phi).", ge=0.01, le=1)
    rope_scaling: RopeScaling = setting("none", "RoPE scaling",
        (
            "Stretches rotary positions to longer texts: evenly (Chen et al. 2023), or long wavelengths only (Llama "
            "3: Grattafiori et al. 2024)."
        ))
    rope_factor: float = setting(1.0, "RoPE scaling factor",
        "How many times longer than before texts may be, with RoPE scaling.", ge=1, le=1024)
    rope_original_length: int | None = setting(None, "Length before scaling",
        "Context that the model was first trained with, for Llama 3's scaling. Default: the context.", unit="tokens",
        ge=4, le=1_000_000)
    num_kv_heads: int | None = setting(None, "Key-value heads",
        "Heads of keys and values, each shared by a group of query heads (Ainslie et al. 2023). Default: one for each.",
        ge=1, le=64)
    head_dim: int | None = setting(None, "Head size", "Numbers in one head's query. Default: width / heads.", ge=2,
        le=512)
    qk_norm: bool = setting(True, "QK-norm",
        "Normalize queries and keys (Henry et al. 2020): keeps attention calm at high learning rates.")
    window: int | None = setting(None, "Sliding window",
        "Each token looks at the nearest ones only, itself included (Beltagy et al. 2020; Mistral). Default: all.",
        unit="tokens", ge=1, le=8192)
    score_softcap: float = setting(0.0, "Score soft-cap",
        "Bends attention scores so that none passes this (Gemma 2: Riviere et al. 2024); 0: not at all.", ge=0, le=1000)
    logit_softcap: float = setting(0.0, "Logit soft-cap", "The same for the scores of the next token.", ge=0, le=1000)
    bias: bool = setting(False, "Biases", "Add a learnt constant in every linear map but the head, and in LayerNorm.")
    qkv_bias: bool = setting(False, "Query-key-value biases",
        "Add one to queries, keys and values also where nothing else has one (Qwen2: Yang et al. 2024).")
    embed_scale: EmbedScale = setting("rms", "Embedding length",
        "A token's vector: brought to length √width, times √width (Vaswani et al. 2017, Gemma), or as it is.")
    embed_norm: bool = setting(False, "Embedding norm",
        "Normalize once more after positions are added (BERT: Devlin et al. 2018, BART).")
    head_transform: bool = setting(False, "Head transform",
        "One more layer, GELU and norm before the scores, and a bias on them (BERT).")
    tied_embeddings: bool = setting(False, "Tied embeddings",
        "Use one table for reading tokens and for predicting them (Press & Wolf 2016).")
    frame_size: int = setting(0, "Frame size",
        (
            "For speech: numbers in each frame of a sound that the encoder hears, through two strided convolutions, "
            "in place of tokens; 0: it reads tokens."
        ), ge=0, le=512)
    dropout: float = setting(0.0, "Dropout",
        "Share of values zeroed while training (Srivastava et al. 2014); helps when little text is read often.", ge=0,
        lt=1)
    ngram_buckets: int = setting(0, "N-gram buckets",
        (
            "For an encoder that classifies: rows of a table in which each token and each pair of neighbors has a "
            "weight for each class, beside the Transformer (Cheng et al. 2016); 0: none."
        ), ge=0, le=1 << 22)
    ngram_scores: int = setting(8, "N-gram classes",
        (
            "How many of the vocabulary's first tokens, which stand for classes, the n-gram table scores; set by "
            "the run from its classes."
        ), unit="tokens", ge=1, le=256)
    ngram_letters: int = setting(0, "Character n-grams",
        (
            "At most this many groups of three to five letters of a token are scored too, so that unseen words "
            "resemble known ones (Bojanowski et al. 2016); 0: none."
        ), ge=0, le=64)
    word_dropout: float = setting(0.0, "Word dropout",
        (
            "Share of tokens whose whole vector is zeroed while training, so that no single word decides (Iyyer et "
            "al. 2015)."
        ), ge=0, lt=1)

    @model_validator(mode="after")
    def _heads_fit(self) -> Self:
        if self.head_dim is None and self.d_model % self.nhead:
            below = max(self.d_model // self.nhead,
                math.ceil(8 / self.nhead)) * self.nhead         # no narrower than may be
            raise SettingError(
                "heads-do-not-divide",
                "d_model ({d_model}) must be a multiple of nhead ({nhead}): try {below} or {above}.",
                d_model=self.d_model, nhead=self.nhead, below=below, above=below + self.nhead,
            )
        if self.nhead % self.kv_heads:
            raise SettingError(
                "groups-do-not-divide",
                "nhead ({nhead}) must be a multiple of num_kv_heads ({num_kv_heads}): try {fits}.",
                nhead=self.nhead, num_kv_heads=self.kv_heads, fits=math.gcd(self.nhead, self.kv_heads),
            )
        if self.positions == "rotary" and (self.head_size % 2 or self.rotary_size < 2):
            raise SettingError(
                "odd-head", (
                    "Rotary positions turn pairs, so the head size ({head_dim}) must be even, and so large that its "
                    "share has a pair: try {above}."
                ),
                head_dim=self.head_size, above=max(2, -(-self.head_size // 2) * 2, 2 * math.ceil(1 / self.rope_share)),
            )
        if self.frame_size and self.architecture != "encoder-decoder":
            raise SettingError(
                "frames-need-both", (
                    "An encoder hears frames and a decoder beside it writes: set model.architecture "
                    "({architecture}) to encoder-decoder."
                ),
                architecture=self.architecture,
            )
        if self.parallel and not self.norm_first:
            raise SettingError("parallel-needs-norm-first",
                "Parallel parts need norm_first: turn norm_first on, or parallel off.")
        return self

    @property
    def has_ngrams(self) -> bool:
        """Whether words and pairs of them are scored by themselves: an encoder alone sees them all."""
        return self.ngram_buckets > 0 and self.architecture == "encoder-only"

    @property
    def frames_a_place(self) -> int:
        """How many frames of a sound a place of the encoder takes, after two convolutions that each halve the time."""
        return FRAMES_A_PLACE

    @property
    def head_size(self) -> int:
        """Size of one head, K."""
        return self.d_model // self.nhead if self.head_dim is None else self.head_dim

    @property
    def position_traits(self) -> PositionTraits:
        """What others must know of its kind of positions."""
        return POSITION_TRAITS[self.positions]

    @property
    def rotary_size(self) -> int:
        """How many of a head's components rotary positions turn: an even number."""
        return int(self.head_size * self.rope_share) // 2 * 2

    @property
    def kv_heads(self) -> int:
        """Heads of keys and values, G."""
        return self.nhead if self.num_kv_heads is None else self.num_kv_heads

    @property
    def feedforward_width(self) -> int:
        """Inner width F: as given, or 8/3 of d_model when gated and 4 times when not, so that parameters match."""
        if self.dim_feedforward is not None:
            return self.dim_feedforward
        return -(-self.d_model * 8 // 3 // 8) * 8 if self.activation in GATED else 4 * self.d_model

    @property
    def encoder_layers(self) -> int:
        """Blocks that read without writing: none in a decoder."""
        return {"decoder-only": 0, "encoder-only": self.num_layers}.get(self.architecture,
            self.num_encoder_layers or self.num_layers)

    @property
    def decoder_layers(self) -> int:
        """Blocks that write, each token seeing those before it only: none in an encoder."""
        return 0 if self.architecture == "encoder-only" else self.num_layers
