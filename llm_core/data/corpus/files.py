"""Writing the files of a corpus: the tokens of both sides, the rows of pairs, dialogues, the tokenizer; and measuring
them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from llm_core.config import DataConfig
from llm_core.data.chat.dialogues import open_dialogues
from llm_core.data.chat.encode import DialogueWriter, read_dialogue
from llm_core.data.chat.scan import apart
from llm_core.data.chat.template import template_of
from llm_core.data.corpus.baseline_losses import answer_baseline_losses, baseline_losses
from llm_core.data.corpus.encode import TokenWriter
from llm_core.data.corpus.sample_prompt import find_sample_prompt
from llm_core.data.corpus.scan import CorpusScan, starts_of
from llm_core.data.corpus.split import dialogue_sides, pair_sides, sides
from llm_core.data.corpus.statistics import Statistics
from llm_core.data.corpus.train_tokenizer import too_short
from llm_core.data.corpus.warnings import corpus_warnings
from llm_core.data.files.text_file import TextFile, counted_from
from llm_core.data.pairs.rows import Rows, open_rows, write_bounds
from llm_core.data.tasks.example_files import ExampleWriter, example_sides
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.data.tokens import Tokens
from llm_core.errors import TextError

LOOKED_AT_QUESTIONS = 50
Writer = TokenWriter | DialogueWriter | ExampleWriter


def dtype_of(tokenizer: Tokenizer) -> str:
    """The smallest number format that holds every id."""
    return "uint16" if tokenizer.vocab_size <= 65_536 else "uint32"


def write_texts(
    folder: Path,
    files: Sequence[TextFile],
    found: CorpusScan,
    tokenizer: Tokenizer,
    *,
    config: DataConfig,
    tell: Callable[[int], None],
) -> Statistics:
    """Encode both sides into a folder, and measure them.

    Raises:  TextError: too little text to divide.
    """
    separate = len(files) > 1
    with _writer(folder, "train", tokenizer) as train, _writer(folder, "validation", tokenizer) as validation:
        for file, cut, before in zip(files, found.cuts, starts_of(files), strict=True):
            apart = separate or file.format != "text"
            for is_validation, piece in sides(file, cut, config.validation_fraction, counted_from(before, tell)):
                (validation if is_validation else train).add(piece.text, ends=piece.ends, mark=apart)
    if min(train.tokens, validation.tokens) < 2:
        raise too_short(found, config)
    tokenizer.save(folder / "tokenizer.json")
    worth = baseline_losses(_tokens(folder, "train", tokenizer), _tokens(folder, "validation", tokenizer), train.counts)
    return Statistics(
        **_counts(files, found, train, validation),
        baseline_losses=worth,
        sample_prompt=_sample_prompt(train.head, tokenizer),
        validation_bytes=validation.bytes,
        validation_characters=validation.characters,
    )


def write_pairs(
    folder: Path,
    files: Sequence[TextFile],
    found: CorpusScan,
    tokenizer: Tokenizer,
    *,
    config: DataConfig,
    tell: Callable[[int], None],
) -> Statistics:
    """Encode the rows of both sides into a folder, each SOURCE <|endoftext|> TARGET <|endoftext|>, and measure the
    answers.
    """
    assert found.below is not None
    characters = size = 0
    with _writer(folder, "train", tokenizer) as train, _writer(folder, "validation", tokenizer) as validation:
        for is_validation, pair in pair_sides(files, found.below, tell):
            for text in (pair.source, pair.target):
                (validation if is_validation else train).add(text, ends=True, mark=True)
            characters += len(pair.target) if is_validation else 0
            size += len(pair.target.encode()) if is_validation else 0
    tokenizer.save(folder / "tokenizer.json")
    train_rows, validation_rows = (_rows(folder, side, tokenizer) for side in ("train", "validation"))
    return Statistics(
        **_counts(files, found, train, validation),
        baseline_losses=answer_baseline_losses(train_rows, validation_rows, tokenizer.vocab_size),
        sample_prompt=_example(validation_rows, tokenizer),
        validation_bytes=size,
        validation_characters=characters,
        answer_tokens=int((validation_rows.lengths[1] + 1).sum()),
    )


def write_examples(
    folder: Path,
    files: Sequence[TextFile],
    found: CorpusScan,
    tokenizer: Tokenizer,
    *,
    config: DataConfig,
    tell: Callable[[int], None],
) -> Statistics:
    """Encode a task's examples into a folder, as rows of pairs with what an encoder is asked beside them, and measure
    the answers.
    """
    assert found.below is not None
    train, validation = (
        ExampleWriter(folder, side, tokenizer, dtype_of(tokenizer), config=config, labels=found.labels)
        for side in ("train", "validation")
    )
    with train, validation:
        for is_validation, example in example_sides(files, config, found.below, tell):
            (validation if is_validation else train).add(example)
    if not min(train.tokens, validation.tokens):
        raise TextError(
            "no-clips-heard", "None of the clips on one side of the split can be heard: add clips that are sounds."
        )
    found = replace(found, warnings=(*found.warnings, *train.warnings, *validation.warnings))
    tokenizer.save(folder / "tokenizer.json")
    train_rows, validation_rows = (_rows(folder, side, tokenizer) for side in ("train", "validation"))
    worth = answer_baseline_losses(train_rows, validation_rows, tokenizer.vocab_size)
    worth |= (
        {"guessing": math.log(len(found.labels))} if found.labels else {}
    )  # who has to choose a class guesses among them
    return Statistics(
        **_counts(files, found, train, validation),
        baseline_losses=worth,
        sample_prompt=_example(validation_rows, tokenizer),
        validation_bytes=validation.answer_bytes,
        validation_characters=validation.answer_characters,
        answer_tokens=int((validation_rows.lengths[1] + 1).sum()),
        labels=found.labels,
    )


def write_dialogues(
    folder: Path,
    files: Sequence[TextFile],
    found: CorpusScan,
    tokenizer: Tokenizer,
    *,
    config: DataConfig,
    tell: Callable[[int], None],
) -> Statistics:
    """Encode the dialogues of both sides into a folder, and the training side of the plain text beside them, and
    measure the answers.

    Raises:  SettingError: the template can't write one of the dialogues.
    """
    assert found.divided is not None
    template, (talking, plain) = template_of(config), apart(files)
    train, validation = (
        DialogueWriter(folder, side, template, tokenizer, dtype_of(tokenizer)) for side in ("train", "validation")
    )
    with train, validation:
        for is_validation, dialogue in dialogue_sides(talking, found.divided, found.below or 0, tell):
            (validation if is_validation else train).add(dialogue)
    tokenizer.save(folder / "tokenizer.json")
    text_tokens = _write_plain(
        folder, plain, starts_of([*talking, *plain])[len(talking) :], found, tokenizer, config=config, tell=tell
    )
    train_side, validation_side = (
        open_dialogues(folder, side, _tokens(folder, side, tokenizer), tokenizer.end_id)
        for side in ("train", "validation")
    )
    return Statistics(
        **_counts(files, found, train, validation),
        baseline_losses=answer_baseline_losses(train_side, validation_side, tokenizer.vocab_size),
        sample_prompt=_question(folder, validation, tokenizer),
        validation_bytes=validation.answer_bytes,
        validation_characters=validation.answer_characters,
        answer_tokens=validation.answer_tokens,
        text_tokens=text_tokens,
        exchanges=int(np.quantile(train.exchanges, 0.9, method="higher")),
    )


def _write_plain(
    folder: Path,
    plain: Sequence[TextFile],
    starts: Sequence[int],
    found: CorpusScan,
    tokenizer: Tokenizer,
    *,
    config: DataConfig,
    tell: Callable[[int], None],
) -> int:
    """Write the training side of plain texts, each document with its end. Returns how many tokens; without any there is
    no file.
    """
    if not plain:
        return 0
    with _writer(folder, "text", tokenizer) as text:
        for file, cut, before in zip(plain, found.cuts, starts, strict=True):
            for is_validation, piece in sides(file, cut, config.validation_fraction, counted_from(before, tell)):
                if not is_validation:
                    text.add(piece.text, ends=piece.ends, mark=True)
    return text.tokens


def _question(folder: Path, validation: DialogueWriter, tokenizer: Tokenizer) -> str:
    """A first question of middling length, one without unknown characters if there is any."""
    by_length = np.argsort(np.asarray(validation.question_lengths), kind="stable")
    order = [*by_length[len(by_length) // 2 :], *by_length[: len(by_length) // 2]][:LOOKED_AT_QUESTIONS]
    questions = [read_dialogue(folder, "validation", int(row)).question for row in order]
    return next(
        (
            question
            for question in questions
            if tokenizer.unknown_id is None or tokenizer.unknown_id not in tokenizer.encode(question)
        ),
        questions[0],
    )


def _writer(folder: Path, side: str, tokenizer: Tokenizer) -> TokenWriter:
    return TokenWriter(folder / f"{side}.bin", tokenizer, dtype_of(tokenizer))


def _tokens(folder: Path, side: str, tokenizer: Tokenizer) -> Tokens:
    return np.memmap(folder / f"{side}.bin", dtype=dtype_of(tokenizer), mode="r")


def _rows(folder: Path, side: str, tokenizer: Tokenizer) -> Rows:
    tokens, path = _tokens(folder, side, tokenizer), folder / f"{side}_rows.bin"
    write_bounds(path, tokens, tokenizer.end_id)
    return open_rows(path, tokens, tokenizer.end_id)


def _counts(files: Sequence[TextFile], found: CorpusScan, train: Writer, validation: Writer) -> dict[str, Any]:
    return {
        "files": len(files),
        "documents": found.documents,
        "characters": found.characters,
        "bytes": found.bytes,
        "kinds": found.kinds,
        "train_tokens": train.tokens,
        "validation_tokens": validation.tokens,
        "unknown": train.unknown + validation.unknown,
        "duplicates": found.duplicates,
        "warnings": (
            *(warning for file in files for warning in file.warnings),
            *found.warnings,
            *corpus_warnings(found, train, validation),
        ),
    }


def _sample_prompt(head: str, tokenizer: Tokenizer) -> str:
    sample_prompt = find_sample_prompt(head)
    if tokenizer.unknown_id is None or tokenizer.unknown_id not in tokenizer.encode(sample_prompt):
        return sample_prompt
    return next((character for character in head if tokenizer.unknown_id not in tokenizer.encode(character)), head[:1])


def _example(rows: Rows, tokenizer: Tokenizer) -> str:
    """What a row of middling length gives, one without unknown characters if there is any."""
    by_length = np.argsort(rows.lengths[0], kind="stable")
    order = [*by_length[len(rows) // 2 :], *by_length[: len(rows) // 2]]
    known = (row for row in order if tokenizer.unknown_id is None or tokenizer.unknown_id not in rows.source(row))
    return tokenizer.decode(rows.source(next(known, order[0])).tolist())
