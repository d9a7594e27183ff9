"""Every hyperparameter, once: its name, default, bounds, unit, and one line of explanation.

Validation, sliders, command-line flags, the saved JSON and the documentation all read this file; defaults stand
here and nowhere else. Names are PyTorch's (`d_model, nhead, num_layers, dim_feedforward`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal, Self, get_args

from pydantic import ValidationError, model_validator

from llm_core.errors import SettingError
from llm_core.presets import FAMILIES, FORMATS, FRAME_SIZE, FRAMES_A_PLACE, PRESETS
from llm_core.setting import Settings, explain, nest, setting

# fmt: off - tables, laid out by hand

Architecture = Literal["decoder-only", "encoder-only", "encoder-decoder"]
Activation = Literal["swiglu", "geglu", "geglu_tanh", "reglu", "reglu2", "silu", "gelu", "gelu_tanh", "relu", "relu2"]
Norm = Literal["rmsnorm", "layernorm"]
Positions = Literal["rotary", "sinusoidal", "learned", "alibi", "none"]
RopeScaling = Literal["none", "linear", "llama3"]
EmbedScale = Literal["rms", "sqrt", "none"]
TaskName = Literal["translation", "summarization", "sentiment", "question-answering", "speech"]
DataFormat = Literal[
    "text", "pairs", "conversations", "translation", "summarization", "sentiment", "question-answering", "speech"
]
ChatTemplate = Literal["marks", "plain", "custom"]
SplitBy = Literal["groups", "rows"]
TokenizerKind = Literal["characters", "bpe"]
OptimizerName = Literal["muon", "adam", "adamw", "sgd"]
Schedule = Literal["linear", "cosine", "constant"]
Precision = Literal["auto", "float32", "bfloat16"]
DeviceName = Literal["auto", "cpu", "cuda", "mps"]

TASKS: tuple[TaskName, ...] = get_args(TaskName)
SHAPES: Mapping[DataFormat, tuple[Architecture, ...]] = {  # the shapes that can learn what a task asks, the best first
    "translation": ("encoder-decoder", "decoder-only"),
    "summarization": ("encoder-decoder",),
    "question-answering": ("encoder-only",),
}
GATED: frozenset[str] = frozenset({"swiglu", "geglu", "geglu_tanh", "reglu", "reglu2"})
LEARNING_RATES: Mapping[str, float] = {"muon": 0.03, "adam": 4e-3, "adamw": 4e-3, "sgd": 0.1}


class ModelConfig(Settings):
    """The shape of a Transformer: the arguments of `LargeLanguageModel`, less `vocab_size`, which the text decides."""

    architecture: Architecture = setting(
        "decoder-only",
        "Architecture",
        (
            "Decoder: writes on, token by token (GPT). Encoder: sees all and fills blanks (BERT). Both: one reads, "
            "one writes (Vaswani et al. 2017)."
        ),
        level="basic",
    )
    d_model: int = setting(128, "Width", "Length of the vector that stands for a token.", level="basic", ge=8, le=4096)
    nhead: int = setting(
        4, "Heads", "Attention heads a layer: each looks for something of its own.", level="basic", ge=1, le=64
    )
    num_layers: int = setting(
        4, "Layers", "Blocks on top of each other; each reads the previous layer's output.", level="basic", ge=1, le=64
    )
    dim_feedforward: int | None = setting(
        None,
        "Feed-forward width",
        "Inner width of the feed-forward part. Default: 8/3 of the width if gated, else 4 times.",
        ge=8,
        le=16384,
    )
    context_length: int = setting(
        64,
        "Context",
        "How many tokens the model sees at once, in the encoder and in the decoder each.",
        level="basic",
        unit="tokens",
        ge=4,
        le=8192,
    )
    num_encoder_layers: int | None = setting(
        None,
        "Encoder layers",
        "Blocks of the encoder where there are both. Default: as many as the decoder's.",
        ge=1,
        le=64,
    )
    activation: Activation = setting(
        "swiglu",
        "Feed-forward",
        (
            "Its nonlinearity: ReLU (Vaswani et al. 2017), GELU (Hendrycks & Gimpel 2016), SiLU, ReLU² (So et al. "
            "2021); gated (Shazeer 2020): SwiGLU, GeGLU, ReGLU."
        ),
        level="basic",
    )
    norm: Norm = setting("rmsnorm", "Norm", "RMSNorm (Zhang & Sennrich 2019) or LayerNorm (Ba et al. 2016).")
    norm_first: bool = setting(
        True,
        "Norm first",
        "Normalize before each part (pre-norm, Xiong et al. 2020), not after it: trains without warm-up.",
    )
    norm_eps: float | None = setting(
        None, "Norm ε", "Keeps the division finite. Default: 1e-6 for RMSNorm and 1e-5 for LayerNorm.", gt=0, le=1e-2
    )
    parallel: bool = setting(
        False,
        "Parallel parts",
        "Attention and feed-forward read the same input, side by side (GPT-J, GPT-NeoX: Black et al. 2022).",
    )
    positions: Positions = setting(
        "rotary",
        "Positions",
        (
            "How order is told: rotary (Su et al. 2021), sinusoidal (Vaswani et al. 2017), learned (GPT-2), ALiBi "
            "(Press et al. 2021), or not at all."
        ),
        level="basic",
    )
    rope_base: float = setting(10_000.0, "RoPE base", "Longest wavelength of rotary positions.", gt=1, le=1e8)
    rope_share: float = setting(
        1.0,
        "RoPE share",
        "Share of each head's dimensions that is rotated; the rest carries no position (GPT-NeoX, Phi).",
        ge=0.01,
        le=1,
    )
    rope_scaling: RopeScaling = setting(
        "none",
        "RoPE scaling",
        (
            "Stretches rotary positions to longer texts: evenly (Chen et al. 2023), or long wavelengths only (Llama "
            "3: Grattafiori et al. 2024)."
        ),
    )
    rope_factor: float = setting(
        1.0, "RoPE scaling factor", "How many times longer than before texts may be, with RoPE scaling.", ge=1, le=1024
    )
    rope_original_length: int | None = setting(
        None,
        "Length before scaling",
        "Context that the model was first trained with, for Llama 3's scaling. Default: the context.",
        unit="tokens",
        ge=4,
        le=1_000_000,
    )
    num_kv_heads: int | None = setting(
        None,
        "Key-value heads",
        "Heads of keys and values, each shared by a group of query heads (Ainslie et al. 2023). Default: one for each.",
        ge=1,
        le=64,
    )
    head_dim: int | None = setting(
        None, "Head size", "Numbers in one head's query. Default: width / heads.", ge=2, le=512
    )
    qk_norm: bool = setting(
        True, "QK-norm", "Normalize queries and keys (Henry et al. 2020): keeps attention calm at high learning rates."
    )
    window: int | None = setting(
        None,
        "Sliding window",
        "Each token looks at the nearest ones only, itself included (Beltagy et al. 2020; Mistral). Default: all.",
        unit="tokens",
        ge=1,
        le=8192,
    )
    score_softcap: float = setting(
        0.0,
        "Score soft-cap",
        "Bends attention scores so that none passes this (Gemma 2: Riviere et al. 2024); 0: not at all.",
        ge=0,
        le=1000,
    )
    logit_softcap: float = setting(0.0, "Logit soft-cap", "The same for the scores of the next token.", ge=0, le=1000)
    bias: bool = setting(False, "Biases", "Add a learnt constant in every linear map but the head, and in LayerNorm.")
    qkv_bias: bool = setting(
        False,
        "Query-key-value biases",
        "Add one to queries, keys and values also where nothing else has one (Qwen2: Yang et al. 2024).",
    )
    embed_scale: EmbedScale = setting(
        "rms",
        "Embedding length",
        "A token's vector: brought to length √width, times √width (Vaswani et al. 2017, Gemma), or as it is.",
    )
    embed_norm: bool = setting(
        False, "Embedding norm", "Normalize once more after positions are added (BERT: Devlin et al. 2018, BART)."
    )
    head_transform: bool = setting(
        False, "Head transform", "One more layer, GELU and norm before the scores, and a bias on them (BERT)."
    )
    tied_embeddings: bool = setting(
        False, "Tied embeddings", "Use one table for reading tokens and for predicting them (Press & Wolf 2016)."
    )
    frame_size: int = setting(
        0,
        "Frame size",
        (
            "For speech: numbers in each frame of a sound that the encoder hears, through two strided convolutions, "
            "in place of tokens; 0: it reads tokens."
        ),
        ge=0,
        le=512,
    )
    dropout: float = setting(
        0.0,
        "Dropout",
        "Share of values zeroed while training (Srivastava et al. 2014); helps when little text is read often.",
        ge=0,
        lt=1,
    )
    ngram_buckets: int = setting(
        0,
        "N-gram buckets",
        (
            "For an encoder that classifies: rows of a table in which each token and each pair of neighbors has a "
            "weight for each class, beside the Transformer (Cheng et al. 2016); 0: none."
        ),
        ge=0,
        le=1 << 22,
    )
    ngram_scores: int = setting(
        8,
        "N-gram classes",
        (
            "How many of the vocabulary's first tokens, which stand for classes, the n-gram table scores; set by "
            "the run from its classes."
        ),
        unit="tokens",
        ge=1,
        le=256,
    )
    ngram_letters: int = setting(
        0,
        "Character n-grams",
        (
            "At most this many groups of three to five letters of a token are scored too, so that unseen words "
            "resemble known ones (Bojanowski et al. 2016); 0: none."
        ),
        ge=0,
        le=64,
    )
    word_dropout: float = setting(
        0.0,
        "Word dropout",
        (
            "Share of tokens whose whole vector is zeroed while training, so that no single word decides (Iyyer et "
            "al. 2015)."
        ),
        ge=0,
        lt=1,
    )

    @model_validator(mode="after")
    def _heads_fit(self) -> Self:
        if self.head_dim is None and self.d_model % self.nhead:
            below = max(self.d_model // self.nhead, math.ceil(8 / self.nhead)) * self.nhead  # no narrower than may be
            raise SettingError(
                "heads-do-not-divide",
                "d_model ({d_model}) must be a multiple of nhead ({nhead}): try {below} or {above}.",
                d_model=self.d_model,
                nhead=self.nhead,
                below=below,
                above=below + self.nhead,
            )
        if self.nhead % self.kv_heads:
            raise SettingError(
                "groups-do-not-divide",
                "nhead ({nhead}) must be a multiple of num_kv_heads ({num_kv_heads}): try {fits}.",
                nhead=self.nhead,
                num_kv_heads=self.kv_heads,
                fits=math.gcd(self.nhead, self.kv_heads),
            )
        if self.positions == "rotary" and (self.head_size % 2 or self.rotary_size < 2):
            raise SettingError(
                "odd-head",
                (
                    "Rotary positions turn pairs, so the head size ({head_dim}) must be even, and so large that its "
                    "share has a pair: try {above}."
                ),
                head_dim=self.head_size,
                above=max(2, -(-self.head_size // 2) * 2, 2 * math.ceil(1 / self.rope_share)),
            )
        if self.frame_size and self.architecture != "encoder-decoder":
            raise SettingError(
                "frames-need-both",
                (
                    "An encoder hears frames and a decoder beside it writes: set model.architecture "
                    "({architecture}) to encoder-decoder."
                ),
                architecture=self.architecture,
            )
        if self.parallel and not self.norm_first:
            raise SettingError(
                "parallel-needs-norm-first", "Parallel parts need norm_first: turn norm_first on, or parallel off."
            )
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
        return {"decoder-only": 0, "encoder-only": self.num_layers}.get(
            self.architecture, self.num_encoder_layers or self.num_layers
        )

    @property
    def decoder_layers(self) -> int:
        """Blocks that write, each token seeing those before it only: none in an encoder."""
        return 0 if self.architecture == "encoder-only" else self.num_layers


class DataConfig(Settings):
    """How files become tokens."""

    format: DataFormat = setting(
        "text",
        "Format",
        (
            "Text to go on with; pairs: something given, and the answer to it; conversations: turns, of which the "
            "answers are learnt; or the examples of a task."
        ),
        level="basic",
    )
    tokenizer: TokenizerKind = setting(
        "characters", "Tokenizer", "Characters: a token is a letter. BPE: frequent pieces of words.", level="basic"
    )
    vocab_size: int = setting(
        1024,
        "BPE vocabulary",
        "How many different tokens byte-level BPE may learn.",
        level="basic",
        unit="tokens",
        ge=258,
        le=65_000,
    )
    max_characters: int = setting(
        16_000, "Most characters", "Rarer characters beyond this count become <unk>.", ge=16, le=65_000
    )
    validation_fraction: float = setting(
        0.1, "Kept for validation", "Share of the text that is never trained on.", level="basic", ge=0.001, le=0.5
    )
    encoding: str | None = setting(
        None, "Encoding", "Of the files. Default: detected, and shown for you to confirm.", level="basic", max_length=40
    )
    column: str | None = setting(
        None,
        "Column",
        "Column of a table, or key of JSON, that holds the text. Default: guessed and shown.",
        level="basic",
        max_length=200,
    )
    target_column: str | None = setting(
        None,
        "Answer's column",
        "Column or key that holds the answer of a pair. Default: guessed and shown.",
        level="basic",
        max_length=200,
    )
    turn_mark: str | None = setting(
        None,
        "Turn mark",
        (
            "What stands between the turns of a dialogue on one line, such as __eou__ or a tab. Default: detected, "
            "and shown."
        ),
        max_length=40,
    )
    chat_template: ChatTemplate = setting(
        "marks",
        "Chat template",
        (
            "How turns become text: a special token before each and after it (like ChatML), plain names before "
            "them, or your own."
        ),
    )
    custom_template: str | None = setting(
        None,
        "Your own template",
        (
            "In Jinja, as Hugging Face's chat templates: messages with role and content, add_generation_prompt, "
            "eos_token. Special tokens look <|like_this|>."
        ),
        max_length=20_000,
    )
    mask_token: bool = setting(
        False,
        "Mask token",
        "Adds a <mask> to the vocabulary that stands for a hidden token; always on for an encoder-only model.",
    )
    split_by: SplitBy = setting(
        "groups",
        "Keep together",
        (
            "What lies on one side of the split: groups, such as all clips of one speaker or all questions to one "
            "article, or each row for itself."
        ),
        level="advanced",
    )
    max_token_length: int = setting(
        64,
        "Longest piece",
        "BPE merges never grow across more characters than this (their training is quadratic in it).",
        unit="characters",
        ge=4,
        le=256,
    )

    @property
    def task(self) -> TaskName | None:
        """The task whose examples these are; None of text, pairs and conversations."""
        return next((name for name in TASKS if name == self.format), None)

    @property
    def paired(self) -> bool:
        """Whether a row is something given and the answer to it, in tokens both."""
        return self.format == "pairs" or self.task is not None


class TrainConfig(Settings):
    """How tokens become weights."""

    max_steps: int = setting(
        1700, "Steps", "How many times the weights are corrected.", level="basic", ge=1, le=10_000_000
    )
    max_epochs: float | None = setting(
        None,
        "Max epochs",
        "Stop after this many passes over the examples, so that a small set is not memorized. Empty: no limit.",
        gt=0,
        le=100_000,
    )
    batch_size: int = setting(
        12,
        "Batch size",
        "How many pieces of text one step reads. More is steadier, and slower per step.",
        level="basic",
        unit="pieces",
        ge=1,
        le=4096,
    )
    learning_rate: float | None = setting(
        None,
        "Learning rate",
        "How far each step moves the weights. Default: the usual value for this optimizer.",
        level="basic",
        gt=0,
        le=10,
    )
    optimizer: OptimizerName = setting(
        "muon", "Optimizer", "Muon on matrices with Adam on the rest, Adam, AdamW, or plain SGD."
    )
    schedule: Schedule = setting(
        "linear", "Learning rate schedule", "How the learning rate falls: linearly to 0, as a cosine, or not at all."
    )
    warmup_steps: int = setting(
        0, "Warm-up steps", "Steps over which the learning rate first rises.", unit="steps", ge=0, le=1_000_000
    )
    start_from: str | None = setting(
        None,
        "Start from",
        "A run whose weights and vocabulary this one goes on with. Default: random weights.",
        max_length=200,
    )
    text_share: float = setting(
        0.2,
        "Share of plain text",
        "Share of plain text mixed into each batch of conversations, if there is any.",
        ge=0,
        le=0.95,
    )
    max_seconds: float | None = setting(
        None,
        "Time limit",
        "Plan as many steps as fit, again when the pace changes, and stop after this long.",
        unit="s",
        gt=0,
        le=31_536_000,
    )
    adam_learning_rate: float = setting(
        6e-3, "Adam learning rate", "Learning rate of what Muon leaves to Adam: embeddings, head, norms.", gt=0, le=10
    )
    momentum: float = setting(
        0.95, "Momentum", "For Muon and SGD: how much of the previous direction is kept.", ge=0, lt=1
    )
    beta1: float = setting(0.9, "Adam's β₁", "How much of the previous mean gradient Adam keeps.", ge=0, lt=1)
    beta2: float = setting(0.95, "Adam's β₂", "How much of the previous mean squared gradient Adam keeps.", ge=0, lt=1)
    weight_decay: float = setting(
        0.0, "Weight decay", "Pulls weights towards 0, by this share times the learning rate a step.", ge=0, le=10
    )
    label_smoothing: float = setting(
        0.0,
        "Label smoothing",
        (
            "Share of each right answer that all other tokens get while training, so that no answer is ever quite "
            "certain (Szegedy et al. 2016)."
        ),
        ge=0,
        lt=1,
    )
    gradient_clip: float = setting(
        0.0, "Gradient clipping", "Largest gradient norm allowed; 0: no limit.", ge=0, le=1e6
    )
    accumulation: int = setting(
        1,
        "Gradient accumulation",
        "Batches summed into one step: a large batch in little memory.",
        unit="batches",
        ge=1,
        le=1024,
    )
    eval_every: int = setting(
        100, "Validate every", "Steps between two looks at the validation text.", unit="steps", ge=1, le=1_000_000
    )
    mask_share: float = setting(
        0.15, "Mask rate", "Share of tokens that an encoder-only model must guess (Devlin et al. 2018).", gt=0, lt=1
    )
    encoder_share: float = setting(
        0.5,
        "Encoder loss weight",
        "Weight of the encoder's auxiliary loss: sentence labels, or CTC for speech (Graves et al. 2006).",
        ge=0,
        le=10,
    )
    augment: float = setting(
        1.0,
        "Augmentation",
        (
            "For speech: how strongly clips are varied each time they are used: pace, voice, microphone, noise, "
            "trimmed ends, masked spans of time and frequency; 0: off."
        ),
        ge=0,
        le=2,
    )
    eval_tokens: int = setting(
        8192,
        "Validate on",
        "Tokens of validation text read each time; at the end all of it is.",
        unit="tokens",
        ge=64,
        le=100_000_000,
    )
    save_every: int = setting(
        200,
        "Save every",
        "Steps between two checkpoints: the most that a crash can lose.",
        unit="steps",
        ge=1,
        le=1_000_000,
    )
    keep_checkpoints: int = setting(
        2, "Checkpoints kept", "The newest ones; the best one is kept besides.", ge=1, le=100
    )
    snapshots: bool = setting(True, "Snapshots", "Keep the weights at steps 0, 1, 2, 5, 10 …, to replay how it learnt.")
    sample_prompt: str | None = setting(
        None,
        "Sample opening",
        "What samples written during training begin with. Default: taken from the text.",
        max_length=500,
    )
    sample_tokens: int = setting(
        120, "Sample length", "Tokens the model writes at each snapshot.", unit="tokens", ge=0, le=2000
    )
    seed: int = setting(1337, "Seed", "Same seed, same machine, same run.", ge=0, le=2**31 - 1)
    device: DeviceName = setting("auto", "Device", "Where to train; automatic: CUDA, then MPS, then CPU.")
    precision: Precision = setting(
        "auto",
        "Precision",
        "Number format of the matrix products; automatic: by what the processor has instructions for.",
    )
    threads: int = setting(
        0, "Threads", "CPU threads; 0: as many as the model has work for, one core left free.", ge=0, le=512
    )
    compile: bool = setting(False, "Compile", "torch.compile: a minute's wait, then slightly faster steps.")

    @property
    def peak_learning_rate(self) -> float:
        """The learning rate that the schedule starts from: as set, or what suits the optimizer."""
        return LEARNING_RATES[self.optimizer] if self.learning_rate is None else self.learning_rate


class SamplingConfig(Settings):
    """How a model's odds become text."""

    temperature: float = setting(
        0.8, "Temperature", "Below 1 the likely gets likelier; 0: always the likeliest.", level="basic", ge=0, le=10
    )
    top_k: int = setting(
        40, "Top-k", "Choose among this many likeliest tokens; 0: among all.", level="basic", ge=0, le=100_000
    )
    top_p: float = setting(
        0.95, "Top-p", "Choose among the likeliest that together reach this share.", level="basic", gt=0, le=1
    )
    min_p: float = setting(
        0.0,
        "Min-p",
        "Never choose a token less likely than this share of the likeliest one (Nguyen et al. 2024).",
        level="basic",
        ge=0,
        le=1,
    )
    beams: int = setting(
        1,
        "Beams",
        (
            "Beam search: how many beginnings are followed at once; the likeliest as a whole wins, nothing is drawn "
            "at random. 1: drawn token by token."
        ),
        ge=1,
        le=64,
    )
    length_penalty: float = setting(
        1.0,
        "Length penalty",
        (
            "For beam search: log-probabilities are divided by ((5 + length) / 6) to this power (Wu et al. 2016). "
            "0: short answers win; the higher, the longer."
        ),
        ge=0,
        le=5,
    )
    repetition_penalty: float = setting(
        1.0, "Repetition penalty", "Above 1: what was said already gets less likely.", level="basic", ge=0.5, le=5
    )
    seed: int = setting(7, "Seed", "Same seed, same answer.", level="basic", ge=0, le=2**31 - 1)
    max_new_tokens: int = setting(
        200, "Length", "Most tokens to write.", level="basic", unit="tokens", ge=1, le=100_000
    )
    stop: tuple[str, ...] = setting((), "Stop at", "Strings at which writing ends.", max_length=16)


