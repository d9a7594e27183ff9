"""Every hyperparameter, once: its name, default, bounds, unit, and one line of explanation.

Validation, sliders, command-line flags, the saved JSON and the documentation all read this file; defaults stand
here and nowhere else. Names are PyTorch's (`d_model, nhead, num_layers, dim_feedforward`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.fields import FieldInfo

from llm_core.errors import SettingError

Level = Literal["basic", "advanced"]
Activation = Literal["swiglu", "geglu", "relu", "gelu", "relu2"]
Norm = Literal["rmsnorm", "layernorm"]
Positions = Literal["rotary", "sinusoidal", "learned", "none"]
TokenizerKind = Literal["characters", "bpe"]
OptimizerName = Literal["muon", "adam", "adamw", "sgd"]
Schedule = Literal["linear", "cosine", "constant"]
Precision = Literal["auto", "float32", "bfloat16"]
DeviceName = Literal["auto", "cpu", "cuda", "mps"]

GATED: frozenset[str] = frozenset({"swiglu", "geglu"})
LEARNING_RATES: Mapping[str, float] = {"muon": 0.03, "adam": 4e-3, "adamw": 4e-3, "sgd": 0.1}


def setting(default: Any, label: str, help: str, *, level: Level = "advanced", unit: str = "", **rules: Any) -> Any:
    """Declare one hyperparameter; `rules` are pydantic's bounds (ge, gt, le, lt, max_length)."""
    return Field(default, title=label, description=help, json_schema_extra={"level": level, "unit": unit}, **rules)


