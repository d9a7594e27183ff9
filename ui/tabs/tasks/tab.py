"""The Tasks tab: choose a task, try a run with its evidence, see how good it is, bring a file, answer many
at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from llm_core.config.tasks import OPENED
from llm_core.data.documents.documents import KINDS, READERS
from llm_core.errors import Mistake
from ui.live.component import EACH, live
from ui.live.style import mark
from ui.state import draft as drafts
from ui.state.services import Services
from ui.state.task_kinds import SOUNDS, sentences, tasks_view
from ui.tabs.tasks.service import questions
from ui.words import Words

QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
MOST_FILES, MOST_APART = 20_000, 64


@dataclass(frozen=True)
class TasksTab:
    """The tab's parts: what is seen, and the way for files into the workspace, which the script fills."""

    desk: gr.HTML
    upload: gr.File


def build(services: Services, words: Words, draft: gr.BrowserState) -> TasksTab:
    """Lay out the tab; its script asks for runs when it comes into sight, and again each time it does."""
    desk = live(
        "tabs/tasks/desk.js",
        events=("plan",),
        value={"draft": None},
        server_functions=questions(services, words),
        elem_id="task-desk",
        props={
            "words": sentences(words),
            "mark": mark(),
            "tasks": tasks_view(words),
            "first": OPENED.name,
            "documents": documents(words),
        },
    )
    upload = gr.File(
        label=words("tasks.bring.drop"),
        file_count="multiple",
        file_types=None,
        elem_id="task-upload",
        visible="hidden",
        show_label=False,
    )

    def show(draft: dict[str, Any]) -> dict[str, Any]:
        return {"draft": drafts.checked(draft, words.language)}

    def dropped(files: Sequence[str] | None, draft: dict[str, Any]) -> list[Any]:
        return [None, {"draft": drafts.checked(draft, words.language), "added": added(services, words, files or [])}]

    def take(draft: dict[str, Any], event: gr.EventData) -> dict[str, Any]:
        return drafts.heard(drafts.checked(getattr(event, "draft", draft), words.language), event)

    gr.on(None, show, [draft], [desk], trigger_mode=EACH, **QUIET)
    upload.upload(dropped, [upload, draft], [upload, desk], **QUIET)
    desk.plan(take, [draft], [draft], trigger_mode=EACH, **QUIET)
    return TasksTab(desk, upload)


def added(services: Services, words: Words, files: Sequence[str]) -> dict[str, Any]:
    """Take files in: their ids and names in order, or a sentence where they couldn't be taken. Sounds, and very many
    files, are one upload.
    """
    together = len(files) > MOST_APART or (
        len(files) > 1 and any(Path(file).suffix.lower() in SOUNDS for file in files)
    )
    try:
        ids = [services.uploads.add_together(files[:MOST_FILES])] if together else services.uploads.add(files)
    except Mistake as mistake:
        return {"ids": [], "names": [], "fault": words.error(mistake)}
    return {"ids": ids, "names": [services.uploads.name(upload) for upload in ids], "fault": ""}


def documents(words: Words) -> dict[str, str]:
    """Which documents can be asked about: endings for a picker, and the kinds as one reads them."""
    kinds = [endings[0].removeprefix(".") for endings, _ in KINDS]
    return {"accept": ",".join(READERS), "kinds": words("units.list.separator").join(kinds)}
