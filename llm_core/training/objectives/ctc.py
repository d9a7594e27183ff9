"""What an encoder is asked that hears: the whole answer, in any alignment with its places."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

from llm_core.config.presets import FRAMES_A_PLACE
from llm_core.model.mask import PADDING
from llm_core.training.batches import Batch, present_in


def heard_nats(scores: Tensor, batch: Batch) -> Tensor:
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
