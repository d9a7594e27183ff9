"""What a screen needs to know of hyperparameters besides the config: a slider's stops, when one means anything,
its term.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from llm_core.config import TASKS, TaskSpec


def of_tasks(which: Callable[[TaskSpec], bool]) -> tuple[str, tuple[str, ...]]:
    """The condition that the data are of some tasks."""
    return "data.format", tuple(spec.name for spec in TASKS.values() if which(spec))


# fmt: off

# Round values between a field's bounds: where a slider stops. The drawer takes any value.
STOPS: Mapping[str, tuple[float, ...]] = {
    "model.d_model": (16, 32, 48, 64, 96, 128, 160, 192, 256, 320, 384, 512, 640, 768, 1024),
    "model.nhead": (1, 2, 3, 4, 6, 8, 12, 16),
    "model.num_layers": (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24),
    "model.dim_feedforward": (32, 64, 128, 256, 344, 512, 688, 1024, 1536, 2048, 4096),
    "model.context_length": (16, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024),
    "data.vocab_size": (258, 320, 512, 768, 1024, 1536, 2048, 4096, 8192, 16384),
    "data.validation_fraction": (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3),
    "train.max_steps": (50, 100, 200, 300, 500, 800, 1000, 1300, 1500, 1700, 2000, 3000, 5000, 10000),
    "train.batch_size": (1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 128),
    "train.learning_rate": (0.001, 0.002, 0.003, 0.004, 0.006, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1),
}
# A field that means something only where others have these values; a card hides it otherwise, the drawer says so.
_ROTARY, _TALKS = ("model.positions", ("rotary",)), ("data.format", ("conversations",))
_HEARD = of_tasks(lambda task: task.hears)
WHEN: Mapping[str, tuple[tuple[str, tuple[Any, ...]], ...]] = {
    "model.num_encoder_layers": (("model.architecture", ("encoder-decoder",)),),
    "model.rope_base": (_ROTARY,), "model.rope_share": (_ROTARY,), "model.rope_scaling": (_ROTARY,),
    "model.rope_factor": (_ROTARY, ("model.rope_scaling", ("linear", "llama3"))),
    "model.rope_original_length": (_ROTARY, ("model.rope_scaling", ("llama3",))),
    "model.qkv_bias": (("model.bias", (False,)),),
    "data.vocab_size": (("data.tokenizer", ("bpe",)),), "data.max_token_length": (("data.tokenizer", ("bpe",)),),
    "data.max_characters": (("data.tokenizer", ("characters",)),), "data.target_column": (("data.format", ("pairs",
    "conversations")),),
    "data.turn_mark": (_TALKS,), "data.chat_template": (_TALKS,), "data.custom_template": (_TALKS,
    ("data.chat_template", ("custom",))), "train.text_share": (_TALKS,),
    "model.frame_size": (_HEARD,), "train.augment": (_HEARD,), "data.split_by": (of_tasks(lambda task: task.groups),),
    "train.encoder_share": (("model.architecture", ("encoder-decoder",)), of_tasks(lambda task: task.tags)),
    "train.mask_share": (("model.architecture", ("encoder-only",)), ("data.format", ("text",))),
    "train.adam_learning_rate": (("train.optimizer", ("muon",)),), "train.momentum": (("train.optimizer", ("muon",
    "sgd")),),
    "train.beta1": (("train.optimizer", ("muon", "adam", "adamw")),), "train.beta2": (("train.optimizer", ("muon",
    "adam", "adamw")),),
}
# What a mistake is about that names several settings, so that it is said beside the first of them in sight.
ABOUT: Mapping[str, tuple[str, ...]] = {
    "heads-do-not-divide": ("model.d_model", "model.nhead"), "odd-head": ("model.d_model", "model.nhead",
    "model.head_dim", "model.rope_share"),
    "groups-do-not-divide": ("model.num_kv_heads", "model.nhead"), "parallel-needs-norm-first": ("model.parallel",
    "model.norm_first"),
    "speech-needs-frames": ("model.architecture", "model.frame_size", "data.format"),
    "frames-need-both": ("model.architecture", "model.frame_size"),
    "conversations-need-a-decoder": ("model.architecture", "data.format"), "template-missing": ("data.custom_template",
    "data.chat_template"),
}
# Texts that want several lines, and how many the drawer shows.
LINES: Mapping[str, int] = {"sampling.stop": 2, "data.custom_template": 7}
# The glossary's term for a label, on the cards; the drawer has its lines of help.
TERMS: Mapping[str, str] = {
    "model.d_model": "width", "model.nhead": "head", "model.num_layers": "layer", "model.context_length": "context",
    "model.activation": "feed_forward",
    "model.positions": "positions", "model.architecture": "shape", "data.tokenizer": "tokenizer",
    "data.vocab_size": "bpe", "data.validation_fraction": "validation_split",
    "data.chat_template": "chat_template",
    "train.max_steps": "step", "train.batch_size": "batch_size", "train.learning_rate": "learning_rate",
}
