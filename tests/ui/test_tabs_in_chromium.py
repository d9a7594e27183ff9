"""Data, Model, Runs and the settings drawer in a real browser, as a person uses them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.ui.conftest import SMALL, train
from tests.ui.test_shell_in_chromium import CHROMIUM, PAYLOAD, Open, browser, visit

__all__ = ["browser", "visit"]  # fixtures
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt install chromium"),
]
STORY = "The cat sat on the mat, and the dog sat on the log.\n" * 80


def go_to(page: Any, tab: str) -> None:
    page.click(f"#tab-{tab}-button")


def heads(page: Any, stop: int) -> None:
    """Move the slider of heads on Model to its n-th stop."""
    page.locator("#tab-model [data-name='model.nhead'] input").evaluate(
        "(range, stop) => { range.value = stop; range.dispatchEvent(new Event('input', {bubbles: true})); }", stop
    )


def test_dropped_files_are_read_cut_and_kept_over_a_reload(visit: Open, tmp_path: Path) -> None:
    (tmp_path / "cats.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    page = visit()
    go_to(page, "data")
    page.wait_for_selector("#sources .sample")
    page.set_input_files("#upload input[type=file]", [str(tmp_path / "cats.txt"), str(tmp_path / "picture.txt")])
    page.wait_for_selector("#sources .file.bad .wrong:has-text('PNG picture')")
    page.wait_for_selector("#text .name:has-text('cats.txt')")
    page.wait_for_selector("#text .pill.done", timeout=60_000)
    page.fill("#token-lab input", "the cat<b>")
    page.wait_for_selector("#token-lab .piece:nth-child(10):last-child")
    assert page.locator("#token-lab .piece").count() == 10
    assert page.locator("#token-lab b").count() == 0
    page.reload()
    go_to(page, "data")
    page.wait_for_selector("#text .name:has-text('cats.txt')")
    page.click("#sources .file.bad .bin")
    page.click("#sources .ask .btn:last-child")
    page.wait_for_selector("#sources .file.bad", state="detached")


def test_a_second_tick_counts_though_the_first_is_not_answered_yet(visit: Open, tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(STORY + name, encoding="utf-8")
    page = visit()
    go_to(page, "data")
    page.wait_for_selector("#sources .sample")
    page.set_input_files("#upload input[type=file]", [str(tmp_path / "one.txt"), str(tmp_path / "two.txt")])
    page.wait_for_selector("#text .name:has-text('2 files')")
    page.evaluate(
        "() => { for (let n = 0; n < 3; n++) document.querySelector(`#sources .file:nth-of-type(${n % 2 + 1}) "
        "input`).click(); }"
    )
    page.wait_for_selector("#text .name:has-text('.txt')")
    page.wait_for_selector("#text .pill.done", timeout=60_000)
    assert page.locator("#sources .file input:checked").count() == 1


def test_a_guessed_encoding_is_asked_about_and_confirmed(visit: Open, tmp_path: Path) -> None:
    (tmp_path / "sanguo.txt").write_bytes(
        ("话说天下大势，分久必合，合久必分。周末七国分争，并入于秦。" * 60).encode("gb18030")
    )
    page = visit("/zh/", locale="zh-CN")
    go_to(page, "data")
    page.wait_for_selector("#sources .sample")
    page.set_input_files("#upload input[type=file]", str(tmp_path / "sanguo.txt"))
    page.wait_for_selector("#text .read.unsure .page-of:has-text('话说天下大势')")
    page.select_option("#text .read.unsure select", "big5")
    page.wait_for_function("() => !document.querySelector('#text .read .page-of')?.textContent.includes('话说天下')")
    page.select_option("#text .read select", "gb18030")
    page.wait_for_selector("#text .read:not(.unsure) .page-of:has-text('话说天下大势')")


def test_conversations_are_found_shaded_where_they_are_learnt_and_written_as_one_chooses(
    visit: Open, tmp_path: Path
) -> None:
    rows = [
        {
            "messages": [
                {"role": "user", "content": f"Who is {n}? {PAYLOAD}"},
                {"role": "assistant", "content": f"Number {n}. {PAYLOAD}"},
            ]
        }
        for n in range(60)
    ]
    (tmp_path / "chats.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    page = visit(width=390, height=844)
    go_to(page, "data")
    page.wait_for_selector("#sources .sample")
    page.set_input_files("#upload input[type=file]", str(tmp_path / "chats.jsonl"))
    page.wait_for_selector("#text .read-as button[data-format=conversations][aria-pressed=true]")
    page.wait_for_selector("#text .dialogues .user .said:has-text('Who is 0? <img src=x')")
    page.wait_for_selector("#text .shaded mark .tk[data-id]", timeout=120_000)
    learnt = page.locator("#text .shaded li").first.locator("mark .tk:not(.tag)").all_inner_texts()
    assert "".join(learnt).startswith("Number ")
    assert page.locator("#text .shaded li").first.locator("mark .tk.tag").all_inner_texts() == [
        "<|end|>",
        "<|endoftext|>",
    ]
    for _ in range(20):  # words are drawn anew, and lose the focus, when their text is ready
        page.locator("#text .shaded .tk").first.focus()
        page.keyboard.press("ArrowRight")
        token = page.evaluate(
            "({ id: document.activeElement.dataset.id, told: document.querySelector('#text .told').textContent })"
        )
        if token["id"] is not None:
            break
        page.wait_for_timeout(500)
    assert f"id {token['id']} · only read" in token["told"]
    page.click("#text .template button[data-template=plain]")
    page.wait_for_selector("#text .shaded .heard:has-text('User: Who is')")
    assert page.locator("#text .shaded .tk.tag:has-text('<|user|>')").count() == 0
    page.click("#text .template button[data-template=custom]")
    page.wait_for_selector("#own-template:visible")
    page.fill("#own-template", "{% for message in messages %}{{ message.content }}{% endfor %}")
    page.wait_for_selector("#text .shade .wrong:has-text('never stop')", timeout=60_000)
    page.wait_for_selector("#text .pill.failed", timeout=60_000)
    assert page.locator("#text .fault").is_hidden()
    page.click("#text .own .back")
    page.wait_for_selector("#text .shade .wrong", state="hidden")
    page.wait_for_selector("#text .pill.done", timeout=120_000)
    assert page.evaluate(
        "[window.ran === undefined, document.querySelectorAll('#text img, #text .shaded svg').length, "
        "document.documentElement.scrollWidth]"
    ) == [True, 0, 390]
    page.click("#text .read-as button[data-format=text]")
    page.wait_for_selector("#text .shade", state="hidden")
    page.wait_for_selector("#text .read-as .help:has-text('chats.jsonl holds conversations')")


def test_a_shape_that_does_not_fit_is_said_at_once_and_the_drawing_stays(visit: Open) -> None:
    page = visit()
    go_to(page, "model")
    page.wait_for_selector("#network .net svg")
    heads(page, 2)
    page.wait_for_selector("#network .note:has-text('multiple of nhead (3)')")
    page.wait_for_selector("#tab-model .field .wrong:has-text('try 126 or 129')")
    assert page.is_visible("#network .net svg")
    heads(page, 3)
    page.wait_for_selector("#network .note", state="hidden")
    page.locator("#tab-model .presets input[value=small]").check(force=True)
    page.wait_for_selector("#network .v-parameters:has-text('4.77')")


def test_every_shape_is_drawn_as_it_is_by_mouse_and_by_key(visit: Open) -> None:
    page = visit()
    go_to(page, "model")
    page.wait_for_selector("#network svg.decoder-only")
    assert page.locator("#network svg rect.block").count() == 1
    assert cells(page, ".heads.past") == [21] * 4  # the past and itself, of 6 × 6
    page.locator("#tab-model .presets.family input[value=article]").check(force=True)
    page.wait_for_selector("#network svg.encoder-decoder")
    assert page.locator("#network svg rect.block").count() == 2
    for sees in ("all", "past", "source"):
        page.wait_for_selector(f"#network svg .heads.{sees} rect.head", state="attached")
    assert [cells(page, f".heads.{sees}") for sees in ("all", "past", "source")] == [[36] * 4, [21] * 4, [36] * 4]
    assert (
        page.locator("#network svg .inner.cross").count() == page.locator("#network svg .memory:not(.tip)").count() == 1
    )
    page.wait_for_selector("#network .parts li:has-text('Cross-attention')")
    page.locator("#tab-model .presets.family input[value=qwen3]").focus()
    page.keyboard.press("ArrowRight")  # BERT is the next
    page.wait_for_selector("#network svg.encoder-only")
    assert cells(page, ".heads.all") == [36] * 4
    assert page.locator("#network svg rect.tok.blank").count() == 1
    assert "blank" in page.get_attribute("#network svg", "aria-label")
    page.locator("#tab-model .presets.shape input[value=decoder-only]").check(force=True)
    page.wait_for_selector("#tab-model .differs:visible:has-text('1 part changed')")
    page.click("#tab-model .differs button")
    page.wait_for_selector("#tab-model .presets.shape input[value=encoder-only]:checked", state="attached")
    assert page.locator("#tab-model .presets.size input[value=tiny]").is_checked()


def cells(page: Any, heads: str) -> list[int]:
    """How many squares each picture of a head has."""
    frames, squares = (
        page.locator(f"#network svg {heads} rect.head").count(),
        page.locator(f"#network svg {heads} rect.cell").count(),
    )
    return [squares // frames] * frames


def test_fields_that_mean_nothing_are_hidden_on_the_card_and_told_in_the_drawer(visit: Open) -> None:
    page = visit()
    go_to(page, "model")
    page.wait_for_selector("#network .net svg")
    page.click("#tab-model .fold")
    base = page.locator("#tab-model .folded [data-name='model.rope_base']")
    assert base.is_visible()
    assert page.locator("#tab-model .folded [data-name='model.num_encoder_layers']").is_hidden()
    page.select_option("#tab-model .field[data-name='model.positions'] select", "alibi")
    base.wait_for(state="hidden")
    page.click("#tab-model button[aria-haspopup=dialog]")
    told = page.locator("dialog.drawer[open] [data-name='model.rope_base'] .only")
    told.wait_for()
    assert told.inner_text() == "Counts only with Positions: Rotary."


def test_the_drawer_finds_a_setting_in_either_language_marks_a_change_and_takes_it_back(visit: Open) -> None:
    page = visit()
    go_to(page, "model")
    page.click("#tab-model button[aria-haspopup=dialog]")
    drawer = page.locator("dialog.drawer[open]")
    drawer.locator("input[type=search]").fill("学习率")
    assert drawer.locator("[data-name='train.learning_rate']:visible").count() == 1
    assert drawer.locator("[data-name='model.d_model']:visible").count() == 0
    drawer.locator("input[type=search]").fill("seed train")
    assert drawer.locator(".set:visible").count() == 1
    box = drawer.locator("[data-name='train.seed'] input")
    box.fill("5")
    box.press("Enter")
    page.wait_for_selector("dialog[open] [data-name='train.seed'].is-changed")
    drawer.locator("[data-name='train.seed'] .after button").click()
    page.wait_for_selector("dialog[open] [data-name='train.seed']:not(.is-changed)")
    assert box.input_value() == "1337"
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    assert page.evaluate("document.activeElement.getAttribute('aria-haspopup')") == "dialog"


def test_a_run_is_looked_at_renamed_repeated_and_deleted_only_after_a_question(visit: Open, small_run: str) -> None:
    page = visit()
    go_to(page, "runs")
    page.check(f"#runs input[data-run='{small_run}']")
    page.wait_for_selector("#runs .about .copyable code:has-text('--model.d_model 16')")
    page.click("#runs .acts button:has-text('Rename')")
    page.fill("#runs .renaming input", "<i>six</i>")
    page.keyboard.press("Enter")
    page.wait_for_selector("#runs tbody b:has-text('<i>six</i>')")
    page.click("#runs .acts button:has-text('Delete')")
    assert "<i>six</i>" in page.inner_text("#runs .asking")
    page.click("#runs .asking button:has-text('Keep it')")
    assert page.is_checked(f"#runs input[data-run='{small_run}']")
    page.click("#runs .acts button:has-text('Use its settings')")
    page.wait_for_selector("#tab-train-button[aria-selected=true]")
    go_to(page, "model")
    page.wait_for_selector("#network .vocab")
    page.wait_for_selector("#tab-model [data-name='model.d_model'] .value:has-text('16')")


@pytest.fixture(scope="module")
def talking_run(served: Any, small_run: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A run of a few conversations that started from the run of six steps."""
    from llm_core.config import RunConfig

    file = tmp_path_factory.mktemp("talk") / "talk.jsonl"
    asked = [
        ("hi <b>x</b>", "hello"),
        ("who are you", "a cat"),
        ("what is that", "a mat"),
        ("what sat there", "the dog"),
        ("where", "on the log"),
        ("bye", "goodbye"),
    ]
    lines = [
        {
            "split": "validation" if n > 3 else "train",
            "messages": [{"role": "user", "content": q}, {"role": "assistant", "content": a}],
        }
        for n, (q, a) in enumerate(asked)
    ]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    changes = {name: value for name, value in SMALL.items() if not name.startswith("model.")}
    config = RunConfig.parse(
        {**changes, "data.format": "conversations", "train.start_from": small_run, "train.max_steps": 12}
    )
    return train(served.services, file, config, "talks")


