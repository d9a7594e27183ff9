"""Files of translations: two columns of a table, of JSON or of lines with tabs; or two texts whose lines belong
together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from llm_core.config import DataConfig
from llm_core.data.files.text_file import TextFile
from llm_core.data.pairs.pairing import Pair, has_tabs
from llm_core.data.pairs.reading import LOOKED_AT_ROWS, SHOWN_CHARACTERS
from llm_core.data.tasks.aligned import ALIGNED, aligned_pairs, partners
from llm_core.data.tasks.columns import head_of, pairs_in, require_columns, with_columns, with_pairs
from llm_core.data.tasks.example import Example, Segment, TaskRow, Tell
from llm_core.data.tasks.gzipped import encoding_of, is_gzipped
from llm_core.data.warnings import TextWarning
from llm_core.errors import TextError

MARKED_TARGETS = False
TABLES = (".csv", ".json", ".jsonl", ".ndjson")  # packed, these are refused: only texts are read through gzip


def look(file: TextFile, config: DataConfig) -> TextFile:
    """Find the two languages' columns; a text without tabs is one side of two aligned texts.

    Raises:  TextError: there are no two columns, or no row has both sides.
    """
    if file.format == "text" and not has_tabs(head := head_of(file)):
        return replace(file, shape=ALIGNED, preview=head[:SHOWN_CHARACTERS])
    file = with_columns(file, config)
    return with_pairs(file, list(islice(pairs_in(file), LOOKED_AT_ROWS)))


def look_at_bytes(path: Path, name: str, config: DataConfig) -> TextFile | None:
    """Look at a text that is packed by gzip; None where a file isn't.

    Raises:  TextError: it is damaged, or something else than a text is packed.
    """
    if not is_gzipped(path):
        return None
    inner = Path(name.removesuffix(".gz")).suffix.lower()
    if inner in TABLES:
        raise TextError(
            "packed-table", "{name} is a packed table: unpack it first, only texts are read from .gz files.", name=name
        )
    file = TextFile(
        path, name, "text", path.stat().st_size, encoding_of(path, name, config.encoding), True, (), None, ""
    )
    found = look(file, config)
    if not found.preview.strip():
        raise TextError("blank-file", "{name} holds nothing but blanks: choose a file that holds text.", name=name)
    return found


def examples(
    files: Sequence[TextFile],
    config: DataConfig,
    progress: Tell | None = None,
    warnings: list[TextWarning] | None = None,
) -> Iterator[Example]:
    """The pairs of all files, aligned texts in couples.

    Raises:  TextError: a text has no partner, or other than its partner's number of lines.
    """
    before = 0

    def tell(done: int) -> None:
        if progress:
            progress(before + done)

    couples = partners(files, config)
    for file in files:
        if file.shape != ALIGNED:
            require_columns(file)
            yield from map(_example, pairs_in(file, tell, warnings))
            before += file.size_bytes
    for couple in couples:
        yield from map(_example, aligned_pairs(couple, tell, warnings))
        before += sum(file.size_bytes for file in couple)


def marks(labels: Sequence[str]) -> tuple[str, ...]:
    """A translator needs none."""
    return ()


def row(example: Example, config: DataConfig, labels: Sequence[str] = ()) -> TaskRow:
    """The source is read, the target written."""
    return TaskRow((Segment(example.source),), (Segment(example.target),) if example.target else ())


def _example(pair: Pair) -> Example:
    return Example(pair.source, pair.target)
