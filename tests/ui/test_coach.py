"""The coach says the right thing about a run's numbers, in both languages."""

from __future__ import annotations

from string import Formatter
from typing import Any

import pytest

from ui.state.coach import Numbers, coach, overfits, percent, say
from ui.words import Words
from ui.words.folders import sentences

BASELINE_LOSSES = {"guessing": 4.174, "frequencies": 3.347, "pairs": 2.485}
FALLING = [(0, 4.17), (100, 2.9), (200, 2.3), (300, 2.1), (400, 2.0)]
RISING = [*FALLING, (500, 1.9), (600, 1.93), (700, 2.02)]
LEARNT = [(0, 0.0), (100, 0.31), (200, 0.62), (300, 0.7)]
KNOWN = [*LEARNT[:3], (300, 0.96), (400, 0.985)]
APART = [(0, 4.17), (100, 2.9), (200, 2.4), (300, 2.2), (400, 2.1), (500, 2.05), (600, 2.03), (700, 2.02)]
AHEAD = {step: loss for (step, _), loss in zip(APART, (4.2, 3.0, 2.35, 2.05, 1.9, 1.75, 1.6, 1.5), strict=True)}
STUCK = [(step, 2.0) for step in range(0, 1200, 100)]


def numbers(status: str = "running", **values: Any) -> Numbers:
    return Numbers(
        **{
            "status": status,
            "step": 400,
            "max_steps": 2000,
            "evaluations": FALLING,
            "baseline_losses": BASELINE_LOSSES,
            **values,
        }
    )


def talks(status: str = "running", **values: Any) -> Numbers:
    return numbers(
        status,
        **{
            "converses": True,
            "taught": LEARNT,
            "evaluations": RISING,
            "train_losses": [1.2] * 30,
            "train_at_best": 1.5,
            **values,
        },
    )


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (numbers("queued", place=2, ahead="first"), "queued"),
        (numbers("preparing"), "preparing"),
        (numbers("preparing", progress={"stage": "encoding", "done": 40, "total": 100}), "preparing.encoding"),
        (numbers("preparing", progress={"stage": "of another version", "done": 1, "total": 2}), "preparing"),
        (numbers(evaluations=[], step=3), "first-steps"),
        (numbers(evaluations=[(0, 4.17)], step=0), "first-steps"),
        (numbers(evaluations=[(0, 4.17), (20, 3.9)]), "guessing"),
        (numbers(evaluations=[(0, 4.17), (20, 3.0)]), "frequencies"),
        (numbers(), "pairs"),
        (numbers(evaluations=[*FALLING, (500, 1.5)]), "far"),
        (numbers(baseline_losses={}), "plain"),
        (numbers(evaluations=RISING), "overfitting"),
        (numbers(evaluations=RISING, train_losses=[1.2] * 30, train_at_best=1.5), "overfitting"),
        (numbers(evaluations=APART, train_at=AHEAD), "gap"),
        (numbers(evaluations=APART, train_at={step: loss + 0.4 for step, loss in AHEAD.items()}), "pairs"),
        (numbers("done", evaluations=APART, train_at=AHEAD), "done-gap"),
        (numbers(evaluations=APART, train_at=AHEAD, metric="Accuracy", score="81.0%"), "task.gap"),
        (talks(evaluations=APART, train_at=AHEAD), "talk.learning"),
        (numbers(evaluations=STUCK, step=1100), "plateau"),
        (numbers(evaluations=STUCK, step=1100, max_steps=1200), "pairs"),
        (numbers(train_losses=[2.0] * 30 + [4.0] * 16), "diverging"),
        (numbers("paused"), "paused"),
        (numbers("stopped"), "stopped"),
        (numbers("stopped", evaluations=[]), "stopped.early"),
        (numbers("done"), "done"),
        (numbers("done", evaluations=RISING), "done-overfit"),
        (numbers("failed", error={"code": "diverged"}), "diverged"),
        (numbers("failed", error={"code": "out-of-memory"}), "failed"),
        (numbers("failed"), "failed"),
        (talks(taught=[], step=3), "talk.first-steps"),
        (talks(taught=[(0, 0.0)], step=0, begun="stories"), "talk.begun"),
        (talks(), "talk.learning"),
        (talks(taught=KNOWN, held=0.5), "talk.known"),
        (talks(train_losses=[2.0] * 30 + [4.0] * 16), "diverging"),
        (talks("stopped"), "talk.stopped"),
        (talks("stopped", taught=[], evaluations=[]), "stopped.early"),
        (talks("done", taught=KNOWN, held=0.0), "talk.done"),
        (talks("done"), "talk.done.steps"),
        (talks("done", taught=[*LEARNT, (400, 0.7), (500, 0.7)]), "talk.done.size"),
        (talks("done", taught=[(100, 0.0)], train_losses=[2.0] * 20 + [1.5] * 20), "talk.done.steps"),
        (talks("failed", error={"code": "diverged"}), "diverged"),
        (talks("paused"), "paused"),
    ],
)
def test_each_state_gets_its_verdict_and_every_sentence_is_filled(found: Numbers, code: str) -> None:
    assert coach(found)[0] == code
    for language in ("en", "zh"):
        for unit in ("letters", "hanzi", "tokens"):
            said = say(Words(language), coach(found), unit)  # type: ignore[arg-type]
            assert said["verdict"]
            assert "{" not in said["verdict"] + said["more"]


def test_the_loss_is_said_as_a_number_of_characters() -> None:
    said = say(Words("en"), coach(numbers(evaluations=[(0, 4.174), (1120, 1.67)])), "letters")
    assert said["more"].startswith("At loss 1.67 it is as unsure as choosing among 5 characters; it began with 65.")


