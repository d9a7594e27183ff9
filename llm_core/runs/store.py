"""The store of runs in SQLite: rows, events and requests, for any thread of any process on this machine."""

from __future__ import annotations

import difflib
import json
import logging
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm_core.config import RunConfig
from llm_core.errors import RunError
from llm_core.runs.journal import Journal
from llm_core.runs.names import checked_name, new_id
from llm_core.runs.records import ACTIVE, COLUMNS, OddRowError, Origin, Request, Run, Status, run_from_row

if TYPE_CHECKING:
    import pandas

_RUN = ", ".join(COLUMNS)
_log = logging.getLogger(__name__)


class Store(Journal):
    """All runs of a workspace. The rows; what a run said is its Journal, below that lies the Database."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._odd: dict[str, str] = {}

    def create(
        self,
        name: str,
        config: RunConfig,
        corpus: str = "",
        files: Sequence[Mapping[str, Any]] = (),
        origin: Origin = "page",
        *,
        process: tuple[int, float] | None = None,
    ) -> Run:
        """Add a run, queued, or taken already by a process.

        Args:    corpus: fingerprint, or "" when the worker has yet to prepare `files`. process: pid and start time.
        Raises:  RunError: the name is blank or too long.
        """
        name, now = checked_name(name), time.time()
        row: dict[str, Any] = {
            "name": name,
            "status": "queued",
            "max_steps": config.train.max_steps,
            "created_at": now,
            "updated_at": now,
            "queued_at": now,
            "origin": origin,
            "corpus": corpus,
            "files": json.dumps([dict(file) for file in files]),
            "config_json": config.model_dump_json(),
        }
        if process is not None:
            row.update(status="preparing", pid=process[0], pid_started=process[1])
        with self.write(durable=True) as connection:
            row["id"] = new_id(
                name, taken=lambda run: bool(connection.execute("SELECT 1 FROM runs WHERE id=?", (run,)).fetchall())
            )
            connection.execute(
                f"INSERT INTO runs ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",  # noqa: S608 - our names
                tuple(row.values()),
            )
        return self.get(row["id"])

    def get(self, run: str) -> Run:
        """The run of this id.

        Raises:  RunError: there is none.
        """
        found = self.read(f"SELECT {_RUN} FROM runs WHERE id=?", (run,))  # noqa: S608
        if not found:
            raise _missing(run, self.runs())
        try:
            return run_from_row(found[0])
        except OddRowError as odd:
            raise odd_row(run, str(odd)) from None

    def find(self, name_or_id: str) -> Run:
        """The run of this id, else of this name, letter case aside where that is clear.

        Raises:  RunError: there is none, or several; it lists those that are near.
        """
        runs = self.runs()
        for same in (
            [run for run in runs if run.id == name_or_id],
            [run for run in runs if run.name == name_or_id],
            [run for run in runs if run.name.casefold() == " ".join(name_or_id.split()).casefold()],
        ):
            if len(same) == 1:
                return same[0]
            if same:
                raise RunError(
                    "ambiguous-run",
                    "{count} runs are called {run!r}: name one by its id: {near}.",
                    count=len(same),
                    run=name_or_id[:120],
                    near=", ".join(run.id for run in same[:8]),
                )
        raise _missing(name_or_id, runs)

    def runs(self, *statuses: Status) -> list[Run]:
        """All runs, or those of these statuses, the newest first."""
        chosen = f"WHERE status IN ({', '.join('?' * len(statuses))})" if statuses else ""
        return self._readable(f"{chosen} ORDER BY created_at DESC, id", statuses)

    def queue(self) -> list[Run]:
        """The runs that wait, the first in line first."""
        return self._readable("WHERE status='queued' ORDER BY queued_at, id")

    def rename(self, run: str, name: str) -> Run:
        """Give a run another name; its id stays.

        Raises:  RunError: there is no such run, or the name is blank or too long.
        """
        self._update(self.get(run).id, {"name": checked_name(name)}, durable=True)
        return self.get(run)

    def delete(self, run: str) -> None:
        """Forget a run and its events; its folder is the launcher's to remove.

        Raises:  RunError: it is at work.
        """
        with self.write(durable=True) as connection:
            status = connection.execute("SELECT status FROM runs WHERE id=?", (run,)).fetchone()
            if status and status[0] in ACTIVE:
                raise RunError("delete-active", "{run} is at work: stop it first, then delete it.", run=run)
            connection.execute("DELETE FROM events WHERE run=?", (run,))
            connection.execute("DELETE FROM runs WHERE id=?", (run,))

    def claim(self, run: str, pid: int, pid_started: float, *, of: Sequence[Status] = ("queued",), alone: bool) -> bool:
        """Take a run that waits for a process; False when another was quicker, or (`alone`) while any other is
        at work.
        """
        with self.write(durable=True) as connection:
            if alone and connection.execute("SELECT 1 FROM runs WHERE status IN (?, ?)", ACTIVE).fetchall():
                return False
            query = (
                "UPDATE runs SET status='preparing', pid=?, pid_started=?, updated_at=?, request=NULL, error=NULL "
                "WHERE id=?"
            )
            query += f" AND status IN ({', '.join('?' * len(of))})"
            return connection.execute(query, (pid, pid_started, time.time(), run, *of)).rowcount == 1

    def requeue(self, run: str) -> bool:
        """Put a run that ended early back in line, to go on from its checkpoint; False when it isn't one."""
        query = (
            "UPDATE runs SET status='queued', resuming=1, queued_at=?, request=NULL WHERE id=? AND status IN "
            "('paused', 'stopped', 'failed')"
        )
        with self.write(durable=True) as connection:
            return connection.execute(query, (time.time(), run)).rowcount == 1

    def leave_queue(self, run: str, status: Status) -> bool:
        """Take a run out of the line; False when it had begun."""
        with self.write(durable=True) as connection:
            query = "UPDATE runs SET status=?, updated_at=? WHERE id=? AND status='queued'"
            return connection.execute(query, (status, time.time(), run)).rowcount == 1

    def release(self, run: Run, status: Status, error: Mapping[str, Any] | None) -> bool:
        """Close the row of a process that is gone; False when the row has changed meanwhile."""
        values = (status, json.dumps(error) if error else None, time.time(), run.id, *ACTIVE, run.pid)
        query = (
            "UPDATE runs SET status=?, error=?, updated_at=?, request=NULL, progress=NULL, pid=NULL WHERE id=? AND "
            "status IN (?, ?) AND pid IS ?"
        )
        with self.write(durable=True) as connection:
            return connection.execute(query, values).rowcount == 1

    def request(self, run: str, request: Request | None) -> None:
        """Ask the process of a run to pause or stop; None takes it back."""
        self._update(run, {"request": request}, durable=True)

    def requested(self, run: str) -> Request | None:
        """What the process of a run is asked to do."""
        found = self.read("SELECT request FROM runs WHERE id=?", (run,))
        return found[0][0] if found else "stop"  # a run that was deleted has nothing left to do

    def table(self) -> pandas.DataFrame:
        """Runs side by side, a row each, for comparing."""
        import pandas

        hidden = {"config_json", "files", "request", "resuming", "pid", "pid_started", "progress", "error"}
        return pandas.DataFrame(
            [{name: getattr(run, name) for name in COLUMNS if name not in hidden} for run in self.runs()]
        )

    def shipped(self) -> set[str]:
        """Names of the runs that came with the project and were copied in, deleted ones included."""
        return {row[0] for row in self.read("SELECT name FROM shipped")}

    def odd_rows(self, found: Sequence[Run] | None = None) -> dict[str, str]:
        """Runs whose rows can't be read, by their ids, with what is odd about each. Args: found: all that can, where
        they were just read.
        """
        there = {run.id for run in (self.runs() if found is None else found)}
        if not self._odd:
            return {}
        rows = {row[0] for row in self.read("SELECT id FROM runs")}
        self._odd = {run: why for run, why in self._odd.items() if run in rows - there}
        return dict(self._odd)

    def _readable(self, which: str, values: Sequence[Any] = ()) -> list[Run]:
        """The rows that can be read; an odd one is named in the log once, and doesn't hide the others."""
        found = []
        for row in self.read(f"SELECT {_RUN} FROM runs {which}", values):  # noqa: S608
            try:
                found.append(run_from_row(row))
                self._odd.pop(row[0], None)
            except OddRowError as odd:
                run = str(row[0])
                if self._odd.get(run) != str(odd):
                    _log.warning("%s", odd_row(run, str(odd)))
                self._odd[run] = str(odd)
        return found

    def check(self) -> str:
        """SQLite's own verdict on the file, "ok" when it is whole."""
        return str(self.read("PRAGMA integrity_check")[0][0])


def odd_row(run: str, why: str) -> RunError:
    """The mistake of a row that can't be read."""
    return RunError(
        "row-damaged",
        (
            "What the store says of {run} can't be read ({why}). Its folder keeps its weights: begin a new run, or "
            "mend the row."
        ),
        run=run[:120],
        why=why[:200],
    )


def _missing(wanted: str, runs: Sequence[Run]) -> RunError:
    names = [name for run in runs for name in dict.fromkeys((run.name, run.id))]
    near = difflib.get_close_matches(wanted, names, n=3, cutoff=0.5) or [run.name for run in runs[:3]]
    if not near:
        return RunError(
            "no-runs",
            "There is no run {run!r}, and none at all in this workspace: begin one with `train`.",
            run=wanted[:120],
        )
    return RunError(
        "no-such-run",
        "There is no run {run!r}. Near: {near}. `runs` lists all.",
        run=wanted[:120],
        near=", ".join(near),
    )
