"""What settings start from: a size, what suits a format of the data, and a family's parts. Plain values; `config`
checks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# fmt: off

# numbers in a frame of sound: bands of frequencies; frames that a place of an encoder hears
FRAME_SIZE, FRAMES_A_PLACE = 48, 4
PRESETS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "tiny": {},
    "small": {"model": {"d_model": 256, "nhead": 8, "num_layers": 6, "context_length": 128}, "train": {"batch_size": 16,
    "max_steps": 1500}},
    "medium": {"model": {"d_model": 512, "nhead": 8, "num_layers": 8, "context_length": 256},
    "train": {"batch_size": 16, "max_steps": 3000}},
}
# What suits a format of the data at any size; a task's row says it itself (`config.tasks`). Of conversations little is
# kept apart: what is not taught is not answered.
FORMATS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "conversations": {
        "model": {"context_length": 256},
        "data": {"tokenizer": "bpe", "vocab_size": 2048, "validation_fraction": 0.02},
        "train": {"batch_size": 32, "max_steps": 1000, "sample_tokens": 60},
        "sampling": {"temperature": 0.3},
    },
}
# Whose parts a model is made of, at whatever size: what its paper or its published weights have, less their dropout,
# which only holds back models as small as these. `terrarium` is what learnt fastest here (docs/log.md). Post-norm wants
# lower rates;
# the article trains with SGD or Adam, and so does its family, though Muon at 0.01 is faster.
_GPT2: Mapping[str, Any] = {"norm": "layernorm", "positions": "learned", "activation": "gelu_tanh", "bias": True,
    "qk_norm": False, "embed_scale": "none", "tied_embeddings": True}
_LLAMA: Mapping[str, Any] = {"num_kv_heads": 2, "qk_norm": False, "embed_scale": "none"}
FAMILIES: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "terrarium": {},
    "article": {
        "model": {"architecture": "encoder-decoder", "norm": "layernorm", "norm_first": False,
        "positions": "sinusoidal", "activation": "relu",
                  "bias": True, "qk_norm": False, "embed_scale": "sqrt", "tied_embeddings": True},
        "train": {"optimizer": "adam", "learning_rate": 1e-3, "warmup_steps": 100},
    },
    "gpt2": {"model": _GPT2},
    "llama": {"model": _LLAMA},
    "qwen3": {"model": {**_LLAMA, "qk_norm": True, "tied_embeddings": True}},
    "bert": {
        "model": {**_GPT2, "architecture": "encoder-only", "norm_first": False, "activation": "gelu",
        "embed_norm": True, "head_transform": True},
        "train": {"learning_rate": 0.02, "adam_learning_rate": 2e-3},
    },
}
