"""On a GPU all is as on the CPU: losses, checkpoints, answers, the five tasks; only where one is at hand."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from llm_core.cli.main import main
from llm_core.config import TASKS, RunConfig, SamplingConfig
from llm_core.data.corpus.corpus import Corpus
from llm_core.device import memory_bytes
from llm_core.generation.generator import generate
from llm_core.samples import write_sample
from llm_core.training import checkpoint
from llm_core.training.evaluate import evaluate_corpus
from llm_core.training.events import Failed, Finished, Sampled, Started, StepDone
from llm_core.training.trainer import Trainer
from tests.training.conftest import SHAPES

pytestmark = [pytest.mark.gpu, pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")]
Config = Callable[..., RunConfig]
GPU = "cuda"
CLIPS = Path(__file__).resolve().parents[2] / "assets" / "speech"
SETTINGS = {"train__sample_tokens": 0, "train__snapshots": False, "train__save_every": 100, "train__eval_every": 100}


def trained(config: RunConfig, corpus: Corpus, folder: Path) -> list[float]:
    events = list(Trainer(config, corpus, folder).run())
    assert isinstance(events[-1], Finished), events[-1]
    return [event.train_loss for event in events if isinstance(event, StepDone)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("optimizer", ["muon", "adamw", "sgd"])
def test_the_first_losses_are_those_of_the_cpu(
    config: Config, corpora: dict[str, Corpus], tmp_path: Path, shape: str, optimizer: str
) -> None:
    corpus = corpora["pairs" if shape == "encoder-decoder" else "text"]
    here = {
        device: trained(
            config(
                model__architecture=shape,
                data__format="pairs" if shape == "encoder-decoder" else "text",
                data__mask_token=True,
                train__optimizer=optimizer,
                train__device=device,
                train__max_steps=10,
                **SETTINGS,
            ),
            corpus,
            tmp_path / device,
        )
        for device in ("cpu", GPU)
    }
    assert here[GPU] == pytest.approx(here["cpu"], rel=2e-3)
    assert here[GPU][0] == pytest.approx(here["cpu"][0], rel=1e-5)


@pytest.mark.parametrize("precision", ["auto", "bfloat16"])
def test_half_the_bits_learn_too(config: Config, corpus: Corpus, tmp_path: Path, precision: str) -> None:
    events = list(
        Trainer(config(train__device="auto", train__precision=precision, train__max_steps=40), corpus, tmp_path).run()
    )
    started, finished = events[0], events[-1]
    assert isinstance(started, Started)
    assert started.device.startswith("CUDA")
    assert isinstance(finished, Finished)
    assert 0 < finished.peak_memory_bytes < 1 << 30
    found = [event.train_loss for event in events if isinstance(event, StepDone)]
    assert found[0] == pytest.approx(math.log(corpus.tokenizer.vocab_size), abs=0.01)
    assert found[-1] < found[0] - 1
    assert all(event.text for event in events if isinstance(event, Sampled) and event.step)


def test_a_paused_run_goes_on(config: Config, corpus: Corpus, tmp_path: Path) -> None:
    settings = config(train__device=GPU, train__max_steps=12, **SETTINGS)
    whole = trained(settings, corpus, tmp_path / "whole")
    trainer = Trainer(settings, corpus, tmp_path / "parts")
    trainer.request = lambda: "pause" if trainer.step == 5 else None
    parts = [*trainer.run(), *Trainer(settings, corpus, tmp_path / "parts").run(resume=True)]
    assert [event.train_loss for event in parts if isinstance(event, StepDone)] == pytest.approx(whole, rel=1e-4)


def test_what_was_learnt_there_says_the_same_on_the_cpu(config: Config, corpus: Corpus, tmp_path: Path) -> None:
    settings = config(train__device=GPU, train__max_steps=60, **SETTINGS)
    trained(settings, corpus, tmp_path)
    kept = checkpoint.newest(tmp_path)
    assert kept is not None
    model, sampling = checkpoint.load_model(kept).eval(), SamplingConfig(temperature=0, max_new_tokens=12)
    here = "".join(token.text for token in generate(model, corpus.tokenizer, "the fox ", sampling))
    loss, _ = evaluate_corpus(model, corpus, settings)
    model.to(GPU)
    assert "".join(token.text for token in generate(model, corpus.tokenizer, "the fox ", sampling)) == here
    assert evaluate_corpus(model, corpus, settings)[0].loss == pytest.approx(loss.loss, rel=1e-4)


@pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore:TensorFloat32:UserWarning"
)  # torch's own, while it compiles
def test_a_compiled_model_has_the_same_losses(config: Config, corpus: Corpus, tmp_path: Path) -> None:
    plain = trained(config(train__device=GPU, train__max_steps=6, **SETTINGS), corpus, tmp_path / "plain")
    compiled = trained(
        config(train__device=GPU, train__max_steps=6, train__compile=True, **SETTINGS), corpus, tmp_path / "compiled"
    )
    assert compiled == pytest.approx(plain, rel=2e-3)


def test_what_the_gpu_cannot_hold_is_refused_with_what_it_can(config: Config, corpus: Corpus, tmp_path: Path) -> None:
    large = config(
        model__d_model=4096,
        model__nhead=32,
        model__num_layers=64,
        model__context_length=16,
        train__device=GPU,
        train__precision="bfloat16",
        train__optimizer="adamw",
        train__batch_size=4096,
    )
    events = list(Trainer(large, corpus, tmp_path).run())
    assert isinstance(events[-1], Failed)
    assert events[-1].code == "too-large-for-memory"
    assert float(events[-1].values["memory_gb"]) == pytest.approx(memory_bytes(torch.device(GPU)) / 1e9, rel=0.05)


@pytest.mark.parametrize("task", TASKS)
def test_each_task_is_learnt_and_asked_there(task: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = ["--workspace", str(tmp_path), "--json"]

    def say(*arguments: str) -> dict[str, Any]:
        capsys.readouterr()
        assert main([*arguments, *place]) == 0
        found: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
        return found

    sample = CLIPS if task == "speech" else write_sample(task, tmp_path)
    made = say(
        "task",
        task,
        "train",
        "--data",
        str(sample),
        "--name",
        "there",
        "--train.max_steps",
        "20",
        "--train.eval_every",
        "20",
        "--train.device",
        GPU,
    )
    assert math.isfinite(made["val_loss"])
    report = say("task", task, "evaluate", "there")
    assert report["n"] > 0
    assert math.isfinite(report["value"])
