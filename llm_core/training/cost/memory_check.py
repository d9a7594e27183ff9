"""Whether a run fits into memory, asked before anything is built; where it doesn't, the change of settings that does.

Without this the system would end whatever process it likes once memory is gone, and nobody could say why.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from llm_core.config import ModelConfig, RunConfig
from llm_core.errors import ResourceError, SettingError
from llm_core.training.cost.estimate import memory

ADVISED_SHARE = 0.8  # of the memory: what is advised leaves room for Python, torch and the page


def require_memory(config: RunConfig, vocab_size: int, memory_bytes: int) -> None:
    """Refuse a run that cannot fit; one that may fit is let through.

    Raises:  ResourceError: it takes more than `memory_bytes`, with settings that take less.
    """
    if least_bytes(config, vocab_size) <= memory_bytes:
        return
    raise ResourceError(
        "too-large-for-memory",
        "Training this takes about {needed_gb} GB of memory and this device has {memory_gb}: set {changes}.",
        needed_gb=_gb(memory(config, vocab_size).training_bytes),
        memory_gb=_gb(memory_bytes),
        changes=", ".join(f"{name} = {value}" for name, value in smaller(config, vocab_size, memory_bytes).items()),
    )


def least_bytes(config: RunConfig, vocab_size: int) -> int:
    """What training takes at least: activations may be half as large where they aren't float32."""
    needed = memory(config, vocab_size).training_bytes
    if config.train.precision == "float32":
        return needed
    one, two = (memory(_changed(config, {"train.batch_size": size}), vocab_size).training_bytes for size in (1, 2))
    return needed - config.train.batch_size * (two - one) // 2


def smaller(config: RunConfig, vocab_size: int, memory_bytes: int) -> dict[str, Any]:
    """The settings to change, by dotted name: the first of the candidates that fits, else the smallest."""
    changes: dict[str, Any] = {}
    for changes in _candidates(config):
        try:
            if memory(_changed(config, changes), vocab_size).training_bytes <= ADVISED_SHARE * memory_bytes:
                break
        except SettingError:  # heads that wouldn't divide
            continue
    return changes


def _candidates(config: RunConfig) -> Iterator[dict[str, Any]]:
    """The same step in parts; then fewer layers; then a narrower, shallow model on short pieces of text."""
    train, model = config.train, config.model
    for batch in _halves(train.batch_size, 1):
        parts = train.accumulation * (train.batch_size // batch)
        yield {"train.batch_size": batch} | ({"train.accumulation": parts} if parts <= 1024 else {})
    for layers in _halves(model.num_layers, 1):
        yield {"model.num_layers": layers} | _encoder(model, layers)
    for width in _halves(model.d_model, 8 * model.nhead):
        yield (
            {"model.d_model": width, "model.num_layers": min(model.num_layers, 4)}
            | _encoder(model, 4)
            | _heads(model, width, model.nhead)
        )
    for context in _halves(model.context_length, 4):
        yield (
            {
                "model.d_model": 128,
                "model.nhead": 4,
                "model.num_layers": 4,
                "train.batch_size": min(train.batch_size, 4),
                "model.context_length": context,
            }
            | _encoder(model, 4)
            | _heads(model, 128, 4)
        )


def _encoder(model: ModelConfig, most: int) -> dict[str, Any]:
    """At most as many layers in an encoder whose number was chosen for itself."""
    given = model.num_encoder_layers
    return (
        {"model.num_encoder_layers": most}
        if given is not None and given > most and model.architecture == "encoder-decoder"
        else {}
    )


def _heads(model: ModelConfig, width: int, nhead: int) -> dict[str, Any]:
    """Heads and feed-forward that suit a width, where they were chosen for themselves."""
    fitting = {
        "head_dim": width // nhead,
        "num_kv_heads": math.gcd(nhead, model.kv_heads),
        "dim_feedforward": 4 * width,
    }
    return {f"model.{name}": value for name, value in fitting.items() if getattr(model, name) is not None}


def _halves(value: int, least: int) -> Iterator[int]:
    while (value := value // 2) >= least:
        yield value


def _changed(config: RunConfig, changes: dict[str, Any]) -> RunConfig:
    nested = config.model_dump()
    for name, value in changes.items():
        group, _, field = name.partition(".")
        nested[group][field] = value
    return RunConfig.parse(nested)


def _gb(size_bytes: int) -> str:
    return f"{size_bytes / 1e9:.3g}"
