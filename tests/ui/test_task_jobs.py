"""Work that takes a while: once at a time, stopped when asked, not too much of it."""

from __future__ import annotations

import time
from typing import Any

import pytest

from llm_core.errors import Mistake, ResourceError
from tests.ui.test_tasks_tab import until
from ui.tabs.tasks.jobs import MOST, Jobs


def test_the_same_work_is_done_once_at_a_time_and_can_be_stopped() -> None:
    jobs, going = Jobs(), []

    def work(tell: Any, cancelled: Any) -> str:
        going.append(1)
        tell(1, 4)
        while not cancelled():
            time.sleep(0.01)
        return "stopped"

    first, second = jobs.begin("same", work), jobs.begin("same", work)
    assert first is second
    until(lambda: {"done": first.done}, lambda answer: answer["done"] == 1)
    jobs.stop(first.id)
    until(lambda: {"over": first.over}, lambda answer: answer["over"])
    assert going == [1]
    assert first.result == "stopped"


def test_too_much_work_is_refused() -> None:
    jobs = Jobs()

    def wait(tell: Any, cancelled: Any) -> None:
        while not cancelled():
            time.sleep(0.01)

    begun = [jobs.begin(str(number), wait) for number in range(MOST)]
    with pytest.raises(ResourceError):
        jobs.begin("one more", wait)
    for job in begun:
        jobs.stop(job.id)


def test_what_goes_wrong_is_kept_with_the_work() -> None:
    jobs = Jobs()

    def fail(tell: Any, cancelled: Any) -> None:
        raise Mistake("too-bad", "Too bad.")

    job = jobs.begin("fails", fail)
    until(lambda: {"over": job.over}, lambda answer: answer["over"])
    assert str(job.error) == "Too bad."
