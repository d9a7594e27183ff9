"""What the Data tab's live parts ask the server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from llm_core.data.files.text_file import TextFile
from llm_core.errors import Mistake
from ui.live.rpc import question
from ui.state import draft as drafts
from ui.state.services import Services
from ui.state.uploads import CHOICES
from ui.tabs.data.chat_view import shading
from ui.tabs.data.sources_view import reading_of, sources_view
from ui.tabs.data.text_view import cut, status_view
from ui.words import Words


class Answers:
    """Each answer takes one JSON object, from anyone who can reach the page."""

    def __init__(self, services: Services, words: Words) -> None:
        self._services, self._words = services, words

    def status(self, draft: Any) -> dict[str, Any]:
        """How far the draft's text is, and what is known about it."""
        return status_view(self._services, self._words, draft)

    def choose(self, sent: Any) -> dict[str, Any]:
        """Settle how a file is read: {"id", "encoding" | "column" | "target_column" | "turn_mark" | "kind", "draft"};
        answers the files as they read now.

        Who chooses for the answer what is given, or the other way round, exchanges them. Of conversations, the kind
        "pairs" is a question beside its answer; "turns", "lines" and "found" are found out again.
        """
        asked = question(sent)
        fault, upload = "", str(asked.get("id"))
        try:
            self._services.uploads.choose(upload, **self._choice(upload, asked))
        except Mistake as mistake:
            fault = self._words.error(mistake)
        return {**sources_view(self._services, self._words, asked.get("draft")), "fault": fault}

    def _choice(self, upload: str, asked: Mapping[str, Any]) -> dict[str, str | None]:
        reading, looks, kind = (
            reading_of(drafts.checked(asked.get("draft"))),
            self._services.corpus_jobs.look,
            asked.get("kind"),
        )
        choice: dict[str, str | None] = {name: str(asked[name])[:200] or None for name in CHOICES if name in asked}
        if kind in ("turns", "lines", "found"):
            return {"column": None, "target_column": None, **({"turn_mark": None} if kind == "found" else {})}
        if kind == "pairs":
            self._services.uploads.choose(upload, column=None, target_column=None)
            now = looks(upload, reading.model_copy(update={"format": "pairs"}))
            if isinstance(now, Mistake):
                raise now
            return {"column": now.column, "target_column": now.target}
        now = looks(upload, reading)
        if isinstance(now, TextFile) and now.target is not None and now.column is not None:
            if choice.get("column") == now.target:
                choice["target_column"] = now.column
            elif choice.get("target_column") == now.column:
                choice["column"] = now.target
        return choice

    def remove(self, sent: Any) -> dict[str, Any]:
        """Delete an upload: {"id"}."""
        asked = question(sent)
        try:
            self._services.uploads.remove(str(asked.get("id")))
        except Mistake as mistake:
            return {"fault": self._words.error(mistake)}
        return {"fault": ""}

    def shade(self, sent: Any) -> dict[str, Any]:
        """The first dialogues of a draft as a model reads them, and what of them it learns: {"draft", "preview": only
        tried, so not to be prepared}.
        """
        asked = question(sent)
        return shading(self._services, self._words, asked.get("draft"), preview=asked.get("preview") is True)

    def tokens(self, sent: Any) -> dict[str, Any]:
        """Cut a sentence: {"text", "draft"}."""
        asked = question(sent)
        return cut(self._services, asked.get("draft"), str(asked.get("text", "")))
