"""Question answering: passages are searched, and a trained reader says which words answer, or that none of
them does.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Any, ClassVar

from llm_core.config import TaskName
from llm_core.data.tasks import Example
from llm_core.data.warnings import TextWarning, text_warning
from llm_core.errors import TextError
from llm_core.tasks.answer_scores import exact, f1
from llm_core.tasks.answering import Answered, answer_from, answer_in, baseline_sentence
from llm_core.tasks.bootstrap import interval_of_mean
from llm_core.tasks.no_answer import Refusals, measure_refusals
from llm_core.tasks.passage_index import PassageIndex
from llm_core.tasks.task import Judged, LoadedModel, Prediction, Report, Task, Tell, never, silent
from llm_core.training.objectives.objective import Cancelled, Metric

AT_ONCE = 128  # questions between two looks whether to go on
BASELINE = "the sentence that shares most with the question"


class QuestionAnswering(Task):
    """Which words of a passage answer a question; of documents, in which passage they stand."""

    name: ClassVar[TaskName] = "question-answering"
    metric: ClassVar[str] = "f1"

    def score(self, loaded: LoadedModel, examples: Sequence[Example], cancelled: Cancelled = never) -> Metric | None:
        found = _answered(loaded, examples, cancelled)
        if found is None or not examples:
            return None
        return Metric(self.metric, sum(_f1s(found, examples)) / len(examples), len(examples))

    def evaluate(
        self,
        loaded: LoadedModel,
        examples: Sequence[Example],
        taught: Sequence[Example] = (),
        *,
        cancelled: Cancelled = never,
        tell: Tell = silent,
    ) -> Report | None:
        if not examples:
            raise TextError("nothing-to-measure", "There is no example to measure the run on: give some.")
        found = _answered(loaded, examples, cancelled, tell)
        if found is None:
            return None
        values = _f1s(found, examples)
        plain = [baseline_sentence(one.source, one.context) for one in examples]
        base = _passage_index(examples, taught)
        refusals = measure_refusals(loaded, base, examples, cancelled)
        if refusals is None:
            return None
        low, high = interval_of_mean(values)
        sentences = [text for _, _, text in plain]
        others = {
            "exact_match": _mean(
                [exact(one.text, example.right) for one, example in zip(found, examples, strict=True)]
            ),
            "baseline_exact_match": _mean(
                [exact(text, example.right) for text, example in zip(sentences, examples, strict=True)]
            ),
            "sentence_accuracy": _right_sentences([one.sentence for one in found], examples),
            "baseline_sentence_accuracy": _right_sentences([(start, end) for start, end, _ in plain], examples),
            **_recalls(base, examples),
            **refusals.shares(),
        }
        baseline = _mean([f1(text, example.right) for text, example in zip(sentences, examples, strict=True)])
        return Report(
            self.metric,
            _mean(values),
            low,
            high,
            len(examples),
            BASELINE,
            baseline,
            notes=_notes(refusals),
            details={"passages": len(base)},
            others={name: value for name, value in others.items() if not math.isnan(value)},
        )

    def predict(self, loaded: LoadedModel, inputs: Sequence[str], **options: Any) -> list[Prediction]:
        base = _base_of(options)
        found = []
        for question in inputs:
            answer = answer_from(loaded, base, question) if question.strip() else None
            passage = answer.passages[0] if answer and answer.text and answer.passages else None
            more = {
                "source": passage.passage.source if passage else "",
                "sentence": passage.sentence_text if passage else "",
            }
            found.append(
                Prediction(answer.text if answer else "", round(answer.confidence, 4) if answer else None, more)
            )
        return found

    def explain(self, loaded: LoadedModel, given: str, **options: Any) -> dict[str, Any]:
        started = time.perf_counter()
        if not given.strip():
            raise TextError("no-question", "There is nothing to answer: ask something.")
        answer = answer_from(loaded, _base_of(options), given.strip())
        return {
            "answer": answer.text or None,
            "confidence": round(answer.confidence, 4),
            "passages": [one.as_json() for one in answer.passages],
            "seconds": round(time.perf_counter() - started, 4),
        }

    def judged(self, loaded: LoadedModel, examples: Sequence[Example], cancelled: Cancelled = never) -> list[Judged]:
        found = _answered(loaded, examples, cancelled)
        if found is None:
            return []
        return [
            Judged(example, one.text, value)
            for example, one, value in zip(examples, found, _f1s(found, examples), strict=True)
        ]


def _answered(
    loaded: LoadedModel, examples: Sequence[Example], cancelled: Cancelled, tell: Tell = silent
) -> list[Answered] | None:
    """The answer to each question in its own passage; None when cancelled."""
    found: list[Answered] = []
    may_refuse = any(not one.target for one in examples)  # of SQuAD 1.1 every passage answers
    while len(found) < len(examples):
        some = examples[len(found) : len(found) + AT_ONCE]
        answers = answer_in(loaded, [(one.source, one.context) for one in some], cancelled, may_refuse=may_refuse)
        if answers is None:
            return None
        found += answers
        tell(len(found), len(examples))
    return found


def _passage_index(examples: Sequence[Example], taught: Sequence[Example]) -> PassageIndex:
    """All passages at hand, each once, under the name of its article."""
    base = PassageIndex()
    for context, group in {one.context: one.group for one in (*examples, *taught) if not one.origin}.items():
        base.add(group, [context])
    return base


def _base_of(options: dict[str, Any]) -> PassageIndex:
    base = options.get("passage_index")
    if not isinstance(base, PassageIndex) or not len(base):
        raise TextError("no-documents", "There are no documents to answer from: drop some.")
    return base


def _f1s(found: Sequence[Answered], examples: Sequence[Example]) -> list[float]:
    return [f1(one.text, example.right) for one, example in zip(found, examples, strict=True)]


def _right_sentences(chosen: Sequence[tuple[int, int]], examples: Sequence[Example]) -> float:
    """Share of the answers that stand in the chosen sentence; NaN where nothing has a place."""
    return _mean(
        [float(start <= one.at < end) for (start, end), one in zip(chosen, examples, strict=True) if one.at is not None]
    )


def _recalls(base: PassageIndex, examples: Sequence[Example]) -> dict[str, float]:
    """Share of the answerable questions whose passage is found first, or among the first five; and the time of a
    search.
    """
    asked = [one for one in examples if one.at is not None]
    started = time.process_time()
    found = [[passage.text for passage in base.search(one.source, 5)] for one in asked]
    spent = time.process_time() - started
    return {
        "recall_at_1": _mean([float(one.context in texts[:1]) for one, texts in zip(asked, found, strict=True)]),
        "recall_at_5": _mean([float(one.context in texts) for one, texts in zip(asked, found, strict=True)]),
        "search_ms": 1000 * spent / max(len(asked), 1),
    }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")


def _notes(refusals: Refusals) -> tuple[TextWarning, ...]:
    if refusals.refused or not refusals.asked:
        return ()
    return (
        text_warning(
            "never-refused", "None of the {count} questions without an answer was refused.", count=refusals.asked
        ),
    )