class Settings(BaseModel):
    """A frozen group of hyperparameters; unknown names, and True where a number stands, are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _refuse_truth_as_number(cls, data: Any) -> Any:
        if isinstance(data, Mapping):
            for name, value in data.items():
                field = cls.model_fields.get(name)
                if field is not None and isinstance(value, bool) and not _takes_bool(field):
                    raise SettingError("truth-as-number", "{name} must be a number, not {value}.", name=name, value=value)
        return data


class ModelConfig(Settings):
    """The shape of a Transformer: the arguments of `LargeLanguageModel`, less `vocab_size`, which the text decides."""

    d_model: int = setting(128, "Width", "Length of the vector that stands for a token.", level="basic", ge=8, le=4096)
    nhead: int = setting(4, "Heads", "Attention heads a layer: each looks for something of its own.", level="basic", ge=1, le=64)
    num_layers: int = setting(4, "Layers", "Blocks on top of each other; each reads what the former wrote.", level="basic", ge=1, le=64)
    dim_feedforward: int | None = setting(None, "Feed-forward width", "Inner width of the feed-forward part; unless set, 8/3 of the width if gated, else 4 times.", ge=8, le=16384)
    context_length: int = setting(64, "Context", "How many tokens the model sees at once.", level="basic", unit="tokens", ge=4, le=8192)
    activation: Activation = setting("swiglu", "Feed-forward", "Its nonlinearity: SwiGLU (Shazeer 2020), or ReLU as in Vaswani et al. 2017.", level="basic")
    norm: Norm = setting("rmsnorm", "Norm", "RMSNorm (Zhang & Sennrich 2019) or LayerNorm (Ba et al. 2016).")
    norm_first: bool = setting(True, "Norm first", "Normalize before each part (pre-norm), not after it: trains without warm-up.")
    positions: Positions = setting("rotary", "Positions", "How order is told: rotary (Su et al. 2021), sinusoidal, learned, or not at all.", level="basic")
    rope_base: float = setting(10_000.0, "Rotary base", "Longest wavelength of rotary positions.", gt=1, le=1e8)
    qk_norm: bool = setting(True, "QK-norm", "Normalize queries and keys: keeps attention calm at high learning rates.")
    bias: bool = setting(False, "Biases", "Add a learnt constant in every linear map but the head, and in LayerNorm.")
    tied_embeddings: bool = setting(False, "Tied embeddings", "Use one table for reading tokens and for predicting them.")
    dropout: float = setting(0.0, "Dropout", "Share of values zeroed while training; helps when little text is read often.", ge=0, lt=1)

    @model_validator(mode="after")
    def _heads_fit(self) -> Self:
        if self.d_model % self.nhead:
            below = self.d_model // self.nhead * self.nhead
            raise SettingError(
                "heads-do-not-divide", "d_model ({d_model}) must be a multiple of nhead ({nhead}): try {below} or {above}.",
                d_model=self.d_model, nhead=self.nhead, below=below or self.nhead, above=below + self.nhead,
            )
        if self.positions == "rotary" and self.d_model // self.nhead % 2:
            raise SettingError(
                "odd-head", "Rotary positions turn pairs, so the head size ({head_dim}) must be even: try d_model {above}.",
                head_dim=self.d_model // self.nhead, above=self.d_model + self.nhead,
            )
        return self

    @property
    def head_dim(self) -> int:
        """Size of one head, K."""
        return self.d_model // self.nhead

    @property
    def feedforward_width(self) -> int:
        """Inner width F: as given, or 8/3 of d_model when gated and 4 times when not, so that parameters match."""
        if self.dim_feedforward is not None:
            return self.dim_feedforward
        return -(-self.d_model * 8 // 3 // 8) * 8 if self.activation in GATED else 4 * self.d_model


class DataConfig(Settings):
    """How files become tokens."""

    tokenizer: TokenizerKind = setting("characters", "Tokens", "Characters: a token is a letter. BPE: frequent pieces of words.", level="basic")
    vocab_size: int = setting(1024, "BPE vocabulary", "How many different tokens byte-level BPE may learn.", level="basic", unit="tokens", ge=258, le=65_000)
    max_characters: int = setting(16_000, "Most characters", "Rarer characters beyond this count become <unk>.", ge=16, le=65_000)
    validation_fraction: float = setting(0.1, "Kept for validation", "Share of the text that is never trained on.", level="basic", ge=0.001, le=0.5)
    encoding: str | None = setting(None, "Encoding", "Of the files; unless set, found out, and shown for you to confirm.", level="basic", max_length=40)
    column: str | None = setting(None, "Column", "Column of a table, or key of JSON, that holds the text; unless set, guessed and shown.", level="basic", max_length=200)
    max_token_length: int = setting(64, "Longest piece", "BPE merges never grow across more characters than this (their training is quadratic in it).", unit="characters", ge=4, le=256)


class TrainConfig(Settings):
    """How tokens become weights."""

    max_steps: int = setting(1700, "Steps", "How many times the weights are corrected.", level="basic", ge=1, le=10_000_000)
    batch_size: int = setting(12, "Batch size", "How many pieces of text one step reads. More is steadier, and slower per step.", level="basic", unit="pieces", ge=1, le=4096)
    learning_rate: float | None = setting(None, "Learning rate", "How far each step moves the weights; unless set, what suits the optimizer.", level="basic", gt=0, le=10)
    optimizer: OptimizerName = setting("muon", "Optimizer", "Muon on matrices with Adam on the rest, Adam, AdamW, or plain SGD.")
    schedule: Schedule = setting("linear", "Schedule", "How the learning rate falls: in a line to 0, as a cosine, or not at all.")
    warmup_steps: int = setting(0, "Warm-up", "Steps over which the learning rate first rises.", unit="steps", ge=0, le=1_000_000)
    max_seconds: float | None = setting(None, "Time limit", "Plan as many steps as fit, and stop after this long.", unit="s", gt=0, le=31_536_000)
    adam_learning_rate: float = setting(6e-3, "Adam's share", "Learning rate of what Muon leaves to Adam: embeddings, head, norms.", gt=0, le=10)
    momentum: float = setting(0.95, "Momentum", "Of Muon and SGD: how much of the former direction is kept.", ge=0, lt=1)
    beta1: float = setting(0.9, "Adam's β₁", "How much of the former mean gradient Adam keeps.", ge=0, lt=1)
    beta2: float = setting(0.95, "Adam's β₂", "How much of the former mean squared gradient Adam keeps.", ge=0, lt=1)
    weight_decay: float = setting(0.0, "Weight decay", "Pulls weights towards 0, by this share times the learning rate a step.", ge=0, le=10)
    gradient_clip: float = setting(0.0, "Gradient clip", "Longest gradient allowed; 0: no limit.", ge=0, le=1e6)
    accumulation: int = setting(1, "Accumulation", "Batches summed into one step: a large batch in little memory.", unit="batches", ge=1, le=1024)
    eval_every: int = setting(100, "Validate every", "Steps between two looks at the validation text.", unit="steps", ge=1, le=1_000_000)
    eval_tokens: int = setting(8192, "Validate on", "Tokens of validation text read each time; at the end all of it is.", unit="tokens", ge=64, le=100_000_000)
    save_every: int = setting(200, "Save every", "Steps between two checkpoints: the most that a crash can lose.", unit="steps", ge=1, le=1_000_000)
    keep_checkpoints: int = setting(2, "Checkpoints kept", "The newest ones; the best one is kept besides.", ge=1, le=100)
    snapshots: bool = setting(True, "Snapshots", "Keep the weights at steps 0, 1, 2, 5, 10 …, to replay how it learnt.")
    sample_prompt: str | None = setting(None, "Sample opening", "What samples written during training begin with; unless set, taken from the text.", max_length=500)
    sample_tokens: int = setting(120, "Sample length", "Tokens the model writes at each snapshot.", unit="tokens", ge=0, le=2000)
    seed: int = setting(1337, "Seed", "Same seed, same machine, same run.", ge=0, le=2**31 - 1)
    device: DeviceName = setting("auto", "Device", "Where to train; automatic: CUDA, then MPS, then CPU.")
    precision: Precision = setting("auto", "Precision", "Number format of the matrix products; automatic: what this machine is fast at.")
    threads: int = setting(0, "Threads", "CPU threads; 0: what a short test found fastest, one core left free.", ge=0, le=512)
    compile: bool = setting(False, "Compile", "torch.compile: a minute's wait, then slightly faster steps.")

    @property
    def peak_learning_rate(self) -> float:
        """The learning rate that the schedule starts from: as set, or what suits the optimizer."""
        return LEARNING_RATES[self.optimizer] if self.learning_rate is None else self.learning_rate


class SamplingConfig(Settings):
    """How a model's odds become text."""

    temperature: float = setting(0.8, "Temperature", "Below 1 the likely gets likelier; 0: always the likeliest.", level="basic", ge=0, le=10)
    top_k: int = setting(40, "Top-k", "Choose among this many likeliest tokens; 0: among all.", level="basic", ge=0, le=100_000)
    top_p: float = setting(0.95, "Top-p", "Choose among the likeliest that together reach this share.", level="basic", gt=0, le=1)
    repetition_penalty: float = setting(1.0, "Repetition penalty", "Above 1: what was said already gets less likely.", level="basic", ge=0.5, le=5)
    seed: int = setting(7, "Seed", "Same seed, same answer.", level="basic", ge=0, le=2**31 - 1)
    max_new_tokens: int = setting(200, "Length", "Most tokens to write.", level="basic", unit="tokens", ge=1, le=100_000)
    stop: tuple[str, ...] = setting((), "Stop at", "Strings at which writing ends.", max_length=16)


