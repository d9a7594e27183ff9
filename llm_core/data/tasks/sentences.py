"""Sentences of a text, English or Chinese: where each ends, and how many tokens it is about."""

from __future__ import annotations

import re

# A mark that ends a sentence, with quotes and brackets that close after it; a Western one only before a blank.
# Runs of marks are bounded, and one of blanks is begun at its beginning alone, so that a long one is walked through
# once.
_END = re.compile(
    r"[。！？!?…]+[”’」』）)\"']*(?=\S)|(?<=[。！？…])[”’」』）]*\s+|[.!?]{1,40}[\"'”’)\]]{0,10}\s+|(?<!\s)\s*\n\s*"
)
LONGEST_NAME = 80  # characters before a period that may tell that it ends no sentence
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af]")
_WORD = re.compile(r"[^\W_]+")
# Words before a period that ends no sentence. Single letters and "e.g." are known by their shape.
SHORTENED = frozenset(
    (
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "jr",
        "sr",
        "gen",
        "col",
        "sen",
        "rep",
        "gov",
        "lt",
        "capt",
        "sgt",
        "rev",
        "hon",
        "vs",
        "etc",
        "al",
        "fig",
        "figs",
        "eq",
        "eqs",
        "sec",
        "no",
        "nos",
        "vol",
        "ch",
        "pp",
        "approx",
        "resp",
        "cf",
        "ca",
        "inc",
        "ltd",
        "co",
        "corp",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "mt",
        "dept",
        "est",
        "viz",
        "i.e",
        "e.g",
        "w.r.t",
        "a.k.a",
    )
)


def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences of a text, without the blanks around them; a line end always ends one."""
    found, start = [], 0
    for end in _END.finditer(text):
        if _goes_on(text, start, end):
            continue
        found.append(text[start : end.end()])
        start = end.end()
    return tuple(sentence.strip() for sentence in (*found, text[start:]) if sentence.strip())


def _goes_on(text: str, start: int, end: re.Match[str]) -> bool:
    """Whether a sentence goes on behind what looks like its end."""
    mark = end.group().lstrip()[:1]
    if "\n" in end.group() or mark not in set(".!?"):
        return False
    if not end.group()[-1].isspace():  # no blank follows: of "?!" only before Chinese
        return not _CHINESE.match(text, end.end())
    if mark != "." or end.group().startswith(".."):
        return False
    *before, last = [
        word.lstrip("([\"'“‘") for word in text[max(start, end.start() - LONGEST_NAME) : end.start()].split(" ")[-2:]
    ]
    initial = len(last) == 1 and last.isupper() and last != "I" and (not before or before[0][:1].isupper())
    return initial or last.lower() in SHORTENED or text[end.end() : end.end() + 1].islower()


def usual_tokens(text: str) -> int:
    """About how many BPE tokens a text is, and rather too many: a document is cut before any vocabulary is known."""
    chinese = len(_CHINESE.findall(text))
    marks = sum(not (character.isalnum() or character.isspace()) for character in text)
    return int(1.5 * len(_WORD.findall(_CHINESE.sub(" ", text))) + 1.2 * chinese + marks) + 1
