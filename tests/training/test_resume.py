"""Resuming: what follows is what would have followed, bit by bit, after a pause and after kill -9."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from llm_core.config import RunConfig
from llm_core.data.corpus.corpus import Corpus
from llm_core.errors import CheckpointError
from llm_core.training import checkpoint
from llm_core.training.events import Evaluated, Event, Failed, Finished, Started, StepDone
from llm_core.training.trainer import Trainer
from tests.training.conftest import SHAPES

Config = Callable[..., RunConfig]

CONFIGS: dict[str, dict[str, Any]] = {
    "the default": {},
    "dropout": {"model__dropout": 0.3},
    "accumulation with dropout": {"model__dropout": 0.1, "train__accumulation": 3},
    "adam": {"train__optimizer": "adam"},
    "adamw with decay": {"train__optimizer": "adamw", "train__weight_decay": 0.1},
    "sgd": {"train__optimizer": "sgd", "train__learning_rate": 0.1, "train__momentum": 0.9},
    "plain sgd": {"train__optimizer": "sgd", "train__learning_rate": 0.1, "train__momentum": 0.0},
    "cosine with warm-up": {"train__schedule": "cosine", "train__warmup_steps": 5},
    "the article's block": {
        "model__activation": "relu",
        "model__norm": "layernorm",
        "model__norm_first": False,
        "model__positions": "sinusoidal",
        "model__qk_norm": False,
        "model__bias": True,
        "train__optimizer": "adam",
    },
    "tied, learned positions": {"model__tied_embeddings": True, "model__positions": "learned"},
    "clipped muon with decay": {"train__gradient_clip": 0.1, "train__weight_decay": 0.2},
    "bfloat16": {"train__precision": "bfloat16"},
}


def steps(events: list[Event]) -> list[tuple[int, float, float, float]]:
    return [(e.step, e.train_loss, e.learning_rate, e.gradient_norm) for e in events if isinstance(e, StepDone)]


def cut_at(trainer: Trainer, step: int) -> list[Event]:
    """Run until a pause after `step`."""
    events: list[Event] = []
    trainer.request = lambda: "pause" if trainer.step == step else None
    events.extend(trainer.run())
    return events


@pytest.mark.parametrize("name", CONFIGS)
def test_a_resumed_run_goes_on_as_if_it_had_never_paused(
    config: Config, corpus: Corpus, tmp_path: Path, name: str
) -> None:
    settings = config(
        train__max_steps=12,
        train__sample_tokens=0,
        train__snapshots=False,
        train__save_every=100,
        train__eval_every=100,
        **CONFIGS[name],
    )
    expected = steps(list(Trainer(settings, corpus, tmp_path / "whole").run()))
    final = checkpoint.load(tmp_path / "whole")
    for cut in (1, 6, 11):
        folder = tmp_path / str(cut)
        first = cut_at(Trainer(settings, corpus, folder), cut)
        torch.rand(7)
        rest = list(Trainer(settings, corpus, folder).run(resume=True))
        assert steps(first) + steps(rest) == expected
        found = checkpoint.load(folder)
        assert all(torch.equal(found.weights[key], final.weights[key]) for key in final.weights)
        assert all(torch.equal(found.optimizer[key], final.optimizer[key]) for key in final.optimizer)


@pytest.mark.parametrize("of", ["text", "pairs"])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_resumes_bit_by_bit(
    config: Config, corpora: dict[str, Corpus], tmp_path: Path, shape: str, of: str
) -> None:
    settings = config(
        model__architecture=shape,
        model__dropout=0.1,
        train__max_steps=10,
        train__accumulation=2,
        train__save_every=4,
        train__eval_every=3,
        data__format=of,
    )
    expected = list(Trainer(settings, corpora[of], tmp_path / "whole").run())
    first = cut_at(Trainer(settings, corpora[of], tmp_path / "cut"), 6)
    rest = list(Trainer(settings, corpora[of], tmp_path / "cut").run(resume=True))
    assert steps(first) + steps(rest) == steps(expected)
    assert [event for event in rest if isinstance(event, Evaluated)][-1] == [
        event for event in expected if isinstance(event, Evaluated)
    ][-1]
    final, found = checkpoint.load(tmp_path / "whole"), checkpoint.load(tmp_path / "cut")
    assert all(torch.equal(found.weights[key], final.weights[key]) for key in final.weights)
    assert all(torch.equal(found.optimizer[key], final.optimizer[key]) for key in final.optimizer)


def test_time_adds_up_over_resumes_and_the_config_of_the_checkpoint_holds(
    config: Config, corpus: Corpus, tmp_path: Path
) -> None:
    first = cut_at(Trainer(config(), corpus, tmp_path), 7)
    other = config(train__max_steps=999, train__seed=5, train__threads=2)
    second = list(Trainer(other, corpus, tmp_path).run(resume=True))
    started, paused, finished = second[0], first[-1], second[-1]
    assert isinstance(started, Started)
    assert isinstance(paused, Finished)
    assert isinstance(finished, Finished)
    assert (started.step, started.max_steps, started.threads) == (7, 20, 1)
    assert finished.elapsed_s > paused.elapsed_s


def test_a_finished_run_that_is_resumed_finishes_again(config: Config, corpus: Corpus, tmp_path: Path) -> None:
    list(Trainer(config(), corpus, tmp_path).run())
    again = list(Trainer(config(), corpus, tmp_path).run(resume=True))
    assert steps(again) == []
    assert isinstance(again[-1], Finished)
    assert again[-1].reason == "done"


def test_a_damaged_checkpoint_is_passed_over_set_aside_and_made_again(
    config: Config, corpus: Corpus, tmp_path: Path
) -> None:
    expected = steps(list(Trainer(config(), corpus, tmp_path / "whole").run()))
    cut_at(Trainer(config(), corpus, tmp_path / "cut"), 12)
    newest = checkpoint.newest(tmp_path / "cut")
    assert newest is not None
    weights = newest / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1])
    rest = list(Trainer(config(), corpus, tmp_path / "cut").run(resume=True))
    assert steps(rest) == expected[10:]
    assert len(list((tmp_path / "cut" / "checkpoints").glob("damaged-step-00000012-*"))) == 1


def test_a_run_whose_checkpoints_are_all_damaged_says_so(config: Config, corpus: Corpus, tmp_path: Path) -> None:
    cut_at(Trainer(config(), corpus, tmp_path), 3)
    for folder in checkpoint.checkpoints(tmp_path):
        (folder / "state.json").write_text("")
    failed = list(Trainer(config(), corpus, tmp_path).run(resume=True))[-1]
    assert isinstance(failed, Failed)
    assert failed.code == "checkpoint-damaged"


def test_a_checkpoint_of_another_vocabulary_is_refused(config: Config, corpus: Corpus, tmp_path: Path) -> None:
    cut_at(Trainer(config(), corpus, tmp_path), 3)
    trainer = Trainer(config(), corpus, tmp_path)
    found = checkpoint.load(tmp_path)
    with pytest.raises(CheckpointError, match="the corpus that the run began with"):
        trainer.take_up(
            checkpoint.Checkpoint(found.folder, found.config, 99, found.state, found.weights, found.optimizer)
        )


def test_drafts_that_a_crash_left_are_cleared_away(config: Config, corpus: Corpus, tmp_path: Path) -> None:
    cut_at(Trainer(config(), corpus, tmp_path), 3)
    shutil.copytree(tmp_path / "checkpoints" / "step-00000003", tmp_path / "checkpoints" / ".step-00000005.abc")
    list(Trainer(config(), corpus, tmp_path).run(resume=True))
    assert not list((tmp_path / "checkpoints").glob(".*"))


KILLED = """
import json, os, signal, sys
from pathlib import Path
from llm_core.config import RunConfig
from llm_core.data.corpus import corpus
from llm_core.training import checkpoint, tensors
from llm_core.training.trainer import Trainer

