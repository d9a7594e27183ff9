"""Runs of tasks that learn within seconds, for the tests of what tasks do with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from llm_core.config import RunConfig
from llm_core.data.corpus.corpus import Corpus, prepare
from llm_core.data.files.reading import look
from llm_core.model.transformer import LargeLanguageModel
from llm_core.tasks.task import LoadedModel
from llm_core.training.objectives.choose import objective_of
from llm_core.training.train_step import TrainStep


def train(content: str, name: str, folder: Path, **settings: Any) -> tuple[LoadedModel, Corpus]:
    """Write a file, prepare it, and train on it; settings are written train__max_steps=100."""
    (folder / name).write_text(content, encoding="utf-8")
    given = {"train__precision": "float32", "model__d_model": 32, "model__nhead": 2, **settings}
    config = RunConfig.parse({key.replace("__", "."): value for key, value in given.items()})
    corpus = prepare([look(folder / name, config.data)], config.data, folder / "corpora")
    torch.manual_seed(config.train.seed)
    model = LargeLanguageModel.from_config(config.model, corpus.tokenizer.vocab_size)
    objective = objective_of(config, corpus)
    train_step = TrainStep(model, config.train, torch.device("cpu"), objective.loss)
    for step in range(config.train.max_steps):
        train_step.step(step, objective.batch(step))
    return LoadedModel(model.eval(), corpus.tokenizer, config, corpus.statistics.labels), corpus
