"""A small laptop suffices: under a limit of 4 GB all works, and the page and a Tiny worker together stay within
1.2 GB.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import psutil
import pytest
from serving import Server

pytestmark = pytest.mark.browser
LIMIT_BYTES = 1_200_000_000
LAPTOP_BYTES = 4_000_000_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> Iterator[Server]:
    """A page on a machine that gives no process more than 4 GB."""
    folder = tmp_path_factory.mktemp("laptop")
    found = Server(folder / "workspace", folder / "server.log", LAPTOP_BYTES)
    found.start()
    yield found
    found.close()


def memory_bytes(process: psutil.Process) -> int:
    """What a process holds of the memory, with pages that several share counted in part."""
    full = process.memory_full_info()
    return int(getattr(full, "pss", full.rss))


def test_page_and_tiny_worker_stay_within_1200_mb(open_page: Any, server: Any) -> None:
    page = open_page()
    page.get_by_role("tab", name="Inspect", exact=True).first.click()
    page.wait_for_selector("#attention-grid button canvas", timeout=60_000)
    page.get_by_role("tab", name="Train", exact=True).first.click()
    page.click("#start")
    page.wait_for_function(
        "() => Number(document.querySelector('#loss-chart')?.dataset.points || 0) >= 60", timeout=60_000
    )
    most = 0
    for _ in range(10):
        held = {}
        for process in psutil.process_iter(["cmdline"]):
            line = " ".join(process.info["cmdline"] or [])
            if str(server.workspace) in line:
                held[line] = held.get(line, 0) + memory_bytes(process)
        most = max(most, sum(held.values()))
        time.sleep(0.3)
    page.click("#stop")
    print(f"page and Tiny worker: {most / 1e6:.0f} MB")
    assert 100_000_000 < most <= LIMIT_BYTES, held
