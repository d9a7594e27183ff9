"""A hyperparameter of the config as the plain description that the live settings draw, and what they change in a draft.

Labels, bounds, defaults and help all come from llm_core/config.py; here stands only what a slider needs besides:
the stops that make sense on a screen.
"""

from __future__ import annotations

import math
import types
from collections.abc import Iterable, Mapping
from typing import Any, Union, get_args, get_origin

import gradio as gr
from pydantic.fields import FieldInfo

from llm_core.config import LEARNING_RATES, PRESETS, RunConfig, bounds, choices, metadata, settings_of
from llm_core.errors import Mistake, SettingError
from ui import draft as drafts
from ui.live.component import live
from ui.run_facts import amount
from ui.words import LANGUAGES, Words

# Round values between a field's bounds; the drawer takes any value, these are where a slider stops.
STOPS: Mapping[str, tuple[float, ...]] = {
    "model.d_model": (16, 32, 48, 64, 96, 128, 160, 192, 256, 320, 384, 512, 640, 768, 1024),
    "model.nhead": (1, 2, 3, 4, 6, 8, 12, 16),
    "model.num_layers": (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24),
    "model.dim_feedforward": (32, 64, 128, 256, 344, 512, 688, 1024, 1536, 2048, 4096),
    "model.context_length": (16, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024),
    "data.vocab_size": (258, 320, 512, 768, 1024, 1536, 2048, 4096, 8192, 16384),
    "data.validation_fraction": (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3),
    "train.max_steps": (50, 100, 200, 300, 500, 800, 1000, 1300, 1500, 1700, 2000, 3000, 5000, 10000),
    "train.batch_size": (1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 128),
    "train.learning_rate": (0.001, 0.002, 0.003, 0.004, 0.006, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1),
}
# A field that means something only where another has this value; the card hides it otherwise, the drawer shows it.
WHEN: Mapping[str, tuple[str, str]] = {"data.vocab_size": ("data.tokenizer", "bpe")}
FIELDS: Mapping[str, FieldInfo] = dict(settings_of(RunConfig))
# The glossary's term for a label, on the cards; the drawer has its lines of help.
TERMS: Mapping[str, str] = {
    "model.d_model": "width", "model.nhead": "head", "model.num_layers": "layer", "model.context_length": "context", "model.activation": "feed_forward",
    "model.positions": "positions", "data.tokenizer": "tokenizer", "data.vocab_size": "bpe", "data.validation_fraction": "validation_split",
    "train.max_steps": "step", "train.batch_size": "batch_size", "train.learning_rate": "learning_rate",
}
GROUPED = tuple(name for name in FIELDS if "." in name)


def parsed(name: str, value: Any) -> Any:
    """One control's value as its field's type; what cannot be read stays as it is, for the config to explain.

    Raises:  SettingError: no such setting.
    """
    field = FIELDS.get(name)
    if field is None:
        raise SettingError("unknown-setting", "There is no setting {name}. `python -m llm_core train --help` lists them all.", name=str(name)[:80])
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
        "name": name, "group": name.partition(".")[0], "label": label, "help": help, "kind": _kind(field), "low": low, "high": high,
        "whole": _whole(field), "optional": _optional(field), "unit": words(f"settings.unit.{unit}") if unit else "",
        "stops": list(STOPS.get(name, ())), "term": TERMS.get(name), "when": WHEN.get(name), "options": [{"value": one, "label": words(f"settings.option.{one}")} for one in choices(field)],
        "find": " ".join([name, *(text for language in LANGUAGES for text in Words(language).field(name))]).lower(),
    }


def state_of(words: Words, draft: object) -> dict[str, Any]:
    """What live settings show of a draft: every value, every default of its preset, and what is wrong with it."""
    draft = drafts.checked(draft)
    preset = RunConfig.parse(preset=draft["preset"])
    defaults = {name: _as_text(value) if _kind(FIELDS[name]) == "text" else value for name, value in _flat(preset).items()}
    changes = {name: _as_text(value) if _kind(FIELDS[name]) == "text" else value for name, value in draft["changes"].items() if "." in name}
    mistake = drafts.mistake_in(draft)
    return {
        "values": {**defaults, **changes}, "defaults": defaults, "changed": sorted(changes), "preset": draft["preset"],
        "custom": drafts.is_custom(draft), "mistake": words.error(mistake) if mistake else "", "wrong": _wrong(mistake, changes),
        "derived": _derived(draft, str(changes.get("train.optimizer", defaults["train.optimizer"]))),
    }


