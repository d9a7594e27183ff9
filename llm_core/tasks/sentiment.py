"""Telling texts apart by their class: accuracy beside two baselines, and the words that speak for an answer."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from llm_core.config import TaskName
from llm_core.data.tasks import Example
from llm_core.data.warnings import TextWarning, text_warning
from llm_core.errors import ResourceError, TextError
from llm_core.tasks.bag_of_words import BAG_OF_WORDS, MAJORITY, bag_of_words, majority
from llm_core.tasks.bootstrap import interval_of_mean
from llm_core.tasks.class_probs import ids_of, probs_of
from llm_core.tasks.task import Judged, LoadedModel, Prediction, Report, Task, Tell, never, silent
from llm_core.tasks.word_evidence import attributions, changes, words_of
from llm_core.training.objectives.objective import Cancelled, Metric

AT_ONCE = 256
Counts = NDArray[np.int64]


class Sentiment(Task):
    """Any number of classes, whatever they mean: the class whose mark is likeliest is the answer."""

    name: ClassVar[TaskName] = "sentiment"
    metric: ClassVar[str] = "accuracy"

    def score(self, loaded: LoadedModel, examples: Sequence[Example], cancelled: Cancelled = never) -> Metric | None:
        answers = _answers(loaded, [example.source for example in examples], cancelled)
        if answers is None or not examples:
            return None
        return Metric(
            self.metric,
            float(np.mean([answer == example.target for answer, example in zip(answers, examples, strict=True)])),
            len(examples),
        )

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
            raise TextError(
                "nothing-to-judge", "There is no labelled text to judge by: give a file with texts and their labels."
            )
        texts, right = [example.source for example in examples], [example.target for example in examples]
        answers = _answers(loaded, texts, cancelled, tell)
        if answers is None:
            return None
        others, notes = _baselines(taught, texts, right)
        best = max((name for name in BASELINES if name in others), key=lambda name: others[name])
        if unknown := sorted({label for label in right if label not in loaded.labels}):
            notes.append(
                text_warning(
                    "unknown-labels",
                    "The run was never taught these labels, so it gets them wrong: {labels}.",
                    labels=", ".join(unknown[:20]),
                )
            )
        correct = [float(answer == label) for answer, label in zip(answers, right, strict=True)]
        labels = sorted({*loaded.labels, *right})
        counts = confusion(answers, right, labels)
        low, high = interval_of_mean(correct)
        return Report(
            self.metric,
            float(np.mean(correct)),
            low,
            high,
            len(correct),
            BASELINES[best],
            others[best],
            others={"macro_f1": macro_f1(counts), **others},
            notes=tuple(notes),
            details={
                "labels": labels,
                "confusion": counts.tolist(),
                "f1": dict(zip(labels, f1_of_each(counts), strict=True)),
            },
        )

    def predict(self, loaded: LoadedModel, inputs: Sequence[str], **options: Any) -> list[Prediction]:
        probs = probs_of(loaded, ids_of(loaded, inputs))
        return [
            Prediction(
                loaded.labels[int(row.argmax())],
                float(row.max()),
                {f"p({label})": float(share) for label, share in zip(loaded.labels, row, strict=True)},
            )
            for row in probs
        ]

    def explain(self, loaded: LoadedModel, given: str, **options: Any) -> dict[str, Any]:
        """Its label, the probability of each, and for each word what it adds to the label's log-odds and how far its
        probability changes without it.
        """
        started = time.perf_counter()
        if not given.strip():
            raise TextError("blank-input", "There is nothing to read: write a text first.")
        ids = ids_of(loaded, [given])[0]
        probs = probs_of(loaded, [ids])[0]
        label = int(probs.argmax())
        words = words_of(given, ids, loaded.tokenizer)
        added = attributions(loaded, ids, words, label)
        without = changes(loaded, ids, words, label, float(probs[label]))
        return {
            "label": loaded.labels[label],
            "probs": [[loaded.labels[place], float(probs[place])] for place in np.argsort(-probs, kind="stable")],
            "words": [
                {"text": word.text, "attribution": gain, "drop": change}
                for word, gain, change in zip(words, added, without, strict=True)
            ],
            "seconds": time.perf_counter() - started,
        }

    def judged(self, loaded: LoadedModel, examples: Sequence[Example], cancelled: Cancelled = never) -> list[Judged]:
        probs = probs_of(loaded, ids_of(loaded, [example.source for example in examples]), cancelled)
        return [
            Judged(
                example,
                loaded.labels[int(row.argmax())],
                float(row[loaded.labels.index(example.target)]) if example.target in loaded.labels else 0.0,
            )
            for example, row in zip(examples, probs, strict=True)
            if row.any()
        ]


BASELINES = {"majority": MAJORITY, "bag_of_words": BAG_OF_WORDS}


def confusion(answers: Sequence[str], right: Sequence[str], labels: Sequence[str]) -> Counts:
    """How often each class (a row) was answered as each class (a column): (C, C)."""
    place = {label: number for number, label in enumerate(labels)}
    counts = np.zeros((len(labels), len(labels)), dtype=np.int64)
    np.add.at(counts, ([place[label] for label in right], [place[answer] for answer in answers]), 1)
    return counts


def f1_of_each(counts: Counts) -> list[float]:
    """Harmonic mean of precision and recall of each class; 0 where it was neither right nor answered."""
    hits, wanted, answered = counts.diagonal(), counts.sum(1), counts.sum(0)
    return [float(2 * hit / max(want + answer, 1)) for hit, want, answer in zip(hits, wanted, answered, strict=True)]


def macro_f1(counts: Counts) -> float:
    """Mean F1 over the classes that occur or were answered, each counting alike."""
    met = (counts.sum(0) + counts.sum(1)) > 0
    return float(np.mean(np.array(f1_of_each(counts))[met])) if met.any() else 0.0


def _answers(loaded: LoadedModel, texts: Sequence[str], cancelled: Cancelled, tell: Tell = silent) -> list[str] | None:
    found = list[str]()
    for start in range(0, len(texts), AT_ONCE):
        probs = probs_of(loaded, ids_of(loaded, texts[start : start + AT_ONCE]), cancelled)
        if cancelled():
            return None
        found += [loaded.labels[place] for place in probs.argmax(1)]
        tell(len(found), len(texts))
    return found


def _baselines(
    taught: Sequence[Example], texts: Sequence[str], right: Sequence[str]
) -> tuple[dict[str, float], list[TextWarning]]:
    """The accuracy of each baseline, by name, and what is to be said about them."""
    notes = list[TextWarning]()
    known = taught or [Example(text, label) for text, label in zip(texts, right, strict=True)]
    found = {"majority": float(np.mean([label == majority(known) for label in right]))}
    if len({example.target for example in taught}) < 2:
        notes.append(
            text_warning(
                "untaught-baseline",
                (
                    "{baseline} needs the texts that the run was taught, and they aren't at hand: only the "
                    "commonest class is compared."
                ),
                baseline=BAG_OF_WORDS,
            )
        )
        return found, notes
    try:
        guesses = bag_of_words(taught, texts)
    except ResourceError as error:
        notes.append(TextWarning(error.code, error.template, error.values))
    else:
        found["bag_of_words"] = float(np.mean([guess == label for guess, label in zip(guesses, right, strict=True)]))
    return found, notes
