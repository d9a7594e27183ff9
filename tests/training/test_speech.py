"""Learning from sound: batches are a function of seed and step, padding is none, and both ways of hearing learn."""

from __future__ import annotations

import itertools
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import torch

from llm_core.cli.data import find_files
from llm_core.config import RunConfig
from llm_core.config.presets import FRAME_SIZE
from llm_core.data.audio.mel import BANDS, normalized
from llm_core.data.corpus.corpus import Corpus, prepare
from llm_core.errors import Mistake
from llm_core.generation.transcription import collapsed, ctc_nats
from llm_core.model.mask import PADDING
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.batches import Batch
from llm_core.training.cost.timing import trial_batch
from llm_core.training.events import Evaluated, Failed, Finished
from llm_core.training.objectives.augmentation import augmented, colored, cut, warped
from llm_core.training.objectives.choose import objective_of
from llm_core.training.objectives.ctc import ctc_loss
from llm_core.training.objectives.speech import SpeechObjective, batch_of_clips
from llm_core.training.preflight import require_enough
from llm_core.training.train_step import TrainStep
from llm_core.training.trainer import Trainer


def speech_config(**changes: Any) -> RunConfig:
    settings = {
        "data.format": "speech",
        "data.validation_fraction": 0.25,
        "model.d_model": 32,
        "model.nhead": 2,
        "model.num_encoder_layers": 1,
        "model.context_length": 32,
        "train.batch_size": 4,
        "train.max_steps": 6,
        "train.threads": 1,
        "train.device": "cpu",
        "train.precision": "float32",
        "train.snapshots": False,
    }
    return RunConfig.parse({**settings, **{name.replace("__", "."): value for name, value in changes.items()}})


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Clips of two tones: a low one is called "1", a high one "22"."""
    folder = tmp_path_factory.mktemp("speech")
    (folder / "clips").mkdir()
    for number in range(24):
        hertz, name = (300, "1") if number % 2 else (1200, "22")
        length = 2400 + 130 * number
        soundfile.write(
            folder / "clips" / f"{name}_ann_{number}.wav",
            0.3 * np.sin(2 * np.pi * hertz * np.arange(length) / 8000),
            8000,
        )
    config = speech_config().data
    return prepare(find_files([str(folder / "clips")], config), config, folder / "corpora")


def test_a_batch_is_a_function_of_seed_and_step(corpus: Corpus) -> None:
    one, again, other = (objective_of(speech_config(train__seed=seed), corpus) for seed in (1, 1, 2))
    for step in (0, 1, 9, 8):
        a, b = one.batch(step), again.batch(step)
        torch.testing.assert_close(a.source, b.source, equal_nan=True)
        assert torch.equal(a.targets, b.targets)
    assert other.batch(3).source.shape != one.batch(3).source.shape or not torch.allclose(
        other.batch(3).source, one.batch(3).source, equal_nan=True
    )  # type: ignore[union-attr]


def test_every_clip_is_learnt_from_once_a_round(corpus: Corpus) -> None:
    objective = objective_of(speech_config(train__batch_size=3), corpus)
    assert isinstance(objective, SpeechObjective)
    rows = np.concatenate([objective.drawn(step) for step in range(8)])
    assert len(objective.chosen) < len(rows) < 2 * len(objective.chosen)
    assert set(rows) == set(range(len(objective.chosen)))
    assert np.bincount(rows).max() <= 2


def test_a_batch_holds_what_is_said_and_nothing_where_a_clip_has_ended(corpus: Corpus) -> None:
    batch = batch_of_clips(
        [np.zeros((5, FRAME_SIZE), dtype=np.float32), np.ones((8, FRAME_SIZE), dtype=np.float32)],
        [np.array([4, 5]), np.array([6])],
        1,
    )
    assert batch.tokens.tolist() == [[1, 4, 5], [1, 6, PADDING]]
    assert batch.targets.tolist() == [[4, 5, 1], [6, 1, PADDING]]
    assert batch.source is not None
    assert batch.source[0, 5:].isnan().all()
    assert batch.source is not None
    assert batch.source.is_floating_point()
    assert (batch.target_count, batch.read) == (5, 5 + 5 + 8)
    assert [part.read for part in batch.parts(2)] == [3 + 5, 2 + 8]


def test_unchanged_clips_are_normalized_and_changed_ones_stay_finite(corpus: Corpus) -> None:
    assert corpus.train_clips is not None
    clip = corpus.train_clips.clip(0)
    np.testing.assert_array_equal(augmented(clip, np.random.default_rng(0), 0.0), normalized(clip))
    for seed in range(50):
        found = augmented(clip, np.random.default_rng(seed), 2.0)
        assert np.isfinite(found).all()
        assert len(found) >= 8
        assert abs(found).max() > 0.1


def test_a_color_is_the_same_all_the_time_and_smooth_over_bands() -> None:
    frames = np.random.default_rng(0).normal(size=(20, BANDS)).astype(np.float32)
    added = colored(frames, np.array([1.0, 0.5, 0.0, 0.2])) - frames
    np.testing.assert_allclose(added, added[:1].repeat(20, 0), atol=1e-5)
    assert added[0, 0] == pytest.approx(1.7, abs=1e-5)
    assert 0.01 < abs(np.diff(added[0])).max() < 0.2
    np.testing.assert_array_equal(colored(frames, np.zeros(4)), frames)


def test_soft_ends_are_cut_and_what_is_loud_stays() -> None:
    loudness = np.array(
        [0.0] * 5 + [4.0] * 6 + [9.0] * 10 + [0.0] * 3 + [9.0] * 4 + [4.0] * 7 + [0.0] * 5, dtype=np.float32
    )
    frames = loudness[:, None] + np.zeros((1, BANDS), dtype=np.float32)
    np.testing.assert_array_equal(cut(frames, 3.0, np.array([0, 0])), frames[11:28])  # silence inside is no end
    np.testing.assert_array_equal(cut(frames, 3.0, np.array([2, 4])), frames[9:32])
    np.testing.assert_array_equal(cut(frames, 6.0, np.array([0, 6])), frames[5:40])
    np.testing.assert_array_equal(cut(frames, 6.0, np.array([6, 6])), frames)


def test_another_throat_moves_what_is_heard_up_or_down() -> None:
    frames = np.zeros((10, BANDS), dtype=np.float32)
    frames[:, 20] = 1
    peaks = [
        int(warped(frames, size, shift)[0].argmax())
        for size, shift in ((1.0, 0.0), (1.25, 0.0), (0.8, 0.0), (1.0, 3.0))
    ]
    assert peaks == [20, 16, 25, 17]


def test_ctc_is_the_sum_over_all_alignments() -> None:
    scores = torch.randn(1, 4, 3, generator=torch.Generator().manual_seed(0))
    said, probs = (2, 2), scores[0].softmax(-1)
    ways = [way for way in itertools.product(range(3), repeat=4) if collapsed(way, 1) == said]
    expected = -math.log(
        sum(float(torch.stack([probs[place, token] for place, token in enumerate(way)]).prod()) for way in ways)
    )
    batch = Batch(torch.tensor([[1, 2, 2]]), torch.tensor([[2, 2, 1]]), torch.zeros(1, 15, 2))
    assert float(ctc_loss(scores, batch)) == pytest.approx(expected, rel=1e-5)
    assert ctc_nats(scores.log_softmax(-1), [4], [said], 1)[0] == pytest.approx(expected, rel=1e-5)
    assert collapsed([1, 2, 2, 1, 2, 0, 0, 1], 1) == (2, 2, 0)


def test_the_encoder_learns_as_much_as_its_share(corpus: Corpus) -> None:
    losses = {}
    for share in (0.0, 1.0):
        config = speech_config(train__encoder_share=share)
        torch.manual_seed(0)
        train_step = TrainStep(
            LargeLanguageModel.from_config(config.model, corpus.tokenizer.vocab_size),
            config.train,
            torch.device("cpu"),
            objective_of(config, corpus).loss,
        )
        losses[share] = train_step.gradients(0, objective_of(config, corpus).batch(0))
    assert losses[0.0].loss == losses[1.0].loss  # what is reported is the decoder's alone
    assert losses[1.0].gradient_norm > losses[0.0].gradient_norm


def test_a_run_learns_to_tell_two_tones_apart(corpus: Corpus, tmp_path: Path) -> None:
    from llm_core.tasks.objective import objective_of as objective_of_task

    config = speech_config(train__max_steps=120, train__batch_size=8, train__augment=0.3, train__eval_every=60)
    events = list(Trainer(config, corpus, tmp_path, objective=objective_of_task).run())
    assert not [event for event in events if isinstance(event, Failed)]
    assert isinstance(events[-1], Finished)
    evaluated = [event for event in events if isinstance(event, Evaluated)]
    assert evaluated[-1].metric == "wer"
    assert evaluated[-1].bits_per_byte is None
    assert evaluated[-1].score is not None
    assert evaluated[-1].score <= 0.2
    assert evaluated[-1].val_loss < evaluated[0].val_loss


def test_a_trial_step_hears(corpus: Corpus) -> None:
    model = LargeLanguageModel.from_config(speech_config().model, 11)
    batch = trial_batch(model, 2)
    assert model(batch.tokens, batch.source).shape == (2, 32, 11)


def test_frames_for_text_and_a_context_that_holds_no_clip_are_refused(corpus: Corpus) -> None:
    with pytest.raises(Mistake) as caught:
        require_enough(speech_config(model__context_length=4), corpus)
    assert caught.value.code == "rows-longer-than-context"
    require_enough(speech_config(), corpus)
