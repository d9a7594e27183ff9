"""The doors behind the guard: which addresses of Gradio's there are, and that each call comes through them whole, in
turn.

Gradio offers some eighty addresses; a page and its programs use these. Bodies are read strictly and written anew, so
that nothing reaches Gradio but what was looked at.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import secrets
from collections.abc import Awaitable, Mapping
from typing import Any

from starlette.datastructures import MutableHeaders, QueryParams
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.server.call_bounds import PARTS_RUNNING, STREAMS, URGENT, Bound, Bounds
from ui.server.calls import Call, Calls
from ui.server.page_head import page_at
from ui.server.security import cookie_of
from ui.server.strict_json import RefusedError, asked
from ui.words import Words

API = "/gradio_api/"
EVERYONE = 10_000  # each kind's own line is shorter
VISITOR = "terrarium-visitor"
READS = re.compile(r"info/?|startup-events|theme\.css|app_id/?|queue/status|upload_progress|login_check/?")
STREAMED = re.compile(r"queue/data|heartbeat/[\w-]{1,64}|call/(v2/)?[^/]+/[\w-]{1,64}", re.ASCII)
NAMED, DIRECT, BY_NAME = (
    re.compile(r"call/([^/]+)/?"),
    re.compile(r"(?:run|api)/([^/]+)/?"),
    re.compile(r"call/v2/([^/]+)/?"),
)
NOWHERE = re.compile(r".*/(monitoring|deep_link|custom_component|svelte|login|logout|dev|mcp)(/.*)?")
log = logging.getLogger(__name__)


class Doors:
    """ASGI middleware on all that goes to Gradio.

    Args:  calls: what each page offers, by the path that it is mounted at, "" or "/zh". waiting: calls of one kind that
        may wait.
    """

    def __init__(self, app: ASGIApp, calls: Mapping[str, Calls], words: Mapping[str, Words], waiting: int) -> None:
        self._app, self._calls, self._words, self._bounds = app, calls, words, Bounds(waiting)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _greet(scope, message)
            await send(message)

        try:
            await self._pass(scope, receive, noting)
        except RefusedError as refused:
            await self._refusal(scope, refused)(scope, receive, send)
        except Exception:  # the page's edge: whatever it was, one sentence says where its reason is
            log.exception("%s %s failed", scope["method"], scope["path"])
            if started:
                raise
            await self._refusal(scope, RefusedError(500, "broken"))(scope, receive, send)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        page, api, call = scope["path"].partition(API)
        reads = scope["method"] in ("GET", "HEAD", "OPTIONS")
        if not api:
            if not reads:
                raise RefusedError(405, "only-reads")
            if NOWHERE.fullmatch(scope["path"]) and not page_at(scope["path"])[0]:  # "runs" is a tab of ours, too
                raise RefusedError(404, "no-route")
            await self._app(scope, receive, send)
        elif scope["method"] == "POST":
            await self._post(scope, receive, send, page, call)
        elif not reads:
            raise RefusedError(405, "other-method")
        elif STREAMED.fullmatch(call):
            if self._is_answered(scope, page, call):
                await Response('data: {"msg": "close_stream"}\n\n', media_type="text/event-stream")(
                    scope, receive, send
                )
                return
            self._require_known(scope, page, call)
            await self._in_turn(scope, receive, send, Call("streams", {}), running=STREAMS, waiting=0)
        elif READS.fullmatch(call):
            await self._app(scope, receive, send)
        else:
            raise RefusedError(403, "no-files-served") if call.startswith("file") else RefusedError(404, "no-route")

    def _is_answered(self, scope: Scope, page: str, call: str) -> bool:
        """Whether all that a session asked was answered through another stream before it opened this one."""
        session, calls = QueryParams(scope["query_string"]).get("session_hash", ""), self._of(page)
        return call == "queue/data" and not calls.knows(session) and calls.knew(session)

    def _require_known(self, scope: Scope, page: str, call: str) -> None:
        """Refuse a stream of answers that nobody waits for: Gradio would begin it, then stumble."""
        asks = (
            QueryParams(scope["query_string"]).get("session_hash", "")
            if call == "queue/data"
            else call.rpartition("/")[2]
        )
        if not call.startswith("heartbeat/") and not self._of(page).knows(asks):
            raise RefusedError(404, "nothing-asked")

    def _of(self, page: str) -> Calls:
        return self._calls[self._mounted(f"{page}/")]

    async def _post(self, scope: Scope, receive: Receive, send: Send, page: str, address: str) -> None:
        if address == "upload":
            await self._in_turn(scope, receive, send, Call("upload", {}))
            return
        visitor, calls = visitor_of(scope), self._of(page)
        whole = asked(await _body(receive))
        if address == "queue/join":
            call = calls.of_function(whole, visitor)
        elif found := BY_NAME.fullmatch(address):
            call = calls.by_name(whole, found[1])
        elif found := NAMED.fullmatch(address):
            call = calls.of_function({**whole, "fn_index": None}, visitor, name=found[1])
        elif found := DIRECT.fullmatch(address):
            call = calls.of_function(whole, visitor, name=found[1], direct=True)
        elif address in ("component_server", "component_server/"):
            call = calls.of_part(whole)
        elif address in ("cancel", "reset", "reset/"):
            call = _ending(whole)
        else:
            raise RefusedError(404, "no-route")
        if call.queue is not None:
            self._bounds.require_place(call.kind, calls.waiting(call))
            await self._app(_rewritten(scope, call), _again(call, receive), send)
        else:
            await self._in_turn(_rewritten(scope, call), receive, send, call)

    async def _in_turn(self, scope: Scope, receive: Receive, send: Send, call: Call, **bound: int) -> None:
        """Hold a place of the call's kind while it is answered."""

        def gone() -> Awaitable[None]:
            return _gone(receive, call)

        async with self._bounds.of(call.kind, **bound).turn(gone) as here, self._shared(call).turn(gone) as free:
            if here and free:
                await self._app(scope, _again(call, receive) if call.body else receive, send)

    def _shared(self, call: Call) -> Bound:
        """Live parts' functions share what is left of the threads when each kind has its own bound, the urgent ones
        aside.
        """
        work = "fn_name" in call.body and call.kind not in URGENT
        return (
            self._bounds.of("all live parts", running=PARTS_RUNNING, waiting=EVERYONE)
            if work
            else Bound(call.kind, running=1, waiting=0)
        )

    def _mounted(self, path: str) -> str:
        """Where the page is mounted that a path lies below; "" for the one at the root."""
        return next((mounted for mounted in self._words if mounted and path.startswith(f"{mounted}/")), "")

    def _refusal(self, scope: Scope, refused: RefusedError) -> Response:
        words = self._words[self._mounted(scope["path"])]
        sentence = words(f"doors.{refused.sentence}", **refused.values)
        return JSONResponse({"detail": sentence, "error": sentence}, refused.status)


