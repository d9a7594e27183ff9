"""The files and samples that the Data tab offers, as plain data: how each reads, and what is chosen."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from llm_core.config import TASKS, DataConfig
from llm_core.data.audio.audio import ENDINGS
from llm_core.errors import Mistake
from ui.state import draft as drafts
from ui.state.services import Services
from ui.state.task_kinds import sound_task, task_name
from ui.tabs.data.chat_view import plainly_talks, talk_view
from ui.tabs.data.text_view import ASKED_ON_SCREEN, PREVIEW_CHARACTERS, ROW_TOKENS
from ui.words import Words

if TYPE_CHECKING:
    from llm_core.data.files.text_file import TextFile

SHOWN_UPLOADS = 60
CHOSEN_WRONG = (
    "no-dialogues-in-file",
    "no-such-column",
    "same-column-twice",
    "no-second-column",
)  # another choice of columns may save these
KINDS = {"pairs": "job", "conversations": "talk"}
ENCODINGS = ("utf-8", "gb18030", "big5", "cp932", "euc_jp", "cp949", "cp1252", "latin-1", "cp1251", "koi8-r", "utf-16")


def samples_of(words: Words) -> list[dict[str, str]]:
    """The built-in samples, those in the page's language first; those of tasks stand on Tasks."""
    from llm_core.samples import SAMPLES
    from llm_core.samples.previews import preview_of

    order = {words.language: 0, "any": 1}
    return [
        {
            "key": key,
            "title": words(f"samples.{key}"),
            "about": words(f"samples.{key}.about"),
            "preview": preview_of(sample),
            "kind": KINDS.get(str(sample.settings.get("data.format")), "text"),
        }
        for key, sample in sorted(SAMPLES.items(), key=lambda item: order.get(item[1].language, 2))
        if sample.settings.get("data.format") not in TASKS
    ]


def sources_view(services: Services, words: Words, draft: object) -> dict[str, Any]:
    """Every upload with how it reads, and which text the draft has chosen, as of the time `at` in seconds."""
    at = time.time()
    draft = drafts.checked(draft, words.language)
    kind, names = drafts.source_of(draft)
    there = services.uploads.kept()[:SHOWN_UPLOADS]
    reading = reading_of(draft)
    files = [_file(services, words, upload, reading, used=kind == "upload" and upload.id in names) for upload in there]
    lost = kind == "upload" and not {upload.id for upload in there} & set(names)
    return {
        "draft": draft,
        "source": draft["source"],
        "files": files,
        "lost": lost,
        "fault": "",
        "format": reading.format,
        "task": task_name(words, reading.task) if reading.task else "",
        "encodings": list(ENCODINGS),
        "template": reading.chat_template,
        "own": reading.custom_template or "",
        "at": at,
    }


def reading_of(draft: drafts.Draft) -> DataConfig:
    """How a draft's files are read, whatever is wrong with its other settings; in the usual way where this itself is
    wrong.
    """
    try:
        return DataConfig(
            **{
                name.removeprefix("data."): value
                for name, value in draft["changes"].items()
                if name.startswith("data.")
            }
        )
    except (Mistake, ValidationError):
        return DataConfig()


def natural_look(services: Services, upload: str, name: str) -> TextFile | Mistake:
    """A look at a file in the way that its kind is read when nobody chose another: YAML as conversations, sounds as
    speech, any other as text.
    """
    from llm_core.data.chat.look import YAML

    if Path(name.partition(" + ")[0]).suffix.lower() in ENDINGS:
        return services.corpus_jobs.look(upload, DataConfig(format=sound_task()))
    return services.corpus_jobs.look(
        upload, DataConfig(format="conversations") if Path(name).suffix.lower() in YAML else None
    )


def _file(services: Services, words: Words, upload: Any, reading: DataConfig, *, used: bool) -> dict[str, Any]:
    look = services.corpus_jobs.look(upload.id, reading) if used else natural_look(services, upload.id, upload.name)
    entry = {"id": upload.id, "name": upload.name, "size_bytes": upload.size_bytes, "used": used}
    choice = services.uploads.choice(upload.id)
    if isinstance(look, Mistake):
        return {**entry, **_faulty(services, words, upload.id, look, reading if used else DataConfig())}
    talks = (
        used
        and reading.format != "conversations"
        and plainly_talks(services.corpus_jobs.look(upload.id, reading.model_copy(update={"format": "conversations"})))
    )
    return {
        **entry,
        "fault": "",
        "format": look.format,
        "encoding": look.encoding,
        "sure": look.sure,
        "confirmed": "encoding" in choice,
        "columns": list(look.columns[:200]),
        "column": look.column,
        "target": look.target,
        "has_columns": look.has_columns,
        "talks": talks,
        "examples": [[pair.source[:ROW_TOKENS], pair.target[:ROW_TOKENS]] for pair in look.examples],
        "preview": look.preview[:PREVIEW_CHARACTERS],
        "warnings": [words.error(warning) for warning in look.warnings if warning.code != ASKED_ON_SCREEN],
        "chosen": bool(set(choice) - {"encoding"}),
        "mark": choice.get("turn_mark") or reading.turn_mark or "",
        **({"talk": talk_view(look)} if used and reading.format == "conversations" else {}),
    }


def _faulty(services: Services, words: Words, upload: str, mistake: Mistake, reading: DataConfig) -> dict[str, Any]:
    """What is wrong with a file, and of conversations that were not found in it, what else could be chosen."""
    choice = services.uploads.choice(upload)
    found = {
        "fault": words.error(mistake),
        "code": mistake.code,
        "encoding": choice.get("encoding", ""),
        "chosen": bool(set(choice) - {"encoding"}),
        "mark": choice.get("turn_mark", ""),
    }
    if reading.format != "conversations" or mistake.code not in CHOSEN_WRONG:
        return found
    as_text = services.corpus_jobs.look(upload, DataConfig(encoding=reading.encoding))
    return found if isinstance(as_text, Mistake) else {**found, "talk": {**talk_view(as_text), "kind": "fault"}}
