"""Translation: from one language into another, measured by chrF and BLEU beside a dictionary and beside copying."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from llm_core.config import SamplingConfig, TaskName
from llm_core.data.tasks import Example
from llm_core.data.tasks.sentences import sentences_of
from llm_core.errors import TextError
from llm_core.generation.answering import answer, answers
from llm_core.generation.batched_beam import search_many
from llm_core.packages import package
from llm_core.tasks.alignment import Alignment, align
from llm_core.tasks.bootstrap import at_least_unseen, bootstrap
from llm_core.tasks.chrf import chrf_of, chrf_sums
from llm_core.tasks.dictionary import Dictionary
from llm_core.tasks.task import HUNDRED, Judged, LoadedModel, Prediction, Report, Task, Tell, never, silent
from llm_core.training.objectives.objective import Cancelled, Metric

AT_ONCE = 256  # sentences between two questions whether to go on
BEAMS, LENGTH_PENALTY = 4, 1.0  # of beam search, by which a run is measured
_KANA, _HAN = re.compile(r"[\u3040-\u30ff]"), re.compile(r"[\u3400-\u9fff]")


class Translation(Task):
    """From one language into another, whichever the run was taught."""

    name: ClassVar[TaskName] = "translation"
    metric: ClassVar[str] = "chrf"

    def score(self, loaded: LoadedModel, examples: Sequence[Example], cancelled: Cancelled = never) -> Metric | None:
        found = translations(loaded, [one.source for one in examples], cancelled)
        if cancelled():
            return None
        return Metric(
            self.metric,
            float(chrf_of(chrf_sums(found, [one.target for one in examples]).sum(0)[None])[0]),
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
            raise TextError("nothing-to-measure", "There is no example to measure the run on: give some.")
        sources, right = [one.source for one in examples], [one.target for one in examples]
        found: list[str] = []
        while len(found) < len(sources):
            found += translations(loaded, sources[len(found) : len(found) + AT_ONCE], cancelled, beams=BEAMS)
            if cancelled():
                return None
            tell(len(found), len(sources))
        compared = {"copy": sources}
        if taught:
            book = Dictionary([(one.source, one.target) for one in taught])
            compared["dictionary"] = [book.translate(source) for source in sources]
        scores = {name: (chrf(said, right), bleu(said, right)) for name, said in {"model": found, **compared}.items()}
        best = max(compared, key=lambda name: scores[name][0])
        drawn = bootstrap(chrf_sums(found, right), lambda totals, count: chrf_of(totals))
        low, high = at_least_unseen(scores["model"][0], drawn, len(examples), HUNDRED)
        greedy = chrf(translations(loaded, sources, cancelled), right)
        others = {"bleu": scores["model"][1], "baseline_bleu": scores[best][1], "chrf_greedy": greedy}
        details = {
            "baselines": {name: {"chrf": scores[name][0], "bleu": scores[name][1]} for name in compared},
            "bleu_tokenizer": bleu_tokenizer(right),
        }
        return Report(
            self.metric,
            scores["model"][0],
            low,
            high,
            len(examples),
            best,
            scores[best][0],
            others=others,
            details=details,
        )

    def predict(self, loaded: LoadedModel, inputs: Sequence[str], **options: Any) -> list[Prediction]:
        """Translations of many texts. Args: beams: 1 to take the likeliest token each time."""
        return [Prediction(text) for text in translations(loaded, inputs, beams=int(options.get("beams", BEAMS)))]

    def explain(self, loaded: LoadedModel, given: str, **options: Any) -> dict[str, Any]:
        started, beams = time.perf_counter(), int(options.get("beams", 1))
        found: list[tuple[str, Alignment]] = []
        for part in parts_of(loaded, given):
            source = loaded.tokenizer.encode(part)
            [said] = written(loaded, [source], beams)
            found.append((loaded.tokenizer.decode(said), align(loaded.model, loaded.tokenizer, source, said)))
        if not found:
            raise TextError("no-input", "There is nothing here: write something.")
        whole = found[0][1]
        for _, one in found[1:]:
            whole += one
        return {
            "answer": put_together([text for text, _ in found]),
            "source_words": whole.source_words,
            "answer_words": whole.answer_words,
            "alignment": [[round(share, 4) for share in row] for row in whole.weights],
            "seconds": round(time.perf_counter() - started, 4),
        }

    def judged(self, loaded: LoadedModel, examples: Sequence[Example], cancelled: Cancelled = never) -> list[Judged]:
        found = translations(loaded, [one.source for one in examples], cancelled)
        if cancelled() or not found:
            return []
        worth = chrf_of(chrf_sums(found, [one.target for one in examples])) / 100
        return [Judged(one, said, float(good)) for one, said, good in zip(examples, found, worth, strict=True)]


def translations(
    loaded: LoadedModel, sources: Sequence[str], cancelled: Cancelled = never, *, beams: int = 1
) -> list[str]:
    """Many texts; one that is longer than the context is translated sentence by sentence, and what doesn't fit even so
    is left out.

    Args:    beams: 1 is greedy.
    """
    parts = [parts_of(loaded, source, strict=False) for source in sources]
    ids = [list(map(int, found)) for found in loaded.tokenizer.encode_many([part for some in parts for part in some])]
    said = iter(written(loaded, ids, beams, cancelled))
    return [put_together([loaded.tokenizer.decode(next(said)) for _ in some]) for some in parts]


def written(
    loaded: LoadedModel, sources: Sequence[Sequence[int]], beams: int, cancelled: Cancelled = never
) -> list[list[int]]:
    """The translations' ids: greedy with one beam, else searched; empty where a source doesn't fit."""
    longest = [longest_answer(loaded, len(source)) for source in sources]
    if beams == 1:
        return answers(loaded.model, loaded.tokenizer, sources, longest, cancelled=cancelled)
    fit = [place for place, source in enumerate(sources) if len(source) < loaded.model.config.context_length]
    some, most = [sources[place] for place in fit], [longest[place] for place in fit]
    if loaded.model.reads_source:
        said = search_many(
            loaded.model, loaded.tokenizer, some, most, beams=beams, penalty=LENGTH_PENALTY, cancelled=cancelled
        )
    else:
        said = [
            _searched_alone(loaded, source, limit, beams) if not cancelled() else []
            for source, limit in zip(some, most, strict=True)
        ]
    found: list[list[int]] = [[] for _ in sources]
    for place, ids in zip(fit, said, strict=True):
        found[place] = ids
    return found


def _searched_alone(loaded: LoadedModel, source: Sequence[int], longest: int, beams: int) -> list[int]:
    sampling = SamplingConfig(beams=beams, length_penalty=LENGTH_PENALTY, max_new_tokens=longest)
    return [
        token.id
        for token in answer(loaded.model, loaded.tokenizer, source, sampling)
        if token.id != loaded.tokenizer.end_id
    ]


def longest_answer(loaded: LoadedModel, source: int) -> int:
    """How many tokens a translation may have at most: a loop that never ends shall end soon."""
    return min(loaded.model.config.context_length, 3 * source + 20)


def parts_of(loaded: LoadedModel, text: str, *, strict: bool = True) -> list[str]:
    """A text that fits the context as it is; of a longer one its sentences.

    Raises:  TextError: where `strict`, a sentence doesn't fit.
    """
    room, text = loaded.model.config.context_length - 1, text.strip()
    if not text:
        return []
    if len(loaded.tokenizer.encode(text)) <= room:
        return [text]
    parts = sentences_of(text)
    longest = max(len(loaded.tokenizer.encode(part)) for part in parts)
    if strict and longest > room:
        raise TextError(
            "sentence-too-long",
            "A sentence of this text has {tokens} tokens, and the model reads {most} at most: make it shorter.",
            tokens=longest,
            most=room,
        )
    return list(parts)


def put_together(parts: Sequence[str]) -> str:
    """Sentences one after another, with blanks between them where the language has some."""
    texts = [part.strip() for part in parts if part.strip()]
    return ("" if _HAN.search("".join(texts)) else " ").join(texts)


def chrf(found: Sequence[str], right: Sequence[str]) -> float:
    """chrF by sacrebleu, from 0 to 100 (Popović 2015: character n-grams up to 6, β = 2, no words)."""
    sacrebleu = package("sacrebleu", "sacrebleu", "Measuring translations")
    return float(sacrebleu.corpus_chrf(list(found), [list(right)]).score)


def bleu(found: Sequence[str], right: Sequence[str]) -> float:
    """BLEU by sacrebleu, from 0 to 100 (Papineni et al. 2002; Post 2018, arXiv:1804.08771)."""
    sacrebleu = package("sacrebleu", "sacrebleu", "Measuring translations")
    return float(sacrebleu.corpus_bleu(list(found), [list(right)], tokenize=bleu_tokenizer(right)).score)


def bleu_tokenizer(texts: Sequence[str]) -> str:
    """How sacrebleu cuts texts into words: Chinese by characters, Japanese too, other languages as the WMT does."""
    kana, han = (np.mean([bool(sign.search(text)) for text in texts]) if texts else 0 for sign in (_KANA, _HAN))
    return "char" if kana > 0.3 else "zh" if han > 0.3 else "13a"
