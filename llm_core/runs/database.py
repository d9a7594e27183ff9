"""The database below the store: its tables, a connection a thread, transactions that take the lock at their beginning."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from llm_core.errors import RunError
from llm_core.runs.records import COLUMNS, finite

VERSION = 2                     # 1: runs had no score
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


class Database:
    """A SQLite file that any thread of any process may use; on a local disk."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self._local = threading.local()

    def close(self) -> None:
        """Close this thread's connection; the next call opens another."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    def read(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a query at once: an open cursor would keep the log from being folded in."""
        return self._connection().execute(query, values).fetchall()

    @contextmanager
    def write(self, *, durable: bool) -> Iterator[sqlite3.Connection]:
        """One transaction that holds the lock from its beginning; `durable` ones wait for the disk."""
        connection = self._connection()
        connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = self._local.connection = _connect(self.path)
        return connection


def set_columns(connection: sqlite3.Connection, run: str, fields: Mapping[str, Any]) -> None:
    """Change columns of a run's row, as part of a transaction."""
    unknown = fields.keys() - set(COLUMNS) - {"queued_at"}
    assert not unknown, f"no such columns: {unknown}"
    values = [json.dumps(finite(value)) if name in _JSON_COLUMNS and value is not None else finite(value) for name, value in fields.items()]
    names = ", ".join(f"{name}=?" for name in fields)
    connection.execute(f"UPDATE runs SET {names} WHERE id=?", (*values, run))  # noqa: S608


def _connect(path: Path) -> sqlite3.Connection:
    """Open the store, making its tables where they are missing.

    Raises:  RunError: the file is not a store, or one from a newer version.
    """
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise RunError(
                "store-newer", "{path} was written by a newer Terrarium (store version {version}): update, or choose another workspace.",
                path=str(path), version=version,
            )
        if version < VERSION:
            _make(connection)
    except sqlite3.DatabaseError as error:
        connection.close()
        if isinstance(error, sqlite3.OperationalError):
            raise
        raise RunError(
            "store-damaged", "{path} is not a store of runs any more ({why}): move it away, or choose another workspace.",
            path=str(path), why=str(error),
        ) from None
    except BaseException:
        connection.close()
        raise
    return connection


def _make(connection: sqlite3.Connection) -> None:
    """Make the tables, or bring those of a former version up to this one. Two processes may come first at once: the second
    waits for the lock, then finds it done."""
    _keep_a_log(connection)
    connection.execute("BEGIN IMMEDIATE")
    for statement in _TABLES.split(";"):
        if statement.strip():
            connection.execute(statement)
    if "score" not in {row[1] for row in connection.execute("PRAGMA table_info(runs)")}:
        connection.execute("ALTER TABLE runs ADD COLUMN score REAL")
    connection.execute(f"PRAGMA user_version={VERSION}")
    connection.execute("COMMIT")


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Turn on write-ahead logging. SQLite doesn't wait where another process is just doing the same: it is asked again."""
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
