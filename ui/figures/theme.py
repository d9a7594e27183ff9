"""The look of all figures, light and dark, made from the colors and fonts of the page's tokens.css."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import plotly.graph_objects as go

Theme = Literal["light", "dark"]
TOKENS = Path(__file__).parents[1] / "look" / "tokens.css"
_RULE = re.compile(r"^(:root|\.dark) \{(.*?)^\}", re.S | re.M)
_TOKEN = re.compile(r"--([\w-]+):\s*([^;]+);")


@cache
def tokens(theme: Theme) -> Mapping[str, str]:
    """The variables of tokens.css by name, such as "c-train"; those that dark leaves alone are the light ones."""
    sheet = TOKENS.read_text(encoding="utf-8")
    found = {selector: dict(_TOKEN.findall(body)) for selector, body in _RULE.findall(sheet)}
    return {**found[":root"], **(found[".dark"] if theme == "dark" else {})}


@cache
def template(theme: Theme) -> go.layout.Template:
    """What every figure has in common: type, grid, hover over all traces, a legend that switches them on and off."""
    import plotly.graph_objects as go

    color = tokens(theme)
    axis: dict[str, Any] = {
        "gridcolor": color["line"],
        "linecolor": color["line"],
        "zeroline": False,
        "automargin": True,
        "fixedrange": False,
    }
    layout = {
        "font": {"family": color["sans"], "size": 12, "color": color["ink-3"]},
        "paper_bgcolor": color["glass"],
        "plot_bgcolor": color["glass"],
        "colorway": [color[name] for name in ("c-train", "c-val", "c-third", "c-past", "copied-edge", "bad")],
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "hovermode": "x unified",
        "hoverlabel": {"bgcolor": color["sunk"], "bordercolor": color["edge"], "font": {"color": color["ink"]}},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"color": color["ink-2"]}},
        "dragmode": "zoom",
        "xaxis": {**axis, "showgrid": False, "showspikes": True, "spikemode": "across", "spikethickness": 1},
        "yaxis": axis,
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": color["ink-3"], "activecolor": color["leaf"]},
    }
    return go.layout.Template(layout=layout)
