"""A hyperparameter of the config as the plain description that the live settings draw, and what they change in
a draft.

Labels, bounds, defaults and help all come from llm_core/config, what a screen needs besides from state/field_facts.py.
"""

from __future__ import annotations

import math
import types
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Union, get_args, get_origin

import gradio as gr
from pydantic.fields import FieldInfo

from llm_core.config import LEARNING_RATES, TASKS, RunConfig
from llm_core.config.presets import FAMILIES, PRESETS
from llm_core.config.setting import bounds, choices, metadata, settings_of
from llm_core.errors import Mistake, SettingError
from ui.live.component import EACH, live
from ui.state import draft as drafts
from ui.state.field_facts import ABOUT, LINES, STOPS, TERMS, WHEN
from ui.state.search_terms import search_text
from ui.state.task_kinds import task_name
from ui.words import Words
from ui.words.folders import languages
from ui.words.numbers import amount

FIELDS: Mapping[str, FieldInfo] = dict(settings_of(RunConfig))
GROUPED = tuple(name for name in FIELDS if "." in name)


def parsed(name: str, value: Any) -> Any:
    """One control's value as its field's type; what cannot be read stays as it is, for the config to explain.

    Raises:  SettingError: no such setting.
    """
    field = FIELDS.get(name)
    if field is None:
        raise SettingError(
            "unknown-setting",
            "There is no setting {name}. `python -m llm_core train --help` lists them all.",
            name=str(name)[:80],
        )
    if value is None or (isinstance(value, str) and not value.strip() and _optional(field)):
        return None if _optional(field) else field.default
    if name == "sampling.stop" and isinstance(value, str):
        return tuple(part for part in value.split("\n") if part)
    if _kind(field) == "number":
        return _number(value, whole=_whole(field))
    return value


def description(words: Words, name: str) -> dict[str, Any]:
    """Everything that our live settings need to draw one hyperparameter."""
    field = FIELDS[name]
    label, help = words.field(name)
    low, high = bounds(field)
    unit = metadata(field, "unit")
    return {
        "name": name,
        "group": name.partition(".")[0],
        "label": label,
        "help": help,
        "kind": _kind(field),
        "low": low,
        "high": high,
        "whole": _whole(field),
        "optional": _optional(field),
        "unit": words(f"settings.unit.{unit}") if unit else "",
        "stops": list(STOPS.get(name, ())),
        "lines": LINES.get(name, 1),
        "term": TERMS.get(name),
        "when": _when(words, name),
        "options": [{"value": one, "label": option(words, name, one)} for one in choices(field)],
        "find": " ".join(
            [name, *(text for language in languages() for text in Words(language).field(name)), search_text(name)]
        ).lower(),
    }


def described(words: Words) -> dict[str, Any]:
    """What all settings on a page share, sent with it once: every hyperparameter by name, and their sentences."""
    return {"fields": {name: description(words, name) for name in GROUPED}, "words": words.bundle("settings")}


def option(words: Words, name: str, value: object) -> str:
    """A choice of a field, or a switch's place, as a person reads it."""
    if isinstance(value, bool):
        return words("settings.on" if value else "settings.off")
    if name == "data.format" and value in TASKS:
        return words("settings.option.task", task=task_name(words, str(value)))
    named = words.bundle("settings")
    return named.get(f"option.{name}.{value}") or named[f"option.{value}"]


def state_of(words: Words, draft: object) -> dict[str, Any]:
    """What live settings show of a draft: every value, every default of its size and family, and what is wrong
    with it.
    """
    draft = drafts.checked(draft)
    defaults = {
        name: _as_text(value) if _kind(FIELDS[name]) == "text" else value
        for name, value in _flat(drafts.plain_of(draft)).items()
    }
    changes = {
        name: _as_text(value) if _kind(FIELDS[name]) == "text" else value
        for name, value in draft["changes"].items()
        if "." in name
    }
    mistake = drafts.mistake_in(draft)
    return {
        "values": {**defaults, **changes},
        "defaults": defaults,
        "changed": sorted(changes),
        "preset": draft["preset"],
        "family": draft["family"],
        "heard": draft.get("heard", ""),
        "sizes": _sizes(draft, words.language),
        "parts": sum(name in drafts.FAMILY_OWNED for name in changes),
        "custom": drafts.is_custom(draft),
        "mistake": words.error(mistake) if mistake else "",
        "wrong": _wrong(mistake, changes),
        "derived": _derived(draft, str(changes.get("train.optimizer", defaults["train.optimizer"]))),
    }


def apply(draft: object, event: object) -> drafts.Draft:
    """A live settings' 'set' event written into the draft: {"changes": {name: value}}, {"preset": key} or {"family":
    key}.

    What it holds comes from a browser: unknown names are left out; wrong values stay, and are explained in place.
    """
    draft = drafts.checked(draft)
    preset, family, changes = (getattr(event, name, None) for name in ("preset", "family", "changes"))
    if isinstance(preset, str) and preset in PRESETS:
        draft = drafts.with_preset(draft, preset)
    if isinstance(family, str) and family in FAMILIES:
        draft = drafts.with_family(draft, family)
    if isinstance(changes, Mapping):
        draft = drafts.with_changes(
            draft, {name: parsed(name, value) for name, value in changes.items() if name in GROUPED}
        )
    return draft


