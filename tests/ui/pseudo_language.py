"""A third language for tests, made from the English one: each letter has an accent, so that any English left on a page
shows.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import ui.words
from llm_core.config import RunConfig
from llm_core.config.setting import settings_of
from tests.ui.test_words import AREAS, said_in_source
from ui.words import Words, folders
from ui.words.folders import sentences

KEY, ADDRESS = "xx", "/xx/"
PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
ACCENTED = "áƀçðéƒĝĥíĵķļɱñóþɋŕšţúṽŵẋýžÁƁÇÐÉƑĜĤÍĴĶĻṀÑÓÞɊŔŠŢÚṼŴẊÝŽ"
# values, tags, character references and code stay as they are
KEPT = re.compile(r"(\{\{|\}\}|\{[^{}]*\}|</?[a-zA-Z][^<>]*>|<\|?\w+\|?>|&\w+;|`[^`]*`|__eou__|\\t)")
LANGUAGE = '''"""Accents on English."""

from ui.words.language import Language

LANGUAGE = Language(name="Áçčéñţš", tag="en-XX", address="/xx/", formats="en-GB")
'''


def accented(sentence: str) -> str:
    """[!! Šéñţéñçé {value} !!]; what is shorter than a word, such as a unit or a separator, has no brackets."""
    letters = str.maketrans(PLAIN, ACCENTED)
    said = "".join(part if i % 2 else part.translate(letters) for i, part in enumerate(KEPT.split(sentence)))
    return f"[!! {said} !!]" if len(sentence) > len("tokens") else said


def write_language(folder: Path) -> None:
    """A folder of words as ui/words/zh is one."""
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text('"""Accents on English."""\n', encoding="utf-8")
    (folder / "language.py").write_text(LANGUAGE, encoding="utf-8")
    for area in AREAS:
        _write(folder / f"{area}.py", sentences("en", area))
    _write(folder / "fields.py", _fields())
    _write(folder / "mistakes.py", {code: english for code, english, _ in said_in_source()})
    _write(folder / "mistake_values.py", {key: _value_of(key) for key in sentences("zh", "mistake_values")})


@contextmanager
def third_language(folder: Path) -> Iterator[None]:
    """The page speaks it, and nothing of the page knows: its folder lies where ui.words looks."""
    write_language(folder / KEY)
    ui.words.__path__.append(str(folder))
    folders.sentences.cache_clear()
    try:
        yield
    finally:
        ui.words.__path__.remove(str(folder))
        folders.sentences.cache_clear()
        for name in [name for name in sys.modules if name.startswith(f"ui.words.{KEY}")]:
            del sys.modules[name]


def _write(file: Path, words: Mapping[str, str]) -> None:
    file.write_text(f"WORDS = { ({key: accented(said) for key, said in words.items()})!r}\n", encoding="utf-8")


def _fields() -> dict[str, str]:
    described = {name: Words("en").field(name) for name, _ in settings_of(RunConfig)}
    return {
        key: said for name, (label, help) in described.items() for key, said in ((name, label), (f"{name}.help", help))
    }


def _value_of(key: str) -> str:
    """The English of what a mistake repeats: its key is that, or says what values it takes."""
    values = re.findall(r"\{\w+\}", sentences("zh", "mistake_values")[key])
    return " ".join([key.rpartition(".")[2], *values])
