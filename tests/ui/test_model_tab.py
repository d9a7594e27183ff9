"""The Model tab's side in Python: the shape that is drawn, what it costs, and what does not fit."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from llm_core.config import RunConfig
from llm_core.model.transformer import LargeLanguageModel
from ui.limits import Limits
from ui.preparing import Preparing
from ui.tabs import model as model_tab
from ui.tabs.model import Measure, timed_part, view
from ui.uploads import Uploads
from ui.words import Words

EN, ZH = Words("en"), Words("zh")


@pytest.fixture
def services(tmp_path: Path) -> Any:
    uploads = Uploads(tmp_path / "uploads", Limits())
    store = SimpleNamespace(runs=lambda *statuses: [])
    return SimpleNamespace(uploads=uploads, preparing=Preparing(uploads, tmp_path / "corpora"), store=store)


def new_draft(**changes: Any) -> dict[str, Any]:
    return {"source": "sample:arithmetic", "preset": "tiny", "changes": {name.replace("__", "."): value for name, value in changes.items()}}


def test_the_drawing_has_the_letters_of_the_model_that_would_be_built(services: Any) -> None:
    draft = new_draft(model__d_model=96, model__nhead=6, model__num_layers=3, model__tied_embeddings=True)
    found = view(services, EN, draft)
    built = LargeLanguageModel.from_config(RunConfig.parse(draft["changes"]).model, found["shape"]["V"])
    assert found["parts"] == built.parameters_by_part()
    assert found["shape"] | {"D": 96, "H": 6, "K": 16, "L": 3, "F": 256, "T": 64, "tied": True} == found["shape"]
    assert found["step_tokens"] == 12 * 64


def test_a_shape_that_does_not_fit_is_said_in_the_pages_language(services: Any) -> None:
    draft = new_draft(model__nhead=3)
    for words in (EN, ZH):
        found = view(services, words, draft)
        assert "126" in found["mistake"]
        assert "shape" not in found
    assert "126" in Measure(services, EN)(draft)["mistake"]


def test_a_shape_that_needs_more_memory_than_is_free_is_named_and_not_tried(services: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_tab, "free_memory_bytes", lambda: 10_000_000)
    assert view(services, EN, new_draft())["short"]
    assert Measure(services, EN)(new_draft()) == {"too_large": True}


def test_time_is_measured_once_a_shape_and_reckoned_for_any_number_of_steps(services: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    monkeypatch.setattr("llm_core.training.estimate.measure_step_s", lambda config, vocab_size, **_: calls.append(config) or 0.01)
    monkeypatch.setattr(model_tab, "vocabulary", lambda *_: (64, True))
    measure = Measure(services, EN)
    assert measure(new_draft(train__max_steps=100))["total_s"] == pytest.approx(1)
    assert measure(new_draft(train__max_steps=300))["total_s"] == pytest.approx(3)
    assert measure(new_draft(train__max_steps=300, train__max_seconds=2.0))["total_s"] == 2
    assert len(calls) == 1
    measure(new_draft(train__batch_size=4))
    assert len(calls) == 2


def test_only_what_changes_a_steps_time_is_part_of_the_question() -> None:
    a = RunConfig.parse({"train.max_steps": 7, "train.seed": 3, "data.validation_fraction": 0.2, "sampling.temperature": 0.1})
    assert timed_part(a) == timed_part(RunConfig())
    assert timed_part(RunConfig.parse({"model.d_model": 96})) != timed_part(RunConfig())


@pytest.mark.parametrize("sent", [None, [], "x", 3, {"changes": {"model.d_model": "wide"}}, {"changes": {"model.num_layers": 10**9}}])
def test_whatever_a_browser_sends_is_answered(services: Any, monkeypatch: pytest.MonkeyPatch, sent: object) -> None:
    monkeypatch.setattr("llm_core.training.estimate.measure_step_s", lambda *_, **__: 0.01)
    assert isinstance(view(services, EN, sent), dict)
    assert isinstance(Measure(services, EN)(sent), dict)
