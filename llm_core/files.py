"""Writing files so that a crash leaves the old one or the new one, never half of one; and hashing them."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from llm_core.errors import ResourceError

CHUNK_BYTES = 1 << 20
FREE_DISK_FLOOR_BYTES = 200 << 20


@contextmanager
def atomic_write(path: Path) -> Iterator[BinaryIO]:
    """Open a temporary file that takes the place of `path` when the block ends well: write, fsync, rename."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:60]}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


@contextmanager
def atomic_folder(path: Path) -> Iterator[Path]:
    """Fill a temporary folder that takes the place of `path` when the block ends well.

    A folder of that name that exists already is replaced. Files in the new folder are synced before the rename.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name[:60]}."))
    try:
        yield draft
        for file in draft.rglob("*"):
            if file.is_file():
                sync_file(file)
        sync_folder(draft)
        if path.exists():
            stale = Path(tempfile.mkdtemp(dir=path.parent, prefix=".stale."))
            os.replace(path, stale / path.name)
            os.replace(draft, path)
            shutil.rmtree(stale, ignore_errors=True)
        else:
            os.replace(draft, path)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Force a finished file to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Force a folder's entries to the disk, where the system can."""
    if os.name == "posix":
        sync_file(path)


def write_json(path: Path, value: Any) -> None:
    """Write `value` as readable UTF-8 JSON, atomically; NaN and infinity are refused."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    with atomic_write(path) as stream:
        stream.write(text.encode() + b"\n")


def read_json(path: Path) -> Any:
    """Read a JSON file that this project wrote."""
    return json.loads(path.read_text(encoding="utf-8"))


def sha256(path: Path) -> str:
    """SHA-256 of a file as hexadecimal digits, read in constant memory."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def folder_size_bytes(path: Path) -> int:
    """Bytes in all files below a folder; files and folders that vanish meanwhile count nothing."""
    total = 0
    for folder, _, names in os.walk(path):
        for name in names:
            with suppress(OSError):
                total += os.stat(os.path.join(folder, name)).st_size
    return total


def require_free_disk(folder: Path, needed_bytes: int) -> None:
    """Refuse work that would leave less than the floor of free disk.

    Raises:  ResourceError: not enough room for `needed_bytes` and the floor.
    """
    free = shutil.disk_usage(folder).free
    if free - needed_bytes < FREE_DISK_FLOOR_BYTES:
        raise ResourceError(
            "disk-full",
            "This needs {needed_mb} MB of disk and {free_mb} MB are free; {floor_mb} MB must stay free. "
            "Delete old runs, or choose another workspace.",
            needed_mb=needed_bytes // 1_000_000,
            free_mb=free // 1_000_000,
            floor_mb=FREE_DISK_FLOOR_BYTES // 1_000_000,
        )
