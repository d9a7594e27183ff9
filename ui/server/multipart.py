"""Files out of a request's body and onto the disk, part by part: one open at a time, none left when it ends early."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from python_multipart.multipart import MultipartParser, parse_options_header

from ui.state.uploads import safe_name

LONGEST_HEADER = 8192
MOST_FILES = 1000  # as many as Gradio's own script puts into one request


class BodyError(Exception):
    """Why a body holds no files, as a sentence."""


class FilesOfBody:
    """Writes the files of a multipart body into a folder as its pieces come.

    Args:  told: what learns how far it is, as (name, bytes).
    """

    def __init__(
        self, content_type: str, folder: Path, told: Callable[[str, int], None] = lambda _name, _size: None
    ) -> None:
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise BodyError("Files come as multipart/form-data, and this request has none.")
        self.files: list[Path] = []
        self._folder, self._told = folder, told
        self._file: BinaryIO | None = None
        self._header: tuple[bytearray, bytearray] = (bytearray(), bytearray())
        self._name = ""
        self._ended = False
        self._parser = MultipartParser(
            options[b"boundary"],
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_name,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._open,
                "on_part_data": self._data,
                "on_part_end": self.close,
                "on_end": self._end,
            },
        )

    def write(self, piece: bytes) -> None:
        """Take the body's next piece.

        Raises:  BodyError: it is not what a form with files looks like.
        """
        try:
            self._parser.write(piece)
        except ValueError as error:  # what the parser raises, and names with NULs
            raise BodyError("This form is damaged, so its files were not taken.") from error

    def finish(self) -> list[Path]:
        """The files, in their order, once the body has ended.

        Raises:  BodyError: it ended in the middle, or held none.
        """
        if not self._ended or not self.files:
            raise BodyError("This form holds no files, or ends in the middle of one.")
        return self.files

    def close(self) -> None:
        """Close the file that is being written."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _begin(self) -> None:
        self._header, self._name = (bytearray(), bytearray()), ""

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._grow(0, data[start:end])

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._grow(1, data[start:end])

    def _grow(self, which: int, piece: bytes) -> None:
        if len(self._header[which]) + len(piece) > LONGEST_HEADER:
            raise BodyError("A file's name in this form is too long.")
        self._header[which].extend(piece)

    def _header_end(self) -> None:
        name, value = (bytes(part) for part in self._header)
        self._header = (bytearray(), bytearray())
        if name.lower() == b"content-disposition":
            given = parse_options_header(value)[1].get(b"filename")
            self._name = _decoded(given) if given is not None else ""

    def _open(self) -> None:
        if not self._name:
            raise BodyError("This form holds something that is not a file, or a file without a name.")
        if len(self.files) >= MOST_FILES:
            raise BodyError(f"At most {MOST_FILES} files may come in one request.")
        place = self._folder / str(len(self.files))
        place.mkdir(mode=0o700)
        file = place / safe_name(self._name)
        self._file = os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self.files.append(file)

    def _data(self, data: bytes, start: int, end: int) -> None:
        assert self._file is not None
        self._file.write(data[start:end])
        self._told(self._name, end - start)

    def _end(self) -> None:
        self._ended = True


def _decoded(name: bytes) -> str:
    """A file's own name, without the folders that some browsers send along."""
    text = name.decode("utf-8", errors="replace")
    return text.replace("\\", "/").rpartition("/")[2] or "text"
