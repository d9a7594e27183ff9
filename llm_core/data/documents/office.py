"""The text of pdf and docx files, by the libraries that read them: pypdf, python-docx. Damaged, locked and swollen
files are refused.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from llm_core.errors import TextError
from llm_core.packages import package

MOST_PAGES = 3_000
MOST_UNPACKED = 256 << 20
MOST_SWELLING = 200  # times larger unpacked than packed, of files above a MB
# What these libraries raise on damaged files, beside their own.
BROKEN = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    EOFError,
    RecursionError,
    ArithmeticError,
    NotImplementedError,
    zlib.error,
)
_ENDS = re.compile(r"[.!?。！？:：”\")]$")
_WIDE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


def pdf_paragraphs(path: Path, name: str) -> Iterator[str]:
    """The paragraphs of a pdf, page by page.

    Raises:  TextError: it is damaged, or locked by a password.  ResourceError: pypdf isn't installed.
    """
    pypdf, errors = (package(module, "pypdf", "Reading pdf") for module in ("pypdf", "pypdf.errors"))
    try:
        reader = pypdf.PdfReader(path, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _locked(name)
        pages = min(len(reader.pages), MOST_PAGES)
        texts = [reader.pages[number].extract_text() for number in range(pages)]
    except errors.FileNotDecryptedError:
        raise _locked(name) from None
    except TextError:
        raise
    except (errors.PyPdfError, errors.DependencyError, *BROKEN) as error:
        raise _damaged(name, "pdf", error) from None
    for text in texts:
        yield from _unwrapped(text)


def docx_paragraphs(path: Path, name: str) -> Iterator[str]:
    """The paragraphs of a docx, and the rows of its tables, in order.

    Raises:  TextError: it is damaged, locked, or unpacks to far more than a document.  ResourceError: python-docx isn't
        installed.
    """
    docx, exceptions = (package(module, "python-docx", "Reading docx") for module in ("docx", "docx.opc.exceptions"))
    with path.open("rb") as stream:
        if stream.read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":  # a password wraps a docx into an old Office file
            raise _locked(name)
    _require_modest(path, name)
    try:
        parts = [_said(part) for part in docx.Document(str(path)).iter_inner_content()]
    except (
        exceptions.PackageNotFoundError,
        zipfile.BadZipFile,
        SyntaxError,
        *BROKEN,
    ) as error:  # lxml's XMLSyntaxError is a SyntaxError
        raise _damaged(name, "docx", error) from None
    for part in parts:
        for said in part:
            if said.strip():
                yield re.sub(r"\s+", " ", said).strip()


def _said(part: Any) -> list[str]:
    """The text of a paragraph, or of each row of a table."""
    if hasattr(part, "rows"):
        return [
            "; ".join(dict.fromkeys(cell.text.strip() for cell in row.cells if cell.text.strip())) for row in part.rows
        ]
    return [str(part.text)]


def _require_modest(path: Path, name: str) -> None:
    """Refuse an archive that unpacks to far more than a document would."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            locked = any(entry.flag_bits & 1 for entry in archive.infolist())
    except (zipfile.BadZipFile, *BROKEN) as error:
        raise _damaged(name, "docx", error) from None
    if locked:
        raise _locked(name)
    if unpacked > MOST_UNPACKED or (unpacked > 1 << 20 and unpacked > MOST_SWELLING * path.stat().st_size):
        raise TextError(
            "document-swells",
            (
                "{name} is {packed} KB and would unpack to {unpacked} MB, as no real document does: save it anew, "
                "or choose another file."
            ),
            name=name,
            packed=max(1, path.stat().st_size >> 10),
            unpacked=unpacked >> 20,
        )


def _unwrapped(page: str) -> Iterator[str]:
    """Paragraphs of a page whose lines end where the paper did: a short line that closes a sentence ends one."""
    lines = [line.strip() for line in page.split("\n")]
    usual = sorted(len(line) for line in lines if line)[-(1 + sum(map(bool, lines)) // 4) :][:1] or [0]
    held = ""
    for line in lines:
        if line:
            held = _glued(held, line)
        if held and (not line or (len(line) < 0.8 * usual[0] and _ENDS.search(line))):
            yield held
            held = ""
    if held:
        yield held


def _glued(held: str, line: str) -> str:
    if not held:
        return line
    if held.endswith("-") and len(held) > 1 and held[-2].isalpha() and line[0].islower():
        return held[:-1] + line
    return held + line if _WIDE.match(held[-1]) and _WIDE.match(line[0]) else f"{held} {line}"


def _damaged(name: str, kind: str, error: BaseException) -> TextError:
    why = (str(error).strip() or type(error).__name__).split("\n")[0][:160]
    return TextError(
        "damaged-document",
        "{name} can't be read as {kind} ({why}): open it in the program that made it and save it anew.",
        name=name,
        kind=kind,
        why=why,
    )


def _locked(name: str) -> TextError:
    return TextError("locked-document", "{name} is locked by a password: save it without one.", name=name)
