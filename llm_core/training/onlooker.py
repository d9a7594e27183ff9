"""Looks at a model while it learns: what is it worth on validation text, and what does it write?"""

from __future__ import annotations

import math
from collections.abc import Callable

from llm_core.config import RunConfig
from llm_core.errors import CheckpointError
from llm_core.generation.generator import generate
from llm_core.model.transformer import LargeLanguageModel
from llm_core.text.corpus import Corpus
from llm_core.training.evaluate import evaluate
from llm_core.training.events import Evaluated, Sampled

Cancelled = Callable[[], bool]


class Onlooker:
    """Evaluates and samples a model in training, and changes nothing about it, random numbers included.

    Args:    cancelled: asked often; once it says yes, a look is given up and has no result.
    """

    def __init__(self, model: LargeLanguageModel, corpus: Corpus, config: RunConfig, cancelled: Cancelled) -> None:
        self.model, self.corpus, self.config, self.cancelled = model, corpus, config, cancelled
        self.last: Evaluated | None = None

    def evaluate(self, step: int, *, whole: bool = False) -> Evaluated | None:
        """The validation loss, on the same evenly spread part each time or on the whole split; None when cancelled.

        Raises:  CheckpointError: it isn't finite.
        """
        split, statistics = self.corpus.validation, self.corpus.statistics
        found = evaluate(
            self.model, split, self.corpus.tokenizer, context_length=self.config.model.context_length,
            bytes_per_token=max(statistics.validation_bytes, 1) / len(split),
            limit=None if whole else self.config.train.eval_tokens, cancelled=self.cancelled,
        )
        if not math.isfinite(found.loss):
            raise CheckpointError(
                "odds-not-numbers", "This model's odds are not numbers: its training went astray. Choose an earlier checkpoint."
            )
        if self.cancelled() and found.tokens < found.of_tokens:
            return None
        self.last = Evaluated(step, found.loss, found.bits_per_byte, found.tokens, found.of_tokens, found.unknown)
        return self.last

    def val_loss(self, step: int) -> float | None:
        """The validation loss at this very step, where it was measured."""
        return self.last.val_loss if self.last is not None and self.last.step == step else None

    def sample(self, step: int) -> Sampled | None:
        """What the model writes after the config's opening or the text's own; None when cancelled, or not wanted."""
        train = self.config.train
        if train.sample_tokens == 0:
            return None
        prompt = self.corpus.statistics.opening if train.sample_prompt is None else train.sample_prompt
        sampling = self.config.sampling.model_copy(update={"max_new_tokens": train.sample_tokens})
        self.model.eval()
        written = generate(self.model, self.corpus.tokenizer, prompt, sampling, cancelled=self.cancelled)
        text = "".join(token.text for token in written)
        return None if self.cancelled() else Sampled(step, prompt, text, self.val_loss(step))
