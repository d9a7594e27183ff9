"""English sentences with their values: after 1 a noun is singular, and its verb with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# A place in a template, what may close it, and the noun that is counted there with the verb that follows at once.
_COUNTED = re.compile(r"(?<!\{)\{(\w+)\}((?:</b>)? )([a-z-]+s|matrices)\b( (?:are|have|repeat|were|wait)\b)?")
_NO_NOUNS = {
    "is",
    "was",
    "has",
    "does",
    "as",
    "this",
    "less",
    "its",
    "holds",
    "needs",
    "makes",
    "says",
    "wrote",
    "takes",
    "knows",
    "gets",
    "sees",
    "costs",
}
_SINGULAR = {
    "matrices": "matrix",
    "classes": "class",
    "batches": "batch",
    "passes": "pass",
    "queries": "query",
    "dictionaries": "dictionary",
    "copies": "copy",
}
_VERBS = {" are": " is", " have": " has", " repeat": " repeats", " were": " was", " wait": " waits"}


def fill(template: str, values: Mapping[str, Any]) -> str:
    """A template in str.format syntax with its values: "{count} lines" is "1 line", and "3 lines"."""
    return _COUNTED.sub(lambda found: _agreeing(found, values), template).format(**values)


def _agreeing(found: re.Match[str], values: Mapping[str, Any]) -> str:
    name, between, noun, verb = found.groups()
    if str(values.get(name)) != "1" or isinstance(values.get(name), bool) or noun in _NO_NOUNS:
        return found.group()
    return f"{{{name}}}{between}{_SINGULAR.get(noun, noun.removesuffix('s'))}{_VERBS.get(verb, '') if verb else ''}"
