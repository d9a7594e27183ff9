"""One step of learning: predict, compare, follow the gradient; with the numbers checked before the weights change."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from llm_core.config import TrainConfig
from llm_core.errors import SettingError
from llm_core.model.mask import PADDING
from llm_core.model.tap import NO_TAP, Tap
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.batches import Batch
from llm_core.training.objectives.ctc import heard_nats
from llm_core.training.optimizer import Optimizer


@dataclass(frozen=True, slots=True)
class Measured:
    """What a batch said: its loss in nats per asked token, and the length of the gradient before any clipping."""

    loss: float
    gradient_norm: float

    @property
    def finite(self) -> bool:
        """Neither is NaN or infinite."""
        return math.isfinite(self.loss) and math.isfinite(self.gradient_norm)


class Learner:
    """A model and its optimizer, on one device.

    Args:    config: resolved: its precision is float32 or bfloat16.  dropout: whether the model has random masks.
    """

    def __init__(self, model: LargeLanguageModel, config: TrainConfig, device: torch.device) -> None:
        self.model = model.to(device)
        self.config = config
        self.device = device
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
        """Fill in the gradients of the mean loss over all asked tokens, part after part where batches are
        accumulated.
        """
        self.model.train()
        self.optimizer.zero_grad()
        if self.model.config.dropout or self.model.config.word_dropout:
            torch.manual_seed(seed_of_step(self.config.seed, number))
        asked, tagged = max(batch.asked, 1), max(batch.tagged, 1)
        losses = [self.backward(part, asked, tagged) for part in batch.parts(self.config.accumulation)]
        self.norm = self.optimizer.gradient_norm()
        loss, norm = torch.stack((torch.stack(losses).sum(), self.norm)).tolist()  # one wait for the device
        return Measured(loss, norm)

    def backward(self, batch: Batch, asked: int, tagged: int = 1) -> Tensor:
        """Add the gradients of a batch's nats over `asked`, the tokens asked in the whole step; return its share of the
        loss.

        What the encoder is asked itself, in `tagged` places, is added with the config's weight, and isn't in what is
        returned.
        """
        batch, asked_too = batch.to(self.device), batch.tags is not None or batch.heard
        apart = self.scored_apart(batch)
        tap = Tap(keep=["memory"] if asked_too else ["deep", "ngrams"]) if asked_too or apart else NO_TAP
        with half_precision(self.device) if self.config.precision == "bfloat16" else nullcontext():
            logits = self.predict(batch, tap)  # (B, T, V)
            heard = self.model.scores(tap.kept["memory"]) if asked_too else None  # (B, S, V)
        loss = total = nats(logits, batch, self.config.label_smoothing) / asked
        if (
            apart
        ):  # each learns as if it were alone: together, the one that is quicker would leave the other nothing to learn
            total = (
                nats(tap.kept["deep"], batch, self.config.label_smoothing) + nats(tap.kept["ngrams"], batch)
            ) / asked
        elif heard is not None and batch.tags is not None:
            total = loss + self.config.encoder_share * summed(heard, batch.tags) / tagged
        elif heard is not None:
            total = loss + self.config.encoder_share * heard_nats(heard, batch).sum() / asked
        total.backward()  # type: ignore[no-untyped-call]
        return loss.detach()

    def scored_apart(self, batch: Batch) -> bool:
        """Whether classes are chosen among, each scored by the Transformer and by words and pairs of them."""
        ngrams = self.model.ngrams
        return ngrams is not None and bool(batch.among) and batch.among[-1] < ngrams.scored

    def predict(self, batch: Batch, tap: Tap = NO_TAP) -> Tensor:
        """Logits, by the compiled model where the config asks for it.

        Raises:  SettingError: it cannot be compiled here.
        """
        if not self.config.compile:
            return self.forward(
                batch.tokens, batch.source, documents=batch.documents, logits_to_keep=batch.choosing, tap=tap
            )
        try:
            return self.forward(
                batch.tokens, batch.source, documents=batch.documents, logits_to_keep=batch.choosing, tap=tap
            )
        except RuntimeError as error:  # all of dynamo's and inductor's
            if is_out_of_memory(error):
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


def nats(logits: Tensor, batch: Batch, smoothing: float = 0.0) -> Tensor:
    """Nats of all that a batch asks, of logits (B, T, V), or (N, V) at the N places where one of few is chosen.

    Args:    smoothing: share of each right answer that all others get (Szegedy et al. 2016, arXiv:1512.00567, section
        7).
    """
    if not batch.among:
        return summed(logits, batch.targets, smoothing)
    among = torch.tensor(batch.among, device=logits.device)
    right = torch.searchsorted(among, batch.targets[batch.targets != PADDING])
    return summed(logits[:, among], right, smoothing)


def summed(logits: Tensor, targets: Tensor, smoothing: float = 0.0) -> Tensor:
    """Nats of all that is asked: logits (…, V), targets (…)."""
    return F.cross_entropy(
        logits.flatten(0, -2).float(),
        targets.flatten(),
        ignore_index=PADDING,
        reduction="sum",
        label_smoothing=smoothing,
    )


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
