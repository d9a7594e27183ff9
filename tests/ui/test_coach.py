"""The coach says the right thing about a run's numbers, in both languages."""

from __future__ import annotations

from string import Formatter
from typing import Any

import pytest

from ui.coach import Numbers, coach, overfits, say
from ui.words import Words
from ui.words import coach as sentences

REFERENCES = {"guessing": 4.174, "frequencies": 3.347, "pairs": 2.485}
FALLING = [(0, 4.17), (100, 2.9), (200, 2.3), (300, 2.1), (400, 2.0)]
RISING = [*FALLING, (500, 1.9), (600, 1.93), (700, 2.02)]
STUCK = [(step, 2.0) for step in range(0, 1200, 100)]


def numbers(status: str = "running", **values: Any) -> Numbers:
    return Numbers(**{"status": status, "step": 400, "max_steps": 2000, "evaluations": FALLING, "references": REFERENCES, **values})


@pytest.mark.parametrize(("found", "code"), [
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
    (numbers(references={}), "plain"),
    (numbers(evaluations=RISING), "overfitting"),
    (numbers(evaluations=RISING, train_losses=[1.2] * 30, train_at_best=1.5), "overfitting"),
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
])
def test_each_state_gets_its_verdict_and_every_sentence_is_filled(found: Numbers, code: str) -> None:
    assert coach(found)[0] == code
    for language in ("en", "zh"):
        for unit in ("letters", "hanzi", "tokens"):
            said = say(Words(language), coach(found), unit)  # type: ignore[arg-type]
            assert said["verdict"]
            assert "{" not in said["verdict"] + said["more"]


def test_the_loss_is_said_as_a_number_of_characters() -> None:
    said = say(Words("en"), coach(numbers(evaluations=[(0, 4.174), (1120, 1.67)])), "letters")
    assert said["more"].startswith("At 1.67 it wavers among about 5 characters at each place; it began with 65.")


def test_validation_that_rises_while_the_train_loss_rises_too_is_no_overfitting() -> None:
    assert not overfits(numbers(evaluations=RISING, train_losses=[1.9] * 30, train_at_best=1.5))


def test_one_bad_look_is_no_overfitting() -> None:
    assert not overfits(numbers(evaluations=[*FALLING, (500, 2.2)]))


def test_a_diverged_run_is_told_half_its_learning_rate() -> None:
    said = say(Words("en"), coach(numbers("failed", step=652, learning_rate=0.03, error={"code": "diverged"})), "letters")
    assert said["tone"] == "bad"
    assert "step 652" in said["verdict"]
    assert "0.015" in said["more"]


def test_a_failure_says_its_own_cause_and_its_braces_do_no_harm() -> None:
    error = {"code": "unheard-of", "cause": "The disk {is} full: free some room.", "values": {}}
    assert say(Words("en"), coach(numbers("failed", error=error)), "letters")["more"] == "The disk {is} full: free some room."


def test_an_empty_run_and_absurd_losses_never_break_the_coach() -> None:
    for status in ("running", "stopped", "done", "failed", "paused", "queued", "preparing", "of another version"):
        for looks in ([], [(1, 0.0)], [(1, 1e9), (2, 1e9)]):
            said = say(Words("en"), coach(Numbers(status, evaluations=looks)), "letters")
            assert said["verdict"]


def test_an_advice_is_one_and_its_template_the_same_in_both_languages() -> None:
    for key, english in sentences.EN.items():
        names = {name for _, name, _, _ in Formatter().parse(english) if name}
        assert names == {name for _, name, _, _ in Formatter().parse(sentences.ZH[key]) if name} or key in ("first-steps.more", "guessing.more", "pairs", "far"), key
