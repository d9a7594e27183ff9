"""The database below the store: its tables, a connection a thread, transactions that take the lock at their beginning.

The file may be deleted, moved or replaced under a connection, which SQLite doesn't notice: it would go on to write
where nobody reads. So every look compares the file with the one that was opened, and opens anew what was taken away.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from llm_core.errors import StoreError
from llm_core.runs.records import COLUMNS, finite
from llm_core.runs.store_faults import LONGEST_PATH_BYTES, explained, why_not_opened

VERSION = 2  # 1: runs had no score
BUSY_TIMEOUT_S = 10.0
AGAIN_S = 0.02
_TABLES = """
CREATE TABLE IF NOT EXISTS runs (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, status TEXT NOT NULL, step INTEGER NOT NULL DEFAULT 0,
  max_steps INTEGER NOT NULL, train_loss REAL, val_loss REAL, bits_per_byte REAL, score REAL, tokens_per_s REAL,
  elapsed_s REAL NOT NULL DEFAULT 0, parameters INTEGER, peak_memory_bytes INTEGER, device TEXT,
  created_at REAL NOT NULL, updated_at REAL NOT NULL, origin TEXT NOT NULL, corpus TEXT NOT NULL DEFAULT '',
  error TEXT, progress TEXT, files TEXT NOT NULL DEFAULT '[]', request TEXT, resuming INTEGER NOT NULL DEFAULT 0,
  pid INTEGER, pid_started REAL, config_json TEXT NOT NULL, queued_at REAL NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL, kind TEXT NOT NULL, step INTEGER NOT NULL, payload TEXT,
  train_loss REAL, learning_rate REAL, gradient_norm REAL, tokens_per_s REAL, elapsed_s REAL
);
CREATE INDEX IF NOT EXISTS events_of_run ON events (run, seq);
CREATE TABLE IF NOT EXISTS shipped (name TEXT PRIMARY KEY);
"""
_JSON_COLUMNS = frozenset({"error", "progress", "files"})


Identity = tuple[int, ...]  # which file it is: its device and its number there; NONE where there is none
NONE: Identity = (0, 0)


class Database:
    """A SQLite file that any thread of any process may use; on a local disk.

    Raises:  StoreError: it is locked, damaged, or cannot be read or written, at any call.
    """

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self._local = threading.local()
        self._left: list[sqlite3.Connection] = []

    def close(self) -> None:
        """Close this thread's connection; the next call opens another."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            self._local.connection = None
            with suppress(sqlite3.Error):
                connection.close()

    def read(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a query at once: an open cursor would keep the log from being folded in."""
        with explained(self.path):
            return self._connection().execute(query, values).fetchall()

    @contextmanager
    def write(self, *, durable: bool) -> Iterator[sqlite3.Connection]:
        """One transaction that holds the lock from its beginning; `durable` ones wait for the disk."""
        with explained(self.path):
            connection = self._connection()
            connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def birth(self) -> int:
        """A number that the store was given when it was made: another one means another store."""
        return int(self.read("PRAGMA application_id")[0][0])

    def taken_away(self) -> sqlite3.Connection | None:
        """This thread's connection where its file doesn't stand at the path any more; what it held can still be read
        from it.
        """
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        return connection if connection is not None and self._file() != self._local.file[:2] else None

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None and (*self._file(), *self._log()) != self._local.file:
            self._leave(connection)
            connection = None
        if connection is None:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._drop_log_of_another()
            _make_private(self.path)
            connection = _connect(self.path)
            self._local.connection, self._local.file = connection, (*self._file(), *self._log())
        return connection

    def _leave(self, connection: sqlite3.Connection) -> None:
        """Let go of a connection whose file or log was taken away. One whose log is gone folds in what that held, and
        is never closed: closing would fold it in once more, over what others have written meanwhile."""
        if self._file() != self._local.file[:2]:
            self.close()
            return
        if self._log() == NONE:
            with suppress(sqlite3.Error):
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._left.append(connection)
        self._local.connection = None

    def _drop_log_of_another(self) -> None:
        """Where another file was put in the place of ours, the log beside it is still ours, and would be read
        into it.
        """
        former: Identity | None = getattr(self._local, "file", None)
        if former is not None and self._file() not in (former[:2], NONE) and self._log() == former[2:] != NONE:
            with _held(self.path.parent):
                if self._log() == former[2:]:
                    _drop_log(self.path)

    def _file(self) -> Identity:
        return _identity(self.path)

    def _log(self) -> Identity:
        return _identity(self.path.with_name(f"{self.path.name}-wal"))


def _identity(path: Path) -> Identity:
    try:
        found = path.stat()
    except OSError:
        return NONE
    return found.st_dev, found.st_ino


def set_columns(connection: sqlite3.Connection, run: str, fields: Mapping[str, Any]) -> bool:
    """Change columns of a run's row, as part of a transaction; False where there is no such row."""
    unknown = fields.keys() - set(COLUMNS) - {"queued_at"}
    assert not unknown, f"no such columns: {unknown}"
    values = [
        json.dumps(finite(value)) if name in _JSON_COLUMNS and value is not None else finite(value)
        for name, value in fields.items()
    ]
    names = ", ".join(f"{name}=?" for name in fields)
    return connection.execute(f"UPDATE runs SET {names} WHERE id=?", (*values, run)).rowcount == 1  # noqa: S608


def _make_private(path: Path) -> None:
    """Make the file, and shut those that exist: its owner alone may read it. SQLite gives its log the mode of
    the file.
    """
    with suppress(
        OSError
        # it is there, and closing it would drop the locks that this process has on it; or the folder can't be written:
        # opening it says so
    ):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    for file in (path, *(path.with_name(path.name + ending) for ending in ("-wal", "-shm"))):
        with suppress(OSError):  # missing, or another user's
            if file.stat().st_mode & 0o077:
                file.chmod(0o600)


def _connect(path: Path) -> sqlite3.Connection:
    """Open the store, making its tables where they are missing.

    Raises:  StoreError: the file is not a store, or one from a newer version, or cannot be opened.
    """
    if len(os.fsencode(path)) > LONGEST_PATH_BYTES:
        raise why_not_opened(path)
    if not path.exists():
        _make_alone(path)
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    connection.text_factory = _text
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise StoreError(
                "store-newer",
                (
                    "{path} was written by a newer Terrarium (store version {version}): update, or choose another "
                    "workspace."
                ),
                path=str(path),
                version=version,
            )
        if version < VERSION:
            _make(connection)
        connection.execute("SELECT 1 FROM runs LIMIT 1").fetchall()  # from here on its log exists
    except BaseException:
        connection.close()
        raise
    return connection


def _make_alone(path: Path) -> None:
    """Make a store where there is none, while no other process does: the log of one that was deleted belongs to
    nobody.
    """
    with _held(path.parent):
        if not path.exists():
            _drop_log(path)
            with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)) as connection:
                _make(connection)


def _drop_log(path: Path) -> None:
    for rest in ("-wal", "-shm"):
        path.with_name(path.name + rest).unlink(missing_ok=True)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Keep a folder for this process; where the system can't, nobody can delete an open file either."""
    if os.name != "posix":
        yield
        return
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _make(connection: sqlite3.Connection) -> None:
    """Make the tables, or bring those of a former version up to this one. Two processes may come first at once: the
    second waits for the lock, then finds it done."""
    _keep_a_log(connection)
    connection.execute("BEGIN IMMEDIATE")
    for statement in _TABLES.split(";"):
        if statement.strip():
            connection.execute(statement)
    if "score" not in {row[1] for row in connection.execute("PRAGMA table_info(runs)")}:
        connection.execute("ALTER TABLE runs ADD COLUMN score REAL")
    if not connection.execute("PRAGMA application_id").fetchone()[0]:
        connection.execute(f"PRAGMA application_id={1 + secrets.randbelow(2**31 - 1)}")
    connection.execute(f"PRAGMA user_version={VERSION}")
    connection.execute("COMMIT")


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Turn on write-ahead logging. SQLite doesn't wait where another process is just doing the same: it is
    asked again.
    """
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").fetchall()
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(AGAIN_S)
        else:
            return
