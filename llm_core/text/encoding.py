"""Finding out in which encoding a file is written, and decoding it chunk by chunk.

The order: byte order mark; strict UTF-8; UTF-16 that forgot its mark; then a guess, which a person should confirm.
Line ends become "\\n": "\\r\\n" and a lone "\\r" too, so that a model doesn't learn them.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from llm_core.errors import TextError
from llm_core.files import CHUNK_BYTES
from llm_core.text.notice import Notice, notice

SAMPLE_BYTES = 256 << 10
SCANNED_WHOLE_BYTES = 64 << 20
BINARY_SHARE = 0.05

MARKS: tuple[tuple[bytes, str], ...] = (  # UTF-32 before UTF-16: its mark begins with the same bytes
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "PNG picture"), (b"\xff\xd8\xff", "JPEG picture"), (b"GIF8", "GIF picture"), (b"%PDF", "PDF document"),
    (b"PK\x03\x04", "zip archive or Office document"), (b"\x1f\x8b", "gzip archive"), (b"7z\xbc\xaf", "7z archive"),
    (b"BZh", "bzip2 archive"), (b"\xfd7zXZ", "xz archive"), (b"\x28\xb5\x2f\xfd", "zstd archive"), (b"Rar!", "rar archive"),
    (b"\x7fELF", "program"), (b"MZ\x90", "program"), (b"SQLite format 3", "SQLite database"), (b"RIFF", "sound or video"),
    (b"OggS", "sound"), (b"fLaC", "sound"), (b"ID3", "sound"), (b"PAR1", "Parquet table"), (b"GGUF", "model file"),
    (b"\xd0\xcf\x11\xe0", "old Office document"),
)
ALIASES = {"gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "euc_cn": "gb18030", "hz": "hz",
           "shift_jis": "cp932", "big5": "big5", "cp949": "cp949", "euc_kr": "cp949", "ascii": "utf-8", "utf_8": "utf-8"}
WESTERN = frozenset("éèêëàâäáãåçùûüúôöóòõîïíìñßæøœÉÈÊÀÂÄÁÃÅÇÜÚÔÖÓÎÍÑÆØŒ“”„‘’‚–—…•€£§°«»©®ªº¡¿\xa0")
NOT_OF_FILES = frozenset({"utf_7", "charmap", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27})
_CHINESE_PAIR = re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]")
_HIGH = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True)
class Encoding:
    """What was found: Python's name of the codec, whether it is certain, and what to say about it."""

    name: str
    sure: bool
    warnings: tuple[Notice, ...] = ()


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
            raise TextError("not-text", "{name} is a {kind}, not text: choose a txt, md, csv, tsv, json or jsonl file.", name=name, kind=kind)
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
    wide = _forgotten_mark(head)
    if wide:
        return Encoding(wide, sure=False, warnings=(_guessed(name, wide),))
    if sum(head.count(bytes([code])) for code in _CONTROLS) > BINARY_SHARE * len(head) + 4:
        raise TextError("binary-file", "{name} holds binary data, not text: choose a txt, md, csv, tsv, json or jsonl file.", name=name)
    warnings: tuple[Notice, ...] = ()
    if b"\0" in head:
        warnings += (notice("holds-nul", "{name} holds NUL characters; they are kept as characters.", name=name),)
    try:
        cut = _scan(path, name, "utf-8")
    except TextError:
        return _guess(path, name)
    if cut:
        warnings += (notice("cut-off", "{name} ends inside a character: that last one is left out.", name=name),)
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


def _forgotten_mark(head: bytes) -> str | None:
    """UTF-16 without its mark: most characters are then ordinary in one byte order, and not in the other."""
    even = head[: len(head) // 2 * 2]
    if len(even) < 4 or (head.count(0) < 0.2 * len(head) and _is_utf8(head)):
        return None
    for codec in ("utf-16-le", "utf-16-be"):
        text = even.decode(codec, "replace")
        if sum(_ordinary(character) for character in text) > 0.9 * len(text) and (b"\0" in even or any(c in text for c in "，。、的了\u3000")):
            return codec
    return None


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head)
    except UnicodeError:
        return False
    return True


def _ordinary(character: str) -> bool:
    code = ord(character)
    return character in "\n\r\t" or 32 <= code < 127 or 0x3000 <= code < 0x3100 or 0x4E00 <= code < 0xA000 or 0xFF00 <= code < 0xFF60


