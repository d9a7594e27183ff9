"""The page's scripts that are ES modules: which there are, and the one address below which browsers keep them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

UI = Path(__file__).parent.parent
MAIN = "live/page/main.js"
AT_ONCE = ("live/lib/", "live/page/", "live/header/", "live/settings/")  # what every page needs, fetched side by side


@cache
def modules() -> Mapping[str, bytes]:
    """Every module by its path below ui/, such as live/lib/dom.js; read once: a page gets all of one version."""
    files = sorted([*UI.glob("live/*/**/*.js"), *UI.glob("tabs/**/*.js")])
    return MappingProxyType({file.relative_to(UI).as_posix(): file.read_bytes() for file in files})


def address_of(module: str) -> str:
    """Where a module is served, /live/FINGERPRINT/live/lib/dom.js, so that its relative imports find the others."""
    return f"/live/{fingerprint()}/{module}"


@cache
def fingerprint() -> str:
    """A name that changes with any module."""
    digest = hashlib.sha256()
    for path, source in modules().items():
        digest.update(f"{path}\0{len(source)}\0".encode() + source)
    return digest.hexdigest()[:12]


def tags(root_path: str = "") -> str:
    """What in a page's <head> runs the page's own module, which has to stand before Gradio's.

    Its id is where live parts find the address of theirs.
    """
    wanted = [path for path in modules() if path.startswith(AT_ONCE) and path != MAIN]
    preloads = "".join(f'<link rel="modulepreload" href="{root_path}{address_of(path)}">' for path in wanted)
    return f'{preloads}<script type="module" id="terrarium-main" src="{root_path}{address_of(MAIN)}"></script>'
