"""How large counts and times are written in each language; ui/live/lib/numbers.js does the same in the browser."""

from __future__ import annotations

from ui.words.folders import language, sentences


def amount(count: int, key: str) -> str:
    """A large count in two or three figures: 0.81 M, 25 M; 2.97 万, 81 万."""
    ten_thousands = language(key).ten_thousands
    return _by_ten_thousands(count, ten_thousands) if ten_thousands else _in_millions(count)


def duration(seconds: float, key: str) -> str:
    """A time in its two largest units: 42 s, 13 min 10 s, 1 h 7 min; 13 分 10 秒, 1 小时 7 分."""
    units = sentences(key, "units")
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} {units['second']}"
    if whole < 3600:
        return _two_units(whole, units["minute"], units["second"])
    return _two_units(round(whole / 60), units["hour"], units["minute"])


def _by_ten_thousands(count: int, unit: str) -> str:
    if count < 10_000:
        return f"{count:,}"
    return f"{count / 1e4:.2f} {unit}" if count < 100_000 else f"{count / 1e4:,.0f} {unit}"


def _in_millions(count: int) -> str:
    digits = 2 if count < 1e6 else 1 if count < 1e7 else 0
    return f"{count / 1e6:,.{digits}f} M"


def _two_units(count: int, larger: str, smaller: str) -> str:
    whole, rest = divmod(count, 60)
    return f"{whole} {larger}" + (f" {rest} {smaller}" if rest else "")
