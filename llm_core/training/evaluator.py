"""Evaluates a model while it learns: what it is worth on validation data, and what it makes of an example."""

from __future__ import annotations

import math

from llm_core.config import TrainConfig
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.errors import CheckpointError
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.evaluate import evaluate
from llm_core.training.events import Evaluated, Sampled
from llm_core.training.objectives.objective import Cancelled, Objective


class Evaluator:
    """Evaluates and samples a model in training, and changes nothing about it, random numbers included.

    Args:    cancelled: asked often; once it says yes, an evaluation is given up and has no result.
    """

    def __init__(
        self,
        model: LargeLanguageModel,
        objective: Objective,
        tokenizer: Tokenizer,
        config: TrainConfig,
        cancelled: Cancelled,
    ) -> None:
        self.model, self.objective, self.tokenizer = model, objective, tokenizer
        self.config, self.cancelled = config, cancelled
        self.last: Evaluated | None = None

    def evaluate(self, step: int, *, whole: bool = False) -> Evaluated | None:
        """The validation loss, on the same evenly spread part each time or on the whole split, and the objective's
        metric; None when cancelled.

        Raises:  CheckpointError: it isn't finite.
        """
        limit = None if whole else self.config.eval_tokens
        found = evaluate(self.model, self.objective, self.tokenizer, limit=limit, cancelled=self.cancelled)
        if not math.isfinite(found.loss):
            raise CheckpointError(
                "odds-not-numbers",
                "This model's probabilities are not numbers: its training went astray. Choose an earlier checkpoint.",
            )
        if self.cancelled() and found.tokens < found.of_tokens:
            return None
        metric = self.objective.metric(self.model, "most" if whole else "some", self.cancelled)
        if metric is None:
            return None
        self.last = Evaluated(
            step,
            found.loss,
            found.bits_per_byte,
            found.tokens,
            found.of_tokens,
            found.unknown,
            metric=metric.name,
            score=metric.value,
            rows=metric.rows,
            taught=metric.taught,
            taught_rows=metric.taught_rows,
        )
        return self.last

    def val_loss(self, step: int) -> float | None:
        """The validation loss at this very step, where it was measured."""
        return self.last.val_loss if self.last is not None and self.last.step == step else None

    def sample(self, step: int) -> Sampled | None:
        """What the model makes of the config's prompt or the data's own; None when cancelled, or not wanted."""
        if self.config.sample_tokens == 0:
            return None
        self.model.eval()
        shown = self.objective.sample(self.model, self.cancelled)
        if self.cancelled():
            return None
        return Sampled(step, shown.prompt, shown.text, self.val_loss(step), shown.expected, shown.exchanges)
