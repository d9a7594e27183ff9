"""What may befall the store of runs: locked, damaged, taken away, its disk full; each as a mistake with its remedy."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from llm_core.errors import Mistake, StoreError
from llm_core.faults import disk_broke, disk_is_full, mistake_of, not_allowed, path_too_long, shortened

LONGEST_PATH_BYTES = 490  # SQLite opens paths of 512, and its log's name is longer by a few
FILES_OPEN = 4  # that SQLite holds open beside the database itself
LOCKED = "store-locked"
DAMAGED = (
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_SCHEMA,
    sqlite3.SQLITE_CONSTRAINT,
)
TAKEN = (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)  # the one who asks knows what to do


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite or the system says of the store into a StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        told = of_sqlite(error, path)
        if told is None:
            raise
        raise told from error
    except OSError as error:
        known = mistake_of(error, path)
        if known is None:
            raise
        raise as_store_error(known) from error


def of_sqlite(error: sqlite3.Error, path: Path) -> StoreError | None:
    """The mistake behind an error of SQLite; None where our own SQL is wrong, or a key is taken."""
    extended = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if extended in TAKEN:
        return None
    code = extended & 0xFF
    if code in _BY_CODE:
        return _BY_CODE[code](path)
    foreign = code == sqlite3.SQLITE_ERROR and any(hint in str(error) for hint in ("no such", "no column", "has no"))
    return damaged(path, str(error)) if foreign or code in DAMAGED else None


def locked(path: Path) -> StoreError:
    """Another program holds the lock for longer than ours do."""
    return StoreError(
        "store-locked",
        "Another program keeps {path} locked: close it (a viewer of databases, a backup), then try again.",
        path=shortened(str(path)),
    )


def damaged(path: Path, why: str) -> StoreError:
    """A file that is no store of runs, or isn't any more."""
    return StoreError(
        "store-damaged",
        (
            "{path} is not a store of runs any more ({why}): move it away, or choose another workspace. The folders "
            "of the runs stay."
        ),
        path=shortened(str(path)),
        why=why[:200],
    )


def why_not_opened(path: Path) -> StoreError:
    """SQLite says only that it can't: the system is asked for the reason."""
    if len(os.fsencode(path)) > LONGEST_PATH_BYTES:
        return as_store_error(path_too_long(str(path)))
    opened: list[int] = []
    try:
        opened.append(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        opened += [os.open(os.devnull, os.O_RDONLY) for _ in range(FILES_OPEN)]
    except OSError as error:
        return as_store_error(mistake_of(error, path))
    finally:
        for descriptor in opened:
            os.close(descriptor)
    return as_store_error(not_allowed(str(path.parent)))  # beside it the log must be written


def as_store_error(mistake: Mistake | None) -> StoreError:
    """The same mistake, of the store."""
    mistake = mistake or disk_broke("")
    return StoreError(mistake.code, mistake.template, **mistake.values)


_BY_CODE: Mapping[int, Callable[[Path], StoreError]] = {
    sqlite3.SQLITE_BUSY: locked,
    sqlite3.SQLITE_LOCKED: locked,
    sqlite3.SQLITE_PROTOCOL: locked,
    sqlite3.SQLITE_CANTOPEN: why_not_opened,
    sqlite3.SQLITE_FULL: lambda path: as_store_error(disk_is_full(str(path))),
    sqlite3.SQLITE_READONLY: lambda path: as_store_error(not_allowed(str(path))),
    sqlite3.SQLITE_PERM: lambda path: as_store_error(not_allowed(str(path))),
    sqlite3.SQLITE_IOERR: lambda path: as_store_error(disk_broke(str(path))),
}
