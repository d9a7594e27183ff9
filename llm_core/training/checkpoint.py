"""Checkpoints and snapshots of a run: saved whole or not at all, and checked byte by byte when read.

A checkpoint holds all that resuming needs; a snapshot only the weights, in half precision, to replay how they learnt.
Dropout masks and batches are functions of (seed, step), so the step is all there is to know about random numbers.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from llm_core.config import ModelConfig, RunConfig
from llm_core.errors import CheckpointError
from llm_core.files import atomic_folder, atomic_write, read_json, require_free_disk, sha256, write_json
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.optimizer import Optimizer
from llm_core.training.tensors import Shapes, damaged, read_tensors, write_tensors

CHECKPOINTS, SNAPSHOTS = "checkpoints", "snapshots"
WEIGHTS, OPTIMIZER, DESCRIPTION, MANIFEST = "model.safetensors", "optimizer.safetensors", "state.json", "SHA256SUMS"
STEP = "step-" + 8 * "[0-9]"
FORMAT = 2  # 1: parameters of the decoder had no "decoder." before their names


@dataclass(frozen=True, slots=True)
class State:
    """Where a run stands; losses in nats per token, val_loss only where it was measured at this very step.

    plan: the fields of a `step_schedule.StepSchedule`, of a run with a time limit.
    """

    step: int
    elapsed_s: float = 0.0
    train_loss: float | None = None
    val_loss: float | None = None
    plan: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checkpoint as read; `passed_over` names newer ones that are damaged."""

    folder: Path
    config: RunConfig
    vocab_size: int
    state: State
    weights: dict[str, Tensor]
    optimizer: dict[str, Tensor]
    passed_over: tuple[Path, ...] = ()


def save(run_folder: Path, model: LargeLanguageModel, optimizer: Optimizer, state: State, config: RunConfig) -> Path:
    """Save a checkpoint of the run; a crash meanwhile leaves the former ones as they are.

    Raises:  CheckpointError: values that aren't finite.  ResourceError, OSError: no room, or the disk fails.
    """
    weights, moments = weights_of(model), optimizer.state_dict()
    return _save(run_folder / CHECKPOINTS, {WEIGHTS: weights, OPTIMIZER: moments}, state, config, model.vocab_size)


def save_snapshot(run_folder: Path, model: LargeLanguageModel, state: State, config: RunConfig) -> Path:
    """Save the weights alone, in float16 where they fit it: half the size, and 0.05% of error."""
    weights = weights_of(model)
    halves = weights | {name: parameter.detach().half() for name, parameter in model.named_parameters()}
    fit = all(bool(torch.isfinite(half).all()) for half in halves.values())
    return _save(run_folder / SNAPSHOTS, {WEIGHTS: halves if fit else weights}, state, config, model.vocab_size)


def load(run_folder: Path) -> Checkpoint:
    """Read the newest checkpoint that is whole.

    Raises:  CheckpointError: there is none; the first damage found is its cause.
    """
    passed_over: list[Path] = []
    cause: CheckpointError | None = None
    for folder in reversed(checkpoints(run_folder)):
        try:
            return _read(folder, tuple(passed_over))
        except CheckpointError as error:
            cause = cause or error
            passed_over.append(folder)
    raise cause or CheckpointError(
        "no-checkpoint", "Run {run} has no checkpoint yet: start it again from the beginning.", run=run_folder.name
    )


def load_model(folder: Path) -> LargeLanguageModel:
    """Build the model of a checkpoint or snapshot folder, ready for use (eval mode, on the CPU).

    Raises:  CheckpointError: damaged, hostile, or gone.
    """
    verify(folder)
    config, vocab_size, _ = read_description(folder)
    return build(config.model, vocab_size, _weights(folder, outline(config.model, vocab_size))).eval()


def checkpoints(run_folder: Path) -> list[Path]:
    """The run's checkpoints, oldest first."""
    return sorted((run_folder / CHECKPOINTS).glob(STEP))


def snapshots(run_folder: Path) -> list[tuple[int, Path]]:
    """The run's snapshots as (step, folder), oldest first."""
    return [(_step(folder), folder) for folder in sorted((run_folder / SNAPSHOTS).glob(STEP))]


def newest(run_folder: Path) -> Path | None:
    """The newest checkpoint, unread; else the newest snapshot; None before the first."""
    folders = checkpoints(run_folder) or [folder for _, folder in snapshots(run_folder)]
    return folders[-1] if folders else None


def best(run_folder: Path) -> Path | None:
    """The checkpoint with the lowest validation loss; None where none was measured."""
    measured = []
    for folder in checkpoints(run_folder):
        try:
            val_loss = read_description(folder)[2].val_loss
        except CheckpointError:
            continue
        if val_loss is not None:
            measured.append((val_loss, folder))
    return min(measured)[1] if measured else None


def prune(run_folder: Path, keep: int) -> None:
    """Delete all checkpoints but the newest `keep` and the best."""
    spared = best(run_folder)
    for folder in checkpoints(run_folder)[:-keep]:
        if folder != spared:
            shutil.rmtree(folder, ignore_errors=True)


def tidy(run_folder: Path) -> None:
    """Delete the drafts that a killed process left; only for the one process that writes to this run."""
    for drafts in (run_folder / CHECKPOINTS, run_folder / SNAPSHOTS):
        for folder in drafts.glob(".*"):
            shutil.rmtree(folder, ignore_errors=True)


