"""The form's state: what a browser kept is checked, and a preset is told from what was changed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from llm_core.config import RunConfig
from llm_core.config.presets import FAMILIES, FORMATS, PRESETS
from llm_core.errors import SettingError
from llm_core.runs.start_from import with_shape_of
from ui.state import draft as drafts

ANYTHING = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text(max_size=20),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=12), inner, max_size=4),
    max_leaves=8,
)


def test_a_new_visitor_finds_a_sample_in_the_pages_language() -> None:
    from llm_core.samples import SAMPLES

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
    changed = drafts.with_changes(
        drafts.first_draft("en"), {"model.num_layers": 6, "train.max_steps": 9, "train.seed": 5, "train.device": "cpu"}
    )
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
    one, other = (
        drafts.with_preset(drafts.with_family(first, family), preset),
        drafts.with_family(drafts.with_preset(first, preset), family),
    )
    assert one == other
    assert one["changes"] == {}
    assert not drafts.is_custom(one)
    assert drafts.config_of(one) == RunConfig.parse(preset=preset, family=family)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_replaces_parts_and_keeps_sizes_and_the_rest(family: str) -> None:
    kept = {
        "model.d_model": 96,
        "model.num_layers": 3,
        "model.context_length": 32,
        "train.batch_size": 5,
        "train.seed": 5,
    }
    changed = drafts.with_changes(
        drafts.first_draft("en"), {**kept, "model.dropout": 0.3, "model.norm_eps": 1e-4, "train.learning_rate": 0.5}
    )
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


@given(
    some.fixed_dictionaries(
        {
            "source": ANYTHING,
            "preset": ANYTHING,
            "family": ANYTHING,
            "changes": some.dictionaries(
                some.sampled_from(
                    [
                        "model.d_model",
                        "train.max_steps",
                        "train.device",
                        "data.column",
                        "data.format",
                        "train.start_from",
                        "model.bias",
                        "nonsense",
                    ]
                ),
                ANYTHING,
            ),
        }
    )
)
def test_foreign_values_in_a_draft_are_mistakes_and_never_faults(kept: Any) -> None:
    drafts.mistake_in(kept)
    drafts.with_changes(kept, {"train.seed": 3})
    drafts.with_preset(kept, "small")
    drafts.with_family(kept, "bert")


def test_what_suits_the_format_is_no_change_and_what_suits_only_the_preset_is_one() -> None:
    talks = drafts.with_changes(drafts.first_draft("en"), {"data.format": "conversations"})
    assert talks["changes"] == {"data.format": "conversations"}
    assert drafts.config_of(talks) == RunConfig.parse({"data.format": "conversations"})
    suited, plain = FORMATS["conversations"]["model"]["context_length"], RunConfig().model.context_length
    assert drafts.with_changes(talks, {"model.context_length": suited, "data.format": "conversations"}) == talks
    short = drafts.with_changes(talks, {"model.context_length": plain})
    assert short["changes"] == {"data.format": "conversations", "model.context_length": plain}
    assert drafts.config_of(short).model.context_length == plain
    assert drafts.with_changes(short, {"data.format": "text"})["changes"] == {}
    assert drafts.plain_of(talks).data.format == "text"  # so that taking the format back is taking back a change


def test_what_was_set_for_text_and_suits_conversations_anyway_becomes_no_change() -> None:
    text = drafts.with_changes(drafts.first_draft("en"), {"data.tokenizer": "bpe", "train.seed": 5})
    assert drafts.with_changes(text, {"data.format": "conversations"})["changes"] == {
        "train.seed": 5,
        "data.format": "conversations",
    }


@pytest.mark.parametrize("preset", PRESETS)
def test_a_size_keeps_what_suits_the_format(preset: str) -> None:
    talks = drafts.with_changes(drafts.first_draft("en"), {"data.format": "conversations", "train.seed": 5})
    found = drafts.with_preset(talks, preset)
    assert found["changes"] == {"data.format": "conversations", "train.seed": 5}
    assert not drafts.is_custom(found)
    assert drafts.config_of(found) == RunConfig.parse({"data.format": "conversations", "train.seed": 5}, preset=preset)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_that_cannot_converse_is_a_mistake_that_can_be_taken_back(family: str) -> None:
    talks = drafts.with_family(drafts.with_changes(drafts.first_draft("en"), {"data.format": "conversations"}), family)
    assert talks["changes"] == {"data.format": "conversations"}
    is_decoder = drafts.plain_of(talks).model.architecture == "decoder-only"
    assert (drafts.mistake_in(talks) is None) == is_decoder
    assert drafts.mistake_in(drafts.with_changes(talks, {"model.architecture": "decoder-only"})) is None


def test_another_text_takes_the_format_with_it_and_keeps_what_was_set() -> None:
    file, other = "upload:0123456789abcdef", "upload:fedcba9876543210"
    talks = drafts.with_changes(
        {**drafts.first_draft("en"), "source": file},
        {"data.format": "conversations", "data.turn_mark": "__eou__", "train.max_steps": 77},
    )
    assert drafts.with_source(talks, f"{file},fedcba9876543210")["changes"] == talks["changes"]
    assert drafts.with_source(talks, other)["changes"] == {"train.max_steps": 77}


def test_starting_from_a_run_takes_its_shape_and_tokens_over_and_starting_from_chance_takes_them_back() -> None:
    asked = drafts.with_changes(
        drafts.first_draft("en"),
        {"data.format": "conversations", "model.num_layers": 6, "model.dropout": 0.2, "train.seed": 5},
    )
    earlier = RunConfig.parse({"model.d_model": 96, "model.qk_norm": True}, preset="small", family="llama")
    begun = drafts.with_start_from(asked, "a-run", with_shape_of(drafts.config_of(asked), earlier, "a-run"))
    config = drafts.config_of(begun)
    assert (config.preset, config.family, config.train.start_from, config.train.seed) == ("small", "llama", "a-run", 5)
    assert config.model == earlier.model.model_copy(update={"context_length": 256, "dropout": 0.2})
    assert (config.data.tokenizer, config.data.format) == ("characters", "conversations")
    plain = drafts.without_start_from(begun)
    assert plain["changes"] == {"data.format": "conversations", "model.dropout": 0.2, "train.seed": 5}
    assert drafts.config_of(plain).data.tokenizer == "bpe"


def test_a_draft_says_which_choice_it_took_in_last_and_nothing_else_of_it_changes() -> None:
    draft = drafts.first_draft("en")
    told = drafts.heard(draft, SimpleNamespace(heard="page-3"))
    assert told == {**draft, "heard": "page-3"}
    assert drafts.with_changes(drafts.checked(told), {"train.seed": 5})["heard"] == "page-3"
    assert drafts.config_of(told) == drafts.config_of(draft)
    for foreign in (None, 7, "x" * 1000, ["page-3"]):
        assert drafts.heard(draft, SimpleNamespace(heard=foreign)) == draft
        assert "heard" not in drafts.checked({**draft, "heard": foreign})
