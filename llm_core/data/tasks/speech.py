"""Speech to text: clips of sound and what is said in them, from transcripts, names of files, or folders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path, PurePosixPath

from llm_core.config import DataConfig
from llm_core.data.audio.audio import ENDINGS, seconds_of
from llm_core.data.files.text_file import TextFile
from llm_core.data.pairs.pairing import Pair
from llm_core.data.tasks.example import Example, Segment, TaskRow, Tell
from llm_core.data.tasks.speech_names import Naming, naming_of, parts_of, said_by
from llm_core.data.tasks.speech_transcripts import Said, columns_of, key_of, spoken, transcripts
from llm_core.data.warnings import TextWarning, text_warning
from llm_core.errors import TextError

MARKED_TARGETS = False
VERSION = 1
SHOWN = 12
HEADS = (b"RIFF", b"fLaC", b"OggS", b"ID3", b"FORM", b".snd")


def look_at_bytes(path: Path, name: str, config: DataConfig) -> TextFile | None:
    """A sound, with what its name says about it; None where the file is no sound.

    One that can't be heard is kept with a warning, and left out later, so that it doesn't stop a folder of thousands.
    """
    if Path(name).suffix.lower() not in ENDINGS:
        with path.open("rb") as stream:
            if not stream.read(4).startswith(HEADS):
                return None
    warnings: tuple[TextWarning, ...] = ()
    try:
        seconds = seconds_of(path, name)
    except TextError as mistake:
        seconds, warnings = 0.0, (text_warning(mistake.code, mistake.template, **mistake.values),)
    parts = parts_of(name)
    naming = naming_of([name], label=_wanted(config.target_column, parts), speaker=_wanted(config.column, parts))
    label, _ = said_by(name, naming)
    shown = (Pair(PurePosixPath(name).name, label),) if label else ()
    return TextFile(
        path,
        name,
        "sound",
        path.stat().st_size,
        "",
        True,
        tuple(parts),
        naming.speaker,
        f"{label} ({seconds:.1f} s)",
        warnings,
        target=naming.label,
        examples=shown,
    )


def look(file: TextFile, config: DataConfig) -> TextFile:
    """A text beside clips: which columns or lines tell what is said. Another text is let be."""
    wanted = _columns(file, config)
    clip, text, _ = columns_of(file, *wanted) if file.columns else (None, None, None)
    found = list(islice(_worded(transcripts(file, wanted)), SHOWN))
    return replace(
        file,
        column=clip,
        target=text,
        examples=tuple(Pair(said.clip, said.text) for said in found),
        preview="\n".join(f"{said.clip}: {said.text}" for said in found) or file.preview or "-",
    )


def examples(
    files: Sequence[TextFile],
    config: DataConfig,
    progress: Tell | None = None,
    warnings: list[TextWarning] | None = None,
) -> Iterator[Example]:
    """The clips of all files with what is said in them: by a transcript that names them, else by their names or
    folders.

    Raises:  TextError: there is no clip, or nothing tells what is said in any.
    """
    sounds = [file for file in files if file.format == "sound"]
    if not sounds:
        raise TextError(
            "no-clips", "There is no sound among these files: add the clips (wav, flac, mp3, ogg) beside the text."
        )
    heard = [file for file in sounds if not file.warnings]
    told = _told([file for file in files if file.format != "sound"], config, warnings)
    naming = _naming(heard, config)
    found, silent, done = 0, list[str](), 0
    for file in sounds:
        done += file.size_bytes
        if progress is not None:
            progress(done)
        if file.warnings:
            continue
        said = told.get(key_of(file.name)) if told else Said(file.name, *said_by(file.name, naming))
        text = spoken(said.text) if said is not None else ""
        if said is None or not text:
            silent.append(file.name)
            continue
        found += 1
        speaker = said.speaker or (said_by(file.name, naming)[1] if told and config.column else "")
        yield Example(
            "", text, group=speaker, clip=PurePosixPath(file.name.replace("\\", "/")).name, sound=str(file.path)
        )
    if not found:
        raise TextError(
            "clips-without-words",
            (
                "Nothing tells what is said in {name}: name clips like WORD_SPEAKER_1.wav, put them into a folder "
                "for each word, or add a metadata.csv with the columns file_name and text."
            ),
            name=sounds[0].name,
        )
    if silent and warnings is not None:
        warnings.append(
            text_warning(
                "clips-untold",
                "Left out, because nothing tells what is said in them: {count} clips, the first is {name}.",
                count=len(silent),
                name=silent[0],
            )
        )


def marks(labels: Sequence[str]) -> tuple[str, ...]:
    """Speech needs no marks."""
    return ()


def row(example: Example, config: DataConfig, labels: Sequence[str] = ()) -> TaskRow:
    """What is said; the sound itself lies beside the rows."""
    return TaskRow((), (Segment(example.target),) if example.target else ())


def _told(files: Sequence[TextFile], config: DataConfig, warnings: list[TextWarning] | None) -> dict[str, Said]:
    return {
        key_of(said.clip): said
        for file in files
        for said in _worded(transcripts(file, _columns(file, config), None, warnings))
    }


def _worded(found: Iterator[Said]) -> Iterator[Said]:
    return (said for said in found if said.clip and spoken(said.text))


def _columns(file: TextFile, config: DataConfig) -> tuple[str | None, str | None]:
    """The columns that a person chose, where a file has them: those chosen for names of clips are no column of
    a table.
    """
    clip, text = (wanted if wanted in file.columns else None for wanted in (config.column, config.target_column))
    return clip, text


def _naming(sounds: Sequence[TextFile], config: DataConfig) -> Naming:
    known = {part for file in sounds[:100] for part in parts_of(file.name)}
    return naming_of(
        [file.name for file in sounds],
        label=_wanted(config.target_column, known),
        speaker=_wanted(config.column, known),
    )


def _wanted(part: str | None, known: object) -> str | None:
    return part if part is not None and part in known else None  # type: ignore[operator]
