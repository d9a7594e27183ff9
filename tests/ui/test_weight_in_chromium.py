"""What the page weighs in a real browser: bytes of the first load, and what is drawn of hundreds of runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from llm_core.config import RunConfig
from tests.ui.conftest import serving
from tests.ui.test_shell_in_chromium import CHROMIUM, Open, browser, visit
from ui.state.limits import Limits
from ui.state.services import open_services

__all__ = ["browser", "visit"]  # fixtures
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt install chromium"),
]
FIRST_LOAD_BYTES, NODES, MANY = 600_000, 2_500, 300


def first_load(browser: Any, url: str) -> dict[str, int]:
    """Bytes over the wire of all that a page asks for until its form stands, by address."""
    page = browser.new_page()
    devtools, names, found = page.context.new_cdp_session(page), dict[str, str](), dict[str, int]()
    devtools.send("Network.enable")
    devtools.on("Network.requestWillBeSent", lambda event: names.update({event["requestId"]: event["request"]["url"]}))
    devtools.on("Network.loadingFinished", lambda event: found.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(url)
    page.wait_for_selector("#start", state="attached", timeout=60_000)
    page.wait_for_selector("#tab-train [data-name] input", state="attached", timeout=60_000)
    page.close()
    return {f"{names[request]} #{request}": size for request, size in found.items()}


@pytest.fixture
def many(served: Any) -> Iterator[list[str]]:
    """Hundreds of runs in the store, all of one text."""
    store = served.services.store
    first = store.create("many 0", RunConfig(), corpus="many")
    store.set_status(first.id, "done", val_loss=2.0, bits_per_byte=1.0)
    ids = [first.id, *(f"many-{number}" for number in range(1, MANY))]
    with store.write(durable=False) as connection:
        names = [
            row[1] for row in connection.execute("PRAGMA table_info(runs)") if row[1] not in ("id", "name", "val_loss")
        ]
        copied = (
            f"INSERT INTO runs (id, name, val_loss, {', '.join(names)}) SELECT ?, ?, ?, {', '.join(names)} FROM "
            f"runs WHERE id=?"
        )
        connection.executemany(
            copied, [(run, f"many {number}", 2 - number / MANY, first.id) for number, run in enumerate(ids[1:], 1)]
        )
    yield ids
    with store.write(durable=False) as connection:
        connection.executemany("DELETE FROM runs WHERE id=?", [(run,) for run in ids])


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page on a workspace of its own, as a newcomer has it."""
    services = open_services(tmp_path_factory.mktemp("fresh"), Limits())
    with serving(services) as url:
        yield url
    services.launcher.close()


@pytest.mark.parametrize("path", ["/", "/zh/"])
def test_the_first_load_is_light_and_brings_no_chart_library(browser: Any, fresh: str, path: str) -> None:
    found = first_load(browser, fresh + path)
    heaviest = sorted(found.items(), key=lambda item: -item[1])[:8]
    assert 300_000 < sum(found.values()) <= FIRST_LOAD_BYTES, heaviest
    assert not [address for address in found if "plotly" in address]


def test_of_hundreds_of_runs_a_page_is_drawn_that_can_be_turned_searched_and_compared(
    visit: Open, many: list[str]
) -> None:
    page = visit()
    page.click("#tab-runs-button")
    page.wait_for_selector("#runs tbody tr")
    rows = page.locator("#runs .list tbody tr")
    assert rows.count() == 40
    assert page.evaluate("document.querySelectorAll('*').length") <= NODES
    total = int(page.get_attribute("#runs table", "aria-rowcount") or 0) - 1
    assert total >= MANY
    page.locator("#runs .pager button").last.focus()
    page.keyboard.press("Enter")
    assert page.inner_text("#runs .pager .num") == f"41–80 of {total}"
    assert rows.first.get_attribute("aria-rowindex") == "42"
    page.fill("#runs .find input", "many")
    page.click("#runs th.c-val_loss button")
    assert "many 299" in rows.first.inner_text()
    assert page.locator("#runs td.c-val_loss.best").count() == 1
    assert (
        page.locator("#runs td.c-val_loss.best").get_attribute("title")
        == f"the best of {MANY} runs that can be compared in this"
    )
    rows.first.locator("input").check()
    page.fill("#runs .find input", "MANY-7 done")
    page.wait_for_function("document.querySelectorAll('#runs .list tbody tr').length === 11")
    page.locator(f"#runs input[data-run='{many[7]}']").check()
    page.wait_for_selector("#runs .differ th:has-text('many 299')")
    assert page.inner_text("#runs .differ td.quiet") == "Their text and their settings are the same."
    page.fill("#runs .find input", "nobody at all")
    page.wait_for_selector("#runs .nothing:has-text('nobody at all')")
    page.fill("#runs .find input", "")
    assert rows.count() == 40
