"""What stands before every request: whose name it calls, where it comes from, how large it is, who sends it.

Gradio 6.31 by itself checks neither Host (DNS rebinding) nor Origin on uploads (cross-site requests), and sets no
size limits and no content security policy; its templates need inline script and eval, so the policy here keeps
anything from leaving the page, and escaping is what keeps foreign script out.
"""

from __future__ import annotations

import base64
import contextlib
import ipaddress
import os
import secrets
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from llm_core.errors import Mistake
from ui.server.password_guesses import Guesses
from ui.state.limits import MB, Limits

if TYPE_CHECKING:
    from ui.state.services import Services

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
PROOF = "terrarium-proof"  # of a browser that gave the right password before
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Rules:
    """Who may ask, and how much.

    Args:  hosts: names that the page answers to; plain addresses pass besides, since rebinding needs a name.
           auth: (user, password) or None. framed_by: origins that may show the page in a frame.
           room: whether the disk and the quota take so many more bytes; answers the mistake if not.
    """

    limits: Limits
    hosts: frozenset[str] = LOOPBACK
    auth: tuple[str, str] | None = None
    framed_by: tuple[str, ...] = ()
    room: Callable[[int], Mistake | None] = lambda _size: None


def rules_for(services: Services, *, auth: tuple[str, str] | None = None, space_host: str | None = None) -> Rules:
    """The rules of one server: this machine's own names, those of TERRARIUM_HOSTS, and a Space's.

    Args:  space_host: the name under which a Space is reached; it and the hub may then frame the page.
    """
    named = {name.strip().lower() for name in os.environ.get("TERRARIUM_HOSTS", "").split(",") if name.strip()}
    hosts = LOOPBACK | named | ({space_host.lower()} if space_host else set())
    if auth:  # open to the network: reached by the machine's name too
        hosts |= {socket.gethostname().lower(), f"{socket.gethostname().lower()}.local"}
    framed_by = (f"https://{space_host}", "https://huggingface.co") if space_host else ()
    return Rules(services.limits, frozenset(hosts), auth, framed_by, services.uploads.mistake_of_room)