def test_a_run_of_conversations_shows_what_it_knows_its_questions_and_what_came_before(
    visit: Open, talking_run: str, small_run: str
) -> None:
    for width in (1440, 390):
        page = visit(width=width)
        show_run(page, talking_run)
        page.wait_for_selector("#kpi-taught b:has-text('%')")
        assert page.locator("#kpi-perplexity").count() == 0
        assert page.locator(".panel .grow").is_hidden()
        page.wait_for_selector(".panel .talk tbody tr")
        asked = page.locator(".panel .talk .question").all_inner_texts()
        assert len(asked) == 5
        assert page.locator(".panel .talk b").count() == 0  # what a file says stays text
        assert page.locator(".panel .talk .new").count() == 2
        assert page.locator(".panel .talk tbody tr:first-child td").count() == 3
        page.wait_for_selector("#loss-chart[data-earlier='6']")
        shapes = page.evaluate("document.querySelector('#loss-chart .figure-plot').layout.shapes.map(one => one.name)")
        assert shapes.count("begins") == 1
        assert page.get_attribute("#loss-chart", "data-last-step") == "12"


def test_the_curve_of_what_came_before_is_read_left_of_the_line_and_zooms(
    visit: Open, talking_run: str, small_run: str, served: Any
) -> None:
    page, name = visit(), served.services.store.get(small_run).name
    show_run(page, talking_run)
    page.wait_for_selector("#loss-chart[data-earlier='6']")
    page.press("#loss-chart", "Home")
    page.wait_for_selector(f"#loss-chart .figure-said:has-text('{name}')", state="attached")
    page.press("#loss-chart", "End")
    page.wait_for_selector("#loss-chart .figure-said:has-text('step 6 + 12')", state="attached")
    assert "taught replies right" in (page.text_content("#loss-chart .figure-said") or "")
    page.press("#loss-chart", "+")
    page.wait_for_selector("#loss-chart[data-zoom]")
    page.press("#loss-chart", "Escape")
    page.wait_for_selector("#loss-chart:not([data-zoom])")


def test_a_run_to_start_from_is_chosen_below_the_text_and_the_shape_says_whose_it_is(
    visit: Open, small_run: str, served: Any
) -> None:
    page, name = visit(), served.services.store.get(small_run).name
    page.click("#train-from input")
    page.click(f"#train-from ul li:has-text('{name}'), ul[role=listbox] li:has-text('{name}')")
    page.wait_for_selector("#train-brings:has-text('taken over')")
    page.wait_for_selector("#tab-train .under:has-text('2 layers × 2 heads, 16 wide')")
    go_to(page, "model")
    page.wait_for_selector("#network .note:has-text('taken over')")
    go_to(page, "train")
    page.click("#train-from input")
    page.click("#train-from ul li:has-text('Nothing'), ul[role=listbox] li:has-text('Nothing')")
    page.wait_for_selector("#train-brings", state="hidden")
    page.wait_for_selector("#tab-train .under:has-text('4 layers × 4 heads, 128 wide')")


def show_run(page: Any, run: str) -> None:
    """Open Train with this run on its card."""
    page.add_init_script(f"localStorage.setItem('terrarium-run', '{run}')")
    page.reload()
    page.wait_for_selector(f"#run-state[data-run='{run}']")
