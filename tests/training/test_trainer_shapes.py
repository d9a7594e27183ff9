"""The trainer in every shape: how batches of pairs count, and what each run says of itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from llm_core.config import RunConfig
from llm_core.data.corpus.corpus import Corpus
from llm_core.model.mask import PADDING
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.batches import Batch
from llm_core.training.events import Evaluated, Finished, Sampled
from llm_core.training.objectives.choose import objective_of
from llm_core.training.train_step import TrainStep
from llm_core.training.trainer import Trainer
from tests.training.conftest import SHAPES
from tests.training.test_trainer import of_kind

Config = Callable[..., RunConfig]


@pytest.mark.parametrize("shape", SHAPES)
def test_parts_of_rows_of_different_lengths_sum_up_to_the_whole_batch(
    config: Config, corpora: dict[str, Corpus], shape: str
) -> None:
    """Each part counts by its number of asked tokens: a mean of means would weigh short answers more."""
    settings = config(model__architecture=shape, train__batch_size=12)
    batch = objective_of(settings, corpora["pairs"]).batch(0)

    def gradients(parts: int) -> tuple[float, list[torch.Tensor]]:
        torch.manual_seed(2)
        model = LargeLanguageModel.from_config(settings.model, corpora["pairs"].tokenizer.vocab_size)
        torch.nn.init.normal_(model.head.weight, std=0.3)
        train = settings.train.model_copy(update={"accumulation": parts})
        return TrainStep(model, train, torch.device("cpu")).gradients(0, batch).loss, [
            p.grad for p in model.parameters() if p.grad is not None
        ]

    (loss, whole), (sum_, parts) = gradients(1), gradients(6)
    assert loss == pytest.approx(sum_, rel=1e-5)
    assert all(torch.allclose(a, b, atol=1e-6) for a, b in zip(whole, parts, strict=True))
    assert len({part.target_count for part in batch.parts(6)}) > 1


@pytest.mark.parametrize("shape", SHAPES)
def test_padding_changes_nothing_that_is_learnt(config: Config, corpora: dict[str, Corpus], shape: str) -> None:
    """Two columns of padding more: the same loss, the same gradients."""
    settings = config(model__architecture=shape)
    batch = objective_of(settings, corpora["pairs"]).batch(0)
    wider = Batch(
        *(None if ids is None else torch.nn.functional.pad(ids, (0, 2), value=PADDING) for ids in batch[:-1]),
        class_ids=batch.class_ids,
    )
    torch.manual_seed(2)
    model = LargeLanguageModel.from_config(settings.model, corpora["pairs"].tokenizer.vocab_size)
    torch.nn.init.normal_(model.head.weight, std=0.3)
    train_step = TrainStep(model, settings.train, torch.device("cpu"))
    losses_ = []
    for each in (batch, wider):
        losses_.append(
            (train_step.gradients(0, each).loss, [p.grad.clone() for p in model.parameters() if p.grad is not None])
        )
    (loss, narrow), (same, wide) = losses_
    assert loss == pytest.approx(same, rel=1e-6)
    assert all(torch.allclose(a, b, atol=1e-6) for a, b in zip(narrow, wide, strict=True))


@pytest.mark.parametrize("shape", SHAPES)
def test_pairs_are_scored_and_shown_with_their_answer(
    config: Config, corpora: dict[str, Corpus], tmp_path: Path, shape: str
) -> None:
    corpus = corpora["pairs"]
    events = list(Trainer(config(model__architecture=shape, train__snapshots=False), corpus, tmp_path).run())
    looks, samples = of_kind(events, Evaluated), of_kind(events, Sampled)
    assert corpus.validation_rows is not None
    assert all(look.metric == "exact_match" and look.score is not None and 0 <= look.score <= 1 for look in looks)
    assert looks[-1].rows == len(corpus.validation_rows)
    assert all(0 < look.rows <= 100 for look in looks[:-1])
    assert {sample.prompt for sample in samples} == {samples[0].prompt}
    assert {sample.expected for sample in samples} == {samples[0].prompt[::-1]}
    assert all(look.bits_per_byte is not None for look in looks)


@pytest.mark.parametrize("shape", SHAPES)
def test_text_runs_of_every_shape_say_what_they_can_and_no_more(
    config: Config, corpora: dict[str, Corpus], tmp_path: Path, shape: str
) -> None:
    events = list(Trainer(config(model__architecture=shape, train__snapshots=False), corpora["text"], tmp_path).run())
    looks, sample = of_kind(events, Evaluated), of_kind(events, Sampled)[-1]
    assert isinstance(events[-1], Finished)
    assert {(look.metric, look.score, look.rows) for look in looks} == {(None, None, 0)}
    assert all((look.bits_per_byte is None) == (shape == "encoder-only") for look in looks)
    assert sample.expected is None
    if shape == "encoder-only":
        assert "▢" in sample.prompt
        assert "▢" not in sample.text
        assert len(sample.text) == len(sample.prompt)
        assert all(a in (b, "▢") for a, b in zip(sample.prompt, sample.text, strict=True))


def test_a_sentence_of_ones_own_is_filled_and_a_question_of_ones_own_is_answered(
    config: Config, corpora: dict[str, Corpus], tmp_path: Path
) -> None:
    filled = config(
        model__architecture="encoder-only", train__sample_prompt="the f__ sees a <mask>en", train__max_steps=1
    )
    assert {
        sample.prompt for sample in of_kind(list(Trainer(filled, corpora["text"], tmp_path / "a").run()), Sampled)
    } == {"the f▢▢ sees a ▢"}
    asked = config(train__sample_prompt="abca", train__max_steps=1)
    assert {
        (sample.prompt, sample.expected)
        for sample in of_kind(list(Trainer(asked, corpora["pairs"], tmp_path / "b").run()), Sampled)
    } == {("abca", None)}
