"""The main job in a real browser: upload, start, watch, reload, look, talk, stop."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import psutil
import pytest

pytestmark = pytest.mark.browser


def number(text: str) -> float:
    """The first number in a text such as "1,120 / 1,300"."""
    return float(text.replace(",", "").split()[0])


def choose_tab(page: Any, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).first.click()


def wait_for_points(page: Any, at_least: int, timeout_s: float) -> float:
    began = time.monotonic()
    page.wait_for_function(
        "n => Number(document.querySelector('#loss-chart')?.dataset.points || 0) >= n",
        arg=at_least,
        timeout=timeout_s * 1000,
    )
    return time.monotonic() - began


def worker_of(workspace: Path) -> int:
    """The process id of the run at work."""
    from llm_core.runs.store import Store

    store = Store(workspace / "store.sqlite3")
    (run,) = store.runs("preparing", "running")
    store.close()
    assert run.pid is not None
    return run.pid


def test_upload_start_reload_inspect_chat_and_stop(open_page: Any, server: Any, tmp_path: Path) -> None:
    from llm_core.samples import write_sample

    text = write_sample("stories-en", tmp_path)
    page = open_page()
    choose_tab(page, "Data")
    page.set_input_files("#upload input[type=file]", str(text))
    page.wait_for_function(
        (
            "name => document.querySelector('.text-card .name')?.innerText.includes(name) && "
            "/Ready/.test(document.querySelector('.text-card .state')?.innerText)"
        ),
        arg=text.stem,
        timeout=60_000,
    )
    page.wait_for_timeout(6_000)  # a spare worker imports torch meanwhile, as it would while a person reads

    choose_tab(page, "Train")
    page.click("#start")
    wait_for_points(page, 1, 60)  # how soon is measured in benchmarks/first_point.py

    page.wait_for_function(
        (
            "() => parseFloat(document.querySelector('#kpi-step')?.innerText.replace(/[^0-9]*/, '').replace(',', "
            "'')) >= 40"
        ),
        timeout=60_000,
    )
    early = number(page.inner_text("#kpi-val-loss dd"))
    page.wait_for_function(
        "before => parseFloat(document.querySelector('#kpi-val-loss dd').innerText) < before - 0.3",
        arg=early,
        timeout=90_000,
    )

    name = page.inner_text(".panel .runline .name")
    page.reload()
    page.wait_for_selector("#run-state")
    page.wait_for_function(
        "n => document.querySelector('.panel .runline .name')?.innerText === n", arg=name, timeout=20_000
    )
    assert "Running" in page.inner_text("#run-state")
    wait_for_points(page, 40, 20)

    choose_tab(page, "Inspect")
    page.wait_for_selector("#attention-grid button canvas", timeout=30_000)
    assert page.locator("#attention-grid button").count() == 16

    choose_tab(page, "Chat")
    page.fill("#chat-input textarea, #chat-input input", "Once upon a time")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.turns .it .voice')].at(-1)?.innerText.trim().length > 20", timeout=30_000
    )

    choose_tab(page, "Train")
    assert "Running" in page.inner_text("#run-state")
    worker = worker_of(server.workspace)
    began = time.monotonic()
    page.click("#stop")
    page.wait_for_function("() => /Stopped/.test(document.querySelector('#run-state')?.innerText)", timeout=10_000)
    while time.monotonic() < began + 8 and psutil.pid_exists(worker):
        time.sleep(0.1)
    assert not psutil.pid_exists(worker)


def test_a_run_survives_the_death_of_the_server(open_page: Any, server: Any, watched: Any) -> None:
    page = open_page()
    page.click("#start")
    page.wait_for_function(
        "() => /Running/.test(document.querySelector('#run-state')?.innerText)", timeout=40_000
    )  # not a former run's points
    wait_for_points(page, 5, 40)
    assert watched.faults == []
    server.kill()
    page.wait_for_function("() => document.querySelector('#lost')", timeout=20_000)
    server.start()
    page.wait_for_function("() => !document.querySelector('#lost')", timeout=90_000)
    wait_for_points(page, 1, 20)  # the page may have loaded itself anew
    seen = int(page.get_attribute("#loss-chart", "data-points"))
    wait_for_points(page, seen + 5, 30)
    page.close()
    watched.faults.clear()  # whatever asked the dead server was refused
    again = open_page()
    again.wait_for_function("() => /Running/.test(document.querySelector('#run-state')?.innerText)", timeout=20_000)
    wait_for_points(again, 10, 30)
    again.click("#pause")
    again.wait_for_function("() => /Paused/.test(document.querySelector('#run-state')?.innerText)", timeout=15_000)
    again.click("#pause")
    again.wait_for_function("() => /Running/.test(document.querySelector('#run-state')?.innerText)", timeout=30_000)
    again.click("#stop")
    again.wait_for_function("() => /Stopped/.test(document.querySelector('#run-state')?.innerText)", timeout=15_000)
