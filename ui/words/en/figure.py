"""Sentences of what stands around a figure: how it is looked at, and saved."""

WORDS = {
    "role": "chart",
    "whole": "Whole run",
    "pan": "Move",
    "pan.help": "Drag moves the picture instead of zooming into it",
    "save": "Save …",
    "save.png": "Picture",
    "save.png.help": "PNG of the curve as you see it",
    "save.svg": "Drawing",
    "save.svg.help": "SVG, sharp at any size",
    "save.csv": "Numbers",
    "save.csv.help": "CSV, a row a step",
    "save.html": "Page",
    "save.html.help": "HTML of its own, to zoom and read without a network",
    "lost": "The chart could not be drawn: its script did not come. Reload the page.",
}
