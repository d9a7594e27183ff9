"""Summarization: the sentences that say it, and a summary in the model's own words, measured by ROUGE beside simple
choices.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, ClassVar

from llm_core.config import TaskName
from llm_core.data.tasks import Example
from llm_core.data.tasks.sentences import sentences_of
from llm_core.data.warnings import TextWarning, text_warning
from llm_core.errors import TextError
from llm_core.generation.answering import answers
from llm_core.tasks.bootstrap import interval_of_mean
from llm_core.tasks.rouge import KINDS, rouge
from llm_core.tasks.summary_baselines import TfIdf, lead
from llm_core.tasks.summary_reading import Read, chosen, looked_at, read_documents, sentence_probs
from llm_core.tasks.task import HUNDRED, Judged, LoadedModel, Prediction, Report, Task, Tell, never, silent
from llm_core.training.objectives.objective import Cancelled, Metric

AT_ONCE = 64  # documents between two questions whether to go on
LONGEST_SUMMARY = 120  # tokens
METRIC = "rouge1"


class Summarization(Task):
    """Extractive and abstractive at once: the encoder chooses sentences, the decoder writes. What is measured is the
    choice.
    """

    name: ClassVar[TaskName] = "summarization"
    metric: ClassVar[str] = METRIC

    def score(self, loaded: LoadedModel, examples: Sequence[Example], cancelled: Cancelled = never) -> Metric | None:
        found = extracts(loaded, [sentences_in(one) for one in examples], cancelled)
        if cancelled():
            return None
        scores = rouge(found, [one.right for one in examples], [METRIC])[METRIC]
        return Metric(METRIC, float(scores.mean()) if len(scores) else 0.0, len(examples))

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
        documents, references = [sentences_in(one) for one in examples], [one.right for one in examples]
        picked: list[str] = []
        written: list[str] = []
        for start in range(0, len(documents), AT_ONCE):
            some = documents[start : start + AT_ONCE]
            picked += extracts(loaded, some, cancelled)
            written += abstracts(loaded, read_documents(loaded, some), cancelled)
            if cancelled():
                return None
            tell(len(picked), len(documents))
        weighed = TfIdf([sentences_in(one) for one in taught] or documents)
        compared = {
            "lead-1": [lead(sentences, 1) for sentences in documents],
            "lead-3": [lead(sentences, 3) for sentences in documents],
            "tf-idf": [weighed.sentence(sentences) for sentences in documents],
        }
        each = {
            name: rouge(found, references)
            for name, found in {"extractive": picked, "abstractive": written, **compared}.items()
        }
        means = {name: {kind: float(scores[kind].mean()) for kind in KINDS} for name, scores in each.items()}
        best = max(compared, key=lambda name: means[name][METRIC])
        low, high = interval_of_mean(each["extractive"][METRIC].tolist(), HUNDRED)
        others = {kind: means["extractive"][kind] for kind in KINDS[1:]} | {
            f"abstractive_{kind}": means["abstractive"][kind] for kind in KINDS
        }
        details = {"baselines": {name: means[name] for name in compared}}
        notes = cut_off(read_documents(loaded, documents), loaded)
        return Report(
            METRIC,
            means["extractive"][METRIC],
            low,
            high,
            len(examples),
            best,
            means[best][METRIC],
            others=others,
            notes=notes,
            details=details,
        )

    def predict(self, loaded: LoadedModel, inputs: Sequence[str], **options: Any) -> list[Prediction]:
        """Summaries of many documents. Args: mode: "extractive", or "abstractive" for the model's own words."""
        documents = [sentences_of(text) for text in inputs]
        reads = read_documents(loaded, documents)
        likely, own = sentence_probs(loaded, reads), abstracts(loaded, reads)
        found = []
        for sentences, probs, written in zip(documents, likely, own, strict=True):
            places = chosen(probs) if probs else []
            extract, sure = (
                joined([sentences[place] for place in places]),
                sum(probs[place] for place in places) / max(1, len(places)),
            )
            answer, other = (written, extract) if options.get("mode") == "abstractive" else (extract, written)
            found.append(Prediction(answer, sure, {"extractive" if answer is written else "abstractive": other}))
        return found

    def explain(self, loaded: LoadedModel, given: str, **options: Any) -> dict[str, Any]:
        started, sentences = time.perf_counter(), sentences_of(given)
        if not sentences:
            raise TextError("no-input", "There is nothing here: write something.")
        [read] = read_documents(loaded, [sentences])
        [probs] = sentence_probs(loaded, [read])
        [ids] = answers(loaded.model, loaded.tokenizer, [read.ids], [longest_summary(loaded)])
        places, seen = chosen(probs), looked_at(loaded, read, ids)
        missing = [0.0] * (len(sentences) - len(probs))
        rows = zip(sentences, [*probs, *missing], [*seen, *missing], strict=True)
        return {
            "extractive": joined([sentences[place] for place in places]),
            "abstractive": loaded.tokenizer.decode(ids).strip(),
            "sentences": [
                {
                    "text": text,
                    "score": round(score, 4),
                    "chosen": place in places,
                    "attention": round(attention, 4),
                    "read": place < len(probs),
                }
                for place, (text, score, attention) in enumerate(rows)
            ],
            "notes": [one.as_json() for one in cut_off([read], loaded)],
            "seconds": round(time.perf_counter() - started, 4),
        }

    def judged(self, loaded: LoadedModel, examples: Sequence[Example], cancelled: Cancelled = never) -> list[Judged]:
        found = extracts(loaded, [sentences_in(one) for one in examples], cancelled)
        if cancelled():
            return []
        scores = rouge(found, [one.right for one in examples], [METRIC])[METRIC] / 100
        return [Judged(one, said, float(good)) for one, said, good in zip(examples, found, scores, strict=True)]


