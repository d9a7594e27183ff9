"""The Chat tab: talk to one or two runs, while they train if need be, and open any token of what they write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from llm_core.data.search.memorization import HEAVY, LEAST, MOST_TIMES, PASSAGE
from ui.live.component import live
from ui.live.rpc import Answer, server_functions
from ui.live.style import mark
from ui.state.services import Services
from ui.tabs.chat.service import ChatService, knobs
from ui.words import Words

COPIED = {"least": LEAST, "heavy": HEAVY, "most": MOST_TIMES, "passage": PASSAGE}


@dataclass(frozen=True)
class ChatTab:
    """The tab's one component."""

    talk: gr.HTML


def build(services: Services, words: Words, draft: gr.BrowserState) -> ChatTab:
    """Lay out the tab; its script asks for runs when it comes into sight, and again each time it does."""
    talk = live(
        "tabs/chat/chat.js",
        server_functions=questions(ChatService(services, words), words),
        props={
            "words": words.bundle("chat"),
            "language": words.language,
            "knobs": knobs(words),
            "mark": mark(),
            "copied": COPIED,
        },
        elem_id="chat-talk",
    )
    return ChatTab(talk)


def questions(service: ChatService, words: Words) -> list[Callable[[Any], Answer]]:
    """What the script may ask; the names are those that it uses."""
    return server_functions(
        words,
        "chat",
        {
            "runs_to_talk_to": service.choices,
            "warm_up": service.warm,
            "write_answer": service.write,
            "read_answer": service.read_on,
            "stop_answer": service.stop,
            "seen_before": service.seen_before,
        },
    )
