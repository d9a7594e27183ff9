"""What a person chooses while an earlier choice is still being answered: it counts, whatever comes back first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.ui.test_shell_in_chromium import CHROMIUM, Open, browser, visit

__all__ = ["browser", "visit"]  # fixtures
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt install chromium"),
]
SLOW = """(ms) => {
  const fetched = window.fetch;
  window.fetch = async (...asked) => {
    if (String(asked[0]?.url ?? asked[0]).includes('/queue/join')) await new Promise((done) => setTimeout(done, ms));
    return fetched(...asked);
  };
}"""
OWN = "{% for message in messages %}{{ message.content }}{% endfor %}"


def slow(page: Any, tab: str, milliseconds: int) -> None:
    """Every event of this page takes that much longer from now on."""
    page.click(f"#tab-{tab}-button")
    page.evaluate(SLOW, milliseconds)


def choose(page: Any, group: str, key: str) -> None:
    page.locator(f"#tab-model .presets.{group} input[value={key}]").check(force=True)


def test_a_template_typed_while_the_choice_of_it_is_answered_is_read(visit: Open, tmp_path: Path) -> None:
    rows = [
        {"messages": [{"role": "user", "content": f"Who is {n}?"}, {"role": "assistant", "content": f"Number {n}."}]}
        for n in range(60)
    ]
    (tmp_path / "chats.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    page = visit()
    page.click("#tab-data-button")
    page.wait_for_selector("#sources .sample")
    page.set_input_files("#upload input[type=file]", str(tmp_path / "chats.jsonl"))
    page.wait_for_selector("#text .pill.done", timeout=120_000)
    slow(page, "data", 2500)
    page.click("#text .template button[data-template=custom]")
    page.wait_for_selector("#own-template:visible")
    page.fill("#own-template", OWN)
    page.wait_for_selector("#text .pill.failed", timeout=60_000)
    assert "never stop" in page.inner_text("#text .shade .wrong")
    assert page.input_value("#own-template") == OWN


def test_a_family_chosen_while_another_is_answered_is_the_one_that_stays(visit: Open) -> None:
    page = visit()
    page.click("#tab-model-button")
    page.wait_for_selector("#network svg.decoder-only")
    slow(page, "model", 1500)
    choose(page, "family", "article")
    page.wait_for_timeout(300)
    choose(page, "family", "bert")
    page.wait_for_timeout(300)
    choose(page, "size", "small")
    assert page.locator("#network svg.encoder-only").count() == 1  # drawn at once
    page.wait_for_function("() => !document.querySelector('[data-pending]')", timeout=60_000)
    page.wait_for_timeout(6000)  # whatever is still on its way
    assert page.locator("#network svg.encoder-only rect.tok.blank").count() == 1
    chosen = page.locator("#tab-model .presets input:checked").evaluate_all(
        "(inputs) => inputs.map((input) => input.value)"
    )
    assert {"bert", "small", "encoder-only"} <= set(chosen)


def test_what_is_chosen_in_one_place_shows_in_all_before_it_is_answered(visit: Open) -> None:
    page = visit()
    page.wait_for_selector("#tab-train .presets.size input[value=tiny]:checked", state="attached")
    page.click("#tab-model-button")
    page.wait_for_selector("#network svg")
    slow(page, "model", 2500)
    choose(page, "size", "small")
    assert page.locator("#tab-train .presets.size input[value=small]").is_checked()
    page.click("#tab-model button[aria-haspopup=dialog]")
    page.select_option("dialog[open] [data-name='train.device'] select", "cpu")
    assert page.get_attribute("#top .menu [data-key=cpu]", "aria-checked") == "true"
    page.wait_for_function("() => !document.querySelector('[data-pending]')", timeout=60_000)
    assert page.locator("#tab-train .presets.size input[value=small]").is_checked()
    assert page.get_attribute("#top .menu [data-key=cpu]", "aria-checked") == "true"