def _guess(path: Path, name: str) -> Encoding:
    sample = _sample(path)
    stray = _stray_bytes(sample)
    if stray:
        raise TextError(
            "stray-bytes",
            "{name} is UTF-8 for the most part, with bytes that don't fit, first in line {line}. "
            "Save it as UTF-8 throughout, or name its encoding with --data.encoding.",
            name=name, line=stray,
        )
    for codec in _suggestions(sample):
        try:
            _scan(path, name, codec)
        except TextError:
            continue
        return Encoding(codec, sure=False, warnings=(_guessed(name, codec),))
    raise TextError(
        "unknown-encoding",
        "{name} isn't UTF-8, and its encoding can't be told. Name it with --data.encoding, for instance gb18030, big5 or cp1252.",
        name=name,
    )


def _sample(path: Path) -> bytes:
    """The first part of a file that isn't plain ASCII, cut at line ends so that no character is torn."""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            found = _HIGH.search(chunk)
            if found:
                start = chunk.rfind(b"\n", 0, found.start()) + 1
                sample = chunk[start : start + SAMPLE_BYTES] + (stream.read(SAMPLE_BYTES) if start + SAMPLE_BYTES > len(chunk) else b"")
                sample = sample[:SAMPLE_BYTES]
                cut = sample.rfind(b"\n") + 1
                return sample[:cut] if cut and len(sample) == SAMPLE_BYTES else sample
    return b""


def _stray_bytes(sample: bytes) -> int:
    """The first line that isn't UTF-8 in a text that mostly is; 0 when it isn't UTF-8 at all."""
    good, first_bad, bad = 0, 0, 0
    for number, line in enumerate(sample.split(b"\n"), 1):
        if line.isascii():
            continue
        text = line.decode("utf-8", "replace")
        wrong = text.count("\ufffd")
        whole = sum(character > "\x7f" for character in text) - wrong
        if wrong:
            bad += 1
            first_bad = first_bad or number
        good += whole if whole > 3 * wrong else 0
    return first_bad if bad and good >= max(2, bad) else 0


def _suggestions(sample: bytes) -> list[str]:
    from charset_normalizer import from_bytes  # half a second of import, for the rare file that isn't UTF-8

    found = [match.encoding for match in from_bytes(sample, threshold=0.3)][:5]
    high = sum(map(len, _HIGH.findall(sample)))
    pairs = 2 * len(_CHINESE_PAIR.findall(b"".join(_HIGH.findall(sample))))
    names = [ALIASES.get(name, name) for name in found if name not in {"utf_8", "ascii"}]
    multibyte = {"gb18030", "big5", "big5hkscs", "cp932", "euc_jp", "cp949", "johab", "euc_jis_2004", "shift_jis_2004"}
    if high >= 4 and pairs >= 0.95 * high and not (len(sample) > 64 and names and names[0] in multibyte):
        names.insert(0, "gb18030")  # charset-normalizer errs on short GBK
    elif _is_western(sample):
        names.insert(0, "cp1252")  # several Latin encodings fit the same bytes: this is the usual one
    return list(dict.fromkeys(names))


def _is_western(sample: bytes) -> bool:
    """Mostly ASCII letters, and what isn't are the letters and marks of Western Europe."""
    high = [character for character in sample.decode("cp1252", "replace") if character > "\x7f"]
    return len(high) < 0.3 * len(sample) and sum(character in WESTERN for character in high) > 0.9 * len(high)


def _guessed(name: str, codec: str) -> Notice:
    return notice(
        "encoding-guessed",
        "{name} is read as {encoding}, which is a guess: check the preview, or name the encoding with --data.encoding.",
        name=name, encoding=codec,
    )


def _no_such_encoding(wanted: str) -> TextError:
    return TextError(
        "no-such-encoding", "There is no text encoding {wanted!r}: try utf-8, gb18030, big5, shift_jis, utf-16 or cp1252.", wanted=wanted[:60]
    )


def _does_not_fit(name: str, encoding: str, position: int) -> TextError:
    return TextError(
        "wrong-encoding",
        "{name} isn't {encoding}: byte {position} doesn't fit. Save it as UTF-8, or name its encoding with --data.encoding.",
        name=name, encoding=encoding.removesuffix("-sig"), position=position,
    )
