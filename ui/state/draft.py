"""The form's state: which text, which size and family, which settings differ from theirs; pure functions over a plain
dict.

It lives in the browser's localStorage, so a reload keeps it, and whatever lies there is checked before use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from llm_core.config import ModelConfig, RunConfig
from llm_core.config.presets import FAMILIES, PRESETS
from llm_core.config.setting import settings_of
from llm_core.config.tasks import suiting
from llm_core.errors import Mistake, SettingError

STORAGE_KEY = "terrarium-draft-1"
STORAGE_SECRET = "the draft holds settings only"  # noqa: S105 - Gradio wants one; a fixed one survives a restart
# How large a model is; every other field of it is a part, which a family chooses.
SIZES = frozenset(
    f"model.{name}"
    for name in (
        "d_model",
        "nhead",
        "num_layers",
        "dim_feedforward",
        "context_length",
        "num_encoder_layers",
        "head_dim",
    )
)
PARTS = frozenset(f"model.{name}" for name in ModelConfig.model_fields) - SIZES
PRESET_OWNED = SIZES | {"train.batch_size", "train.max_steps"}
FAMILY_OWNED = PARTS | {"train.optimizer", "train.learning_rate", "train.warmup_steps"}
SOURCE_OWNED = ("data.format", "data.encoding", "data.column", "data.target_column", "data.turn_mark")
# What a run brings that another starts from: its shape, and how it cuts text.
START_FROM_OWNED = (SIZES | PARTS | {"train.start_from", "data.tokenizer"}) - {"model.dropout"}
LONGEST_ID = 40
_SOURCE = re.compile(r"sample:[\w-]{1,64}|upload:[\w-]{1,64}(,[\w-]{1,64}){0,63}", re.ASCII)

Draft = dict[str, Any]


def first_draft(language: str) -> Draft:
    """What a new visitor finds: a built-in sample in the page's language, the smallest size, nothing changed."""
    return {"source": f"sample:{first_sample(language)}", "preset": "tiny", "family": "terrarium", "changes": {}}


def first_sample(language: str) -> str:
    """Key of the sample to begin with: the first in this language, else the first of all."""
    from llm_core.samples import SAMPLES

    fitting = [key for key, sample in SAMPLES.items() if sample.language == language]
    return next(iter(fitting or SAMPLES))


def checked(draft: object, language: str = "") -> Draft:
    """A draft that can be relied on: parts of it that are foreign, or left by an older version, are dropped.

    Args:  language: the page's, for what a draft lacks; "": any will do.
    """
    if not isinstance(draft, Mapping):
        return first_draft(language)
    source, preset, family, changes = (draft.get(name) for name in ("source", "preset", "family", "changes"))
    known = dict(settings_of(RunConfig))
    last = draft.get("heard")
    return {
        "source": source if isinstance(source, str) and _SOURCE.fullmatch(source) else first_draft(language)["source"],
        "preset": preset if isinstance(preset, str) and preset in PRESETS else "tiny",
        "family": family if isinstance(family, str) and family in FAMILIES else "terrarium",
        "changes": {str(name): value for name, value in changes.items() if name in known}
        if isinstance(changes, Mapping)
        else {},
        **({"heard": last} if isinstance(last, str) and len(last) <= LONGEST_ID else {}),
    }


def heard(draft: Draft, event: object) -> Draft:
    """The draft, which now says that it has taken in this event's choice: the page then sends the next
    (ui/live/page/choices.js).
    """
    choice = getattr(event, "heard", None)
    return {**draft, "heard": choice} if isinstance(choice, str) and len(choice) <= LONGEST_ID else draft


def config_of(draft: object) -> RunConfig:
    """The whole configuration that a draft stands for.

    Raises:  SettingError: its changes don't fit each other or their bounds.
    """
    draft = checked(draft)
    return RunConfig.parse(draft["changes"], preset=draft["preset"], family=draft["family"])


def plain_of(draft: Draft) -> RunConfig:
    """What a checked draft's size, family and format say by themselves: what "changed" and "reset" compare with.

    The format itself is plain text there: any other is a change, and stays one, for what suits it hangs on it.
    """
    fits, parts = suiting(str(draft["changes"].get("data.format"))), FAMILIES[draft["family"]]
    suited = {
        f"{group}.{name}": value
        for group, inner in fits.items()
        for name, value in inner.items()
        if name not in parts.get(group, {})
    }
    return RunConfig.parse(suited, preset=draft["preset"], family=draft["family"])


