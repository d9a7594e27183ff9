"""The page's ES modules: where they are served, that what they import is there, and the events that parts trigger."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from ui.live.component import live
from ui.live.modules import MAIN, UI, address_of, fingerprint, modules
from ui.server.page import build_page
from ui.words import Words

IMPORT = re.compile(r"^(?:import|export)\b[^;]*?\bfrom '([^']+)'|^import '([^']+)'", re.M)
TRIGGER = re.compile(r"\btrigger\('(\w+)'")
MOUNT = re.compile(r'import\(new URL\("([^"]+)".*"?events: (\[[^\]]*\])')


def imported(path: str) -> set[str]:
    """The modules that one module imports, by their paths below ui/."""
    found = IMPORT.findall(modules()[path].decode())
    assert all(name.startswith(".") for pair in found for name in pair if name), "imports are relative"
    return {posixpath.normpath(posixpath.join(posixpath.dirname(path), one or other)) for one, other in found}


def reached(path: str) -> set[str]:
    """A module and all that it needs."""
    found, new = {path}, {path}
    while new:
        new = {other for one in new for other in imported(one)} - found
        found |= new
    return found


@pytest.mark.parametrize("path", [MAIN, "live/lib/dom.js", "tabs/runs/runs.js"])
def test_a_module_is_served_for_ever_below_its_fingerprint(served: Any, path: str) -> None:
    answer = httpx.get(served.url + address_of(path))
    assert answer.status_code == 200
    assert answer.content == (UI / path).read_bytes()
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        "live/component.py",
        "live/runs.html",
        "live/saying.js",
        "live/nothing.js",
        "live/lib/",
        "look/first.js",
        "live/lib/..%2f..%2fserver.py",
        "..%2f..%2fapp.py",
        "live/lib/%2e%2e/%2e%2e/server.py",
        "%2fetc%2fpasswd",
    ],
)
def test_nothing_but_modules_is_served_there(served: Any, path: str) -> None:
    assert httpx.get(f"{served.url}/live/{fingerprint()}/{path}").status_code == 404


def test_a_module_of_another_version_is_not_served(served: Any) -> None:
    assert httpx.get(f"{served.url}/live/0123456789ab/{MAIN}").status_code == 404


def test_each_module_that_is_imported_exists() -> None:
    for path in modules():
        missing = imported(path) - modules().keys()
        assert not missing, f"{path} imports {missing}"


@pytest.mark.parametrize("path", ["/", "/zh/"])
def test_the_pages_own_module_stands_before_gradios(served: Any, path: str) -> None:
    cookie = {"Cookie": f"terrarium-language={'zh' if path == '/zh/' else 'en'}"}
    html = httpx.get(served.url + path, headers={"Accept": "text/html", **cookie}).text
    scripts = re.findall(r'<script type="module"[^>]*src="([^"]+)"', html)
    assert scripts[0] == address_of(MAIN)
    assert len(scripts) > 1
    preloaded = set(re.findall(r'<link rel="modulepreload" href="([^"]+)"', html))
    assert {address_of(one) for one in reached(MAIN) - {MAIN}} <= preloaded


def test_a_part_names_all_events_that_its_module_triggers(served: Any) -> None:
    parts = [
        found
        for block in build_page(served.services, Words("en")).blocks.values()
        for found in MOUNT.findall(getattr(block, "js_on_load", None) or "")
    ]
    assert parts
    for address, events in parts:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(MAIN), address))
        triggered = {event for one in reached(path) for event in TRIGGER.findall(modules()[one].decode())}
        assert triggered == set(re.findall(r"\w+", events)), path


def test_a_template_stands_on_the_page_only_once_its_module_is_there(served: Any) -> None:
    parts = [
        block
        for block in build_page(served.services, Words("en")).blocks.values()
        if MOUNT.search(getattr(block, "js_on_load", None) or "")
    ]
    assert parts
    for part in parts:
        assert re.fullmatch(r"<template>.*</template>", part.html_template, re.S), part.elem_id


def test_a_part_whose_module_is_not_there_is_refused() -> None:
    with pytest.raises(FileNotFoundError, match="tabs/nowhere"):
        live("tabs/nowhere/nowhere.js")


def test_what_was_converted_is_not_left_behind() -> None:
    names = {Path(path).name for path in modules() if path.startswith("tabs/")}
    assert not names & {file.name for file in (UI / "live").glob("*.js")}
