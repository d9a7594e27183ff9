"""Packages that a task needs and the rest of the project doesn't: asked for where they are used."""

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
    except ImportError:
        raise ResourceError("package-missing", "{feature} needs {package}: pip install {package}.", feature=feature, package=name) from None
