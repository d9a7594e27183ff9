"""Every sentence stands in both languages, and says the same with the same values."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from llm_core.config import RunConfig
from llm_core.config.setting import settings_of
from llm_core.errors import SettingError
from llm_core.samples import SAMPLES
from ui.words import Words
from ui.words.folders import SAID_BY_THE_CORE, languages, sentences

ROOT = Path(__file__).resolve().parents[2]
WORDS = ROOT / "ui" / "words"
AREAS = sorted(file.stem for file in (WORDS / "en").glob("*.py") if file.stem not in ("__init__", "language"))
ALL_AREAS = sorted({*AREAS, *SAID_BY_THE_CORE})
OTHERS = [language for language in languages() if language != "en"]
SAYERS = {
    "StoreError",
    "SettingError",
    "TextError",
    "CheckpointError",
    "RunError",
    "ResourceError",
    "ExceededError",
    "Mistake",
    "TextWarning",
    "text_warning",
}


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def said_in_source() -> Iterator[tuple[str, str, str]]:
    """Every (code, English template, file) that a mistake or notice is made with."""
    files = [*(ROOT / "llm_core").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                not isinstance(node, ast.Call)
                or getattr(node.func, "id", getattr(node.func, "attr", "")) not in SAYERS
                or len(node.args) < 2
            ):
                continue
            code, template = node.args[:2]
            if isinstance(code, ast.Constant) and isinstance(code.value, str) and isinstance(template, ast.Constant):
                yield code.value, str(template.value), str(file.relative_to(ROOT))


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_files(language: str) -> None:
    files = {file.stem for file in (WORDS / language).glob("*.py")}
    assert files == {"__init__", "language", *ALL_AREAS}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("area", AREAS)
def test_every_language_has_the_same_keys_in_the_same_order(area: str, language: str) -> None:
    assert list(sentences(language, area)) == list(sentences("en", area))


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("area", AREAS)
def test_every_language_takes_the_same_values(area: str, language: str) -> None:
    english, other = sentences("en", area), sentences(language, area)
    assert not {key for key in english if placeholders(english[key]) != placeholders(other[key])}


@pytest.mark.parametrize("area", ALL_AREAS)
def test_chinese_is_not_left_in_english(area: str) -> None:
    long_ones = {
        key
        for key, sentence in sentences("zh", area).items()
        if len(sentence) > 25 and not any("\u4e00" <= char <= "\u9fff" for char in sentence)
    }
    assert not long_ones


@pytest.mark.parametrize("language", OTHERS)
def test_every_mistake_and_notice_has_its_sentence_with_the_same_values(language: str) -> None:
    said, other = list(said_in_source()), sentences(language, "mistakes")
    assert len({code for code, _, _ in said}) > 60
    assert not {f"{code} ({file})" for code, _, file in said if code not in other}
    unknown = {code: placeholders(other[code]) - placeholders(english) for code, english, _ in said}
    assert not {code: names for code, names in unknown.items() if names}


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_kept_for_a_mistake_that_nobody_makes_any_more(language: str) -> None:
    assert set(sentences(language, "mistakes")) - {code for code, _, _ in said_in_source()} == set()


@pytest.mark.parametrize("language", OTHERS)
def test_every_hyperparameter_has_its_name_and_help_in_every_language(language: str) -> None:
    names = [name for name, _ in settings_of(RunConfig)]
    kept = sentences(language, "fields")
    assert set(kept) == {*names, *(f"{name}.help" for name in names)}
    assert all(kept.values())


def test_no_module_asks_for_a_language_by_its_name() -> None:
    asks = re.compile(r"""language(?:\[0\])? *[!=]= *["']|\b(?:zh|en)["'] (?:if|else)\b.*language""")
    files = [file for file in (ROOT / "ui").rglob("*.py") if WORDS not in file.parents or file.parent == WORDS]
    assert len(files) > 60
    assert not {
        file.name: asks.findall(text) for file in files if asks.search(text := file.read_text(encoding="utf-8"))
    }


def test_every_hyperparameter_has_an_english_name_and_help() -> None:
    assert all(all(Words("en").field(name)) for name, _ in settings_of(RunConfig))


def test_the_glossary_explains_forty_terms_in_one_sentence_each() -> None:
    english, chinese = sentences("en", "glossary"), sentences("zh", "glossary")
    names = [key for key in english if not key.endswith(".means")]
    assert len(names) >= 40
    assert all(f"{name}.means" in english for name in names)
    assert all(english[f"{name}.means"].endswith(".") and chinese[f"{name}.means"].endswith("。") for name in names)


@pytest.mark.parametrize("language", languages())
def test_every_sample_has_its_title_and_what_is_in_it(language: str) -> None:
    assert set(sentences(language, "samples")) == {*SAMPLES, *(f"{key}.about" for key in SAMPLES)}


def test_a_mistake_is_said_in_the_pages_language_with_its_values() -> None:
    mistake = SettingError(
        "heads-do-not-divide",
        "d_model ({d_model}) and {nhead}: {below} or {above}.",
        d_model=100,
        nhead=3,
        below=99,
        above=102,
    )
    assert Words("en").error(mistake) == "d_model (100) and 3: 99 or 102."
    assert "100" in Words("zh").error(mistake)
    assert "102" in Words("zh").error(mistake)
    assert "倍数" in Words("zh").error(mistake)


def test_a_mistake_that_nobody_translated_is_said_in_english() -> None:
    assert Words("zh").error(SettingError("never-heard-of", "Say {what}.", what="this")) == "Say this."
    assert Words("zh").error_of("diverged", {}, "The loss became infinite.") == "The loss became infinite."


def test_values_that_the_core_says_in_english_are_said_in_chinese() -> None:
    assert "验证" in Words("zh").error_of(
        "text-shorter-than-context", {"side": "validation", "tokens": 1, "context_length": 2, "least": 3, "fits": 1}, ""
    )


def test_an_unknown_key_is_our_fault_and_raises() -> None:
    with pytest.raises(KeyError):
        Words("en")("shell.no-such-sentence")


def test_a_term_is_a_button_whose_words_are_escaped() -> None:
    html = Words("en").term("loss", "<img src=x onerror=alert(1)>")
    assert html.startswith('<button type="button" class="term" data-term="loss">')
    assert "<img" not in html