def sentences_in(example: Example) -> tuple[str, ...]:
    """An example's sentences, as its file has them or cut from its text."""
    return example.sentences or sentences_of(example.source)


def extracts(loaded: LoadedModel, documents: Sequence[Sequence[str]], cancelled: Cancelled = never) -> list[str]:
    """The chosen sentences of each document."""
    likely = sentence_probs(loaded, read_documents(loaded, documents), cancelled)
    return [
        joined([sentences[place] for place in chosen(probs)]) if probs else ""
        for sentences, probs in zip(documents, likely, strict=True)
    ]


def abstracts(loaded: LoadedModel, reads: Sequence[Read], cancelled: Cancelled = never) -> list[str]:
    """What the decoder writes of each document, always its likeliest token."""
    written = answers(
        loaded.model,
        loaded.tokenizer,
        [read.ids for read in reads],
        [longest_summary(loaded)] * len(reads),
        cancelled=cancelled,
    )
    return [loaded.tokenizer.decode(ids).strip() for ids in written]


def longest_summary(loaded: LoadedModel) -> int:
    """How many tokens a summary may have at most."""
    return min(loaded.model.config.context_length, LONGEST_SUMMARY)


def joined(sentences: Sequence[str]) -> str:
    """Sentences as one text: blanks between them, but none behind a Chinese mark."""
    text = ""
    for sentence in sentences:
        text += sentence if not text or text[-1] in "。！？…”" else f" {sentence}"
    return text


def cut_off(reads: Sequence[Read], loaded: LoadedModel) -> tuple[TextWarning, ...]:
    """What to say of documents that the context doesn't hold."""
    count = sum(read.is_cut for read in reads)
    if not count:
        return ()
    return (
        text_warning(
            "documents-cut",
            (
                "Of {count} documents only the beginning was read, up to the last sentence that fits into "
                "{context_length} tokens."
            ),
            count=count,
            context_length=loaded.model.config.context_length,
        ),
    )
