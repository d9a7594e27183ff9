"""A workspace, a store, a text, and the smallest run worth the name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from llm_core.config import RunConfig
from llm_core.data.files.reading import TextFile, look
from llm_core.runs.store import Store
from llm_core.runs.workspace import Workspace, open_workspace

SMALLEST = {
    "model": {"d_model": 16, "nhead": 2, "num_layers": 1, "context_length": 8},
    "train": {
        "max_steps": 12,
        "batch_size": 2,
        "eval_every": 4,
        "eval_tokens": 64,
        "save_every": 4,
        "sample_tokens": 4,
        "threads": 1,
        "precision": "float32",
        "device": "cpu",
    },
}


@pytest.fixture
def config() -> RunConfig:
    return RunConfig.parse(SMALLEST)


@pytest.fixture
def endless() -> RunConfig:
    """A run that ends only when it is asked to."""
    return RunConfig.parse(
        {
            "model": SMALLEST["model"],
            "train": {**SMALLEST["train"], "max_steps": 10_000_000, "eval_every": 1_000_000, "save_every": 50},
        }
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "workspace")


@pytest.fixture
def store(workspace: Workspace) -> Iterator[Store]:
    store = Store(workspace.store_path)
    yield store
    store.close()


@pytest.fixture
def file(tmp_path: Path, config: RunConfig) -> TextFile:
    path = tmp_path / "hens.txt"
    path.write_text("".join(f"Hen {n} lays {n % 7} eggs.\n" for n in range(300)))
    return look(path, config.data)
