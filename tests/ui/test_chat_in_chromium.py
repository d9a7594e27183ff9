"""Chat in a real browser with a run that fills blanks: one press works at once, blanks open by mouse and by key."""

from __future__ import annotations

from typing import Any

import pytest

from llm_core.config import RunConfig
from tests.ui.conftest import SMALL, train
from tests.ui.test_shell_in_chromium import CHROMIUM, Open, browser, visit

__all__ = ["browser", "visit"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt install chromium")]


@pytest.fixture(scope="module")
def fillers(served: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A run that fills the blanks of texts, and one that fills those of answers."""
    folder = tmp_path_factory.mktemp("texts")
    (folder / "cats.txt").write_text("The cat sat on the mat, and the dog sat on the log.\n" * 60, encoding="utf-8")
    (folder / "pairs.tsv").write_text("".join(f"{word}\t{word[::-1]}\n" for word in ("cat", "dog", "bird", "fish") * 60), encoding="utf-8")
    plain = {**SMALL, "model.architecture": "encoder-only"}
    return {
        "fill": train(served.services, folder / "cats.txt", RunConfig.parse(plain), "fills"),
        "fill-answer": train(served.services, folder / "pairs.tsv", RunConfig.parse({**plain, "data.format": "pairs"}), "answers"),
    }


def test_a_text_with_blanks_is_there_and_is_filled_with_one_press(visit: Open, fillers: dict[str, str]) -> None:
    page = visit()
    page.click("#tab-chat-button")
    page.wait_for_selector(f"#chat-talk option[value='{fillers['fill']}']", state="attached")
    page.select_option("#chat-talk .lane select", fillers["fill"])
    page.wait_for_function("() => document.querySelector('#chat-input textarea').value.includes('_')")
    assert page.inner_text("#chat-talk .lane .mode") == "Fill blanks"
    page.click("#chat-talk .send")
    page.wait_for_selector("#chat-talk .w.filled")
    page.wait_for_selector("#chat-talk .alts li:nth-child(2)")
    assert page.locator("#chat-talk .w:not(.filled)").count() == 0            # what was given has nothing to open
    page.fill("#chat-input textarea", "T_e c_t")
    page.press("#chat-input textarea", "Enter")
    page.wait_for_selector("#chat-talk .it:last-child .w.filled >> nth=1")
    blanks = page.locator("#chat-talk .it:last-child .w.filled")
    blanks.nth(0).focus()
    page.keyboard.press("ArrowRight")
    assert blanks.nth(1).get_attribute("aria-pressed") == "true"
    other = page.locator("#chat-talk .alts button .t").first.inner_text()
    page.locator("#chat-talk .alts button").first.press("Enter")
    page.wait_for_selector("#chat-talk .w.chosen")
    assert page.inner_text("#chat-talk .w.chosen") == other
    page.click("#chat-talk .it:last-child .meta button:has-text('Undo choices')")
    page.wait_for_selector("#chat-talk .w.chosen", state="detached")
    page.fill("#chat-input textarea", "The cat")
    page.press("#chat-input textarea", "Enter")
    page.wait_for_selector("#chat-talk .fault:has-text('no blank')")


def test_the_number_of_blanks_is_asked_for_where_it_tells_the_answers_length(visit: Open, fillers: dict[str, str]) -> None:
    page = visit("/zh/", locale="zh-CN")
    page.click("#tab-chat-button")
    page.wait_for_selector(f"#chat-talk option[value='{fillers['fill-answer']}']", state="attached")
    page.select_option("#chat-talk .lane select", fillers["fill-answer"])
    page.wait_for_selector("#chat-blanks:visible")
    assert "答案有多长" in page.inner_text("#chat-talk .blanks")
    page.fill("#chat-input textarea", "cat")
    page.fill("#chat-blanks", "5")
    page.click("#chat-talk .send")
    page.wait_for_selector("#chat-talk .w.filled >> nth=4")
    assert page.locator("#chat-talk .w.filled").count() == 5
