"""What an encoder is asked itself: tags lie where they belong, and their loss teaches the encoder and nothing else is
lost.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from llm_core.config import RunConfig
from llm_core.data.corpus.corpus import Corpus
from llm_core.model.mask import PADDING
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.batches import Batch
from llm_core.training.objectives.tagging import TaggingObjective, tagging_loss
from llm_core.training.train_step import TrainStep
from tests.training.conftest import small_config
from tests.training.test_objectives import rows

TAGS = np.array([0, 7, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0], dtype=np.uint16)  # at 6: tag 6; at 8: tag 7


def batch_of(shape: str, corpora: dict[str, Corpus]) -> Batch:
    tagged = replace(rows(), tags=TAGS)
    objective = TaggingObjective(small_config(model__architecture=shape), tagged, tagged, corpora["text"].tokenizer)
    return objective.arranged(tagged, tagged.bounds[[0, 1]])


def test_an_encoder_beside_a_decoder_is_asked_at_its_own_places(corpora: dict[str, Corpus]) -> None:
    batch = batch_of("encoder-decoder", corpora)
    assert batch.tags is not None
    assert batch.tags.tolist() == [[-1, 6, -1], [7, -1, -1]]
    assert batch.tag_count == 2
    assert batch.targets.tolist() == [[7, 1, -1, -1], [9, 10, 11, 1]]
    assert [part.tag_count for part in batch.parts(2)] == [1, 1]


def test_an_encoder_alone_is_asked_tags_beside_its_blanks(corpora: dict[str, Corpus]) -> None:
    batch = batch_of("encoder-only", corpora)
    assert batch.targets.tolist() == [[-1, 6, -1, 7, -1], [7, -1, 9, 10, 11]]
    assert batch.tags is None


def test_a_decoder_alone_has_no_encoder_to_ask(corpora: dict[str, Corpus]) -> None:
    assert batch_of("decoder-only", corpora).tags is None


def test_as_much_is_asked_as_said_with_tags(corpora: dict[str, Corpus]) -> None:
    tagged = replace(rows(), tags=TAGS)
    for shape in ("encoder-only", "encoder-decoder"):
        objective = TaggingObjective(small_config(model__architecture=shape), tagged, tagged, corpora["text"].tokenizer)
        assert sum(batch.target_count for batch in objective.validation_batches()) == objective.of_tokens


@pytest.mark.parametrize("accumulation", [1, 2])
def test_the_loss_of_tags_reaches_the_gradient_with_its_weight_and_not_what_is_said(accumulation: int) -> None:
    def gradients(share: float) -> tuple[float, dict[str, torch.Tensor]]:
        config = RunConfig.parse(
            {
                "model": {
                    "d_model": 16,
                    "nhead": 2,
                    "num_layers": 1,
                    "context_length": 8,
                    "architecture": "encoder-decoder",
                },
                "train": {
                    "encoder_share": share,
                    "batch_size": 2,
                    "accumulation": accumulation,
                    "precision": "float32",
                },
            }
        )
        torch.manual_seed(0)
        train_step = TrainStep(
            LargeLanguageModel.from_config(config.model, 12), config.train, torch.device("cpu"), tagging_loss
        )
        with torch.no_grad():
            train_step.model.head.weight.normal_()
        source = torch.tensor([[5, 6, 1], [8, 1, PADDING]])
        batch = Batch(
            torch.tensor([[1, 7], [1, 9]]),
            torch.tensor([[7, 1], [9, 1]]),
            source,
            tags=torch.tensor([[-1, 6, -1], [7, -1, -1]]),
        )
        measured = train_step.gradients(0, batch)
        return measured.loss, {
            name: parameter.grad.clone()
            for name, parameter in train_step.model.named_parameters()
            if parameter.grad is not None
        }

    (loss, none), (same_loss, half), (_, whole) = gradients(0.0), gradients(0.5), gradients(1.0)
    assert same_loss == pytest.approx(loss)
    for name, gradient in none.items():
        torch.testing.assert_close(half[name] - gradient, (whole[name] - gradient) / 2, rtol=1e-4, atol=1e-6)
    assert max(float((whole[name] - none[name]).abs().max()) for name in none if name.startswith("encoder")) > 1e-3
    assert all(torch.equal(whole[name], none[name]) for name in none if name.startswith("decoder"))
