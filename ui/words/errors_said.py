"""What a mistake repeats from the core, said in Chinese: names of settings as the page's labels, choices, numbers and
rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ui.words.errors_zh import VALUES
from ui.words.fields import ZH as FIELDS
from ui.words.settings import ZH as SETTINGS

# A setting's dotted name in a sentence; behind -- it is a flag of the command line, which stays.
_NAME = re.compile(r"(?<![-\w.`])(?:model|data|train|sampling)\.[a-z]\w*")
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"a valid boolean.*"), "开或关（true 或 false）"),
    (re.compile(r"a valid integer.*"), "整数"),
    (re.compile(r"a valid number.*|a finite number.*"), "数字"),
    (re.compile(r"a valid string.*"), "文字"),
    (re.compile(r"a valid (?:tuple|list|dictionary).*"), "列表"),
    (re.compile(r"[Ss]tring should have at most (\d+) characters?"), r"最多 \1 个字符"),
    (re.compile(r"[Tt]uple should have at most (\d+) items?.*"), r"最多 \1 项"),
    (re.compile(r"(greater than or equal to|at least) (\S+)"), r"不小于 \2"),
    (re.compile(r"(less than or equal to|at most) (\S+)"), r"不大于 \2"),
    (re.compile(r"greater than (\S+)"), r"大于 \1"),
    (re.compile(r"less than (\S+)"), r"小于 \1"),
)


def said(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a mistake, as its Chinese sentence takes them."""
    return {name: _rule(value) if name == "rule" else _value(name, value) for name, value in values.items()}


def labelled(sentence: str) -> str:
    """A sentence with the page's labels in place of settings' names."""
    return _NAME.sub(
        lambda found: f"“{FIELDS[found.group()][0]}”" if found.group() in FIELDS else found.group(), sentence
    )


def _value(name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return "开" if value else "关"
    if not isinstance(value, str):
        return value
    if name == "name" and (full := [key for key in FIELDS if key == value or key.endswith(f".{value}")]):
        return f"“{FIELDS[full[0]][0]}”"
    if name in ("architecture", "fits", "first", "format", "task", "learnt", "wanted"):
        return "或".join(SETTINGS.get(f"option.{part}", part).removeprefix("任务：") for part in value.split(" or "))
    return VALUES.get(value, value)


def _rule(rule: Any) -> str:
    text = str(rule)
    for pattern, chinese in _RULES:
        if pattern.fullmatch(text):
            return pattern.sub(chinese, text)
    choices = re.findall(r"'([^']*)'", text)
    return "只能是 " + "、".join(choices) if choices else text
