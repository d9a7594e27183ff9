"""Where text may be cut before BPE merges anything: words, numbers, marks and blanks, none longer than a cap.

The cap keeps training merges fast on text without blanks (it is quadratic in a piece's length), Chinese included.
It stands in the pattern, so that it travels in tokenizer.json and an export tokenizes the same.
"""

from __future__ import annotations

import re

CHARACTER = r"[\s\S]"
SHORTEST_CAP, LONGEST_CAP = 4, 256

# A letter or digit then a blank or Chinese mark, or a Chinese mark then a letter, always lie in different pieces.
_BOUNDARY = re.compile(r"(?<=\S)(?=[ \n])|(?<=[^\W_])(?=[，。！？；：、“”《》])|(?<=[，。！？；：、“”《》])(?=[^\W_])")


def pattern(cap: int) -> str:
    """The pattern of a piece: GPT-2's (Radford et al. 2019), with a cap, numbers by threes, and line ends apart."""
    return (
        r"'(?:[sdmt]|ll|ve|re)"
        rf"| ?[\p{{L}}\p{{M}}]{{1,{cap}}}"
        r"| ?\p{N}{1,3}"
        rf"| ?[^\s\p{{L}}\p{{M}}\p{{N}}]{{1,{cap}}}"
        rf"|\s{{0,{cap - 1}}}\n"
        rf"|\s{{1,{cap}}}(?!\S)"
        rf"|\s{{1,{cap}}}"
    )


def safe_parts(text: str) -> list[str]:
    """Cut a text where a piece always ends: encoding the parts gives what encoding the whole gives."""
    return _BOUNDARY.split(text)


def last_safe_cut(text: str) -> int:
    """The last place in a text where a piece surely ends; 0 when there is none."""
    last = 0
    for found in _BOUNDARY.finditer(text, max(0, len(text) - 4096)):
        last = found.start()
    return last
