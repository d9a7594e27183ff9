"""Every sentence a person reads, looked up by key in one language; other modules hold the sentences themselves."""

from __future__ import annotations

import html
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from llm_core.config import RunConfig
from llm_core.config.setting import settings_of
from ui.words import folders, mistakes
from ui.words.folders import sentences
from ui.words.language import Language
from ui.words.spelling import filled


class Words:
    """The page's sentences in one language.

    `words("train.start")` reads key "start" of ui/words/KEY/train.py; values fill the template as in str.format.
    """

    def __init__(self, language: str) -> None:
        self.language = language

    @property
    def traits(self) -> Language:
        """What the page must know of the language besides its sentences."""
        return folders.language(self.language)

    def __call__(self, key: str, **values: Any) -> str:
        """A sentence; KeyError for a key that nobody wrote, which is our fault and caught by the tests."""
        area, _, name = key.partition(".")
        sentence = sentences(self.language, area)[name]
        return filled(sentence, values, self.language) if values else sentence

    def bundle(self, area: str) -> dict[str, str]:
        """All sentences of an area, for a live component's JavaScript."""
        return dict(sentences(self.language, area))

    def error(self, mistake: Any) -> str:
        """A Mistake or Notice in the page's language; in English where nobody translated it."""
        return self.error_of(getattr(mistake, "code", ""), getattr(mistake, "values", {}), str(mistake))

    def error_of(self, code: str, values: Mapping[str, Any], english: str) -> str:
        """The same from its parts, as a failed run's event or a store row holds them."""
        return mistakes.said(code, values, self.language) or english

    def field(self, name: str) -> tuple[str, str]:
        """Label and one-line help of a hyperparameter, such as "model.d_model"."""
        labels = sentences(self.language, "fields")
        return (labels[name], labels[f"{name}.help"]) if name in labels else _fields_of_the_core()[name]

    def term(self, key: str, label: str | None = None) -> str:
        """HTML of a glossary term: a dotted-underline button that opens one plain sentence."""
        name = sentences(self.language, "glossary")[key] if label is None else label
        return f'<button type="button" class="term" data-term="{html.escape(key)}">{html.escape(name)}</button>'


@cache
def _fields_of_the_core() -> Mapping[str, tuple[str, str]]:
    return MappingProxyType(
        {name: (field.title or name, field.description or "") for name, field in settings_of(RunConfig)}
    )