class RunConfig(Settings):
    """All of one run: what its `config.json` holds."""

    preset: str = setting("tiny", "Size", "The preset that the settings started from.", level="basic", max_length=40)
    family: str = setting(
        "terrarium",
        "Family",
        "Whose parts the model is made of; each setting can be changed afterwards.",
        level="basic",
        max_length=40,
    )
    model: ModelConfig = ModelConfig()
    data: DataConfig = DataConfig()
    train: TrainConfig = TrainConfig()
    sampling: SamplingConfig = SamplingConfig()

    @model_validator(mode="after")
    def _conversations_have_a_decoder(self) -> Self:
        if self.data.format == "conversations" and self.model.architecture != "decoder-only":
            raise SettingError(
                "conversations-need-a-decoder",
                (
                    "Conversations are learnt by a decoder alone, and model.architecture is {architecture}: set it "
                    "to decoder-only, or data.format to pairs."
                ),
                architecture=self.model.architecture,
            )
        if (
            self.data.format == "conversations"
            and self.data.chat_template == "custom"
            and not (self.data.custom_template or ("")).strip()
        ):
            raise SettingError(
                "template-missing",
                "data.chat_template is custom, and data.custom_template is empty: write one, or choose marks or plain.",
            )
        return self

    @model_validator(mode="after")
    def _shape_suits_the_task(self) -> Self:
        fitting = SHAPES.get(self.data.format, ())
        if fitting and self.model.architecture not in fitting:
            raise SettingError(
                "shape-of-another-task",
                "{task} needs {fits}; model.architecture is {architecture}. Set it to {first}.",
                task=self.data.format,
                fits=" or ".join(fitting),
                architecture=self.model.architecture,
                first=fitting[0],
            )
        return self

    @model_validator(mode="after")
    def _speech_is_heard(self) -> Self:
        if self.data.format == "speech" and (
            self.model.architecture != "encoder-decoder" or self.model.frame_size != FRAME_SIZE
        ):
            raise SettingError(
                "speech-needs-frames",
                (
                    "Speech is heard in frames of {size} numbers by an encoder beside a decoder: set "
                    "model.architecture to encoder-decoder and model.frame_size to {size}."
                ),
                size=FRAME_SIZE,
            )
        return self

    @model_validator(mode="after")
    def _encoders_have_a_blank(self) -> Self:
        if self.model.architecture == "encoder-only" and not self.data.mask_token:
            object.__setattr__(self, "data", self.data.model_copy(update={"mask_token": True}))
        return self

    @classmethod
    def parse(
        cls, changes: Mapping[str, Any] | None = None, *, preset: str | None = None, family: str | None = None
    ) -> Self:
        """Merge changes over a family's parts, over what suits the data's format, over a preset's size, and validate
        once.

        Args:    changes: nested ({"model": {"d_model": 96}}) or dotted ({"model.d_model": "96"}) names; strings are
                 read as their field's type. preset: a key of PRESETS; None: the one named in changes, else tiny.
                 family: a key of FAMILIES; None: the one named in changes, else terrarium.
        Raises:  SettingError: the first mistake, as value, rule and remedy.
        """
        nested = nest(changes or {})
        size, parts = str(preset or nested.get("preset", "tiny")), str(family or nested.get("family", "terrarium"))
        if size not in PRESETS and size != "custom":
            raise SettingError(
                "unknown-preset", "There is no preset {name!r}: choose {known}.", name=size, known=", ".join(PRESETS)
            )
        if parts not in FAMILIES:
            raise SettingError(
                "unknown-family", "There is no family {name!r}: choose {known}.", name=parts, known=", ".join(FAMILIES)
            )
        data = nested.get("data", {})
        suiting = FORMATS.get(str(data.get("format", "text")) if isinstance(data, Mapping) else "text", {})
        merged: dict[str, Any] = {"preset": size, "family": parts}
        for group, field in cls.model_fields.items():
            if isinstance(field.annotation, type) and issubclass(field.annotation, Settings):
                given = nested.pop(group, {})
                if not isinstance(given, Mapping):
                    raise SettingError(
                        "not-a-group", "{name} is a group of settings: write {name}.SETTING.", name=group
                    )
                merged[group] = {
                    **PRESETS.get(size, {}).get(group, {}),
                    **suiting.get(group, {}),
                    **FAMILIES[parts].get(group, {}),
                    **given,
                }
                if "max_steps" in given and "max_epochs" not in given:
                    merged[group].pop("max_epochs", None)  # who says how many steps means them
        try:
            return cls.model_validate({**nested, **merged})
        except ValidationError as error:
            raise explain(error, cls) from None
