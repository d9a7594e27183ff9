"""Hyperparameters as controls: described once in the config, drawn and read back without losing anything."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from llm_core.config import RunConfig
from llm_core.config.presets import FAMILIES
from llm_core.config.setting import bounds, choices, settings_of
from llm_core.errors import SettingError
from ui.live.controls import GROUPED, apply, description, parsed, state_of
from ui.state import draft as drafts
from ui.state.field_facts import STOPS, TERMS, WHEN
from ui.tabs.model.tab import FIELDS as CARD
from ui.tabs.model.tab import MORE
from ui.words import Words

EN, ZH = Words("en"), Words("zh")
FIELDS = dict(settings_of(RunConfig))


def new_draft(**changes: Any) -> dict[str, Any]:
    return {
        "source": "sample:arithmetic",
        "preset": "tiny",
        "changes": {name.replace("__", "."): value for name, value in changes.items()},
    }


@pytest.mark.parametrize("name", GROUPED)
@pytest.mark.parametrize("words", [EN, ZH], ids=["en", "zh"])
def test_every_setting_has_a_label_a_help_and_a_control(name: str, words: Words) -> None:
    told = description(words, name)
    assert told["label"]
    assert told["help"]
    assert told["kind"] in ("choice", "switch", "number", "text")


@pytest.mark.parametrize("name", GROUPED)
def test_every_setting_is_found_by_its_name_in_both_languages(name: str) -> None:
    find = description(EN, name)["find"]
    assert find == description(ZH, name)["find"]
    for word in (name, EN.field(name)[0], ZH.field(name)[0]):
        assert word.lower() in find


@pytest.mark.parametrize("name", sorted(STOPS))
def test_a_sliders_stops_rise_and_lie_within_the_bounds(name: str) -> None:
    low, high = bounds(FIELDS[name])
    assert list(STOPS[name]) == sorted(set(STOPS[name]))
    assert low is None or STOPS[name][0] >= low
    assert high is None or STOPS[name][-1] <= high
    default = FIELDS[name].default
    assert default is None or default in STOPS[name]


@pytest.mark.parametrize("name", GROUPED)
def test_a_default_that_comes_back_from_its_control_is_the_default(name: str) -> None:
    shown = state_of(EN, new_draft())["values"][name]
    config = RunConfig.parse({name: parsed(name, shown)})
    group, _, field = name.partition(".")
    assert getattr(getattr(config, group), field) == FIELDS[name].default


def test_every_label_with_a_term_opens_a_sentence_of_the_glossary() -> None:
    for words in (EN, ZH):
        assert all(words(f"glossary.{term}.means") for term in TERMS.values())
    assert set(TERMS) <= set(GROUPED)


def test_empty_controls_mean_automatic() -> None:
    sent = {"model.dim_feedforward": "", "data.column": " ", "train.sample_prompt": None}
    assert {name: parsed(name, value) for name, value in sent.items()} == dict.fromkeys(sent)


@pytest.mark.parametrize(
    ("sent", "kept"), [("96", 96), (96.0, 96), ("1e2", 100), ("wide", "wide"), ("NaN", "NaN"), (float("inf"), "inf")]
)
def test_numbers_are_read_and_what_is_none_stays_for_the_config_to_explain(sent: object, kept: object) -> None:
    assert parsed("model.d_model", sent) == kept


def test_a_setting_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(SettingError, match=r"no setting model\.width"):
        parsed("model.width", 3)


def test_two_settings_that_do_not_fit_are_explained_beside_both() -> None:
    for words in (EN, ZH):
        state = state_of(words, new_draft(model__nhead=3))
        assert state["wrong"] == ["model.d_model", "model.nhead"]
        assert "126" in state["mistake"]
        assert "129" in state["mistake"]
        assert state["values"]["model.nhead"] == 3


def test_a_value_out_of_bounds_is_explained_beside_its_setting() -> None:
    state = state_of(EN, new_draft(train__batch_size=0))
    assert state["wrong"] == ["train.batch_size"]
    assert "from 1 to 4,096" in state["mistake"]


def test_a_change_is_kept_a_value_equal_to_the_default_is_not_and_the_default_takes_it_back() -> None:
    draft = apply(new_draft(), SimpleNamespace(changes={"model.d_model": 96, "model.nhead": 4}))
    assert draft["changes"] == {"model.d_model": 96}
    assert state_of(EN, draft)["changed"] == ["model.d_model"]
    assert apply(draft, SimpleNamespace(changes={"model.d_model": 128}))["changes"] == {}


def test_a_preset_replaces_the_shape_and_keeps_the_rest() -> None:
    draft = apply(new_draft(model__d_model=96, train__seed=5), SimpleNamespace(preset="small"))
    assert draft["preset"] == "small"
    assert draft["changes"] == {"train.seed": 5}
    assert drafts.config_of(draft).model.d_model == 256


def test_a_family_replaces_the_parts_and_keeps_the_size() -> None:
    draft = apply(
        new_draft(model__d_model=96, model__dropout=0.2),
        SimpleNamespace(family="article", preset=None, changes={"train.seed": 5}),
    )
    assert draft["family"] == "article"
    assert draft["changes"] == {"model.d_model": 96, "train.seed": 5}
    state = state_of(EN, draft)
    assert (state["family"], state["custom"], state["parts"]) == ("article", True, 0)
    assert state["defaults"]["model.norm_first"] is False
    assert apply(draft, SimpleNamespace(family="gpt9", changes={}))["family"] == "article"


@pytest.mark.parametrize("words", [EN, ZH], ids=["en", "zh"])
@pytest.mark.parametrize("name", [name for name in GROUPED if choices(FIELDS[name])])
def test_every_choice_has_a_name_of_its_own(name: str, words: Words) -> None:
    labels = [option["label"] for option in description(words, name)["options"]]
    assert all(labels)
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("words", [EN, ZH], ids=["en", "zh"])
@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_says_what_it_is_and_of_which_year(family: str, words: Words) -> None:
    assert words(f"settings.family.{family}")
    assert words(f"settings.family.{family}.year")
    assert family == "terrarium" or any(
        digit in words(f"settings.family.{family}.about") for digit in ("2017", "2018", "2019", "2023", "2025")
    )


def test_what_a_field_counts_with_are_choices_of_another() -> None:
    for name, others in WHEN.items():
        assert name in GROUPED
        for other, values in others:
            assert set(values) <= (set(choices(FIELDS[other])) or {True, False})


def test_the_model_card_shows_every_field_of_a_model_once() -> None:
    shown = [*CARD, *(name for names in MORE.values() for name in names)]
    assert len(shown) == len(set(shown))
    assert {name for name in GROUPED if name.startswith("model.")} <= set(shown)


def test_the_cards_of_the_sizes_count_the_parameters_of_the_chosen_family() -> None:
    assert state_of(EN, new_draft())["sizes"]["tiny"] == "0.81 M"
    assert state_of(EN, {**new_draft(), "family": "article"})["sizes"]["tiny"] == "1.9 M"
    assert state_of(EN, new_draft(model__num_kv_heads=3))["sizes"] == {}


@pytest.mark.parametrize(
    "changes", [[1], "x", {"no.such": 1, "preset": "big"}, {"model.d_model": {"a": 1}}, {"__class__": 2}]
)
def test_foreign_events_neither_raise_nor_write_unknown_names(changes: object) -> None:
    draft = apply(new_draft(), SimpleNamespace(changes=changes, preset=["tiny"]))
    assert set(draft["changes"]) <= set(GROUPED)
    assert isinstance(state_of(EN, draft)["mistake"], str)


def test_the_stop_strings_are_lines_of_a_text() -> None:
    draft = apply(new_draft(), SimpleNamespace(changes={"sampling.stop": "\n\nEND\nBye"}))
    assert drafts.config_of(draft).sampling.stop == ("END", "Bye")
    assert apply(draft, SimpleNamespace(changes={"sampling.stop": ""}))["changes"] == {}
    assert state_of(EN, draft)["values"]["sampling.stop"] == "END\nBye"


def test_the_learning_rate_stays_in_sight_while_the_shape_does_not_fit() -> None:
    state = state_of(EN, drafts.with_changes(drafts.first_draft("en"), {"model.nhead": 3}))
    assert state["mistake"]
    assert state["derived"] == {"train.learning_rate": 0.03}
