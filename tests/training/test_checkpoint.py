"""Checkpoints: whole or absent, checked byte by byte, hostile files refused, the right ones kept."""

from __future__ import annotations

import json
import os
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from llm_core import files
from llm_core.config import RunConfig
from llm_core.errors import CheckpointError, ResourceError
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training import checkpoint, tensors
from llm_core.training.checkpoint import State
from llm_core.training.optimizer import Optimizer

Config = Callable[..., RunConfig]


class Run:
    """A model and its optimizer, to be saved."""

    def __init__(self, config: RunConfig) -> None:
        torch.manual_seed(3)
        self.config = config
        self.model = LargeLanguageModel.from_config(config.model, 13)
        self.optimizer = Optimizer(self.model, config.train)

    def save(self, folder: Path, step: int, val_loss: float | None = None) -> Path:
        with torch.no_grad():
            self.model.head.weight += 0.01 * step
        return checkpoint.save(folder, self.model, self.optimizer, State(step, 1.5, 2.0, val_loss), self.config)


@pytest.fixture
def run(config: Config) -> Run:
    return Run(config())


@pytest.mark.parametrize("tied", [False, True])
def test_what_was_saved_is_what_is_loaded(config: Config, tmp_path: Path, tied: bool) -> None:
    run = Run(config(model__tied_embeddings=tied, model__positions="learned", model__bias=True))
    folder = run.save(tmp_path, 5, 1.25)
    found = checkpoint.load(tmp_path)
    assert (found.folder, found.config, found.vocab_size) == (folder, run.config, 13)
    assert found.state == State(5, 1.5, 2.0, 1.25)
    assert all(torch.equal(found.weights[name], weight) for name, weight in run.model.named_parameters())
    assert found.optimizer.keys() == run.optimizer.state_dict().keys()
    tokens = torch.randint(13, (2, 16))
    model = checkpoint.load_model(folder)
    assert not model.training
    assert torch.equal(model(tokens), run.model.eval()(tokens))


def test_a_checkpoint_holds_no_pickle_and_names_its_config(run: Run, tmp_path: Path) -> None:
    folder = run.save(tmp_path, 1)
    assert sorted(file.name for file in folder.iterdir()) == [
        "SHA256SUMS",
        "model.safetensors",
        "optimizer.safetensors",
        "state.json",
    ]
    assert json.loads((folder / "state.json").read_text())["config"] == run.config.model_dump(mode="json")


def test_a_snapshot_holds_half_precision_weights_alone(run: Run, tmp_path: Path) -> None:
    folder = checkpoint.save_snapshot(tmp_path, run.model, State(2), run.config)
    assert checkpoint.snapshots(tmp_path) == [(2, folder)]
    assert not (folder / "optimizer.safetensors").exists()
    full = run.save(tmp_path, 2)
    assert (folder / "model.safetensors").stat().st_size < 0.6 * (full / "model.safetensors").stat().st_size
    for a, b in zip(checkpoint.load_model(folder).parameters(), checkpoint.load_model(full).parameters(), strict=True):
        assert torch.allclose(a, b, atol=0.03)


def test_a_snapshot_of_weights_too_large_for_half_precision_keeps_them(run: Run, tmp_path: Path) -> None:
    with torch.no_grad():
        run.model.head.weight.fill_(1e6)
    folder = checkpoint.save_snapshot(tmp_path, run.model, State(2), run.config)
    assert checkpoint.load_model(folder).head.weight.max() == 1e6


def test_the_newest_ones_and_the_best_are_kept(run: Run, tmp_path: Path) -> None:
    losses = {5: 3.0, 10: 1.0, 15: 2.0, 20: 2.5, 25: None, 30: 2.2}
    for step, loss in losses.items():
        run.save(tmp_path, step, loss)
        checkpoint.prune(tmp_path, 2)
    assert [folder.name for folder in checkpoint.checkpoints(tmp_path)] == [
        "step-00000010",
        "step-00000025",
        "step-00000030",
    ]
    best, newest = checkpoint.best(tmp_path), checkpoint.newest(tmp_path)
    assert best is not None
    assert newest is not None
    assert (best.name, newest.name) == ("step-00000010", "step-00000030")


def test_a_run_without_checkpoints_has_none(tmp_path: Path) -> None:
    assert checkpoint.newest(tmp_path) is None
    assert checkpoint.best(tmp_path) is None
    with pytest.raises(CheckpointError, match="no checkpoint yet"):
        checkpoint.load(tmp_path)


