"""Two texts whose lines belong together, as parallel corpora come: which files are partners, and their pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

from llm_core.config import DataConfig
from llm_core.data.files.tables import lines
from llm_core.data.files.text_file import TextFile
from llm_core.data.pairs.pairing import Pair
from llm_core.data.tasks.columns import chunks_of, tell_of_half
from llm_core.data.tasks.example import Tell
from llm_core.data.tokenizer.labels import without_surrogates
from llm_core.data.warnings import TextWarning
from llm_core.errors import TextError

ALIGNED = "aligned lines"  # the shape of a text whose lines have their answers in another
Couple = tuple[TextFile, TextFile]


def partners(files: Sequence[TextFile], config: DataConfig) -> list[Couple]:
    """Which texts belong together: two are a couple; of more, those that differ in their last ending (news.en,
    news.zh).

    The first is what is given, unless config.column or config.target_column names a file, or its ending.

    Raises:  TextError: one has no partner.
    """
    texts = [file for file in files if file.shape == ALIGNED]
    groups: dict[str, list[TextFile]] = {}
    for file in texts:
        groups.setdefault("" if len(texts) == 2 else _stem(file.name), []).append(file)
    for alike in groups.values():
        if len(alike) != 2:
            raise TextError(
                "no-partner",
                "{name} has one sentence a line and no tab, so its translations must stand in a second text, line "
                "by line: "
                "give both (news.en and news.zh), or one file with two columns.",
                name=alike[0].name,
            )
    return [_in_order(one, other, texts, config) for one, other in groups.values()]


def aligned_pairs(
    couple: Couple, progress: Tell | None = None, warnings: list[TextWarning] | None = None
) -> Iterator[Pair]:
    """The pairs of two texts; where one of two lines is blank, both are left out.

    Args:    progress: told how many bytes of both files are read.
    Raises:  TextError: they have different numbers of lines.
    """
    done = [0, 0]

    def tell(which: int) -> Tell:
        def read(size: int) -> None:
            done[which] = size
            if progress:
                progress(sum(done))

        return read

    counts, half, first = [0, 0], 0, 0
    readers = [lines(chunks_of(file, tell(which)), file.name) for which, file in enumerate(couple)]
    for number, (source, target) in enumerate(zip_longest(*readers), 1):
        for which, line in enumerate((source, target)):
            if line is not None and line.strip():
                counts[which] = number  # blank lines at the end are no lines
        if source is None or target is None:
            continue
        if source.strip() and target.strip():
            yield Pair(without_surrogates(source.strip()), without_surrogates(target.strip()))
        elif source.strip() or target.strip():
            half, first = half + 1, first or number
    if counts[0] != counts[1]:
        raise TextError(
            "lines-not-aligned",
            "{one} has {lines} lines and {other} has {others}: in aligned texts, line 1 of one is the translation "
            "of line 1 of the other, and so on. "
            "Give texts that are aligned.",
            one=couple[0].name,
            lines=counts[0],
            other=couple[1].name,
            others=counts[1],
        )
    tell_of_half(couple[0].name, half, first, warnings)


def _in_order(one: TextFile, other: TextFile, texts: Sequence[TextFile], config: DataConfig) -> Couple:
    """What is given, and its translation."""
    given = _ending(texts[0].name) if len(texts) > 2 else None
    swapped = (
        _is_named(other, config.column)
        or _is_named(one, config.target_column)
        or (given and _ending(one.name) != given)
    )
    return (other, one) if swapped else (one, other)


def _is_named(file: TextFile, wanted: str | None) -> bool:
    return wanted is not None and wanted in (file.name, _ending(file.name))


def _stem(name: str) -> str:
    return Path(name.removesuffix(".gz")).stem


def _ending(name: str) -> str:
    return Path(name.removesuffix(".gz")).suffix.removeprefix(".")
