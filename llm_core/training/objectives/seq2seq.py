"""The objective of pairs: the answer, from what is given, in the way of each shape of model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from llm_core.config import Architecture, RunConfig
from llm_core.data.pairs.rows import Rows, fitting
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.model.mask import PADDING
from llm_core.training.batches import Batch, Ids, batch_of, cut_rows, dice_of_step
from llm_core.training.objectives.class_ids import classes_of
from llm_core.training.objectives.objective import Objective, evenly, rows_at_once

SLICES = 16
SPARED = 10  # one row in so many is learnt from late, where it is needed to judge by
USUAL = SLICES * 5 // 8  # a middling first step: how long steps take is judged by it


class Answering(Objective):
    """Of pairs: the answer, from what is given. Rows that don't fit the context are left out.

    A decoder reads SOURCE <|endoftext|> and writes TARGET <|endoftext|>; with an encoder, that reads what is given. An
    encoder alone sees SOURCE <|endoftext|> and a blank for each token of the answer, so it is told how long that is.
    Where a task's rows have tags, the encoder is asked to say them at their places, too.
    """

    def __init__(self, config: RunConfig, train: Rows, validation: Rows, tokenizer: Tokenizer) -> None:
        self.train, self.held, self.seed = train, validation, config.train.seed
        self.vocab_size, self.mask_id = tokenizer.vocab_size, tokenizer.mask_id
        self.batch_size = config.train.batch_size * config.train.accumulation
        self.chosen, self.held_chosen = fitting(train, config.model), fitting(validation, config.model)
        self.rows_to_learn = len(self.chosen)
        self.spared = np.sort(np.random.default_rng(self.seed).permutation(self.chosen)[: len(self.chosen) // SPARED])
        self.spared_for, self.unspared = 0, self.chosen
        self.by_length = config.data.task is not None  # rows of a task differ more in length than those of a small job
        self.arrange = ARRANGEMENTS[config.model.architecture]
        start, first, end = self.held.bounds[self.held_chosen].T
        alone = config.model.architecture == "encoder-only"
        self.among = classes_of(config, tokenizer)
        tagged = (
            int((cut_rows(self.held.tags, start, first - start) > 0).sum())
            if alone and self.held.tags is not None
            else 0
        )
        self.of_tokens = int((end - first).sum()) - (len(first) if alone else 0) + tagged
        up_to = np.concatenate(([0], np.cumsum(tokenizer.byte_lengths[np.asarray(self.held.tokens)])))
        self.bytes_per_token = (
            None if tagged else float((up_to[end] - up_to[first]).sum()) / max(self.of_tokens, 1) or None
        )

    def batch(self, step: int) -> Batch:
        dice = dice_of_step(self.seed, step)
        if not self.by_length:
            return self.arranged(
                self.train, self.train.bounds[self.chosen[dice.integers(0, len(self.chosen), size=self.batch_size)]]
            )
        return self.arranged(self.train, self.slice_of(step))

    def slice_of(self, step: int) -> Ids:
        """Bounds (B, 3) of rows about as long as each other, so that little is padding: of a larger draw, sorted, a
        slice; slices come in any order.
        """
        draw, place = divmod(step, SLICES)
        dice, size, chosen = (
            dice_of_step(self.seed, draw),
            SLICES * self.batch_size,
            self.unspared if step < self.spared_for else self.chosen,
        )
        rows = dice.permutation(len(chosen))[:size] if len(chosen) >= size else dice.integers(0, len(chosen), size=size)
        bounds = self.train.bounds[chosen[rows]]
        bounds = bounds[np.argsort(bounds[:, 2] - bounds[:, 0], kind="stable")]
        others = dice.permutation([number for number in range(SLICES) if number != USUAL])
        first = int(USUAL if place == 0 else others[place - 1]) * self.batch_size
        return np.asarray(bounds[first : first + self.batch_size])

    def arranged(self, rows: Rows, bounds: Ids) -> Batch:
        """The batch of these rows, bounds (B, 3)."""
        return self.arrange(rows, bounds, self.mask_id)._replace(among=self.among)

    def validation(self, limit: int | None = None) -> Iterator[Batch]:
        bounds = self.held.bounds[self.held_chosen]
        lengths = bounds[:, 2] - bounds[:, 0]
        if limit is not None and limit < lengths.sum():
            bounds = bounds[evenly(len(bounds), max(int(limit / lengths.mean()), 1))]
        yield from self.all_of(self.held, bounds)

    def to_learn(self) -> Iterator[Batch]:
        """All that there is to learn from, once."""
        yield from self.all_of(self.train, self.train.bounds[self.chosen])

    def spare(self, steps: int) -> None:
        """Let the first steps learn from all rows but one in ten."""
        self.spared_for, self.unspared = steps, np.setdiff1d(self.chosen, self.spared)

    def all_spared(self) -> Iterator[Batch]:
        """The rows that are spared."""
        yield from self.all_of(self.train, self.train.bounds[self.spared])

    def all_of(self, rows: Rows, bounds: Ids) -> Iterator[Batch]:
        """Batches of these rows, bounds (B, 3); neighbors alike, so that little is padding."""
        lengths = bounds[:, 2] - bounds[:, 0]
        bounds = bounds[np.argsort(lengths, kind="stable")]
        size = rows_at_once(int(lengths.max(initial=1)), self.vocab_size)
        for start in range(0, len(bounds), size):
            yield self.arranged(rows, bounds[start : start + size])


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
    return batch_of(
        cut_rows(rows.tokens, first - 1, end - first),
        cut_rows(rows.tokens, first, end - first),
        source,
        tags_at(rows, start, first - start),
    )


def filled_in(rows: Rows, bounds: Ids, mask_id: int | None) -> Batch:
    """For an encoder: a blank at each place of the answer; what ends the row is left out."""
    assert mask_id is not None, "RunConfig gives every encoder a <mask>"
    start, first, end = bounds.T
    whole = cut_rows(rows.tokens, start, end - start - 1)
    asked = (np.arange(whole.shape[1]) >= (first - start)[:, None]) & (whole != PADDING)
    tags = tags_at(rows, start, end - start - 1)
    return batch_of(np.where(asked, mask_id, whole), np.where(asked, whole, PADDING if tags is None else tags))


def tags_at(rows: Rows, starts: Ids, lengths: Ids) -> Ids | None:
    """What the encoder is asked at each place of these stretches, (B, longest), PADDING where nothing; None where rows
    have no tags.
    """
    if rows.tags is None:
        return None
    found = cut_rows(rows.tags, starts, lengths)
    return np.where(found > 0, found - 1, PADDING)


ARRANGEMENTS: Mapping[Architecture, Arrange] = {
    "decoder-only": written_on,
    "encoder-decoder": translated,
    "encoder-only": filled_in,
}