def apply(draft: object, event: object) -> drafts.Draft:
    """A live settings' 'set' event written into the draft: {"changes": {name: value}} or {"preset": key}.

    What it holds comes from a browser: unknown names are left out; wrong values stay, and are explained in place.
    """
    draft = drafts.checked(draft)
    preset, changes = (getattr(event, name, None) for name in ("preset", "changes"))
    if isinstance(preset, str) and preset in PRESETS:
        draft = drafts.with_preset(draft, preset)
    if isinstance(changes, Mapping):
        draft = drafts.with_changes(draft, {name: parsed(name, value) for name, value in changes.items() if name in GROUPED})
    return draft


def settings_card(words: Words, draft: gr.BrowserState, names: Iterable[str], *, presets: bool = False, area: str = "", **kw: Any) -> gr.HTML:
    """A few settings drawn as in look.css; what a person changes goes into the draft, and any change of it is shown.

    Args:  presets: begin with the cards Tiny, Small, Medium, Custom. area: a heading above them.
    """
    return _settings(words, draft, names, drawer=False, presets=presets, area=area, **kw)


def settings_drawer(words: Words, draft: gr.BrowserState, **kw: Any) -> gr.HTML:
    """The button "All N settings …" and the searchable drawer that it opens."""
    return _settings(words, draft, GROUPED, drawer=True, presets=False, area="", **kw)


def _settings(
    words: Words, draft: gr.BrowserState, names: Iterable[str], *, drawer: bool, presets: bool, area: str, **kw: Any,
) -> gr.HTML:
    shown = live(
        "settings", parts=("settings_controls",),
        props={"words": words.bundle("settings"), "language": words.language, "fields": [description(words, name) for name in names], "drawer": drawer,
               "presets": [*PRESETS, "custom"] if presets else [], "sizes": _sizes(words.language) if presets else {}, "area": area},
        **kw,
    )

    def show(draft: dict[str, Any]) -> dict[str, Any]:
        return state_of(words, draft)

    def set_(draft: dict[str, Any], event: gr.EventData) -> dict[str, Any]:
        return apply(draft, event)

    gr.on(None, show, [draft], shown, api_visibility="private", show_progress="hidden", trigger_mode="always_last")
    shown.set(set_, [draft], [draft], api_visibility="private", show_progress="hidden", trigger_mode="always_last")
    return shown


def _sizes(language: str) -> dict[str, str]:
    """Parameters of each preset with a vocabulary of 65 characters: what its card says."""
    from llm_core.training.estimate import parameters

    return {preset: amount(parameters(RunConfig.parse(preset=preset).model, 65), language) for preset in PRESETS}


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
    return {f"{group}.{name}": value for group, inner in values.items() if isinstance(inner, dict) for name, value in inner.items()}


def _derived(draft: drafts.Draft, optimizer: str) -> dict[str, Any]:
    """What settings that are left to the code come to; with a mistake elsewhere, those that don't hang on it."""
    try:
        config = drafts.config_of(draft)
    except Mistake:
        return {"train.learning_rate": LEARNING_RATES.get(optimizer)}
    return {"model.dim_feedforward": config.model.feedforward_width, "train.learning_rate": config.train.peak_learning_rate}


def _wrong(mistake: Mistake | None, changes: Mapping[str, Any]) -> list[str]:
    """The settings that a mistake is about, so that it is said beside them."""
    if mistake is None:
        return []
    if mistake.code in ("heads-do-not-divide", "odd-head"):
        return ["model.d_model", "model.nhead"]
    name = str(mistake.values.get("name", ""))
    return [full for full in FIELDS if full == name or (full in changes and full.endswith(f".{name}"))]
