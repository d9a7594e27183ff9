"""Packages that only some parts need: asked for where they are used."""

from __future__ import annotations

import importlib
from types import ModuleType

from llm_core.errors import ResourceError


def package(module: str, name: str, feature: str) -> ModuleType:
    """A module of a package.

    Args:    name: what pip calls the package.  feature: what needs it, for a person to read.
    Raises:  ResourceError: it isn't installed.
    """
    try:
        return importlib.import_module(module)
    except (ImportError, OSError):  # what a package itself loads may be missing, too
        raise ResourceError(
            "package-missing", "{feature} needs {package}: pip install {package}.", feature=feature, package=name
        ) from None
