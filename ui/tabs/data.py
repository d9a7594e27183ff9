"""The Data tab: files or samples in, how they are read, what is in them, and any sentence cut into tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from llm_core.errors import Mistake
from llm_core.text.text_file import TextFile
from ui import draft as drafts
from ui.controls import settings_card, settings_drawer
from ui.live.component import live
from ui.preparing import data_config
from ui.question import question
from ui.services import Services
from ui.text_views import cut, samples_of, sources_view, status_view
from ui.uploads import CHOICES
from ui.words import Words

FIELDS = ("data.tokenizer", "data.vocab_size", "data.validation_fraction")
ENDINGS = [".txt", ".md", ".csv", ".tsv", ".json", ".jsonl"]
TERMS = ("token", "tokenizer", "vocabulary", "validation_split", "encoding", "nat")


@dataclass(frozen=True)
class DataTab:
    """The parts of this tab that others may need."""

    upload: gr.File
    sources: gr.HTML
    text: gr.HTML


def build(services: Services, words: Words, draft: gr.BrowserState) -> DataTab:
    """Lay out the tab."""
    asks = Answers(services, words)
    props = {"words": words.bundle("data"), "language": words.language, "terms": {key: words.term(key) for key in TERMS}}
    with gr.Row(elem_classes=["split"]):
        with gr.Column(elem_classes=["card"]):
            with gr.Column(elem_classes=["sec"]):
                upload = gr.File(
                    label=words("data.upload"), file_count="multiple", file_types=None, elem_id="upload", height=128, show_label=False,
                )
                sources = live(
                    "sources", props={**props, "samples": samples_of(words.language)}, parts=["saying"], elem_id="sources",
                    server_functions=[asks.remove],
                )
            with gr.Column(elem_classes=["sec"]):
                settings_card(words, draft, FIELDS)
            with gr.Column(elem_classes=["sec", "last"]):
                settings_drawer(words, draft)
        with gr.Column(elem_classes=["texts"]):
            with gr.Column(elem_classes=["card"]):
                text = live("text", props=props, parts=["saying"], server_functions=[asks.status, asks.choose], elem_id="text")
            with gr.Column(elem_classes=["card"]):
                tokens = live("tokens", props=props, parts=["saying"], server_functions=[asks.tokens], elem_id="token-lab")
    _connect(services, words, draft, (upload, sources, text, tokens))
    return DataTab(upload, sources, text)


def _connect(services: Services, words: Words, draft: gr.BrowserState, parts: tuple[gr.File, gr.HTML, gr.HTML, gr.HTML]) -> None:
    upload, sources, text, tokens = parts
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

    def show(draft: dict[str, Any]) -> list[Any]:
        services.preparing.want(draft) if drafts.mistake_in(draft) is None else None
        found = sources_view(services, words, draft)
        return [found, found, found["draft"]]

    def dropped(files: Sequence[str] | None, draft: dict[str, Any]) -> list[Any]:
        draft, fault = add_files(services, words, files or [], draft)
        return [draft, None, {**sources_view(services, words, draft), "fault": fault}]

    def choose(draft: dict[str, Any], event: gr.EventData) -> dict[str, Any]:
        return chosen(services, draft, getattr(event, "source", None))

    def read_as(draft: dict[str, Any], event: gr.EventData) -> dict[str, Any]:
        return as_format(draft, getattr(event, "format", None))

    gr.on(None, show, [draft], [sources, text, tokens], trigger_mode="always_last", **quiet)
    upload.upload(dropped, [upload, draft], [draft, upload, sources], **quiet)
    sources.choose(choose, [draft], [draft], trigger_mode="always_last", **quiet)  # a second tick before the first is answered counts
    text.read_as(read_as, [draft], [draft], trigger_mode="always_last", **quiet)
    text.changed(show, [draft], [sources, text, tokens], trigger_mode="always_last", **quiet)


def add_files(services: Services, words: Words, files: Sequence[str], draft: object) -> tuple[drafts.Draft, str]:
    """Take files in and choose those that can be read; answers the draft, and a sentence when nothing could be taken."""
    draft = drafts.checked(draft, words.language)
    try:
        added = services.uploads.add(files)
    except Mistake as mistake:
        return draft, words.error(mistake)
    good = [upload for upload in added if not isinstance(services.preparing.look(upload), Mistake)]
    return (drafts.with_source(draft, f"upload:{','.join(good[:64])}") if good else draft), ""


def chosen(services: Services, draft: object, source: object) -> drafts.Draft:
    """A draft with another text, with the settings that suit a sample; a source that isn't there changes nothing."""
    draft = drafts.checked(draft)
    try:
        return drafts.with_source(draft, source) if isinstance(source, str) else draft
    except Mistake:
        return draft


def as_format(draft: object, wanted: object) -> drafts.Draft:
    """A draft whose files are read as text or as pairs; another word changes nothing."""
    draft = drafts.checked(draft)
    return drafts.with_changes(draft, {"data.format": wanted}) if wanted in ("text", "pairs") else draft


class Answers:
    """What the live parts ask the server; each takes one JSON object, from anyone who can reach the page."""

    def __init__(self, services: Services, words: Words) -> None:
        self._services, self._words = services, words

    def status(self, draft: Any) -> dict[str, Any]:
        """How far the draft's text is, and what is known about it."""
        return status_view(self._services, self._words, draft)

    def choose(self, sent: Any) -> dict[str, Any]:
        """Settle a file's encoding or columns: {"id", "encoding" | "column" | "target_column", "draft"}; answers the files as they read now.

        Who chooses for the answer what is given, or the other way round, exchanges them.
        """
        asked = question(sent)
        fault, upload = "", str(asked.get("id"))
        try:
            choice = {name: str(asked[name])[:200] for name in CHOICES if asked.get(name)}
            now = self._services.preparing.look(upload, data_config(asked.get("draft")))
            if isinstance(now, TextFile) and now.target is not None and now.column is not None:
                if choice.get("column") == now.target:
                    choice["target_column"] = now.column
                elif choice.get("target_column") == now.column:
                    choice["column"] = now.target
            self._services.uploads.choose(upload, **choice)
        except Mistake as mistake:
            fault = self._words.error(mistake)
        return {**sources_view(self._services, self._words, asked.get("draft")), "fault": fault}

    def remove(self, sent: Any) -> dict[str, Any]:
        """Delete an upload: {"id"}."""
        asked = question(sent)
        try:
            self._services.uploads.remove(str(asked.get("id")))
        except Mistake as mistake:
            return {"fault": self._words.error(mistake)}
        return {"fault": ""}

    def tokens(self, sent: Any) -> dict[str, Any]:
        """Cut a sentence: {"text", "draft"}."""
        asked = question(sent)
        return cut(self._services, asked.get("draft"), str(asked.get("text", "")))
