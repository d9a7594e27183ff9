"""Weights to the data of pictures: attention, expectations, what single heads do."""

from llm_core.inspection.heads import Habit, HeadCost, head_cost, head_habits, mean_loss, sees_of, validation_batches
from llm_core.inspection.look import MOST_TOKENS, Inspection, inspect
from llm_core.inspection.silence import Kind, layers_of

__all__ = [
    "MOST_TOKENS",
    "Habit",
    "HeadCost",
    "Inspection",
    "Kind",
    "head_cost",
    "head_habits",
    "inspect",
    "layers_of",
    "mean_loss",
    "sees_of",
    "validation_batches",
]
