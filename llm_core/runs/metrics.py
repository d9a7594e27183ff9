"""What the score of a task's run is: its metric, and how its values are written."""

from __future__ import annotations

from llm_core.config import RunConfig

LOWER_IS_BETTER = frozenset({"wer", "cer"})
OF_HUNDRED = frozenset(
    {"bleu", "chrf", "rouge1", "rouge2", "rougel", "rougeL"}
)  # as published; every other metric is a share
WHOLE, MOST_DIGITS = 100, 4


def format_metric(metric: str, value: float) -> str:
    """A value of a metric: 84.2%, or 43.1 where it runs to 100. What isn't quite nothing or all isn't written so:
    0.03%.
    """
    amount = value if metric in OF_HUNDRED else 100 * value
    enough = next((digits for digits in range(1, MOST_DIGITS) if 0 < round(amount, digits) < WHOLE), MOST_DIGITS)
    return f"{amount:.{enough if 0 < amount < WHOLE else 1}f}{'' if metric in OF_HUNDRED else '%'}"


def as_share(score: float | None, config: RunConfig) -> float | None:
    """A run's score from 0 to 1, whatever its metric runs to; word errors may be more than 1."""
    spec = config.data.task_spec
    hundred = spec is not None and spec.metric in OF_HUNDRED
    return score / 100 if score is not None and hundred else score
