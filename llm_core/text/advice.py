"""What to mind about a text before training on it, in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from llm_core.text.notice import Notice, notice
from llm_core.text.survey import Survey
from llm_core.text.writing import TokenWriter


def advice(found: Survey, train: TokenWriter, validation: TokenWriter) -> Iterator[Notice]:
    """Notices on a text that is short, monotonous, repetitive, or foreign to its own validation part."""
    if found.characters < 20_000:
        yield notice("short-text", "This is a short text ({characters} characters): a model will soon know it by heart. From about 100,000 on it learns the manner instead.", characters=found.characters)
    if found.kinds < 4:
        yield notice("few-kinds", "The text has only {kinds} different characters: there is little to learn.", kinds=found.kinds)
    share = round(100 * validation.unknown / max(1, validation.characters))
    if share >= 1:
        yield notice("many-unknown", "{percent}% of the validation characters never occur in the training text and count as unknown.", percent=share)
    if found.duplicates > 0.05 * found.documents:
        yield notice("duplicates", "{count} of {documents} documents came before in the same or nearly the same words.", count=found.duplicates, documents=found.documents)
