"""Text files packed by gzip: unpacked piece by piece, and never more than is reasonable."""

from __future__ import annotations

import codecs
import io
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from llm_core.data.files.encoding import MARKS, codec_of
from llm_core.errors import TextError
from llm_core.files import CHUNK_BYTES

MAGIC = b"\x1f\x8b"
MOST_BYTES = 1 << 30  # unpacked
GZIP_WINDOW = 16 + zlib.MAX_WBITS  # zlib's number for a gzip header


def is_gzipped(path: Path) -> bool:
    """Whether a file begins as gzip's do."""
    with path.open("rb") as stream:
        return stream.read(2) == MAGIC


def encoding_of(path: Path, name: str, wanted: str | None) -> str:
    """The encoding of what is packed: as wanted, by its mark, else UTF-8.

    Raises:  TextError: no such encoding, or the file is damaged or empty.
    """
    if wanted:
        return codec_of(wanted)
    head = next(unpacked(path, name), b"")
    if not head:
        raise TextError("empty-file", "{name} is empty: choose a file that holds text.", name=name)
    return next((codec for mark, codec in MARKS if head.startswith(mark)), "utf-8")


def decoded_gzip(path: Path, name: str, encoding: str, progress: Callable[[int], None] | None = None) -> Iterator[str]:
    """The text of a packed file, line ends as "\\n", in constant memory.

    Args:    progress: told how many bytes of the packed file are read.
    Raises:  TextError: it is damaged, unpacks to too much, or isn't in this encoding.
    """
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)("strict"), translate=True)
    try:
        for piece in unpacked(path, name, progress):
            yield decoder.decode(piece)
        yield decoder.decode(b"", final=True)
    except UnicodeError:
        raise TextError(
            "packed-encoding",
            "What is packed in {name} isn't {encoding}: name its encoding with --data.encoding, or pack it as UTF-8.",
            name=name,
            encoding=encoding.removesuffix("-sig"),
        ) from None


def unpacked(path: Path, name: str, progress: Callable[[int], None] | None = None) -> Iterator[bytes]:
    """The bytes that are packed in a file.

    Raises:  TextError: it is damaged, cut off, unpacks to too much, or holds more than one file.
    """
    unpacker, total, read = zlib.decompressobj(GZIP_WINDOW), 0, 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            read += len(chunk)
            while chunk:
                try:
                    piece = unpacker.decompress(chunk, CHUNK_BYTES)
                except zlib.error:
                    raise _damaged(name) from None
                total += len(piece)
                if total > MOST_BYTES:
                    raise TextError(
                        "packed-too-large",
                        "{name} unpacks to more than {limit} MB: unpack it, and give a part of it.",
                        name=name,
                        limit=MOST_BYTES >> 20,
                    )
                if piece:
                    yield piece
                if unpacker.unused_data.strip(b"\0"):
                    raise TextError(
                        "packed-several",
                        "{name} holds several packed files one after another: unpack it first.",
                        name=name,
                    )
                chunk = unpacker.unconsumed_tail
            if progress:
                progress(read)
    if not unpacker.eof:
        raise _damaged(name)


def _damaged(name: str) -> TextError:
    return TextError(
        "packed-damaged", "{name} is damaged, or cut off: it can't be unpacked. Fetch it again.", name=name
    )
