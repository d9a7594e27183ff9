"""A half-second trial of real training steps that decides how this machine trains: device, threads, precision."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import torch

from llm_core.config import Precision, RunConfig
from llm_core.device import available_cores, processor_name, resolve_device
from llm_core.files import read_json, write_json
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.batches import Batch
from llm_core.training.estimate import flops_per_token
from llm_core.training.learner import Learner

MOST_TRIAL_FLOPS = 8e9          # about 0.1 s on one core
WORTH_A_CHANGE = 1.1            # threads and half precision must be this much faster, or the simpler choice stands
DAYS_BELIEVED = 1               # what else runs here changes, and with it what is fastest
MOST_KEPT = 40
TRIALS = 2

Choice = TypeVar("Choice")


def decide(config: RunConfig, vocab_size: int, machine_file: Path | None = None) -> RunConfig:
    """Fix what "auto" and 0 left open for this machine: train.device, train.threads, train.precision.

    Measured on real steps of this width, batch and vocabulary, with fewer layers and windows where the whole would
    take long; remembered for a day in `machine_file`, with the date and torch's version.

    Raises:  SettingError: the device that was asked for isn't there.
    """
    device = resolve_device(config.train.device)
    threads, precision = config.train.threads, config.train.precision
    if not threads or precision == "auto":
        found = remembered(config, vocab_size, device, machine_file) or measure(config, vocab_size, device, machine_file)
        threads = threads or int(found["threads"])
        precision = found["precision"] if precision == "auto" else precision
    return with_train(config, device=device.type, threads=threads, precision=precision)


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


def trial_step(config: RunConfig, vocab_size: int, device: torch.device) -> Learner:
    """A learner of this shape, new and untrained, whose making leaves torch's random numbers as they were."""
    with torch.random.fork_rng(devices=[]):
        return Learner(LargeLanguageModel.from_config(config.model, vocab_size), config.train, device)


def time_step(learner: Learner, windows: int) -> tuple[float, float]:
    """Seconds that one step of so many windows takes: for the gradients, and for the optimizer."""
    batch = trial_batch(learner.model, windows)
    start = time.perf_counter()
    learner.gradients(0, batch)                             # ends by waiting for the device
    middle = time.perf_counter()
    learner.correct(0)
    if learner.device.type == "cuda":
        torch.cuda.synchronize(learner.device)
    return middle - start, time.perf_counter() - middle


def trial_batch(model: LargeLanguageModel, windows: int) -> Batch:
    """Tokens that fill the context of each stack, all asked: what a text gives; rows of pairs are often shorter."""
    tokens = torch.arange(windows * model.config.context_length).view(windows, -1) % model.vocab_size
    if (size := model.config.frame_size):
        frames = torch.zeros(windows, model.config.context_length * model.config.frames_a_place, size)
        return Batch(tokens, tokens, frames)
    return Batch(tokens, tokens, tokens if model.reads_source else None)


def measure(config: RunConfig, vocab_size: int, device: torch.device, machine_file: Path | None) -> dict[str, Any]:
    """Try the choices and remember the fastest."""
    small, windows = trial(config, vocab_size)
    counts = [config.train.threads] if config.train.threads else thread_counts(device)
    if flops_per_token(small.model, vocab_size).training * small.model.context_length > 4 * MOST_TRIAL_FLOPS:
        return {"threads": counts[-1], "precision": "float32" if device.type == "cpu" else half(device)}
    times = {(count, "float32"): step_s(with_train(small, precision="float32"), vocab_size, windows, device, count) for count in counts}
    threads = fastest({count: seconds for (count, _), seconds in times.items()})
    if half_may_help(device, threads, config.model.d_model):
        times[threads, "bfloat16"] = step_s(with_train(small, precision="bfloat16"), vocab_size, windows, device, threads)
    precision = fastest({name: seconds for (count, name), seconds in times.items() if count == threads})
    found = {"threads": threads, "precision": precision}
    remember(config, vocab_size, device, machine_file, found | {
        "step_s": {f"{count} threads, {name}": round(seconds, 5) for (count, name), seconds in times.items()},
        "layers": small.model.num_layers, "windows": windows,
    })
    return found


def trial(config: RunConfig, vocab_size: int) -> tuple[RunConfig, int]:
    """The same shape in small: at most two layers, and as many windows as a tenth of a second has room for."""
    small = with_train(with_layers(config, 2), accumulation=1, compile=False)
    flops = flops_per_token(small.model, vocab_size).training * config.model.context_length
    return small, max(min(config.train.batch_size, int(MOST_TRIAL_FLOPS / flops)), 1)


