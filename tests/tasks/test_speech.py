"""Speech to text as a task: errors as jiwer counts them, the nearest clip, reports by speaker, answers with their
evidence.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from llm_core.cli.data import find_files
from llm_core.data.audio.mel import BANDS
from llm_core.data.corpus.corpus import Corpus, prepare
from llm_core.data.tasks import Example
from llm_core.data.tasks.frame_cache import frames_of_example
from llm_core.errors import CheckpointError, TextError
from llm_core.generation.transcription import transcribe
from llm_core.model.transformer import LargeLanguageModel
from llm_core.tasks import task_of
from llm_core.tasks.nearest_clip import NearestClip, coarser
from llm_core.tasks.task import LoadedModel
from llm_core.tasks.word_errors import errors, letters_of, words_of
from llm_core.training.objectives.choose import objective_of
from llm_core.training.train_step import TrainStep
from tests.training.test_speech import speech_config

TONES = {"low": 300, "high": 1500}


def tone(path: Path, name: str, length: int) -> None:
    soundfile.write(path, 0.3 * np.sin(2 * np.pi * TONES[name] * np.arange(length) / 8000), 8000)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Tones that are called low and high, by two speakers."""
    folder = tmp_path_factory.mktemp("task")
    (folder / "clips").mkdir()
    for number in range(40):
        name = ("low", "high")[number % 2]
        tone(folder / "clips" / f"{name}_{('ann', 'bob')[number // 2 % 2]}_{number}.wav", name, 2400 + 130 * number)
    config = speech_config().data
    return prepare(find_files([str(folder / "clips")], config), config, folder / "corpora")


@pytest.fixture(scope="module")
def used(corpus: Corpus) -> LoadedModel:
    """A small model that was taught to tell them apart."""
    config = speech_config(train__max_steps=160, train__batch_size=8, train__augment=0.2)
    torch.manual_seed(0)
    model = LargeLanguageModel.from_config(config.model, corpus.tokenizer.vocab_size)
    objective = objective_of(config, corpus)
    train_step = TrainStep(model, config.train, torch.device("cpu"), objective.loss)
    for step in range(config.train.max_steps):
        train_step.step(step, objective.batch(step))
    return LoadedModel(model.eval(), corpus.tokenizer, config)


def test_errors_are_those_that_jiwer_counts() -> None:
    jiwer = pytest.importorskip("jiwer")
    dice = random.Random(0)
    for _ in range(200):
        said, heard = (" ".join(dice.choice("abcd") for _ in range(dice.randint(1, 6))) for _ in range(2))
        found = errors(words_of(heard), words_of(said))
        assert found.rate == pytest.approx(jiwer.wer(said, heard))
    assert errors([], ["a", "b"]) == (2, 2)
    assert errors(["a"], []) == (1, 0)
    assert words_of("今天 hello, World") == ["今", "天", "hello", "world"]
    assert letters_of("Ab c!") == ["a", "b", " ", "c"]


def test_the_nearest_clip_is_found_at_another_pace() -> None:
    noise = np.random.default_rng(0)
    words = [noise.normal(size=(40, BANDS)).astype(np.float32).cumsum(0) / 6 for _ in range(5)]
    nearest = NearestClip(words, list("abcde"))
    for number, word in enumerate(words):
        slower = np.repeat(word, 2, axis=0)[: 70 + number] + 0.1 * noise.normal(size=(70 + number, BANDS)).astype(
            np.float32
        )
        assert nearest.answer(slower.astype(np.float32)) == "abcde"[number]
    assert nearest.distances(words[2])[2] == pytest.approx(0, abs=1e-2)
    assert [len(coarser(np.zeros((length, BANDS), dtype=np.float32))) for length in (1, 2, 9, 1000)] == [1, 1, 4, 40]


def test_it_is_judged_beside_a_baseline_and_by_speaker(used: LoadedModel, corpus: Corpus) -> None:
    pytest.importorskip("jiwer")
    task = task_of("speech")
    held, taught = corpus.examples("validation"), corpus.examples("train")
    report = task.evaluate(used, held, taught)
    assert report is not None
    said = report.as_json()
    json.dumps(said)
    assert (said["metric"], said["better"], said["n"], said["baseline"]) == ("wer", "lower", len(held), "nearest clip")
    assert 0 <= said["low"] <= said["value"] <= said["high"]
    assert said["value"] <= 0.1
    assert said["baseline_value"] == 0
    assert said["cer"] <= 0.1
    assert {one["speaker"]: one["taught"] for one in said["details"]["speakers"]} == {"ann": True, "bob": True}
    assert [note.code for note in report.notes] == ["same-speakers"]
    assert task.score(used, held).value == pytest.approx(said["value"])  # type: ignore[union-attr]
    new = task.evaluate(used, [Example("", one.target, group="cy", heard=one.heard) for one in held], taught)
    assert new is not None
    assert [note.code for note in new.notes] == ["new-speakers"]
    assert task.evaluate(used, held, cancelled=lambda: True) is None
    assert task.score(used, held, lambda: True) is None


