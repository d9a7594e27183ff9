"""A natural beginning for samples, taken from the text: a speaker's name, how its paragraphs begin, or its
first words.
"""

from __future__ import annotations

import re
from collections import Counter

LONGEST = 40
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_SPEAKER = re.compile(r"^[^\s\d][^\n:：]{0,28}[:：]$", re.MULTILINE)
_WORDS = re.compile(r"\S+(?:[ ]\S+){0,2}")


def find_sample_prompt(text: str) -> str:
    """Choose an opening for samples from the beginning of a text; never empty when the text holds anything."""
    speakers = Counter(_SPEAKER.findall(text))
    if speakers and speakers.most_common(1)[0][1] >= 5:
        return str(speakers.most_common(1)[0][0]) + "\n"
    starts = [line.strip() for line in text.split("\n") if line.strip()]
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    starts = paragraphs if len(paragraphs) >= 20 else starts
    head = "".join(starts)[:5000]
    if len(_WIDE.findall(head)) > 0.3 * max(1, len(head)):
        return _frequent_wide(starts)
    return _frequent_words(starts) or text.strip()[:10] or text[:1]


def _frequent_wide(starts: list[str]) -> str:
    """The two characters that most often begin a paragraph, longer when most of those go on alike."""
    counts = Counter(start[:2] for start in starts if len(start) >= 8 and all(map(_WIDE.match, start[:2])))
    if not counts:
        return starts[0][:2]
    opening = counts.most_common(1)[0][0]
    while len(opening) < 6:
        longer = Counter(
            start[: len(opening) + 1] for start in starts if start.startswith(opening) and len(start) > len(opening) + 4
        )
        best, count = longer.most_common(1)[0] if longer else ("", 0)
        if count < 0.6 * counts[opening[:2]] or count < 3 or not _WIDE.match(best[-1]):
            break
        opening = best
    return opening


def _frequent_words(starts: list[str]) -> str:
    """The three, two or one words that most often begin a paragraph."""
    found = [match[0] for start in starts if (match := _WORDS.match(start)) and start[0].isalpha()]
    if not found:
        found = [match[0] for start in starts if (match := _WORDS.match(start))]
    for words, least in ((3, 5), (2, 4), (1, 3)):
        counts = Counter(" ".join(start.split(" ")[:words]) for start in found)
        if counts and counts.most_common(1)[0][1] >= least:
            return counts.most_common(1)[0][0][:LONGEST]
    return found[0][:LONGEST] if found else ""
