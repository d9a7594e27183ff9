"""Tagging: which words are nouns, measured by the share of tags that are right, beside the commonest tag."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import torch

from llm_core.data.tasks import Example
from llm_core.data.tasks.encode import encode_rows, mark_id
from llm_core.errors import TextError
from llm_core.tasks.bootstrap import interval_of_mean
from llm_core.tasks.task import Judged, LoadedModel, Prediction, Report, Task, Tell, never, silent
from llm_core.training.objectives.objective import Cancelled, Metric
from tests.sixth_task.reader import TAGS, mark_of, row

BASELINE = "commonest tag"


class Tagging(Task):
    """A tag for each word."""

    name: ClassVar[str] = "tagging"
    metric: ClassVar[str] = "tag_accuracy"

    def score(self, loaded: LoadedModel, examples: Sequence[Example], cancelled: Cancelled = never) -> Metric | None:
        hits = right_tags(loaded, examples)
        return None if cancelled() else Metric(self.metric, float(np.mean(hits)), len(examples))

    def evaluate(
        self,
        loaded: LoadedModel,
        examples: Sequence[Example],
        taught: Sequence[Example] = (),
        *,
        cancelled: Cancelled = never,
        tell: Tell = silent,
    ) -> Report | None:
        hits = right_tags(loaded, examples)
        if cancelled():
            return None
        tell(len(examples), len(examples))
        counts = Counter(tag for one in taught or examples for tag in one.target.split())
        [(commonest, _)] = counts.most_common(1)
        baseline = np.mean([tag == commonest for one in examples for tag in one.target.split()])
        low, high = interval_of_mean([float(hit) for hit in hits])
        value = float(np.mean(hits))
        return Report(self.metric, value, low, high, len(examples), BASELINE, float(baseline))

    def predict(self, loaded: LoadedModel, inputs: Sequence[str], **options: Any) -> list[Prediction]:
        found = [probs_of(loaded, given) for given in inputs]
        return [Prediction(" ".join(tags_of(probs)), float(probs.max(1).mean())) for probs in found]

    def explain(self, loaded: LoadedModel, given: str, **options: Any) -> dict[str, Any]:
        began, words = time.perf_counter(), given.split()
        if not words:
            raise TextError("no-input", "There is nothing here: write something.")
        probs = probs_of(loaded, given)
        said = zip(words, tags_of(probs), probs.max(1).tolist(), strict=True)
        return {
            "answer": " ".join(tags_of(probs)),
            "words": [{"text": word, "tag": tag, "prob": round(prob, 4)} for word, tag, prob in said],
            "seconds": round(time.perf_counter() - began, 4),
        }

    def judged(self, loaded: LoadedModel, examples: Sequence[Example], cancelled: Cancelled = never) -> list[Judged]:
        return [
            Judged(one, " ".join(tags_of(probs_of(loaded, one.source))), float(np.mean(right_tags(loaded, [one]))))
            for one in examples
        ]


def right_tags(loaded: LoadedModel, examples: Sequence[Example]) -> list[bool]:
    """Whether each word of these examples gets its tag."""
    pairs = [(tags_of(probs_of(loaded, one.source)), one.target.split()) for one in examples]
    return [said == right for tags, rights in pairs for said, right in zip(tags, rights, strict=True)]


def tags_of(probs: np.ndarray) -> list[str]:
    """The likeliest tag of each word."""
    return [TAGS[place] for place in probs.argmax(1)]


@torch.inference_mode()
def probs_of(loaded: LoadedModel, given: str) -> np.ndarray:
    """How likely each tag is at each word, (words, tags)."""
    [encoded] = encode_rows([row(Example(given, ""), loaded.config.data)], loaded.tokenizer)
    tokens = torch.tensor([[*encoded.source.tolist(), loaded.tokenizer.end_id]])
    marks = [mark_id(mark_of(tag), loaded.tokenizer) for tag in TAGS]
    logits = loaded.model(tokens)[0, np.flatnonzero(encoded.tags)][:, marks]
    probs: np.ndarray = logits.softmax(-1).numpy()
    return probs
