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
from llm_core.generation.transcription import padded
from llm_core.model.mask import PADDING
from llm_core.training.batches import Batch, Ids, dice_of_step
from llm_core.training.objectives.augmentation import changed
from llm_core.training.objectives.objective import Objective, evenly

TOGETHER = 8  # batches that are drawn together, and divided by length
MOST_FRAMES_AT_ONCE = 16_384
CHANGES, ORDER = 1 << 32, 1 << 33  # set dice apart from each other


class Hearing(Objective):
    """Each clip is learnt from once a round, changed each time. Clips that don't fit the context are left out.

    Clips of a batch are about as long as each other, so that little of it is padding.
    """

    def __init__(self, config: RunConfig, corpus: Corpus) -> None:
        rows, held, clips, held_clips = (
            corpus.train_rows,
            corpus.validation_rows,
            corpus.train_clips,
            corpus.validation_clips,
        )
        assert rows is not None, "a corpus of speech"
        assert held is not None, "a corpus of speech"
        assert clips is not None, "a corpus of speech"
        assert held_clips is not None, "a corpus of speech"
        self.rows, self.held, self.clips, self.held_clips = rows, held, clips, held_clips
        self.seed, self.strength, self.end = config.train.seed, config.train.augment, corpus.tokenizer.end_id
        self.batch_size = config.train.batch_size * config.train.accumulation
        self.most = config.model.context_length * config.model.frames_a_place
        self.chosen, self.held_chosen = fitting(rows, config.model), fitting(held, config.model)
        self.rows_to_learn = len(self.chosen)
        self.of_tokens = int((held.lengths[1][self.held_chosen] + 1).sum())
        self.bytes_per_token = None  # the sound tells most of it: no code for a text

    def batch(self, step: int) -> Batch:
        chosen = self.chosen[self.drawn(step)]
        dice = np.random.Generator(np.random.Philox(key=[self.seed + CHANGES, step]))
        heard = [changed(self.clips.clip(row), dice, self.strength)[: self.most] for row in chosen.tolist()]
        return batch_of_clips(heard, [self.rows.target(row) for row in chosen.tolist()], self.end)

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
        lengths = self.clips.lengths[self.chosen[shuffled]]
        by_length = shuffled[np.argsort(lengths, kind="stable")].reshape(TOGETHER, self.batch_size)
        usual = TOGETHER * 5 // 8  # a middling first step: how long steps take is judged by it
        others = dice_of_step(self.seed, several).permutation([number for number in range(TOGETHER) if number != usual])
        return np.asarray(by_length[usual if place == 0 else others[place - 1]])

    def validation(self, limit: int | None = None) -> Iterator[Batch]:
        chosen = self.held_chosen
        lengths = self.held_clips.lengths
        if limit is not None and limit < lengths[chosen].sum():
            chosen = chosen[evenly(len(chosen), max(int(limit / lengths[chosen].mean()), 1))]
        chosen = chosen[np.argsort(lengths[chosen], kind="stable")]
        size = max(MOST_FRAMES_AT_ONCE // int(lengths[chosen].max(initial=1)), 1)
        for start in range(0, len(chosen), size):
            some = chosen[start : start + size].tolist()
            yield batch_of_clips(
                [normalized(self.held_clips.clip(row)) for row in some],
                [self.held.target(row) for row in some],
                self.end,
            )


def batch_of_clips(clips: Sequence[Frames], targets: Sequence[np.ndarray], end: int) -> Batch:
    """The batch of these clips (F, M) and what is said in them (T,)."""
    longest = max(map(len, targets)) + 1
    tokens, asked = (np.full((len(targets), longest), PADDING, dtype=np.int64) for _ in range(2))
    for row, target in enumerate(targets):
        tokens[row, : len(target) + 1] = [end, *target]
        asked[row, : len(target) + 1] = [*target, end]
    return Batch(torch.from_numpy(tokens), torch.from_numpy(asked), padded(clips))
