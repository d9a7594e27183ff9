"""The Data tab: files or samples in, how they are read, what is in them, and any sentence cut into tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from llm_core.data.chat.template import MARKS
from ui.live.component import EACH, live
from ui.live.controls import apply, settings_card, settings_drawer
from ui.live.rpc import explained
from ui.state import draft as drafts
from ui.state.services import Services
from ui.tabs.data.choices import add_files, as_format, as_template, chosen
from ui.tabs.data.service import Answers
from ui.tabs.data.sources_view import samples_of, sources_view
from ui.words import Words

FIELDS = ("data.tokenizer", "data.vocab_size", "data.validation_fraction")


@dataclass(frozen=True)
class DataTab:
    """The parts of this tab that others may need."""

    upload: gr.File
    sources: gr.HTML
    text: gr.HTML


def build(services: Services, words: Words, draft: gr.BrowserState) -> DataTab:
    """Lay out the tab."""
    asks = Answers(services, words)
    samples = samples_of(words)
    sentences = {**words.bundle("data"), **words.bundle("conversations")}
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
                    "tabs/data/sources.js",
                    events=("choose",),
                    props={"words": sentences, "samples": samples},
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
                    "tabs/data/text.js",
                    events=("read_as", "mend", "write_as", "changed"),
                    props={
                        "words": sentences,
                        "titles": {sample["key"]: sample["title"] for sample in samples},
                        "template": MARKS,
                    },
                    elem_id="text",
                    server_functions=[explained(words, ask) for ask in (asks.status, asks.choose, asks.shade)],
                )
            with gr.Column(elem_classes=["card"]):
                tokens = live(
                    "tabs/data/token_lab.js",
                    props={"words": sentences},
                    elem_id="token-lab",
                    server_functions=[explained(words, asks.tokens)],
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
