"""What a run's losses say by themselves, and how the command line warns of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from llm_core.cli.progress import Bar
from llm_core.training.events import Evaluated, Event, Finished, Planned, Saved, Started, StepDone
from llm_core.training.signs import Look, divergence, growing_gap, has_risen

STARTED = Started(0, 810_000, 65, 1000, "CPU", 1, "float32", 300)


def run(train: list[float], validation: list[float], *, each: int = 30, taught: float | None = None) -> Iterator[Event]:
    """A run whose train and validation loss are these, at every so many steps."""
    yield STARTED
    look = 0
    for look, (train_loss, val_loss) in enumerate(zip(train, validation, strict=True)):
        yield from (StepDone(each * look + i + 1, train_loss, 0.03, 1.0, 5000.0, 0.1) for i in range(each))
        step = each * (look + 1)
        yield Evaluated(step, val_loss, None, 100, 100, 0, taught=taught)
        if val_loss == min(validation[: look + 1]):
            yield Saved(step, "best", f"checkpoints/step-{step:08d}")
    yield Finished(each * (look + 1), "done", train[-1], 1.0, 1)


def lines(events: Iterator[Event], capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What the command line says of a run, but for what it says of every run."""
    capsys.readouterr()
    with Bar(plain=True) as bar:
        for event in events:
            bar.training(event)
    return [line for line in capsys.readouterr().err.splitlines() if " nats" not in line and "parameters" not in line]


def test_the_command_line_warns_of_divergence_once_and_says_what_to_change(capsys: pytest.CaptureFixture[str]) -> None:
    [line] = lines(run([3.0, 2.0, 4.5, 4.6], [3.0, 2.1, 4.5, 4.6]), capsys)
    assert "the loss is rising: train loss went from 2.00 back up to" in line
    assert "half the learning rate" in line


def test_the_command_line_names_a_growing_gap_and_the_best_step(capsys: pytest.CaptureFixture[str]) -> None:
    [line] = lines(run([3.0, 2.4, 2.0, 1.8, 1.6, 1.4, 1.2], [3.1, 2.5, 2.3, 2.2, 2.15, 2.12, 2.1]), capsys)
    assert "validation" in line
    assert "the gap grew from 0.10 to 0.72" in line
    assert "Validation was best at step 180 (2.12), and those weights are kept" in line


def test_the_command_line_says_where_learning_by_heart_began(capsys: pytest.CaptureFixture[str]) -> None:
    said = lines(run([3.0, 2.6, 2.3, 2.2, 2.1, 2.0], [3.1, 2.5, 2.3, 2.2, 2.3, 2.4]), capsys)
    assert "it begins to memorize: validation loss rose to 2.40" in said[-1]
    assert "best at step 120 (2.20)" in said[-1]


def test_a_healthy_run_is_warned_of_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert lines(run([3.0, 2.6, 2.3, 2.1, 2.0, 1.95, 1.9], [3.1, 2.7, 2.4, 2.2, 2.1, 2.05, 2.0]), capsys) == []


def test_replies_that_nobody_taught_are_no_reason_to_warn(capsys: pytest.CaptureFixture[str]) -> None:
    assert lines(run([3.0, 2.6, 2.3, 2.0, 1.5, 1.0], [3.1, 2.5, 2.3, 2.2, 2.3, 2.4], taught=0.5), capsys) == []


def test_the_command_line_says_that_a_plan_changed_and_counts_by_it(capsys: pytest.CaptureFixture[str]) -> None:
    events = [
        STARTED,
        StepDone(1, 3.0, 0.03, 1.0, 5000.0, 0.1),
        Planned(1, 900, 300, 0.1, 0.05),
        Evaluated(1, 3.0, None, 100, 100, 0),
    ]
    with Bar(plain=True) as bar:
        for event in events:
            bar.training(event)
    said = capsys.readouterr().err
    assert "step 1: steps are faster than planned (0.05 s each): 900 steps instead of 300" in said
    assert "step 1/900" in said


def test_too_few_losses_say_nothing() -> None:
    assert divergence([2.0] * 10 + [9.0] * 10) is None
    assert not has_risen([Look(0, 1.0), Look(1, 2.0), Look(2, 3.0)])
    assert growing_gap([Look(step, 3.0 - 0.1 * step, 2.9 - 0.5 * step) for step in range(5)]) is None
