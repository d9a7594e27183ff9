"""Models held ready: the newest weights, one copy each, two at most, a sentence where there are none."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from llm_core.errors import RunError
from ui.state.models import Models


@pytest.fixture
def models(served: Any) -> Models:
    return Models(served.services.workspace, served.services.store)


def test_the_newest_weights_are_given_when_no_step_is_named(models: Models, small_run: str) -> None:
    assert models.steps(small_run)[-1] == 6
    assert models.get(small_run).step == 6
    assert models.get(small_run, 0).step == 0
    assert models.get(small_run).run.id == small_run


def test_asking_at_the_same_time_loads_once(models: Models, small_run: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda _: models.get(small_run).model, range(16)))
    assert len({id(model) for model in got}) == 1
    assert not got[0].training


def test_two_models_are_kept_and_the_one_unused_longest_goes(models: Models, small_run: str) -> None:
    first = models.get(small_run, 0).model
    second = models.get(small_run, 1).model
    assert models.get(small_run, 0).model is first
    models.get(small_run, 2)
    assert models.get(small_run, 0).model is first
    assert models.get(small_run, 1).model is not second


def test_a_forgotten_run_is_loaded_anew(models: Models, small_run: str) -> None:
    before = models.get(small_run).model
    models.forget(small_run)
    assert models.get(small_run).model is not before


def test_what_is_not_there_is_said(models: Models, small_run: str) -> None:
    with pytest.raises(RunError, match="Near it: 6"):
        models.get(small_run, 999)
    with pytest.raises(RunError, match=r"no run|is not the id"):
        models.get("../../etc")
