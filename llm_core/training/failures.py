"""Why a run cannot go on, with the one setting to change: divergence, memory, disk."""

from __future__ import annotations

import errno

from llm_core.config import RunConfig
from llm_core.errors import Mistake, ResourceError, SettingError
from llm_core.faults import mistake_of
from llm_core.training.cost.estimate import memory
from llm_core.training.events import Failed
from llm_core.training.train_step import Measured, is_out_of_memory

FULL = (None, errno.ENOSPC, errno.EDQUOT)


def explain(error: BaseException, step: int, config: RunConfig, vocab_size: int) -> Failed | None:
    """The event that tells a person what happened and what to do; None for what is our own fault."""
    if is_out_of_memory(error):
        error = out_of_memory(config, vocab_size)
    elif isinstance(error, OSError):
        known = None if error.errno in FULL else mistake_of(error)
        error = known or ResourceError(
            "disk-failed",
            "A file could not be read or written ({why}): free some room on the workspace's disk, then resume. "
            "The last checkpoint is intact.",
            why=str(error)[:300],
        )
    return Failed(step, error.code, str(error), error.values) if isinstance(error, Mistake) else None


def diverged(measured: Measured, step: int, config: RunConfig, kept: str | None) -> Mistake:
    """Loss or gradient are no finite numbers; the weights are those of the step before.

    Args:    kept: name of the last checkpoint, which is good.
    """
    rate = config.train.peak_learning_rate
    return SettingError(
        "diverged",
        "Training diverged in step {step}: the loss is {loss} and the gradient {norm}. "
        "Set train.learning_rate to {advice} (half of {rate}) and start again. Last good checkpoint: {kept}.",
        step=step + 1,
        loss=f"{measured.loss:g}",
        norm=f"{measured.gradient_norm:g}",
        advice=float(f"{rate / 2:.3g}"),
        rate=float(f"{rate:.3g}"),
        kept=kept or "–",
    )


def out_of_memory(config: RunConfig, vocab_size: int) -> Mistake:
    """Memory ran out: the same step in halves where that saves a good part, else a smaller model."""
    train, model = config.train, config.model
    if train.batch_size > 1 and not model_weighs_most(config, vocab_size):
        return ResourceError(
            "out-of-memory",
            "Memory ran out. Set train.batch_size to {batch_size} and train.accumulation to {accumulation}: "
            "the same step in smaller parts.",
            batch_size=train.batch_size // 2,
            accumulation=train.accumulation * 2,
        )
    return ResourceError(
        "out-of-memory-at-batch-1",
        (
            "Memory ran out, and smaller batches would hardly help. Set model.context_length to {context_length}, "
            "or model.num_layers to {num_layers}."
        ),
        context_length=max(model.context_length // 2, 4),
        num_layers=max(model.num_layers // 2, 1),
    )


def model_weighs_most(config: RunConfig, vocab_size: int) -> bool:
    """Whether weights and optimizer take more than the batch does, so that half a batch saves less than an eighth."""
    half = config.model_copy(
        update={"train": config.train.model_copy(update={"batch_size": max(config.train.batch_size // 2, 1)})}
    )
    whole_bytes, half_bytes = (memory(each, vocab_size).training_bytes for each in (config, half))
    return whole_bytes - half_bytes < whole_bytes / 8
