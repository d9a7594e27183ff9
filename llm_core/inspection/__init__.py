"""Weights to the data of pictures: attention, expectations, what single heads do."""

from llm_core.inspection.ablation import Kind, layers_of
from llm_core.inspection.heads import (
    HeadCost,
    HeadPattern,
    head_cost,
    head_patterns,
    mean_loss,
    sees_of,
    validation_batches,
)
from llm_core.inspection.inspect_text import MOST_TOKENS, Inspection, inspect

__all__ = [
    "MOST_TOKENS",
    "HeadCost",
    "HeadPattern",
    "Inspection",
    "Kind",
    "head_cost",
    "head_patterns",
    "inspect",
    "layers_of",
    "mean_loss",
    "sees_of",
    "validation_batches",
]
