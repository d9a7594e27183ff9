"""What to mind about a text before training on it, in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from llm_core.data.chat.encode import DialogueWriter
from llm_core.data.corpus.encode import TokenWriter
from llm_core.data.corpus.scan import CorpusScan
from llm_core.data.tasks.example_files import ExampleWriter
from llm_core.data.warnings import TextWarning, text_warning

FEW_DIALOGUES = 200


def corpus_warnings(
    found: CorpusScan,
    train: TokenWriter | DialogueWriter | ExampleWriter,
    validation: TokenWriter | DialogueWriter | ExampleWriter,
) -> Iterator[TextWarning]:
    """Warnings on a text that is short, monotonous, repetitive, or foreign to its own validation part."""
    if found.below is None and found.characters < 20_000:
        yield text_warning(
            "short-text",
            (
                "This is a short text ({characters} characters): a model will soon know it by heart. From about "
                "100,000 on it learns the manner instead."
            ),
            characters=found.characters,
        )
    if found.kinds < 4:
        yield text_warning(
            "few-kinds", "The text has only {kinds} different characters: there is little to learn.", kinds=found.kinds
        )
    share = round(100 * validation.unknown / max(1, validation.characters))
    if share >= 1:
        yield text_warning(
            "many-unknown",
            "{percent}% of the validation characters never occur in the training text and count as unknown.",
            percent=share,
        )
    if found.divided is not None:
        yield from _on_dialogues(found)
        return
    if found.below is not None and found.duplicates > 0.05 * found.documents:
        yield text_warning(
            "repeated-pairs",
            "{count} of {rows} rows repeat an earlier one word for word.",
            count=found.duplicates,
            rows=found.documents,
        )
    elif found.duplicates > 0.05 * found.documents:
        yield text_warning(
            "duplicates",
            "{count} of {documents} documents came before in the same or nearly the same words.",
            count=found.duplicates,
            documents=found.documents,
        )
    if found.ambiguous > 0.05 * found.documents:
        yield text_warning(
            "ambiguous-pairs",
            (
                "{count} of {rows} rows give what another row gives, with a different answer: no model can know "
                "which is meant."
            ),
            count=found.ambiguous,
            rows=found.documents,
        )
    if found.below is not None and found.documents < 200:
        yield text_warning(
            "few-pairs",
            (
                "There are only {rows} rows: a model will soon know them by heart. From about 1,000 on it may learn "
                "the rule instead."
            ),
            rows=found.documents,
        )


def _on_dialogues(found: CorpusScan) -> Iterator[TextWarning]:
    if found.duplicates:
        yield text_warning(
            "repeated-dialogues",
            "Left out, because they repeat an earlier one word for word: {count} of {total} dialogues.",
            count=found.duplicates,
            total=found.documents + found.duplicates,
        )
    if found.documents < FEW_DIALOGUES:
        yield text_warning(
            "few-dialogues",
            (
                "There are only {count} dialogues: a model will soon know them by heart, and answer nothing else. "
                "From about 1,000 on it learns to answer what it hasn't seen."
            ),
            count=found.documents,
        )
