"""Learning a corpus's tokenizer from its training side: all of it for characters, an evenly spread share for BPE."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from llm_core.config import DataConfig
from llm_core.errors import TextError
from llm_core.text.pretokens import last_safe_cut
from llm_core.text.split import pair_sides, sides
from llm_core.text.survey import Histogram, Survey, starts_of
from llm_core.text.text_file import TextFile
from llm_core.text.tokenizer import Tokenizer, characters_tokenizer, train_tokenizer

LEARNT_FROM_CHARACTERS = 16_000_000
BLOCK_CHARACTERS = 16_384


def learn(files: Sequence[TextFile], found: Survey, config: DataConfig, tell: Callable[[int], None]) -> Tokenizer:
    """Learn the tokenizer of what a survey found.

    Raises:  TextError: the training side is empty.
    """
    texts = _training_texts(files, found, config, tell)
    if config.tokenizer == "characters":
        histogram = Histogram()
        for text in texts:
            histogram.add(text)
        counts = histogram.by_character()
        if not counts:
            raise too_short(found, config)
        return characters_tokenizer(counts, config)
    return train_tokenizer(_share(texts, min(1.0, LEARNT_FROM_CHARACTERS / max(1, found.characters))), config)


def _training_texts(
    files: Sequence[TextFile], found: Survey, config: DataConfig, tell: Callable[[int], None]
) -> Iterator[str]:
    if found.below is not None:
        for is_validation, pair in pair_sides(files, found.below, tell):
            if not is_validation:
                yield pair.source
                yield pair.target
        return
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


def too_short(found: Survey, config: DataConfig) -> TextError:
    """The mistake of a text that can't be divided."""
    return TextError(
        "text-too-short",
        "The text has {characters} characters, too few to divide into training and validation: give at least {needed}, better 100,000.",
        characters=found.characters, needed=max(found.characters + 1, int(4 / min(config.validation_fraction, 1 - config.validation_fraction))),
    )
