"""The objective of pairs: the answer, from what is given, in the way of each shape of model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Self

import numpy as np

from llm_core.config import Architecture, RunConfig
from llm_core.data.corpus.corpus import Corpus
from llm_core.data.pairs.rows import Rows, fitting
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.model.mask import PADDING
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.batches import Batch, Ids, batch_of, cut_rows, rng_of_step
from llm_core.training.objectives.exact_match import METRIC, exact_match
from llm_core.training.objectives.objective import Cancelled, Extent, Metric, Objective, Sample, evenly, rows_at_once
from llm_core.training.preview import answered

SLICES = 16
USUAL = SLICES * 5 // 8  # a middling first step: how long steps take is judged by it
SOME_ROWS, MOST_ROWS = 100, 2000  # that are to be answered: on the way, and at the end


class Seq2SeqObjective(Objective):
    """Of pairs: the answer, from what is given. Rows that don't fit the context are left out.

    A decoder reads SOURCE <|endoftext|> and writes TARGET <|endoftext|>; with an encoder, that reads what is given. An
    encoder alone sees SOURCE <|endoftext|> and a blank for each token of the answer, so it is told how long that is.
    """

    def __init__(self, config: RunConfig, train: Rows, validation: Rows, tokenizer: Tokenizer) -> None:
        self.config, self.tokenizer, self.train, self.validation = config, tokenizer, train, validation
        self.seed, self.vocab_size = config.train.seed, tokenizer.vocab_size
        self.batch_size = config.train.batch_size * config.train.accumulation
        self.chosen, self.validation_chosen = fitting(train, config.model), fitting(validation, config.model)
        self.rows_to_learn = len(self.chosen)
        self.by_length = config.data.task is not None  # rows of a task differ more in length than those of a small job
        self.arrange = ARRANGEMENTS[config.model.architecture]
        _, first, end = validation.bounds[self.validation_chosen].T
        without_end = len(first) if config.model.architecture == "encoder-only" else 0
        self.of_tokens = int((end - first).sum()) - without_end
        up_to = np.concatenate(([0], np.cumsum(tokenizer.byte_lengths[np.asarray(validation.tokens)])))
        self.bytes_per_token = float((up_to[end] - up_to[first]).sum()) / max(self.of_tokens, 1) or None

    @classmethod
    def of_corpus(cls, config: RunConfig, corpus: Corpus) -> Self:
        """What a run of this config learns from a corpus of pairs, or of a task."""
        assert corpus.train_rows is not None, "a corpus of rows"
        assert corpus.validation_rows is not None, "a corpus of rows"
        return cls(config, corpus.train_rows, corpus.validation_rows, corpus.tokenizer)

    def batch(self, step: int) -> Batch:
        if self.by_length:
            return self.arranged(self.train, self.slice_of(step))
        drawn = rng_of_step(self.seed, step).integers(0, len(self.chosen), size=self.batch_size)
        return self.arranged(self.train, self.train.bounds[self.chosen[drawn]])

    def slice_of(self, step: int) -> Ids:
        """Bounds (B, 3) of rows about as long as each other, so that little is padding: of a larger draw, sorted, a
        slice; slices come in any order.
        """
        draw, place = divmod(step, SLICES)
        rng, size, chosen = rng_of_step(self.seed, draw), SLICES * self.batch_size, self.rows_of_step(step)
        rows = rng.permutation(len(chosen))[:size] if len(chosen) >= size else rng.integers(0, len(chosen), size=size)
        bounds = self.train.bounds[chosen[rows]]
        bounds = bounds[np.argsort(bounds[:, 2] - bounds[:, 0], kind="stable")]
        others = rng.permutation([number for number in range(SLICES) if number != USUAL])
        first = int(USUAL if place == 0 else others[place - 1]) * self.batch_size
        return np.asarray(bounds[first : first + self.batch_size])

    def rows_of_step(self, step: int) -> Ids:
        """Numbers of the rows that a step may learn from."""
        return self.chosen

    def arranged(self, rows: Rows, bounds: Ids) -> Batch:
        """The batch of these rows, bounds (B, 3)."""
        return self.arrange(rows, bounds, self.tokenizer.mask_id)

    def validation_batches(self, limit: int | None = None) -> Iterator[Batch]:
        bounds = self.validation.bounds[self.validation_chosen]
        lengths = bounds[:, 2] - bounds[:, 0]
        if limit is not None and limit < lengths.sum():
            bounds = bounds[evenly(len(bounds), max(int(limit / lengths.mean()), 1))]
        yield from self.all_of(self.validation, bounds)

    def all_of(self, rows: Rows, bounds: Ids) -> Iterator[Batch]:
        """Batches of these rows, bounds (B, 3); neighbors alike, so that little is padding."""
        lengths = bounds[:, 2] - bounds[:, 0]
        bounds = bounds[np.argsort(lengths, kind="stable")]
        size = rows_at_once(int(lengths.max(initial=1)), self.vocab_size)
        for start in range(0, len(bounds), size):
            yield self.arranged(rows, bounds[start : start + size])

    def metric(self, model: LargeLanguageModel, extent: Extent, cancelled: Cancelled) -> Metric | None:
        """The share of answers that are right to the end.

        On the way these are few enough that they have no more tokens than the loss is measured on: answering takes
        longer.
        """
        fit = self.validation_chosen
        some = self.config.train.eval_tokens * len(fit) // max(self.of_tokens, 1)
        most = {"some": min(SOME_ROWS, max(some, 1)), "most": MOST_ROWS, "all": len(fit)}[extent]
        chosen = fit[evenly(len(fit), most)]
        found = exact_match(model, self.tokenizer, self.validation, chosen, cancelled=cancelled)
        return found and Metric(METRIC, found.score, found.rows)

    def sample(self, model: LargeLanguageModel, cancelled: Cancelled) -> Sample:
        return answered(model, self.tokenizer, self.validation, self.config, cancelled)


Arrange = Callable[[Rows, Ids, int | None], Batch]


def written_on(rows: Rows, bounds: Ids, mask_id: int | None) -> Batch:
    """For a decoder: it reads all but the last token of each row, bounds (B, 3), and is asked for the answer's."""
    start, first, end = bounds.T
    targets = cut_rows(rows.tokens, start + 1, end - start - 1)
    targets[np.arange(targets.shape[1]) < (first - start - 1)[:, None]] = PADDING
    return batch_of(cut_rows(rows.tokens, start, end - start - 1), targets)


def translated(rows: Rows, bounds: Ids, mask_id: int | None) -> Batch:
    """For both: the decoder begins with the mark that ends the source."""
    start, first, end = bounds.T
    source = cut_rows(rows.tokens, start, first - start)
    return batch_of(cut_rows(rows.tokens, first - 1, end - first), cut_rows(rows.tokens, first, end - first), source)


def filled_in(rows: Rows, bounds: Ids, mask_id: int | None) -> Batch:
    """For an encoder: a blank at each place of the answer; what ends the row is left out."""
    assert mask_id is not None, "RunConfig gives every encoder a <mask>"
    start, first, end = bounds.T
    whole = cut_rows(rows.tokens, start, end - start - 1)
    loss_mask = (np.arange(whole.shape[1]) >= (first - start)[:, None]) & (whole != PADDING)
    return batch_of(np.where(loss_mask, mask_id, whole), np.where(loss_mask, whole, PADDING))


ARRANGEMENTS: Mapping[Architecture, Arrange] = {
    "decoder-only": written_on,
    "encoder-decoder": translated,
    "encoder-only": filled_in,
}
