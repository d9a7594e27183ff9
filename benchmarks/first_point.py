"""Claim: from a click on Start to the first point on the chart takes at most 3 s, with the text read and a spare worker
waiting.

Also prints the seconds from starting the server to a usable page, from Stop to the shown end, and the first streamed
token: of the run that trains, and of one that converses meanwhile (claim: at most 150 ms).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from ledger import arguments, record

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "browser"))
sys.path.insert(0, str(ROOT))


def measure(page: Any) -> dict[str, float]:
    """One run by mouse: start, first point, an answer while it trains, stop."""
    page.wait_for_timeout(8_000)  # a person reads; the spare worker imports torch
    began = time.monotonic()
    before = page.evaluate("() => document.querySelector('.panel .runline .name')?.innerText ?? ''")
    page.click("#start")
    page.wait_for_function(
        (
            "before => Number(document.querySelector('#loss-chart')?.dataset.points || 0) >= 1 && "
            "/Running/.test(document.querySelector('#run-state').innerText)"
        ),
        arg=before,
        timeout=60_000,
    )
    first_point_s = time.monotonic() - began
    page.get_by_role("tab", name="Chat", exact=True).first.click()
    page.wait_for_timeout(6_000)
    first_token_s = first_token(page, "Once upon a time")
    talk = page.evaluate(
        "() => [...document.querySelectorAll('.lane select option')].find(one => one.textContent.startsWith('Small "
        "talk, tiny')).value"
    )
    page.select_option(".lane select", talk)
    page.wait_for_selector(".lane .mode:has-text('Converse')")
    page.wait_for_timeout(4_000)
    conversing_s = [
        first_token(page, words)
        for words in ("Who are you?", "What color is a lemon?", "How many legs does a spider have?")
    ]
    page.get_by_role("tab", name="Train", exact=True).first.click()
    began = time.monotonic()
    page.click("#stop")
    page.wait_for_function("() => /Stopped/.test(document.querySelector('#run-state')?.innerText)", timeout=30_000)
    return {
        "first point": first_point_s,
        "first token while training": first_token_s,
        "first token of a conversation while training": statistics.median(conversing_s),
        "stop": time.monotonic() - began,
    }


def first_token(page: Any, words: str) -> float:
    """Seconds from Enter to the first character of an answer on the screen, once the answer before it is whole."""
    page.wait_for_function("() => document.querySelector('.compose .halt').hidden")
    page.fill("#chat-input textarea, #chat-input input", words)
    answers = page.locator(".turns .it .voice").count()
    began = time.monotonic()
    page.keyboard.press("Enter")
    page.wait_for_function(
        (
            "n => document.querySelectorAll('.turns .it .voice').length > n && "
            "[...document.querySelectorAll('.turns .it .voice')].at(-1).innerText.trim().length > 0"
        ),
        arg=answers,
    )
    return time.monotonic() - began


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--times", type=int, default=3)
    given = parser.parse_args()
    from playwright.sync_api import sync_playwright
    from serving import ARGUMENTS, CHROMIUM, Server

    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        server = Server(Path(folder) / "workspace", Path(folder) / "server.log")
        found["server start to page"] = [server.start()]
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            for _ in range(given.times):
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                page.goto(server.url)
                page.wait_for_selector("#start")
                for name, seconds in measure(page).items():
                    found.setdefault(name, []).append(seconds)
                page.close()
        finally:
            browser.close()
            server.close()
    for name, seconds in found.items():
        record(
            f"{name}, seen in Chromium",
            f"{statistics.median(seconds):.2f} s (median of {len(seconds)}, most {max(seconds):.2f})",
            write=given.ledger,
        )


if __name__ == "__main__":
    main()
