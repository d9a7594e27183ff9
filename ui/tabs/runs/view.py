"""What the Runs tab shows of runs, as plain data: rows, one run's details, several compared, and how to repeat one."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm_core.config import RunConfig
from llm_core.config.presets import FAMILIES, PRESETS
from llm_core.config.setting import choices
from llm_core.errors import Mistake
from llm_core.runs.metrics import as_share
from llm_core.runs.reports import score_of
from ui.figures.runs_compared import compared_figure, measures_of
from ui.figures.series import by_name
from ui.live.controls import FIELDS, option
from ui.state import draft as drafts
from ui.state.comparable_runs import alike, same, texts_of
from ui.state.services import Services
from ui.state.task_kinds import metric_of
from ui.words import Words

if TYPE_CHECKING:
    from llm_core.runs.records import Run

NUMBERS = (
    "step",
    "max_steps",
    "val_loss",
    "bits_per_byte",
    "score",
    "tokens_per_s",
    "peak_memory_bytes",
    "parameters",
    "created_at",
    "elapsed_s",
)
COMPARED = 6
NAMED_FILES = 12  # that a run names; of more it says how many, and where they lie
CURVE_POINTS = 400
_UPLOAD = re.compile(r"[0-9a-f]{16}", re.ASCII)


def row(services: Services, words: Words, run: Run) -> dict[str, Any]:
    """A line of the list; the score as a share, with its metric where the run has learnt a task, and with which runs it
    can be compared.
    """
    facts, score = {name: getattr(run, name) for name in NUMBERS}, score_of(services.workspace, run)
    return {
        "id": run.id,
        "name": run.name,
        "status": run.status,
        "origin": run.origin,
        "active": run.active,
        **facts,
        "score": as_share(score.value, run.config) if score else None,
        "score_on": score.on if score else None,
        "metric": metric_of(words, run.config),
        "alike": alike(services, run),
    }


def details(services: Services, words: Words, runs: Sequence[Run]) -> dict[str, Any]:
    """What is said of runs beside their curves; of one its settings, folder and command, of several what differs."""
    answer: dict[str, Any] = {"runs": [{**row(services, words, run), **judged(services, run)} for run in runs]}
    if len(runs) == 1:
        answer["one"] = one(services, words, runs[0])
    else:
        answer["same"] = same(services, runs)
        text = [] if answer["same"]["text"] else [[words("runs.files"), "", texts_of(services, runs)]]
        answer["differences"] = text + differences(words, [told(services, run.config) for run in runs])
    return answer


def one(services: Services, words: Words, run: Run) -> dict[str, Any]:
    """All that is said of one run."""
    config = run.config
    changed = changes_of(told(services, config))
    return {
        "preset": " · ".join(named(words, config)),
        "settings": [[words.field(name)[0], name, spelled(words, name, value)] for name, value in changed.items()],
        "folder": str(services.workspace.run_folder(run.id)),
        "command": command(run, written(services, run.files)),
        "device": run.device or "",
        "files": [str(file.get("name", "")) for file in run.files[:NAMED_FILES]],
        "more_files": max(len(run.files) - NAMED_FILES, 0),
        "error": words.error_of(
            str(run.error.get("code", "")), run.error.get("values") or {}, str(run.error.get("cause", ""))
        )
        if run.error
        else "",
    }


def told(services: Services, config: RunConfig) -> RunConfig:
    """A config that names the run it starts from, where that is still here, by its name."""
    if config.train.start_from is None:
        return config
    with suppress(Mistake):
        name = services.store.find(config.train.start_from).name
        return config.model_copy(update={"train": config.train.model_copy(update={"start_from": name})})
    return config


def named(words: Words, config: RunConfig) -> list[str]:
    """What a run started from: its size, and its family where that isn't what everyone begins with."""
    size = words(f"settings.preset.{config.preset}") if config.preset in PRESETS else config.preset
    return [
        size,
        *(
            [words(f"settings.family.{config.family}")]
            if config.family in FAMILIES and config.family != RunConfig().family
            else []
        ),
    ]


def judged(services: Services, run: Run) -> dict[str, Any]:
    """Of conversations the newest share of taught replies that are right, and how many examples its training judged
    a run by.
    """
    found = services.store.curve(run.id, points=CURVE_POINTS)
    looks = services.store.events(run.id, kinds=("evaluated",), limit=1_000_000) if run.score is not None else []
    return {
        "taught": next((share for share in reversed(found.taught) if share is not None), None),
        "judged": next((look.payload.get("rows") for look in reversed(looks) if look.payload.get("rows")), None),
    }


def curves(services: Services, words: Words, runs: Sequence[Run], wanted: object, dark: bool) -> dict[str, Any]:
    """The figure of the chosen runs in the measure that is wanted, or in the first that any of them has; and all those
    measures. Scores are shares, whatever their metric runs to.
    """
    found = [(run, services.store.curve(run.id, points=CURVE_POINTS)) for run in runs]
    named = by_name(
        (run.name, replace(curve, score=[as_share(score, run.config) for score in curve.score])) for run, curve in found
    )
    measures = measures_of(named)
    if not measures:
        return {"measures": []}
    measure = next((one for one in measures if one == wanted), measures[0])
    figure = compared_figure(named, measure, "dark" if dark else "light", words)
    return {"measures": measures, "measure": measure, "figure": figure}


