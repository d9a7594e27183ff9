"""One step of learning: predict, compare, follow the gradient; with the numbers checked before the weights change."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from llm_core.config import TrainConfig
from llm_core.errors import SettingError
from llm_core.model.tap import NO_TAP, Tap
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.batches import Batch
from llm_core.training.objectives.loss import LossFunction, cross_entropy_loss
from llm_core.training.optimizer import Optimizer


@dataclass(frozen=True, slots=True)
class Measured:
    """What a batch said: its loss in nats per target token, and the length of the gradient before any clipping."""

    loss: float
    gradient_norm: float

    @property
    def finite(self) -> bool:
        """Neither is NaN or infinite."""
        return math.isfinite(self.loss) and math.isfinite(self.gradient_norm)


class TrainStep:
    """A model, its loss and its optimizer, on one device.

    Args:    config: resolved: its precision is float32 or bfloat16.  loss: of an objective, or plain cross-entropy.
    """

    def __init__(
        self,
        model: LargeLanguageModel,
        config: TrainConfig,
        device: torch.device,
        loss: LossFunction = cross_entropy_loss,
    ) -> None:
        self.model = model.to(device)
        self.config = config
        self.device = device
        self.loss = loss
        self.optimizer = Optimizer(self.model, config)
        self.forward: Callable[..., Tensor] = torch.compile(self.model) if config.compile else self.model

    def step(self, number: int, batch: Batch) -> Measured:
        """Do step `number` (from 0) with the rows of all accumulated batches. What isn't finite is returned, and the
        weights stay as they were."""
        measured = self.gradients(number, batch)
        if measured.finite:
            self.correct(number)
        return measured

    def gradients(self, number: int, batch: Batch) -> Measured:
        """Fill in the gradients of the mean loss over all target tokens, part after part where batches are
        accumulated.
        """
        self.model.train()
        self.optimizer.zero_grad()
        if self.model.config.dropout or self.model.config.word_dropout:
            torch.manual_seed(seed_of_step(self.config.seed, number))
        losses = [self.backward(part, batch) for part in batch.parts(self.config.accumulation)]
        self.norm = self.optimizer.gradient_norm()
        loss, norm = torch.stack((torch.stack(losses).sum(), self.norm)).tolist()  # one wait for the device
        return Measured(loss, norm)

    def backward(self, part: Batch, whole: Batch) -> Tensor:
        """Add the gradients of a part of a step's whole batch; return its share of the loss in nats."""
        with half_precision(self.device) if self.config.precision == "bfloat16" else nullcontext():
            loss = self.loss(self, part.to(self.device), whole)
        loss.learnt.backward()  # type: ignore[no-untyped-call]
        return loss.nats.detach()

    def predict(self, batch: Batch, tap: Tap = NO_TAP) -> Tensor:
        """Logits, by the compiled model where the config asks for it.

        Raises:  SettingError: it cannot be compiled here.
        """
        try:
            return self.forward(
                batch.tokens, batch.source, documents=batch.documents, logits_to_keep=batch.loss_mask, tap=tap
            )
        except RuntimeError as error:  # all of dynamo's and inductor's
            if not self.config.compile or is_out_of_memory(error):
                raise
            raise SettingError(
                "cannot-compile",
                "torch.compile doesn't work here ({why}): turn train.compile off.",
                why=(str(error).strip() or type(error).__name__).split("\n")[0][:200],
            ) from None

    def correct(self, number: int) -> None:
        """Clip the gradients where the config asks for it, and change the weights."""
        self.optimizer.clip(self.norm)
        self.optimizer.step(number)


@contextmanager
def half_precision(device: torch.device) -> Iterator[None]:
    """Multiply matrices in bfloat16; weights and sums stay float32 (Micikevicius et al. 2017, arXiv:1710.03740)."""
    with warnings.catch_warnings(), torch.autocast(device.type, torch.bfloat16):
        warnings.filterwarnings("ignore", "Mismatch dtype between input and weight")  # QK-norm, merely not fused then
        yield


def seed_of_step(seed: int, step: int) -> int:
    """The seed of a step's dropout masks: like its batch, a function of (seed, step), so a resume needs no
    saved state.
    """
    return int(np.random.SeedSequence((seed, step)).generate_state(1, np.uint64)[0])


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory ran out; torch has no type for it on the CPU."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    text = str(error).lower()
    return isinstance(error, RuntimeError) and any(
        words in text
        for words in ("out of memory", "not enough memory", "can't allocate memory", "cannot allocate memory")
    )
