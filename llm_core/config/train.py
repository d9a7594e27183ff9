"""How a run learns: steps, optimizer, schedule, what is saved and looked at, and where it computes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from llm_core.config.setting import Settings, setting

# fmt: off
OptimizerName = Literal["muon", "adam", "adamw", "sgd"]
Schedule = Literal["linear", "cosine", "constant"]
Precision = Literal["auto", "float32", "bfloat16"]
DeviceName = Literal["auto", "cpu", "cuda", "mps"]
LEARNING_RATES: Mapping[str, float] = {"muon": 0.03, "adam": 4e-3, "adamw": 4e-3, "sgd": 0.1}


class TrainConfig(Settings):
    """How tokens become weights."""

    max_steps: int = setting(1700, "Steps", "How many times the weights are corrected.", level="basic", ge=1,
        le=10_000_000)
    max_epochs: float | None = setting(None, "Max epochs",
        "Stop after this many passes over the examples, so that a small set is not memorized. Empty: no limit.", gt=0,
        le=100_000)
    batch_size: int = setting(12, "Batch size",
        "How many pieces of text one step reads. More is steadier, and slower per step.", level="basic", unit="pieces",
        ge=1, le=4096)
    learning_rate: float | None = setting(None, "Learning rate",
        "How far each step moves the weights. Default: the usual value for this optimizer.", level="basic", gt=0, le=10)
    optimizer: OptimizerName = setting("muon", "Optimizer",
        "Muon on matrices with Adam on the rest, Adam, AdamW, or plain SGD.")
    schedule: Schedule = setting("linear", "Learning rate schedule",
        "How the learning rate falls: linearly to 0, as a cosine, or not at all.")
    warmup_steps: int = setting(0, "Warm-up steps", "Steps over which the learning rate first rises.", unit="steps",
        ge=0, le=1_000_000)
    start_from: str | None = setting(None, "Start from",
        "A run whose weights and vocabulary this one goes on with. Default: random weights.", max_length=200)
    text_share: float = setting(0.2, "Share of plain text",
        "Share of plain text mixed into each batch of conversations, if there is any.", ge=0, le=0.95)
    max_seconds: float | None = setting(None, "Time limit",
        "Plan as many steps as fit, again when the pace changes, and stop after this long.", unit="s", gt=0,
        le=31_536_000)
    adam_learning_rate: float = setting(6e-3, "Adam learning rate",
        "Learning rate of what Muon leaves to Adam: embeddings, head, norms.", gt=0, le=10)
    momentum: float = setting(0.95, "Momentum", "For Muon and SGD: how much of the previous direction is kept.", ge=0,
        lt=1)
    beta1: float = setting(0.9, "Adam's β₁", "How much of the previous mean gradient Adam keeps.", ge=0, lt=1)
    beta2: float = setting(0.95, "Adam's β₂", "How much of the previous mean squared gradient Adam keeps.", ge=0, lt=1)
    weight_decay: float = setting(0.0, "Weight decay",
        "Pulls weights towards 0, by this share times the learning rate a step.", ge=0, le=10)
    label_smoothing: float = setting(0.0, "Label smoothing",
        (
            "Share of each right answer that all other tokens get while training, so that no answer is ever quite "
            "certain (Szegedy et al. 2016)."
        ), ge=0, lt=1)
    gradient_clip: float = setting(0.0, "Gradient clipping", "Largest gradient norm allowed; 0: no limit.", ge=0,
        le=1e6)
    accumulation: int = setting(1, "Gradient accumulation",
        "Batches summed into one step: a large batch in little memory.", unit="batches", ge=1, le=1024)
    eval_every: int = setting(100, "Validate every", "Steps between two looks at the validation text.", unit="steps",
        ge=1, le=1_000_000)
    mask_share: float = setting(0.15, "Mask rate",
        "Share of tokens that an encoder-only model must guess (Devlin et al. 2018).", gt=0, lt=1)
    encoder_share: float = setting(0.5, "Encoder loss weight",
        "Weight of the encoder's auxiliary loss: sentence labels, or CTC for speech (Graves et al. 2006).", ge=0, le=10)
    augment: float = setting(1.0, "Augmentation",
        (
            "For speech: how strongly clips are varied each time they are used: pace, voice, microphone, noise, "
            "trimmed ends, masked spans of time and frequency; 0: off."
        ), ge=0, le=2)
    eval_tokens: int = setting(8192, "Validate on",
        "Tokens of validation text read each time; at the end all of it is.", unit="tokens", ge=64, le=100_000_000)
    save_every: int = setting(200, "Save every", "Steps between two checkpoints: the most that a crash can lose.",
        unit="steps", ge=1, le=1_000_000)
    keep_checkpoints: int = setting(2, "Checkpoints kept", "The newest ones; the best one is kept besides.", ge=1,
        le=100)
    snapshots: bool = setting(True, "Snapshots", "Keep the weights at steps 0, 1, 2, 5, 10 …, to replay how it learnt.")
    sample_prompt: str | None = setting(None, "Sample opening",
        "What samples written during training begin with. Default: taken from the text.", max_length=500)
    sample_tokens: int = setting(120, "Sample length", "Tokens the model writes at each snapshot.", unit="tokens", ge=0,
        le=2000)
    seed: int = setting(1337, "Seed", "Same seed, same machine, same run.", ge=0, le=2**31 - 1)
    device: DeviceName = setting("auto", "Device", "Where to train; automatic: CUDA, then MPS, then CPU.")
    precision: Precision = setting("auto", "Precision",
        "Number format of the matrix products; automatic: by what the processor has instructions for.")
    threads: int = setting(0, "Threads", "CPU threads; 0: as many as the model has work for, one core left free.", ge=0,
        le=512)
    compile: bool = setting(False, "Compile", "torch.compile: a minute's wait, then slightly faster steps.")

    @property
    def peak_learning_rate(self) -> float:
        """The learning rate that the schedule starts from: as set, or what suits the optimizer."""
        return LEARNING_RATES[self.optimizer] if self.learning_rate is None else self.learning_rate
