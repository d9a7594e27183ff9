"""What a batch costs, in nats, and what of that is learnt from: the cross-entropy that most objectives share."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

import torch
import torch.nn.functional as F
from torch import Tensor

from llm_core.config import TrainConfig
from llm_core.model.mask import PADDING
from llm_core.model.tap import NO_TAP, Tap
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.batches import Batch


class Loss(NamedTuple):
    """A part's share of the mean loss of its step.

    nats: what is told, nats a target token.  learnt: what the gradient is of, which may ask for more than that.
    """

    nats: Tensor
    learnt: Tensor


class Predictor(Protocol):
    """A model that learns, as a loss sees it."""

    model: LargeLanguageModel
    config: TrainConfig

    def predict(self, batch: Batch, tap: Tap = NO_TAP) -> Tensor:
        """Logits (B, T, V), or (N, V) where the batch says which places are scored."""


# Args: the model; the part of a step's batch that is learnt from now, on the model's device; the step's whole batch.
LossFunction = Callable[[Predictor, Batch, Batch], Loss]


def cross_entropy_loss(predictor: Predictor, batch: Batch, whole: Batch) -> Loss:
    """The mean over all target tokens of the step."""
    loss = nats(predictor.predict(batch), batch, predictor.config.label_smoothing) / max(whole.target_count, 1)
    return Loss(loss, loss)


def nats(logits: Tensor, batch: Batch, smoothing: float = 0.0) -> Tensor:
    """Nats of all targets of a batch, of logits (B, T, V), or (N, V) at the N places where one of few is chosen.

    Args:    smoothing: share of each right answer that all others get (Szegedy et al. 2016, arXiv:1512.00567, section
        7).
    """
    if not batch.class_ids:
        return summed(logits, batch.targets, smoothing)
    classes = torch.tensor(batch.class_ids, device=logits.device)
    right = torch.searchsorted(classes, batch.targets[batch.targets != PADDING])
    return summed(logits[:, classes], right, smoothing)


def summed(logits: Tensor, targets: Tensor, smoothing: float = 0.0) -> Tensor:
    """Nats of all targets (…), PADDING where there is none, of logits (…, V)."""
    return F.cross_entropy(
        logits.flatten(0, -2).float(),
        targets.flatten(),
        ignore_index=PADDING,
        reduction="sum",
        label_smoothing=smoothing,
    )


@torch.inference_mode()
def summed_loss(model: LargeLanguageModel, batch: Batch, tap: Tap = NO_TAP) -> float:
    """Nats of all targets of a batch, which is on the model's device."""
    logits = model(batch.tokens, batch.source, documents=batch.documents, logits_to_keep=batch.loss_mask, tap=tap)
    return float(nats(logits, batch))
