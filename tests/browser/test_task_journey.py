"""A task in a real browser, by mouse: a CSV is dropped, read, trained on, watched, tried with its evidence, measured,
and a file of inputs answered.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
GOOD, BAD = ("lovely", "great", "wonderful", "kind"), ("awful", "rude", "terrible", "cold")
THINGS = ("soup", "waiter", "room", "film", "bread", "song", "garden", "book", "bus", "letter")


def choose_tab(page: Any, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).first.click()


def choose_task(page: Any, task: str) -> None:
    page.wait_for_selector("#task-desk .strip button", timeout=30_000)
    page.click(f'#task-desk .strip [data-task="{task}"]')


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    """Three hundred different sentences with their class, in columns that name neither."""
    file = tmp_path / "visits.csv"
    rows = [
        (f"The {thing} {number} was {word}.", "up" if word in GOOD else "down")
        for number in range(4)
        for thing in THINGS
        for word in (*GOOD, *BAD)
    ]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["what happened", "mood"])
        writer.writerows(rows)
    return file


def test_a_csv_is_dropped_trained_tried_and_measured(open_page: Any, reviews: Path, tmp_path: Path) -> None:
    page = open_page()
    choose_tab(page, "Tasks")
    choose_task(page, "sentiment")
    with page.expect_file_chooser() as chooser:
        page.click("#task-desk .drop-file")
    chooser.value.set_files(str(reviews))
    page.wait_for_selector("#task-desk .read-files .facts:has-text('examples to learn from')", timeout=90_000)
    shown = page.inner_text("#task-desk .read-files")
    assert "visits.csv" in shown
    assert "2 classes" in shown
    assert page.eval_on_selector_all("#task-desk .columns select", "all => all.map((one) => one.value)") == [
        "what happened",
        "mood",
    ]
    page.click("#task-desk .start-task")

    page.wait_for_function(
        (
            "() => document.querySelector('#run-state')?.innerText && "
            "document.querySelector('#tab-train-button')?.getAttribute('aria-selected') === 'true'"
        ),
        timeout=30_000,
    )
    page.wait_for_function(
        "() => /Accuracy/.test(document.querySelector('#kpi-score dt')?.innerText ?? '')", timeout=120_000
    )  # the task's own metric
    page.wait_for_function(
        "() => parseFloat(document.querySelector('#kpi-step b')?.innerText.replace(/,/g, '')) >= 20", timeout=240_000
    )
    page.wait_for_function(
        "() => /Stopped|Done|Finished/.test(document.querySelector('#run-state')?.innerText)", timeout=120_000
    )  # few rows, few steps

    choose_tab(page, "Tasks")
    page.wait_for_function(
        "() => /visits/.test(document.querySelector('#task-desk .runs')?.selectedOptions[0]?.textContent ?? '')",
        timeout=60_000,
    )
    page.fill("#task-desk .given textarea", "The soup was awful.")
    page.click("#task-desk .given .btn")
    page.wait_for_function(
        "() => /awful/.test(document.querySelector('#task-desk .shares')?.innerText ?? '')", timeout=60_000
    )
    assert page.inner_text("#task-desk .verdict .voice") in ("up", "down")
    page.hover("#task-desk .shares button:has-text('awful')")
    assert "awful" in page.inner_text("#task-desk .told")
    page.click("#task-desk .views button:has-text('Table')")
    assert "awful" in page.inner_text("#task-desk .picture table")

    page.click("#task-desk .measure")
    page.wait_for_selector("#task-desk .score-head strong", timeout=180_000)
    assert "%" in page.inner_text("#task-desk .score-head")
    assert page.inner_text("#task-desk .score-verdict")
    assert page.locator("#task-desk .judged li").count() > 0

    inputs = tmp_path / "more.txt"
    inputs.write_text("The bread was great.\n=cmd|' /C calc'!A0\n", encoding="utf-8")
    with page.expect_file_chooser() as chooser:
        page.click("#task-desk .drop-many")
    chooser.value.set_files(str(inputs))
    page.wait_for_selector("#task-desk .get:not([hidden])", timeout=90_000)
    with page.expect_download() as download:
        page.click("#task-desk .get")
    rows = list(csv.reader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    assert rows[0] == ["input", "answer", "confidence"]
    assert [row[0] for row in rows[1:]] == ["The bread was great.", "'=cmd|' /C calc'!A0"]
    assert all(row[1] in ("up", "down") for row in rows[1:])
