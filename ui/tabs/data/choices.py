"""What a person's choices on the Data tab make of the draft: files added, another text, read or written otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llm_core.config import DataConfig
from llm_core.data.chat.template import MARKS
from llm_core.data.files.text_file import TextFile
from llm_core.errors import Mistake
from ui.state import draft as drafts
from ui.state.services import Services
from ui.state.task_kinds import sound_task
from ui.tabs.data.chat_view import plainly_talks
from ui.tabs.data.sources_view import natural_look
from ui.words import Words

LONGEST_TEMPLATE = 20_000


def add_files(services: Services, words: Words, files: Sequence[str], draft: object) -> tuple[drafts.Draft, str]:
    """Take files in and choose those that can be read; answers the draft, and a sentence when nothing could
    be taken.
    """
    draft = drafts.checked(draft, words.language)
    try:
        added = services.uploads.add(files)
    except Mistake as mistake:
        return draft, words.error(mistake)
    names = {upload: services.uploads.name(upload) for upload in added}
    good = [upload for upload in added if not isinstance(natural_look(services, upload, names[upload]), Mistake)][:64]
    return (chosen(services, draft, f"upload:{','.join(good)}") if good else draft), ""


def chosen(services: Services, draft: object, source: object) -> drafts.Draft:
    """A draft with another text, with the settings that suit a sample; a source that isn't there changes nothing.

    Files that can hardly be anything but conversations are read so, unless a person has chosen how these are read.
    """
    draft = drafts.checked(draft)
    try:
        found = drafts.with_source(draft, source) if isinstance(source, str) else draft
    except Mistake:
        return draft
    kind, names = drafts.source_of(found)
    fresh = kind == "upload" and set(drafts.source_of(draft)[1]).isdisjoint(names)
    if fresh and any(
        isinstance(look := services.corpus_jobs.look(name, DataConfig(format=sound_task())), TextFile)
        and look.format == "sound"
        for name in names
    ):
        return drafts.with_changes(found, {"data.format": sound_task()})
    talks = fresh and any(
        plainly_talks(services.corpus_jobs.look(name, DataConfig(format="conversations"))) for name in names
    )
    return drafts.with_changes(found, {"data.format": "conversations"}) if talks else found


def as_format(draft: object, wanted: object) -> drafts.Draft:
    """A draft whose files are read as text, as pairs or as conversations; another word changes nothing."""
    draft = drafts.checked(draft)
    return (
        drafts.with_changes(draft, {"data.format": wanted}) if wanted in ("text", "pairs", "conversations") else draft
    )


def as_template(draft: object, wanted: object, own: object = None) -> drafts.Draft:
    """A draft with another chat template; another word changes nothing.

    Args:  own: a template of a person's own, kept though it may be wrong: that is said beside it. None: the one they
        had, else the default.
    """
    draft = drafts.checked(draft)
    if wanted not in ("marks", "plain", "custom"):
        return draft
    changes: dict[str, Any] = {"data.chat_template": wanted}
    if wanted == "custom":
        changes["data.custom_template"] = (
            own[:LONGEST_TEMPLATE] if isinstance(own, str) else draft["changes"].get("data.custom_template") or MARKS
        )
    return drafts.with_changes(draft, changes)
