"""Weights to the data of pictures: attention, expectations, what single heads do."""

from llm_core.inspection.heads import Habit, HeadCost, head_cost, head_habits, mean_loss, validation_windows
from llm_core.inspection.look import MOST_TOKENS, Inspection, inspect

__all__ = [
    "MOST_TOKENS", "Habit", "HeadCost", "Inspection", "head_cost", "head_habits", "inspect", "mean_loss", "validation_windows",
]
