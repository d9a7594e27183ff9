"""Finding out in which encoding a file is written, and decoding it chunk by chunk.

The order: byte order mark; strict UTF-8; UTF-16 that forgot its mark; then a guess, which a person should confirm.
Line ends become "\\n": "\\r\\n" and a lone "\\r" too, so that a model doesn't learn them.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from llm_core.data.files.encoding_guesses import ALIASES, forgotten_mark, stray_bytes, suggestions
from llm_core.data.warnings import TextWarning, text_warning
from llm_core.errors import TextError
from llm_core.files import CHUNK_BYTES

SAMPLE_BYTES = 256 << 10
SCANNED_WHOLE_BYTES = 64 << 20
BINARY_SHARE = 0.05

MARKS: tuple[tuple[bytes, str], ...] = (  # UTF-32 before UTF-16: its mark begins with the same bytes
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "PNG picture"),
    (b"\xff\xd8\xff", "JPEG picture"),
    (b"GIF8", "GIF picture"),
    (b"%PDF", "PDF document"),
    (b"PK\x03\x04", "zip archive or Office document"),
    (b"\x1f\x8b", "gzip archive"),
    (b"7z\xbc\xaf", "7z archive"),
    (b"BZh", "bzip2 archive"),
    (b"\xfd7zXZ", "xz archive"),
    (b"\x28\xb5\x2f\xfd", "zstd archive"),
    (b"Rar!", "rar archive"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
    (b"SQLite format 3", "SQLite database"),
    (b"RIFF", "sound or video"),
    (b"OggS", "sound"),
    (b"fLaC", "sound"),
    (b"ID3", "sound"),
    (b"PAR1", "Parquet table"),
    (b"GGUF", "model file"),
    (b"\xd0\xcf\x11\xe0", "old Office document"),
)
NOT_OF_FILES = frozenset(
    {"utf_7", "charmap", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27})


@dataclass(frozen=True)
class Encoding:
    """What was found: Python's name of the codec, whether it is certain, and what to say about it."""

    name: str
    sure: bool
    warnings: tuple[TextWarning, ...] = ()


def find_encoding(path: Path, name: str, wanted: str | None) -> Encoding:
    """Find out how a file is encoded.

    Args:    path: the file. name: what to call it in messages. wanted: the encoding that a person named, if any.
    Raises:  TextError: empty, not text, or no encoding fits without a doubt that only a person can settle.
    """
    with path.open("rb") as stream:
        head = stream.read(SAMPLE_BYTES)
    if not head:
        raise TextError("empty-file", "{name} is empty: choose a file that holds text.", name=name)
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            raise TextError(
                "not-text",
                "{name} is a {kind}, not text: choose a txt, md, csv, tsv, json or jsonl file.",
                name=name,
                kind=kind,
            )
    if wanted:
        return _as_wanted(path, name, wanted)
    for mark, codec in MARKS:
        if head.startswith(mark):
            return Encoding(codec, sure=True)
    return _unmarked(path, name, head)


def codec_of(wanted: str) -> str:
    """Python's name for an encoding that a person named; GBK and GB2312 are read as GB18030, which holds both.

    Raises:  TextError: no such text encoding.
    """
    try:
        codec = codecs.lookup(wanted.strip())
        if not getattr(codec, "_is_text_encoding", True) or not isinstance(b"".decode(codec.name), str):
            raise LookupError
    except (LookupError, ValueError, UnicodeError):
        raise _no_such_encoding(wanted) from None
    name = codec.name.replace("-", "_")
    if name in NOT_OF_FILES:
        raise _no_such_encoding(wanted)
    return ALIASES.get(name, codec.name)


def decoded(path: Path, name: str, encoding: str, progress: Callable[[int], None] | None = None) -> Iterator[str]:
    """Decode a file piece by piece in constant memory, with line ends as "\\n".

    Args:    progress: told how many bytes of the file are read.
    Raises:  TextError: a byte sequence that the encoding doesn't have.
    """
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)("strict"), translate=True)
    read = 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            try:
                text = decoder.decode(chunk)
            except UnicodeError as error:
                raise _does_not_fit(name, encoding, read + getattr(error, "start", 0)) from None
            read += len(chunk)
            if text:
                yield text
            if progress:
                progress(read)
    try:
        rest = decoder.decode(b"", final=True)
    except UnicodeError:  # the file ends inside a character: what came before is whole
        rest = ""
    if rest:
        yield rest