class RunConfig(Settings):
    """All of one run: what its `config.json` holds."""

    preset: str = setting("tiny", "Size", "The preset that the settings started from.", level="basic", max_length=40)
    model: ModelConfig = ModelConfig()
    data: DataConfig = DataConfig()
    train: TrainConfig = TrainConfig()
    sampling: SamplingConfig = SamplingConfig()

    @classmethod
    def parse(cls, changes: Mapping[str, Any] | None = None, *, preset: str | None = None) -> Self:
        """Merge changes over a preset and validate once.

        Args:    changes: nested ({"model": {"d_model": 96}}) or dotted ({"model.d_model": "96"}) names; strings are
                 read as their field's type. preset: a key of PRESETS; None: the one named in changes, else tiny.
        Raises:  SettingError: the first mistake, as value, rule and remedy.
        """
        nested = _nest(changes or {})
        name = str(preset or nested.get("preset", "tiny"))
        if name not in PRESETS and name != "custom":
            raise SettingError("unknown-preset", "There is no preset {name!r}: choose {known}.", name=name, known=", ".join(PRESETS))
        merged: dict[str, Any] = {"preset": name}
        for group, field in cls.model_fields.items():
            if isinstance(field.annotation, type) and issubclass(field.annotation, Settings):
                given = nested.pop(group, {})
                if not isinstance(given, Mapping):
                    raise SettingError("not-a-group", "{name} is a group of settings: write {name}.SETTING.", name=group)
                merged[group] = {**PRESETS.get(name, {}).get(group, {}), **given}
        nested.pop("preset", None)
        try:
            return cls.model_validate({**merged, **nested})
        except ValidationError as error:
            raise _explain(error) from None


