"""A third language is one folder: its page is built, found and linked to without a line elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from llm_core.errors import SettingError
from tests.ui.conftest import serving
from tests.ui.pseudo_language import ADDRESS, KEY, accented, third_language
from tests.ui.test_words import ALL_AREAS, placeholders
from ui.words import Words
from ui.words.folders import languages, sentences

A_BROWSER = {"Accept": "text/html,*/*"}


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Words]:
    with third_language(tmp_path_factory.mktemp("words")):
        yield Words(KEY)


@pytest.fixture(scope="module")
def page(words: Words, served: Any) -> Iterator[str]:
    with serving(served.services) as url:
        yield url


def test_accents_leave_values_tags_and_code_alone() -> None:
    assert accented("About <b>{time}</b>, {memory}") == "[!! Áƀóúţ <b>{time}</b>, {memory} !!]"
    assert accented(", ") == ", "


def test_a_language_is_found_by_its_folder(words: Words) -> None:
    assert list(languages()) == ["en", KEY, "zh"]
    assert words("shell.tab.data") == "Ðáţá"
    for area in ALL_AREAS:
        other = sentences("zh", area)
        assert sentences(KEY, area).keys() == other.keys()
        assert all(
            placeholders(said) == placeholders(other[key]) or area == "mistakes"
            for key, said in sentences(KEY, area).items()
        )


def test_a_mistake_is_said_in_it(words: Words) -> None:
    mistake = SettingError(
        "heads-do-not-divide",
        "d_model ({d_model}): {nhead}, {below}, {above}.",
        d_model=100,
        nhead=3,
        below=99,
        above=102,
    )
    said = words.error(mistake)
    assert said.startswith("[!!")
    assert "100" in said


def test_its_page_lies_at_its_address_and_is_found_by_browsers_that_prefer_it(page: str) -> None:
    html = httpx.get(page + ADDRESS, headers=A_BROWSER).text
    assert 'lang="en-XX"' in html
    assert "Ļóšš" in html
    assert httpx.get(page + ADDRESS[:-1], headers=A_BROWSER).headers["location"] == ADDRESS
    chosen = {**A_BROWSER, "Cookie": f"terrarium-language={KEY}"}
    assert httpx.get(f"{page}/inspect", headers=chosen).headers["location"] == f"{ADDRESS}inspect"


def test_each_page_links_to_all_others(page: str) -> None:
    for path, others in (("/", ["Áçčéñţš", "中文"]), ("/zh/", ["English", "Áçčéñţš"]), (ADDRESS, ["English", "中文"])):
        config = httpx.get(f"{page}{path}config").json()
        header = next(part for part in config["components"] if part["props"].get("elem_id") == "top")
        assert [other["name"] for other in header["props"]["props"]["others"]] == others


def test_what_is_refused_there_is_said_in_it(page: str) -> None:
    assert httpx.post(f"{page}{ADDRESS}gradio_api/run/nothing", content=b"{").json()["error"].startswith("[!!")


def test_without_its_folder_there_is_no_such_page(served: Any) -> None:
    assert httpx.get(served.url + "/xx/nowhere", headers=A_BROWSER).status_code == 404
