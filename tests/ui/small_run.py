"""A run small enough for tests: a random model of two layers, characters, and services that know it and
nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any

import numpy as np
import torch

from llm_core.config import DataConfig, ModelConfig, RunConfig
from llm_core.data.pairs.rows import Rows
from llm_core.data.tokenizer.tokenizer import train_tokenizer
from llm_core.errors import CheckpointError, RunError
from llm_core.model.transformer import LargeLanguageModel

TEXT = "To be, or not to be: that is the question.\nWhether 'tis nobler in the mind to suffer\n"
MODEL = {"d_model": 16, "nhead": 2, "num_layers": 2, "context_length": 24}
EMPTY: Mapping[str, Any] = MappingProxyType({})


def small_run(
    name: str = "Small",
    *,
    run_id: str = "small-1",
    origin: str = "page",
    status: str = "done",
    created_at: float = 1.0,
    changes: Mapping[str, Any] = EMPTY,
) -> Any:
    """What the store knows of it; `changes` are settings besides."""
    config = RunConfig.parse({**{f"model.{key}": value for key, value in MODEL.items()}, **changes})
    return SimpleNamespace(
        id=run_id,
        name=name,
        status=status,
        active=status in ("running", "preparing"),
        step=20,
        parameters=5000,
        created_at=created_at,
        origin=origin,
        corpus="c",
        config=config,
    )


def small_model(kind: str = "characters", config: ModelConfig | None = None) -> tuple[Any, Any]:
    """A random model and a tokenizer that fit each other."""
    torch.manual_seed(0)
    config = config or ModelConfig(**MODEL)
    tokenizer = train_tokenizer(
        [TEXT * 4], DataConfig(tokenizer=kind, vocab_size=270, mask_token=config.architecture == "encoder-only")
    )
    model = LargeLanguageModel.from_config(config, tokenizer.vocab_size).eval()
    for parameter in model.parameters():  # a fresh model expects every token alike
        torch.nn.init.normal_(parameter, std=0.3)
    return model.requires_grad_(False), tokenizer


@dataclass
class SmallServices:
    """The services that the tabs use, for given runs; `steps` are those whose weights are kept."""

    folder: Path
    runs: list[Any] = field(default_factory=lambda: [small_run()])
    kept: tuple[int, ...] = (0, 10, 20)
    kind: str = "characters"
    validation: bool = True
    pairs: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        self.model, self.tokenizer = small_model(self.kind, self.runs[0].config.model if self.runs else None)
        sampled = [
            SimpleNamespace(step=step, payload={"val_loss": 4.0 - step / 10, "prompt": "To be", "text": ", or not"})
            for step in self.kept
        ]
        self.store = SimpleNamespace(
            runs=lambda: list(self.runs), get=self._run, events=lambda run, kinds=None, limit=0: sampled
        )
        self.models = SimpleNamespace(get=self._loaded, steps=lambda run: list(self.kept))
        self.corpora = SimpleNamespace(get=self._corpus)
        self.workspace = SimpleNamespace(runs=self.folder)

    def _run(self, run: str) -> Any:
        for known in self.runs:
            if known.id == run:
                return known
        raise RunError("no-such-run", "There is no run {run}.", run=run)

    def _loaded(self, run: str, step: int | None = None) -> Any:
        if step is not None and step not in self.kept:
            raise RunError("no-such-step", "Run {name} kept no weights of step {step}.", name=run, step=step)
        return SimpleNamespace(
            model=self.model,
            tokenizer=self.tokenizer,
            run=self._run(run),
            step=max(self.kept) if step is None else step,
        )

    def _corpus(self, fingerprint: str) -> Any:
        if not self.validation:
            raise CheckpointError("corpus-missing", "There is no corpus here.")
        ids = np.array(self.tokenizer.encode(TEXT * 8), dtype=np.uint16)
        statistics = SimpleNamespace(validation_bytes=len(TEXT * 8), sample_prompt="To be")
        rows = self._rows() if self.pairs else None
        return SimpleNamespace(
            validation=ids,
            train=ids,
            tokenizer=self.tokenizer,
            statistics=statistics,
            train_rows=rows,
            validation_rows=rows,
            train_dialogues=None,
            validation_dialogues=None,
            text=None,
        )

    def _rows(self) -> Rows:
        tokens: list[int] = []
        bounds: list[list[int]] = []
        for source, target in self.pairs:
            start, end = len(tokens), self.tokenizer.end_id
            tokens += [*self.tokenizer.encode(source), end, *self.tokenizer.encode(target), end]
            bounds.append([start, start + len(source) + 1, len(tokens)])
        return Rows(np.array(tokens, np.uint16), np.array(bounds, np.int64))
