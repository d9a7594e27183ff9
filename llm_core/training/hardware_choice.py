"""What a run leaves open, decided by what this machine has: device, threads, precision. No clock is asked: load changes
no result.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from llm_core.config import ModelConfig, Precision, RunConfig
from llm_core.device import available_cores, resolve_device
from llm_core.files import read_json

THREAD_FLOPS = (
    2.5e7  # of a layer's widest product: with less than a millisecond each, threads mostly wait for each other
)
HALF_FROM_WIDTH = 256  # in narrower products bfloat16 saves less than casting the weights costs, see docs/decisions/006
OPEN = {"device": "auto", "threads": 0, "precision": "auto"}


def decide(config: RunConfig) -> RunConfig:
    """Fix what "auto" and 0 left open for this machine: train.device, train.threads, train.precision.

    Raises:  SettingError: the device that was asked for isn't there.
    """
    train, device = config.train, resolve_device(config.train.device)
    return with_train(
        config,
        device=device.type,
        threads=train.threads or threads_for(config, device),
        precision=precision_for(config.model, device) if train.precision == "auto" else train.precision,
    )


def decided_before(config: RunConfig, file: Path) -> RunConfig:
    """The config with what an earlier beginning of the same run decided, where it left anything open and
    `file` tells.
    """
    try:
        known = RunConfig.model_validate(read_json(file)).train
    except (OSError, ValueError):
        return config
    left_open = [name for name, value in OPEN.items() if getattr(config.train, name) == value]
    return with_train(config, **{name: getattr(known, name) for name in left_open})


def with_train(config: RunConfig, **changes: Any) -> RunConfig:
    """The config with some of its training settings changed."""
    return config.model_copy(update={"train": config.train.model_copy(update=changes)})


@contextmanager
def threads_set(threads: int) -> Iterator[None]:
    """Compute with this many CPU threads inside the block."""
    former = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(former)


def threads_for(config: RunConfig, device: torch.device) -> int:
    """As many threads as a layer's widest product has work for, one where a GPU does the work.

    A core is left to the page, its browser and whatever else a person does meanwhile: on a shared core the slowest
    thread holds up all others at every matrix product.
    """
    if device.type != "cpu":
        return 1
    tokens = config.train.batch_size * config.model.context_length
    product = 2 * tokens * config.model.d_model * config.model.feedforward_width
    return max(1, min(available_cores() - 1, round(product / THREAD_FLOPS)))


def precision_for(model: ModelConfig, device: torch.device) -> Precision:
    """bfloat16 for wide products where the processor has instructions for it, float32 elsewhere: emulated, a step takes
    up to 78 times as long.
    """
    return "bfloat16" if model.d_model >= HALF_FROM_WIDTH and multiplies_halves(device) else "float32"


def multiplies_halves(device: torch.device) -> bool:
    """Whether a device multiplies matrices of bfloat16 itself. Apple's GPUs do from the second generation on, which
    torch doesn't tell: no.
    """
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return device.type == "cpu" and bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())
