"""Conversations in a real browser, by mouse: ask the run that came with the project, then teach one of one's own and
ask that.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser


def choose_tab(page: Any, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).first.click()


def ask(page: Any, words: str) -> str:
    """Say something on Chat by mouse, and wait for the whole answer."""
    before = page.locator(".turns .it .voice").count()
    page.fill("#chat-input textarea", words)
    page.click(".compose .send")
    page.wait_for_function(
        (
            "n => document.querySelectorAll('.turns .it .voice').length > n && !document.querySelector('.turns .it "
            ".voice.writing') && document.querySelector('.compose .halt').hidden"
        ),
        arg=before,
        timeout=60_000,
    )
    return str(page.locator(".turns .it .voice").last.inner_text()).strip()


def lane_of(page: Any, name: str) -> None:
    """Choose a run by its name."""
    page.wait_for_function(
        "n => [...document.querySelectorAll('.lane select option')].some(o => o.textContent.startsWith(n))",
        arg=name,
        timeout=30_000,
    )
    value = page.evaluate(
        "n => [...document.querySelectorAll('.lane select option')].find(o => o.textContent.startsWith(n)).value", name
    )
    page.select_option(".lane select", value)
    page.wait_for_selector(".lane .mode:has-text('Converse')")


def test_the_shipped_run_answers_what_it_was_taught_and_says_when_it_was_not(open_page: Any) -> None:
    page = open_page()
    choose_tab(page, "Chat")
    lane_of(page, "Small talk, tiny")
    assert "small" in ask(page, "Who are you?").lower()
    assert ask(page, "What color is a lemon?") == "A lemon is yellow."
    assert ask(page, "Please tell me the capital of France") == "The capital of France is Paris."
    assert "don't know" in ask(page, "Who will win the election?")
    page.wait_for_function(
        "() => document.querySelectorAll('.turns .it .voice .copied').length > 0", timeout=30_000
    )  # its text is made again for that
    page.locator(".turns .it .voice .w").first.click()
    page.wait_for_selector(".talk aside .seen:visible, .talk aside :text('Seen before?')")


def test_dialogues_are_dropped_taught_watched_and_asked(open_page: Any, tmp_path: Path) -> None:
    lines = [
        {
            "messages": [
                {"role": "user", "content": f"Where is number {n}?"},
                {"role": "assistant", "content": f"In box {n}."},
            ]
        }
        for n in range(60)
    ]
    file = tmp_path / "boxes.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    page = open_page()
    choose_tab(page, "Data")
    page.set_input_files("#upload input[type=file]", str(file))
    page.wait_for_selector("#text mark", timeout=60_000)  # what is learnt is shaded
    choose_tab(page, "Train")
    page.click("#start")
    page.wait_for_function(
        "() => document.querySelectorAll('.panel .writing tbody tr').length >= 2", timeout=90_000
    )  # the same questions, as they are answered
    page.wait_for_function("() => /%/.test(document.querySelector('.panel .kpis')?.innerText)", timeout=60_000)
    page.wait_for_function("() => parseFloat(document.querySelector('#kpi-step b').innerText) >= 20", timeout=90_000)
    page.click("#stop")
    page.wait_for_function("() => /Stopped/.test(document.querySelector('#run-state')?.innerText)", timeout=30_000)
    choose_tab(page, "Chat")
    lane_of(page, "boxes")
    assert ask(page, "Where is number 7?") != ""
