"""What a run decides before its first step: the peak learning rate and, under a time limit, how many steps it takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from llm_core.config import RunConfig
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training import checkpoint
from llm_core.training.evaluator import Evaluator
from llm_core.training.hardware_choice import with_train
from llm_core.training.objectives.objective import Objective
from llm_core.training.step_schedule import steps_of_epochs, steps_that_fit
from llm_core.training.train_step import TrainStep


def decided(
    config: RunConfig,
    model: LargeLanguageModel,
    objective: Objective,
    tokenizer: Tokenizer,
    *,
    device: torch.device,
    clock: Callable[[], float],
) -> RunConfig:
    """The config with both fixed. Steps are tried on the model itself, whose weights are put back."""
    changes: dict[str, Any] = {"learning_rate": config.train.peak_learning_rate}
    config = with_train(config, max_steps=steps_of_epochs(config.train, objective.rows_to_learn))
    if config.train.max_seconds is not None:
        first = {name: weight.clone() for name, weight in checkpoint.weights_of(model).items()}
        trial = TrainStep(model, config.train, device, objective.loss)
        evaluator = Evaluator(model, objective, tokenizer, config.train, lambda: False)
        changes["max_steps"] = steps_that_fit(
            config.train,
            lambda: trial.step(0, objective.batch(0)),
            lambda: evaluator.evaluate(0),
            lambda: evaluator.sample(0),
            clock,
        )
        checkpoint.put(model, first)
    return with_train(config, **changes)
