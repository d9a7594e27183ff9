"""Tags: what an encoder is asked to say at its own places, such as which words answer, or which sentences matter."""

from __future__ import annotations

import numpy as np
import torch

from llm_core.config import RunConfig
from llm_core.data.pairs.rows import Rows
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.model.mask import PADDING
from llm_core.model.tap import Tap
from llm_core.training.batches import Batch, Ids, Tokens, cut_rows
from llm_core.training.objectives.loss import Loss, Predictor, cross_entropy_loss, nats, summed
from llm_core.training.objectives.seq2seq import Seq2SeqObjective


class TaggingObjective(Seq2SeqObjective):
    """Rows whose source has tags. An encoder alone learns them as its targets; beside a decoder, its last hidden states
    are scored, too.
    """

    def __init__(self, config: RunConfig, train: Rows, validation: Rows, tokenizer: Tokenizer) -> None:
        super().__init__(config, train, validation, tokenizer)
        self.alone = config.model.architecture == "encoder-only"
        if self.alone and validation.tags is not None:
            start, first, _ = validation.bounds[self.validation_chosen].T
            tagged = int((cut_rows(validation.tags, start, first - start) > 0).sum())
            self.of_tokens += tagged
            self.bytes_per_token = None if tagged else self.bytes_per_token

    def arranged(self, rows: Rows, bounds: Ids) -> Batch:
        batch = super().arranged(rows, bounds)
        if rows.tags is None or (batch.source is None and not self.alone):
            return batch
        start, first, end = bounds.T
        lengths = end - start - 1 if self.alone else first - start
        tags = torch.from_numpy(tags_at(rows.tags, start, lengths))
        if self.alone:
            return batch._replace(targets=batch.targets.where(batch.targets != PADDING, tags))
        return batch._replace(tags=tags)

    def loss(self, predictor: Predictor, batch: Batch, whole: Batch) -> Loss:
        return tagging_loss(predictor, batch, whole)


def tagging_loss(predictor: Predictor, batch: Batch, whole: Batch) -> Loss:
    """The targets' loss; where an encoder beside a decoder has tags, these are learnt with the config's weight."""
    if batch.tags is None:
        return cross_entropy_loss(predictor, batch, whole)
    tap = Tap(keep=["memory"])
    loss = nats(predictor.predict(batch, tap), batch, predictor.config.label_smoothing) / max(whole.target_count, 1)
    scores = predictor.model.scores(tap.kept["memory"])  # (B, S, V)
    of_tags = summed(scores, batch.tags) / max(whole.tag_count, 1)
    return Loss(loss, loss + predictor.config.encoder_share * of_tags)


def tags_at(tags: Tokens, starts: Ids, lengths: Ids) -> Ids:
    """The tag at each place of these stretches, (B, longest), PADDING where there is none."""
    found = cut_rows(tags, starts, lengths)
    return np.where(found > 0, found - 1, PADDING)
