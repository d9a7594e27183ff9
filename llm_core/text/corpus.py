"""A corpus: files turned into tokens on disk, once, in constant memory; found again by what went into it."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from llm_core.config import DataConfig
from llm_core.errors import CheckpointError, TextError
from llm_core.files import atomic_folder, read_json, require_free_disk, sha256, write_json
from llm_core.text.advice import advice
from llm_core.text.opening import find_opening
from llm_core.text.pretokens import last_safe_cut
from llm_core.text.reading import TextFile
from llm_core.text.references import Tokens, references
from llm_core.text.split import sides
from llm_core.text.statistics import Statistics
from llm_core.text.survey import Histogram, Survey, starts_of, survey
from llm_core.text.tokenizer import Tokenizer, characters_tokenizer, train_tokenizer
from llm_core.text.writing import TokenWriter

VERSION = 1
LEARNT_FROM_CHARACTERS = 16_000_000
BLOCK_CHARACTERS = 16_384
REPORT_EVERY_S = 0.1
Stage = Literal["hashing", "counting", "learning", "encoding"]


@dataclass(frozen=True)
class Progress:
    """How far `prepare` is within a stage, in bytes of the files."""

    stage: Stage
    done: int
    total: int


@dataclass(frozen=True)
class Corpus:
    """Tokens of training and validation text, mapped from disk, with their tokenizer and statistics."""

    folder: Path
    tokenizer: Tokenizer
    train: Tokens
    validation: Tokens
    statistics: Statistics


def prepare(
    files: Sequence[TextFile], config: DataConfig, corpora: Path, *, progress: Callable[[Progress], None] | None = None
) -> Corpus:
    """Turn files into a corpus below `corpora`, or find the one that the same files and settings made before.

    Several processes may prepare the same at once. Reads in constant memory: a file may be of any size.

    Raises:  TextError: too little text, or text that can't be read to its end. ResourceError: the disk is full.
    """
    if not files:
        raise TextError("no-files", "There is no file to learn from: choose at least one.")
    report = _Reporter(progress, sum(file.size_bytes for file in files))
    folder = Path(corpora) / _fingerprint(files, config, report)
    if (folder / "corpus.json").is_file():
        try:
            return load(folder)
        except CheckpointError:
            pass  # damaged: made anew below
    folder.parent.mkdir(parents=True, exist_ok=True)
    found = survey(files, config.validation_fraction, report.stage("counting"))
    require_free_disk(folder.parent, 4 * found.characters)
    tokenizer = _learn(files, found, config, report)
    try:
        with atomic_folder(folder) as draft:
            _write(draft, files, found, tokenizer, config=config, report=report)
            if _is_whole(folder):
                raise _MadeMeanwhileError
    except _MadeMeanwhileError:
        pass
    except OSError:  # the other process was quicker between the look and the rename
        if not _is_whole(folder):
            raise
    return load(folder)


def load(folder: Path) -> Corpus:
    """Open a corpus.

    Raises:  CheckpointError: it isn't there, or it is damaged.
    """
    folder = Path(folder)
    try:
        about = read_json(folder / "corpus.json")
        statistics = Statistics.from_json(about["statistics"])
        dtype = np.dtype({"uint16": "<u2", "uint32": "<u4"}[about["dtype"]])
        train, validation = (np.memmap(folder / f"{side}.bin", dtype=dtype, mode="r") for side in ("train", "validation"))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise _damaged(folder) from None
    if (len(train), len(validation)) != (statistics.train_tokens, statistics.validation_tokens):
        raise _damaged(folder)
    return Corpus(folder, Tokenizer.load(folder / "tokenizer.json"), train, validation, statistics)


def require_windows(corpus: Corpus, context_length: int) -> None:
    """Refuse a context that is longer than the text on either side.

    Raises:  TextError: with a context length that fits, or how much text is needed.
    """
    sides_ = {"training": len(corpus.train), "validation": len(corpus.validation)}
    side = min(sides_, key=lambda name: sides_[name])
    tokens = sides_[side]
    if tokens > context_length:
        return
    if tokens - 1 < 4:
        raise TextError(
            "text-shorter-than-any-context",
            "The {side} text has {tokens} tokens, too few for any context: give more text, at least {needed} characters for a context of {context_length}.",
            side=side, tokens=tokens, context_length=context_length, needed=_needed(corpus, context_length),
        )
    raise TextError(
        "text-shorter-than-context",
        "The {side} text has {tokens} tokens and a context of {context_length} needs {least}: set the context to {fits} or less, or give more text.",
        side=side, tokens=tokens, context_length=context_length, least=context_length + 1, fits=tokens - 1,
    )


class _MadeMeanwhileError(Exception):
    """Another process finished the same corpus first."""


class _Reporter:
    """Passes progress on, at most ten times a second and at each stage's end."""

    def __init__(self, progress: Callable[[Progress], None] | None, total: int) -> None:
        self.progress, self.total, self.last_s = progress, total, 0.0

    def stage(self, name: Stage) -> Callable[[int], None]:
        """What to call with the bytes done in this stage."""
        def report(done: int) -> None:
            now = time.monotonic()
            if self.progress and (now - self.last_s >= REPORT_EVERY_S or done >= self.total):
                self.last_s = now
                self.progress(Progress(name, min(done, self.total), self.total))

        report(0)
        return report


