"""What a run learns from conversations: the assistant's turns, each from all that was said before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

import numpy as np

from llm_core.config import RunConfig
from llm_core.data.chat.dialogues import Dialogues, Talks, cut_to, fitting_dialogues
from llm_core.data.corpus.corpus import Corpus
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.batches import Batch, Ids, Tokens, rng_of_step
from llm_core.training.objectives.objective import Cancelled, Extent, Metric, Objective, Sample, evenly, rows_at_once
from llm_core.training.objectives.packing import Document, Rounds, packed
from llm_core.training.objectives.replies import METRIC, count_right
from llm_core.training.preview import talked

SHORTEST_TEXT = 16  # tokens of plain text worth a place of their own
SOME_ROWS, MOST_ROWS = 100, 2000  # dialogues whose replies are counted: on the way, and at the end


class ChatObjective(Objective):
    """Of dialogues: the tokens of answers, with the mark that ends each; what the person says is only read.

    A step takes `batch_size` dialogues, each once before any comes again, and where there is plain text, so much of it
    that `text_share` of the tokens are its. All are packed into rows of the context, and none sees another. Of a
    dialogue longer than the context the first turns are learnt, of one whose first answer doesn't fit nothing.

    Args:    text: plain text to go on learning beside them; every token of it is asked.
    """

    def __init__(
        self, config: RunConfig, train: Talks, validation: Talks, tokenizer: Tokenizer, text: Tokens | None = None
    ) -> None:
        self.config, self.tokenizer, self.talks = config, tokenizer, (train, validation)
        self.context_length, self.seed = config.model.context_length, config.train.seed
        self.train, self.validation = (cut_to(side.dialogues, self.context_length) for side in self.talks)
        self.batch_size = config.train.batch_size * config.train.accumulation
        self.chosen, self.validation_chosen = (
            fitting_dialogues(side.dialogues, self.context_length) for side in self.talks
        )
        self.rounds = Rounds(len(self.chosen), self.seed)
        share = config.train.text_share if text is not None and len(text) > SHORTEST_TEXT else 0.0
        self.text, self.text_ratio = text, share / (1 - share)
        documents = [document_at(self.validation, int(number)) for number in self.validation_chosen]
        self.of_tokens = sum(int(one.loss_mask[1:].sum()) for one in documents)
        size_bytes = sum(int(tokenizer.byte_lengths[one.tokens[1:][one.loss_mask[1:]]].sum()) for one in documents)
        self.bytes_per_token = float(size_bytes) / max(self.of_tokens, 1) or None

    @classmethod
    def of_corpus(cls, config: RunConfig, corpus: Corpus, text: Tokens | None = None) -> Self:
        """What a run of this config learns from a corpus of conversations, and plain text beside them."""
        return cls(config, *talks_of(corpus), corpus.tokenizer, text)

    def batch(self, step: int) -> Batch:
        numbers = self.chosen[self.rounds.take(step * self.batch_size, self.batch_size)]
        documents = [document_at(self.train, int(number)) for number in numbers]
        wanted = round(self.text_ratio * sum(len(document.tokens) for document in documents))
        return packed([*documents, *self.windows(step, wanted)], self.context_length)

    def windows(self, step: int, wanted: int) -> list[Document]:
        """About so many tokens of the plain text, from anywhere, in pieces of a context at most."""
        if self.text is None or wanted < SHORTEST_TEXT:
            return []
        rng, found = rng_of_step(self.seed, step), []
        while wanted >= SHORTEST_TEXT:
            length = min(wanted, self.context_length, len(self.text) - 1) + 1
            start = int(rng.integers(0, len(self.text) - length + 1))
            found.append(Document(np.asarray(self.text[start : start + length]), np.ones(length, dtype=bool)))
            wanted -= length
        return found

    def validation_batches(self, limit: int | None = None) -> Iterator[Batch]:
        bounds = self.validation.bounds[self.validation_chosen]
        lengths, chosen = bounds[:, 1] - bounds[:, 0], self.validation_chosen
        if limit is not None and limit < lengths.sum():
            chosen = chosen[evenly(len(chosen), max(int(limit / lengths.mean()), 1))]
        at_once = rows_at_once(self.context_length, self.tokenizer.vocab_size) * self.context_length
        for some in within(chosen, self.validation, at_once):
            yield packed([document_at(self.validation, number) for number in some], self.context_length)

    def metric(self, model: LargeLanguageModel, extent: Extent, cancelled: Cancelled) -> Metric | None:
        """The share of replies that are given word for word: of those kept for validation, and of taught ones."""
        sides = ((self.validation, self.validation_chosen), (self.train, self.chosen))
        scores = []
        for dialogues, fit in sides:
            most = {"some": SOME_ROWS, "most": MOST_ROWS, "all": len(fit)}[extent]
            chosen = fit[evenly(len(fit), most)].tolist()
            found = count_right(model, self.tokenizer, dialogues, chosen, cancelled=cancelled)
            if found is None:
                return None
            scores.append(found.all)
        held_out, taught = scores
        return Metric(METRIC, held_out.score, held_out.rows, taught.score, taught.rows)

    def sample(self, model: LargeLanguageModel, cancelled: Cancelled) -> Sample:
        return talked(model, self.tokenizer, self.talks, self.config, cancelled)


def talks_of(corpus: Corpus) -> tuple[Talks, Talks]:
    """What a corpus teaches, and what it holds out."""
    assert corpus.train_dialogues is not None, "only of conversations"
    assert corpus.validation_dialogues is not None, "both sides have some"
    return (
        Talks(corpus.train_dialogues, lambda row: corpus.dialogue("train", row)),
        Talks(corpus.validation_dialogues, lambda row: corpus.dialogue("validation", row)),
    )


def document_at(dialogues: Dialogues, number: int) -> Document:
    """One dialogue's tokens, with those that are asked."""
    start, end = (int(place) for place in dialogues.bounds[number])
    return Document(np.asarray(dialogues.tokens[start:end]), np.asarray(dialogues.loss_mask[start:end]).astype(bool))


def within(chosen: Ids, dialogues: Dialogues, tokens: int) -> Iterator[list[int]]:
    """The chosen numbers in groups of at most so many tokens, or of one."""
    group: list[int] = []
    size = 0
    for number in chosen.tolist():
        start, end = dialogues.bounds[number]
        if group and size + end - start > tokens:
            yield group
            group, size = [], 0
        group.append(number)
        size += int(end - start)
    if group:
        yield group
