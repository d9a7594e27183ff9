"""The one style sheet: readable colors in both themes, and rules that stand above Gradio's."""

from __future__ import annotations

import re

import pytest

from ui.live.style import LOOK, raised, style_sheet

TOKENS = (LOOK / "tokens.css").read_text(encoding="utf-8")


def colors(theme: str) -> dict[str, str]:
    block = TOKENS[TOKENS.index(f"{theme} {{") :]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block[: block.index("}")]))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colors (WCAG 2.2)."""

    def luminance(color: str) -> float:
        parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [":root", ".dark"])
def test_text_can_be_read_on_every_surface(theme: str) -> None:
    color = colors(theme)
    pairs = [(text, surface) for text in ("ink", "ink-2", "ink-3") for surface in ("ground", "glass", "sunk")]
    pairs += [
        ("on-leaf", "leaf"),
        ("leaf-strong", "leaf-soft"),
        ("warn", "warn-soft"),
        ("bad", "bad-soft"),
        ("leaf-strong", "glass"),
        ("c-val", "glass"),
    ]
    assert not {
        pair: contrast(color[pair[0]], color[pair[1]])
        for pair in pairs
        if contrast(color[pair[0]], color[pair[1]]) < 4.5
    }


@pytest.mark.parametrize("theme", [":root", ".dark"])
def test_the_edges_of_controls_and_the_marks_of_charts_can_be_seen(theme: str) -> None:
    color = colors(theme)
    assert all(
        contrast(color[name], color["glass"]) >= 3 for name in ("edge", "leaf", "c-train", "c-val", "c-past", "c-third")
    )


def test_a_raised_sheet_keeps_its_keyframes_outside_any_rule() -> None:
    css = raised(
        ".a { color: red; } @keyframes grow { from { opacity: 0; } to { opacity: 1; } } @media (max-width: 9px) { "
        ".a { color: blue; } }"
    )
    assert css.index("@keyframes grow") < css.index(":root:root {")
    assert css.count("@keyframes") == 1
    assert "@media" in css[css.index(":root:root {") :]


def test_the_sheet_balances_its_braces_and_names_no_other_host() -> None:
    css = re.sub(r"/\*.*?\*/", "", style_sheet(), flags=re.DOTALL)
    assert css.count("{") == css.count("}")
    assert not re.search(r"https?://|@import|//fonts", css.replace("xmlns='http://www.w3.org/2000/svg'", ""))
    assert "box-shadow: 0 " not in re.sub(r"box-shadow: 0 0 0 1px", "", css)