def _fingerprint(files: Sequence[TextFile], config: DataConfig, report: _Reporter) -> str:
    """A name made of everything that decides the tokens: contents in order, how they are read, settings."""
    tell, done, read = report.stage("hashing"), 0, []
    for file in files:
        how = (file.format, file.encoding, file.column, asdict(file.table) if file.table else None, file.shape)
        read.append([sha256(file.path), *how])
        tell(done := done + file.size_bytes)
    matters = {"characters": ("max_characters",), "bpe": ("vocab_size", "max_token_length")}[config.tokenizer]
    settings = {name: getattr(config, name) for name in ("tokenizer", "validation_fraction", *matters)}
    return hashlib.sha256(json.dumps([VERSION, read, settings], sort_keys=True).encode()).hexdigest()[:32]


def _learn(files: Sequence[TextFile], found: Survey, config: DataConfig, report: _Reporter) -> Tokenizer:
    """Learn the tokenizer from the training side: all of it for characters, an evenly spread share for BPE."""
    texts = _training_texts(files, found, config, report.stage("learning"))
    if config.tokenizer == "characters":
        histogram = Histogram()
        for text in texts:
            histogram.add(text)
        counts = histogram.by_character()
        if not counts:
            raise _too_short(found, config)
        return characters_tokenizer(counts, config)
    return train_tokenizer(_share(texts, min(1.0, LEARNT_FROM_CHARACTERS / max(1, found.characters))), config)


def _training_texts(
    files: Sequence[TextFile], found: Survey, config: DataConfig, tell: Callable[[int], None]
) -> Iterator[str]:
    for file, cut, before in zip(files, found.cuts, starts_of(files), strict=True):
        for is_validation, piece in sides(file, cut, config.validation_fraction, lambda done, before=before: tell(before + done)):  # type: ignore[misc]
            if not is_validation and piece.text:
                yield piece.text


def _share(texts: Iterator[str], share: float) -> Iterator[str]:
    """An evenly spread share of texts, in blocks that tear no word."""
    due = 0.0
    for text in texts:
        start = 0
        while start < len(text):
            end = start + (last_safe_cut(text[start : start + BLOCK_CHARACTERS]) if len(text) - start > BLOCK_CHARACTERS else 0)
            end = end if end > start else min(start + BLOCK_CHARACTERS, len(text))
            due += share
            if due >= 1 - 1e-9:
                due -= 1
                yield text[start:end]
            start = end


def _write(
    draft: Path, files: Sequence[TextFile], found: Survey, tokenizer: Tokenizer, *, config: DataConfig, report: _Reporter
) -> None:
    """Encode both sides into the draft folder, then measure and describe them."""
    tell, separate = report.stage("encoding"), len(files) > 1
    dtype = "uint16" if tokenizer.vocab_size <= 65_536 else "uint32"
    with TokenWriter(draft / "train.bin", tokenizer, dtype) as train, TokenWriter(draft / "validation.bin", tokenizer, dtype) as validation:
        for file, cut, before in zip(files, found.cuts, starts_of(files), strict=True):
            apart = separate or file.format != "text"
            for is_validation, piece in sides(file, cut, config.validation_fraction, lambda done, before=before: tell(before + done)):  # type: ignore[misc]
                (validation if is_validation else train).add(piece.text, ends=piece.ends, mark=apart)
    if min(train.tokens, validation.tokens) < 2:
        raise _too_short(found, config)
    tokenizer.save(draft / "tokenizer.json")
    bins = [np.memmap(draft / f"{side}.bin", dtype=dtype, mode="r") for side in ("train", "validation")]
    statistics = Statistics(
        files=len(files), documents=found.documents, characters=found.characters, bytes=found.bytes, kinds=found.kinds,
        train_tokens=train.tokens, validation_tokens=validation.tokens, validation_bytes=validation.bytes,
        validation_characters=validation.characters, unknown=train.unknown + validation.unknown, duplicates=found.duplicates,
        references=references(bins[0], bins[1], train.counts), opening=_opening(train.head, tokenizer),
        warnings=(*(warning for file in files for warning in file.warnings), *found.notices, *advice(found, train, validation)),
    )
    about: dict[str, Any] = {"version": VERSION, "dtype": dtype, "names": [file.name for file in files], "settings": config.model_dump(mode="json")}
    write_json(draft / "corpus.json", {**about, "statistics": statistics.as_json()})


def _opening(head: str, tokenizer: Tokenizer) -> str:
    opening = find_opening(head)
    if tokenizer.unknown_id is None or tokenizer.unknown_id not in tokenizer.encode(opening):
        return opening
    return next((character for character in head if tokenizer.unknown_id not in tokenizer.encode(character)), head[:1])


def _is_whole(folder: Path) -> bool:
    try:
        load(folder)
    except CheckpointError:
        return False
    return True


def _needed(corpus: Corpus, context_length: int) -> int:
    statistics = corpus.statistics
    share = min(len(corpus.train), len(corpus.validation)) / max(1, statistics.characters)
    return int((context_length + 1) / max(share, 1e-9)) + 1


def _too_short(found: Survey, config: DataConfig) -> TextError:
    return TextError(
        "text-too-short",
        "The text has {characters} characters, too few to divide into training and validation: give at least {needed}, better 100,000.",
        characters=found.characters, needed=max(found.characters + 1, int(4 / min(config.validation_fraction, 1 - config.validation_fraction))),
    )


def _damaged(folder: Path) -> CheckpointError:
    return CheckpointError("damaged-corpus", "The corpus {name} is damaged or gone: delete its folder and prepare the text again.", name=folder.name)
