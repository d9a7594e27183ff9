"""Whatever is pressed, slid or ticked is at least 24 pixels in both directions, on every tab, in both languages, wide
and narrow.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.test_shell_in_chromium import CHROMIUM, Open, browser, visit

__all__ = ["browser", "visit"]  # fixtures
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt install chromium"),
]
LEAST = 24
# What is in sight and too small; a box within a label is pressed by the label.
SMALL = """least => [...document.querySelectorAll('button, a[role=button], [role=tab], [role=switch], select, input:not([type=hidden]):not([type=file]), textarea, summary')].filter((one) => {
  const seen = one.checkVisibility({ opacityProperty: false, visibilityProperty: true }) && one.closest('.gradio-container');
  const area = (one.matches('input[type=checkbox], input[type=radio]') && one.closest('label') || one).getBoundingClientRect();
  return seen && one.getBoundingClientRect().width > 1.5 && area.width > 0 && Math.min(area.width, area.height) < least - .1;
}).map((one) => { const box = one.getBoundingClientRect(); return `${one.tagName}.${one.className} ${one.id} ${one.type ?? ''} ${box.width.toFixed(1)}x${box.height.toFixed(1)} ${(one.textContent || '').trim().slice(0, 20)}`; })"""  # noqa: E501


@pytest.mark.parametrize(("path", "width"), [("/", 1440), ("/", 390), ("/zh/", 1440), ("/zh/", 390)])
def test_what_is_pressed_is_large_enough(visit: Open, path: str, width: int) -> None:
    page = visit(path, width=width)
    page.wait_for_selector("#start", state="attached")
    small: dict[str, Any] = {}
    for tab in ("data", "model", "train", "inspect", "chat", "tasks", "runs"):
        page.evaluate("tab => document.getElementById(`tab-${tab}-button`).click()", tab)
        page.wait_for_selector(f"#tab-{tab}:visible")
        page.wait_for_function("() => document.querySelectorAll('button').length > 3")
        if found := page.evaluate(SMALL, LEAST):
            small[tab] = sorted(set(found))
    assert not small
