"""How values go into a sentence of the page: counts and durations spelled, nouns after 1 singular, Chinese spaced from
Latin.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from llm_core.counting import fill

_PLACE = re.compile(r"(?<!\{)(\{\w+(?:![rs])?(?::[^{}]*)?\})(?!\})")
_CHINESE, _LATIN = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[0-9A-Za-z]")


def filled(sentence: str, values: Mapping[str, Any], language: str) -> str:
    """A sentence with its values, as the language writes them."""
    return _spaced(sentence, values) if language == "zh" else fill(sentence, values)


def amount(count: int, language: str) -> str:
    """A large count in two or three figures: 0.81 M, 25 M; 2.97 万, 81 万."""
    if language == "zh":
        return (
            f"{count:,}" if count < 10_000 else f"{count / 1e4:.2f} 万" if count < 100_000 else f"{count / 1e4:,.0f} 万"
        )
    return f"{count / 1e6:.2f} M" if count < 1e6 else f"{count / 1e6:.1f} M" if count < 1e7 else f"{count / 1e6:,.0f} M"


def duration(seconds: float, language: str) -> str:
    """A time in its two largest units: 42 s, 13 min 10 s, 1 h 7 min; 13 分 10 秒, 1 小时 7 分."""
    s, minute, hour = ("秒", "分", "小时") if language == "zh" else ("s", "min", "h")
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} {s}"
    if whole < 3600:
        return f"{whole // 60} {minute}" + (f" {whole % 60} {s}" if whole % 60 else "")
    minutes = round(whole / 60)
    return f"{minutes // 60} {hour}" + (f" {minutes % 60} {minute}" if minutes % 60 else "")


def _spaced(sentence: str, values: Mapping[str, Any]) -> str:
    """Filled, with a space where Chinese meets a Latin letter or a digit of a value."""
    parts = [part.format(**values) for part in _PLACE.split(sentence)]
    out = parts[0]
    for part in parts[1:]:
        meets = (
            out
            and part
            and (
                (_CHINESE.match(out[-1]) and _LATIN.match(part[0]))
                or (_LATIN.match(out[-1]) and _CHINESE.match(part[0]))
            )
        )
        out += f" {part}" if meets else part
    return out
