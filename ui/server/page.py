"""One page in one language: header, tabs, the draft they share; each tab builds itself."""

from __future__ import annotations

import importlib
from typing import Any

import gradio as gr

from ui.live.component import EACH, live
from ui.live.controls import state_of, take_changes
from ui.live.rpc import explain_listeners
from ui.live.style import mark
from ui.server.api import add_endpoints
from ui.server.page_head import FIRST_TAB, TABS
from ui.state import draft as drafts
from ui.state.devices import devices
from ui.state.services import Services
from ui.words import Words
from ui.words.folders import languages


def build_page(services: Services, words: Words) -> gr.Blocks:
    """Lay out the page; nothing of it runs until someone opens it."""
    page: gr.Blocks
    with gr.Blocks(
        title=words("shell.name"), fill_width=True, analytics_enabled=False, delete_cache=(3600, 24 * 3600)
    ) as page:
        draft = gr.BrowserState(
            drafts.first_draft(words.language), storage_key=_storage_key(words.language), secret=drafts.STORAGE_SECRET
        )
        header = _header(words)
        _follow(words, page, header, draft)
        with gr.Tabs(selected=FIRST_TAB, overflow_behavior="wrap", elem_id="tabs"):
            for name in TABS:
                with gr.Tab(words(f"shell.tab.{name}"), id=name, elem_id=f"tab-{name}", elem_classes=["page"]):
                    _tab(name, services, words, draft)
        if words.traits.address == "/":  # one set of endpoints, at the root
            add_endpoints(services)
        explain_listeners(words, page)
    return page


def _tab(name: str, services: Services, words: Words, draft: gr.BrowserState) -> Any:
    return importlib.import_module(f"ui.tabs.{name}.tab").build(services, words, draft)


def _header(words: Words) -> gr.HTML:
    def look_for_devices(_nothing: object) -> list[dict[str, str]]:
        return devices(words, look=True)

    return live(
        "live/header/header.js",
        events=("set",),
        elem_id="top",
        server_functions=[look_for_devices],
        props={
            "words": words.bundle("shell"),
            "mark": mark(),
            "language": words.language,
            "others": [
                {"language": key, "name": other.name, "tag": other.tag, "address": other.address}
                for key, other in languages().items()
                if key != words.language
            ],
            "drafts": {key: _storage_key(key) for key in languages()},
            "devices": devices(words, look=False),
        },
    )


def _follow(words: Words, page: gr.Blocks, header: gr.HTML, draft: gr.BrowserState) -> None:
    """Let the header hear of every change of the draft, before the tabs' own listeners do: Gradio asks one after the
    other, and the next choice waits for this answer.
    """

    def about(draft: dict[str, Any]) -> dict[str, Any]:
        return _about(words, draft)

    take_changes(header, draft)
    gr.on(
        [page.load, draft.change],
        about,
        draft,
        header,
        trigger_mode=EACH,
        api_visibility="private",
        show_progress="hidden",
    )


def _storage_key(language: str) -> str:
    """Where a browser keeps the draft of the page in this language."""
    return f"{drafts.STORAGE_KEY}-{language}"


def _about(words: Words, draft: object) -> dict[str, Any]:
    """What the header hears of a draft for the whole page: its settings, the last choice that it has taken in, and
    whether anything was chosen that the other languages should find.
    """
    draft = drafts.checked(draft, words.language)
    first = drafts.first_draft(words.language)
    return {**state_of(words, draft), "begun": any(draft[part] != value for part, value in first.items())}
