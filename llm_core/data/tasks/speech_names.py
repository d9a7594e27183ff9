"""What is said in clips, by the names of their files and folders: {label}_{speaker}_{take}, or a folder for
each word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

MOST_PARTS = 8
_DIVIDERS = re.compile(r"[_\-.\s]+")
FOLDER = "folder"


@dataclass(frozen=True)
class Naming:
    """Which part of a name is what is said, and which tells the speaker: "part 1", "part 2" …, "folder"; None: none
    does.
    """

    label: str | None
    speaker: str | None


def parts_of(name: str) -> dict[str, str]:
    """The parts of a clip's name, `7_jackson_0.wav` as {"part 1": "7", …}, and the folder that it lies in, where there
    is one.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    parts = [part for part in _DIVIDERS.split(path.stem) if part]
    found = {f"part {number}": part for number, part in enumerate(parts[:MOST_PARTS], 1)}
    return found | ({FOLDER: path.parent.name} if path.parent.name else {})


def naming_of(names: Sequence[str], *, label: str | None = None, speaker: str | None = None) -> Naming:
    """How clips are named, judged by all names together.

    A folder for each word is what is said, unless the names repeat it. Else the first part that isn't another for each
    clip; the next such part is the speaker, and a number that counts takes is neither.

    Args:    label, speaker: the parts that a person chose.
    """
    tables = [parts_of(name) for name in names]
    shared = [
        part
        for part in dict.fromkeys(key for table in tables for key in table)
        if sum(part in table for table in tables) >= 0.95 * len(tables)
    ]
    values = {part: Counter(table[part] for table in tables if part in table) for part in shared}
    named = [part for part in shared if part != FOLDER and not _counts(part, values, shared)]
    folder = FOLDER if len(values.get(FOLDER, ())) > 1 else None
    repeated = next((part for part in named if folder and set(values[part]) == set(values[FOLDER])), None)
    found = label
    if found is None:
        telling = [part for part in named if part != repeated and _repeats(values[part], len(tables))]
        found = (
            folder
            if folder and repeated is None
            else next(iter(telling), next(iter(named), None) if len(tables) == 1 else None)
        )
    if speaker is None:
        speaker = repeated if repeated != found else None
        speaker = speaker or next(
            (part for part in named if part != found and _repeats(values[part], len(tables))), None
        )
    return Naming(found, speaker if speaker != found else None)


def said_by(name: str, naming: Naming) -> tuple[str, str]:
    """What is said in a clip and who says it, "" where its name doesn't tell."""
    parts = parts_of(name)
    return parts.get(naming.label or "", ""), parts.get(naming.speaker or "", "")


def _counts(part: str, values: Mapping[str, Counter[str]], shared: Sequence[str]) -> bool:
    """Whether a part is the number of a take: digits, behind others, with more values than these have together room
    for.
    """
    numbers = all(value.isdigit() for value in values[part])
    others = [other for other in shared if other not in (part, FOLDER)]
    last = bool(others) and part == [other for other in shared if other != FOLDER][-1]
    return numbers and last


def _repeats(values: Counter[str], clips: int) -> bool:
    """Whether values come again often enough to be words or speakers, and no names of single clips."""
    return len(values) <= max(clips / 2, 1)