def _as_wanted(path: Path, name: str, wanted: str) -> Encoding:
    codec = codec_of(wanted)
    if codec == "utf-8":
        codec = "utf-8-sig"  # a mark, if there is one, is no part of the text
    _scan(path, name, codec)
    return Encoding(codec, sure=True)


def _unmarked(path: Path, name: str, head: bytes) -> Encoding:
    wide = forgotten_mark(head)
    if wide:
        return Encoding(wide, sure=False, warnings=(_guessed(name, wide),))
    if sum(head.count(bytes([code])) for code in _CONTROLS) > BINARY_SHARE * len(head) + 4:
        raise TextError(
            "binary-file",
            "{name} holds binary data, not text: choose a txt, md, csv, tsv, json or jsonl file.",
            name=name,
        )
    warnings: tuple[TextWarning, ...] = ()
    if b"\0" in head:
        warnings += (text_warning("holds-nul", "{name} holds NUL characters; they are kept as characters.", name=name),)
    try:
        cut = _scan(path, name, "utf-8")
    except TextError as error:
        return _guess(path, name, error.values["position"])
    if cut:
        warnings += (text_warning("cut-off", "{name} ends inside a character: that last one is left out.", name=name),)
    return Encoding("utf-8", sure=True, warnings=warnings)


def _scan(path: Path, name: str, encoding: str) -> bool:
    """Decode strictly: all of a small file, windows of a large one. Returns whether it ends inside a character."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    read, size = 0, path.stat().st_size
    with path.open("rb") as stream:
        while read < SCANNED_WHOLE_BYTES and (chunk := stream.read(CHUNK_BYTES)):
            try:
                decoder.decode(chunk)
            except UnicodeError as error:
                raise _does_not_fit(name, encoding, read + getattr(error, "start", 0)) from None
            read += len(chunk)
    if read < size:
        return False
    try:
        decoder.decode(b"", final=True)
    except UnicodeError:
        return True
    return False


def _guess(path: Path, name: str, position: int) -> Encoding:
    """Judge by the text around the first byte that isn't UTF-8."""
    sample, lines_before = _around(path, position)
    stray = stray_bytes(sample)
    if stray:
        raise TextError(
            "stray-bytes",
            "{name} is UTF-8 for the most part, with bytes that don't fit, first in line {line}. "
            "Save it as UTF-8 throughout, or name its encoding with --data.encoding.",
            name=name,
            line=lines_before + stray,
        )
    for codec in suggestions(sample):
        try:
            _scan(path, name, codec)
        except TextError:
            continue
        return Encoding(codec, sure=False, warnings=(_guessed(name, codec),))
    raise TextError(
        "unknown-encoding",
        (
            "{name} isn't UTF-8, and its encoding can't be told. Name it with --data.encoding, for instance "
            "gb18030, big5 or cp1252."
        ),
        name=name,
    )


def _around(path: Path, position: int) -> tuple[bytes, int]:
    """Whole lines around a place, so that no character is torn, and how many lines come before them."""
    begin, before = max(0, position - SAMPLE_BYTES // 2), 0
    with path.open("rb") as stream:
        while stream.tell() < begin and (chunk := stream.read(min(CHUNK_BYTES, begin - stream.tell()))):
            before += chunk.count(b"\n")
        sample = stream.read(SAMPLE_BYTES)
    start = sample.find(b"\n", 0, position - begin) + 1 if begin else 0
    end = sample.rfind(b"\n", position - begin) + 1 if len(sample) == SAMPLE_BYTES else 0
    return sample[start : end or len(sample)], before + bool(start)


def _guessed(name: str, codec: str) -> TextWarning:
    return text_warning(
        "encoding-guessed",
        "{name} is read as {encoding}, which is a guess: check the preview, or name the encoding with --data.encoding.",
        name=name,
        encoding=codec,
    )


def _no_such_encoding(wanted: str) -> TextError:
    return TextError(
        "no-such-encoding",
        "There is no text encoding {wanted!r}: try utf-8, gb18030, big5, shift_jis, utf-16 or cp1252.",
        wanted=wanted[:60],
    )


def _does_not_fit(name: str, encoding: str, position: int) -> TextError:
    return TextError(
        "wrong-encoding",
        (
            "{name} isn't {encoding}: byte {position} doesn't fit. Save it as UTF-8, or name its encoding with "
            "--data.encoding."
        ),
        name=name,
        encoding=encoding.removesuffix("-sig"),
        position=position,
    )
