"""Why a run cannot go on, with the one setting to change: divergence, memory, disk."""

from __future__ import annotations

from llm_core.config import RunConfig
from llm_core.errors import Mistake, ResourceError, SettingError
from llm_core.training.events import Failed
from llm_core.training.learner import Measured, is_out_of_memory


def explain(error: BaseException, step: int, config: RunConfig) -> Failed | None:
    """The event that tells a person what happened and what to do; None for what is our own fault."""
    if is_out_of_memory(error):
        error = out_of_memory(config)
    elif isinstance(error, OSError):
        error = ResourceError(
            "disk-failed",
            "A file could not be read or written ({why}): free some room on the workspace's disk, then resume. "
            "The last checkpoint is intact.", why=str(error)[:300],
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
        step=step + 1, loss=f"{measured.loss:g}", norm=f"{measured.gradient_norm:g}", advice=float(f"{rate / 2:.3g}"),
        rate=float(f"{rate:.3g}"), kept=kept or "–",
    )


def out_of_memory(config: RunConfig) -> Mistake:
    """Memory ran out: the same step in halves where it can be halved, else a smaller model."""
    train, model = config.train, config.model
    if train.batch_size > 1:
        return ResourceError(
            "out-of-memory",
            "Memory ran out. Set train.batch_size to {batch_size} and train.accumulation to {accumulation}: "
            "the same step in smaller parts.",
            batch_size=train.batch_size // 2, accumulation=train.accumulation * 2,
        )
    return ResourceError(
        "out-of-memory-at-batch-1",
        "Memory ran out with one piece of text a batch. Set model.context_length to {context_length}, or model.num_layers to {num_layers}.",
        context_length=max(model.context_length // 2, 4), num_layers=max(model.num_layers // 2, 1),
    )
