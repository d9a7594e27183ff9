"""Learning a corpus's tokenizer from its training side: all of it for characters, an evenly spread share for BPE."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from llm_core.config import DataConfig
from llm_core.data.chat.scan import apart
from llm_core.data.chat.template import template_of
from llm_core.data.corpus.scan import CorpusScan, Histogram, starts_of
from llm_core.data.corpus.split import dialogue_sides, pair_sides, sides
from llm_core.data.files.text_file import TextFile, counted_from
from llm_core.data.tasks import reader_of
from llm_core.data.tasks.example_files import example_sides, rows_of_examples
from llm_core.data.tokenizer.pretokens import last_safe_cut
from llm_core.data.tokenizer.tokenizer import (
    CharacterTokenizer,
    Tokenizer,
    characters_tokenizer,
    extended,
    train_tokenizer,
)
from llm_core.errors import TextError

LEARNT_FROM_CHARACTERS = 16_000_000
BLOCK_CHARACTERS = 16_384


def train_corpus_tokenizer(
    files: Sequence[TextFile],
    found: CorpusScan,
    config: DataConfig,
    tell: Callable[[int], None],
    base: Tokenizer | None = None,
) -> Tokenizer:
    """Learn the tokenizer of what a survey found, or extend another by what that lacks.

    Raises:  TextError: the training side is empty.
    """
    marks = _marks(found, config)
    texts = _training_texts(files, found, config, tell)
    if base is not None:
        return extended(base, marks, _unknown_to(base, texts, config) if isinstance(base, CharacterTokenizer) else ())
    if config.tokenizer == "characters":
        histogram = Histogram()
        for text in texts:
            histogram.add(text)
        counts = histogram.by_character()
        if not counts:
            raise too_short(found, config)
        return characters_tokenizer(counts, config, marks)
    return train_tokenizer(_share(texts, min(1.0, LEARNT_FROM_CHARACTERS / max(1, found.characters))), config, marks)


def _marks(found: CorpusScan, config: DataConfig) -> tuple[str, ...]:
    """The special tokens that the format writes."""
    if config.format == "conversations":
        return template_of(config).marks
    return reader_of(config.task).marks(found.labels) if config.task else ()


def _unknown_to(base: CharacterTokenizer, texts: Iterator[str], config: DataConfig) -> list[str]:
    """The characters that a tokenizer lacks, the most frequent first, as many as there is room for."""
    histogram = Histogram()
    for text in texts:
        histogram.add(text)
    counts = histogram.by_character()
    missing = sorted(
        (character for character in counts if not base.knows(character)),
        key=lambda character: (-counts[character], character),
    )
    return missing[: max(0, config.max_characters - base.vocab_size)]


def _training_texts(
    files: Sequence[TextFile], found: CorpusScan, config: DataConfig, tell: Callable[[int], None]
) -> Iterator[str]:
    if found.divided is not None:
        yield from _of_dialogues(files, found, config, tell)
        return
    if config.task is not None:
        yield from _of_examples(files, found, config, tell)
        return
    if found.below is not None:
        for is_validation, pair in pair_sides(files, found.below, tell):
            if not is_validation:
                yield pair.source
                yield pair.target
        return
    yield from _of_texts(files, starts_of(files), found, config, tell)


def _of_texts(
    files: Sequence[TextFile], starts: Sequence[int], found: CorpusScan, config: DataConfig, tell: Callable[[int], None]
) -> Iterator[str]:
    for file, cut, before in zip(files, found.cuts, starts, strict=True):
        for is_validation, piece in sides(file, cut, config.validation_fraction, counted_from(before, tell)):
            if not is_validation and piece.text:
                yield piece.text


def _of_examples(
    files: Sequence[TextFile], found: CorpusScan, config: DataConfig, tell: Callable[[int], None]
) -> Iterator[str]:
    """What the rows of a task say beside their marks."""
    for is_validation, example in example_sides(files, config, found.below or 0, tell):
        if not is_validation:
            for row in rows_of_examples([example], config, found.labels):
                yield from (piece.text for piece in (*row.source, *row.target) if piece.text and not piece.mark)


def _of_dialogues(
    files: Sequence[TextFile], found: CorpusScan, config: DataConfig, tell: Callable[[int], None]
) -> Iterator[str]:
    """What is said, what the template writes around it, and the plain text beside the dialogues."""
    template, (talking, plain) = template_of(config), apart(files)
    yield from template.frame
    assert found.divided is not None
    for is_validation, dialogue in dialogue_sides(talking, found.divided, found.below or 0, tell):
        if not is_validation:
            yield from (part.text for part in template.parts(dialogue.messages) if not part.is_mark)
    yield from _of_texts(plain, starts_of([*talking, *plain])[len(talking) :], found, config, tell)


def _share(texts: Iterator[str], share: float) -> Iterator[str]:
    """An evenly spread share of texts, in blocks that tear no word."""
    due = 0.0
    for text in texts:
        start = 0
        while start < len(text):
            end = start + (
                last_safe_cut(text[start : start + BLOCK_CHARACTERS]) if len(text) - start > BLOCK_CHARACTERS else 0
            )
            end = end if end > start else min(start + BLOCK_CHARACTERS, len(text))
            due += share
            if due >= 1 - 1e-9:
                due -= 1
                yield text[start:end]
            start = end


def too_short(found: CorpusScan, config: DataConfig) -> TextError:
    """The mistake of a text that can't be divided."""
    return TextError(
        "text-too-short",
        (
            "The text has {characters} characters, too few to divide into training and validation: give at least "
            "{needed}, better 100,000."
        ),
        characters=found.characters,
        needed=max(found.characters + 1, int(4 / min(config.validation_fraction, 1 - config.validation_fraction))),
    )