def settings_card(
    words: Words,
    draft: gr.BrowserState,
    names: Iterable[str],
    *,
    presets: bool = False,
    families: bool = False,
    more: Mapping[str, Iterable[str]] | None = None,
    area: str = "",
    **kw: Any,
) -> gr.HTML:
    """A few settings drawn as in look.css; what a person changes goes into the draft. What they show of it the page's
    header hears for all (live/page/draft.js).

    Args:  presets: begin with the cards Tiny, Small, Medium, Custom; families: then whose parts. more: fields that fold
           away below, by heading (settings.more.KEY). area: a heading above them.
    """
    return _settings(words, draft, names, presets=presets, families=families, more=more or {}, area=area, **kw)


def settings_drawer(words: Words, draft: gr.BrowserState, **kw: Any) -> gr.HTML:
    """The button "All N settings …" and the searchable drawer that it opens."""
    return _settings(words, draft, GROUPED, drawer=True, **kw)


def take_changes(part: gr.HTML, draft: gr.BrowserState) -> None:
    """Write into the draft what a person changes in a live part, which has the event "set"."""

    def set_(draft: dict[str, Any], event: gr.EventData) -> dict[str, Any]:
        return drafts.heard(apply(draft, event), event)

    part.set(set_, [draft], [draft], api_visibility="private", show_progress="hidden", trigger_mode=EACH)


def _settings(
    words: Words,
    draft: gr.BrowserState,
    names: Iterable[str],
    *,
    drawer: bool = False,
    presets: bool = False,
    families: bool = False,
    more: Mapping[str, Iterable[str]] = types.MappingProxyType({}),
    area: str = "",
    **kw: Any,
) -> gr.HTML:
    folded = [{"heading": words(f"settings.more.{key}"), "fields": list(inside)} for key, inside in more.items()]
    shown = live(
        "live/settings/settings.js",
        events=("set",),
        props={
            "fields": list(names),
            "drawer": drawer,
            "presets": [*PRESETS, "custom"] if presets else [],
            "families": list(FAMILIES) if families else [],
            "shapes": {
                family: parts["model"]["architecture"]
                for family, parts in FAMILIES.items()
                if "architecture" in parts.get("model", {})
            },
            "owned": {"preset": sorted(drafts.PRESET_OWNED), "family": sorted(drafts.FAMILY_OWNED)},
            "more": folded,
            "area": area,
        },
        **kw,
    )

    take_changes(shown, draft)
    return shown


def _when(words: Words, name: str) -> list[dict[str, Any]]:
    """What other settings must be for a field to mean anything."""
    return [
        {
            "name": other,
            "values": list(values),
            "label": words.field(other)[0],
            "spelled": [option(words, other, value) for value in values],
        }
        for other, values in WHEN.get(name, ())
    ]


def _sizes(draft: drafts.Draft, language: str) -> dict[str, str]:
    """Parameters of each preset with the draft's parts and a vocabulary of 65 characters: what its card says."""
    from llm_core.training.cost.estimate import parameters

    found = {}
    for preset in PRESETS:
        with suppress(Mistake):
            found[preset] = amount(parameters(drafts.config_of(drafts.with_preset(draft, preset)).model, 65), language)
    return found


def _kind(field: FieldInfo) -> str:
    """How a field is set: "choice", "switch", "text" or "number"."""
    if choices(field):
        return "choice"
    if field.annotation is bool:
        return "switch"
    return "number" if {int, float} & set(_types(field)) else "text"


def _types(field: FieldInfo) -> tuple[Any, ...]:
    annotation = field.annotation
    return get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else (annotation,)


def _whole(field: FieldInfo) -> bool:
    return int in _types(field)


def _optional(field: FieldInfo) -> bool:
    return type(None) in _types(field)


def _number(value: Any, *, whole: bool) -> Any:
    if isinstance(value, bool):
        return value
    try:
        number = float(value)
    except (TypeError, ValueError):
        return str(value)[:40]
    if not math.isfinite(number):
        return str(value)[:40]
    return int(number) if whole and number == int(number) else number


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return "\n".join(value) if isinstance(value, (list, tuple)) else str(value)


def _flat(config: RunConfig) -> dict[str, Any]:
    values = config.model_dump()
    return {
        f"{group}.{name}": value
        for group, inner in values.items()
        if isinstance(inner, dict)
        for name, value in inner.items()
    }


def _derived(draft: drafts.Draft, optimizer: str) -> dict[str, Any]:
    """What settings that are left to the code come to; with a mistake elsewhere, those that don't hang on it."""
    try:
        config = drafts.config_of(draft)
    except Mistake:
        return {"train.learning_rate": LEARNING_RATES.get(optimizer)}
    model = config.model
    return {
        "model.dim_feedforward": model.feedforward_width,
        "model.num_kv_heads": model.kv_heads,
        "model.head_dim": model.head_size,
        "model.num_encoder_layers": model.num_layers if model.num_encoder_layers is None else model.num_encoder_layers,
        "train.learning_rate": config.train.peak_learning_rate,
    }


def _wrong(mistake: Mistake | None, changes: Mapping[str, Any]) -> list[str]:
    """The settings that a mistake is about, so that it is said beside them."""
    if mistake is None:
        return []
    if mistake.code in ABOUT:
        return list(ABOUT[mistake.code])
    name = str(mistake.values.get("name", ""))
    return [full for full in FIELDS if full == name or (full in changes and full.endswith(f".{name}"))]
