"""What a question asks for, told by its words: a time, a count, a measure, a person, a place, a reason, or any other
thing; and which words look as if they were it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_TIMES, _PLACES = (
    "year|century|decade|month|day|season",
    "city|country|state|town|village|river|place|region|continent|county|street",
)
_SIZES = "much|old|long|far|tall|high|large|big|often|fast|deep|wide|heavy|thick|hot|cold|quickly"
PATTERNS: Mapping[str, re.Pattern[str]] = {
    "reason": re.compile(
        r"\b(?:why|for what reason|what (?:is|was) the reason|what caused)\b|为什么|为何|原因|何以|缘何"
    ),
    "time": re.compile(
        rf"\b(?:when|what (?:{_TIMES}|date|time)|which (?:{_TIMES})|how long ago|on what (?:day|date))\b"
        "|什么时候|什么时间|何时|哪一?[年天月]|哪个?世纪|几年(?!级)|几月|几号|几点|年份|日期"
    ),
    "measure": re.compile(
        rf"\bhow (?:{_SIZES})\b|\bwhat "
        rf"(?:percent|percentage|age|height|length|weight|size|price|distance|speed|temperature|share)\b"
        r"|\bwhat (?:is|was) the "
        r"(?:height|length|weight|price|cost|distance|speed|temperature|area|depth|width|size|age)\b"
        "|多[大长高重久远宽深快]|多少(?:钱|[米升克吨元度岁天]|公里|公斤|分钟|小时|平方)|百分之|(?:高度|长度|重量|面积|价格|容量|功率|温度|速度|票价|售价)(?:是|为|有)多少|几[岁天元米]|几个?(?:小时|分钟|星期|月)"
    ),
    "count": re.compile(
        r"\bhow many\b|\bwhat (?:number|population)\b|\bwhat (?:is|was) the (?:number|population)\b|多少|几[^乎何]"
    ),
    "person": re.compile(r"\b(?:who|whom|whose)\b|谁|哪位|何人|什么人"),
    "place": re.compile(
        rf"\b(?:where|(?:what|which) "
        rf"(?:{_PLACES}))\b|哪里|哪儿|何处|什么地方|在哪|哪个?(?:国家|城市|地方|州|省|国|镇|村)"
    ),
    "thing": re.compile(""),
}
_SHAPES = "word ed ing ly plural agent noun adjective wide name opening capitals number year month unit money"
SHAPES = tuple(_SHAPES.split())
_OF_TIMES, _OF_NUMBERS, _OF_NAMES = (
    frozenset({"year", "number", "month"}),
    frozenset({"number", "year"}),
    frozenset({"name", "opening", "capitals"}),
)
# Looks of words that could be what is asked for.
FITTING: Mapping[str, frozenset[str]] = {
    "time": _OF_TIMES,
    "count": _OF_NUMBERS,
    "measure": _OF_NUMBERS | {"unit", "money"},
    "person": _OF_NAMES | {"agent"},
    "place": _OF_NAMES,
    "reason": frozenset(),
    "thing": frozenset(),
}
_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty "
    "sixty seventy eighty ninety hundred thousand million billion dozen dozens half once twice"
)
_MONTHS = (
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday"
)
SEASONS = frozenset({"spring", "summer", "autumn", "winter", "noon", "midnight"})
_UNITS = (
    "meter metre kilometer kilometre centimeter centimetre millimeter millimetre mile foot feet inch inche yard "
    "acre hectare kilogram gram ton tonne pound ounce "
    "liter litre gallon cup spoon degree celsius fahrenheit watt kilowatt volt kg km cm mm ml mph m g l kwh mb gb"
)
_MONEY = "euro dollar cent pound franc yen yuan rupee shilling crown penny pence eur usd gbp"
NUMBERS, NUMERALS = frozenset(_NUMBERS.split()), frozenset("〇零一二三四五六七八九十百千万亿两")
MONTHS, UNITS, MONEY = frozenset(_MONTHS.split()) | SEASONS, frozenset(_UNITS.split()), frozenset(_MONEY.split())
_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ed", ("ed",)),
    ("ing", ("ing",)),
    ("ly", ("ly",)),
    ("noun", ("tion", "sion", "ment", "ness", "ity", "ism", "ship", "ance", "ence", "age")),
    ("adjective", ("al", "ic", "ous", "ive", "ful", "able", "ible", "ish", "less", "ary")),
    ("agent", ("er", "or", "ist", "ian", "ant", "ess")),
    ("plural", ("s",)),
)


def answer_kind(question: str) -> str:
    """What a question asks for, of PATTERNS' names."""
    return next(kind for kind, pattern in PATTERNS.items() if pattern.search(question.lower()))


def shape_of(word: str, *, opens: bool = False) -> str:
    """What a word or a Chinese character looks like, of SHAPES.

    Args:    opens: whether it opens its sentence, where a capital says little.
    """
    if word in NUMERALS or word[0] >= "\u2e80":
        return "number" if word in NUMERALS else "wide"
    counted = _counted(word)
    if counted or not word[0].isupper():
        return counted or next(
            (shape for shape, endings in _ENDINGS if len(word) > 4 and word.endswith(endings)), "word"
        )
    return "capitals" if len(word) > 1 and word.isupper() else "opening" if opens else "name"


def _counted(word: str) -> str:
    """Of numbers, and of what is counted and measured, the shape; "" of other words."""
    small = word.lower()
    one = small.removesuffix("s") if len(small) > 2 else small
    if word[0].isdigit():
        return "year" if len(word) == 4 and word.isdigit() and word[0] in "12" else "number"
    if small in MONTHS and (word[0].isupper() or small in SEASONS):
        return "month"
    return (
        "number" if small in NUMBERS else "money" if one in MONEY else "unit" if small in UNITS or one in UNITS else ""
    )


def could_be(shape: str, kind: str) -> bool:
    """Whether a word of this look could be what is asked for."""
    return shape in FITTING[kind]
