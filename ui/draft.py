"""The form's state: which text, which preset, which settings differ from it; pure functions over a plain dict.

It lives in the browser's localStorage, so a reload keeps it, and whatever lies there is checked before use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from llm_core.config import PRESETS, RunConfig, settings_of
from llm_core.errors import Mistake, SettingError

STORAGE_KEY = "terrarium-draft-1"
STORAGE_SECRET = "the draft holds settings only"  # noqa: S105 - Gradio wants one; a fixed one survives a restart
PRESET_OWNED = ("model.", "train.batch_size", "train.max_steps")
_SOURCE = re.compile(r"sample:[\w-]{1,64}|upload:[\w-]{1,64}(,[\w-]{1,64}){0,63}", re.ASCII)

Draft = dict[str, Any]


def first_draft(language: str) -> Draft:
    """What a new visitor finds: a built-in sample in the page's language, the smallest preset, nothing changed."""
    return {"source": f"sample:{first_sample(language)}", "preset": "tiny", "changes": {}}


def first_sample(language: str) -> str:
    """Key of the sample to begin with: the first in this language, else the first of all."""
    from llm_core.text.samples import SAMPLES

    fitting = [key for key, sample in SAMPLES.items() if sample.language == language]
    return next(iter(fitting or SAMPLES))


def checked(draft: object, language: str = "en") -> Draft:
    """A draft that can be relied on: parts of it that are foreign, or left by an older version, are dropped."""
    if not isinstance(draft, Mapping):
        return first_draft(language)
    source, preset, changes = (draft.get(name) for name in ("source", "preset", "changes"))
    known = dict(settings_of(RunConfig))
    return {
        "source": source if isinstance(source, str) and _SOURCE.fullmatch(source) else first_draft(language)["source"],
        "preset": preset if isinstance(preset, str) and preset in PRESETS else "tiny",
        "changes": {str(name): value for name, value in changes.items() if name in known} if isinstance(changes, Mapping) else {},
    }


def config_of(draft: object) -> RunConfig:
    """The whole configuration that a draft stands for.

    Raises:  SettingError: its changes don't fit each other or their bounds.
    """
    draft = checked(draft)
    return RunConfig.parse(draft["changes"], preset=draft["preset"])


def with_changes(draft: object, changes: Mapping[str, Any]) -> Draft:
    """Set some settings by dotted names; those equal to the preset's own value are not kept as changes."""
    draft = checked(draft)
    plain = _flat(RunConfig.parse(preset=draft["preset"]))
    merged = {**draft["changes"], **changes}
    unknown = [name for name in merged if name not in plain]
    if unknown:
        raise SettingError("unknown-setting", "There is no setting {name}. `python -m llm_core train --help` lists them all.", name=unknown[0])
    return {**draft, "changes": {name: value for name, value in merged.items() if value != plain[name]}}


def with_preset(draft: object, preset: str) -> Draft:
    """Choose a preset: its size and pace replace the draft's, other changes (device, seed, tokens …) stay."""
    draft = checked(draft)
    if preset not in PRESETS:
        raise SettingError("unknown-preset", "There is no preset {name!r}: choose {known}.", name=preset, known=", ".join(PRESETS))
    kept = {name: value for name, value in draft["changes"].items() if not name.startswith(PRESET_OWNED)}
    return with_changes({**draft, "preset": preset, "changes": {}}, kept)


def with_source(draft: object, source: str) -> Draft:
    """Choose the text: "sample:KEY", or "upload:ID,ID…"."""
    if not _SOURCE.fullmatch(source):
        raise SettingError("unknown-source", "There is no text called {source}. Choose a sample, or drop a file on Data.", source=source[:80])
    return {**checked(draft), "source": source}


def is_custom(draft: object) -> bool:
    """Whether the shape differs from the preset's: the page then calls the size Custom."""
    return any(name.startswith("model.") for name in checked(draft)["changes"])


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


def _flat(config: RunConfig) -> dict[str, Any]:
    groups = config.model_dump()
    return {name: groups[name.partition(".")[0]][name.partition(".")[2]] if "." in name else groups[name] for name, _ in settings_of(RunConfig)}
