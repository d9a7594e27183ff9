"""Objectives on running text, one for each shape of model: the next token, hidden tokens, or the text that goes on."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from llm_core.config import Architecture, RunConfig
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.model.mask import PADDING
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.batches import Batch, Ids, Tokens, batch_of, cut_windows, draw_windows, rng_of_step
from llm_core.training.objectives.objective import Cancelled, Objective, Sample, evenly, rows_at_once
from llm_core.training.preview import continued, restored

HIDDEN, SWAPPED = 0.8, 0.1  # shares of the target tokens: <mask> stands there, any token; the rest stands as it is


class Text(NamedTuple):
    """A running text in tokens, what to learn from and what is kept apart, with the UTF-8 bytes of one token.

    opening: what a sample goes on with.
    """

    train: Tokens
    validation: Tokens
    tokenizer: Tokenizer
    bytes_per_token: float
    opening: str = ""


class LanguageModeling(Objective):
    """An objective on running text, read in windows: anywhere while training, side by side on validation text.

    `beyond` is how many tokens a window has beside the T that move on from window to window.
    """

    beyond: int
    draws: ClassVar[int] = 0  # random numbers that each token takes

    def __init__(self, config: RunConfig, text: Text) -> None:
        self.config, self.tokenizer, self.opening = config, text.tokenizer, text.opening
        self.train, self.validation, self.seed = text.train, text.validation, config.train.seed
        self.context_length, self.vocab_size = config.model.context_length, text.tokenizer.vocab_size
        self.batch_size = config.train.batch_size * config.train.accumulation
        self.bytes_per_token = text.bytes_per_token
        self.whole, self.rest = divmod(max(len(self.validation) - self.beyond, 0), self.context_length)
        self.of_tokens = self.whole * self.target_count(self.context_length) + self.target_count(self.rest)

    @abstractmethod
    def frame(self, windows: Ids, chances: NDArray[np.float64]) -> Batch:
        """What is read and what is asked of windows (B, W), with random numbers in [0, 1), (draws, B, W)."""

    def target_count(self, length: int) -> int:
        """How many tokens are asked where a window moves on by `length`."""
        return length

    def batch(self, step: int) -> Batch:
        rng = rng_of_step(self.seed, step)
        windows = draw_windows(self.train, rng, self.batch_size, self.context_length + self.beyond)
        return self.frame(windows, rng.random((self.draws, *windows.shape)))

    def validation_batches(self, limit: int | None = None) -> Iterator[Batch]:
        T, chosen, rest = self.context_length, np.arange(self.whole), self.rest
        if limit is not None and limit < len(self.validation) - 1 and self.whole > 0:
            chosen, rest = evenly(self.whole, max(limit // T, 1)), 0
        size = rows_at_once(T, self.vocab_size)
        for start in range(0, len(chosen), size):
            yield self.windows_of(chosen[start : start + size], T + self.beyond)
        if rest:  # shorter, so it stands alone
            yield self.windows_of(np.array([self.whole]), rest + self.beyond)

    def windows_of(self, numbers: Ids, length: int) -> Batch:
        """The validation windows of these numbers; their random numbers depend on nothing else."""
        windows = cut_windows(self.validation, numbers * self.context_length, length)
        draws = numbers if self.draws else ()
        chances = [rng_of_step(0, int(number)).random((self.draws, length)) for number in draws]
        return self.frame(windows, np.stack(chances, 1) if chances else np.empty((0, *windows.shape)))

    def sample(self, model: LargeLanguageModel, cancelled: Cancelled) -> Sample:
        return continued(model, self.tokenizer, self.opening, self.config, cancelled)


class NextToken(LanguageModeling):
    """A decoder's: every token of a window but the first, each from those before it."""

    beyond = 1

    def frame(self, windows: Ids, chances: NDArray[np.float64]) -> Batch:
        both = batch_of(windows, windows)
        return Batch(both.tokens[:, :-1], both.targets[:, 1:])


class MaskedToken(LanguageModeling):
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
        self.ordinary = np.setdiff1d(
            np.arange(self.vocab_size),
            [-1 if text.tokenizer.unknown_id is None else text.tokenizer.unknown_id, self.mask_id],
        )

    def target_count(self, length: int) -> int:
        return max(1, round(self.share * length)) if length else 0

    def frame(self, windows: Ids, chances: NDArray[np.float64]) -> Batch:
        count = self.target_count(windows.shape[1])
        loss_mask = np.zeros(windows.shape, dtype=bool)
        np.put_along_axis(loss_mask, np.argpartition(chances[0], count - 1, axis=1)[:, :count], True, axis=1)
        tokens = np.where(loss_mask & (chances[1] < HIDDEN), self.mask_id, windows)
        swapped = loss_mask & (chances[1] >= 1 - SWAPPED)
        tokens = np.where(swapped, self.ordinary[(chances[2] * len(self.ordinary)).astype(np.int64)], tokens)
        return batch_of(tokens, np.where(loss_mask, windows, PADDING))

    def sample(self, model: LargeLanguageModel, cancelled: Cancelled) -> Sample:
        return restored(model, self.tokenizer, self.validation, self.config)


class Continuation(LanguageModeling):
    """Of an encoder beside a decoder: the encoder reads T tokens, the decoder begins with an end of text and writes the
    next T.
    """

    def __init__(self, config: RunConfig, text: Text) -> None:
        self.beyond = config.model.context_length
        self.end_id = text.tokenizer.end_id
        super().__init__(config, text)

    def frame(self, windows: Ids, chances: NDArray[np.float64]) -> Batch:
        source, targets = np.split(windows, [self.beyond], axis=1)
        tokens = np.concatenate((np.full((len(windows), 1), self.end_id), targets[:, :-1]), axis=1)
        return batch_of(tokens, targets.copy(), source.copy())


LANGUAGE_MODELING: Mapping[Architecture, type[LanguageModeling]] = {
    "decoder-only": NextToken,
    "encoder-only": MaskedToken,
    "encoder-decoder": Continuation,
}
