"""What a browser gets before Gradio starts: the page's language, its look at once, and the right one of two pages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.controls import described
from ui.live.component import scripts
from ui.style import LOOK
from ui.words import Language, Words

PAGES: dict[str, Language] = {"/": "en", "/zh/": "zh"}
COOKIE = "terrarium-language"


class Opening:
    """ASGI middleware on the two pages' HTML.

    Gradio adds a page's `head` by script, after the first paint and after it has chosen its own language; so the
    head goes into the HTML here.
    """

    def __init__(self, app: ASGIApp, opened: Callable[[], None]) -> None:
        self._app, self._opened = app, opened
        self._heads = {path: head(Words(language)).encode() for path, language in PAGES.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] not in PAGES:
            await self._app(scope, receive, send)
        elif scope["path"] == "/" and _wants_chinese(Headers(scope=scope)):
            await RedirectResponse("/zh/", 307)(scope, receive, send)
        else:
            await self._with_head(scope, receive, send)

    async def _with_head(self, scope: Scope, receive: Receive, send: Send) -> None:
        start: Message = {}
        body = bytearray()
        tag = _tag(PAGES[scope["path"]]).encode()

        async def collect(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            whole = bytes(body).replace(b"<head>", b"<head>" + self._heads[scope["path"]], 1).replace(b'lang="en"', b'lang="' + tag + b'"', 1)
            headers = MutableHeaders(scope=start)
            headers["Content-Length"], headers["Cache-Control"] = str(len(whole)), "no-store"
            await send(start)
            await send({"type": "http.response.body", "body": whole})
            self._opened()

        await self._app(scope, receive, collect)


def head(words: Words) -> str:
    """What stands first in the page's <head>: Gradio reads the browser's language as it starts."""
    tag = json.dumps(_tag(words.language))
    shared = json.dumps({"glossary": words.bundle("glossary"), "settings": described(words)}, ensure_ascii=False).replace("<", "\\u003c")
    return (
        f"<script>for (const [name, value] of [['language', {tag}], ['languages', [{tag}]]])"
        " Object.defineProperty(navigator, name, { get: () => value });</script>"
        '<link rel="stylesheet" href="/look/look.css"><link rel="icon" type="image/svg+xml" href="/look/favicon.svg">'
        f'<script type="application/json" id="terrarium-page">{shared}</script>'
        f'<script src="/look/parts.js?{fingerprint(scripts())}"></script>'
        f"<script>{(LOOK / 'page.js').read_text(encoding='utf-8')}{(LOOK / 'choices.js').read_text(encoding='utf-8')}</script>"
    )


def fingerprint(text: str) -> str:
    """A name that changes with a file, so that a browser keeps it for as long as it is the same."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _tag(language: Language) -> str:
    return "zh-CN" if language == "zh" else "en"


def _wants_chinese(headers: Headers) -> bool:
    """Whether the reader chose Chinese before, or has chosen nothing and their browser puts it first."""
    if "text/html" not in headers.get("accept", ""):
        return False  # a program, not a reader
    try:
        chosen: Any = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        chosen = None
    if chosen is not None:
        return bool(chosen.value == "zh")
    return headers.get("accept-language", "").lower().startswith("zh")
