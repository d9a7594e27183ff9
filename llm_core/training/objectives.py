"""What a run learns, by its model's shape and its data's format: the batch of each step, and the validation's questions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from llm_core.config import Architecture, RunConfig
from llm_core.errors import TextError
from llm_core.model.mask import PADDING
from llm_core.text.corpus import Corpus
from llm_core.text.rows import Rows, fitting
from llm_core.text.tokenizer import Tokenizer
from llm_core.training.batches import Batch, Ids, Tokens, batch_of, cut_rows, cut_windows, dice_of_step, draw_windows

MOST_TOKENS_AT_ONCE = 4096
MOST_LOGITS_BYTES = 64 << 20
HIDDEN, SWAPPED = 0.8, 0.1           # shares of the asked tokens: <mask> stands there, any token; the rest stands as it is


class Objective(ABC):
    """Where batches come from.

    of_tokens: how many tokens the whole validation text asks for.  bytes_per_token: UTF-8 bytes behind one of them; None
    where a loss can't be told in bits per byte, since it is no code for the whole text.
    """

    of_tokens: int
    bytes_per_token: float | None

    @abstractmethod
    def batch(self, step: int) -> Batch:
        """What step `step` (from 0) learns from, all its accumulated batches: a pure function of (seed, step)."""

    @abstractmethod
    def validation(self, limit: int | None = None) -> Iterator[Batch]:
        """The whole validation text, or an evenly spread part in which about `limit` tokens are read; the same each time."""


class Text(NamedTuple):
    """A running text in tokens, what to learn from and what is kept apart, with the UTF-8 bytes of one token."""

    train: Tokens
    validation: Tokens
    tokenizer: Tokenizer
    bytes_per_token: float


class OfText(Objective):
    """An objective on running text, read in windows: anywhere while training, side by side on validation text.

    `beyond` is how many tokens a window has beside the T that move on from window to window.
    """

    beyond: int
    draws: ClassVar[int] = 0         # random numbers that each token takes

    def __init__(self, config: RunConfig, text: Text) -> None:
        self.train, self.held, self.seed = text.train, text.validation, config.train.seed
        self.context_length, self.vocab_size = config.model.context_length, text.tokenizer.vocab_size
        self.batch_size = config.train.batch_size * config.train.accumulation
        self.bytes_per_token = text.bytes_per_token
        self.whole, self.rest = divmod(max(len(self.held) - self.beyond, 0), self.context_length)
        self.of_tokens = self.whole * self.asked(self.context_length) + self.asked(self.rest)

    @abstractmethod
    def frame(self, windows: Ids, chances: NDArray[np.float64]) -> Batch:
        """What is read and what is asked of windows (B, W), with random numbers in [0, 1), (draws, B, W)."""

    def asked(self, length: int) -> int:
        """How many tokens are asked where a window moves on by `length`."""
        return length

    def batch(self, step: int) -> Batch:
        dice = dice_of_step(self.seed, step)
        windows = draw_windows(self.train, dice, self.batch_size, self.context_length + self.beyond)
        return self.frame(windows, dice.random((self.draws, *windows.shape)))

    def validation(self, limit: int | None = None) -> Iterator[Batch]:
        T, chosen, rest = self.context_length, np.arange(self.whole), self.rest
        if limit is not None and limit < len(self.held) - 1 and self.whole > 0:
            chosen, rest = evenly(self.whole, max(limit // T, 1)), 0
        size = rows_at_once(T, self.vocab_size)
        for start in range(0, len(chosen), size):
            yield self.ask(chosen[start : start + size], T + self.beyond)
        if rest:                                                        # shorter, so it stands alone
            yield self.ask(np.array([self.whole]), rest + self.beyond)

    def ask(self, numbers: Ids, length: int) -> Batch:
        """The validation windows of these numbers; their random numbers depend on nothing else."""
        windows = cut_windows(self.held, numbers * self.context_length, length)
        chances = [dice_of_step(0, int(number)).random((self.draws, length)) for number in numbers] if self.draws else []
        return self.frame(windows, np.stack(chances, 1) if chances else np.empty((0, *windows.shape)))


class NextToken(OfText):
    """A decoder's: every token of a window but the first, each from those before it."""

    beyond = 1

    def frame(self, windows: Ids, chances: NDArray[np.float64]) -> Batch:
        both = batch_of(windows, windows)
        return Batch(both.tokens[:, :-1], both.targets[:, 1:])


