"""What else a setting is found by: the glossary's terms, the coach's verdicts, and what people call their trouble."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ui.state.field_facts import TERMS
from ui.words import Words
from ui.words.folders import languages

_SIZE = ("model.d_model", "model.num_layers", "model.dim_feedforward", "preset")
_SAVING = (
    "train.batch_size",
    "model.context_length",
    "train.accumulation",
    "model.d_model",
    "model.num_layers",
    "train.precision",
)
_CALMING = (
    "train.learning_rate",
    "train.adam_learning_rate",
    "train.gradient_clip",
    "train.warmup_steps",
    "model.qk_norm",
    "train.precision",
)
_SPARING = (
    "model.dropout",
    "model.word_dropout",
    "train.weight_decay",
    "train.max_epochs",
    "train.max_steps",
    "train.label_smoothing",
    "data.validation_fraction",
)
# What the coach's verdicts, and people's own words for the trouble, send one to.
COACHED: Mapping[str, tuple[str, ...]] = {
    "overfitting": _SPARING,
    "done-overfit": _SPARING,
    "task.overfitting": _SPARING,
    "diverging": _CALMING,
    "diverged": _CALMING,
    "plateau": _SIZE,
    "talk.done.size": _SIZE,
    "talk.done.steps": ("train.max_steps",),
}
SAID: Mapping[str, tuple[str, ...]] = {
    "overfitting": _SPARING,
    "diverging": _CALMING,
    "plateau": _SIZE,
    "memory": _SAVING,
    "slow": (
        "train.batch_size",
        "train.max_steps",
        "train.max_seconds",
        "train.precision",
        "train.threads",
        "train.compile",
        "train.device",
        *_SIZE[:3],
    ),
    "attention": ("model.nhead", "model.num_kv_heads", "model.head_dim", "model.qk_norm", "model.window"),
    "vocabulary": (
        "data.vocab_size",
        "data.tokenizer",
        "data.max_characters",
        "data.max_token_length",
        "model.tied_embeddings",
    ),
    "creativity": (
        "sampling.temperature",
        "sampling.top_k",
        "sampling.top_p",
        "sampling.min_p",
        "sampling.repetition_penalty",
    ),
    "long": (
        "model.context_length",
        "model.window",
        "model.rope_scaling",
        "model.rope_factor",
        "sampling.max_new_tokens",
    ),
}
# The glossary's terms that are about settings, besides the term of a setting's own label.
EXPLAINED: Mapping[str, tuple[str, ...]] = {
    "overfitting": _SPARING,
    "gradient": ("train.gradient_clip", "train.accumulation", "train.beta1", "train.beta2"),
    "gradient_norm": ("train.gradient_clip",),
    "vocabulary": SAID["vocabulary"],
    "unknown": ("data.max_characters",),
    "head": ("model.num_kv_heads", "model.head_dim"),
    "warmup": ("train.warmup_steps",),
    "schedule": ("train.schedule",),
    "optimizer": ("train.optimizer",),
    "weight_decay": ("train.weight_decay",),
    "checkpoint": ("train.save_every", "train.keep_checkpoints"),
    "snapshot": ("train.snapshots",),
    "seed": ("train.seed", "sampling.seed"),
    "precision": ("train.precision",),
    "temperature": ("sampling.temperature",),
    "top_k": ("sampling.top_k",),
    "top_p": ("sampling.top_p",),
    "repetition_penalty": ("sampling.repetition_penalty",),
    "encoding": ("data.encoding",),
    "special_token": ("data.chat_template", "data.mask_token"),
    "prompt": ("train.sample_prompt",),
    "parameters": _SIZE,
    "family": ("family",),
    "encoder": ("model.architecture", "model.num_encoder_layers"),
    "decoder": ("model.architecture",),
    "cross_attention": ("model.architecture",),
    "attention": SAID["attention"],
    "val_loss": ("train.eval_every", "train.eval_tokens", "data.validation_fraction"),
    "tokens_per_s": SAID["slow"],
}


def search_text(name: str) -> str:
    """All that finds a setting besides its name, label and help, in every language."""
    return " ".join(text for language in languages() for text in _texts(Words(language), name)).lower()


def _texts(words: Words, name: str) -> Iterator[str]:
    if term := TERMS.get(name):
        yield words(f"glossary.{term}")
        yield words(f"glossary.{term}.means")
    yield from (words(f"glossary.{term}") for term, fields in EXPLAINED.items() if name in fields)
    yield from (words(f"coach.{code}") for code, fields in COACHED.items() if name in fields)
    yield from (words(f"search.{trouble}") for trouble, fields in SAID.items() if name in fields)
