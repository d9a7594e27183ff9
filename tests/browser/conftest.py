"""A real server, a real Chromium, and pages that note every error and every request that leaves the machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlparse

import pytest
from serving import ARGUMENTS, CHROMIUM, Server


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The installed Chromium, driven by Playwright; ended with each file, since its event loop occupies the thread."""
    if CHROMIUM is None:
        pytest.skip("Chromium missing: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> Iterator[Server]:
    """A running page for one test file."""
    folder = tmp_path_factory.mktemp("page")
    found = Server(folder / "workspace", folder / "server.log")
    found.start()
    yield found
    found.close()


@dataclass
class Watched:
    """Faults of the pages of one test."""

    faults: list[str]

    def watch(self, page: Any) -> None:
        page.on(
            "console",
            lambda message: self.faults.append(f"console: {message.text}") if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        page.on("request", lambda request: self._check_host(request.url))

    def _check_host(self, url: str) -> None:
        parts = urlparse(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname != "127.0.0.1":
            self.faults.append(f"request off the machine: {url}")


@pytest.fixture
def watched() -> Iterator[Watched]:
    """Collects console errors, page errors and requests off 127.0.0.1; the test fails if there was one."""
    found = Watched([])
    yield found
    assert found.faults == []


@pytest.fixture
def open_page(chromium: Any, server: Server, watched: Watched) -> Iterator[Callable[..., Any]]:
    """Open the page: open_page(path="/", width=1440, height=900, dark=False)."""
    contexts = []

    def opened(
        path: str = "/", *, width: int = 1440, height: int = 900, dark: bool = False, locale: str = "en-US"
    ) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", locale=locale
        )
        contexts.append(context)
        page = context.new_page()
        watched.watch(page)
        page.goto(server.url + path)
        page.wait_for_selector("#start", timeout=20_000)
        return page

    yield opened
    for context in contexts:
        context.close()
