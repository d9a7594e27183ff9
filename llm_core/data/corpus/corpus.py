"""A corpus: files turned into tokens on disk, once, in constant memory; found again by what went into it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from llm_core.config import TASKS, DataConfig
from llm_core.data.audio.clips import Clips, open_clips
from llm_core.data.chat.dialogue import Dialogue
from llm_core.data.chat.dialogues import Dialogues, open_dialogues
from llm_core.data.chat.encode import read_dialogue
from llm_core.data.chat.scan import scan_dialogues
from llm_core.data.chat.template import template_of
from llm_core.data.corpus.files import dtype_of, write_dialogues, write_examples, write_pairs, write_texts
from llm_core.data.corpus.progress import Progress, Reporter
from llm_core.data.corpus.scan import CorpusScan, scan_texts
from llm_core.data.corpus.statistics import Statistics
from llm_core.data.corpus.train_tokenizer import train_corpus_tokenizer
from llm_core.data.files.text_file import TextFile
from llm_core.data.pairs.rows import Rows, open_rows
from llm_core.data.pairs.scan import scan_pairs
from llm_core.data.tasks import Example, reader_of
from llm_core.data.tasks.example_files import TAGS, read_examples, scan_examples
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.data.tokens import Tokens
from llm_core.errors import CheckpointError, TextError
from llm_core.files import atomic_folder, read_json, require_free_disk, sha256, write_json

__all__ = ["Corpus", "Progress", "load", "prepare"]
VERSION = 1
Side = Literal["train", "validation"]


@dataclass(frozen=True)
class Corpus:
    """Tokens of training and validation text, mapped from disk, with their tokenizer and statistics.

    Of pairs, the rows tell where each lies among the tokens, and of conversations the dialogues do; of plain text there
    are none. `text`: the training side of plain text beside conversations.
    """

    folder: Path
    tokenizer: Tokenizer
    train: Tokens
    validation: Tokens
    statistics: Statistics
    train_rows: Rows | None = None
    validation_rows: Rows | None = None
    train_dialogues: Dialogues | None = None
    validation_dialogues: Dialogues | None = None
    text: Tokens | None = None
    train_clips: Clips | None = None
    validation_clips: Clips | None = None

    def examples(self, side: Side) -> list[Example]:
        """The examples of a task, as their files have them.

        Raises:  CheckpointError: the corpus is damaged, or no task's.
        """
        try:
            found = read_examples(self.folder, side)
            if self.train_clips is None:
                return found
            return [replace(example, heard=f"{self.folder / side}#{number}") for number, example in enumerate(found)]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            raise _damaged(self.folder) from None

    def dialogue(self, side: Side, row: int) -> Dialogue:
        """The messages of a dialogue, as its file has them.

        Raises:  CheckpointError: the corpus is damaged.
        """
        try:
            return read_dialogue(self.folder, side, row)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            raise _damaged(self.folder) from None


def prepare(
    files: Sequence[TextFile],
    config: DataConfig,
    corpora: Path,
    *,
    progress: Callable[[Progress], None] | None = None,
    base: Tokenizer | None = None,
) -> Corpus:
    """Turn files into a corpus below `corpora`, or find the one that the same files and settings made before.

    Several processes may prepare the same at once. Reads in constant memory: a file may be of any size.

    Args:    base: a tokenizer to go on from: its ids stay what they are, and what it lacks follows them.
    Raises:  TextError: too little text, or text that can't be read to its end. SettingError: a chat template that can't
        be
             used. ResourceError: the disk is full.
    """
    if not files:
        raise TextError("no-files", "There is no file to learn from: choose at least one.")
    report = Reporter(progress, sum(file.size_bytes for file in files))
    read = _read(files, config, report)
    folder = Path(corpora) / _fingerprint(read, files, config, base)
    if (folder / "corpus.json").is_file():
        try:
            found_before = load(folder)
        except CheckpointError:
            pass  # damaged: made anew below
        else:
            _name_held_out(folder, held_out(read, files, config))
            return found_before
    folder.parent.mkdir(parents=True, exist_ok=True)
    found = _scan(files, config, report)
    require_free_disk(folder.parent, (8 if found.divided else 4) * found.characters)
    tokenizer = train_corpus_tokenizer(files, found, config, report.stage("learning"), base)
    try:
        with atomic_folder(folder) as draft:
            write = (
                write_examples
                if config.task
                else {"pairs": write_pairs, "conversations": write_dialogues}.get(config.format, write_texts)
            )
            statistics = write(draft, files, found, tokenizer, config=config, tell=report.stage("encoding"))
            write_json(
                draft / "corpus.json",
                {
                    "version": VERSION,
                    "held_out": held_out(read, files, config),
                    "dtype": dtype_of(tokenizer),
                    "names": [file.name for file in files],
                    "settings": config.model_dump(mode="json"),
                    "statistics": statistics.as_json(),
                },
            )
            if _is_whole(folder):
                raise _MadeMeanwhileError
    except _MadeMeanwhileError:
        pass
    except OSError:  # the other process was quicker between the look and the rename
        if not _is_whole(folder):
            raise
    return load(folder)


def _name_held_out(folder: Path, name: str) -> None:
    """Write it down where a corpus is older than that."""
    about = read_json(folder / "corpus.json")
    if about.get("held_out") != name:
        write_json(folder / "corpus.json", {**about, "held_out": name})


def held_out(read: Sequence[Any], files: Sequence[TextFile], config: DataConfig) -> str:
    """A name made of everything that decides which text is held out, and of nothing that decides its tokens."""
    return _hashed([VERSION, read, _sides(files, config)])


def _scan(files: Sequence[TextFile], config: DataConfig, report: Reporter) -> CorpusScan:
    if config.task:
        return scan_examples(files, config, report.stage("counting"))
    look_through = {"pairs": scan_pairs, "conversations": scan_dialogues}.get(config.format, scan_texts)
    return look_through(files, config.validation_fraction, report.stage("counting"))


def load(folder: Path) -> Corpus:
    """Open a corpus.

    Raises:  CheckpointError: it isn't there, or it is damaged.
    """
    folder = Path(folder)
    try:
        about = read_json(folder / "corpus.json")
        statistics = Statistics.from_json(about["statistics"])
        dtype = np.dtype({"uint16": "<u2", "uint32": "<u4"}[about["dtype"]])
        train, validation = (
            np.memmap(folder / f"{side}.bin", dtype=dtype, mode="r") for side in ("train", "validation")
        )
        form = about["settings"].get("format", "text")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _damaged(folder) from None
    if (len(train), len(validation)) != (statistics.train_tokens, statistics.validation_tokens):
        raise _damaged(folder)
    tokenizer = Tokenizer.load(folder / "tokenizer.json")
    if form == "text":
        return Corpus(folder, tokenizer, train, validation, statistics)
    try:
        if form == "conversations":
            talks, held = (
                open_dialogues(folder, side, tokens, tokenizer.end_id)
                for side, tokens in (("train", train), ("validation", validation))
            )
            text = _plain_text(folder, dtype, statistics)
            return Corpus(
                folder,
                tokenizer,
                train,
                validation,
                statistics,
                train_dialogues=talks,
                validation_dialogues=held,
                text=text,
            )
        train_rows, validation_rows = (
            _open_rows(folder, side, tokens, tokenizer.end_id)
            for side, tokens in (("train", train), ("validation", validation))
        )
        if form in TASKS and TASKS[form].hears:
            clips, held_clips = (open_clips(folder, side) for side in ("train", "validation"))
            train_rows, validation_rows = _heard(train_rows, clips), _heard(validation_rows, held_clips)
            return Corpus(
                folder,
                tokenizer,
                train,
                validation,
                statistics,
                train_rows,
                validation_rows,
                train_clips=clips,
                validation_clips=held_clips,
            )
    except (OSError, ValueError):
        raise _damaged(folder) from None
    return Corpus(folder, tokenizer, train, validation, statistics, train_rows, validation_rows)


def _heard(rows: Rows, clips: Clips) -> Rows:
    if len(clips) != len(rows):
        raise ValueError("clips don't fit their rows")
    return replace(rows, heard=clips.lengths)


def _open_rows(folder: Path, side: str, tokens: Tokens, end_id: int) -> Rows:
    """Rows with the tags beside them, where an encoder is asked any."""
    rows, path = open_rows(folder / f"{side}_rows.bin", tokens, end_id), folder / f"{side}_{TAGS}"
    if not path.is_file():
        return rows
    tags: Tokens = np.memmap(path, dtype=tokens.dtype, mode="r")
    if len(tags) != len(tokens):
        raise ValueError("tags don't fit their tokens")
    return replace(rows, tags=tags) if tags.any() else rows


def _plain_text(
    folder: Path, dtype: np.dtype[np.uint16] | np.dtype[np.uint32], statistics: Statistics
) -> Tokens | None:
    if not statistics.text_tokens:
        return None
    text: Tokens = np.memmap(folder / "text.bin", dtype=dtype, mode="r")
    if len(text) != statistics.text_tokens:
        raise ValueError("the plain text isn't whole")
    return text


class _MadeMeanwhileError(Exception):
    """Another process finished the same corpus first."""


def _read(files: Sequence[TextFile], config: DataConfig, report: Reporter) -> list[Any]:
    """The contents of files, in order, and how they are read."""
    tell, done, read = report.stage("hashing"), 0, []
    for file in files:
        how = [file.format, file.encoding, file.column, asdict(file.table) if file.table else None, file.shape]
        talks = [asdict(file.dialogue) if file.dialogue else None] if config.format == "conversations" else []
        read.append([sha256(file.path), *how, *([file.target] if config.paired else []), *talks])
        tell(done := done + file.size_bytes)
    return read


def _sides(files: Sequence[TextFile], config: DataConfig) -> dict[str, Any]:
    """What decides on which side of the split a text comes."""
    settings: dict[str, Any] = {"validation_fraction": config.validation_fraction}
    settings |= (
        {"format": config.format} if config.format != "text" else {}
    )  # these are said only where they are so: older corpora keep their names
    settings |= {"split_by": config.split_by} if config.task and config.split_by != "groups" else {}
    settings |= (
        {"names": [file.name for file in files], "reader": getattr(reader_of(config.task), "VERSION", 1)}
        if config.task
        else {}
    )
    return settings


def _fingerprint(read: Sequence[Any], files: Sequence[TextFile], config: DataConfig, base: Tokenizer | None) -> str:
    """A name made of everything that decides the tokens: contents in order, how they are read, settings."""
    matters = {"characters": ("max_characters",), "bpe": ("vocab_size", "max_token_length")}[config.tokenizer]
    settings = _sides(files, config) | {name: getattr(config, name) for name in ("tokenizer", *matters)}
    settings |= {"mask_token": True} if config.mask_token else {}
    settings |= {"template": template_of(config).source} if config.format == "conversations" else {}
    settings |= {"base": hashlib.sha256(base.inner.to_str().encode()).hexdigest()} if base else {}
    return _hashed([VERSION, read, settings])


def _hashed(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:32]


def _is_whole(folder: Path) -> bool:
    try:
        load(folder)
    except CheckpointError:
        return False
    return True


def _damaged(folder: Path) -> CheckpointError:
    return CheckpointError(
        "damaged-corpus",
        "The corpus {name} is damaged or gone: delete its folder and prepare the text again.",
        name=folder.name,
    )
