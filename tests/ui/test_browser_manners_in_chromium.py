"""What a browser does by itself: how often it asks, where Back leads, which keys send, and what it says while the
server is gone.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.ui.test_addresses import Behind, behind
from tests.ui.test_shell_in_chromium import CHROMIUM, Open, browser, visit
from ui.server.page_head import TABS

__all__ = ["behind", "browser", "visit"]  # fixtures
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt install chromium"),
]
SECONDS = 8
ROOT = Path(__file__).resolve().parents[2]
STALE = (
    "(ms) => { const asked = window.fetch; window.fetch = async (...one) => { if (String(one[0]?.url ?? "
    "one[0]).includes('/queue/join')) await new Promise((done) => setTimeout(done, ms)); return asked(...one); }; }"
)
ENTERS = """(box) => ['isComposing', 'keyCode'].every((mark) => {
  const event = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, isComposing: mark === 'isComposing', keyCode: mark === 'keyCode' ? 229 : 13 });
  return box.dispatchEvent(event);                       // whoever sends on it takes it: the default is prevented
})"""  # noqa: E501
ENTER = (
    "(box) => box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, "
    "keyCode: 13 }))"
)
SPEAKS = "words => [...document.querySelectorAll(words)].some((node) => node.textContent)"


def requests_of(page: Any, seconds: int = SECONDS) -> list[str]:
    """What a page asks in so many seconds."""
    asked: list[str] = []
    page.on("request", note := lambda request: asked.append(request.url))
    page.wait_for_timeout(1000 * seconds)
    page.remove_listener("request", note)
    return asked


def test_at_rest_a_page_asks_at_most_three_times_in_eight_seconds_on_any_tab(visit: Open) -> None:
    asked: dict[str, list[str]] = {tab: [] for tab in TABS}
    pages = [visit(f"/{tab}") for tab in TABS]  # side by side: each is a window of its own, in sight
    for tab, page in zip(TABS, pages, strict=True):
        page.wait_for_selector(f"#tab-{tab}-button[aria-selected=true]")
        page.on("request", lambda request, seen=asked[tab]: seen.append(request.url))
    for _ in range(6):
        for seen in asked.values():
            seen.clear()
        pages[0].wait_for_timeout(1000 * SECONDS)
        if all(len(seen) <= 3 for seen in asked.values()):
            break
    assert {tab: seen for tab, seen in asked.items() if len(seen) > 3} == {}


def test_while_a_run_of_the_command_line_trains_a_page_asks_at_most_twenty_times_in_eight_seconds(
    visit: Open, served: Any, tmp_path: Path
) -> None:
    page = visit("/train")
    page.wait_for_selector("#start")
    text = tmp_path / "cats.txt"
    text.write_text("The cat sat on the mat, and the dog sat on the log.\n" * 400, encoding="utf-8")
    told = [
        "--data",
        str(text),
        "--workspace",
        str(served.services.workspace.folder),
        "--name",
        "from a terminal",
        "--train.max_steps",
        "100000",
    ]
    with subprocess.Popen(
        [sys.executable, "-m", "llm_core", "train", *told],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            page.wait_for_selector(".panel .runline .name:text-is('from a terminal')", timeout=60_000)
            page.wait_for_selector(".panel #run-state .state:text-is('Running')", timeout=60_000)
            assert len(asked := requests_of(page)) <= 20, asked
        finally:
            process.terminate()
    served.services.launcher.delete(served.services.store.find("from a terminal").id)


def test_slow_answers_do_not_make_listeners_of_the_draft_call_each_other_without_end(visit: Open) -> None:
    page = visit("/model")
    page.wait_for_selector("#network svg")
    page.evaluate(STALE, 1500)
    for size in ("small", "medium", "tiny"):
        page.locator(f"#tab-model .presets.size input[value={size}]").check(force=True)
        page.wait_for_timeout(700)
    page.wait_for_function("() => !document.querySelector('[data-pending]')", timeout=60_000)
    for _ in range(6):  # what was asked is answered in the end, and then there is silence
        if not (asked := [url for url in requests_of(page) if "/queue/" in url]):
            break
    assert asked == []


def test_a_change_of_the_draft_is_asked_about_once_by_whoever_follows_it(visit: Open) -> None:
    page = visit("/model")
    page.wait_for_selector("#network svg")
    while [url for url in requests_of(page, 2) if "/queue/join" in url]:
        pass
    asked: list[int] = []
    page.on("request", lambda one: asked.append(one.post_data_json["fn_index"]) if "/queue/join" in one.url else None)
    page.locator("#tab-model .presets.size input[value=small]").check(force=True)
    page.wait_for_selector("#network .v-parameters:has-text('4.77')")
    page.wait_for_timeout(3000)
    assert len(asked) == len(set(asked))
    assert (
        len(asked) <= 6
    )  # the change; then sources and text, network, run, tasks' files, and the header for all settings


def test_a_page_that_nobody_sees_asks_nothing(visit: Open) -> None:
    page = visit("/train")
    page.wait_for_selector("#start")
    page.wait_for_timeout(3000)
    page.evaluate(
        "() => { Object.defineProperty(document, 'hidden', { get: () => true }); document.dispatchEvent(new "
        "Event('visibilitychange')); }"
    )
    page.wait_for_timeout(1500)
    assert [url for url in requests_of(page) if "component_server" in url] == []


@pytest.mark.parametrize(
    ("tab", "box"),
    [("chat", "#chat-input textarea"), ("inspect", "#inspect-text textarea"), ("tasks", "#task-desk .given textarea")],
)
def test_the_enter_that_ends_a_composition_sends_nothing(visit: Open, small_run: str, tab: str, box: str) -> None:
    page = visit(f"/{tab}")
    page.wait_for_selector(box, state="attached")
    page.wait_for_function(SPEAKS, arg=f"#tab-{tab} [data-w]")  # its script has come
    assert page.locator(box).evaluate(ENTERS) is True
    assert page.locator(box).evaluate(ENTER) is False


def test_tabs_are_steps_of_the_history_and_text_stays_over_reload_and_language(visit: Open) -> None:
    page = visit("/chat?run=nobody")
    page.wait_for_selector("#chat-input textarea")
    page.fill("#chat-input textarea", "not sent yet")
    page.click("#tab-runs-button")
    assert page.url.endswith("/runs")
    page.go_back()
    page.wait_for_selector("#tab-chat-button[aria-selected=true]")
    page.reload()
    page.wait_for_selector("#chat-input textarea")
    assert page.input_value("#chat-input textarea") == "not sent yet"
    page.click("#top .language")
    page.wait_for_url("**/zh/chat*")
    page.wait_for_selector("#chat-input textarea")
    assert page.input_value("#chat-input textarea") == "not sent yet"


def test_an_address_opens_its_run_and_head_and_what_is_wrong_in_it_does_no_harm(visit: Open, small_run: str) -> None:
    page = visit(f"/inspect?run={small_run}&layer=1&head=0")
    page.wait_for_selector("#attention-grid button canvas", timeout=60_000)
    assert page.input_value("#inspect-bench .runs") == small_run
    page.wait_for_function("() => document.querySelector('#inspect-bench .big-name').textContent.includes('2')")
    for wrong in (
        "run=%3Cimg%20src=x%20onerror=window.ran=1%3E&layer=-1&head=x",
        f"run={small_run}&layer=999&head=999",
    ):
        page = visit(f"/inspect?{wrong}")
        page.wait_for_selector("#attention-grid button canvas", timeout=60_000)
        assert page.evaluate("window.ran") is None


def test_tab_and_escape_close_a_list(visit: Open) -> None:
    page = visit("/train")
    page.wait_for_selector("#start")
    for key in ("Tab", "Shift+Tab", "Escape"):
        page.click("#train-text input")
        page.wait_for_selector("#train-text input[aria-expanded=true]")
        page.keyboard.press(key)
        page.wait_for_timeout(500)
        assert page.locator("input[role=combobox][aria-expanded=true]:not(:focus)").count() == 0
        assert page.get_attribute("#train-text input", "aria-expanded") == "false"
        page.evaluate("document.activeElement.blur()")


def test_nothing_shines_through_the_action_bar_of_a_phone(visit: Open) -> None:
    page = visit("/zh/train", width=390, height=844)
    page.wait_for_selector("#start")
    through = page.evaluate("""async () => {
      const found = [];
      for (let at = 0; at < document.documentElement.scrollHeight - innerHeight; at += 60) {
        scrollTo(0, at); await new Promise(requestAnimationFrame);
        const bar = document.querySelector('#tab-train .column.actions'), box = bar.getBoundingClientRect();
        for (let x = 4; x < innerWidth; x += 20) for (let y = box.top + 3; y < box.bottom; y += 8) {
          const top = document.elementFromPoint(x, y); if (top && !bar.contains(top)) found.push(`${at}: ${top.outerHTML.slice(0, 80)}`);
        }
      }
      return found.slice(0, 5);
    }""")  # noqa: E501
    assert through == []


@pytest.mark.parametrize("kind", ["strips", "keeps"])
def test_the_page_works_below_the_path_of_a_proxy(browser: Any, behind: dict[str, Behind], kind: str) -> None:
    missed: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("response", lambda answer: missed.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
    page.goto(f"{behind[kind].url}/terra")
    page.wait_for_url("**/terra/")
    missed.clear()  # what was asked for before the slash was there
    page.wait_for_selector("#start")
    page.wait_for_function(
        "() => document.querySelector('#start-line')?.innerText.length > 3", timeout=60_000
    )  # an event, and the stream of its answer
    page.click("#tab-chat-button")
    assert page.url.endswith("/terra/chat")
    page.click("#tab-runs-button")
    page.wait_for_selector("#runs thead th.c-name")  # its module came from below the path, too
    page.click("#tab-chat-button")
    page.click("#top .language")
    page.wait_for_url("**/terra/zh/chat")
    page.wait_for_selector("#chat-input textarea")
    assert [cookie["path"] for cookie in context.cookies() if cookie["name"] == "terrarium-language"] == ["/terra/"]
    context.close()
    assert missed == []


def test_one_sentence_while_the_server_is_gone_which_goes_when_it_is_back(browser: Any, tmp_path: Path) -> None:
    first = Restartable(tmp_path)
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{first.url}/zh/chat")
    page.wait_for_selector("#chat-input textarea")
    page.fill("#chat-input textarea", "你好")
    first.end()
    page.wait_for_selector("#lost", timeout=60_000)
    page.locator("#chat-input textarea").press_sequentially("，再说一句")
    page.wait_for_timeout(3000)
    said = page.inner_text("body")
    assert said.count("服务器没有回应") == 1
    assert "Connection" not in said
    assert "日志" not in said
    again = Restartable(tmp_path, port=first.port)
    page.wait_for_selector("#lost", state="detached", timeout=60_000)
    page.wait_for_selector("#chat-input textarea")
    assert page.input_value("#chat-input textarea") == "你好，再说一句"
    with page.expect_request("**/component_server**", timeout=60_000):
        page.click("#tab-runs-button")
    context.close()
    again.end()


class Restartable:
    """A page that can be ended and served again at its port."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        import socket

        from ui.server.security import rules_for
        from ui.server.server import Server, make_app
        from ui.state.limits import Limits
        from ui.state.services import open_services

        self.services = open_services(folder / "page", Limits())
        self.listener = socket.create_server(("127.0.0.1", port))
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        ready = threading.Event()
        self.server = Server(make_app(self.services, rules_for(self.services)), self.listener, ready=ready.set)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        assert ready.wait(120)

    def end(self) -> None:
        """Answer nobody any more."""
        self.server.stop()
        self.thread.join(20)
        self.services.launcher.close()
        self.listener.close()
