"""The Tasks tab in a real browser, on the runs that come with the project: each task's answer with its evidence, by
mouse and by key; a sixth task with a script of its own; added documents; built-in examples.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from llm_core.config import RunConfig
from llm_core.data.corpus.corpus import prepare
from llm_core.data.files.reading import look
from llm_core.runs.launcher import file_facts
from llm_core.runs.worker import work
from tests.sixth_task.row import TAGGING, registered, write_sentences
from tests.ui.conftest import serving
from tests.ui.test_shell_in_chromium import CHROMIUM, PAYLOAD, Open, browser, visit

__all__ = ["browser", "visit"]  # fixtures
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt install chromium"),
]
SCRIPT = Path(__file__).parents[1] / "sixth_task" / "tagging.js"
DESK, ANSWERED = "#task-desk", "#task-desk .outcome:not([hidden])"
PICTURES = {
    "sentiment": ".shares button",
    "translation": ".alignment path[d]",
    "summarization": ".sentences li",
    "question-answering": ".passages mark.hit",
    "speech": ".spectral canvas[width]",
}


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
def sixth_task(served: Any, tmp_path: Path) -> Iterator[str]:
    """Where a page is that has a sixth task, with a run that has learnt it for twenty steps."""
    with registered() as task:
        cpu = {"train.device": "cpu", "train.threads": 1}
        config = RunConfig.parse({"data.format": task.name, **cpu})
        file = look(write_sentences(tmp_path / "sentences.tsv"), config.data)
        corpus = prepare([file], config.data, served.services.workspace.corpora)
        made = served.services.store.create("tags", config, corpus.folder.name, [file_facts(file)], "command line")
        work(served.services.workspace, made.id)
        with serving(served.services) as url:
            yield f"{url}/tasks?task={task.name}"


def test_a_sixth_task_is_drawn_by_its_own_script_which_no_other_file_knows(browser: Any, sixth_task: str) -> None:
    page = browser.new_page()
    script = SCRIPT.read_text(encoding="utf-8")
    page.route(f"**/{TAGGING.script}", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    page.goto(sixth_task)
    page.wait_for_selector(f"{ANSWERED} .tagged", timeout=90_000)
    assert page.inner_text(f"{DESK} .strip [aria-pressed=true] b") == "Tagging"
    page.fill(f"{DESK} .given textarea", "the fox sees a red house")
    page.wait_for_function(
        "() => /^6 words/.test(document.querySelector('#task-desk .told').innerText)", timeout=30_000
    )
    tags = page.eval_on_selector_all(f"{DESK} .tagged small", "all => all.map((one) => one.textContent)")
    assert set(tags) <= {"noun", "other"}
    assert page.inner_text(f"{DESK} .why") == "Each word's tag"
    page.close()
