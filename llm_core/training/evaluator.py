"""Looks at a model while it learns: what is it worth on validation text, and what does it write?"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from llm_core.config import RunConfig
from llm_core.data.chat.dialogues import Dialogues
from llm_core.data.corpus.corpus import Corpus
from llm_core.errors import CheckpointError
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.batches import Ids
from llm_core.training.evaluate import evaluate
from llm_core.training.events import Evaluated, Sampled
from llm_core.training.job import Job
from llm_core.training.objectives.chat import Conversing
from llm_core.training.objectives.exact_match import METRIC, Score, exact_match
from llm_core.training.objectives.objective import Objective, evenly
from llm_core.training.objectives.replies import METRIC as REPLIES
from llm_core.training.objectives.replies import count_right
from llm_core.training.objectives.seq2seq import Answering
from llm_core.training.preview import show

Cancelled = Callable[[], bool]
SOME_ROWS, MOST_ROWS = 100, 2000  # that are to be answered: on the way, and at the end


class Onlooker:
    """Evaluates and samples a model in training, and changes nothing about it, random numbers included.

    Args:    cancelled: asked often; once it says yes, a look is given up and has no result.
             job: the task that the run learns, which has a metric of its own.
    """

    def __init__(
        self,
        model: LargeLanguageModel,
        corpus: Corpus,
        config: RunConfig,
        objective: Objective,
        cancelled: Cancelled,
        *,
        job: Job | None = None,
    ) -> None:
        self.model, self.corpus, self.config, self.objective, self.cancelled, self.job = (
            model,
            corpus,
            config,
            objective,
            cancelled,
            job,
        )
        self.last: Evaluated | None = None

    def evaluate(self, step: int, *, whole: bool = False) -> Evaluated | None:
        """The validation loss, on the same evenly spread part each time or on the whole split; None when cancelled.

        Of pairs and conversations also the share of answers that are right, of a task its metric.

        Raises:  CheckpointError: it isn't finite.
        """
        found = evaluate(
            self.model,
            self.objective,
            self.corpus.tokenizer,
            limit=None if whole else self.config.train.eval_tokens,
            cancelled=self.cancelled,
        )
        if not math.isfinite(found.loss):
            raise CheckpointError(
                "odds-not-numbers",
                "This model's probabilities are not numbers: its training went astray. Choose an earlier checkpoint.",
            )
        if self.cancelled() and found.tokens < found.of_tokens:
            return None
        scores = self.scores(whole)
        if scores is None:
            return None
        self.last = Evaluated(
            step, found.loss, found.bits_per_byte, found.tokens, found.of_tokens, found.unknown, **scores
        )
        return self.last

    def scores(self, whole: bool) -> dict[str, Any] | None:
        """How many answers are right, where there are right ones: fields of Evaluated; None when cancelled."""
        if self.job is not None:
            return self.task_score(self.job, whole)
        match self.objective:
            case Answering() as pairs:
                found = self.score(pairs, whole)
                return found and {"metric": METRIC, "score": found.score, "rows": found.rows}
            case Conversing() as talk:
                held, taught = (
                    self.replies(talk.held, talk.held_chosen, whole),
                    self.replies(talk.train, talk.chosen, whole),
                )
                if held is None or taught is None:
                    return None
                return {
                    "metric": REPLIES,
                    "score": held.score,
                    "rows": held.rows,
                    "taught": taught.score,
                    "taught_rows": taught.rows,
                }
            case _:
                return {}

    def task_score(self, job: Job, whole: bool) -> dict[str, Any] | None:
        """The task's own metric."""
        training = self.model.training
        self.model.eval()
        try:
            found = job.score(self.model, whole, self.cancelled)
        finally:
            self.model.train(training)
        return found and {"metric": found.metric, "score": found.value, "rows": found.rows}

    def replies(self, dialogues: Dialogues, fit: Ids, whole: bool) -> Score | None:
        """How many replies in dialogues, or in some, are given word for word; None when cancelled."""
        chosen = fit[evenly(len(fit), MOST_ROWS if whole else SOME_ROWS)].tolist()
        found = count_right(self.model, self.corpus.tokenizer, dialogues, chosen, cancelled=self.cancelled)
        return found and found.all

    def score(self, objective: Answering, whole: bool) -> Score | None:
        """How many of the rows kept for validation, or of some, are answered right; None when cancelled.

        On the way these are few enough that they have no more tokens than the loss is measured on: answering takes
        longer.
        """
        fit = objective.held_chosen
        some = min(SOME_ROWS, max(self.config.train.eval_tokens * len(fit) // max(objective.of_tokens, 1), 1))
        chosen = fit[evenly(len(fit), MOST_ROWS if whole else some)]
        return exact_match(self.model, self.corpus.tokenizer, objective.held, chosen, cancelled=self.cancelled)

    def val_loss(self, step: int) -> float | None:
        """The validation loss at this very step, where it was measured."""
        return self.last.val_loss if self.last is not None and self.last.step == step else None

    def sample(self, step: int) -> Sampled | None:
        """What the model makes of the config's prompt or the text's own; None when cancelled, or not wanted."""
        if self.config.train.sample_tokens == 0:
            return None
        self.model.eval()
        if self.job is not None:
            done = self.job.show(self.model, self.cancelled)
            return (
                None if self.cancelled() else Sampled(step, done.given, done.answer, self.val_loss(step), done.expected)
            )
        shown = show(self.model, self.corpus, self.config, self.cancelled)
        return (
            None
            if self.cancelled()
            else Sampled(step, shown.prompt, shown.text, self.val_loss(step), shown.expected, shown.exchanges)
        )
