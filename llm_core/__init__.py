"""Terrarium's core: a Transformer, its trainer and its generator, with nothing of the screen.

Its names load on first use (PEP 562), so that `import llm_core` and a refused command cost no import of torch.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "LargeLanguageModel": "llm_core.model.transformer",
    "Tap": "llm_core.model.tap",
    "Tokenizer": "llm_core.data.tokenizer.tokenizer",
    "Trainer": "llm_core.training.trainer",
    "generate": "llm_core.generation.generator",
    "RunConfig": "llm_core.config",
    "ModelConfig": "llm_core.config",
    "DataConfig": "llm_core.config",
    "TrainConfig": "llm_core.config",
    "SamplingConfig": "llm_core.config",
    "Mistake": "llm_core.errors",
}
__all__ = sorted(_HOME)  # noqa: PLE0605  sorted gives a list


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'llm_core' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return __all__
