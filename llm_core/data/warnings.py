"""What a person should know about a text although nothing is wrong enough to stop: a code, a sentence, its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from llm_core.counting import fill


@dataclass(frozen=True)
class TextWarning:
    """A warning in the manner of `Mistake`: the code lets the page say it in another language with the same values.

    `template` is English in str.format syntax; `values` are plain strings and numbers, so that it goes into JSON.
    """

    code: str
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return fill(self.template, self.values)

    def as_json(self) -> dict[str, Any]:
        """A plain dictionary; `from_json` reads it."""
        return {"code": self.code, "template": self.template, "values": dict(self.values)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> TextWarning:
        """Read what `as_json` wrote."""
        return cls(str(value["code"]), str(value["template"]), dict(value["values"]))


def text_warning(code: str, template: str, **values: Any) -> TextWarning:
    """Write a warning the way a `Mistake` is written."""
    return TextWarning(code, template, values)
