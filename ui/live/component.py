"""A live part of the page: one gr.HTML, drawn by an ES module (docs/scripts.md), with its template and style.

Scripts of this folder that are no modules yet are joined by name instead, until they are converted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, wraps
from pathlib import Path
from typing import Any, Literal

import gradio as gr

from ui.live.modules import MAIN, UI, modules

FOLDER = Path(__file__).parent
_EVENT = re.compile(r"trigger\('(\w+)'")
# The trigger_mode of a listener that reads what a person chose from the event: "always_last" answers the one that
# waited with the first one's data, and "once" drops it. What is asked while another is answered has a turn of its own,
# in order. So have all that listen to the draft: of several listeners of one event, each that waited under
# "always_last" has Gradio dispatch the event to all of them again, which wait for each other in turn, and never end
# where answers are slow.
EACH: Literal["multiple"] = "multiple"


def live(
    name: str,
    *,
    value: Any = None,
    props: Mapping[str, Any] | None = None,
    server_functions: Sequence[Callable[..., Any]] = (),
    elem_id: str | None = None,
    parts: Sequence[str] = (),
    module: str = "",
    events: Sequence[str] = (),
    **kw: Any,
) -> gr.HTML:
    """Make the component that `name.js`, `name.html` (optional) and `name.css` (optional, sent with look.css as it
    stands) describe.

    The script gets `element, props, trigger, watch, server`. It keeps its state in its closure, reads `value` by
    `watch('value', …)`, and puts text from people or models in by `textContent` only. A template that shows
    `${value}` would wipe what the script drew at every update, so templates leave it out.
    Args:  props: what the script reads once, such as words.bundle(…). server_functions: take one JSON object each.
           module: the ES module that draws the part, by its path below ui/: "tabs/runs/runs.js"; its template lies
           beside it, or here. It exports `mount({ element, props, trigger, watch, server })`; docs/scripts.md says how
           one is written. events: all that it triggers, since Gradio listens to no others.
           parts: of a script that is no module yet, other .js files of this folder that stand before it in its closure.
    """
    return gr.HTML(
        value,
        html_template=_held(_template(name, module)) if module else _template(name, module) or "<div></div>",
        js_on_load=_mount(module, events)
        if module
        else _call(["spelling", *parts, name])
        if _read(f"{name}.js")
        else None,
        server_functions=[_plain(function) for function in server_functions] or None,
        elem_id=elem_id,
        apply_default_css=False,
        **dict(props or {}),
        **kw,
    )


def scripts() -> str:
    """Every part's source by name, as one script that each page loads once; `terrarium.live` in page/legacy.js
    puts them together.
    """
    sources = {file.stem: _read(file.name) for file in sorted(FOLDER.glob("*.js"))}
    return f"window.terrariumParts = {json.dumps(sources, ensure_ascii=False)};"


def styles() -> list[Path]:
    """The style sheets of all live parts, in a fixed order."""
    return sorted([*FOLDER.glob("**/*.css"), *FOLDER.parent.glob("tabs/**/*.css")], key=lambda file: file.name)


def _template(name: str, module: str) -> str:
    beside = UI / Path(module).parent / f"{name}.html"
    return beside.read_text(encoding="utf-8") if module and beside.is_file() else _read(f"{name}.html")


def _held(template: str) -> str:
    """A template that stands on the page only once its module is there: nobody types into what doesn't listen yet."""
    return f"<template>{template or '<div></div>'}</template>"


def _mount(module: str, events: Sequence[str]) -> str:
    """What Gradio runs as a part appears: it imports the part's module from where the page's own came, whatever a proxy
    puts before it, and lets the part's template out.

    Gradio listens to the events that it finds named here.
    """
    if module not in modules():
        raise FileNotFoundError(f"ui/{module}")
    above = "../" * MAIN.count("/")
    return (
        f"import(new URL({json.dumps(above + module)}, document.getElementById('terrarium-main').src))"
        ".then((part) => { element.replaceChildren(element.querySelector('template').content); "
        f"part.mount({{ element, props, trigger, watch, server, events: {json.dumps([*events])} }}); }});"
    )


def _call(parts: Sequence[str]) -> str:
    """What Gradio runs as a part appears: its script by name, since the page's HTML would hold the same text once for
    each part.

    Gradio listens to the events that it finds named here.
    """
    events = sorted({event for part in parts for event in _EVENT.findall(_read(f"{part}.js"))})
    return (
        f"window.terrarium.live({json.dumps(list(parts))}, {{ element, trigger, props, server, watch }}, "
        f"{json.dumps(events)});"
    )


def _plain(function: Callable[..., Any]) -> Callable[..., Any]:
    """Gradio marks a server function by an attribute, which a bound method can't carry."""

    @wraps(function)
    def call(data: Any = None) -> Any:
        return function(data)

    return call


@cache
def _read(name: str) -> str:
    file = FOLDER / name
    return file.read_text(encoding="utf-8") if file.is_file() else ""