@pytest.mark.parametrize("name", ["model.safetensors", "optimizer.safetensors", "state.json", "SHA256SUMS"])
def test_every_flipped_bit_and_every_cut_is_noticed_and_the_former_checkpoint_loads(
    run: Run, tmp_path: Path, name: str
) -> None:
    run.save(tmp_path, 5)
    path = run.save(tmp_path, 10) / name
    whole = path.read_bytes()
    places = [*range(0, len(whole), max(len(whole) // 12, 1)), len(whole) - 1]
    spoilt = [whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :] for at in places] + [
        whole[:at] for at in places
    ]
    for content in spoilt:
        path.write_bytes(content)
        found = checkpoint.load(tmp_path)
        assert found.state.step == 5
        assert [folder.name for folder in found.passed_over] == ["step-00000010"]
        with pytest.raises(CheckpointError):
            checkpoint.load_model(path.parent)
    path.unlink()
    assert checkpoint.load(tmp_path).state.step == 5


def test_when_all_are_damaged_the_newest_is_named(run: Run, tmp_path: Path) -> None:
    for step in (5, 10):
        (run.save(tmp_path, step) / "state.json").write_text("{}")
    with pytest.raises(CheckpointError, match="step-00000010"):
        checkpoint.load(tmp_path)


class Fault:
    """Fails at the n-th call of any of the functions it stands for."""

    def __init__(self, at: int) -> None:
        self.left = at

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def perhaps(*args: Any, **named: Any) -> Any:
            self.left -= 1
            if self.left == 0:
                raise OSError(28, "No space left on device")
            return function(*args, **named)

        return perhaps


@pytest.mark.parametrize("at", range(1, 26))
def test_a_save_that_fails_at_its_nth_write_sync_or_rename_leaves_the_former_checkpoint(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    run.save(tmp_path, 5)
    with monkeypatch.context() as patch:
        fault = Fault(at)
        patch.setattr(tensors, "save_file", fault.around(save_file))
        for name in ("fsync", "replace", "open", "fdopen"):
            patch.setattr(files.os, name, fault.around(getattr(os, name)))
        failed = False
        try:
            run.save(tmp_path, 10)
        except OSError:
            failed = True
    assert failed == (fault.left <= 0)
    found = checkpoint.load(tmp_path)
    assert found.passed_over == ()
    assert found.state.step in ((5, 10) if failed else (10,))
    checkpoint.tidy(tmp_path)
    assert not list((tmp_path / "checkpoints").glob(".*"))


def test_a_full_disk_is_refused_before_anything_is_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.save(tmp_path, 5)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 100, 0))  # type: ignore[attr-defined]
    with pytest.raises(ResourceError, match="Delete old runs"):
        run.save(tmp_path, 10)
    assert len(checkpoint.checkpoints(tmp_path)) == 1


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_values_that_are_not_finite_are_never_saved(run: Run, tmp_path: Path, value: float) -> None:
    run.save(tmp_path, 5)
    with torch.no_grad():
        run.model.stack.blocks[1].mlp.w1.weight[0, 0] = value  # type: ignore[union-attr,index]
    with pytest.raises(CheckpointError, match="diverged"):
        run.save(tmp_path, 10)
    with pytest.raises(CheckpointError, match="diverged"):
        checkpoint.save_snapshot(tmp_path, run.model, State(10), run.config)
    assert checkpoint.load(tmp_path).state.step == 5


SHAPES = {"a": (2, 3), "b": (4,)}


def safetensors(header: bytes, body: bytes = b"", length: int | None = None) -> bytes:
    return struct.pack("<Q", len(header) if length is None else length) + header + body


def header(**entries: Any) -> bytes:
    return json.dumps(entries).encode()


A = {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}
B = {"dtype": "F32", "shape": [4], "data_offsets": [24, 40]}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 7,
        safetensors(b"{}", length=2**63),
        safetensors(b"{}", length=9 << 20),
        safetensors(b"{}", length=3),
        safetensors(b"[]"),
        safetensors(b"{"),
        safetensors(b"\xff\xfe{}"),
        safetensors(b"[" * 100_000),
        safetensors(header(a=1)),
        safetensors(header(a={})),
        safetensors(header(**{f"t{i}": A for i in range(20_001)})),
        safetensors(header(a=A), b"\0" * 24),
        safetensors(header(a=A, b=B, c=B), b"\0" * 40),
        safetensors(header(a={**A, "shape": [3, 2]}, b=B), b"\0" * 40),
        safetensors(header(a={**A, "shape": [2, 2**62]}, b=B), b"\0" * 40),
        safetensors(header(a={**A, "shape": "x"}, b=B)),
        safetensors(header(a={**A, "dtype": "I64"}, b=B), b"\0" * 40),
        safetensors(header(a={**A, "dtype": ["F32"]}, b=B), b"\0" * 40),
        safetensors(header(a=A, b=B), b"\0" * 39),
        safetensors(header(a=A, b={**B, "data_offsets": [0, 2**63]}), b"\0" * 40),
        safetensors(header(a={k: v for k, v in A.items() if k != "data_offsets"}, b=B), b"\0" * 40),
        safetensors(header(a=A, b=B), struct.pack("<10f", *[0] * 9, float("nan"))),
        b"\x80\x04\x95pickle" * 9,
    ],
)
def test_a_hostile_file_is_refused_with_a_word_why(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(content)
    with pytest.raises(CheckpointError) as caught:
        tensors.read_tensors(path, SHAPES)
    assert caught.value.code in ("checkpoint-damaged", "weights-do-not-fit", "weights-not-finite")
    assert len(str(caught.value)) < 1000


def test_a_file_of_the_right_shapes_is_read_as_float32(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    save_file({"a": torch.ones(2, 3, dtype=torch.float16), "b": torch.zeros(4)}, path, metadata={"made by": "someone"})
    found = tensors.read_tensors(path, SHAPES)
    assert {tensor.dtype for tensor in found.values()} == {torch.float32}


@pytest.mark.parametrize(
    "change",
    [
        {"vocab_size": 10**12},
        {"vocab_size": -1},
        {"vocab_size": None},
        {"format": 99},
        {"state": {"step": 1, "x": 2}},
        {"state": None},
        {"config": {"model": {"d_model": -5}}},
        {"config": {"model": {"d_model": 10**9}}},
        {"config": None},
        {"config": {"evil": 1}},
        {"config": {"model": {"num_layers": 64, "d_model": 4096, "nhead": 4}}},
    ],
)
def test_a_foreign_description_is_refused_with_a_word_why(run: Run, tmp_path: Path, change: dict[str, Any]) -> None:
    folder = run.save(tmp_path, 5)
    description = json.loads((folder / "state.json").read_text())
    (folder / "state.json").write_text(json.dumps(description | change))
    (folder / "SHA256SUMS").write_bytes(checkpoint.manifest(folder))
    with pytest.raises(CheckpointError):
        checkpoint.load_model(folder)
