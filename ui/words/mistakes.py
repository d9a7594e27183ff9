"""A mistake in another language than English: its sentence by its code, with what it repeats from the core said there:
names of settings as the page's labels, choices, numbers and rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ui.words.folders import sentences
from ui.words.spelling import filled

# A setting's dotted name in a sentence; behind -- it is a flag of the command line, which stays.
_NAME = re.compile(r"(?<![-\w.`])(?:model|data|train|sampling)\.[a-z]\w*")
_CHOSEN = ("architecture", "fits", "first", "format", "task", "learnt", "wanted")
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"a valid boolean.*"), "boolean"),
    (re.compile(r"a valid integer.*"), "integer"),
    (re.compile(r"a valid number.*|a finite number.*"), "number"),
    (re.compile(r"a valid string.*"), "string"),
    (re.compile(r"a valid (?:tuple|list|dictionary).*"), "list"),
    (re.compile(r"[Ss]tring should have at most (?P<most>\d+) characters?"), "most-characters"),
    (re.compile(r"[Tt]uple should have at most (?P<most>\d+) items?.*"), "most-items"),
    (re.compile(r"(?:greater than or equal to|at least) (?P<bound>\S+)"), "at-least"),
    (re.compile(r"(?:less than or equal to|at most) (?P<bound>\S+)"), "at-most"),
    (re.compile(r"greater than (?P<bound>\S+)"), "greater"),
    (re.compile(r"less than (?P<bound>\S+)"), "less"),
)


def said(code: str, values: Mapping[str, Any], language: str) -> str | None:
    """The sentence of a mistake or notice; None where this language has none, or other values than it takes."""
    template = sentences(language, "mistakes").get(code)
    if template is None:
        return None
    teller = _Teller(language)
    try:
        return teller.labelled(filled(template, teller.values(values), language))
    except (KeyError, IndexError, ValueError, AttributeError):
        return None


class _Teller:
    """Says in one language what the core says in English."""

    def __init__(self, language: str) -> None:
        self._values = sentences(language, "mistake_values")
        self._fields = sentences(language, "fields")
        self._options = sentences(language, "settings")

    def values(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: self._rule(value) if name == "rule" else self._value(name, value) for name, value in values.items()
        }

    def labelled(self, sentence: str) -> str:
        """A sentence with the page's labels in place of settings' names."""
        return _NAME.sub(lambda found: self._label(found.group()) or found.group(), sentence)

    def _label(self, field: str) -> str | None:
        return self._values["said.setting"].format(label=self._fields[field]) if field in self._fields else None

    def _value(self, name: str, value: Any) -> Any:
        if isinstance(value, bool):
            return self._values["said.on" if value else "said.off"]
        if not isinstance(value, str):
            return value
        if name == "name" and (label := self._label_of(value)):
            return label
        if name in _CHOSEN:
            return self._values["said.or"].join(self._option(part) for part in value.split(" or "))
        return self._values.get(value, value)

    def _label_of(self, parameter: str) -> str | None:
        """Label of the first setting that is called so, with or without its group."""
        named = (field for field in self._fields if not field.endswith(".help"))
        return next((self._label(field) for field in named if f".{field}".endswith(f".{parameter}")), None)

    def _option(self, option: str) -> str:
        key = f"option.{option}"
        return self._values.get(key) or self._options.get(key, option)

    def _rule(self, rule: Any) -> str:
        text = str(rule)
        for pattern, key in _RULES:
            if found := pattern.fullmatch(text):
                return self._values[f"rule.{key}"].format(**found.groupdict())
        choices = re.findall(r"'([^']*)'", text)
        separator = self._values["said.choices"]
        return self._values["rule.one-of"].format(choices=separator.join(choices)) if choices else text
