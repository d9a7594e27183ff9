"""The trainer: what it says, when it stops, what it keeps."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
import torch

from llm_core.config import RunConfig
from llm_core.data.corpus.corpus import Corpus
from llm_core.errors import TextError
from llm_core.training import checkpoint, failures, step_schedule
from llm_core.training.events import (
    KINDS,
    Evaluated,
    Event,
    Failed,
    Finished,
    Planned,
    Sampled,
    Saved,
    Saving,
    Started,
    StepDone,
    as_json,
    from_json,
)
from llm_core.training.step_schedule import is_milestone, milestones, steps_that_fit
from llm_core.training.time_limit import TimeLimit
from llm_core.training.train_step import Measured, TrainStep
from llm_core.training.trainer import Trainer

Config = Callable[..., RunConfig]


Kind = TypeVar("Kind", bound=Event)


def of_kind(events: list[Event], kind: type[Kind]) -> list[Kind]:
    return [event for event in events if isinstance(event, kind)]


def losses(events: list[Event]) -> list[float]:
    return [event.train_loss for event in of_kind(events, StepDone)]


@pytest.fixture(scope="module")
def events_and_folder(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Event], Path]:
    from tests.training.conftest import small_config

    folder = tmp_path_factory.mktemp("run")
    return list(Trainer(small_config(), corpus, folder).run()), folder


@pytest.fixture
def events(events_and_folder: tuple[list[Event], Path]) -> list[Event]:
    return events_and_folder[0]


def test_a_run_starts_steps_and_finishes(events: list[Event]) -> None:
    assert isinstance(events[0], Started)
    assert isinstance(events[-1], Finished)
    assert (events[-1].reason, events[-1].step) == ("done", 20)
    assert [event.step for event in of_kind(events, StepDone)] == list(range(1, 21))
    assert events[-1].peak_memory_bytes > 1 << 20


def test_the_first_loss_is_that_of_guessing_and_then_it_falls(events: list[Event], corpus: Corpus) -> None:
    found = losses(events)
    assert found[0] == pytest.approx(math.log(corpus.tokenizer.vocab_size), abs=1e-3)
    assert found[-1] < found[0] - 1


def test_every_event_survives_the_way_through_json(events: list[Event]) -> None:
    for event in [*events, Failed(3, "code", "Cause.", {"a": 1})]:
        assert from_json(event.kind, json.loads(json.dumps(as_json(event), allow_nan=False))) == event
    assert len(KINDS) == 9


def test_each_sample_has_the_loss_of_its_step_beside_it(events: list[Event], corpus: Corpus) -> None:
    evaluated = {event.step: event.val_loss for event in of_kind(events, Evaluated) if event.tokens < event.of_tokens}
    samples = of_kind(events, Sampled)
    assert [sample.step for sample in samples] == [0, 1, 2, 5, 10, 20]
    assert all(sample.val_loss == evaluated[sample.step] for sample in samples)
    assert {sample.prompt for sample in samples} == {corpus.statistics.sample_prompt}
    assert all(sample.text for sample in samples)


def test_the_whole_validation_split_is_read_at_the_end(events: list[Event], corpus: Corpus) -> None:
    last = of_kind(events, Evaluated)[-1]
    assert last.tokens == last.of_tokens == len(corpus.validation) - 1
    assert last.step == 20


def test_a_checkpoint_is_announced_before_it_is_written(events: list[Event]) -> None:
    announced = [event.step for event in of_kind(events, Saving)]
    assert announced == [event.step for event in of_kind(events, Saved) if event.content == "checkpoint"]
    for event in of_kind(events, Saving):
        following = events[events.index(event) + 1]
        assert isinstance(following, Saved)
        assert (following.content, following.step) == ("checkpoint", event.step)


def test_checkpoints_and_snapshots_lie_where_the_events_say(events_and_folder: tuple[list[Event], Path]) -> None:
    events, folder = events_and_folder
    saved = of_kind(events, Saved)
    assert [event.step for event in saved if event.content == "checkpoint"] == [5, 10, 15, 20]
    assert [event.step for event in saved if event.content == "snapshot"] == [0, 1, 2, 5, 10, 20]
    assert [step for step, _ in checkpoint.snapshots(folder)] == [0, 1, 2, 5, 10, 20]
    kept = {path.relative_to(folder).as_posix() for path in checkpoint.checkpoints(folder)}
    assert {"checkpoints/step-00000015", "checkpoints/step-00000020"} <= kept
    assert [event.folder for event in saved if event.content == "best"][-1] in kept


def test_the_config_that_was_decided_is_written_and_holds_nothing_open(
    events_and_folder: tuple[list[Event], Path],
) -> None:
    config = RunConfig.model_validate_json((events_and_folder[1] / "config.json").read_text())
    assert (config.train.device, config.train.threads, config.train.precision) == ("cpu", 1, "float32")
    assert config.train.learning_rate == 0.03


GOLDEN = [
    2.9444,
    2.8847,
    2.7935,
    2.7513,
    2.6732,
    2.569,
    2.4796,
    2.4016,
    2.297,
    2.3129,
    2.1941,
    2.1495,
    1.9966,
    2.0392,
    1.9402,
    2.0127,
    2.0377,
    1.9757,
    2.026,
    1.8707,
]


def test_golden_losses(events: list[Event]) -> None:
    """Twenty steps on the CPU; other processors sum in another order, and the difference grows with the steps."""
    assert losses(events) == pytest.approx(GOLDEN, abs=2e-3)


def test_two_runs_of_one_seed_are_bit_identical_and_another_seed_is_not(
    config: Config, corpus: Corpus, tmp_path: Path
) -> None:
    def run(seed: int, name: str) -> list[float]:
        return losses(list(Trainer(config(train__seed=seed, model__dropout=0.2), corpus, tmp_path / name).run()))

    first = run(1, "a")
    torch.rand(5)
    assert first == run(1, "b")
    assert first != run(2, "c")


def test_looking_does_not_change_what_is_learnt(config: Config, corpus: Corpus, tmp_path: Path) -> None:
    much = config(train__eval_every=1, train__save_every=1, model__dropout=0.1)
    little = config(
        train__eval_every=100, train__save_every=100, train__sample_tokens=0, train__snapshots=False, model__dropout=0.1
    )
    runs = [
        list(Trainer(settings, corpus, tmp_path / str(settings.train.eval_every)).run()) for settings in (much, little)
    ]
    assert losses(runs[0]) == losses(runs[1])
    assert of_kind(runs[1], Sampled) == []
    assert checkpoint.snapshots(tmp_path / "100") == []


def test_accumulated_batches_are_one_large_batch(config: Config, corpus: Corpus, tmp_path: Path) -> None:
    at_once = list(Trainer(config(train__batch_size=8), corpus, tmp_path / "a").run())
    in_parts = list(Trainer(config(train__batch_size=2, train__accumulation=4), corpus, tmp_path / "b").run())
    assert losses(in_parts) == pytest.approx(losses(at_once), abs=2e-3)


@pytest.mark.parametrize(("asked", "reason"), [("pause", "paused"), ("stop", "stopped")])
def test_a_request_ends_the_run_at_once_and_leaves_a_checkpoint(
    config: Config, corpus: Corpus, tmp_path: Path, asked: str, reason: str
) -> None:
    requests: list[str] = []
    trainer = Trainer(config(), corpus, tmp_path, request=lambda: requests[-1] if requests else None)
    events: list[Event] = []
    for event in trainer.run():
        events.append(event)
        if isinstance(event, StepDone) and event.step == 7:
            requests.append(asked)
    assert isinstance(events[-1], Finished)
    assert (events[-1].reason, events[-1].step) == (reason, 7)
    assert checkpoint.load(tmp_path).state.step == 7
    assert not [event for event in of_kind(events, Evaluated) if event.step == 7]
    assert (checkpoint.snapshots(tmp_path)[-1][0] == 7) == (asked == "stop")


def test_a_request_before_the_first_step_leaves_a_run_that_can_go_on(
    config: Config, corpus: Corpus, tmp_path: Path
) -> None:
    whole = losses(list(Trainer(config(), corpus, tmp_path / "whole").run()))
    folder = tmp_path / "cut"
    events = list(Trainer(config(), corpus, folder, request=lambda: "pause").run())
    assert isinstance(events[-1], Finished)
    assert (events[-1].reason, events[-1].step, events[-1].train_loss) == ("paused", 0, None)
    assert losses(list(Trainer(config(), corpus, folder).run(resume=True))) == whole


def test_a_text_shorter_than_the_context_is_refused_before_anything_else(
    config: Config, corpus: Corpus, tmp_path: Path
) -> None:
    with pytest.raises(TextError, match="context"):
        Trainer(config(model__context_length=4096), corpus, tmp_path)


@pytest.mark.parametrize("at", [0, 1, 4, 5, 9, 13, 19])
def test_numbers_that_are_not_finite_halt_the_run_and_the_last_good_checkpoint_stays(
    config: Config, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    gradients = TrainStep.gradients

    def poisoned(self: TrainStep, number: int, *batch: Any) -> Measured:
        measured = gradients(self, number, *batch)
        return measured if number != at else Measured(measured.loss, float("nan"))

    with monkeypatch.context() as patch:
        patch.setattr(TrainStep, "gradients", poisoned)
        events = list(Trainer(config(), corpus, tmp_path).run())
    failed = events[-1]
    assert isinstance(failed, Failed)
    assert (failed.step, failed.code, failed.values["advice"], failed.values["rate"]) == (at, "diverged", 0.015, 0.03)
    assert "train.learning_rate to 0.015" in failed.cause
    if at >= 5:
        assert checkpoint.load(tmp_path).state.step == at // 5 * 5
        assert isinstance(list(Trainer(config(), corpus, tmp_path).run(resume=True))[-1], Finished)


def test_weights_that_overflow_are_noticed_by_the_loss_itself(config: Config, corpus: Corpus, tmp_path: Path) -> None:
    trainer = Trainer(config(), corpus, tmp_path)
    events: list[Event] = []
    for event in trainer.run():
        events.append(event)
        if isinstance(event, StepDone) and event.step == 7:
            with torch.no_grad():
                trainer.train_step.model.head.weight.mul_(1e38).mul_(1e38)
    failed = events[-1]
    assert isinstance(failed, Failed)
    assert (failed.code, failed.step, failed.values["kept"]) == ("diverged", 7, "checkpoints/step-00000005")


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"),
        torch.OutOfMemoryError("CUDA out of memory."),
    ],
)
def test_memory_that_runs_out_is_explained_with_a_smaller_setting(
    config: Config, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: Any) -> Measured:
        raise error

    monkeypatch.setattr(TrainStep, "gradients", fail)
    failed = list(Trainer(config(train__batch_size=64), corpus, tmp_path).run())[-1]
    assert isinstance(failed, Failed)
    assert (failed.code, failed.values) == ("out-of-memory", {"batch_size": 32, "accumulation": 2})
    one = failures.explain(error, 0, config(train__batch_size=1), 15)
    assert one is not None
    assert one.values == {"context_length": 8, "num_layers": 1}


def test_a_disk_that_fails_is_explained(
    config: Config, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoint, "save", fail)
    failed = list(Trainer(config(train__sample_tokens=0), corpus, tmp_path).run())[-1]
    assert isinstance(failed, Failed)
    assert failed.code == "disk-failed"
    assert "No space left" in failed.cause


def test_our_own_faults_are_not_explained_away(config: Config) -> None:
    assert failures.explain(RuntimeError("shapes cannot be multiplied"), 0, config(), 15) is None


def test_a_time_limit_plans_fewer_steps_and_the_schedule_ends_with_them(
    config: Config, corpus: Corpus, tmp_path: Path
) -> None:
    limited = config(train__max_seconds=2.0, train__max_steps=1_000_000, train__sample_tokens=2)
    trainer = Trainer(limited, corpus, tmp_path)
    events = list(trainer.run())
    started, finished = events[0], events[-1]
    assert isinstance(started, Started)
    assert isinstance(finished, Finished)
    assert 1 <= started.max_steps < 1_000_000
    plans = [started.max_steps, *(planned.max_steps for planned in of_kind(events, Planned))]
    assert plans[-1] == trainer.config.train.max_steps == checkpoint.load(tmp_path).config.train.max_steps
    assert finished.elapsed_s < 4
    if finished.reason == "done":
        assert finished.step == plans[-1]


def test_the_time_limit_is_a_hard_one(
    config: Config, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(step_schedule, "USABLE", 1e6)
    monkeypatch.setattr(TimeLimit, "planned_anew", lambda *_: None)
    events = list(Trainer(config(train__max_seconds=0.5, train__max_steps=1_000_000), corpus, tmp_path).run())
    last = events[-1]
    assert isinstance(last, Finished)
    assert last.reason == "time"
    assert of_kind(events, Evaluated)[-1].tokens == len(corpus.validation) - 1
    assert checkpoint.load(tmp_path).state.step == last.step


def test_a_plan_counts_evaluations_and_samples_too(config: Config) -> None:
    settings = config(train__max_seconds=100.0, train__max_steps=10_000, train__eval_every=10).train

    def fitting(step: float, look: float, write: float) -> int:
        times = iter([step, look, write])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(step_schedule, "median_s", lambda *_: next(times))
            return steps_that_fit(settings, lambda: None, lambda: None, lambda: None)

    assert fitting(1.0, 0.0, 0.0) == 97
    assert 70 < fitting(1.0, 0.5, 1.0) < 90
    assert fitting(1e-9, 0.0, 0.0) == 10_000
    assert fitting(1000.0, 0.0, 0.0) == 1


def test_milestones_are_evenly_spread_on_a_log_scale() -> None:
    assert [step for step in range(1001) if is_milestone(step)] == [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
    for steps in (0, 1, 2, 4, 5, 99, 100, 1300):
        assert milestones(steps) == 1 + sum(is_milestone(step) for step in range(steps + 1))


def test_few_examples_are_learnt_from_no_more_often_than_is_said(
    corpora: dict[str, Corpus], config: Config, tmp_path: Path
) -> None:
    rows = corpora["pairs"].train_rows
    assert rows is not None
    pairs: dict[str, Any] = {
        "data__format": "pairs",
        "model__architecture": "encoder-decoder",
        "train__batch_size": 64,
        "train__accumulation": 2,
        "train__sample_tokens": 0,
    }
    for epochs, most, expected in ((0.5, 1000, round(0.5 * len(rows) / 128)), (None, 3, 3), (50.0, 3, 3)):
        settings = config(**pairs, train__max_epochs=epochs, train__max_steps=most)
        events = list(Trainer(settings, corpora["pairs"], tmp_path / str(epochs)).run())
        assert (of_kind(events, Started)[0].max_steps, of_kind(events, Finished)[0].step) == (expected, expected)


def test_running_text_has_no_epochs(corpus: Corpus, config: Config, tmp_path: Path) -> None:
    assert (
        of_kind(list(Trainer(config(train__max_epochs=0.001, train__max_steps=4), corpus, tmp_path).run()), Finished)[
            0
        ].step
        == 4
    )


def test_who_sets_the_steps_is_not_held_back_by_what_suits_a_format() -> None:
    assert RunConfig.parse({"data.format": "sentiment"}).train.max_epochs is not None
    assert RunConfig.parse({"data.format": "sentiment", "train.max_steps": 50}).train.max_epochs is None
    assert (
        RunConfig.parse({"data.format": "sentiment", "train.max_steps": 50, "train.max_epochs": 2}).train.max_epochs
        == 2
    )
