"""Sentences of what stands around a figure: how it is looked at, and saved."""

WORDS = {
    "role": "chart",
    "whole": "Whole run",
    "pan": "Move",
    "pan.help": "Drag moves the picture instead of zooming into it",
    "save": "Save",
    "png": "Picture (PNG)",
    "svg": "Drawing (SVG)",
    "csv": "Numbers (CSV)",
    "html": "Page of its own (HTML)",
    "lost": "The chart could not be drawn: its script did not come. Reload the page.",
}
