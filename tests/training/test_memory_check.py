"""Runs that cannot fit are refused before anything is built, with settings that do fit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llm_core.config import RunConfig
from llm_core.data.corpus.corpus import Corpus
from llm_core.errors import ResourceError
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training import failures
from llm_core.training.cost.estimate import memory
from llm_core.training.cost.memory_check import require_memory, smaller
from llm_core.training.events import Failed
from llm_core.training.trainer import Trainer

Config = Callable[..., RunConfig]
GB = 10**9
TOO_LARGE: list[dict[str, Any]] = [
    {"model": {"d_model": 4096, "num_layers": 64, "nhead": 64}},
    {"model": {"context_length": 8192}, "train": {"batch_size": 4096}},
    {"model": {"d_model": 4096, "num_layers": 1}},
    {
        "model": {
            "d_model": 4096,
            "nhead": 32,
            "num_kv_heads": 8,
            "head_dim": 512,
            "dim_feedforward": 16384,
            "num_layers": 2,
        }
    },
    {"model": {"architecture": "encoder-decoder", "num_encoder_layers": 64, "d_model": 2048, "nhead": 16}},
    {"model": {"architecture": "encoder-only", "d_model": 4096, "num_layers": 24}},
    {"model": {"d_model": 4096, "num_layers": 64, "context_length": 8192}, "train": {"batch_size": 4096}},
]


@pytest.mark.parametrize("changes", TOO_LARGE)
@pytest.mark.parametrize("memory_bytes", [2 * GB, 24 * GB])
def test_what_is_advised_is_valid_and_fits(changes: dict[str, Any], memory_bytes: int) -> None:
    config = RunConfig.parse(changes)
    advised = smaller(config, 2048, memory_bytes)
    nested = config.model_dump()
    for name, value in advised.items():
        group, _, field = name.partition(".")
        nested[group][field] = value
    fits = RunConfig.parse(nested)
    assert memory(fits, 2048).training_bytes < memory_bytes
    require_memory(fits, 2048, memory_bytes)


def test_a_batch_that_is_too_large_becomes_the_same_step_in_parts() -> None:
    config = RunConfig.parse({"train": {"batch_size": 4096, "precision": "float32"}})
    with pytest.raises(ResourceError) as caught:
        require_memory(config, 65, 2 * GB)
    assert caught.value.code == "too-large-for-memory"
    assert caught.value.values["changes"] == "train.batch_size = 512, train.accumulation = 8"


def test_a_model_that_cannot_fit_fails_with_the_remedy_before_it_is_built(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("built all the same")

    monkeypatch.setattr("llm_core.training.trainer.memory_bytes", lambda _: 16 * GB)
    monkeypatch.setattr(LargeLanguageModel, "from_config", never)
    [failed] = list(Trainer(RunConfig.parse(TOO_LARGE[0]), corpus, tmp_path).run())
    assert isinstance(failed, Failed)
    assert failed.code == "too-large-for-memory"
    assert "model.num_layers = 2" in failed.cause


def test_where_the_model_weighs_most_no_smaller_batch_is_advised() -> None:
    error = MemoryError()
    deep = failures.explain(error, 0, RunConfig.parse({"model": {"d_model": 2048, "num_layers": 32}}), 65)
    wide = failures.explain(error, 0, RunConfig.parse({"train": {"batch_size": 1024}}), 65)
    assert deep is not None
    assert wide is not None
    assert deep.values == {"context_length": 32, "num_layers": 16}
    assert wide.values == {"batch_size": 512, "accumulation": 2}