settings, folder, where, at, saves = sys.argv[1:]
if where == "save":                                       # die inside the second save, with the weights half written
    write, calls = tensors.save_file, []
    def dying(*args, **named):
        calls.append(1)
        if len(calls) == int(at):
            write(*args, **named)
            os.kill(os.getpid(), signal.SIGKILL)
        return write(*args, **named)
    tensors.save_file = dying
for event in Trainer(RunConfig.model_validate_json(settings), corpus.load(Path(saves)), Path(folder)).run():
    if event.kind == "step" and where == "step" and event.step == int(at):
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(("where", "at", "left"), [("step", 8, 5), ("step", 14, 10), ("save", 4, 5), ("save", 5, 10)])
def test_kill_9_loses_at_most_one_checkpoint_interval(
    config: Config, corpus: Corpus, tmp_path: Path, where: str, at: int, left: int
) -> None:
    settings = config(model__dropout=0.1, train__snapshots=False, train__sample_tokens=0)
    expected = steps(list(Trainer(settings, corpus, tmp_path / "whole").run()))
    arguments = [
        json.dumps(settings.model_dump(mode="json")),
        str(tmp_path / "cut"),
        where,
        str(at),
        str(corpus.folder),
    ]
    died = subprocess.run(
        [sys.executable, "-c", KILLED, *arguments],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    rest = steps(list(Trainer(settings, corpus, tmp_path / "cut").run(resume=True)))
    assert rest[0][0] == left + 1
    assert rest == expected[left:]