class MaskedToken(OfText):
    """An encoder's: a share of the tokens is asked; most of these are hidden, some swapped, some stand as they are.

    Source:  Devlin et al. 2018, arXiv:1810.04805, section 3.1 and appendix A.1.
    """

    beyond = 0
    draws = 3

    def __init__(self, config: RunConfig, text: Text) -> None:
        self.share = config.train.mask_share
        super().__init__(config, text)
        self.bytes_per_token = None
        assert text.tokenizer.mask_id is not None, "RunConfig gives every encoder a <mask>"
        self.mask_id = text.tokenizer.mask_id
        self.ordinary = np.setdiff1d(np.arange(self.vocab_size), [-1 if text.tokenizer.unknown_id is None else text.tokenizer.unknown_id, self.mask_id])

    def asked(self, length: int) -> int:
        return max(1, round(self.share * length)) if length else 0

    def frame(self, windows: Ids, chances: NDArray[np.float64]) -> Batch:
        count = self.asked(windows.shape[1])
        asked = np.zeros(windows.shape, dtype=bool)
        np.put_along_axis(asked, np.argpartition(chances[0], count - 1, axis=1)[:, :count], True, axis=1)
        tokens = np.where(asked & (chances[1] < HIDDEN), self.mask_id, windows)
        swapped = asked & (chances[1] >= 1 - SWAPPED)
        tokens = np.where(swapped, self.ordinary[(chances[2] * len(self.ordinary)).astype(np.int64)], tokens)
        return batch_of(tokens, np.where(asked, windows, PADDING))


class Continuation(OfText):
    """Of an encoder beside a decoder: the encoder reads T tokens, the decoder begins with an end of text and writes the next T."""

    def __init__(self, config: RunConfig, text: Text) -> None:
        self.beyond = config.model.context_length
        self.end_id = text.tokenizer.end_id
        super().__init__(config, text)

    def frame(self, windows: Ids, chances: NDArray[np.float64]) -> Batch:
        source, targets = np.split(windows, [self.beyond], axis=1)
        tokens = np.concatenate((np.full((len(windows), 1), self.end_id), targets[:, :-1]), axis=1)
        return batch_of(tokens, targets.copy(), source.copy())


class Answering(Objective):
    """Of pairs: the answer, from what is given. Rows that don't fit the context are left out.

    A decoder reads SOURCE <|endoftext|> and writes TARGET <|endoftext|>; with an encoder, that reads what is given. An
    encoder alone sees SOURCE <|endoftext|> and a blank for each token of the answer, so it is told how long that is.
    """

    def __init__(self, config: RunConfig, train: Rows, validation: Rows, tokenizer: Tokenizer) -> None:
        self.train, self.held, self.seed = train, validation, config.train.seed
        self.vocab_size, self.mask_id = tokenizer.vocab_size, tokenizer.mask_id
        self.batch_size = config.train.batch_size * config.train.accumulation
        self.chosen, self.held_chosen = fitting(train, config.model), fitting(validation, config.model)
        self.arrange = ARRANGEMENTS[config.model.architecture]
        _, first, end = self.held.bounds[self.held_chosen].T
        self.of_tokens = int((end - first).sum()) - (len(first) if config.model.architecture == "encoder-only" else 0)
        up_to = np.concatenate(([0], np.cumsum(tokenizer.byte_lengths[np.asarray(self.held.tokens)])))
        self.bytes_per_token = float((up_to[end] - up_to[first]).sum()) / max(self.of_tokens, 1) or None

    def batch(self, step: int) -> Batch:
        chosen = dice_of_step(self.seed, step).integers(0, len(self.chosen), size=self.batch_size)
        return self.arrange(self.train.tokens, self.train.bounds[self.chosen[chosen]], self.mask_id)

    def validation(self, limit: int | None = None) -> Iterator[Batch]:
        bounds = self.held.bounds[self.held_chosen]
        lengths = bounds[:, 2] - bounds[:, 0]
        if limit is not None and limit < lengths.sum():
            bounds = bounds[evenly(len(bounds), max(int(limit / lengths.mean()), 1))]
        bounds = bounds[np.argsort(bounds[:, 2] - bounds[:, 0], kind="stable")]          # neighbors alike: little padding
        size = rows_at_once(int(lengths.max(initial=1)), self.vocab_size)
        for start in range(0, len(bounds), size):
            yield self.arrange(self.held.tokens, bounds[start : start + size], self.mask_id)


