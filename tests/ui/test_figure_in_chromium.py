"""Figures in a real browser: when Plotly is fetched, what stays as a curve is drawn anew, and what can be saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.ui.test_shell_in_chromium import CHROMIUM, Open, browser, visit

__all__ = ["browser", "visit"]  # fixtures
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt install chromium"),
]
PLOT = "document.querySelector('#loss-chart .figure-plot')"
DRAWN = "n => Number(document.querySelector('#loss-chart').dataset.drawn || 0) > n"


def shown(visit: Open, run: str, **options: Any) -> Any:
    """Train with a run's curve drawn."""
    page = visit(f"/train?run={run}", **options)
    page.wait_for_selector("#loss-chart[data-points='6']", timeout=60_000)
    return page


def drawn_anew(page: Any, act: Any) -> None:
    before = int(page.get_attribute("#loss-chart", "data-drawn"))
    act()
    page.wait_for_function(DRAWN, arg=before)


def test_the_curve_is_drawn_with_what_the_card_and_its_readers_need(visit: Open, small_run: str) -> None:
    page = shown(visit, small_run)
    data = page.evaluate("({...document.querySelector('#loss-chart').dataset})")
    assert (data["lastStep"], data["kind"], data["runs"]) == ("6", "loss", "1")
    assert float(data["val"]) > 0
    assert float(data["train"]) > 0
    assert page.get_attribute("#loss-chart", "aria-label").startswith("Loss over steps: validation went from")
    assert page.locator("#loss-chart table tbody tr").count() == int(data["valPoints"])
    page.focus("#loss-chart")
    page.keyboard.press("End")
    page.wait_for_selector("#loss-chart .figure-said:has-text('step 6 · train')", state="attached")


def test_zoom_and_legend_stay_as_the_curve_is_drawn_anew_and_as_the_theme_changes(visit: Open, small_run: str) -> None:
    page = shown(visit, small_run)
    page.click("#loss-chart .legendtoggle >> nth=0")
    page.wait_for_function(f"{PLOT}.data.some(one => one.visible === 'legendonly')")
    page.press("#loss-chart", "+")
    page.wait_for_selector("#loss-chart[data-zoom]")
    assert page.locator(".notifier-note").count() == 0  # Plotly gives its own advice, in English
    zoom = page.evaluate(f"{PLOT}.layout.xaxis.range.join()")
    light = page.evaluate(f"{PLOT}.layout.template.layout.paper_bgcolor")
    drawn_anew(page, lambda: page.emulate_media(color_scheme="dark"))
    assert page.evaluate(f"{PLOT}.layout.template.layout.paper_bgcolor") != light
    assert page.evaluate(f"{PLOT}._fullLayout.xaxis.range.join()") == zoom
    hidden = f"{PLOT}._fullData.filter(one => one.visible === 'legendonly').map(one => one.name)"
    assert "train" in page.evaluate(hidden)
    page.click("#loss-chart .whole")
    page.wait_for_selector("#loss-chart:not([data-zoom])")
    assert page.locator("#loss-chart .figure-tools").is_hidden()


def test_a_box_zooms_and_a_choice_is_drawn_at_once(visit: Open, small_run: str) -> None:
    page = shown(visit, small_run)
    box = page.locator("#loss-chart .nsewdrag").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    page.wait_for_selector("#loss-chart[data-zoom]")
    drawn_anew(page, lambda: page.click(".panel .seg [data-kind=rate]"))
    assert page.get_attribute("#loss-chart", "data-kind") == "rate"
    assert page.get_attribute("#loss-chart", "data-zoom") is None
    page.click(".panel .seg [data-kind=loss]")
    page.wait_for_selector("#loss-chart[data-kind=loss]")
    page.click(".panel .compare")
    page.locator(".panel .compares input").first.check()
    page.wait_for_selector("#loss-chart[data-runs='2']")


@pytest.mark.parametrize(
    ("ending", "begins", "holds"),
    [
        ("png", b"\x89PNG", b"IDAT"),
        ("svg", b"<svg", b"validation"),
        ("csv", b"step,train_loss", b"\n6,"),
        ("html", b"<!doctype html>", b"Plotly.newPlot('figure', [{"),
    ],
)
def test_a_figure_is_saved_under_the_pages_own_rules(
    visit: Open, small_run: str, tmp_path: Path, ending: str, begins: bytes, holds: bytes
) -> None:
    page = shown(visit, small_run)
    page.click(".panel .save")
    with page.expect_download() as found:
        page.click(f".panel .saves .{ending}")
    assert found.value.suggested_filename.endswith(f"-loss.{ending}")
    saved = tmp_path / f"curve.{ending}"
    found.value.save_as(saved)
    content = saved.read_bytes()
    assert content.startswith(begins)
    assert holds in content


def test_a_saved_page_draws_itself_without_a_network(visit: Open, browser: Any, small_run: str, tmp_path: Path) -> None:
    page = shown(visit, small_run)
    page.click(".panel .save")
    with page.expect_download() as found:
        page.click(".panel .saves .html")
    saved = tmp_path / "curve.html"
    found.value.save_as(saved)
    context = browser.new_context(offline=True)
    alone = context.new_page()
    alone.goto(saved.as_uri())
    alone.wait_for_selector("#figure .legendtext:has-text('validation')")
    context.close()


def test_runs_are_compared_in_a_figure_that_stays_in_its_place(visit: Open, small_run: str) -> None:
    page = visit(f"/runs?run={small_run}")
    page.wait_for_selector("#runs .compare[data-kind='bits_per_byte'][data-runs='1']", timeout=60_000)
    page.click("#runs .curves .seg button >> nth=1")
    page.wait_for_selector("#runs .compare[data-kind='val_loss']")
    assert page.locator("#runs .compare .scatterlayer .trace").count() == 1


def test_where_plotly_does_not_come_a_sentence_says_so_and_it_is_asked_for_again(
    browser: Any, served: Any, small_run: str
) -> None:
    page = browser.new_page()
    page.route("**/plotly.min.js", lambda route: route.abort())
    page.goto(f"{served.url}/train?run={small_run}")
    page.wait_for_selector("#loss-chart .figure-lost:visible", timeout=60_000)
    page.unroute("**/plotly.min.js")
    page.click(".panel .seg [data-kind=gradient]")
    page.wait_for_selector("#loss-chart[data-kind=gradient]", timeout=60_000)
    assert page.locator("#loss-chart .figure-lost").is_hidden()
    page.close()