PRESETS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "tiny": {},
    "small": {"model": {"d_model": 256, "nhead": 8, "num_layers": 6, "context_length": 128}, "train": {"batch_size": 16, "max_steps": 1500}},
    "medium": {"model": {"d_model": 512, "nhead": 8, "num_layers": 8, "context_length": 256}, "train": {"batch_size": 16, "max_steps": 3000}},
}


def settings_of(group: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Every hyperparameter below a group as (dotted name, field): what sliders, flags and tables are made from."""
    for name, field in group.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Settings):
            yield from settings_of(field.annotation, f"{prefix}{name}.")
        else:
            yield prefix + name, field


def metadata(field: FieldInfo, key: Literal["level", "unit"]) -> str:
    """A field's level ("basic" or "advanced") or its unit."""
    extra = field.json_schema_extra
    return str(extra.get(key, "")) if isinstance(extra, dict) else ""


def choices(field: FieldInfo) -> tuple[str, ...]:
    """The words that a field allows, empty when it isn't a choice."""
    return tuple(value for value in get_args(field.annotation) if isinstance(value, str))


def bounds(field: FieldInfo) -> tuple[float | None, float | None]:
    """Lowest and highest value that a field allows, exclusive ones included; None where it is open."""
    found = {name: getattr(rule, name) for rule in field.metadata for name in ("ge", "gt", "le", "lt") if hasattr(rule, name)}
    return found.get("ge", found.get("gt")), found.get("le", found.get("lt"))


def _takes_bool(field: FieldInfo) -> bool:
    return field.annotation is bool


def _nest(changes: Mapping[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for name, value in changes.items():
        group, dot, rest = name.partition(".")
        if dot:
            nested.setdefault(group, {})[rest] = value
        elif isinstance(value, Mapping):
            nested.setdefault(group, {}).update(value)
        else:
            nested[name] = value
    return nested


def _explain(error: ValidationError) -> SettingError:
    """Turn pydantic's first complaint into value, rule and remedy."""
    first = error.errors()[0]
    cause = first.get("ctx", {}).get("error")
    if isinstance(cause, SettingError):
        return cause
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return SettingError("unknown-setting", "There is no setting {name}. `python -m llm_core train --help` lists them all.", name=name)
    field = dict(settings_of(RunConfig)).get(name)
    rule = first["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    low, high = bounds(field) if field else (None, None)
    if low is not None and high is not None:
        return SettingError(
            "out-of-bounds", "{name} ({value}) must be a number from {low:g} to {high:g}.",
            name=name, value=first["input"], low=low, high=high,
        )
    return SettingError("bad-value", "{name} ({value}) must be {rule}.", name=name, value=first["input"], rule=rule)
