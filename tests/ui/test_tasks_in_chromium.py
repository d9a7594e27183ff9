"""The Tasks tab in a real browser, on the runs that come with the project: each task's answer with its evidence, by
mouse and by key; a script of a task's own; added documents; built-in examples.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui.conftest import serving
from tests.ui.test_shell_in_chromium import CHROMIUM, PAYLOAD, Open, browser, visit
from ui.state.task_kinds import tasks_view
from ui.tabs.tasks import tab
from ui.words import Words

__all__ = ["browser", "visit"]  # fixtures
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt install chromium"),
]
DESK, ANSWERED = "#task-desk", "#task-desk .outcome:not([hidden])"
PICTURES = {
    "sentiment": ".shares button",
    "translation": ".alignment path[d]",
    "summarization": ".sentences li",
    "question-answering": ".passages mark.hit",
    "speech": ".spectral canvas[width]",
}
OWN_SCRIPT = """
import { h } from '../../live/lib/dom.js';
export const evidence = {
  views: [],
  title: 'shares',
  help: 'shares.because',
  answer: (found) => [h('p', { class: 'own-answer', text: found.label })],
  draw: (host, found, view, { tell }) => tell(`${found.words.length} words`),
};
"""


def choose(page: Any, task: str) -> None:
    page.click(f"{DESK} .strip [data-task='{task}']")


def told(page: Any) -> str:
    return str(page.inner_text(f"{DESK} .told"))


def choose_file(page: Any, button: str, file: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.click(f"{DESK} {button}")
    chooser.value.set_files(str(file))


def test_each_task_answers_an_example_with_its_evidence_and_its_score(visit: Open) -> None:
    page = visit("/tasks?task=sentiment")
    for task, picture in PICTURES.items():
        choose(page, task)
        page.wait_for_selector(f"{ANSWERED} {picture}", timeout=90_000)
        page.wait_for_selector(f"{DESK} .score-head strong")
        assert page.inner_text(f"{DESK} .said").strip()
        assert page.inner_text(f"{DESK} .judged li >> nth=0").strip()
        assert page.url.endswith(f"task={task}")


def test_words_of_a_translation_are_told_by_mouse_and_by_key(visit: Open) -> None:
    page = visit("/zh/tasks?task=translation")
    page.wait_for_selector(f"{ANSWERED} .alignment path[d]", timeout=90_000)
    page.hover(f"{DESK} .words-line.source .word >> nth=1")
    assert "%" in told(page)
    assert page.locator(f"{DESK} .words-line.answer .partner").count() > 0
    page.click(f"{DESK} .views [data-view=grid]")
    page.focus(f"{DESK} .align-grid")
    page.keyboard.press("ArrowRight")
    first = told(page)
    page.keyboard.press("ArrowDown")
    assert "权重" in first
    assert told(page) != first
    page.click(f"{DESK} .views [data-view=table]")
    assert page.locator(f"{DESK} .picture tbody tr").count() > 1
    assert told(page) == ""


def test_what_is_written_stays_text_and_stays_with_its_task(visit: Open) -> None:
    page = visit("/tasks?task=sentiment")
    page.wait_for_selector(f"{ANSWERED} .shares", timeout=90_000)
    page.fill(f"{DESK} .given textarea", PAYLOAD)
    page.wait_for_selector(f"{DESK} .shares:has-text('onerror')", timeout=30_000)
    assert page.evaluate("window.ran") is None
    choose(page, "translation")
    page.wait_for_selector(f"{ANSWERED} .alignment", timeout=90_000)
    assert page.input_value(f"{DESK} .given textarea") != PAYLOAD
    choose(page, "sentiment")
    assert page.input_value(f"{DESK} .given textarea") == PAYLOAD


def test_questions_are_answered_from_documents_that_are_added(visit: Open, tmp_path: Path) -> None:
    file = tmp_path / "keeper.txt"
    file.write_text("The lighthouse was built in 1921. It stands near Tarn.\n", encoding="utf-8")
    page = visit("/tasks?task=question-answering")
    page.wait_for_selector(f"{ANSWERED} .passages", timeout=90_000)
    choose_file(page, ".drop-books", file)
    page.wait_for_selector(f"{DESK} .book:has-text('keeper.txt')")
    page.fill(f"{DESK} .given textarea", "When was the lighthouse built?")
    page.wait_for_selector(f"{DESK} .passages .from:has-text('keeper')", timeout=30_000)
    assert page.locator(f"{DESK} .passages li").count() == 1
    page.click(f"{DESK} .book .bin")
    page.wait_for_selector(f"{DESK} .passages li:nth-child(2)", timeout=30_000)


def test_built_in_examples_are_read_and_lead_to_their_settings(visit: Open) -> None:
    page = visit("/tasks?task=sentiment")
    page.wait_for_selector(f"{ANSWERED} .shares", timeout=90_000)
    page.click(f"{DESK} .use-sample")
    page.wait_for_selector(f"{DESK} .to-settings:not([disabled])", timeout=90_000)
    assert "2 classes" in page.inner_text(f"{DESK} .facts")
    choose(page, "translation")
    assert page.locator(f"{DESK} .to-settings").count() == 0
    choose(page, "sentiment")
    page.click(f"{DESK} .to-settings")
    page.wait_for_url("**/model")


@pytest.fixture
def own_script(served: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A page whose task of classes names a script of its own, which no other file knows of."""

    def with_own(words: Words) -> list[dict[str, Any]]:
        return [
            {**task, "script": "tabs/tasks/own.js"} if task["key"] == "sentiment" else task
            for task in tasks_view(words)
        ]

    monkeypatch.setattr(tab, "tasks_view", with_own)
    with serving(served.services) as url:
        yield url


def test_a_task_is_drawn_by_the_script_that_its_row_names(browser: Any, own_script: str) -> None:
    page = browser.new_page()
    page.route("**/tabs/tasks/own.js", lambda route: route.fulfill(body=OWN_SCRIPT, content_type="text/javascript"))
    page.goto(f"{own_script}/tasks?task=sentiment")
    page.wait_for_selector(f"{ANSWERED} .own-answer", timeout=90_000)
    assert page.inner_text(f"{DESK} .own-answer") in ("negative", "positive")
    assert told(page).endswith(" words")
    assert page.locator(f"{DESK} .views").is_hidden()
    page.close()
