"""Files that people dropped on the page: copied into the workspace, found again by id, never by path."""

from __future__ import annotations

import io
import re
import secrets
import shutil
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO

from llm_core.config import DataConfig
from llm_core.data.audio.audio import ENDINGS
from llm_core.errors import ResourceError, TextError
from llm_core.files import atomic_write, folder_size_bytes, read_json, require_free_disk, write_json
from llm_core.isolation.limits import reading_limits
from llm_core.isolation.readers import isolated
from ui.state.incoming import Incoming
from ui.state.limits import MB, Limits

if TYPE_CHECKING:
    from llm_core.data.files.reading import TextFile

_ID = re.compile(r"[0-9a-f]{16}", re.ASCII)
LONGEST_NAME_BYTES = 180
CHOICES = ("encoding", "column", "target_column", "turn_mark")


@dataclass(frozen=True)
class Upload:
    """One file that was dropped."""

    id: str
    name: str
    size_bytes: int
    added_at: float


class Uploads:
    """The workspace's uploads folder: uploads/ID/NAME for files, uploads/sample-KEY/ for built-in samples.

    Args:  incoming: where files wait that a browser sent; they count as much as those that were taken in.
    """

    def __init__(self, folder: Path, limits: Limits, incoming: Incoming | None = None) -> None:
        self._folder, self._limits, self._lock = folder, limits, Lock()
        self.incoming = incoming or Incoming(folder.parent / "incoming")

    def add(self, paths: Iterable[str | Path]) -> list[str]:
        """Move files in that a browser sent, and answer their ids in the same order.

        Args:    paths: as a request named them: only files that wait in the incoming folder are taken.
        Raises:  TextError: not such a file. ResourceError: over the quota, or the disk is nearly full.
        """
        with self._lock:
            return [self._take([file]) for file in self._waiting(paths)]

    def add_together(self, paths: Iterable[str | Path]) -> str:
        """Move files that belong together, such as the clips of a data set, in as one upload, and answer its id.

        Raises:  TextError: not a file that a browser sent. ResourceError: over the quota, or the disk is nearly full.
        """
        with self._lock:
            return self._take(self._waiting(paths))

    def keep(self, paths: Iterable[str | Path]) -> list[str]:
        """Copy files of this machine in, and answer their ids: for programs that work beside the page, never for what a
        request names.

        Raises:  ResourceError: over the quota, or the disk is nearly full.
        """
        files = [Path(path) for path in paths]
        with self._lock:
            self._require_room(sum(file.stat().st_size for file in files))
            return [self._copy(file) for file in files]

    def keep_text(self, text: str, name: str = "text.txt") -> str:
        """Keep a text that a program sent as a file, and answer its id.

        Raises:  ResourceError: over the quota, or the disk is nearly full.
        """
        content = text.encode()
        with self._lock:
            self._require_room(len(content))
            return self._write(name, io.BytesIO(content))

    def files(self, upload: str, config: DataConfig | None = None, *, most: int | None = None) -> list[TextFile]:
        """What an upload holds, looked at as text.

        Args:    most: how many files of it, where not all are wanted.
        Raises:  TextError: no such upload, or not text.
        """
        file, config, choice = self._file(upload), config or DataConfig(), self.choice(upload)
        if len(several := self.paths(upload)) > 1:
            plain = config.model_copy(update=choice)
            return [_look(one, config if one.suffix.lower() in ENDINGS else plain) for one in several[:most]]
        try:
            return [_look(file, config.model_copy(update=choice))]
        except TextError as mistake:
            if mistake.code != "no-such-column" or not choice.keys() & {"column", "target_column"}:
                raise
        # a key that was chosen for conversations is no column of a text
        rest = {name: value for name, value in choice.items() if not name.endswith("column")}
        return [_look(file, config.model_copy(update=rest))]

    def choice(self, upload: str) -> dict[str, str]:
        """What a person settled for this file alone: its encoding, its columns, its mark between turns; empty where
        nothing was asked.
        """
        note = self._folder / f"{upload}.json"
        found = read_json(note) if _ID.fullmatch(upload) and note.is_file() else {}
        return {name: str(found[name]) for name in CHOICES if found.get(name)}

    def choose(self, upload: str, **choice: str | None) -> None:
        """Settle a file's encoding, columns or mark; it holds until it is settled anew, or found out again (None).

        Raises:  TextError: no such upload.
        """
        self._file(upload)
        settled = {**self.choice(upload), **{name: value for name, value in choice.items() if name in CHOICES}}
        write_json(self._folder / f"{upload}.json", {name: value for name, value in settled.items() if value})

    def sample(self, key: str, config: DataConfig | None = None) -> list[TextFile]:
        """A built-in sample, written on demand.

        Raises:  TextError: no such sample.
        """
        from llm_core.data.files.reading import look
        from llm_core.samples import SAMPLES, sample_files

        if key not in SAMPLES:
            raise TextError(
                "unknown-sample",
                "There is no sample called {key}. Choose one of: {known}.",
                key=key[:80],
                known=", ".join(SAMPLES),
            )
        with self._lock:
            paths = sample_files(key, self._folder / f"sample-{key}")
        config = config or DataConfig(format=SAMPLES[key].settings.get("data.format", "text"))
        return [look(path, config, name=path.name) for path in paths]

    def of(self, source: str, config: DataConfig | None = None) -> list[TextFile]:
        """The files that a draft's source stands for: "sample:KEY" or "upload:ID,ID…"."""
        kind, _, names = source.partition(":")
        if kind == "sample":
            return self.sample(names, config)
        return [file for upload in names.split(",") for file in self.files(upload, config)]

    def kept(self) -> list[Upload]:
        """All uploads, newest first."""
        found = []
        for folder in self._folder.iterdir() if self._folder.is_dir() else ():
            file = _only_file(folder) if _ID.fullmatch(folder.name) else None
            if file:
                facts, others = file.stat(), [other for other in folder.iterdir() if other != file]
                size = facts.st_size + sum(other.stat().st_size for other in others)
                found.append(
                    Upload(folder.name, f"{file.name} + {len(others)}" if others else file.name, size, facts.st_mtime)
                )
        return sorted(found, key=lambda upload: upload.added_at, reverse=True)

    def name(self, upload: str) -> str:
        """The name under which a file was dropped; of several, that of the first."""
        return self._file(upload).name

    def paths(self, upload: str) -> Sequence[Path]:
        """Where the files of an upload lie: texts first, which may say what the sounds beside them hold, each kind by
        name.

        Raises:  TextError: no such upload.
        """
        files = [file for file in self._file(upload).parent.iterdir() if file.is_file()]
        return sorted(files, key=lambda file: (file.suffix.lower() in ENDINGS, file.name))

    def remove(self, upload: str) -> None:
        """Delete an upload; runs that were made from it keep what they need."""
        shutil.rmtree(self._file(upload).parent)
        (self._folder / f"{upload}.json").unlink(missing_ok=True)

    def mistake_of_room(self, needed_bytes: int) -> ResourceError | None:
        """Why so many more bytes don't fit, or None."""
        try:
            self._require_room(needed_bytes)
        except ResourceError as mistake:
            return mistake
        return None

    def _file(self, upload: str) -> Path:
        file = _only_file(self._folder / upload) if _ID.fullmatch(upload) else None
        if file is None:
            raise TextError(
                "unknown-upload", "The file {upload} is no longer here. Drop it on Data again.", upload=upload[:80]
            )
        return file

    def _waiting(self, paths: Iterable[str | Path]) -> list[Path]:
        """Files that wait, found as they were named; where there is no room for them, they go."""
        files = [self.incoming.require(path) for path in paths]
        try:
            self._require_room(0)
        except ResourceError:
            for file in files:
                self.incoming.drop(file.parents[1])
            raise
        return files

    def _take(self, files: Sequence[Path]) -> str:
        upload = self._new()
        for file in files:
            self.incoming.take(file, self._folder / upload / safe_name(file.name))
        return upload

    def _copy(self, file: Path) -> str:
        with file.open("rb") as content:
            return self._write(file.name, content)

    def _write(self, name: str, content: BinaryIO) -> str:
        upload = self._new()
        with atomic_write(self._folder / upload / safe_name(name)) as stream:  # its owner alone may read it
            shutil.copyfileobj(content, stream)
        return upload

    def _new(self) -> str:
        upload = secrets.token_hex(8)
        (self._folder / upload).mkdir(parents=True, mode=0o700)
        return upload

    def _used_bytes(self) -> int:
        """What dropped files take, also while they wait; samples are made again whenever they are needed, and count
        nothing.
        """
        kept = sum(folder_size_bytes(folder) for folder in self._folder.iterdir() if _ID.fullmatch(folder.name))
        return kept + folder_size_bytes(self.incoming.folder)

    def _require_room(self, needed_bytes: int) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        used, quota = self._used_bytes(), self._limits.quota_bytes
        if used + needed_bytes > quota:
            raise ResourceError(
                "upload-quota",
                (
                    "These files take {needed_mb} MB; {used_mb} of the {quota_mb} MB for uploads are taken. Remove "
                    "old files on Data."
                ),
                needed_mb=needed_bytes // MB,
                used_mb=used // MB,
                quota_mb=quota // MB,
            )
        require_free_disk(self._folder, needed_bytes)


def _look(file: Path, config: DataConfig) -> TextFile:
    """A look at one file, in a child process.

    Raises:  TextError: it isn't text, or not as it is to be read. ExceededError: looking takes too much.
    """
    from llm_core.data.files.reading import look

    found: TextFile = isolated(
        look, file.absolute(), config, name=file.name, about=file.name, limits=reading_limits(file.stat().st_size)
    )
    return found


def safe_name(name: str) -> str:
    """A file name that every system takes: no separators or control characters, of bounded length, never hidden."""
    plain = "".join(
        "_" if char in '/\\:*?"<>|' or unicodedata.category(char)[0] == "C" else char for char in name
    ).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    ending = (dot + ending).encode()[:24].decode(errors="ignore") if stem else ""
    stem = (stem or plain).encode()[: LONGEST_NAME_BYTES - len(ending.encode())].decode(errors="ignore")
    return stem + ending or "text"


def _only_file(folder: Path) -> Path | None:
    files: Sequence[Path] = sorted(file for file in folder.iterdir() if file.is_file()) if folder.is_dir() else ()
    return files[0] if files else None
