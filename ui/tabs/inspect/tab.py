"""The Inspect tab: one sentence, one canvas, one side panel; it shows what a model does, and what a head is worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui.live.component import live
from ui.live.rpc import Answer, server_functions
from ui.live.style import mark
from ui.state.services import Services
from ui.tabs.inspect.service import InspectService
from ui.words import Words


@dataclass(frozen=True)
class InspectTab:
    """The tab's one component."""

    bench: gr.HTML


def build(services: Services, words: Words, draft: gr.BrowserState) -> InspectTab:
    """Lay out the tab; its script asks for runs when it comes into sight, and again each time it does."""
    bench = live(
        "tabs/inspect/inspect.js",
        server_functions=questions(InspectService(services, words), words),
        props={"words": words.bundle("inspect"), "mark": mark()},
        elem_id="inspect-bench",
    )
    return InspectTab(bench)


def questions(service: InspectService, words: Words) -> list[Callable[[Any], Answer]]:
    """What the script may ask; the names are those that it uses."""
    return server_functions(
        words,
        "inspect",
        {
            "runs_to_inspect": service.choices,
            "steps_of_run": service.steps,
            "look_inside": service.look,
            "one_head": service.one_head,
            "cost_of_head": service.cost,
        },
    )
