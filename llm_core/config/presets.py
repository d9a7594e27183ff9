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
# What suits a format of the data at any size. Of conversations little is kept apart: what is not taught is not
# answered.
FORMATS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "conversations": {
        "model": {"context_length": 256},
        "data": {"tokenizer": "bpe", "vocab_size": 2048, "validation_fraction": 0.02},
        "train": {"batch_size": 32, "max_steps": 1000, "sample_tokens": 60},
        "sampling": {"temperature": 0.3},
    },
    "translation": {
        "model": {"architecture": "encoder-decoder", "num_layers": 2, "num_encoder_layers": 3, "context_length": 64,
        "dropout": 0.1},
        "data": {"tokenizer": "bpe", "vocab_size": 4096, "validation_fraction": 0.05},
        "train": {"batch_size": 128, "max_steps": 2500, "sample_tokens": 60},
    },
    "summarization": {
        "model": {"architecture": "encoder-decoder", "num_layers": 2, "num_encoder_layers": 2, "context_length": 512},
        "data": {"tokenizer": "bpe", "vocab_size": 2048},
        "train": {"batch_size": 16, "max_steps": 600, "learning_rate": 0.02, "adam_learning_rate": 4e-3,
        "encoder_share": 2.0, "sample_tokens": 60},
    },
    # little text, read often: few layers after which nothing is loud that wasn't learnt (post-norm, small embeddings),
    # dropout and decay
    "sentiment": {
        "model": {"architecture": "encoder-only", "d_model": 64, "nhead": 2, "num_layers": 1, "context_length": 256,
        "norm_first": False,
                  "embed_scale": "none", "tied_embeddings": True, "qk_norm": False, "dropout": 0.3, "word_dropout": 0.3,
                  "ngram_buckets": 1 << 18, "ngram_letters": 32},
        "data": {"tokenizer": "bpe", "vocab_size": 8192, "validation_fraction": 0.2},
        "train": {"optimizer": "adamw", "learning_rate": 3e-3, "weight_decay": 1.0, "label_smoothing": 0.1,
        "batch_size": 32, "max_steps": 4000, "max_epochs": 12, "eval_every": 500},
    },
    "question-answering": {
        "model": {"architecture": "encoder-only", "d_model": 64, "nhead": 4, "num_layers": 2, "context_length": 512,
        "word_dropout": 0.1},
        "data": {"tokenizer": "bpe", "vocab_size": 1024, "validation_fraction": 0.2},
        "train": {"batch_size": 24, "max_steps": 300, "eval_every": 100, "weight_decay": 0.1},
    },
    "speech": {
        "model": {"architecture": "encoder-decoder", "d_model": 96, "num_layers": 1, "num_encoder_layers": 3,
        "context_length": 512, "frame_size": FRAME_SIZE},
        "data": {"split_by": "rows"},
        "train": {"batch_size": 16, "max_steps": 5000, "encoder_share": 1.0, "adam_learning_rate": 6e-3,
        "gradient_clip": 2.0, "warmup_steps": 30, "eval_every": 250, "sample_tokens": 40},
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