def weights_of(model: LargeLanguageModel) -> dict[str, Tensor]:
    """A model's weights by name, each once also where two parts share them; and what else it can't be built without."""
    return {name: parameter.detach() for name, parameter in model.named_parameters()} | {
        name: buffer.float() for name, buffer in given(model)
    }


def given(model: LargeLanguageModel) -> list[tuple[str, Tensor]]:
    """What a model was told and hasn't learnt, such as how its tokens are spelt; whole numbers, kept as float32."""
    kept = model.state_dict()
    return [(name, buffer) for name, buffer in model.named_buffers() if name in kept]


def outline(config: ModelConfig, vocab_size: int) -> LargeLanguageModel:
    """The model of a config with names and shapes alone, at the cost of no memory."""
    with torch.device("meta"):
        return LargeLanguageModel.from_config(config, vocab_size)


def shapes_of(tensors: Iterable[tuple[str, Tensor]]) -> Shapes:
    """Shapes by name."""
    return {name: tuple(tensor.shape) for name, tensor in tensors}


def build(config: ModelConfig, vocab_size: int, weights: Mapping[str, Tensor]) -> LargeLanguageModel:
    """The model of a config with these weights."""
    model = LargeLanguageModel.from_config(config, vocab_size)
    put(model, weights)
    return model


def put(model: LargeLanguageModel, weights: Mapping[str, Tensor]) -> None:
    """Overwrite a model's weights in place."""
    with torch.no_grad():
        for name, tensor in (*model.named_parameters(), *given(model)):
            tensor.copy_(weights[name])


def read_description(folder: Path) -> tuple[RunConfig, int, State]:
    """Read what a folder says that it holds: config, vocabulary size, state. `verify` tells whether to believe it.

    Raises:  CheckpointError: damaged, hostile, or gone.
    """
    try:
        description = read_json(folder / DESCRIPTION)
        vocab_size = int(description["vocab_size"])
        if not (description["format"] in (1, FORMAT) and 0 < vocab_size <= 1 << 21):
            raise damaged(folder / DESCRIPTION, "its format or vocabulary size is unknown")
        return RunConfig.model_validate(description["config"]), vocab_size, State(**description["state"])
    except CheckpointError:
        raise
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise damaged(folder / DESCRIPTION, f"{type(error).__name__}: {error}") from None


def read_named(folder: Path, file: str, shapes: Shapes) -> dict[str, Tensor]:
    """The tensors of a checkpoint's file by today's names, in whichever format they were saved.

    Raises:  CheckpointError: damaged, hostile, or made for another shape.
    """
    if read_json(folder / DESCRIPTION)["format"] == FORMAT:
        return read_tensors(folder / file, shapes)
    stored = {name: name.removeprefix("decoder.") for name in shapes}
    tensors = read_tensors(folder / file, {stored[name]: shape for name, shape in shapes.items()})
    return {name: tensors[stored[name]] for name in shapes}


def verify(folder: Path) -> None:
    """Compare every byte of a checkpoint or snapshot with what was saved.

    Raises:  CheckpointError: a file was changed, cut or lost.
    """
    try:
        whole = (folder / MANIFEST).read_bytes() == manifest(folder)
    except OSError as error:
        raise damaged(folder / MANIFEST, type(error).__name__) from None
    if not whole:
        raise damaged(folder / MANIFEST, "a file differs from what was saved (SHA-256)")


def manifest(folder: Path) -> bytes:
    """The SHA-256 of each file that a checkpoint or snapshot consists of, as `sha256sum` writes it."""
    names = [name for name in (DESCRIPTION, WEIGHTS, OPTIMIZER) if (folder / name).exists()]
    return "".join(f"{sha256(folder / name)}  {name}\n" for name in names).encode()


def _save(
    parent: Path, files: Mapping[str, Mapping[str, Tensor]], state: State, config: RunConfig, vocab_size: int
) -> Path:
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    require_free_disk(parent, sum(tensor.nbytes for tensors in files.values() for tensor in tensors.values()))
    folder = parent / f"step-{state.step:08d}"
    description: dict[str, Any] = {
        "format": FORMAT,
        "vocab_size": vocab_size,
        "state": asdict(state),
        "config": config.model_dump(mode="json"),
    }
    with atomic_folder(folder) as draft:
        for name, tensors in files.items():
            write_tensors(draft / name, tensors)
        write_json(draft / DESCRIPTION, description)
        with atomic_write(draft / MANIFEST) as stream:
            stream.write(manifest(draft))
    return folder


def _read(folder: Path, passed_over: tuple[Path, ...]) -> Checkpoint:
    verify(folder)
    config, vocab_size, state = read_description(folder)
    model = outline(config.model, vocab_size)
    moments = read_named(folder, OPTIMIZER, Optimizer.state_shapes(shapes_of(model.named_parameters()), config.train))
    return Checkpoint(folder, config, vocab_size, state, _weights(folder, model), moments, passed_over)


def _weights(folder: Path, model: LargeLanguageModel) -> dict[str, Tensor]:
    return read_named(folder, WEIGHTS, shapes_of(weights_of(model).items()))


def _step(folder: Path) -> int:
    return int(folder.name.removeprefix("step-"))