def visitor_of(scope: Scope) -> str:
    """The browser that asks, by its cookie; "" where it has none, as programs."""
    return cookie_of(scope, VISITOR)


def _greet(scope: Scope, message: Message) -> None:
    """Give a browser that opens a page a name, by which its uploads are told from others'."""
    headers = MutableHeaders(scope=message)
    if scope["method"] == "GET" and headers.get("content-type", "").startswith("text/html") and not visitor_of(scope):
        headers.append("set-cookie", f"{VISITOR}={secrets.token_urlsafe(24)}; Path=/; HttpOnly; SameSite=Lax")


def _ending(whole: dict[str, Any]) -> Call:
    """The end of a call that its own browser named: session, number and event."""
    kinds: dict[str, type] = {"session_hash": str, "event_id": str, "fn_index": int}
    for name, kind in kinds.items():
        if name in whole and not isinstance(whole[name], kind):
            raise RefusedError(422, "bad-field", field=name, rule="…")
    if "event_id" not in whole:
        raise RefusedError(422, "bad-field", field="event_id", rule="…")
    return Call(
        "cancel", {"session_hash": "", "fn_index": -1, **{name: whole[name] for name in kinds if name in whole}}
    )


async def _body(receive: Receive) -> bytes:
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        body.extend(message.get("body", b""))
        more = message.get("more_body", False)
    return bytes(body)


async def _gone(receive: Receive, call: Call) -> None:
    """End when whoever asked has left; a body that is still to come is left alone."""
    if not call.body:
        await _never()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _never() -> None:
    await asyncio.Event().wait()


def _again(call: Call, receive: Receive) -> Receive:
    """The call's body as it was written anew, then whatever else comes."""
    sent = False

    async def read() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": json.dumps(call.body).encode(), "more_body": False}

    return read


def _rewritten(scope: Scope, call: Call) -> Scope:
    """The request with headers that fit the body written anew."""
    size = str(len(json.dumps(call.body).encode())).encode()
    kept = [
        pair
        for pair in scope["headers"]
        if pair[0] not in (b"content-length", b"content-type", b"transfer-encoding", b"content-encoding")
    ]
    return {**scope, "headers": [*kept, (b"content-type", b"application/json"), (b"content-length", size)]}
