"""The page's manners on every tab: accessible in light and dark, whole on a phone, quiet at rest."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest

pytestmark = pytest.mark.browser
TABS = {
    "/": ["Data", "Model", "Train", "Inspect", "Chat", "Tasks", "Runs"],
    "/zh/": ["数据", "模型", "训练", "观察", "对话", "任务", "记录"],
}
SPILLS = """() => {
  const wide = document.documentElement.clientWidth, found = [];
  for (const e of document.querySelectorAll('body *')) {
    const box = e.getBoundingClientRect();
    if (!box.width || !box.height || getComputedStyle(e).visibility === 'hidden') continue;
    if (e.closest('.sr, [data-scroll], .plotly, svg, [hidden]')) continue;
    let p = e.parentElement, clipped = false;
    while (p && p !== document.body) { if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(p).overflowX)) { clipped = true; break; } p = p.parentElement; }
    if (!clipped && (box.right > wide + 1 || box.left < -1)) found.push(`${e.tagName}.${e.className} ${Math.round(box.left)}..${Math.round(box.right)}`);
    if (clipped && e.children.length === 0 && e.textContent.trim() && box.right > wide + 1 && getComputedStyle(p).overflowX !== 'auto' && getComputedStyle(p).overflowX !== 'scroll' && getComputedStyle(e).textOverflow !== 'ellipsis' && getComputedStyle(p).textOverflow !== 'ellipsis') found.push(`cut off: ${e.tagName}.${e.className} ${e.textContent.slice(0, 40)}`);
  }
  return found.slice(0, 8);
}"""  # noqa: E501


def choose_tab(page: Any, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).first.click()
    page.wait_for_timeout(900)


@pytest.mark.parametrize("path", ["/", "/zh/"])
def test_axe_finds_no_violation_on_any_tab_in_light_and_dark(open_page: Any, path: str) -> None:
    page = open_page(path, locale="zh-CN" if path == "/zh/" else "en-US")
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    faults = []
    for name in TABS[path]:
        choose_tab(page, name)
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function("dark => document.body.classList.contains('dark') === dark", arg=scheme == "dark")
            page.wait_for_timeout(300)  # colors that fade have faded
            result = page.evaluate("() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})")
            for violation in result["violations"]:
                faults += [
                    f"{name}, {scheme}: {violation['id']}: {node['html'][:160]} {node['failureSummary'][:160]}"
                    for node in violation["nodes"][:3]
                ]
    assert faults == []


@pytest.mark.parametrize("path", ["/", "/zh/"])
def test_nothing_spills_on_a_phone(open_page: Any, path: str) -> None:
    page = open_page(path, width=390, height=844)
    spilled = {}
    for name in TABS[path]:
        choose_tab(page, name)
        if found := page.evaluate(SPILLS):
            spilled[name] = found
    assert spilled == {}


def test_a_tab_at_rest_shows_at_most_twelve_controls(open_page: Any) -> None:
    page = open_page()
    many = {}
    for name in TABS["/"]:
        choose_tab(page, name)
        count = page.evaluate("""() => [...document.querySelectorAll('[role=tabpanel] input:not([type=hidden]), [role=tabpanel] select, [role=tabpanel] textarea')]
            .filter(e => e.offsetParent !== null && !e.closest('.upload-container, [data-content]')).filter((e, i, all) => !(e.type === 'radio' && all.findIndex(o => o.name === e.name) !== i))
            .filter((e, i, all) => !(e.type === 'number' && all.some(o => o.type === 'range' && o.getAttribute('aria-label')?.includes(e.getAttribute('aria-label')?.split(' ').pop() ?? '?')))).length""")  # noqa: E501
        if count > 12:
            many[name] = count
    assert many == {}


def test_the_page_opens_on_train_with_a_sample_and_one_start(open_page: Any) -> None:
    page = open_page()
    assert page.get_by_role("tab", name="Train", exact=True).first.get_attribute("aria-selected") == "true"
    assert page.locator("#start").is_enabled()
    box = page.locator("#start").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 900
