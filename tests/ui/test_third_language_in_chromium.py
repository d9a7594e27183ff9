"""A page in a third language, which is one folder of words, has no English left on any of its tabs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import reduce
from typing import Any

import pytest

from llm_core.config import TASKS, RunConfig
from tests.ui.conftest import SMALL, Served, serving, train
from tests.ui.pseudo_language import ADDRESS, third_language
from tests.ui.test_shell_in_chromium import CHROMIUM, browser
from tests.ui.test_tabs_in_chromium import go_to, heads
from ui.server.page_head import TABS

__all__ = ["browser"]  # a fixture
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt install chromium"),
]
# Classes and speakers that the shipped runs learnt.
LEARNT = ("negative", "positive", "anna", "ben", "clara", "dan", "ella", "finn", "gina", "hugh")
STORY = "从前有一只小狐狸，住在山边的森林里。它每天都去河边喝水。\n\n" * 60
# What is nobody's sentence: people's texts, code, and what Gradio alone says, in the languages that it speaks.
NOBODYS = (
    "code, pre, script, style, noscript, template",
    "#top .language",  # other languages, as they call themselves
    "#top .menu, #top .device-about, #top .device-name",  # names of processors
    "#upload .wrap, #task-upload .wrap, .upload-container, input[type=file], .progress-text",  # Gradio's
    ".voice, .page-of, .given-was, .given-answer, .try-this, .tk, .w, .piece",  # texts, and words of texts
    "text.lab, .dialogues .said, .shaded",
)
# Names of parts, units and files that every language writes so.
SAME_EVERYWHERE = re.compile(
    r"\b(?:GB|MB|kB|ms|min|tok|FLOPs|CPU|GPU|CUDA|MPS|Adam|BPE|RMSNorm|LayerNorm|UTF-8|TF-IDF|DTW|CTC|espeak-ng"
    r"|GB18030|GBK|Big5|Shift-JIS|EUC-JP|EUC-KR|Windows-125\d|Latin-1|KOI8-R|UTF-16"
    r"|float32|bfloat16|AMD EPYC|Intel|Xeon|13a|zh|txt|md|csv|tsv|jsonl?|pdf|docx|html)\b|<\|?\w+\|?>|__eou__"
)
SETTING = re.compile(r"\b(?:model|data|train|sampling)\.\w+")  # as flags of the command line have it
DATE = re.compile(r"^\d+ [A-Z][a-z]+, [\d:]+$")  # Intl knows no made-up language, and writes it as English
LETTERS = re.compile(r"[A-Za-z]{2,}")
SEEN = """([within, nobodys]) => {
  const found = [];
  const place = (node) => [node.closest('[id]')?.id, node.tagName.toLowerCase(), ...node.classList].join('.');
  const attributes = ['aria-label', 'aria-description', 'aria-valuetext', 'placeholder', 'title', 'alt'];
  for (const node of document.querySelectorAll(`${within}, ${within} *`)) {
    if (node.closest(nobodys)) continue;
    const texts = [...node.childNodes].filter((one) => one.nodeType === Node.TEXT_NODE);
    found.push(...texts.map((one) => [place(node), 'text', one.textContent.trim()]));
    found.push(...attributes.map((name) => [place(node), name, node.getAttribute(name)?.trim() ?? '']));
  }
  return found.filter(([, , said]) => said);
}"""


@pytest.fixture(scope="module")
def third(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The whole page with a third language, and one small run whose text and name are Chinese."""
    from ui.state.limits import Limits
    from ui.state.services import open_services

    with third_language(tmp_path_factory.mktemp("words")):
        services = open_services(tmp_path_factory.mktemp("page"), Limits())
        file = tmp_path_factory.mktemp("text") / "狐狸.txt"
        file.write_text(STORY, encoding="utf-8")
        train(services, file, RunConfig.parse(SMALL), "一号")
        with serving(services) as url:
            yield Served(url, services)
        services.launcher.close()


@pytest.fixture
def page(browser: Any, third: Served) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(third.url + ADDRESS)
    page.wait_for_selector("#top .brand h1:not(:empty)", timeout=60_000)
    yield page
    context.close()


def english_on(page: Any, within: str, names: list[str]) -> list[str]:
    """What a part of the page says in English letters, and where; names of runs and classes are people's own."""
    left = []
    for where, kind, text in page.evaluate(SEEN, [within, ", ".join(NOBODYS)]):
        own = reduce(lambda said, name: said.replace(name, ""), names, SETTING.sub("", text))
        english = LETTERS.search(SAME_EVERYWHERE.sub("", own))
        if english and not DATE.search(own):
            left.append(f"{where} [{kind}]: {text[:160]}")
    return list(dict.fromkeys(left))


def on_data(page: Any) -> Iterator[None]:
    page.wait_for_selector("#sources .sample")
    for sample in ("talk-zh", "copy", "stories-zh"):
        page.locator(f"#sources input[value='{sample}']").check(force=True)
        page.wait_for_selector("#text .pill.done", timeout=60_000)
        page.wait_for_timeout(500)
        yield
    page.fill("#token-lab input", "狐狸")
    page.wait_for_selector("#token-lab .piece")
    yield
    dropped = [
        {"name": "图.txt", "mimeType": "text/plain", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20},
        {"name": "狼.txt", "mimeType": "text/plain", "buffer": STORY.encode("gb18030")},
        {"name": "对.tsv", "mimeType": "text/plain", "buffer": "".join(f"问{n}\t答{n}\n" for n in range(99)).encode()},
    ]
    for file in dropped:
        page.set_input_files("#upload input[type=file]", [file])
        page.wait_for_selector(f"#sources .file:has-text('{file['name']}')")
        page.wait_for_timeout(1500)
        yield
    page.click("#sources .file .bin >> nth=0")
    page.wait_for_selector("#sources .ask")
    yield


