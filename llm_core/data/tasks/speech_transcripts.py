"""What is said in clips, from a text beside them: metadata.csv, LJSpeech's id|text, Sphinx's <s> text </s> (id), or a
tab between.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from llm_core.data.files.encoding import decoded
from llm_core.data.files.records import records, text_at
from llm_core.data.files.tables import lines, rows
from llm_core.data.files.text_file import TextFile
from llm_core.data.warnings import TextWarning
from llm_core.errors import TextError

CLIP = (
    "file_name",
    "filename",
    "file",
    "path",
    "audio",
    "audio_path",
    "wav",
    "clip",
    "clip_name",
    "sound",
    "id",
    "utterance",
    "utt_id",
)
TEXT = (
    "normalized_text",
    "transcription",
    "transcript",
    "text",
    "sentence",
    "label",
    "word",
    "words",
    "target",
    "utterance_text",
    "文本",
    "文字",
    "内容",
)
SPEAKER = ("speaker", "speaker_id", "client_id", "voice", "reader", "spk", "user", "说话人")
_KEPT = re.compile(r"[^\w\s']+", re.UNICODE)


class Said(NamedTuple):
    """A line of a transcript: the clip as it is named there, what is said in it, and by whom ("" where that isn't
    told).
    """

    clip: str
    text: str
    speaker: str = ""


def columns_of(file: TextFile, column: str | None, target: str | None) -> tuple[str | None, str | None, str | None]:
    """Which columns of a table hold the clip, what is said, and the speaker.

    Raises:  TextError: a wanted column isn't there.
    """
    for wanted in (column, target):
        if wanted is not None and wanted not in file.columns:
            raise TextError(
                "no-such-column",
                "{name} has no column {wanted!r}: choose among {columns}.",
                name=file.name,
                wanted=wanted,
                columns=", ".join(file.columns[:20]) or "none",
            )
    clip = column or _named(file.columns, CLIP)
    text = target or _named([name for name in file.columns if name != clip], TEXT)
    return clip, text, _named([name for name in file.columns if name not in (clip, text)], SPEAKER)


def transcripts(
    file: TextFile,
    config_columns: tuple[str | None, str | None],
    progress: Callable[[int], None] | None = None,
    warnings: list[TextWarning] | None = None,
) -> Iterator[Said]:
    """The lines of a transcript; none where a file is something else.

    Args:    config_columns: the columns of clip and text that a person chose.
    """
    chunks = decoded(file.path, file.name, file.encoding, progress)
    if file.format == "text":
        for line in lines(chunks, file.name):
            if (said := of_line(line.strip("\n"))) is not None:
                yield said
        return
    clip, text, speaker = columns_of(file, *config_columns)
    if clip is None or text is None:
        return
    if file.table:
        places = [file.columns.index(name) if name else -1 for name in (clip, text, speaker)]
        for row in rows(chunks, file.table, file.name, warnings):
            if max(places) < len(row):
                yield Said(*(row[place].strip() if place >= 0 else "" for place in places))
    else:
        for record in records(chunks, file.shape, file.name, warnings):
            found = [text_at(record, name) if name else "" for name in (clip, text, speaker)]
            yield Said(*((value or "").strip() for value in found))


def of_line(line: str) -> Said | None:
    """What a line of a text says about a clip; None where it says nothing."""
    if (said := _of_sphinx(line.strip())) is not None:
        return said
    for divider in ("|", "\t"):
        parts = [part.strip() for part in line.split(divider)]
        if len(parts) > 1 and parts[0] and parts[-1] and len(parts[0]) < 200:
            return Said(parts[0], parts[2] if divider == "|" and len(parts) == 3 else parts[1])
    first, _, rest = line.strip().partition(" ")  # LibriSpeech's and Kaldi's: the clip, then what is said
    return (
        Said(first, rest.strip())
        if rest.strip() and any(character.isdigit() or character == "." for character in first)
        else None
    )


def _of_sphinx(line: str) -> Said | None:
    """A line as CMU Sphinx has them, `<s> what is said </s> (clip)`; None of any other."""
    said, bracket, clip = line.removesuffix(")").rpartition("(")
    if not (line.endswith(")") and bracket and clip) or ")" in clip or len(clip.split()) != 1 or clip != clip.strip():
        return None
    text = said.strip().removeprefix("<s>").removesuffix("</s>").strip()
    return Said(clip, text) if text else None


def key_of(name: str) -> str:
    """What clips are matched by: the name without folders and ending, in small letters."""
    plain = PurePosixPath(name.replace("\\", "/")).name
    stem, dot, ending = plain.rpartition(".")
    return (stem if dot and len(ending) <= 5 and not ending.isdigit() else plain).lower()


def spoken(text: str) -> str:
    """Text as it is said: small letters, no punctuation but apostrophes, single blanks."""
    plain = _KEPT.sub(" ", unicodedata.normalize("NFKC", text).lower().replace("’", "'")).replace("_", " ")
    return " ".join(plain.split())


def _named(columns: Sequence[str], names: Sequence[str]) -> str | None:
    known = {column.strip().lower(): column for column in columns}
    return next((known[name] for name in names if name in known), None)
