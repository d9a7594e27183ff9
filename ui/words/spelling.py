"""How values go into a sentence of the page: English nouns after 1 singular, Chinese spaced from Latin."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from llm_core.counting import fill
from ui.words.folders import language

_PLACE = re.compile(r"(?<!\{)(\{\w+(?:![rs])?(?::[^{}]*)?\})(?!\})")
_CHINESE, _LATIN = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[0-9A-Za-z]")


def filled(sentence: str, values: Mapping[str, Any], key: str) -> str:
    """A sentence with its values, as the language writes them."""
    traits = language(key)
    if traits.spaced_from_latin:
        return _spaced(sentence, values)
    return fill(sentence, values) if traits.counts_agree else sentence.format(**values)


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
