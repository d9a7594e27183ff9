"""What a browser gets before Gradio starts: the page's language, its look at once, the right one of the pages at
any of its addresses.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.live.controls import described
from ui.live.modules import tags
from ui.live.style import LOOK
from ui.words import Words
from ui.words.folders import languages

TABS = ("data", "model", "train", "inspect", "chat", "tasks", "runs")
FIRST_TAB = "train"
COOKIE = "terrarium-language"
# Gradio names it though it serves none here, at a path that a proxy doesn't know
MANIFEST = b'<link rel="manifest" href="/manifest.json" />'


def pages() -> dict[str, str]:
    """The language of each page, by where it lies: {"/": "en", "/zh/": "zh"}."""
    return {language.address: key for key, language in languages().items()}


def page_at(path: str) -> tuple[str, str | None]:
    """The page that answers to a path, "" where none does, and the address that it should be asked at instead, if any.

    A page lies at its folder and at each of its tabs: /zh/, /zh/inspect; what lacks its slash, or has one too many, is
    led there.
    """
    known, (folder, _, tab) = pages(), path.rpartition("/")
    if f"{folder}/" in known and tab in ("", *TABS):
        return f"{folder}/", None
    if f"{path}/" in known:
        return f"{path}/", f"{path}/"
    inner = path.rstrip("/")
    page, instead = page_at(inner) if inner and inner != path else ("", None)
    return (page, instead or inner) if page else ("", None)


class Prefix:
    """ASGI middleware that takes off the path where a proxy shows the page, whether or not the proxy has done so."""

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        self._app, self._root_path = app, root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] == "http" and path == self._root_path:
            await RedirectResponse(f"{self._root_path}/", 307)(scope, receive, send)
        elif scope["type"] == "http" and path.startswith(f"{self._root_path}/"):
            path = path.removeprefix(self._root_path)
            await self._app({**scope, "path": path, "raw_path": quote(path).encode()}, receive, send)
        else:
            await self._app(scope, receive, send)


class Opening:
    """ASGI middleware on the pages' HTML.

    Gradio adds a page's `head` by script, after the first paint and after it has chosen its own language; so the
    head goes into the HTML here.
    """

    def __init__(self, app: ASGIApp, opened: Callable[[], None], root_path: str = "") -> None:
        self._app, self._opened, self._root_path = app, opened, root_path
        self._words = {path: Words(language) for path, language in pages().items()}
        self._heads = {path: head(words, root_path).encode() for path, words in self._words.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page, instead = (
            page_at(scope["path"]) if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") else ("", None)
        )
        if page == "/" and (preferred := _preferred(Headers(scope=scope))) not in (None, "/"):
            page, instead = preferred, preferred.rstrip("/") + (instead or scope["path"])
        if instead is not None:
            query = scope["query_string"].decode("latin-1")
            await RedirectResponse(self._root_path + instead + (f"?{query}" if query else ""), 307)(
                scope, receive, send
            )
        elif page and scope["method"] == "GET":
            await self._with_head(page, self._below(scope, page), receive, send)
        else:
            await self._app(self._below(scope, page or scope.get("path", "")), receive, send)

    def _below(self, scope: Scope, path: str) -> Scope:
        """The same request as the app should see it: whole path and what of it stands before the app, as ASGI
        has it.
        """
        if scope["type"] != "http" or (not self._root_path and path == scope["path"]):
            return scope
        whole = self._root_path + path
        return {**scope, "path": whole, "raw_path": quote(whole).encode(), "root_path": self._root_path}

    async def _with_head(self, page: str, scope: Scope, receive: Receive, send: Send) -> None:
        start: Message = {}
        body = bytearray()
        tag = self._words[page].traits.tag.encode()

        async def collect(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            whole = (
                bytes(body)
                .replace(b"<head>", b"<head>" + self._heads[page], 1)
                .replace(MANIFEST, b"", 1)
                .replace(b'lang="en"', b'lang="' + tag + b'"', 1)
            )
            headers = MutableHeaders(scope=start)
            headers["Content-Length"], headers["Cache-Control"] = str(len(whole)), "no-store"
            await send(start)
            await send({"type": "http.response.body", "body": whole})
            self._opened()

        await self._app(scope, receive, collect)


def head(words: Words, root_path: str = "") -> str:
    """What stands first in the page's <head>: Gradio reads the browser's language as it starts.

    Args:  root_path: where a proxy shows the page, "" or "/terra". One that takes it off hides from the server that its
        slash is missing.
    """
    tag = json.dumps(words.traits.tag)
    shared = json.dumps(
        {
            "language": words.language,
            "locale": words.traits.formats,
            "units": words.bundle("units"),
            "grammar": {
                "agree": words.traits.counts_agree,
                "spaced": words.traits.spaced_from_latin,
                "tenThousands": words.traits.ten_thousands,
            },
            "glossary": words.bundle("glossary"),
            "settings": described(words),
            "lost": words("shell.lost"),
            "tabs": TABS,
            "first": FIRST_TAB,
            "home": root_path,
        },
        ensure_ascii=False,
    ).replace("<", "\\u003c")
    return (
        f"<script>for (const [name, value] of [['language', {tag}], ['languages', [{tag}]]])"
        " Object.defineProperty(navigator, name, { get: () => value });"
        f" if (location.pathname === {json.dumps(root_path)}) location.replace({json.dumps(f'{root_path}/')} + "
        f"location.search);</script>"
        f'<link rel="stylesheet" href="{root_path}/look/look.css"><link rel="icon" type="image/svg+xml" '
        f'href="{root_path}/look/favicon.svg">'
        f'<script type="application/json" id="terrarium-page">{shared}</script>'
        f"<script>{(LOOK / 'first.js').read_text(encoding='utf-8')}</script>{tags(root_path)}"
    )


def _preferred(headers: Headers) -> str | None:
    """Where the page lies that the reader chose before, or whose language their browser puts first; None where there is
    none.
    """
    if "text/html" not in headers.get("accept", ""):
        return None  # a program, not a reader
    try:
        chosen: Any = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        chosen = None
    known = languages()
    if chosen is not None:
        return known[chosen.value].address if chosen.value in known else None
    first = re.split("[,;-]", headers.get("accept-language", "").lower())[0].strip()
    return next((one.address for one in known.values() if one.tag.lower().split("-")[0] == first), None)