def test_a_clip_that_is_gone_or_too_long_is_left_out_and_said(used: LoadedModel, corpus: Corpus) -> None:
    pytest.importorskip("jiwer")
    held = corpus.examples("validation")
    report = task_of("speech").evaluate(used, [*held, Example("", "low", clip="gone.wav", sound="/nowhere/gone.wav")])
    assert report is not None
    assert (report.n, report.baseline_value, [note.code for note in report.notes]) == (
        len(held),
        None,
        ["clips-left-out"],
    )
    with pytest.raises(TextError, match="no clip to judge"):
        task_of("speech").evaluate(used, [Example("", "low", clip="gone.wav", sound="/nowhere/gone.wav")])


def test_an_answer_comes_with_its_evidence(used: LoadedModel, tmp_path: Path) -> None:
    tone(tmp_path / "a.wav", "high", 4000)
    found = task_of("speech").explain(used, str(tmp_path / "a.wav"))
    json.dumps(found)
    assert found["answer"] == "high"
    assert "".join(found["tokens"]) == "high"
    frames = 51
    assert len(found["spectrogram"]) == BANDS
    assert {len(row) for row in found["spectrogram"]} == {frames}
    assert {type(value) for row in found["spectrogram"] for value in row} == {int}
    places = -(-frames // found["frames_per_place"])
    assert [len(row) for row in found["cross"]] == [places] * 4
    assert [sum(row) for row in found["cross"]] == pytest.approx([1] * 4, abs=0.01)
    assert found["seconds"] < 60


def test_many_files_are_answered_and_one_bad_one_does_not_stop_them(used: LoadedModel, tmp_path: Path) -> None:
    tone(tmp_path / "a.wav", "low", 3000)
    (tmp_path / "b.wav").write_bytes(b"no sound")
    tone(tmp_path / "c.wav", "high", 6000)
    paths = [str(tmp_path / name) for name in ("a.wav", "b.wav", "c.wav", "gone.wav")]
    found = task_of("speech").predict(used, paths)
    assert [one.answer for one in found] == ["low", "", "high", ""]
    assert "sound" in found[1].more["fault"]
    assert found[0].confidence is not None
    assert 0 < found[0].confidence <= 1
    assert task_of("speech").predict(used, []) == []
    with pytest.raises(TextError):
        task_of("speech").predict(used, [str(tmp_path / "b.wav")])


def test_clips_heard_together_are_heard_as_alone(used: LoadedModel, corpus: Corpus) -> None:
    clips = [frames_of_example(one) for one in corpus.examples("validation")[:5]]
    together = transcribe(used.model, used.tokenizer, clips)
    for clip, one in zip(clips, together, strict=True):
        alone = transcribe(used.model, used.tokenizer, [clip])[0]
        assert (alone.attention, alone.ctc, alone.best) == (one.attention, one.ctc, one.best)
        assert alone.prob == pytest.approx(one.prob, rel=1e-3)


def test_examples_are_judged_from_0_to_1(used: LoadedModel, corpus: Corpus) -> None:
    judged = task_of("speech").judged(used, corpus.examples("validation"))
    assert len(judged) == len(corpus.examples("validation"))
    assert all(one.goodness == (one.answer == one.example.target) for one in judged)


def test_a_model_that_reads_tokens_and_a_clip_that_is_too_long_are_refused(used: LoadedModel, tmp_path: Path) -> None:
    deaf = LoadedModel(LargeLanguageModel(11, 16, 2, 1).eval(), used.tokenizer, used.config)
    tone(tmp_path / "a.wav", "low", 80_000)
    with pytest.raises(CheckpointError) as caught:
        task_of("speech").explain(deaf, str(tmp_path / "a.wav"))
    assert caught.value.code == "model-is-deaf"
    with pytest.raises(TextError) as refused:
        task_of("speech").explain(used, str(tmp_path / "a.wav"))
    assert refused.value.code == "clip-too-long"
