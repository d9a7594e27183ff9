"""The weights that a model begins with."""

from __future__ import annotations

import math

import torch
from torch import nn

from llm_core.config import ModelConfig
from llm_core.model.positions import Learned, Sinusoidal


def initialize(model: nn.Module, config: ModelConfig) -> None:
    """Give the weights their first values.

    Head and output projections begin at zero: every block begins as the identity, and the first guess is "all tokens
    alike" (loss ln V). Other matrices keep the size of what goes through them: std 1/√(inputs). Learned positions begin
    as sinusoids: a step to the neighbor is then one linear map, which attention finds at once, where in random vectors
    each place has to learn its neighbors by heart (docs/log.md).
    """
    for name, module in model.named_modules():
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=module.in_features**-0.5)
            if name.endswith((".wo", ".w2")) or name == "head":
                nn.init.zeros_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, nn.Conv1d):
            nn.init.normal_(
                module.weight, std=(2 / (module.in_channels * module.kernel_size[0])) ** 0.5
            )  # GELU lets half through
            nn.init.zeros_(module.bias)  # type: ignore[arg-type]
        elif isinstance(module, Learned):
            with torch.no_grad():
                module.table.copy_(position_scale(config) * Sinusoidal(config.d_model, config.context_length).table)
    for module in model.modules():
        if isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, std=embedding_std(config))  # after the head, which may share its table


def embedding_std(config: ModelConfig) -> float:
    """Of a tied table small, since its rows are the head's as well; √D makes the 2017 table's components 1 again."""
    if config.embed_scale == "sqrt":
        return 1 / math.sqrt(config.d_model)
    return 0.02 if config.tied_embeddings else 0.5


def position_scale(config: ModelConfig) -> float:
    """Brings sinusoids, of components with mean square 1/2, to the size of the tokens that they are added to; beside
    the small ones of a tied table not as small, or the optimizer's first steps would drown them."""
    return math.sqrt(2) * (max(embedding_std(config), 0.08) if config.embed_scale == "none" else 1.0)
