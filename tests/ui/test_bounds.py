"""Each kind of call has a line of its own: a full one refuses at once, and Start, Stop and status never wait for it."""

from __future__ import annotations

import asyncio
import threading
import time
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.ui.conftest import Served
from ui.server.call_bounds import Bound, Bounds
from ui.server.doors import Doors
from ui.server.password_guesses import FREE, LONGEST_PAUSE_S, MOST_ADDRESSES, Guesses
from ui.server.strict_json import RefusedError
from ui.state.limits import Limits
from ui.words import Words


async def never() -> None:
    await asyncio.Event().wait()


def test_a_full_line_refuses_at_once_and_a_free_place_is_given_in_order() -> None:
    async def scene() -> list[int]:
        bound, release, served = Bound("slow", running=2, waiting=3), asyncio.Event(), []

        async def one(number: int) -> None:
            async with bound.turn(never) as here:
                assert here
                served.append(number)
                await release.wait()

        tasks = [asyncio.ensure_future(one(number)) for number in range(5)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        with pytest.raises(RefusedError) as refused:
            await one(5)
        assert (refused.value.status, refused.value.values) == (429, {"call": "slow", "most": 3})
        assert served == [0, 1]
        release.set()
        await asyncio.gather(*tasks)
        async with bound.turn(never) as here:
            assert here
        return served

    assert asyncio.run(scene()) == [0, 1, 2, 3, 4]


def test_whoever_leaves_the_line_makes_room_in_it() -> None:
    async def scene() -> None:
        bound, left = Bound("slow", running=1, waiting=1), asyncio.Event()

        async def waits() -> bool:
            async with bound.turn(left.wait) as here:
                return here

        async with bound.turn(never):
            waiting = asyncio.ensure_future(waits())
            await asyncio.sleep(0)
            left.set()
            assert await waiting is False
            other = asyncio.ensure_future(waits())
            await asyncio.sleep(0)
            other.cancel()
            await asyncio.gather(other, return_exceptions=True)
        async with bound.turn(never) as here:  # nothing was lost on the way
            assert here

    asyncio.run(scene())


def test_one_kinds_line_is_not_anothers() -> None:
    bounds = Bounds(waiting=2)
    with pytest.raises(RefusedError):
        bounds.require_place("generate", 2)
    bounds.require_place("stop_run", 0)
    assert bounds.of("generate") is not bounds.of("poll")


@pytest.fixture
def slow(served: Served, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Models that take as long as the test lasts."""
    release = threading.Event()
    monkeypatch.setattr(served.services.models, "get", lambda *_, **__: release.wait(60) and None)
    yield release
    release.set()


def test_a_full_line_of_generate_holds_up_neither_start_nor_stop_nor_status(
    served: Served, small_run: str, slow: threading.Event
) -> None:
    asks = httpx.Client(base_url=served.url, timeout=30)
    answers = [
        asks.post("/gradio_api/call/generate", json={"data": [small_run, "The "]})
        for _ in range(Limits().queue_length + 6)
    ]
    assert {answer.status_code for answer in answers} == {200, 429}
    assert answers[-1].json()["error"].startswith("Too many calls of this kind (generate) wait already")
    assert sum(answer.status_code == 200 for answer in answers) >= Limits().queue_length
    began = time.monotonic()
    for endpoint, data in (("run_status", [small_run]), ("list_runs", []), ("stop_run", [small_run])):
        event = asks.post(f"/gradio_api/call/{endpoint}", json={"data": data}).json()["event_id"]
        assert (
            "event: " in asks.get(f"/gradio_api/call/{endpoint}/{event}").text
        )  # a run that is done has nothing to stop: a sentence
    config = asks.get("/config").json()
    panel = next(one for one in config["components"] if one["props"].get("elem_id") == "run-panel")
    body = {"component_id": panel["id"], "fn_name": "poll", "session_hash": "abc", "data": {"run": small_run}}
    assert asks.post("/gradio_api/component_server/", json=body).status_code == 200
    start = next(one for one in config["dependencies"] if one["api_name"] == "start")
    body = {"data": [{"source": "sample:no-such"}, None], "fn_index": start["id"], "session_hash": "abc"}
    assert asks.post("/gradio_api/run/start", json=body).status_code == 200
    assert time.monotonic() - began < 20
    slow.set()


def test_five_wrong_passwords_are_free_and_each_further_one_costs_a_longer_pause() -> None:
    now = [0.0]
    guesses = Guesses(lambda: now[0])
    pauses = []
    for number in range(16):
        guesses.note("10.0.0.7", f"Basic {number}")
        pauses.append(guesses.pause_s("10.0.0.7"))
        now[0] += pauses[-1]
    assert pauses[: FREE - 1] == [0] * (FREE - 1)
    assert pauses[FREE - 1 : FREE + 3] == [1, 2, 4, 8]
    assert max(pauses) == LONGEST_PAUSE_S
    assert guesses.pause_s("10.0.0.8") == 0
    assert guesses.pause_s("10.0.0.7") == 0


def test_the_same_wrong_password_again_counts_once_and_a_house_of_addresses_is_one() -> None:
    guesses = Guesses(lambda: 0.0)
    for _ in range(50):
        guesses.note("10.0.0.7", "Basic an-old-one")
    assert guesses.pause_s("10.0.0.7") == 0
    for number in range(9):
        guesses.note(f"2001:db8::{number:x}", f"Basic {number}")
    assert guesses.pause_s("2001:db8::ffff") > 0
    for number in range(MOST_ADDRESSES * 2):
        guesses.note(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", "Basic x")
    assert len(guesses._known) == MOST_ADDRESSES


def test_a_stream_opened_after_all_was_answered_is_closed_and_not_missing() -> None:
    calls = SimpleNamespace(knows=lambda _session: False, knew=lambda session: session == "answered")
    words = {path: Words("en") for path in ("", "/zh")}
    doors = Doors(FastAPI(), {"": calls, "/zh": calls}, words, waiting=1)  # type: ignore[dict-item]
    with TestClient(doors) as asks:
        late = asks.get("/gradio_api/queue/data", params={"session_hash": "answered"})
        assert (late.status_code, late.text) == (200, 'data: {"msg": "close_stream"}\n\n')
        assert asks.get("/gradio_api/queue/data", params={"session_hash": "never"}).status_code == 404