def changes_of(config: RunConfig) -> dict[str, Any]:
    """The settings in which a run differs from its preset and family, and from what suits its format, by
    dotted name.
    """
    preset, family = started_from(config)
    plain = flat(drafts.plain_of({"preset": preset, "family": family, "changes": {"data.format": config.data.format}}))
    return {name: value for name, value in flat(config).items() if value != plain[name]}


def started_from(config: RunConfig) -> tuple[str, str]:
    """A run's preset and family, as far as they exist."""
    return (
        config.preset if config.preset in PRESETS else "tiny",
        config.family if config.family in FAMILIES else "terrarium",
    )


def differences(words: Words, configs: Sequence[RunConfig]) -> list[list[Any]]:
    """[label, dotted name, [each run's value]] of every setting that isn't the same in all."""
    values = [flat(config) for config in configs]
    return [
        [words.field(name)[0], name, [spelled(words, name, one[name]) for one in values]]
        for name in values[0]
        if any(one[name] != values[0][name] for one in values[1:])
    ]


def flat(config: RunConfig) -> dict[str, Any]:
    """Every setting by dotted name."""
    return {
        f"{group}.{name}": value
        for group, inner in config.model_dump().items()
        if isinstance(inner, dict)
        for name, value in inner.items()
    }


def spelled(words: Words, name: str, value: Any) -> str:
    """A setting's value as a person reads it."""
    if value is None and name == "train.start_from":
        return words("train.from.nothing")
    if value is None or value == ():
        return words("runs.empty-value")
    if isinstance(value, bool):
        return words("runs.on" if value else "runs.off")
    if value in choices(FIELDS[name]):
        return option(words, name, value)
    if isinstance(value, float):
        return f"{value:g}"
    return f"{value:,}" if isinstance(value, int) and abs(value) > 9999 else str(value)


def written(services: Services, files: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The files of a run, where a command line finds them: a run that came along only names its sample."""
    source = source_of(files) or ""
    if not source.startswith("sample:") or all(file.get("path") for file in files):
        return list(files)
    from llm_core.samples import SAMPLES

    folder = SAMPLES[source.removeprefix("sample:")].folder
    return [{"path": str(folder)}] if folder else [{"path": str(file.path)} for file in services.uploads.of(source)]


def command(run: Run, files: Sequence[Mapping[str, Any]] | None = None) -> str:
    """The command line that repeats a run: its files, its preset and family, and each setting that differs
    from them.
    """
    config, files = run.config, run.files if files is None else files
    preset, family = started_from(config)
    words = ["python", "-m", "llm_core", "train", "--data", *places(files), "--preset", preset]
    words += ["--family", family] if family != RunConfig().family else []
    # a family's own value taken back to "unless set" has no spelling there but what it comes to
    unset = {"model.num_kv_heads": config.model.kv_heads, "train.learning_rate": config.train.peak_learning_rate}
    for name, changed in {**_one_reading(run), **changes_of(config)}.items():
        value = unset.get(name) if changed is None else changed
        if value is None or value == ():
            continue
        for part in value if isinstance(value, (tuple, list)) else [value]:
            text = str(part).lower() if isinstance(part, bool) else str(part)
            words += [f"--{name}={text}"] if text.startswith("-") else [f"--{name}", text]
    return shlex.join([*words, "--name", run.name])


def places(files: Sequence[Mapping[str, Any]]) -> list[str]:
    """Files as `--data` names them; of many below one folder the folder."""
    found = [str(file.get("path") or file.get("name")) for file in files]
    if len(found) <= NAMED_FILES or not all(Path(place).is_absolute() for place in found):
        return found
    return [os.path.commonpath([Path(place).parent for place in found])]


def draft_of(run: Run, draft: object) -> drafts.Draft:
    """A draft that repeats a run: its preset and family, its settings, and its text where that is still here."""
    draft = drafts.checked(draft)
    config = run.config
    preset, family = started_from(config)
    source = source_of(run.files) or draft["source"]
    return {**draft, "source": source, "preset": preset, "family": family, "changes": _plain(changes_of(config))}


def source_of(files: Sequence[Mapping[str, Any]]) -> str | None:
    """The draft's source that a run's files came from: uploads or a sample; None for files from elsewhere."""
    from llm_core.samples import sample_of

    folders = [Path(str(file.get("path", ""))).parent.name for file in files]
    if files and all(_UPLOAD.fullmatch(folder) for folder in folders):
        return f"upload:{','.join(dict.fromkeys(folders))}"  # clips that were dropped together share one
    key = sample_of([str(file.get("name")) for file in files])
    return None if key is None else f"sample:{key}"


def _plain(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in changes.items()}


def _one_reading(run: Run) -> dict[str, Any]:
    """Encoding and columns, where every file was read with the same one that the finder would not take by itself."""
    found = {}
    for name in ("encoding", "column", "target_column", "turn_mark"):
        values = {file.get(name) for file in run.files}
        if (
            len(values) == 1
            and (value := values.pop())
            and not (name == "encoding" and str(value).lower().replace("_", "-") in ("utf-8", "utf-8-sig", "ascii"))
        ):
            found[f"data.{name}"] = value
    return found
