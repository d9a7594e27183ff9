"""A live part of the page: one gr.HTML, drawn by an ES module (docs/scripts.md), with its template and style."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, Literal

import gradio as gr

from ui.live.modules import MAIN, UI, modules

# The trigger_mode of a listener that reads what a person chose from the event: "always_last" answers the one that
# waited with the first one's data, and "once" drops it. What is asked while another is answered has a turn of its own,
# in order. So have all that listen to the draft: of several listeners of one event, each that waited under
# "always_last" has Gradio dispatch the event to all of them again, which wait for each other in turn, and never end
# where answers are slow.
EACH: Literal["multiple"] = "multiple"


def live(
    module: str,
    *,
    value: Any = None,
    props: Mapping[str, Any] | None = None,
    server_functions: Sequence[Callable[..., Any]] = (),
    elem_id: str | None = None,
    events: Sequence[str] = (),
    **kw: Any,
) -> gr.HTML:
    """Make the component that a module draws; its template lies beside it under the same name, as its style does.

    The module exports `mount({ element, props, trigger, watch, server })`. It reads `value` by `watch('value', …)`, and
    puts text from people or models in by `textContent` only. A template that shows `${value}` would wipe what the
    script drew at every update, so templates leave it out.

    Args:    module: its path below ui/, "tabs/runs/runs.js". props: what it reads once, such as words.bundle(…).
             server_functions: take one JSON object each. events: all that it triggers; Gradio listens to no others.
    Raises:  FileNotFoundError: no such module.
    """
    return gr.HTML(
        value,
        html_template=_template(module),
        js_on_load=_mount(module, events),
        server_functions=[_plain(function) for function in server_functions] or None,
        elem_id=elem_id,
        apply_default_css=False,
        **dict(props or {}),
        **kw,
    )


def styles() -> list[Path]:
    """The style sheets of all live parts, in a fixed order."""
    return sorted([*UI.glob("live/**/*.css"), *UI.glob("tabs/**/*.css")], key=lambda file: file.name)


def _template(module: str) -> str:
    """A template that stands on the page only once its module is there: nobody types into what doesn't listen yet."""
    file = UI / Path(module).with_suffix(".html")
    return f"<template>{file.read_text(encoding='utf-8') if file.is_file() else '<div></div>'}</template>"


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


def _plain(function: Callable[..., Any]) -> Callable[..., Any]:
    """Gradio marks a server function by an attribute, which a bound method can't carry."""

    @wraps(function)
    def call(data: Any = None) -> Any:
        return function(data)

    return call
