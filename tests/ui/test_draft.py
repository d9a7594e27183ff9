"""The form's state: what a browser kept is checked, and a preset is told from what was changed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from llm_core.config import FAMILIES, PRESETS, RunConfig
from llm_core.errors import SettingError
from ui import draft as drafts

ANYTHING = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text(max_size=20),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=12), inner, max_size=4), max_leaves=8,
)


def test_a_new_visitor_finds_a_sample_in_the_pages_language() -> None:
    from llm_core.text.samples import SAMPLES

    for language in ("en", "zh"):
        kind, names = drafts.source_of(drafts.first_draft(language))
        assert kind == "sample"
        assert SAMPLES[names[0]].language == language


def test_an_untouched_draft_is_the_presets_configuration() -> None:
    for preset in PRESETS:
        assert drafts.config_of(drafts.with_preset(drafts.first_draft("en"), preset)) == RunConfig.parse(preset=preset)


def test_a_change_is_kept_and_setting_it_back_forgets_it() -> None:
    plain = drafts.first_draft("en")
    changed = drafts.with_changes(plain, {"model.num_layers": 6})
    assert drafts.config_of(changed).model.num_layers == 6
    assert plain["changes"] == {}
    assert drafts.with_changes(changed, {"model.num_layers": 4}) == plain


def test_a_preset_replaces_the_shape_and_keeps_the_rest() -> None:
    changed = drafts.with_changes(drafts.first_draft("en"), {"model.num_layers": 6, "train.max_steps": 9, "train.seed": 5, "train.device": "cpu"})
    assert drafts.is_custom(changed)
    small = drafts.with_preset(changed, "small")
    assert small["changes"] == {"train.seed": 5, "train.device": "cpu"}
    assert not drafts.is_custom(small)


def test_a_draft_of_before_there_were_families_loads_whole() -> None:
    old = {"source": "sample:arithmetic", "preset": "small", "changes": {"model.num_layers": 3, "train.seed": 5}}
    assert drafts.checked(old) == {**old, "family": "terrarium"}
    assert drafts.config_of(old).model.num_layers == 3


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("preset", PRESETS)
def test_size_and_family_are_chosen_independently(family: str, preset: str) -> None:
    first = drafts.first_draft("en")
    one, other = drafts.with_preset(drafts.with_family(first, family), preset), drafts.with_family(drafts.with_preset(first, preset), family)
    assert one == other
    assert one["changes"] == {}
    assert not drafts.is_custom(one)
    assert drafts.config_of(one) == RunConfig.parse(preset=preset, family=family)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_replaces_parts_and_keeps_sizes_and_the_rest(family: str) -> None:
    kept = {"model.d_model": 96, "model.num_layers": 3, "model.context_length": 32, "train.batch_size": 5, "train.seed": 5}
    changed = drafts.with_changes(drafts.first_draft("en"), {**kept, "model.dropout": 0.3, "model.norm_eps": 1e-4, "train.learning_rate": 0.5})
    found = drafts.with_family(changed, family)
    assert found["changes"] == kept
    assert drafts.is_custom(found)
    assert drafts.config_of(found).train.optimizer == RunConfig.parse(family=family).train.optimizer


def test_choosing_a_family_and_going_back_undoes_it() -> None:
    plain = drafts.with_changes(drafts.first_draft("en"), {"model.d_model": 96, "train.seed": 5})
    assert drafts.with_family(drafts.with_family(plain, "bert"), "terrarium") == plain


def test_a_changed_part_is_no_custom_size_and_is_taken_back_by_its_own_family() -> None:
    plain = drafts.with_family(drafts.first_draft("en"), "article")
    changed = drafts.with_changes(plain, {"model.activation": "gelu", "model.architecture": "decoder-only"})
    assert not drafts.is_custom(changed)
    assert drafts.with_preset(changed, "small")["changes"] == changed["changes"]
    assert drafts.with_changes(changed, {"model.activation": "relu", "model.architecture": "encoder-decoder"}) == plain
    assert drafts.with_family(changed, "article") == plain
    with pytest.raises(SettingError, match="no family"):
        drafts.with_family(plain, "gpt9")


def test_what_cannot_be_trained_is_kept_and_explained() -> None:
    odd = drafts.with_changes(drafts.first_draft("en"), {"model.d_model": 100, "model.nhead": 3})
    mistake = drafts.mistake_in(odd)
    assert mistake is not None
    assert mistake.code == "heads-do-not-divide"


def test_unknown_settings_and_sources_are_refused() -> None:
    with pytest.raises(SettingError, match="no setting"):
        drafts.with_changes(drafts.first_draft("en"), {"model.wings": 2})
    for source in ("upload:../../etc/passwd", "sample:", "file:/etc/passwd", "upload:a,b/c", "sample:x\n"):
        with pytest.raises(SettingError, match="no text called"):
            drafts.with_source(drafts.first_draft("en"), source)


@given(ANYTHING)
def test_whatever_lies_in_the_browser_becomes_a_draft(kept: Any) -> None:
    draft = drafts.checked(kept)
    assert draft == drafts.checked(draft)
    assert draft["preset"] in PRESETS
    assert draft["family"] in FAMILIES
    drafts.mistake_in(draft)


@given(some.fixed_dictionaries({"source": ANYTHING, "preset": ANYTHING, "family": ANYTHING, "changes": some.dictionaries(
    some.sampled_from(["model.d_model", "train.max_steps", "train.device", "data.column", "model.bias", "nonsense"]), ANYTHING)}))
def test_foreign_values_in_a_draft_are_mistakes_and_never_faults(kept: Any) -> None:
    drafts.mistake_in(kept)
    drafts.with_changes(kept, {"train.seed": 3})
    drafts.with_preset(kept, "small")
    drafts.with_family(kept, "bert")
