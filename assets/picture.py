"""Take the pictures of the page: `python assets/picture.py` writes assets/screenshot.png, while a run learns, and
assets/tasks.png.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "browser"), str(ROOT)]
AT_STEP = 1_050
SETTLED_MS = 12_000  # until the first example is answered and drawn


def main() -> None:
    from playwright.sync_api import sync_playwright
    from serving import ARGUMENTS, CHROMIUM, Server

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        server = Server(Path(folder) / "workspace", Path(folder) / "server.log")
        server.start()
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(server.url)
            page.click("#start")
            page.wait_for_function(
                (
                    "step => Number((document.querySelector('#kpi-step dd')?.innerText ?? "
                    "'0').split('/')[0].replace(/[^0-9]/g, '')) >= step"
                ),
                arg=AT_STEP,
                timeout=600_000,
            )
            page.screenshot(path=ROOT / "assets" / "screenshot.png")
            page.click("#stop")
            page.wait_for_function("() => /Stopped/.test(document.querySelector('#run-state')?.innerText)")
            page.get_by_role("tab", name="Tasks").click()
            page.wait_for_timeout(SETTLED_MS)
            page.screenshot(path=ROOT / "assets" / "tasks.png")
        finally:
            browser.close()
            server.close()


if __name__ == "__main__":
    main()
