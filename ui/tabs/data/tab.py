"""The Data tab: files or samples in, how they are read, what is in them, and any sentence cut into tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from llm_core.config import DataConfig
from llm_core.data.chat.template import MARKS
from llm_core.data.files.text_file import TextFile
from llm_core.errors import Mistake
from ui.live.component import EACH, live
from ui.live.controls import apply, settings_card, settings_drawer
from ui.live.question import question
from ui.live.rpc import explained
from ui.state import draft as drafts
from ui.state.services import Services
from ui.state.task_kinds import sound_task
from ui.state.uploads import CHOICES
from ui.tabs.data.chat_view import plainly_talks, shading
from ui.tabs.data.text_view import cut, natural_look, reading_of, samples_of, sources_view, status_view
from ui.words import Words

FIELDS = ("data.tokenizer", "data.vocab_size", "data.validation_fraction")
TERMS = ("token", "tokenizer", "vocabulary", "validation_split", "encoding", "nat", "chat_template", "special_token")
LONGEST_TEMPLATE = 20_000


@dataclass(frozen=True)
class DataTab:
    """The parts of this tab that others may need."""

    upload: gr.File
    sources: gr.HTML
    text: gr.HTML


def build(services: Services, words: Words, draft: gr.BrowserState) -> DataTab:
    """Lay out the tab."""
    asks = Answers(services, words)
    props = {
        "words": {**words.bundle("data"), **words.bundle("conversations")},
        "language": words.language,
        "terms": {key: words.term(key) for key in TERMS},
    }
    with gr.Row(elem_classes=["split"]):
        with gr.Column(elem_classes=["card"]):
            with gr.Column(elem_classes=["sec"]):
                upload = gr.File(
                    label=words("data.upload"),
                    file_count="multiple",
                    file_types=None,
                    elem_id="upload",
                    height=128,
                    show_label=False,
                )
                sources = live(
                    "sources",
                    props={**props, "samples": samples_of(words)},
                    parts=["saying"],
                    elem_id="sources",
                    server_functions=[explained(words, asks.remove)],
                )
            with gr.Column(elem_classes=["sec"]):
                settings_card(words, draft, FIELDS)
            with gr.Column(elem_classes=["sec", "last"]):
                settings_drawer(words, draft)
        with gr.Column(elem_classes=["texts"]):
            with gr.Column(elem_classes=["card"]):
                text = live(
                    "text",
                    props={**props, "template": MARKS},
                    parts=["saying", "text_reading", "text_shading"],
                    elem_id="text",
                    server_functions=[explained(words, ask) for ask in (asks.status, asks.choose, asks.shade)],
                )
            with gr.Column(elem_classes=["card"]):
                tokens = live(
                    "tokens",
                    props=props,
                    parts=["saying"],
                    server_functions=[explained(words, asks.tokens)],
                    elem_id="token-lab",
                )
    _connect(services, words, draft, (upload, sources, text, tokens))
    return DataTab(upload, sources, text)


def _connect(
    services: Services, words: Words, draft: gr.BrowserState, parts: tuple[gr.File, gr.HTML, gr.HTML, gr.HTML]
) -> None:
    upload, sources, text, tokens = parts
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

    def show(draft: dict[str, Any]) -> list[Any]:
        services.corpus_jobs.want(draft) if drafts.mistake_in(draft) is None else None
        found = sources_view(services, words, draft)
        return [found, found, found["draft"]]

    def dropped(files: Sequence[str] | None, draft: dict[str, Any]) -> list[Any]:
        draft, fault = add_files(services, words, files or [], draft)
        return [draft, None, {**sources_view(services, words, draft), "fault": fault}]

    def choose(draft: dict[str, Any], event: gr.EventData) -> dict[str, Any]:
        return drafts.heard(chosen(services, draft, getattr(event, "source", None)), event)

    def read_as(draft: dict[str, Any], event: gr.EventData) -> dict[str, Any]:
        return drafts.heard(as_format(draft, getattr(event, "format", None)), event)

    def mend(draft: dict[str, Any], event: gr.EventData) -> dict[str, Any]:
        return drafts.heard(apply(draft, event), event)

    def write_as(draft: dict[str, Any], event: gr.EventData) -> dict[str, Any]:
        return drafts.heard(as_template(draft, getattr(event, "template", None), getattr(event, "own", None)), event)

    gr.on(None, show, [draft], [sources, text, tokens], trigger_mode=EACH, **quiet)
    upload.upload(dropped, [upload, draft], [draft, upload, sources], **quiet)
    for listen, answer in (
        (sources.choose, choose),
        (text.read_as, read_as),
        (text.mend, mend),
        (text.write_as, write_as),
    ):
        listen(answer, [draft], [draft], trigger_mode=EACH, **quiet)
    text.changed(show, [draft], [sources, text, tokens], trigger_mode="always_last", **quiet)


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


class Answers:
    """What the live parts ask the server; each takes one JSON object, from anyone who can reach the page."""

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
