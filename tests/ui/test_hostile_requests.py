"""Every address, handler, endpoint and live part's function, asked what nobody means: each answers with data or a
sentence, soon, and the page lives.

To try something more, add it to VALUES (in place of any argument) or to BODIES (in place of a whole request).
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.ui.conftest import Served
from tests.ui.in_process import Asking
from ui.server.call_bounds import URGENT

SESSION = "hostile0"
ROW = {"draft": None, "run": None, "id": None, "text": None, "task": None, "source": None, "job": None, "step": None}
VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    2**63 - 1,
    1e308,
    "",
    "\x00",
    "../../etc/passwd",
    "\u202e" * 9,
    "😀" * 5000,
    "x" * 200_000,
    "<img src=x onerror=alert(1)>",
    "'; DROP TABLE runs; --",
    "{{ 7 * 7 }}",
    "{0.__class__}",
    "%s%n",
    [],
    {},
    [[]],
    [None] * 1000,
    {"": {"": []}},
    {"draft": []},
    {"draft": {"source": 5, "changes": [1], "preset": {}, "family": None}},
    {
        "draft": {
            "source": "upload:../x,,",
            "changes": {"model.d_model": "1e9", "x" * 500: {}},
            "preset": "x",
            "family": "\x00",
        }
    },
    *(dict.fromkeys(ROW, value) for value in ("../../x", -1, [], {}, 1e308, ["a", {}], "x" * 3000, "sample:../x")),
)
HALF = "\\ud800"
BODIES: tuple[bytes, ...] = (
    b"",
    b"null",
    b"[]",
    b"7",
    b'"x"',
    b"{",
    b"\xff\xfe{\x00}\x00",
    b"{}" * 2,
    b"[" * 100_000,
    b'{"data":' + b"[" * 500 + b"]" * 500 + b"}",
    b'{"data": {"a": ' * 300,
    b'{"data": [NaN]}',
    b'{"data": [Infinity, -Infinity]}',
    b'{"data": [1e999]}',
    b'{"data": [' + b"9" * 5000 + b"]}",
    b'{"data": [99999999999999999999]}',
    f'{{"data": ["{HALF}"]}}'.encode(),
    f'{{"{HALF}": 1, "data": []}}'.encode(),
    b'{"data": null}',
    b'{"data": "x"}',
    b'{"data": {"length": 3}}',
    b'{"data": [], "data": [[]]}',
    b'{"data": [], "session_hash": {}, "fn_index": "0"}',
    b'{"data": [], "fn_index": 1e3}',
    b'{"data": [], "fn_index": true, "trigger_id": [], "session_hash": "a"}',
    b'{"data": [], "fn_index": -1, "session_hash": "../x"}',
    b'{"component_id": [], "fn_name": {}, "session_hash": null, "data": null}',
    b'{"component_id": 1, "fn_name": "__class__", "session_hash": "a", "data": null}',
    b'{"component_id": 1, "fn_name": "preprocess", "session_hash": "a", "data": {}}',
)
WEBS = ("Not Found", "Forbidden", "Method Not Allowed")  # what any server says
PYTHONS = re.compile(
    r"Traceback|File \"|<class |object at "
    r"0x|NoneType|KeyError|TypeError|ValueError|AttributeError|IndexError|needed: \d|validation error|pydantic|Input "
    r"should be|line \d+ column"
)


@pytest.fixture(scope="module")
def asks(served: Served) -> Iterator[Asking]:
    from ui.server.security import rules_for
    from ui.server.server import make_app

    found = Asking(make_app(served.services, rules_for(served.services)))
    yield found
    found.close()


def require_good(answer: httpx.Response, what: object) -> None:
    """Data, or one sentence; nothing of Python's, and no fault of ours."""
    assert answer.status_code < 500, (what, answer.status_code, answer.text[:300])
    assert not PYTHONS.search(answer.text), (what, answer.text[:300])
    if answer.status_code >= 400 and answer.text and answer.headers["content-type"].startswith("application/json"):
        said = answer.json()
        assert said.get("detail") in WEBS or re.search(r"[.。]$", said.get("error") or ""), (what, said)


def test_every_address_refuses_every_foreign_body_in_a_sentence(asks: Asking) -> None:
    addresses = (
        "queue/join",
        "call/generate",
        "call/start_run",
        "call/nothing",
        "call/v2/generate",
        "call/v2/list_runs",
        "run/start",
        "run/predict",
        "api/stop",
        "component_server",
        "component_server/",
        "cancel",
        "reset",
        "upload",
        "stream/x",
        "process_recording",
        "vibe-edit",
        "login",
        "%00",
        "x" * 3000,
        "queue/../queue/join",
    )
    for at in ("", "/zh"):
        for address in addresses:
            for body in BODIES:
                require_good(
                    asks(
                        "POST", f"{at}/gradio_api/{address}", content=body, headers={"Content-Type": "application/json"}
                    ),
                    (address, body[:60]),
                )
            for kind in (
                "multipart/form-data",
                "multipart/form-data; boundary=x",
                "application/x-www-form-urlencoded",
                "application/json; charset=utf-16",
                "\x7f",
            ):
                answer = asks(
                    "POST",
                    f"{at}/gradio_api/{address}",
                    content=b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n",
                    headers={"Content-Type": kind},
                )
                require_good(answer, (address, kind))


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "x"])
def test_every_address_answers_every_method(asks: Asking, method: str) -> None:
    for at in ("", "/zh"):
        for address in (
            "queue/join",
            "queue/status",
            "call/generate/x",
            "run/start",
            "component_server",
            "upload",
            "info",
            "config",
            "app_id",
            "startup-events",
            "user",
            "token",
            "deep_link",
            "heartbeat/" + "x" * 3000,
            "queue/data",
            "call/generate/%00",
            "upload_progress",
            "stream/a/b/1/playlist.m3u8",
            "custom_component/1/a/b/c",
            "runs",
            "monitoring",
        ):
            require_good(asks(method, f"{at}/gradio_api/{address}"), (method, address))
        for path in (
            "",
            "/config",
            "/monitoring",
            "/svelte/x",
            "/static/../../app.py",
            "/assets/%2e%2e/x",
            "/theme.css",
            "/login",
            "/pwa_icon/9",
            "/manifest.json",
            "/deep_link",
        ):
            require_good(asks(method, f"{at}{path or '/'}"), (method, path))


