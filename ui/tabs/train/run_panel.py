"""The result card of Train as a part of the page: its words, and the server functions that its script calls."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ui.live.component import live
from ui.live.rpc import explained
from ui.live.style import mark
from ui.state.services import Services
from ui.tabs.train.watcher import Watcher
from ui.words import Words

SPROUT = (
    '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M10 18v-7" stroke="currentColor" stroke-width="1.7" '
    'stroke-linecap="round"/>'
    '<path fill="currentColor" d="M10 13c-5 .2-7-2.6-7-6.2 4.4 0 7 2 7 6.2ZM10 9.5C10 5 12.2 3 17 2.7c0 4.2-2 6.8-7 '
    '6.8Z"/></svg>'
)
TERMS = (
    "loss",
    "val_loss",
    "perplexity",
    "exact_match",
    "taught_replies",
    "train_loss",
    "learning_rate",
    "gradient_norm",
)


def run_panel(services: Services, words: Words, **kw: Any) -> gr.HTML:
    """The result card of Train; its value is {"run": the id it shows}, and {"attach": id} sent to it shows another."""
    watcher = Watcher(services, words)
    answers = (watcher.poll, watcher.figure, watcher.others, watcher.table)
    return live(
        "tabs/train/run_panel.js",
        events=("state", "teach"),
        value={"run": None},
        server_functions=[explained(words, ask) for ask in answers],
        props={
            "words": words.bundle("train"),
            "figure": words.bundle("figure"),
            "sprout": SPROUT,
            "mark": mark(),
            "text": {},
            "again": 0,
            "terms": {name: words.term(name) for name in TERMS},
        },
        **kw,
    )
