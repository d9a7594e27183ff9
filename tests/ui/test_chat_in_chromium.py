"""Chat in a real browser: blanks that are filled with one press; turns that are said anew; conversations that stay;
copied words.
"""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from llm_core.config import DataConfig, RunConfig
from llm_core.data.chat.reading import dialogues
from llm_core.data.files.reading import look
from tests.ui.conftest import SMALL, train
from tests.ui.test_shell_in_chromium import CHROMIUM, Open, browser, visit

__all__ = ["browser", "visit"]  # fixtures
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt install chromium"),
]


@pytest.fixture(scope="module")
def fillers(served: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A run that fills the blanks of texts, and one that fills those of answers."""
    folder = tmp_path_factory.mktemp("texts")
    (folder / "cats.txt").write_text("The cat sat on the mat, and the dog sat on the log.\n" * 60, encoding="utf-8")
    (folder / "pairs.tsv").write_text(
        "".join(f"{word}\t{word[::-1]}\n" for word in ("cat", "dog", "bird", "fish") * 60), encoding="utf-8"
    )
    plain = {**SMALL, "model.architecture": "encoder-only"}
    return {
        "fill": train(served.services, folder / "cats.txt", RunConfig.parse(plain), "fills"),
        "fill-answer": train(
            served.services, folder / "pairs.tsv", RunConfig.parse({**plain, "data.format": "pairs"}), "answers"
        ),
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
    assert page.locator("#chat-talk .w:not(.filled)").count() == 0  # what was given has nothing to open
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
    page.wait_for_selector("#chat-talk .halt", state="hidden")  # what is said while it writes is not sent
    page.fill("#chat-input textarea", "The cat")
    page.press("#chat-input textarea", "Enter")
    page.wait_for_selector("#chat-talk .fault:has-text('no blank')")


def test_the_number_of_blanks_is_asked_for_where_it_tells_the_answers_length(
    visit: Open, fillers: dict[str, str]
) -> None:
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


TALKS = "".join(
    json.dumps(
        {
            "messages": [
                {"role": "system", "content": "Count."},
                {"role": "user", "content": f"{n}?"},
                {"role": "assistant", "content": f"it is {n}."},
            ]
        }
    )
    + "\n"
    for n in range(200)
)


@pytest.fixture(scope="module")
def talkers(served: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A run that knows a line by heart, and one that learnt conversations; both always say what is likeliest."""
    folder = tmp_path_factory.mktemp("talks")
    (folder / "song.txt").write_text("la la la la la la la la la la la la\n" * 60, encoding="utf-8")
    (folder / "talks.jsonl").write_text(TALKS, encoding="utf-8")
    sure = {**SMALL, "sampling.temperature": 0, "sampling.max_new_tokens": 30}
    talk = {**sure, "data.format": "conversations", "data.tokenizer": "characters", "model.context_length": 96}
    return {
        "song": train(served.services, folder / "song.txt", RunConfig.parse({**sure, "train.max_steps": 60}), "sings"),
        "talk": train(served.services, folder / "talks.jsonl", RunConfig.parse(talk), "talks: <b>&</b>"),
    }


def open_chat(page: Any, run: str) -> None:
    page.click("#tab-chat-button")
    page.wait_for_selector(f"#chat-talk option[value='{run}']", state="attached")
    page.select_option("#chat-talk .lane select", run)
    page.wait_for_function("() => /step/.test(document.querySelector('#chat-talk .about').textContent)")


def tell(page: Any, text: str) -> None:
    """Say something, and wait until the answer is there and compared."""
    before = page.locator("#chat-talk .it").count()
    page.fill("#chat-input textarea", text)
    page.press("#chat-input textarea", "Enter")
    answered(page, before + 1)


def answered(page: Any, count: int) -> None:
    page.wait_for_function(
        (
            "count => document.querySelectorAll('#chat-talk .it').length === count && "
            "document.querySelector('#chat-talk .halt').hidden"
        ),
        arg=count,
    )
    page.wait_for_function("() => !document.querySelector('#chat-talk .writing')")


def mine(page: Any) -> list[str]:
    return [text.removeprefix("You wrote: ") for text in page.locator("#chat-talk .me").all_text_contents()]


def test_an_earlier_message_is_said_anew_by_keyboard_and_what_followed_it_stays_among_the_earlier_ones(
    visit: Open, talkers: dict[str, str]
) -> None:
    page = visit()
    open_chat(page, talkers["talk"])
    assert page.inner_text("#chat-talk .lane .mode") == "Converse"
    for text in ("1?", "2?", "3?"):
        tell(page, text)
    page.locator("#chat-talk .edit").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#chat-talk .editing textarea:focus")
    page.keyboard.type(" no")
    page.keyboard.press("Escape")
    assert mine(page) == ["1?", "2?", "3?"]
    page.keyboard.press("Enter")  # Escape gave the focus back to Edit
    page.wait_for_selector("#chat-talk .editing textarea:focus")
    page.keyboard.press("Control+a")
    page.keyboard.type("22?")
    page.keyboard.press("Enter")
    answered(page, 2)
    assert mine(page) == ["1?", "22?"]
    page.click("#chat-talk .earlier")
    page.locator("#chat-talk .past .open").nth(1).click()
    assert mine(page) == ["1?", "2?", "3?"]


def test_a_run_that_converses_is_asked_with_all_turns_and_the_system_prompt_and_answers_again(
    visit: Open, talkers: dict[str, str], served: Any
) -> None:
    page = visit()
    asked: list[Any] = []
    page.on(
        "request",
        lambda request: (
            asked.append(request.post_data_json)
            if request.method == "POST" and "write_answer" in (request.post_data or "")
            else None
        ),
    )
    open_chat(page, talkers["talk"])
    learnt = served.services.corpora.get(served.services.store.get(talkers["talk"]).corpus).train_dialogues
    page.wait_for_selector(f"#chat-talk .about:has-text('{len(learnt)} conversations')")
    page.click("#chat-talk .change")
    assert "may heed" in page.inner_text("#chat-talk .systems")
    page.fill("#chat-system-0", "Count <i>well</i>.")
    assert page.inner_text("#chat-talk .rules") == "System prompt: Count <i>well</i>."
    tell(page, "1?")
    said = page.locator("#chat-talk .it .voice").nth(0).text_content()
    tell(page, "2?")
    page.click("#chat-talk .it:last-child .meta button:has-text('Again')")
    answered(page, 2)
    sent = [
        json.loads(json.dumps(one["data"]))["messages"] if "messages" in one["data"] else one["data"][0]["messages"]
        for one in asked
    ]
    roles = [[message["role"] for message in messages] for messages in sent]
    assert roles == [
        ["system", "user"],
        ["system", "user", "assistant", "user"],
        ["system", "user", "assistant", "user"],
    ]
    assert sent[1] == [
        {"role": "system", "content": "Count <i>well</i>."},
        {"role": "user", "content": "1?"},
        {"role": "assistant", "content": said},
        {"role": "user", "content": "2?"},
    ]


def test_conversations_stay_by_run_when_the_tab_is_closed(visit: Open, talkers: dict[str, str]) -> None:
    page = visit()
    open_chat(page, talkers["talk"])
    tell(page, "1?")
    answer = page.text_content("#chat-talk .it .voice")
    page.select_option("#chat-talk .lane select", talkers["song"])
    page.wait_for_selector("#chat-talk .me", state="detached")
    tell(page, "la")
    page.reload()
    page.click("#tab-chat-button")
    page.wait_for_selector("#chat-talk .me")
    assert mine(page) == ["la"]
    other = page.context.new_page()
    page.close()
    other.goto(page.url)
    open_chat(other, talkers["talk"])
    assert mine(other) == ["1?"]
    assert other.text_content("#chat-talk .it .voice") == answer
    other.click("#chat-talk .new")
    assert mine(other) == []
    tell(other, "2?")
    other.click("#chat-talk .earlier")
    assert other.locator("#chat-talk .past .open b").all_inner_texts() == ["2?", "1?"]
    other.locator("#chat-talk .past .gone").nth(1).click()
    assert other.locator("#chat-talk .past .open b").all_inner_texts() == ["2?"]
    other.keyboard.press("Escape")
    other.wait_for_selector("#chat-talk .past", state="hidden")
    assert other.evaluate("document.activeElement.className").split()[-1] == "earlier"


def test_two_windows_that_go_on_with_one_conversation_keep_both(visit: Open, talkers: dict[str, str]) -> None:
    page = visit()
    open_chat(page, talkers["talk"])
    tell(page, "1?")
    other = page.context.new_page()
    other.goto(page.url)
    open_chat(other, talkers["talk"])
    tell(other, "2?")
    tell(page, "3?")
    kept = page.evaluate(
        (
            "run => JSON.parse(localStorage.getItem(`terrarium-chats-${run}`)).map(({ turns }) => turns.map(({ me "
            "}) => me))"
        ),
        talkers["talk"],
    )
    assert sorted(kept) == [["1?", "2?"], ["1?", "3?"]]


def test_no_more_than_twenty_conversations_of_a_run_are_kept(visit: Open, talkers: dict[str, str]) -> None:
    page = visit()
    turn = {
        "me": "old",
        "it": {"run": talkers["song"], "tokens": [{"id": 3, "text": "la", "label": "la", "p": 0.5}], "seed": 1},
    }
    old = [{"id": f"old{number}", "at": 1000 - number, "system": "", "turns": [turn]} for number in range(20)]
    page.evaluate(
        "([run, old]) => localStorage.setItem(`terrarium-chats-${run}`, JSON.stringify(old))", [talkers["song"], old]
    )
    open_chat(page, talkers["song"])
    assert mine(page) == ["old"]
    page.click("#chat-talk .new")
    tell(page, "new")
    kept = page.evaluate(
        "run => JSON.parse(localStorage.getItem(`terrarium-chats-${run}`)).map(({ id }) => id)", talkers["song"]
    )
    assert (len(kept), kept[1], kept[-1]) == (20, "old0", "old18")


def test_nothing_is_lost_where_the_browser_keeps_nothing_and_it_is_said_once(
    visit: Open, talkers: dict[str, str]
) -> None:
    page = visit()
    page.add_init_script("""const set = Storage.prototype.setItem;
        Storage.prototype.setItem = function (key, value) { if (key.startsWith('terrarium-chat')) throw new DOMException('full', 'QuotaExceededError'); set.call(this, key, value); };""")  # noqa: E501
    page.reload()
    page.wait_for_selector("#top .brand h1:not(:empty)")
    open_chat(page, talkers["talk"])
    tell(page, "1?")
    page.wait_for_selector("#chat-talk .note:has-text('keeps nothing')")
    page.click("#chat-talk .new")
    assert page.locator("#chat-talk .note").is_hidden()
    tell(page, "2?")
    assert page.locator("#chat-talk .note").is_hidden()
    page.click("#chat-talk .earlier")
    assert page.locator("#chat-talk .past .open b").all_inner_texts() == ["2?", "1?"]
    page.locator("#chat-talk .past .open").nth(1).click()
    assert mine(page) == ["1?"]


def test_a_conversation_and_all_of_a_run_are_downloaded_as_a_file_to_train_on(
    visit: Open, talkers: dict[str, str], tmp_path: Path
) -> None:
    page = visit()
    open_chat(page, talkers["song"])
    for text in ('la "la"', "第一<b>"):
        tell(page, text)
    saved = {}
    page.click("#chat-talk .new")
    tell(page, "la")
    page.click("#chat-talk .earlier")
    for button in (".past .all", ".export"):
        with page.expect_download() as download:
            page.click(f"#chat-talk {button}")
        saved[button] = tmp_path / download.value.suggested_filename
        download.value.save_as(saved[button])
    assert [file.name for file in saved.values()] == ["sings-conversations.jsonl", "sings-conversation.jsonl"]
    asked = {
        button: [
            [message.content for message in dialogue.messages if message.role == "user"]
            for dialogue in dialogues(look(file, DataConfig(format="conversations")))
        ]
        for button, file in saved.items()
    }
    assert asked == {".past .all": [["la"], ['la "la"', "第一<b>"]], ".export": [["la"]]}


def test_copied_words_are_shaded_counted_and_told(visit: Open, talkers: dict[str, str]) -> None:
    page = visit()
    open_chat(page, talkers["song"])
    assert page.locator("#chat-talk .key").is_hidden()
    tell(page, "la la")
    page.wait_for_selector("#chat-talk .w.copied")
    page.wait_for_selector("#chat-talk .meta:has-text('% copied')")
    assert page.locator("#chat-talk .key").is_visible()
    page.locator("#chat-talk .w.copied").first.click()
    assert "word for word" in page.inner_text("#chat-talk .seen .says")
    assert page.inner_text("#chat-talk .passage .copied").startswith("la la la la la la")
    page.reload()
    page.click("#tab-chat-button")
    page.wait_for_selector("#chat-talk .w.copied")  # kept with the conversation


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/zh/"])
def test_a_conversation_with_all_that_opens_is_accessible_and_fits_a_phone(
    visit: Open, talkers: dict[str, str], path: str, scheme: str
) -> None:
    page = visit(path, width=390, height=844, color_scheme=scheme, locale="zh-CN" if path == "/zh/" else "en-US")
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    page.click("#tab-chat-button")
    page.wait_for_selector(f"#chat-talk option[value='{talkers['talk']}']", state="attached")
    page.select_option("#chat-talk .lane select", talkers["talk"])
    page.click("#chat-talk .change")
    page.fill("#chat-system-0", "Count well, " * 3)
    for text in ("1?", "a very long message " * 20):
        tell(page, text)
    page.wait_for_selector("#chat-talk .w")
    page.locator("#chat-talk .w").first.click()
    page.wait_for_selector("#chat-talk .seen:visible")
    page.locator("#chat-talk .edit").nth(1).click()
    page.click("#chat-talk .earlier")
    result = page.evaluate(
        "() => axe.run(document.querySelector('#chat-talk'), {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})"
    )
    assert [
        (violation["id"], node["html"][:160], node["failureSummary"][:200])
        for violation in result["violations"]
        for node in violation["nodes"]
    ] == []
    wide = (
        "() => [...document.querySelectorAll('#chat-talk *')].filter(e => e.getBoundingClientRect().width && "
        "!e.closest('.sr') && e.getBoundingClientRect().right > 391).map(e => e.className)"
    )
    assert page.evaluate(wide) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_run_that_only_continues_shows_one_passage_whose_step_the_header_names(
    visit: Open, talkers: dict[str, str], served: Any
) -> None:
    page = visit()
    open_chat(page, talkers["song"])
    tell(page, "la la")
    tell(page, "so")
    assert page.locator("#chat-talk .turns.written-on").count() == 1
    read = page.evaluate(
        "() => [...document.querySelectorAll('#chat-talk .me, #chat-talk .it .voice')].map((node) => ({ inline: "
        "getComputedStyle(node).display, ground: getComputedStyle(node).backgroundColor }))"
    )
    assert {(one["inline"], one["ground"]) for one in read} == {("inline", "rgba(0, 0, 0, 0)")}  # no bubbles
    assert page.locator("#chat-talk .meta:visible").count() == 1
    weights = page.evaluate(
        "() => ['.me', '.it .voice'].map((one) => getComputedStyle(document.querySelector(`#chat-talk "
        "${one}`)).fontWeight)"
    )
    assert weights[0] != weights[1]  # what was given is marked
    step = served.services.models.get(talkers["song"]).step
    assert f"step {step}" in page.inner_text("#chat-talk .about")
    assert "step" not in page.inner_text("#chat-talk .meta:visible")
    open_chat(page, talkers["talk"])
    assert page.locator("#chat-talk .turns.written-on").count() == 0


def test_the_header_takes_the_step_of_the_model_that_answers(visit: Open, talkers: dict[str, str]) -> None:
    page = visit()
    open_chat(page, talkers["song"])
    page.route(re.compile("component_server"), later_step)
    tell(page, "la la")
    assert "step 4,321" in page.inner_text("#chat-talk .about")
    page.unroute_all(behavior="ignoreErrors")


def later_step(route: Any) -> None:
    """An answer of a model that was loaded anew since the header was written."""
    answer = route.fetch()
    body = answer.json()
    if isinstance(body, dict) and "job" in body and "step" in body:
        body["step"] = 4321
    route.fulfill(response=answer, json=body)
