"""The look of all figures, light and dark, made from the colors and fonts of the page's tokens.css."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

Theme = Literal["light", "dark"]
TOKENS = Path(__file__).parents[1] / "look" / "tokens.css"
COLORWAY = ("c-train", "c-val", "c-third", "c-past", "copied-edge", "bad")
_RULE = re.compile(r"^(:root|\.dark) \{(.*?)^\}", re.S | re.M)
_TOKEN = re.compile(r"--([\w-]+):\s*([^;]+);")


@cache
def tokens(theme: Theme) -> Mapping[str, str]:
    """The variables of tokens.css by name, such as "c-train"; those that dark leaves alone are the light ones."""
    sheet = TOKENS.read_text(encoding="utf-8")
    found = {selector: dict(_TOKEN.findall(body)) for selector, body in _RULE.findall(sheet)}
    return {**found[":root"], **(found[".dark"] if theme == "dark" else {})}


@cache
def template(theme: Theme) -> Mapping[str, Any]:
    """What every figure has in common: type, grid, hover over all traces, a legend that switches them on and off."""
    color = tokens(theme)
    axis: dict[str, Any] = {"gridcolor": color["line"], "linecolor": color["edge"], "zeroline": False}
    axis |= {"ticks": "outside", "tickcolor": "rgba(0,0,0,0)"}  # unseen: they keep numbers and axis apart
    spike = {"showspikes": True, "spikemode": "across", "spikethickness": 1, "spikedash": "3px,3px"}
    layout = {
        "font": {"family": color["sans"], "size": 12, "color": color["ink-3"]},
        "paper_bgcolor": color["glass"],
        "plot_bgcolor": color["glass"],
        "colorway": [color[name] for name in COLORWAY],
        "margin": {"l": 40, "r": 64, "t": 28, "b": 28},
        "hovermode": "x unified",
        "hoverlabel": {"bgcolor": color["glass"], "bordercolor": color["edge"], "font": {"color": color["ink"]}},
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1,
            "yanchor": "bottom",
            "yref": "paper",
            "bgcolor": "rgba(0,0,0,0)",
            "font": {"color": color["ink-2"]},
            "itemwidth": 30,
        },
        "dragmode": "zoom",
        "xaxis": {**axis, **spike, "spikecolor": color["ink-3"], "showgrid": False, "showline": True, "ticklen": 8},
        "yaxis": {**axis, "nticks": 6, "automargin": True, "ticklen": 6},
        "separators": ".,",
    }
    return {"layout": layout}


def axis_name(text: str) -> dict[str, Any]:
    """The name of the horizontal axis, right of its last number."""
    place = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 26, "yref": "paper", "y": 0, "yanchor": "top"}
    return {**place, "yshift": -9, "text": text, "showarrow": False}


def step_range(first: int, last: int) -> list[float]:
    """The range of an axis of steps, with a little air for what stands on its ends."""
    air = 0.008 * (last - first)
    return [first - air, last + air]
