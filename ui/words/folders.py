"""The page's languages, found as the folders of this one: what each is, and its sentences, `WORDS` of KEY/AREA.py."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from ui.words.language import Language

# English has no file for these: labels of settings stand in the core's config, a mistake's sentence where it is raised.
SAID_BY_THE_CORE = frozenset({"fields", "mistakes", "mistake_values"})


def languages() -> dict[str, Language]:
    """Every language by its key, which is its folder's name; the one whose page lies at "/" first."""
    folders = importlib.import_module(__package__ or "").__path__
    keys = [found.name for found in pkgutil.iter_modules(folders) if found.ispkg]
    return {key: language(key) for key in sorted(keys, key=lambda key: (language(key).address != "/", key))}


def language(key: str) -> Language:
    """What the page must know of a language besides its sentences."""
    found = importlib.import_module(f"ui.words.{key}.language").LANGUAGE
    assert isinstance(found, Language)
    return found


@cache
def sentences(key: str, area: str) -> Mapping[str, str]:
    """All of a language's sentences of an area; none where the core itself says them in English.

    Raises:  ModuleNotFoundError: a language or an area that nobody wrote, which is our fault and caught by the tests.
    """
    folder = f"ui.words.{key}"
    if area in SAID_BY_THE_CORE and importlib.util.find_spec(f"{folder}.{area}") is None:
        return MappingProxyType({})
    return MappingProxyType(dict[str, str](importlib.import_module(f"{folder}.{area}").WORDS))
