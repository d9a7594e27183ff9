"""Documents as people have them (txt, md, csv, html, pdf, docx) to paragraphs of plain text; what can't be read is
refused with its cause.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from llm_core.data.documents.office import docx_paragraphs, pdf_paragraphs
from llm_core.data.documents.web_page import html_paragraphs
from llm_core.data.files.encoding import decoded, find_encoding
from llm_core.data.files.tables import find_table, rows
from llm_core.data.tokenizer.labels import without_surrogates
from llm_core.errors import TextError

MOST_BYTES = 64 << 20
MOST_CHARACTERS = 20_000_000
MOST_ROWS = 200_000
HEAD_CHARACTERS = 1 << 20
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")
_LEADING = re.compile(r"\s*(?:>\s?|[-*+]\s+|\d+[.)]\s+)")
_RULE = re.compile(r"\s*(?:```.*|~~~.*|[|\s:*_=-]+)$")
_STRESS = re.compile(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|`")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*\)")  # an address may have brackets of its own
_BROKEN_LINE = re.compile(r"(?<=[\u3001-\u9fff\uff01-\uffef])[^\S\n]*\n\s*(?=[\u3001-\u9fff\uff01-\uffef])")


@dataclass(frozen=True)
class Document:
    """A document: what the person called it, and its paragraphs."""

    name: str
    paragraphs: tuple[str, ...]


def read_document(path: Path | str, name: str | None = None) -> Document:
    """Read a document.

    Args:    name: what the person called the file, which tells how it is read; None: its own name.
    Raises:  TextError: it isn't there, empty, too large, damaged, locked by a password, or of a kind that isn't read.
    """
    path = Path(path)
    name = name or path.name
    if not path.is_file():
        raise TextError("no-such-file", "There is no file {name}: check the path.", name=name)
    if path.stat().st_size > MOST_BYTES:
        raise TextError(
            "document-too-large",
            "{name} is larger than {limit} MB, which is the most for a document: divide it.",
            name=name,
            limit=MOST_BYTES >> 20,
        )
    paragraphs = tuple(_capped(_kind(path, name)(path, name), name))
    if not paragraphs:
        raise TextError(
            "no-text-in-document",
            "{name} holds no text. If its pages are pictures, let a program recognize their text first (OCR).",
            name=name,
        )
    return Document(name, paragraphs)


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a plain text: divided by blank lines, or where there are none, its lines."""
    text = without_surrogates(text).replace("\r\n", "\n")
    parts = _BLANK_LINE.split(text) if _BLANK_LINE.search(text.strip()) else text.split("\n")
    return [joined for part in parts if (joined := _joined(part))]


def _kind(path: Path, name: str) -> Callable[[Path, str], Iterator[str]]:
    """How a document is read: by its first bytes, then by its ending."""
    with path.open("rb") as stream:
        head = stream.read(1024)
    ending = Path(name).suffix.lower()
    if not head:
        raise TextError("empty-file", "{name} is empty: choose a file that holds text.", name=name)
    if b"%PDF-" in head:
        return pdf_paragraphs
    return READERS.get(ending, _of_text)


def _of_text(path: Path, name: str) -> Iterator[str]:
    yield from paragraphs_of(_whole(path, name))


def _of_markdown(path: Path, name: str) -> Iterator[str]:
    """Headings, items and paragraphs, without what only dresses them."""
    held: list[str] = []
    for line in [*_whole(path, name).split("\n"), ""]:
        heading, item = _HEADING.match(line), _LEADING.match(line)
        if held and (heading or item or not line.strip() or _RULE.match(line)):
            yield _joined("\n".join(held))
            held = []
        if line.strip() and not _RULE.match(line):
            held.append(_undressed(line[found.end() :] if (found := heading or item) else line))
        if heading and held:
            yield _joined("\n".join(held))
            held = []


def _undressed(line: str) -> str:
    """A line without marks of links and stress; a picture may stand in a link, so links are taken off twice."""
    return _STRESS.sub("", _LINK.sub(r"\1", _LINK.sub(r"\1", line)))


def _of_html(path: Path, name: str) -> Iterator[str]:
    return html_paragraphs(_whole(path, name))


def _of_table(path: Path, name: str) -> Iterator[str]:
    """A paragraph a row, each cell after the name of its column."""
    head = _whole(path, name)[:HEAD_CHARACTERS]
    table = find_table(head, name, tabs=Path(name).suffix.lower() != ".csv")
    encoding = find_encoding(path, name, None).name
    for row in islice(rows(decoded(path, name, encoding), table, name), MOST_ROWS):
        cells = [(column, cell.strip()) for column, cell in zip(table.columns, row, strict=False) if cell.strip()]
        if cells:
            yield without_surrogates("; ".join(f"{column}: {cell}" if table.header else cell for column, cell in cells))


# The kinds of documents: all endings of each, the usual one first, and what reads it. A new kind is a line here.
KINDS: tuple[tuple[tuple[str, ...], Callable[[Path, str], Iterator[str]]], ...] = (
    ((".txt",), _of_text),
    ((".md", ".markdown"), _of_markdown),
    ((".csv", ".tsv", ".tab"), _of_table),
    ((".pdf",), pdf_paragraphs),
    ((".docx",), docx_paragraphs),
    ((".html", ".htm", ".xhtml"), _of_html),
)
READERS = {ending: read for endings, read in KINDS for ending in endings}


def _whole(path: Path, name: str) -> str:
    return "".join(decoded(path, name, find_encoding(path, name, None).name))


def _joined(part: str) -> str:
    """The lines of a paragraph as one; between Chinese characters no blank is put."""
    return re.sub(r"\s+", " ", _BROKEN_LINE.sub("", part.strip()))


def _capped(paragraphs: Iterator[str], name: str) -> Iterator[str]:
    read = 0
    for paragraph in paragraphs:
        read += len(paragraph)
        if read > MOST_CHARACTERS:
            raise TextError(
                "document-too-long",
                "{name} holds more than {limit} million characters, which is the most for a document: divide it.",
                name=name,
                limit=MOST_CHARACTERS // 1_000_000,
            )
        yield without_surrogates(paragraph)