def test_a_run_that_converses_is_judged_by_its_taught_replies_and_never_told_that_it_memorizes() -> None:
    assert overfits(talks())
    said = say(Words("en"), coach(talks("done", taught=KNOWN, held=0.5)), "tokens")
    assert "gives 98.5% of its taught replies" in said["more"]
    assert "On held-out dialogues: 50%" in said["more"]
    assert "A rising validation loss does no harm here" in said["more"]
    assert said["more"].endswith("Talk to it on Chat.")
    calm = say(Words("en"), coach(talks("done", taught=KNOWN, evaluations=FALLING)), "tokens")["more"]
    assert "held-out" not in calm
    assert "rising" not in calm


@pytest.mark.parametrize(
    ("share", "spelled"),
    [(0.0, "0%"), (0.004, "0.4%"), (0.5, "50%"), (0.985, "98.5%"), (0.9999, "99.9%"), (1.0, "100%")],
)
def test_a_share_is_never_rounded_up_to_all(share: float, spelled: str) -> None:
    assert percent(share) == spelled


def test_validation_that_rises_while_the_train_loss_rises_too_is_no_overfitting() -> None:
    assert not overfits(numbers(evaluations=RISING, train_losses=[1.9] * 30, train_at_best=1.5))


def test_one_bad_look_is_no_overfitting() -> None:
    assert not overfits(numbers(evaluations=[*FALLING, (500, 2.2)]))


def test_a_diverged_run_is_told_half_its_learning_rate() -> None:
    said = say(
        Words("en"), coach(numbers("failed", step=652, learning_rate=0.03, error={"code": "diverged"})), "letters"
    )
    assert said["tone"] == "bad"
    assert "step 652" in said["verdict"]
    assert "0.015" in said["more"]


def test_a_failure_says_its_own_cause_and_its_braces_do_no_harm() -> None:
    error = {"code": "unheard-of", "cause": "The disk {is} full: free some room.", "values": {}}
    assert (
        say(Words("en"), coach(numbers("failed", error=error)), "letters")["more"]
        == "The disk {is} full: free some room."
    )


def test_an_empty_run_and_absurd_losses_never_break_the_coach() -> None:
    for status in ("running", "stopped", "done", "failed", "paused", "queued", "preparing", "of another version"):
        for looks in ([], [(1, 0.0)], [(1, 1e9), (2, 1e9)]):
            said = say(Words("en"), coach(Numbers(status, evaluations=looks)), "letters")
            assert said["verdict"]


def test_an_advice_is_one_and_its_template_the_same_in_both_languages() -> None:
    for key, english in sentences("en", "coach").items():
        names = {name for _, name, _, _ in Formatter().parse(english) if name}
        assert names == {name for _, name, _, _ in Formatter().parse(sentences("zh", "coach")[key]) if name} or key in (
            "first-steps.more",
            "guessing.more",
            "pairs",
            "far",
        ), key


@pytest.mark.parametrize("words", [Words("en"), Words("zh")], ids=["en", "zh"])
def test_of_a_task_the_coach_speaks_of_its_metric_and_leads_to_tasks(words: Words) -> None:
    looks = [(step, 3.0 - step / 200) for step in range(0, 200, 20)]
    running = coach(
        Numbers(
            "running",
            step=180,
            max_steps=400,
            evaluations=looks,
            train_losses=[2.0] * 20,
            train_at_best=2.1,
            metric="Accuracy",
            score="81.0%",
        )
    )
    assert running[0] == "task.learning"
    told = say(words, running, "letters")
    assert "Accuracy" in told["more"]
    assert "81.0%" in told["more"]
    for status in ("done", "stopped"):
        advice = coach(Numbers(status, step=400, max_steps=400, evaluations=looks, metric="chrF", score="43.1"))
        assert advice[0] == f"task.{status}"
        assert ("Tasks" if words.language == "en" else "任务") in say(words, advice, "tokens")["more"]
    assert coach(Numbers("running", metric="Accuracy"))[0] == "task.first-steps"


def test_a_growing_gap_is_named_with_both_losses_while_validation_still_falls() -> None:
    said = say(Words("en"), coach(numbers(evaluations=APART, train_at=AHEAD)), "letters")
    assert said["tone"] == "warn"
    assert "Train loss is 1.50, validation loss 2.02: the gap has grown from 0.10 to 0.52" in said["more"]
    assert "best at step 700 (2.02)" in said["more"]


def test_a_wide_gap_that_does_not_grow_is_no_news() -> None:
    steady = {step: loss - 0.5 for step, loss in APART}
    assert coach(numbers(evaluations=APART, train_at=steady))[0] == "pairs"


@pytest.mark.parametrize(
    ("kept", "snapshots", "sentence"),
    [
        (500, (), "best at step 500 (1.90), and those weights are kept."),
        (400, {100, 500}, "best at step 500 (1.90), and those weights are kept."),
        (400, {100}, "best at step 500 (1.90); kept are the weights of step 400, the best of those saved."),
        (None, (), "best at step 500 (1.90)."),
    ],
)
@pytest.mark.parametrize("status", ["running", "stopped", "done"])
def test_the_best_step_is_named_and_only_what_is_kept_is_said_to_be(
    status: str, kept: int | None, snapshots: Any, sentence: str
) -> None:
    found = numbers(status, evaluations=RISING, kept=kept, snapshots=snapshots)
    assert sentence in say(Words("en"), coach(found), "letters")["more"]
    assert "500" in say(Words("zh"), coach(found), "letters")["more"]
