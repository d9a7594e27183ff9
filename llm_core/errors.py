"""The mistakes a person can make: each says the value, the rule and the remedy.

One family, so that the command line (exit code 2), the page (a sentence in place) and other programs tell a
person's mistake from our own fault. A mistake is raised where its rule stands, in English; its code lets the page
say the same in another language with the same values.
"""

from __future__ import annotations

from typing import Any

from llm_core.counting import fill


class Mistake(ValueError):
    """A mistake a person can make, explained.

    Args:    code: short stable name, such as "heads-do-not-divide". message: English template in str.format
             syntax, value, rule and remedy in one or two sentences. values: what fills the template.
    """

    def __init__(self, code: str, message: str, **values: Any) -> None:
        self.code = code
        self.template = message
        self.values = values
        super().__init__(fill(message, values))

    def __reduce__(self) -> tuple[Any, ...]:  # so that it survives the way out of a child process
        return _rebuild, (type(self), self.code, self.template, self.values)


def _rebuild(kind: type[Mistake], code: str, template: str, values: dict[str, Any]) -> Mistake:
    return kind(code, template, **values)


class SettingError(Mistake):
    """A hyperparameter outside its bounds, or two that do not fit each other."""


class TextError(Mistake):
    """A file that cannot be read as text, or text that cannot be trained on."""


class CheckpointError(Mistake):
    """A checkpoint that is damaged, foreign, or made for another model."""


class RunError(Mistake):
    """A run that does not exist, or that cannot do what was asked in the state it is in."""


class StoreError(RunError):
    """The store of runs cannot be read or written; a run that trains goes on, and tells it later."""


class ResourceError(Mistake):
    """Memory, disk, or a quota that does not suffice."""
