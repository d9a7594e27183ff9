"""A real server, a real Chromium, and pages that note every error and every request that leaves the machine."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


@dataclass
class Server:
    """One `python app.py` with a workspace of its own."""

    workspace: Path
    log: Path
    url: str = ""
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start the server and return the seconds until its page could be used."""
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "app.py", "--workspace", str(self.workspace)],
                cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
                env={**os.environ, "PYTHONUNBUFFERED": "1", "GRADIO_ANALYTICS_ENABLED": "False"},
            )
        while time.monotonic() - began < 60:
            found = re.findall(r"http://127\.0\.0\.1:\d+", self.log.read_text(errors="replace"))
            if found and _answers(found[-1]):
                self.url = found[-1]
                return time.monotonic() - began
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"the server did not start:\n{self.log.read_text(errors='replace')[-3000:]}")

    def kill(self) -> None:
        """End the server as a crash would; workers go on."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.log.write_text("")

    def close(self) -> None:
        """Stop the server, and every worker that it started."""
        import psutil

        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
        for process in psutil.process_iter(["cmdline"]):
            if str(self.workspace) in " ".join(process.info["cmdline"] or []):
                process.kill()


def _answers(url: str) -> bool:
    import urllib.request

    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


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
        page.on("console", lambda message: self.faults.append(f"console: {message.text}") if message.type == "error" else None)
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

    def opened(path: str = "/", *, width: int = 1440, height: int = 900, dark: bool = False, locale: str = "en-US") -> Any:
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", locale=locale)
        contexts.append(context)
        page = context.new_page()
        watched.watch(page)
        page.goto(server.url + path)
        page.wait_for_selector("#start", timeout=20_000)
        return page

    yield opened
    for context in contexts:
        context.close()
