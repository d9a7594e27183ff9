"""Summaries without learning: the first sentences, and the sentence that is most like the whole document."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from llm_core.data.tasks.overlap import units_of

Vector = Mapping[str, float]


def lead(sentences: Sequence[str], count: int) -> str:
    """The first sentences."""
    return " ".join(sentences[:count])


class TfIdf:
    """Chooses the sentence whose TF-IDF vector has the smallest angle to that of its document.

    Words count (1 + ln tf) · (ln((1 + N) / (1 + df)) + 1), over N documents.

    Source:  Salton & Buckley 1988, "Term-weighting approaches in automatic text retrieval".
    Args:    documents: what document frequencies are taken from, each as its sentences.
    """

    def __init__(self, documents: Iterable[Sequence[str]]) -> None:
        self.frequency, self.documents = Counter[str](), 0
        for sentences in documents:
            self.frequency.update({unit for sentence in sentences for unit in units_of(sentence)})
            self.documents += 1

    def sentence(self, sentences: Sequence[str]) -> str:
        """The sentence most like all of them."""
        bags = [Counter(units_of(sentence)) for sentence in sentences]
        whole = self.vector(sum(bags, Counter[str]()))
        likeness = [sum(weight * whole.get(unit, 0.0) for unit, weight in self.vector(bag).items()) for bag in bags]
        return sentences[max(range(len(sentences)), key=lambda place: likeness[place])] if sentences else ""

    def vector(self, bag: Mapping[str, int]) -> Vector:
        """A bag of units as a vector of length 1."""
        weights = {
            unit: (1 + math.log(count)) * (math.log((1 + self.documents) / (1 + self.frequency[unit])) + 1)
            for unit, count in bag.items()
            if count
        }
        length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
        return {unit: weight / length for unit, weight in weights.items()}
