"""The page's one style sheet: tokens, our own parts, Gradio's parts, and what each live part adds."""

from __future__ import annotations

import re
from pathlib import Path

from ui.live.component import styles

LOOK = Path(__file__).parents[1] / "look"
_KEYFRAMES = re.compile(r"@keyframes\s+[\w-]+\s*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")


def style_sheet() -> str:
    """All of it as one text, read anew at each call, so that a reload shows a changed file."""
    whole = [_read(LOOK / "tokens.css"), raised(_read(LOOK / "look.css")), _read(LOOK / "gradio.css")]
    return "\n".join([*whole, *(raised(_read(file)) for file in styles())])


def raised(css: str) -> str:
    """Put a sheet below a doubled :root, so that its plain class rules beat Gradio's own.

    Gradio styles plain elements by `.gradio-container-6-31-0 button` and parts by two classes. Its own way to load
    a sheet (css_paths) puts a prefix before each selector, and cuts selectors at commas inside `:is(…)`.
    """
    moved = _KEYFRAMES.findall(css)  # keyframes may not stand inside a rule
    return "\n".join(moved) + "\n:root:root {\n" + _KEYFRAMES.sub("", css) + "\n}\n"


def mark() -> str:
    """The plant below its glass, as SVG."""
    return _read(LOOK / "mark.svg")


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")