def objective_of(config: RunConfig, corpus: Corpus) -> Objective:
    """What a run of this config learns from this corpus."""
    if corpus.train_rows is not None and corpus.validation_rows is not None:
        return Answering(config, corpus.train_rows, corpus.validation_rows, corpus.tokenizer)
    bytes_per_token = max(corpus.statistics.validation_bytes, 1) / len(corpus.validation)
    return of_text(config, Text(corpus.train, corpus.validation, corpus.tokenizer, bytes_per_token))


def of_text(config: RunConfig, text: Text) -> OfText:
    """What a run of this config learns from running text.

    Raises:  TextError: the validation text has nothing to ask.
    """
    objective = OF_TEXT[config.model.architecture](config, text)
    if objective.of_tokens < 1:
        raise nothing_to_evaluate(len(text.validation), objective.beyond + 1)
    return objective


def nothing_to_evaluate(tokens: int, least: int) -> TextError:
    """The mistake that there is too little to ask."""
    return TextError(
        "nothing-to-evaluate",
        "The text to evaluate on has {tokens} tokens; at least {least} are needed: give more text, or keep more of it for validation.",
        tokens=tokens, least=least,
    )


def evenly(count: int, wanted: int) -> Ids:
    """About `wanted` of the numbers below `count`, evenly spread from the first to the last."""
    return np.unique(np.linspace(0, count - 1, min(wanted, count)).round().astype(np.int64))


def rows_at_once(length: int, vocab_size: int) -> int:
    """How many rows of a length to evaluate together: few enough for memory, and to stop soon when asked."""
    return max(min(MOST_TOKENS_AT_ONCE // length, MOST_LOGITS_BYTES // (4 * vocab_size * length)), 1)


Arrange = Callable[[Tokens, Ids, int | None], Batch]


def written_on(tokens: Tokens, bounds: Ids, mask_id: int | None) -> Batch:
    """For a decoder: it reads all but the last token of each row, bounds (B, 3), and is asked for the answer's."""
    start, first, end = bounds.T
    targets = cut_rows(tokens, start + 1, end - start - 1)
    targets[np.arange(targets.shape[1]) < (first - start - 1)[:, None]] = PADDING
    return batch_of(cut_rows(tokens, start, end - start - 1), targets)


def translated(tokens: Tokens, bounds: Ids, mask_id: int | None) -> Batch:
    """For both: the decoder begins with the mark that ends the source."""
    start, first, end = bounds.T
    return batch_of(cut_rows(tokens, first - 1, end - first), cut_rows(tokens, first, end - first), cut_rows(tokens, start, first - start))


def filled_in(tokens: Tokens, bounds: Ids, mask_id: int | None) -> Batch:
    """For an encoder: a blank at each place of the answer; what ends the row is left out."""
    assert mask_id is not None, "RunConfig gives every encoder a <mask>"
    start, first, end = bounds.T
    whole = cut_rows(tokens, start, end - start - 1)
    asked = (np.arange(whole.shape[1]) >= (first - start)[:, None]) & (whole != PADDING)
    return batch_of(np.where(asked, mask_id, whole), np.where(asked, whole, PADDING))


ARRANGEMENTS: Mapping[Architecture, Arrange] = {"decoder-only": written_on, "encoder-decoder": translated, "encoder-only": filled_in}
OF_TEXT: Mapping[Architecture, type[OfText]] = {"decoder-only": NextToken, "encoder-only": MaskedToken, "encoder-decoder": Continuation}
