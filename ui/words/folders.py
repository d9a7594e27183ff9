"""One language's sentences, read from its folder: `WORDS` of ui/words/LANGUAGE/AREA.py."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType


@cache
def sentences(language: str, area: str) -> Mapping[str, str]:
    """All sentences of an area; none where the core itself says them in English.

    Raises:  ModuleNotFoundError: a language or an area that nobody wrote, which is our fault and caught by the tests.
    """
    folder = f"ui.words.{language}"
    if area in SAID_BY_THE_CORE and importlib.util.find_spec(f"{folder}.{area}") is None:
        return MappingProxyType({})
    return MappingProxyType(dict[str, str](importlib.import_module(f"{folder}.{area}").WORDS))


# English has no file for these: labels of settings stand in the core's config, a mistake's sentence where it is raised.
SAID_BY_THE_CORE = frozenset({"fields", "mistakes", "mistake_values"})