def with_layers(config: RunConfig, most: int) -> RunConfig:
    """The same shape with at most so many layers in each stack."""
    model = config.model
    fewer = {"num_layers": min(model.num_layers, most), "num_encoder_layers": min(model.encoder_layers or most, most)}
    return config.model_copy(update={"model": model.model_copy(update=fewer)})


def thread_counts(device: torch.device) -> list[int]:
    """Numbers of threads worth trying, fewest first; one where a GPU does the work.

    A core is left to the page, its browser and whatever else a person does meanwhile: on a shared core the slowest
    thread holds up all others at every matrix product.
    """
    most = max(1, available_cores() - 1)
    return sorted({1, min(2, most), most}) if device.type == "cpu" else [1]


def step_s(config: RunConfig, vocab_size: int, windows: int, device: torch.device, threads: int) -> float:
    """The fastest of a few steps: what else runs here only ever adds."""
    with threads_set(threads):
        learner = trial_step(config, vocab_size, device)
        return min([sum(time_step(learner, windows)) for _ in range(TRIALS + 1)][1:])


def fastest(times: dict[Choice, float]) -> Choice:
    """The fastest choice; an earlier one where a later one is hardly faster."""
    best = next(iter(times))
    for choice, seconds in times.items():
        if seconds * WORTH_A_CHANGE < times[best]:
            best = choice
    return best


def half(device: torch.device) -> Precision:
    """What a GPU's large matrices are fastest in."""
    return "bfloat16" if device.type == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False) else "float32"


def half_may_help(device: torch.device, threads: int, width: int) -> bool:
    """Whether bfloat16 is worth a whole trial: where hardware lacks it, a step takes 78 times as long, a product shows it."""
    if device.type != "cpu":
        return half(device) == "bfloat16"
    with threads_set(threads):
        return product_s(torch.bfloat16, width) * WORTH_A_CHANGE < product_s(torch.float32, width)


def product_s(dtype: torch.dtype, width: int) -> float:
    """Seconds for one matrix product of a layer's size."""
    left, right = torch.ones(256, min(width, 512), dtype=dtype), torch.ones(min(width, 512), 256, dtype=dtype)
    times = []
    for _ in range(4):
        start = time.perf_counter()
        left @ right
        times.append(time.perf_counter() - start)
    return min(times)


def remembered(config: RunConfig, vocab_size: int, device: torch.device, file: Path | None) -> dict[str, Any] | None:
    """What was measured for this shape on this machine, unless it is old or unreadable."""
    entry = read_memory(file).get(key_of(config, vocab_size, device), {})
    try:
        fresh = (datetime.now(UTC) - datetime.fromisoformat(entry["date"])).days < DAYS_BELIEVED
        usable = fresh and 0 < int(entry["threads"]) <= available_cores() and entry["precision"] in ("float32", "bfloat16")
    except (KeyError, TypeError, ValueError):
        return None
    return dict(entry) if usable else None


def remember(config: RunConfig, vocab_size: int, device: torch.device, file: Path | None, found: dict[str, Any]) -> None:
    """Keep what was measured, with its date."""
    if file is not None:
        kept = read_memory(file)
        kept[key_of(config, vocab_size, device)] = {"date": datetime.now(UTC).isoformat(timespec="seconds"), **found}
        write_json(file, dict(list(kept.items())[-MOST_KEPT:]))


def read_memory(file: Path | None) -> dict[str, Any]:
    """All that was measured here; nothing where there is no such file."""
    try:
        content = read_json(file) if file is not None else {}
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def key_of(config: RunConfig, vocab_size: int, device: torch.device) -> str:
    """All that a measurement depends on."""
    model, train = config.model, config.train
    layers = " + ".join(str(count) for count in (model.encoder_layers, model.decoder_layers) if count)
    return (
        f"torch {torch.__version__}, {processor_name()}, {available_cores()} cores, {device.type}: {model.architecture}, "
        f"{layers} x {model.d_model}, feed-forward {model.feedforward_width}, {model.activation}, heads {model.nhead}/{model.kv_heads} x {model.head_size}, "
        f"{model.norm}, dropout {model.dropout:g}, context {model.context_length}, batch {train.batch_size}, vocabulary {vocab_size}, "
        f"{train.optimizer}, threads {train.threads}"
    )