def on_model(page: Any) -> Iterator[None]:
    page.wait_for_selector("#network .net svg")
    page.click("#tab-model .fold")
    yield
    for shape in ("encoder-decoder", "encoder-only", "decoder-only"):
        page.locator(f"#tab-model .presets.shape input[value={shape}]").check(force=True)
        page.wait_for_selector(f"#network svg.{shape}")
        yield
    heads(page, 2)
    page.wait_for_selector("#network .note:visible")
    yield
    page.click("#tab-model button[aria-haspopup=dialog]")
    page.wait_for_selector("dialog[open] [data-name='train.seed']")
    yield


def on_train(page: Any) -> Iterator[None]:
    page.wait_for_selector("#run-state")
    yield
    page.click("#tab-train .compare")
    page.click("#tab-train .save")
    yield
    go_to(page, "data")
    page.locator("#sources input[value='stories-zh']").check(force=True)
    page.wait_for_selector("#text .pill.done", timeout=60_000)
    go_to(page, "train")
    page.click("#start")
    for press, status in (("", "running"), ("#pause", "paused"), ("#pause", "running"), ("#stop", "stopped")):
        if press:
            page.click(press)
        page.wait_for_timeout(1000)
        yield
        page.wait_for_selector(f"#run-state[data-status={status}]", timeout=90_000)
        yield
        page.wait_for_timeout(2000)
        yield


def on_inspect(page: Any) -> Iterator[None]:
    page.wait_for_selector("#attention-grid button canvas", timeout=30_000)
    yield
    for view in ("arcs", "table"):
        page.click(f"#tab-inspect [data-view={view}]")
        yield
    page.click("#tab-inspect .switch")
    page.click("#tab-inspect .measure-all")
    page.wait_for_selector("#tab-inspect .costs:visible li", timeout=60_000)
    yield


def on_chat(page: Any) -> Iterator[None]:
    page.wait_for_selector("#chat-talk option", state="attached")
    yield
    page.fill("#chat-input textarea", "狐狸")
    page.click("#chat-talk .send")
    page.wait_for_selector("#chat-talk .it:last-child .meta")
    page.wait_for_selector("#chat-talk .halt", state="hidden")
    yield
    page.click("#chat-talk .change")
    page.click("#chat-talk .it:last-child .w >> nth=0")
    page.wait_for_selector("#chat-talk .opened:visible")
    yield
    talk = page.locator("#chat-talk select option:has-text('闲聊')").first.get_attribute("value")
    page.locator("#chat-talk select").first.select_option(talk)
    page.fill("#chat-input textarea", "你好")
    page.click("#chat-talk .send")
    page.wait_for_selector("#chat-talk .it:last-child .meta")
    page.wait_for_selector("#chat-talk .halt", state="hidden")
    page.wait_for_timeout(1000)
    yield


def on_tasks(page: Any) -> Iterator[None]:
    for number in range(len(TASKS)):
        page.click(f"#task-desk .strip button >> nth={number}")
        page.wait_for_selector("#task-desk .try-this, #task-desk .none:visible", timeout=30_000)
        page.wait_for_selector("#task-desk .score:not(:empty)", timeout=30_000)
        yield
    page.click("#task-desk .strip button >> nth=2")
    page.click("#task-desk .try-this >> nth=0")
    page.wait_for_selector("#task-desk .outcome:visible", timeout=60_000)
    page.wait_for_timeout(500)
    yield


def on_runs(page: Any) -> Iterator[None]:
    page.wait_for_selector("#runs tbody tr")
    yield
    page.click("#runs tbody input[type=checkbox] >> nth=0")
    page.wait_for_selector("#runs .about .copyable")
    yield
    page.click("#runs .acts > button >> nth=1")
    page.wait_for_selector("#runs .renaming input")
    yield
    page.keyboard.press("Escape")
    page.click("#runs .acts > button >> nth=2")
    page.wait_for_selector("#runs .asking:visible")
    yield
    page.click("#runs tbody input[type=checkbox] >> nth=1")
    page.wait_for_selector("#runs .about table")
    yield


@pytest.mark.parametrize("tab", TABS)
def test_no_english_is_left(page: Any, third: Served, tab: str) -> None:
    fill: Callable[[Any], Iterator[None]] = globals()[f"on_{tab}"]
    runs = third.services.store.runs()
    own = {*LEARNT, *(run.name for run in runs), *(str(file["name"]) for run in runs for file in run.files)}
    names = sorted(own, key=len, reverse=True)
    go_to(page, tab)
    left: list[str] = []
    for _ in fill(page):
        left += english_on(page, f"#tab-{tab}", names)
    assert not left, "\n".join(dict.fromkeys(left))


def test_no_english_is_left_around_the_tabs(page: Any) -> None:
    assert not english_on(page, "#top", []) + english_on(page, "[role=tablist]", [])
