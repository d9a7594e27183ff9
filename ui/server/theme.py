"""Gradio's theme made from the tokens of look.css, so that its own parts wear the same colors in light and dark."""

from __future__ import annotations

import inspect

import gradio as gr
from gradio.themes.utils import colors, fonts, sizes

LEAF = colors.Color(
    name="leaf",
    c50="#f0f8f3",
    c100="#e2f1e7",
    c200="#c3e3cf",
    c300="#93cbaa",
    c400="#62c892",
    c500="#2e8d5f",
    c600="#1b7549",
    c700="#125a37",
    c800="#173325",
    c900="#0f2419",
    c950="#06150d",
)
SLATE = colors.Color(
    name="slate",
    c50="#f3f6f1",
    c100="#ecf0ea",
    c200="#dbe2d9",
    c300="#b1bfb6",
    c400="#93a399",
    c500="#7f8b83",
    c600="#5d6a62",
    c700="#48564d",
    c800="#1d2822",
    c900="#141d18",
    c950="#0d1411",
)
SANS = (
    "Inter",
    "SF Pro Text",
    "Segoe UI",
    "Helvetica Neue",
    "Arial",
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "sans-serif",
)
MONO = ("SF Mono", "Cascadia Mono", "JetBrains Mono", "Menlo", "Consolas", "Liberation Mono", "monospace")


def theme() -> gr.themes.Base:
    """The look of Gradio's own parts; each value names the token of look.css that it follows."""
    base = gr.themes.Base(
        primary_hue=LEAF,
        secondary_hue=LEAF,
        neutral_hue=SLATE,
        spacing_size=sizes.spacing_md,
        radius_size=sizes.radius_md,
        text_size=sizes.text_md,
        font=[fonts.Font(name) for name in SANS],
        font_mono=[fonts.Font(name) for name in MONO],
    )
    known = inspect.signature(base.set).parameters
    values = _values()
    return base.set(**values, **{f"{name}_dark": value for name, value in values.items() if f"{name}_dark" in known})


def _values() -> dict[str, str]:
    """The tokens change with `.dark` by themselves, so light and dark hold the same names."""
    return {
        "body_background_fill": "var(--ground)",
        "body_text_color": "var(--ink)",
        "body_text_color_subdued": "var(--ink-3)",
        "background_fill_primary": "var(--glass)",
        "background_fill_secondary": "var(--sunk)",
        "border_color_primary": "var(--line)",
        "border_color_accent": "var(--leaf)",
        "color_accent_soft": "var(--leaf-soft)",
        "block_background_fill": "transparent",
        "block_border_color": "var(--line)",
        "block_info_text_color": "var(--ink-3)",
        "block_label_background_fill": "transparent",
        "block_label_text_color": "var(--ink-2)",
        "block_label_border_color": "transparent",
        "block_title_text_color": "var(--ink)",
        "block_title_background_fill": "transparent",
        "panel_background_fill": "transparent",
        "panel_border_color": "var(--line)",
        "input_background_fill": "var(--glass)",
        "input_background_fill_focus": "var(--glass)",
        "input_border_color": "var(--edge)",
        "input_border_color_focus": "var(--leaf)",
        "input_border_color_hover": "var(--edge)",
        "input_placeholder_color": "var(--ink-3)",
        "button_primary_background_fill": "var(--leaf)",
        "button_primary_background_fill_hover": "var(--leaf-strong)",
        "button_primary_text_color": "var(--on-leaf)",
        "button_primary_text_color_hover": "var(--on-leaf)",
        "button_primary_border_color": "var(--leaf)",
        "button_secondary_background_fill": "var(--glass)",
        "button_secondary_background_fill_hover": "var(--sunk)",
        "button_secondary_text_color": "var(--ink)",
        "button_secondary_border_color": "var(--edge)",
        "slider_color": "var(--leaf)",
        "link_text_color": "var(--leaf-strong)",
        "link_text_color_hover": "var(--leaf-strong)",
        "checkbox_background_color": "var(--glass)",
        "checkbox_border_color": "var(--edge)",
        "checkbox_background_color_selected": "var(--leaf)",
        "checkbox_border_color_selected": "var(--leaf)",
        "checkbox_label_background_fill": "transparent",
        "checkbox_label_background_fill_selected": "var(--leaf-soft)",
        "checkbox_label_text_color": "var(--ink)",
        "checkbox_label_text_color_selected": "var(--leaf-strong)",
        "table_even_background_fill": "var(--glass)",
        "table_odd_background_fill": "var(--glass)",
        "table_border_color": "var(--line)",
        "error_background_fill": "var(--bad-soft)",
        "error_text_color": "var(--bad)",
        "error_border_color": "var(--bad)",
        "shadow_drop": "none",
        "block_shadow": "none",
        "input_shadow": "none",
        "input_shadow_focus": "none",
    }
