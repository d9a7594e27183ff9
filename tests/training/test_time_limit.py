"""A time limit is used up and not overrun, however the pace changes: the schedule follows the clock."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llm_core.config import RunConfig
from llm_core.data.corpus.corpus import Corpus
from llm_core.training import checkpoint
from llm_core.training.batches import Batch
from llm_core.training.events import Event, Finished, Planned, Started, StepDone
from llm_core.training.train_step import Measured, TrainStep
from llm_core.training.trainer import Trainer

Config = Callable[..., RunConfig]
Pace = Callable[[float], float]
LIMIT_S = 100.0
PEAK = 0.03


class FakeClock:
    """A clock that moves by what the steps are said to take; the time is 0 when training begins."""

    def __init__(self, pace: Pace) -> None:
        self.pace, self.now = pace, 0.0
        self.began: float | None = None

    def __call__(self) -> float:
        return self.now

    def step(self) -> None:
        """A step passes, at the pace of this moment; what is tried before the training has the pace of its begin."""
        self.now += self.pace(0.0 if self.began is None else self.now - self.began)


@pytest.fixture
def train(
    config: Config, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[Event]]:
    """Trains with steps that take what a pace says: seconds a step, at each second of the run."""
    step = TrainStep.step

    def trained(
        pace: Pace,
        *,
        name: str = "run",
        resume: bool = False,
        until: int | None = None,
        planned: list[Planned] | None = None,
        **changes: Any,
    ) -> list[Event]:
        clock = FakeClock(pace)

        def timed(self: TrainStep, number: int, batch: Batch) -> Measured:
            clock.step()
            return step(self, number, batch)

        monkeypatch.setattr(TrainStep, "step", timed)
        settings = config(
            **{
                "train__max_seconds": LIMIT_S,
                "train__max_steps": 100_000,
                "train__sample_tokens": 0,
                "train__snapshots": False,
                "train__eval_every": 1000,
                "train__save_every": 1000,
                "train__eval_tokens": 64,
                "train__batch_size": 1,
                "train__optimizer": "sgd",
                "train__learning_rate": PEAK,
                "model__num_layers": 1,
                **changes,
            }
        )
        trainer = Trainer(settings, corpus, tmp_path / name, clock=clock, planned=planned or [])
        trainer.request = lambda: "pause" if until is not None and trainer.step == until else None
        events: list[Event] = []
        for event in trainer.run(resume):
            if isinstance(event, Started):
                clock.began = clock.now - trainer.former_s
            events.append(event)
        return events

    return trained


def of(events: list[Event], kind: type[Any]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


def kept_to_the_clock(events: list[Event], *, least: float = 0.95) -> None:
    """The time is used up, the schedule is finished with it, and on the way the rate fell with the clock."""
    finished, steps = of(events, Finished)[0], of(events, StepDone)
    assert finished.reason == "done"
    assert least * LIMIT_S <= finished.elapsed_s <= LIMIT_S
    assert steps[-1].learning_rate <= 0.02 * PEAK
    assert (
        steps[-1].step
        == ([planned.max_steps for planned in of(events, Planned)] or [of(events, Started)[0].max_steps])[-1]
    )
    assert [step.step for step in steps] == list(range(1, len(steps) + 1))


def test_a_steady_pace_changes_no_plan(train: Callable[..., list[Event]]) -> None:
    events = train(lambda at: 0.5)
    assert of(events, Planned) == []
    kept_to_the_clock(events)


def test_an_unsteady_pace_changes_no_plan_while_its_mean_is_as_it_was(train: Callable[..., list[Event]]) -> None:
    dice = random.Random(3)
    events = train(lambda at: dice.uniform(0.4, 0.6))
    assert all(
        planned.done > 0.9 and abs(planned.max_steps - planned.former_steps) < 8 for planned in of(events, Planned)
    )
    kept_to_the_clock(events)


@pytest.mark.parametrize("slow_s", [10.0, 20.0, 40.0])
def test_a_slow_start_is_made_up_for(train: Callable[..., list[Event]], slow_s: float) -> None:
    events = train(lambda at: 5.0 if at < slow_s else 0.5)
    assert of(events, Finished)[0].step > 1.5 * of(events, Started)[0].max_steps
    kept_to_the_clock(events)


def test_a_quick_start_ends_in_time(train: Callable[..., list[Event]]) -> None:
    events = train(lambda at: 0.2 if at < 10 else 1.0)
    kept_to_the_clock(events)


def test_a_slow_middle_ends_in_time_with_its_schedule_finished(train: Callable[..., list[Event]]) -> None:
    events = train(lambda at: 4.0 if 40 <= at < 70 else 0.4)
    assert of(events, Planned)
    kept_to_the_clock(events)


def test_a_slow_end_is_the_end_of_the_schedule_too(train: Callable[..., list[Event]]) -> None:
    kept_to_the_clock(train(lambda at: 1.0 if at >= 80 else 0.4))


def test_one_long_step_leaves_the_plan_nearly_as_it_was(train: Callable[..., list[Event]]) -> None:
    events = train(lambda at: 8.0 if 50 <= at < 50.5 else 0.5)
    assert all(
        abs(planned.max_steps - planned.former_steps) < 0.2 * planned.former_steps for planned in of(events, Planned)
    )
    kept_to_the_clock(events)


def test_the_learning_rate_falls_with_the_share_of_time_that_is_used_up(train: Callable[..., list[Event]]) -> None:
    events = train(lambda at: 2.5 if at < 20 else 0.25)
    away = [abs(step.learning_rate / PEAK - (1 - step.elapsed_s / LIMIT_S)) for step in of(events, StepDone)]
    assert max(away) < 0.2
    assert sum(away) / len(away) < 0.04


def test_the_steps_that_were_asked_for_end_the_run_where_they_are_fewer(train: Callable[..., list[Event]]) -> None:
    events = train(lambda at: 5.0 if at < 20 else 0.5, train__max_steps=60)
    finished, steps = of(events, Finished)[0], of(events, StepDone)
    assert (finished.reason, finished.step) == ("done", 60)
    assert finished.elapsed_s < 50
    assert steps[-1].learning_rate <= 0.04 * PEAK


def test_a_time_limit_that_is_reached_in_a_step_is_kept_all_the_same(train: Callable[..., list[Event]]) -> None:
    events = train(lambda at: 60.0 if at > 60 else 1.0)
    finished = of(events, Finished)[0]
    assert finished.reason in ("time", "done")
    assert finished.elapsed_s < LIMIT_S + 60


def test_a_warm_up_stays_one_of_steps(train: Callable[..., list[Event]]) -> None:
    events = train(lambda at: 5.0 if at < 10 else 0.5, train__warmup_steps=20)
    rates = [step.learning_rate for step in of(events, StepDone)]
    assert rates[:20] == sorted(rates[:20])
    kept_to_the_clock(events)


def test_a_resume_goes_on_with_the_plan_as_it_was_changed(train: Callable[..., list[Event]], tmp_path: Path) -> None:
    def pace(at: float) -> float:
        return 5.0 if at < 20 else 0.5

    whole = train(pace, name="whole")
    cut = train(pace, name="cut", until=80)
    resumed = train(pace, name="cut", resume=True)
    assert of(cut, Planned)
    assert (
        of(resumed, Started)[0].max_steps
        == of(cut, Planned)[-1].max_steps
        == checkpoint.load(tmp_path / "whole").config.train.max_steps
    )
    assert [(e.step, e.train_loss, e.learning_rate) for e in of(cut, StepDone) + of(resumed, StepDone)] == [
        (e.step, e.train_loss, e.learning_rate) for e in of(whole, StepDone)
    ]
    kept_to_the_clock(cut[:-1] + resumed[1:])


def test_a_resume_follows_the_plans_that_were_made_after_its_checkpoint(train: Callable[..., list[Event]]) -> None:
    """A crash loses steps, not what was planned at them: done again elsewhere, at another pace, they are the same
    steps.
    """
    whole = train(lambda at: 4.0 if 30 <= at < 60 else 0.4, name="whole")
    planned = of(whole, Planned)
    first = planned[0].step
    train(lambda at: 0.4, name="cut", until=first - 10)
    resumed = train(lambda at: 0.4, name="cut", resume=True, planned=planned[:1])
    again = [(e.step, e.train_loss, e.learning_rate) for e in of(resumed, StepDone) if e.step <= first]
    assert again == [
        (e.step, e.train_loss, e.learning_rate) for e in of(whole, StepDone) if first - 10 < e.step <= first
    ]
    assert of(resumed, Planned)[0] == planned[0]


def test_examples_are_learnt_from_no_more_often_than_is_said_however_quick_it_gets(
    corpora: dict[str, Corpus], config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, step = FakeClock(lambda at: 0.1 if at > 5 else 5.0), TrainStep.step

    def timed(self: TrainStep, number: int, batch: Batch) -> Measured:
        clock.step()
        return step(self, number, batch)

    monkeypatch.setattr(TrainStep, "step", timed)
    rows = corpora["pairs"].train_rows
    assert rows is not None
    settings = config(
        data__format="pairs",
        model__architecture="encoder-decoder",
        train__batch_size=64,
        train__sample_tokens=0,
        train__max_seconds=LIMIT_S,
        train__max_epochs=1.5,
        train__max_steps=100_000,
        train__eval_every=1000,
        train__save_every=1000,
        train__snapshots=False,
    )
    trainer = Trainer(settings, corpora["pairs"], tmp_path, clock=clock)
    events: list[Event] = []
    for event in trainer.run():
        if isinstance(event, Started):
            clock.began = clock.now
        events.append(event)
    assert of(events, Started)[0].max_steps < of(events, Finished)[0].step == round(1.5 * len(rows) / 64)
