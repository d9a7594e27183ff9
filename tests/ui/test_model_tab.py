"""The Model tab's side in Python: the shape that is drawn, what it costs, and what does not fit."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from llm_core.config import RunConfig
from llm_core.config.presets import FAMILIES, PRESETS
from llm_core.data.pairs.rows import fitting
from llm_core.model.transformer import LargeLanguageModel
from llm_core.runs.workspace import open_workspace
from ui.state import draft as drafts
from ui.state.corpus_jobs import CorpusJobs
from ui.state.limits import Limits
from ui.state.start_from import StartingRuns
from ui.state.step_time import StepTimes
from ui.state.uploads import Uploads
from ui.tabs.model.tab import Asks, choices_of, view
from ui.words import Words

EN, ZH = Words("en"), Words("zh")


@pytest.fixture
def services(tmp_path: Path) -> Any:
    uploads = Uploads(tmp_path / "uploads", Limits())
    store = SimpleNamespace(runs=lambda *statuses: [])
    step_times = StepTimes(tmp_path / "pace.json")
    starting_runs = StartingRuns(open_workspace(tmp_path / "workspace"), store)
    return SimpleNamespace(
        uploads=uploads,
        corpus_jobs=CorpusJobs(uploads, tmp_path / "corpora", starting_runs),
        store=store,
        step_times=step_times,
        starting_runs=starting_runs,
    )


def time_of(services: Any, draft: object) -> dict[str, Any]:
    """The answer once it is there."""
    for _ in range(500):
        found = Asks(services, EN).time(draft)
        if found.get("state") not in ("measuring", "waiting"):
            return found
        time.sleep(0.01)
    raise AssertionError(found)


def new_draft(**changes: Any) -> dict[str, Any]:
    return {
        "source": "sample:arithmetic",
        "preset": "tiny",
        "changes": {name.replace("__", "."): value for name, value in changes.items()},
    }


def test_the_drawing_has_the_letters_of_the_model_that_would_be_built(services: Any) -> None:
    draft = new_draft(model__d_model=96, model__nhead=6, model__num_layers=3, model__tied_embeddings=True)
    found = view(services, EN, draft)
    built = LargeLanguageModel.from_config(RunConfig.parse(draft["changes"]).model, found["shape"]["V"])
    assert found["parts"] == built.parameters_by_part()
    assert found["shape"] | {"D": 96, "H": 6, "K": 16, "L": 3, "F": 256, "T": 64} == found["shape"]
    assert found["step_tokens"] == 12 * 64


@pytest.mark.parametrize("preset", ["tiny", "small"])
@pytest.mark.parametrize("family", FAMILIES)
def test_the_parts_of_every_family_and_size_are_those_of_the_built_model(
    services: Any, family: str, preset: str
) -> None:
    found = view(services, EN, {**new_draft(), "family": family, "preset": preset})
    config = RunConfig.parse(family=family, preset=preset).model
    built = LargeLanguageModel.from_config(config, found["shape"]["V"])
    assert found["parts"] == built.parameters_by_part()
    layers = [len(stack.blocks) if stack else 0 for stack in (built.encoder, built.decoder)]
    assert [found["shape"]["E"], found["shape"]["L"]] == layers
    assert found["shape"]["model"] == config.model_dump()


def test_what_a_family_or_a_size_changes_is_known_to_the_drawing_before_the_server_answers() -> None:
    known = choices_of()
    for family in FAMILIES:
        for preset in PRESETS:
            guessed = RunConfig.parse().model.model_dump() | known["preset"][preset] | known["family"][family]
            assert guessed == RunConfig.parse(family=family, preset=preset).model.model_dump()


def test_a_shape_that_does_not_fit_is_said_in_the_pages_language(services: Any) -> None:
    draft = new_draft(model__nhead=3)
    for words in (EN, ZH):
        found = view(services, words, draft)
        assert "126" in found["mistake"]
        assert "shape" not in found
    assert "126" in Asks(services, EN).time(draft)["mistake"]


def test_a_shape_that_needs_more_memory_than_is_free_is_named_and_not_tried(
    services: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("ui.tabs.model.tab", "ui.state.step_time"):
        monkeypatch.setattr(f"{place}.free_memory_bytes", lambda: 10_000_000)
    assert view(services, EN, new_draft())["short"]
    assert Asks(services, EN).time(new_draft()) == {"state": "too large"}


def test_time_is_measured_once_a_shape_and_reckoned_for_any_number_of_steps(
    services: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    monkeypatch.setattr(
        "llm_core.training.cost.timing.measure_step_s", lambda config, vocab_size, **_: calls.append(config) or 0.01
    )
    services.corpus_jobs.vocab_size = lambda *_: (64, True)
    assert time_of(services, new_draft(train__max_steps=100))["total_s"] == pytest.approx(1)
    assert time_of(services, new_draft(train__max_steps=300))["total_s"] == pytest.approx(3)
    assert time_of(services, new_draft(train__max_steps=300, train__max_seconds=2.0))["total_s"] == 2
    assert (
        time_of(services, new_draft(train__seed=3, data__validation_fraction=0.2, sampling__temperature=0.1))["step_s"]
        == 0.01
    )
    assert len(calls) == 1
    time_of(services, new_draft(train__batch_size=4))
    assert len(calls) == 2


def test_nothing_is_measured_beside_a_run_that_trains_but_what_is_known_is_said(
    services: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("llm_core.training.cost.timing.measure_step_s", lambda *_, **__: 0.01)
    services.corpus_jobs.vocab_size = lambda *_: (64, True)
    assert time_of(services, new_draft())["step_s"] == 0.01
    services.store.runs = lambda *statuses: ["a run"]
    assert time_of(services, new_draft())["step_s"] == 0.01
    assert Asks(services, EN).time(new_draft(train__batch_size=4)) == {"state": "busy"}


@pytest.mark.parametrize(
    "sent", [None, [], "x", 3, {"changes": {"model.d_model": "wide"}}, {"changes": {"model.num_layers": 10**9}}]
)
def test_whatever_a_browser_sends_is_answered(services: Any, monkeypatch: pytest.MonkeyPatch, sent: object) -> None:
    monkeypatch.setattr("llm_core.training.cost.timing.measure_step_s", lambda *_, **__: 0.01)
    assert isinstance(view(services, EN, sent), dict)
    assert isinstance(Asks(services, EN).time(sent), dict)


def test_examples_that_are_worth_fewer_steps_than_were_asked_for_shorten_the_run_and_its_time(services: Any) -> None:
    draft = drafts.with_changes(
        drafts.with_source(drafts.first_draft("en"), "sample:sentiment"),
        {"train.max_epochs": 3, "train.max_steps": 5000},
    )
    assert view(services, EN, draft)["steps"] == 5000  # nothing is known of the text yet
    services.corpus_jobs.want(draft)
    for _ in range(3000):
        if (corpus := services.corpus_jobs.state(draft).corpus) is not None:
            break
        time.sleep(0.01)
    config = drafts.config_of(draft)
    expected = round(3 * len(fitting(corpus.train_rows, config.model)) / config.train.batch_size)
    assert 0 < expected < 5000
    assert view(services, EN, draft)["steps"] == expected
    assert view(services, EN, drafts.with_changes(draft, {"train.max_steps": 7}))["steps"] == 7
    found = time_of(services, draft)
    assert found["steps"] == expected
    assert found["total_s"] == pytest.approx(found["step_s"] * expected)