@pytest.mark.parametrize("at", ["", "/zh"])
def test_every_live_parts_function_answers_whatever_it_is_asked(asks: Asking, at: str) -> None:
    parts = [
        (one["id"], name) for one in asks.config(at)["components"] for name in one["props"].get("server_fns") or ()
    ]
    assert {name for _, name in parts} >= URGENT
    for part, name in parts:
        for number, value in enumerate(VALUES):
            began = time.monotonic()
            answer = asks.post(
                f"{at}/gradio_api/component_server/",
                {"component_id": part, "fn_name": name, "session_hash": SESSION, "data": value},
            )
            require_good(answer, (name, number))
            assert answer.status_code == 200, (name, number, answer.text)
            assert time.monotonic() - began < 30, (name, number)


def test_every_handler_answers_whatever_it_is_given(asks: Asking) -> None:
    for at in ("", "/zh"):
        for known in (one for one in asks.config(at)["dependencies"] if one["queue"] and one["inputs"]):
            session, sent = f"{SESSION}-{known['id']}", 0
            for value in VALUES[known["id"] % 3 :: 3]:
                body = {
                    "data": [value] * len(known["inputs"]),
                    "fn_index": known["id"],
                    "session_hash": session,
                    "trigger_id": None,
                    "event_data": value,
                }
                answer = asks.post(f"{at}/gradio_api/queue/join", body)
                require_good(answer, (known["api_name"], value))
                sent += answer.status_code == 200
            heard = asks.get(f"{at}/gradio_api/queue/data", params={"session_hash": session}).text if sent else ""
            over = [json.loads(line[6:]) for line in heard.splitlines() if '"process_completed"' in line]
            assert len(over) == sent, known["api_name"]
            for one in over:
                if not one["success"]:
                    assert not PYTHONS.search(json.dumps(one["output"])), (known["api_name"], one["output"])


def test_no_tabs_address_is_taken_for_one_that_is_refused(asks: Asking) -> None:
    from ui.server.page_head import TABS

    for at in ("", "/zh"):
        assert {asks.get(f"{at}/{tab}").status_code for tab in TABS} == {200}


def test_after_all_this_the_page_still_opens_and_no_thread_is_stuck(served: Served) -> None:
    assert "Terrarium" in httpx.get(served.url, timeout=30).text
    assert threading.active_count() < 100


@pytest.mark.parametrize(
    ("endpoint", "data", "said"),
    [
        ("generate", [], "generate needs run"),
        ("generate", ["x"] * 7, "takes 6 values"),
        ("generate", ["six steps"], "generate needs prompt"),
        ("stop_run", [None, None], "takes 1 value"),
    ],
)
def test_too_few_and_too_many_arguments_are_refused_in_a_sentence(
    asks: Asking, endpoint: str, data: list[Any], said: str
) -> None:
    answer = asks.post(f"/gradio_api/call/{endpoint}", {"data": data})
    assert answer.status_code == 422
    assert said in answer.json()["error"]


@pytest.mark.parametrize(
    ("endpoint", "body", "said"),
    [
        ("call/generate", {"data": ["six steps", 7]}, "prompt must be a text"),
        ("call/generate", {"data": ["six steps", "a", "9"]}, "max_new_tokens must be a whole number"),
        ("call/start_run", {"data": ["a", []]}, "settings must be an object of settings"),
        ("call/v2/run_status", {"run": {}}, "run must be a text"),
        ("call/generate", {"data": ["six steps", "The ", 4]}, "event: complete"),
        ("call/v2/generate", {"run": "six steps", "prompt": "The ", "seed": 3.0}, "event: complete"),
        ("call/start_run", {"data": ["a", {"train": {"max_steps": {"x": []}}}]}, "event: error"),
        ("call/generate", {"data": ["six steps", "The ", -5, -1]}, "event: error"),
    ],
)
def test_arguments_left_out_have_their_defaults_and_wrong_ones_a_sentence(
    served: Served, small_run: str, endpoint: str, body: Any, said: str
) -> None:
    event = httpx.post(f"{served.url}/gradio_api/{endpoint}", json=body).json()["event_id"]
    heard = httpx.get(f"{served.url}/gradio_api/call/{endpoint.rpartition('/')[2]}/{event}", timeout=60).text
    assert said in heard
    assert not PYTHONS.search(heard)
