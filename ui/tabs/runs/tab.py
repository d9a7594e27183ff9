"""The Runs tab: every run side by side, one run's details and what can be done with it, several compared."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from llm_core.errors import Mistake
from llm_core.runs.store import odd_row
from ui.live.component import EACH, live
from ui.live.rpc import explained, question
from ui.state import draft as drafts
from ui.state.services import Services
from ui.tabs.runs.view import COMPARED, curves, details, draft_of, row
from ui.words import Words

if TYPE_CHECKING:
    from llm_core.runs.records import Run

TERMS = {
    "val_loss": "val_loss",
    "bits_per_byte": "bits_per_byte",
    "score": "exact_match",
    "taught": "taught_replies",
    "parameters": "parameters",
}  # column → glossary


@dataclass(frozen=True)
class RunsTab:
    """The parts of this tab that others may need."""

    table: gr.HTML


def build(services: Services, words: Words, draft: gr.BrowserState) -> RunsTab:
    """Lay out the tab."""
    asks = Answers(services, words)
    table = live(
        "tabs/runs/runs.js",
        elem_id="runs",
        events=("duplicate", "folder"),
        props={
            "words": words.bundle("runs"),
            "figure": words.bundle("figure"),
            "language": words.language,
            "terms": {column: words.term(key) for column, key in TERMS.items()},
            "desktop": opener() is not None,
        },
        server_functions=[
            explained(words, ask) for ask in (asks.runs, asks.details, asks.curves, asks.rename, asks.remove)
        ],
    )

    def duplicate(draft: dict[str, Any], event: gr.EventData) -> dict[str, Any]:
        with suppress(Mistake):  # deleted meanwhile
            draft = draft_of(services.store.get(str(getattr(event, "run", ""))), draft)
        return drafts.heard(draft, event)

    def folder(event: gr.EventData, request: gr.Request) -> None:
        open_folder(services, str(getattr(event, "run", "")), request)

    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    table.duplicate(duplicate, [draft], [draft], trigger_mode=EACH, **quiet)
    table.folder(folder, None, None, **quiet)
    return RunsTab(table)


class Answers:
    """What the list asks the server; each takes one JSON object, from anyone who can reach the page."""

    def __init__(self, services: Services, words: Words) -> None:
        self._services, self._words = services, words

    def runs(self, sent: Any) -> dict[str, Any]:
        """Every run, a line each, but for what the page has already, which {"tag"} names; and what is wrong with rows
        that can't be read.
        """
        runs = self._services.store.runs()
        odd = [self._words.error(odd_row(run, why)) for run, why in self._services.store.odd_rows(runs).items()]
        found = [row(self._services, self._words, run) for run in runs]
        tag = hashlib.sha256(json.dumps(found).encode()).hexdigest()[:16]
        news = {} if question(sent).get("tag") == tag else {"runs": found}
        return {"tag": tag, "odd": " ".join(odd), **news}

    def details(self, sent: Any) -> dict[str, Any]:
        """Of the runs {"ids"}: settings or differences; those that are gone are left out."""
        chosen = self._chosen(question(sent))
        return details(self._services, self._words, chosen) if chosen else {"runs": []}

    def curves(self, sent: Any) -> dict[str, Any]:
        """Of the runs {"ids"}: their figure, in {"measure"}, in {"dark"} or light."""
        asked = question(sent)
        return curves(self._services, self._words, self._chosen(asked), asked.get("measure"), asked.get("dark") is True)

    def _chosen(self, asked: Mapping[str, Any]) -> list[Run]:
        """Those of {"ids"} that are here, in the order asked for: columns stand in it."""
        ids = asked.get("ids")
        wanted = [str(run) for run in ids] if isinstance(ids, list) else []
        here = {run.id: run for run in self._services.store.runs()}
        return [here[run] for run in dict.fromkeys(wanted) if run in here][:COMPARED]

    def rename(self, sent: Any) -> dict[str, Any]:
        """Give {"id"} the name {"name"}."""
        asked = question(sent)
        return self._said(lambda: self._services.store.rename(str(asked.get("id")), str(asked.get("name", ""))))

    def remove(self, sent: Any) -> dict[str, Any]:
        """Delete {"id"} with all that it left."""
        asked = question(sent)
        run = str(asked.get("id"))
        answer = self._said(lambda: self._services.launcher.delete(run))
        if not answer["fault"]:
            self._services.models.forget(run)
        return answer

    def _said(self, act: Any) -> dict[str, Any]:
        try:
            act()
        except Mistake as mistake:
            return {"fault": self._words.error(mistake)}
        return {"fault": "", **self.runs(None)}


def opener() -> list[str] | None:
    """The command that opens a folder on this machine's own desktop, where it has one."""
    if os.environ.get("SPACE_ID"):
        return None
    if sys.platform == "darwin":
        return ["open"]
    if sys.platform == "win32":
        return ["explorer"]
    found = shutil.which("xdg-open") if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") else None
    return [found] if found else None


def open_folder(services: Services, run: str, request: gr.Request) -> None:
    """Open a run's folder, for a person who sits at this machine and nobody else."""
    command = opener()
    here = (
        request.client is not None
        and request.client.host in ("127.0.0.1", "::1")
        and "x-forwarded-for" not in request.headers
    )
    if command is None or not here:
        return
    try:
        folder: Path = services.workspace.run_folder(services.store.get(run).id)
    except Mistake:
        return
    subprocess.Popen(
        [*command, str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
