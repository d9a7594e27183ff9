"""Inspect in a real browser: heads, the large picture by keys, a head switched off, steps, and two stacks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.ui.conftest import SMALL, train
from tests.ui.test_shell_in_chromium import CHROMIUM, Open, browser, visit

__all__ = ["browser", "visit"]  # fixtures
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt install chromium"),
]
HEADS = "#attention-grid button"
TOKENS = "#inspect-bench .toks .tok"


def opened(visit: Open, run: str) -> Any:
    page = visit(f"/inspect?run={run}&layer=0&head=0")
    page.wait_for_selector(f"{HEADS} canvas", timeout=60_000)
    return page


def read(page: Any, text: str) -> None:
    """Let the model read a text of single characters."""
    page.fill("#inspect-text textarea", text)
    page.keyboard.press("Enter")
    page.wait_for_function(f"text => [...document.querySelectorAll('{TOKENS}')].length === text.length", arg=text)


def test_a_head_is_chosen_and_its_picture_read_by_keys_as_arcs_and_as_a_table(visit: Open, small_run: str) -> None:
    page = opened(visit, small_run)
    read(page, "thecat")
    page.click(f"{HEADS} >> nth=0")
    page.keyboard.press("ArrowDown")
    assert page.inner_text(".big-name") == "Layer 2, head 1"
    assert page.get_attribute(f"{HEADS} >> nth=2", "aria-pressed") == "true"
    assert "layer=1&head=0" in page.url
    page.click(f"{TOKENS} >> nth=3")
    page.focus("#inspect-bench .picture")
    page.keyboard.press("ArrowLeft")
    assert "“c” at 4 looks at “e” at 3" in page.text_content(".cell-said")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    assert "“e” at 3 looks at “e” at 3" in page.text_content(".cell-said"), "never ahead"
    assert page.get_attribute(f"{TOKENS} >> nth=2", "aria-pressed") == "true"
    assert page.get_attribute(f"{TOKENS} >> nth=3", "class") == "tok far"
    page.click("[data-view=arcs]")
    assert "as arcs" in page.get_attribute("#inspect-bench .picture", "aria-label")
    page.click("[data-view=table]")
    assert page.locator("#inspect-bench .sheet tbody tr").count() == 6
    assert page.inner_text("#inspect-bench .sheet tr.hit th") == "e"
    with page.expect_download() as saved:
        page.click("#inspect-bench .export")
    assert saved.value.suggested_filename == "attention-step-6-head-2-1.csv"
    assert len(Path(saved.value.path()).read_text(encoding="utf-8").splitlines()) == 7


def test_a_head_is_switched_off_and_all_are_measured(visit: Open, small_run: str) -> None:
    page = opened(visit, small_run)
    read(page, "thecat")
    page.click("#inspect-switch")
    page.wait_for_selector("#inspect-bench .on-validation:not([hidden])", timeout=60_000)
    assert page.is_visible("#inspect-bench .on-sentence")
    page.click("#inspect-bench .measure-all")
    page.wait_for_selector("#inspect-bench .costs li:nth-child(4)", timeout=60_000)
    costly = page.inner_text("#inspect-bench .costs li:nth-child(2) .t")
    page.click("#inspect-bench .costs button >> nth=1")
    page.wait_for_function("head => document.querySelector('.switch-name').textContent.includes(head)", arg=costly)
    page.click("#inspect-switch")
    assert page.is_hidden("#inspect-bench .costs")
    assert page.is_visible("#inspect-bench .q3-help")


def test_training_is_played_from_its_first_step_and_the_sentence_stays(visit: Open, small_run: str) -> None:
    page = opened(visit, small_run)
    read(page, "the dog")
    page.click("#inspect-bench .play")
    page.wait_for_function("() => document.querySelector('#inspect-bench .now span').textContent === 'step 0'")
    page.wait_for_function("() => document.querySelector('#inspect-bench .play span').textContent === 'Play'")
    assert page.inner_text("#inspect-bench .now span") == "step 6"
    assert page.input_value("#inspect-text textarea") == "the dog"
    page.fill("#inspect-text textarea", "")
    page.keyboard.press("Enter")
    page.wait_for_selector("#inspect-bench .note:has-text('Type a sentence')")
    assert page.locator(TOKENS).count() == 0


@pytest.fixture(scope="module")
def two_stacks(served: Any, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A run that learnt pairs with an encoder and a decoder."""
    from llm_core.config import RunConfig

    file = tmp_path_factory.mktemp("pairs") / "pairs.tsv"
    file.write_text("".join(f"{n}\t{n + 1}\n" for n in range(100, 900, 7)), encoding="utf-8")
    config = RunConfig.parse({**SMALL, "data.format": "pairs", "model.architecture": "encoder-decoder"})
    return train(served.services, file, config, "two stacks")


def test_each_kind_of_attention_of_two_stacks_is_shown(visit: Open, two_stacks: str) -> None:
    page = opened(visit, two_stacks)
    page.fill("#inspect-text textarea", "205")
    page.keyboard.press("Enter")
    page.wait_for_function("() => /^205/.test(document.querySelector('#inspect-bench .keys').textContent)")
    assert page.get_attribute("#inspect-bench .maps button >> nth=2", "aria-pressed") == "true"
    assert "of the source" in page.inner_text("#inspect-bench .q1")
    page.click("#inspect-bench .maps button >> nth=0")
    page.wait_for_selector("#inspect-bench .keys", state="hidden")
    assert page.inner_text("#inspect-bench .toks").split()[:3] == ["2", "0", "5"]
    assert page.inner_text("#inspect-bench .q2").startswith("Nothing here")
    page.click("#inspect-bench .maps button >> nth=1")
    page.wait_for_selector("#inspect-bench .q2:has-text('After')")
    page.fill("#inspect-answer textarea", "206")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('#inspect-bench .toks').textContent.endsWith('206')")
