"""The objective of speech: what is said, from frames of sound, by a decoder that writes and by the encoder
that hears.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch

from llm_core.config import RunConfig
from llm_core.data.audio.mel import Frames, normalized
from llm_core.data.corpus.corpus import Corpus
from llm_core.data.pairs.rows import fitting
from llm_core.generation.transcription import padded, transcribe
from llm_core.model.mask import PADDING
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.batches import Batch, Ids, rng_of_step
from llm_core.training.objectives.augmentation import augmented
from llm_core.training.objectives.ctc import speech_loss
from llm_core.training.objectives.loss import Loss, Predictor
from llm_core.training.objectives.objective import Cancelled, Objective, Sample, evenly

TOGETHER = 8  # batches that are drawn together, and divided by length
MOST_FRAMES_AT_ONCE = 16_384
CHANGES, ORDER = 1 << 32, 1 << 33  # set rng apart from each other


class SpeechObjective(Objective):
    """Each clip is learnt from once a round, changed each time. Clips that don't fit the context are left out.

    Clips of a batch are about as long as each other, so that little of it is padding.
    """

    def __init__(self, config: RunConfig, corpus: Corpus) -> None:
        assert corpus.train_rows is not None, "a corpus of speech"
        assert corpus.validation_rows is not None, "a corpus of speech"
        assert corpus.train_clips is not None, "a corpus of speech"
        assert corpus.validation_clips is not None, "a corpus of speech"
        self.train, self.validation = corpus.train_rows, corpus.validation_rows
        self.train_clips, self.validation_clips = corpus.train_clips, corpus.validation_clips
        self.tokenizer, self.seed, self.strength = corpus.tokenizer, config.train.seed, config.train.augment
        self.batch_size = config.train.batch_size * config.train.accumulation
        self.most = config.model.context_length * config.model.frames_a_place
        self.chosen, self.validation_chosen = (fitting(rows, config.model) for rows in (self.train, self.validation))
        self.rows_to_learn = len(self.chosen)
        self.of_tokens = int((self.validation.lengths[1][self.validation_chosen] + 1).sum())
        self.bytes_per_token = None  # the sound tells most of it: no code for a text

    def batch(self, step: int) -> Batch:
        chosen = self.chosen[self.drawn(step)]
        rng = np.random.Generator(np.random.Philox(key=[self.seed + CHANGES, step]))
        frames = [augmented(self.train_clips.clip(row), rng, self.strength)[: self.most] for row in chosen.tolist()]
        return batch_of_clips(frames, [self.train.target(row) for row in chosen.tolist()], self.tokenizer.end_id)

    def drawn(self, step: int) -> Ids:
        """Which of the chosen rows a step learns from: (B,). Rows of a round are shuffled; those of a few steps are
        divided by length.
        """
        several, place = divmod(step, TOGETHER)
        first, count = several * TOGETHER * self.batch_size, TOGETHER * self.batch_size
        numbers = np.arange(first, first + count)
        rounds = numbers // len(self.chosen)
        shuffled = np.concatenate(
            [
                np.random.Generator(np.random.Philox(key=[self.seed + ORDER, int(number)])).permutation(
                    len(self.chosen)
                )[numbers[rounds == number] % len(self.chosen)]
                for number in np.unique(rounds)
            ]
        )
        lengths = self.train_clips.lengths[self.chosen[shuffled]]
        by_length = shuffled[np.argsort(lengths, kind="stable")].reshape(TOGETHER, self.batch_size)
        usual = TOGETHER * 5 // 8  # a middling first step: how long steps take is judged by it
        others = rng_of_step(self.seed, several).permutation([number for number in range(TOGETHER) if number != usual])
        return np.asarray(by_length[usual if place == 0 else others[place - 1]])

    def validation_batches(self, limit: int | None = None) -> Iterator[Batch]:
        chosen = self.validation_chosen
        lengths = self.validation_clips.lengths
        if limit is not None and limit < lengths[chosen].sum():
            chosen = chosen[evenly(len(chosen), max(int(limit / lengths[chosen].mean()), 1))]
        chosen = chosen[np.argsort(lengths[chosen], kind="stable")]
        size = max(MOST_FRAMES_AT_ONCE // int(lengths[chosen].max(initial=1)), 1)
        for start in range(0, len(chosen), size):
            some = chosen[start : start + size].tolist()
            yield batch_of_clips(
                [normalized(self.validation_clips.clip(row)) for row in some],
                [self.validation.target(row) for row in some],
                self.tokenizer.end_id,
            )

    def loss(self, predictor: Predictor, batch: Batch, whole: Batch) -> Loss:
        return speech_loss(predictor, batch, whole)

    def sample(self, model: LargeLanguageModel, cancelled: Cancelled) -> Sample:
        row = int(self.validation_chosen[0])
        found = transcribe(model, self.tokenizer, [normalized(self.validation_clips.clip(row))], cancelled=cancelled)
        expected = self.tokenizer.decode(self.validation.target(row))
        return Sample("", self.tokenizer.decode(list(found[0].best)) if found else "", expected)


def batch_of_clips(clips: Sequence[Frames], targets: Sequence[np.ndarray], end: int) -> Batch:
    """The batch of these clips (F, M) and what is said in them (T,)."""
    longest = max(map(len, targets)) + 1
    read, written = (np.full((len(targets), longest), PADDING, dtype=np.int64) for _ in range(2))
    for row, target in enumerate(targets):
        read[row, : len(target) + 1] = [end, *target]
        written[row, : len(target) + 1] = [*target, end]
    return Batch(torch.from_numpy(read), torch.from_numpy(written), padded(clips))