class Guard:
    """ASGI middleware that refuses what the rules forbid, and adds the headers that keep a browser to them."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self._app, self._rules, self._headers = app, rules, _headers(rules)
        self._guesses, self._proof = Guesses(), secrets.token_urlsafe(24)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        proof = self._proof if self._rules.auth and not refusal and not self._proven(scope) else ""
        meter = _Meter(receive, send, self._headers, self._cap(scope), proof)
        if refusal is not None:
            await refusal(scope, receive, meter.send)
            return
        with contextlib.suppress(TooLargeError):
            await self._app(scope, meter.receive, meter.send)
        if meter.exceeded and not meter.started:
            await _too_large(meter.cap)(scope, receive, meter.send_refusal)

    def _cap(self, scope: Scope) -> int:
        return self._rules.limits.upload_bytes if _is_upload(scope) else self._rules.limits.body_bytes

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._answers_to(host):
            known = ", ".join(sorted(self._rules.hosts))
            return _refuse(400, f"This page does not answer to the name {host[:100]!r}. Open it as one of: {known}.")
        if self._rules.auth and (refusal := self._stranger(scope, headers.get("authorization", ""), self._rules.auth)):
            return refusal
        if scope["method"] not in SAFE_METHODS and not _same_origin(headers, host):
            return _refuse(403, "This request comes from another site, so it was refused. Use the page itself.")
        if "/proxy=" in scope["path"]:
            return _refuse(404, "Nothing is fetched from other machines.")
        return self._size_refusal(scope, headers)

    def _stranger(self, scope: Scope, given: str, auth: tuple[str, str]) -> PlainTextResponse | None:
        """Why whoever asks is not let in, or None: a wrong password, or so many of them that a pause is due.

        A browser that gave the right one before has no part in the pause that another earns behind the same address.
        """
        address = (scope.get("client") or ("",))[0]
        if given and (pause := self._guesses.pause_s(address)) and not self._proven(scope):
            response = _refuse(
                429, f"After several wrong passwords from this address, the next is looked at in {pause} s."
            )
            response.headers["Retry-After"] = str(pause)
            return response
        if _knows(given, auth):
            return None
        if given:
            self._guesses.note(address, given)
        response = _refuse(401, "This page asks for a user name and a password.")
        response.headers["WWW-Authenticate"] = 'Basic realm="Terrarium", charset="UTF-8"'
        return response

    def _proven(self, scope: Scope) -> bool:
        return secrets.compare_digest(cookie_of(scope, PROOF).encode(), self._proof.encode())

    def _size_refusal(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        declared = headers.get("content-length", "0")
        size = int(declared) if declared.isascii() and declared.isdigit() else 0
        if size > self._cap(scope):
            return _too_large(self._cap(scope))
        mistake = self._rules.room(size) if _is_upload(scope) else None
        return _refuse(413, str(mistake)) if mistake else None

    def _answers_to(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in self._rules.hosts or _is_address(name)


class TooLargeError(Exception):
    """Raised into the reader of a body that outgrew its cap."""


class _Meter:
    """Counts a request's body as it streams in, and puts the headers on the answer."""

    def __init__(self, receive: Receive, send: Send, headers: Mapping[str, str], cap: int, proof: str = "") -> None:
        self._receive, self._send, self._headers, self._proof = receive, send, headers, proof
        self.cap, self.seen, self.exceeded, self.started = cap, 0, False, False

    async def receive(self) -> Message:
        message = await self._receive()
        self.seen += len(message.get("body", b""))
        if self.seen > self.cap:
            self.exceeded = True
            raise TooLargeError
        return message

    async def send(self, message: Message) -> None:
        if self.exceeded and not self.started:
            return  # the app's own complaint; ours names the cap
        await self.send_refusal(message)

    async def send_refusal(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in self._headers.items():
                headers[name] = value
            if self._proof:
                headers.append("set-cookie", f"{PROOF}={self._proof}; Path=/; HttpOnly; SameSite=Strict")
        await self._send(message)


def cookie_of(scope: Scope, name: str) -> str:
    """A cookie that a browser sends; "" where there is none."""
    try:
        found = SimpleCookie(Headers(scope=scope).get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value[:64] if found else ""


def _headers(rules: Rules) -> dict[str, str]:
    framed_by = " ".join(("'self'", *rules.framed_by)) if rules.framed_by else "'none'"
    policy = (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' data: blob:; connect-src 'self'; "
        "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-src 'none'; "
        f"frame-ancestors {framed_by}"
    )
    headers = {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
    return (
        headers
        if rules.framed_by
        else {**headers, "X-Frame-Options": "DENY", "Cross-Origin-Opener-Policy": "same-origin"}
    )


def _same_origin(headers: Headers, host: str) -> bool:
    """Browsers name the origin of every request that changes something; Python clients name none."""
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site", "none") in ("none", "same-origin")
    return urlsplit(origin).netloc.lower() == host.lower() and urlsplit(origin).scheme in ("http", "https")


def _knows(authorization: str, auth: tuple[str, str]) -> bool:
    kind, _, code = authorization.partition(" ")
    try:
        given = base64.b64decode(code, validate=True)
    except ValueError:
        return False
    return kind.lower() == "basic" and secrets.compare_digest(given, ":".join(auth).encode())


def _is_upload(scope: Scope) -> bool:
    return str(scope["path"]).rstrip("/").endswith("/upload")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _too_large(cap: int) -> PlainTextResponse:
    return _refuse(413, f"This is larger than the {cap // MB} MB that one request may carry. Send less at once.")


def _refuse(status: int, sentence: str) -> PlainTextResponse:
    return PlainTextResponse(sentence, status_code=status)