def with_changes(draft: object, changes: Mapping[str, Any]) -> Draft:
    """Set some settings by dotted names; those that its size, family and format have anyway are not kept as changes."""
    draft = checked(draft)
    merged = {**draft["changes"], **changes}
    plain = _flat(plain_of({**draft, "changes": merged}))
    unknown = [name for name in merged if name not in plain]
    if unknown:
        raise SettingError(
            "unknown-setting",
            "There is no setting {name}. `python -m llm_core train --help` lists them all.",
            name=unknown[0],
        )
    return {**draft, "changes": {name: value for name, value in merged.items() if value != plain[name]}}


def with_preset(draft: object, preset: str) -> Draft:
    """Choose a size: it and its pace replace the draft's, other changes (parts, device, seed, tokens …) stay."""
    draft = checked(draft)
    if preset not in PRESETS:
        raise SettingError(
            "unknown-preset", "There is no preset {name!r}: choose {known}.", name=preset, known=", ".join(PRESETS)
        )
    return _without({**draft, "preset": preset}, PRESET_OWNED)


def with_family(draft: object, family: str) -> Draft:
    """Choose whose parts the model is made of: they replace the draft's, and its sizes stay."""
    draft = checked(draft)
    if family not in FAMILIES:
        raise SettingError(
            "unknown-family", "There is no family {name!r}: choose {known}.", name=family, known=", ".join(FAMILIES)
        )
    return _without({**draft, "family": family}, FAMILY_OWNED)


def with_source(draft: object, source: str) -> Draft:
    """Choose the text: "sample:KEY", or "upload:ID,ID…".

    The settings that suit a sample come with it, and go with it where they are still as they came; how another text
    was read goes too, unless the new one has a file in common with it.
    """
    if not _SOURCE.fullmatch(source):
        raise SettingError(
            "unknown-source",
            "There is no text called {source}. Choose a sample, or drop a file on Data.",
            source=source[:80],
        )
    draft = checked(draft)
    if source == draft["source"]:
        return draft
    gone, come = _settings_with(draft["source"]), _settings_with(source)
    kept = {name: value for name, value in draft["changes"].items() if name not in gone or gone[name] != value}
    if set(source_of(draft)[1]).isdisjoint(source.partition(":")[2].split(",")):
        kept = {name: value for name, value in kept.items() if name not in SOURCE_OWNED}
    return with_changes({**draft, "source": source, "changes": {}}, {**kept, **come})


def with_start_from(draft: object, run: str, shaped: RunConfig) -> Draft:
    """Start from a run: its shape and tokens replace the draft's.

    Args:    run: its id. shaped: a config with that run's shape, as `llm_core.runs.start_from.with_shape_of` makes it.
    """
    draft = checked(draft)
    flat = _flat(shaped)
    taken = {name: flat[name] for name in START_FROM_OWNED} | {"train.start_from": run}
    preset = shaped.preset if shaped.preset in PRESETS else draft["preset"]
    family = shaped.family if shaped.family in FAMILIES else draft["family"]
    return with_changes({**without_start_from(draft), "preset": preset, "family": family}, taken)


def without_start_from(draft: object) -> Draft:
    """Start from chance: what a run had brought goes, and size, family and format decide again."""
    return _without(checked(draft), START_FROM_OWNED)


def is_custom(draft: object) -> bool:
    """Whether a size differs from the preset's: the page then calls the size Custom. Parts don't count."""
    return not SIZES.isdisjoint(checked(draft)["changes"])


def mistake_in(draft: object) -> Mistake | None:
    """What is wrong with a draft, if anything is, to be said before Start."""
    try:
        config_of(draft)
    except Mistake as mistake:
        return mistake
    return None


def source_of(draft: object) -> tuple[str, list[str]]:
    """("sample", [key]) or ("upload", [id, …])."""
    kind, _, names = str(checked(draft)["source"]).partition(":")
    return kind, names.split(",")


def _settings_with(source: str) -> Mapping[str, Any]:
    """The settings that come with a sample; files bring none."""
    from llm_core.samples import SAMPLES

    kind, _, key = source.partition(":")
    return SAMPLES[key].settings if kind == "sample" and key in SAMPLES else {}


def _without(draft: Draft, owned: frozenset[str]) -> Draft:
    """The draft without changes of these settings, which its new size or family decides."""
    kept = {name: value for name, value in draft["changes"].items() if name not in owned}
    return with_changes({**draft, "changes": {}}, kept)


def _flat(config: RunConfig) -> dict[str, Any]:
    groups = config.model_dump()
    return {
        name: groups[name.partition(".")[0]][name.partition(".")[2]] if "." in name else groups[name]
        for name, _ in settings_of(RunConfig)
    }
