"""Connectionist temporal classification: an encoder that hears says the answer in any alignment with its places."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

from llm_core.config.presets import FRAMES_A_PLACE
from llm_core.model.mask import PADDING
from llm_core.model.tap import Tap
from llm_core.training.batches import Batch, present_in
from llm_core.training.objectives.loss import Loss, Predictor, nats


def speech_loss(predictor: Predictor, batch: Batch, whole: Batch) -> Loss:
    """What the decoder writes; what the encoder hears by itself is learnt with the config's weight."""
    tap = Tap(keep=["memory"])
    targets = max(whole.target_count, 1)
    loss = nats(predictor.predict(batch, tap), batch, predictor.config.label_smoothing) / targets
    scores = predictor.model.scores(tap.kept["memory"])  # (B, S, V)
    return Loss(loss, loss + predictor.config.encoder_share * ctc_loss(scores, batch).sum() / targets)


def ctc_loss(scores: Tensor, batch: Batch) -> Tensor:
    """-log of the probability that an encoder's places say the answer, with blanks and repetitions between: (B,).

    The blank is the mark that a decoder begins with. A clip that is too short for its answer counts as 0.

    Args:    scores: (B, S, V), of the encoder's places.
    Source:  Graves et al. 2006, "Connectionist temporal classification", equation 8.
    """
    assert batch.source is not None
    places = (present_in(batch.source).sum(1) + FRAMES_A_PLACE - 1).div(FRAMES_A_PLACE, rounding_mode="floor")
    lengths = (batch.targets != PADDING).sum(1) - 1  # without the end mark
    log_probs = scores.float().log_softmax(-1).transpose(0, 1)  # (S, B, V)
    return F.ctc_loss(
        log_probs,
        batch.targets.clamp(min=0),
        places,
        lengths,
        blank=int(batch.tokens[0, 0]),
        reduction="none",
        zero_infinity=True,
    )
