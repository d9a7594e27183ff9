"""The shell in a real browser: language, light and dark, device, terms by mouse, key and tap; and markup that stays
text.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from llm_core.config import RunConfig
from tests.ui.conftest import SMALL, train

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PAYLOAD = '<img src=x onerror="window.ran=1"><svg onload="window.ran=1"></svg>{{7*7}}${window.ran=1}'
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt install chromium"),
]

LEAVING = re.compile(
    "AbortError|Connection errored out|net::ERR_ABORTED"
)  # what Gradio's own client says of the calls that a reload cuts off
Open = Callable[..., Any]


def page_module(name: str) -> str:
    """In a script: the page's own module of this name, as the page itself has it."""
    return f"import(document.getElementById('terrarium-main').src.replace('main.js', '{name}.js'))"


IS_DARK = f"async () => [document.body.classList.contains('dark'), (await {page_module('theme')}).isDark()]"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Any, served: Any) -> Iterator[Open]:
    """Open a page that is noted in all it complains of, and asks of other hosts."""
    contexts, complaints = [], []

    def open_page(path: str = "/", *, width: int = 1440, height: int = 900, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith((served.url, "data:", "blob:")) else complaints.append(request.url)
            ),
        )
        page.goto(served.url + path)
        page.wait_for_selector("#top .brand h1:not(:empty)", timeout=60_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
    left = [one for one in complaints if not LEAVING.search(one)]
    assert not left, "\n".join(dict.fromkeys(left))


def test_the_language_link_leads_to_the_other_language_and_is_remembered(visit: Open) -> None:
    page = visit("/")
    assert page.inner_text("#top h1") == "Terrarium"
    page.click("#top .language")
    page.wait_for_url("**/zh/train")
    page.wait_for_selector("#top h1:has-text('玻璃温室')")
    assert page.evaluate("[document.documentElement.lang, navigator.language]") == ["zh-CN", "zh-CN"]
    page.goto(page.url.replace("/zh/", "/"))
    page.wait_for_url("**/zh/train")


def test_dark_follows_the_system_until_it_is_chosen_and_is_then_remembered(visit: Open) -> None:
    page = visit("/", color_scheme="dark")
    assert page.evaluate(IS_DARK) == [True, True]
    page.click("#top .theme-toggle")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(243, 246, 241)"
    page.reload()
    page.wait_for_selector("#top .brand h1:not(:empty)")
    page.wait_for_timeout(500)
    assert page.evaluate(IS_DARK) == [False, False]


def test_the_device_is_chosen_by_keyboard_and_stays_chosen(visit: Open) -> None:
    page = visit("/")
    assert "CPU" in page.inner_text("#top .device-chip") or page.inner_text("#top .device-chip")
    page.wait_for_timeout(1500)  # the first draft is written as the page settles
    kept = page.evaluate("JSON.stringify(localStorage)")
    page.focus("#top .device-chip")
    page.keyboard.press("Enter")
    page.wait_for_selector("#top .menu:not([hidden])")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("#top .menu", state="hidden")
    page.wait_for_function("kept => JSON.stringify(localStorage) !== kept", arg=kept, timeout=20_000)
    page.wait_for_timeout(500)
    page.reload()
    page.wait_for_selector("#top .menu [data-key=cpu][aria-checked=true]", state="attached", timeout=20_000)


def test_a_term_opens_its_sentence_by_mouse_key_and_tap(visit: Open) -> None:
    page = visit("/", width=390, height=844, has_touch=True)
    page.evaluate(f"async () => document.querySelector('#top').append((await {page_module('terms')}).term('loss'))")
    term = page.locator("#top > .term")
    term.hover()
    assert "surprised" in page.inner_text("#term-tip")
    page.keyboard.press("Escape")
    assert page.locator("#term-tip").is_hidden()
    term.focus()
    assert term.get_attribute("aria-describedby") == "term-tip"
    page.keyboard.press("Escape")
    term.tap()
    tip = page.locator("#term-tip").bounding_box()
    assert tip["x"] >= 0
    assert tip["x"] + tip["width"] <= 390


@pytest.mark.parametrize("path", ["/", "/zh/"])
def test_the_header_and_the_tabs_fit_a_phone(visit: Open, path: str) -> None:
    page = visit(path, width=390, height=844)
    page.wait_for_selector("#tab-train-button")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for name in ("data", "model", "train", "inspect", "chat", "runs"):
        box = page.locator(f"#tab-{name}-button").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


def test_markup_in_names_and_texts_is_shown_and_never_run(visit: Open, served: Any, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text(f"{PAYLOAD}\nThe cat sat on the mat.\n" * 60, encoding="utf-8")
    run = train(
        served.services,
        file,
        RunConfig.parse({**SMALL, "train.sample_prompt": "<img src=x onerror=window.ran=1>"}),
        PAYLOAD[:110],
    )
    page = visit("/")
    for name in ("data", "model", "train", "inspect", "chat", "runs"):
        page.click(f"#tab-{name}-button")
        page.wait_for_timeout(1200)
        assert page.evaluate("window.ran") is None, name
    assert page.locator("img[src=x]").count() == 0
    served.services.launcher.delete(run)
