"""Tensors on disk as safetensors: written whole, and read with no trust in what the file says about itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from llm_core.errors import CheckpointError

MOST_HEADER_BYTES = 8 << 20  # a 66 MB header with a million empty tensors keeps the library busy for a minute
MOST_TENSORS = 20_000
FLOATS = frozenset({"F32", "F16", "BF16"})

Shapes = Mapping[str, tuple[int, ...]]


def write_tensors(path: Path, tensors: Mapping[str, Tensor]) -> None:
    """Write tensors to a safetensors file.

    Raises:  CheckpointError: a value that isn't finite; what diverged must not take the place of what is good.
    """
    for name, tensor in tensors.items():
        require_finite(name, tensor, path)
    save_file({name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}, path)


def read_tensors(path: Path, shapes: Shapes) -> dict[str, Tensor]:
    """Read a safetensors file that must hold just these names and shapes, as float32.

    The header is checked before the library reads it, so that a hostile file costs neither time nor memory.

    Raises:  CheckpointError: damaged, hostile, made for another shape, or not finite.
    """
    require_fit(read_header(path), shapes, path)
    try:
        tensors = load_file(path)
    except (SafetensorError, OSError) as error:
        raise damaged(path, str(error)) from None
    for name, tensor in tensors.items():
        require_finite(name, tensor, path)
    return {name: tensor.float() for name, tensor in tensors.items()}


def read_header(path: Path) -> dict[str, dict[str, Any]]:
    """The header of a safetensors file, read within limits: name → {"dtype", "shape", …}.

    Raises:  CheckpointError: too large, or no such header.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            if not 2 <= length <= min(MOST_HEADER_BYTES, size - 8):
                raise damaged(path, f"its header claims {length} bytes")
            header = json.loads(stream.read(length))
    except (OSError, ValueError, RecursionError) as error:
        if isinstance(error, CheckpointError):
            raise
        raise damaged(path, f"its header cannot be read ({type(error).__name__})") from None
    if not isinstance(header, dict) or len(header) > MOST_TENSORS:
        raise damaged(path, f"its header must list at most {MOST_TENSORS} tensors")
    header.pop("__metadata__", None)
    if not all(isinstance(entry, dict) and isinstance(entry.get("shape"), list) for entry in header.values()):
        raise damaged(path, "its header lists a tensor without a shape")
    return header


def require_fit(header: Mapping[str, Mapping[str, Any]], shapes: Shapes, path: Path) -> None:
    """Refuse a file whose tensors aren't those that the config implies."""
    found = {name: entry["shape"] for name, entry in header.items()}
    wanted = {name: list(shape) for name, shape in shapes.items()}
    for name in (*wanted, *found):
        if found.get(name) != wanted.get(name):
            raise CheckpointError(
                "weights-do-not-fit",
                "{file} doesn't fit its config: tensor {name} has shape {found}, and the config implies {wanted}. "
                "Use the config.json that was saved beside these weights.",
                file=path.name,
                name=name[:120],
                found=_words(found.get(name)),
                wanted=_words(wanted.get(name)),
            )
        if str(header[name].get("dtype")) not in FLOATS:
            raise damaged(path, f"tensor {name[:120]} is no 16- or 32-bit float")


def require_finite(name: str, tensor: Tensor, path: Path) -> None:
    """Refuse NaN and infinity."""
    if not torch.isfinite(tensor).all():
        raise CheckpointError(
            "weights-not-finite",
            "Tensor {name} for {file} holds values that are not finite: training diverged. "
            "Go on from the checkpoint before, with half the learning rate.",
            name=name[:120],
            file=path.name,
        )


def damaged(path: Path, why: str) -> CheckpointError:
    """The mistake that says which file is damaged."""
    return CheckpointError(
        "checkpoint-damaged",
        "{file} is damaged or not what it should be: {why}. Use an older checkpoint, or a copy of this one.",
        file=f"{path.parent.name}/{path.name}",
        why=why[:300],
    )


def _words(shape: list[int] | None) -> str:
    return "none (it isn't there)" if shape is None else str(shape)[:120]
