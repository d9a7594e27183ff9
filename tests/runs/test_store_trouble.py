"""A run that trains while its store is locked, deleted, damaged or filled: it goes on, and what can be kept is kept."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from llm_core.config import RunConfig
from llm_core.data.files.reading import TextFile
from llm_core.errors import Mistake, RunError, StoreError
from llm_core.runs import database, event_writer
from llm_core.runs.launcher import Launcher, file_facts
from llm_core.runs.records import Run
from llm_core.runs.store import Store
from llm_core.runs.weights import load_run
from llm_core.runs.worker import work
from llm_core.runs.workspace import Workspace
from llm_core.training.events import Event, StepDone


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits that are minutes for a person are moments here."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.02)
    for name, seconds in {"ROUND_S": 0.01, "AGAIN_S": 0.02, "PATIENCE_S": 20.0, "OTHER_PATIENCE_S": 0.1}.items():
        monkeypatch.setattr(event_writer, name, seconds)


def at_step(step: int, act: Callable[[], object]) -> Callable[[Event], None]:
    """An onlooker that does something once a step is made."""
    return lambda event: act() if isinstance(event, StepDone) and event.step == step else None  # type: ignore[func-returns-value]


def queued(store: Store, config: RunConfig, file: TextFile) -> Run:
    return store.create("Hens", config, "", [file_facts(file)])


def told_steps(workspace: Workspace, run: Run) -> list[int]:
    return [row.step for row in Store(workspace.store_path).events(run.id, kinds=["step"])]


def everything_of(path: Path) -> list[Path]:
    return [path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")]


def keep_locked(other: sqlite3.Connection) -> None:
    """Take the lock of a store, for longer than ours are waited for, and let it go in a while."""
    other.execute("BEGIN EXCLUSIVE")
    threading.Timer(0.5, other.close).start()


def test_a_store_that_is_locked_meanwhile_is_waited_for_and_nothing_is_lost(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile
) -> None:
    run = queued(store, config, file)
    other = sqlite3.connect(workspace.store_path, isolation_level=None, check_same_thread=False)
    ended = work(workspace, run.id, on_event=at_step(5, lambda: keep_locked(other)))
    assert (ended.status, ended.step, ended.error) == ("done", 12, None)
    assert told_steps(workspace, run) == list(range(1, 13))


def test_a_store_that_is_locked_to_readers_too_is_waited_for_at_the_beginning(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile
) -> None:
    run = queued(store, config, file)
    store.close()
    other = sqlite3.connect(workspace.store_path, isolation_level=None, check_same_thread=False)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    keep_locked(other)
    with pytest.raises(StoreError) as caught:
        Store(workspace.store_path).runs()
    assert caught.value.code == "store-locked"
    assert work(workspace, run.id).status == "done"


@pytest.mark.parametrize("taken", [[0], [1], [2], [1, 2]], ids=["the store", "its log", "its index", "log and index"])
def test_a_store_that_is_deleted_under_a_run_is_written_again(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile, taken: list[int]
) -> None:
    run = queued(store, config, file)

    def delete() -> None:
        for number in taken:
            everything_of(workspace.store_path)[number].unlink(missing_ok=True)

    ended = work(workspace, run.id, on_event=at_step(5, delete))
    assert (ended.status, ended.step, ended.name) == ("done", 12, "Hens")
    assert told_steps(workspace, run) == list(range(1, 13))
    assert store.check() == "ok"
    assert [one.id for one in store.runs()] == [run.id], "a page that was open sees it too"


def test_a_store_that_another_replaced_gets_the_run_beside_its_own(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile, tmp_path: Path
) -> None:
    run = queued(store, config, file)
    elsewhere = Store(tmp_path / "other.sqlite3")
    theirs = elsewhere.create("Theirs", config)
    elsewhere.close()
    ended = work(
        workspace, run.id, on_event=at_step(5, lambda: (tmp_path / "other.sqlite3").replace(workspace.store_path))
    )
    assert ended.status == "done"
    assert told_steps(workspace, run) == list(range(1, 13))
    assert {one.id for one in Store(workspace.store_path).runs()} == {run.id, theirs.id}


def test_a_run_whose_row_is_deleted_stops_and_says_where_its_weights_are(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile, endless: RunConfig
) -> None:
    run = queued(store, endless, file)

    def forget() -> None:
        with closing(sqlite3.connect(workspace.store_path, isolation_level=None)) as other:
            other.execute("DELETE FROM runs")

    with pytest.raises(RunError) as caught:
        work(workspace, run.id, on_event=at_step(20, forget))
    assert caught.value.code == "row-gone"
    assert list((workspace.run_folder(run.id) / "checkpoints").glob("step-*"))
    assert store.events(run.id, after=0, kinds=["finished"]) == []


def test_a_store_damaged_under_a_run_costs_no_weights(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile
) -> None:
    run = queued(store, config, file)

    def damage() -> None:
        for path in everything_of(workspace.store_path)[:2]:
            size = path.stat().st_size
            with path.open("r+b") as stream:
                stream.write(b"\xa5" * size)

    with pytest.raises(StoreError) as caught:
        work(workspace, run.id, on_event=at_step(5, damage))
    assert caught.value.code == "store-damaged"
    assert (workspace.run_folder(run.id) / "checkpoints" / "step-00000012").is_dir()


def test_a_run_whose_folder_is_deleted_is_whole_at_its_next_checkpoint(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile
) -> None:
    run = queued(store, config, file)
    ended = work(workspace, run.id, on_event=at_step(6, lambda: shutil.rmtree(workspace.run_folder(run.id))))
    assert (ended.status, ended.error) == ("done", None)
    model, tokenizer = load_run(workspace, ended)
    assert model.vocab_size == tokenizer.vocab_size
    assert {"config.json", "corpus.json", "tokenizer.json"} <= {
        path.name for path in workspace.run_folder(run.id).iterdir()
    }


def test_a_run_goes_on_when_its_corpus_is_deleted(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile
) -> None:
    run = queued(store, config, file)
    assert work(workspace, run.id, on_event=at_step(3, lambda: shutil.rmtree(workspace.corpora))).status == "done"


def test_what_nobody_looks_at_any_more_does_not_end_the_run(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile
) -> None:
    def closed() -> None:
        raise OSError(5, "Input/output error")

    assert work(workspace, queued(store, config, file).id, on_event=at_step(3, closed)).status == "done"


ODD = {
    "config_json": "{",
    "files": "[1]",
    "error": "[]",
    "progress": "nonsense",
    "step": "many",
    "created_at": "yesterday",
    "status": "asleep",
    "name": b"\xff\xfe",
    "max_steps": 1.5,
    "val_loss": "low",
}


@pytest.mark.parametrize("column", ODD)
def test_one_odd_row_hides_no_other_and_can_be_deleted(
    workspace: Workspace, store: Store, config: RunConfig, column: str
) -> None:
    odd, sound = store.create("odd", config), store.create("sound", config)
    with store.write(durable=False) as connection:
        connection.execute(f"UPDATE runs SET {column}=? WHERE id=?", (ODD[column], odd.id))
    assert [run.id for run in store.runs()] == [sound.id]
    assert list(store.odd_rows()) == [odd.id]
    with pytest.raises(RunError) as caught:
        store.get(odd.id)
    assert caught.value.code == "row-damaged"
    launcher = Launcher(workspace)
    launcher.delete(odd.id)
    launcher.close()
    assert store.odd_rows() == {}


def test_odd_events_hide_no_others(store: Store, config: RunConfig) -> None:
    run = store.create("a", config)
    store.append(run.id, [StepDone(1, 2.0, 0.1, 1.0, 1.0, 1.0), StepDone(2, 2.0, 0.1, 1.0, 1.0, 2.0)])
    with store.write(durable=False) as connection:
        for kind, step, payload, loss in (
            ("evaluated", 2, "{}", None),
            ("sampled", 2, "[", None),
            ("step", "x", None, 1.0),
            ("step", 3, None, "high"),
        ):
            connection.execute(
                "INSERT INTO events (run, kind, step, payload, train_loss) VALUES (?,?,?,?,?)",
                (run.id, kind, step, payload, loss),
            )
    assert [row.step for row in store.events(run.id)] == [1, 2]
    assert store.curve(run.id).step == [1, 2]


def broken_stores(folder: Path) -> dict[str, Callable[[Path], None]]:
    """Ways in which a file is no store, by the code of what is said of it."""

    def past_the_first_page(path: Path) -> None:
        with path.open("r+b") as stream:
            stream.seek(4096)
            stream.write(b"\x7f" * (path.stat().st_size - 4096))

    def other_tables(path: Path) -> None:
        with closing(sqlite3.connect(path)) as other:
            other.execute("ALTER TABLE runs RENAME COLUMN corpus TO body")

    def a_folder(path: Path) -> None:
        path.unlink()
        path.mkdir()

    def a_circle(path: Path) -> None:
        path.unlink()
        path.symlink_to(path)

    return {
        "store-damaged": past_the_first_page,
        "store-damaged ": other_tables,
        "other-kind-of-file": a_folder,
        "links-in-a-circle": a_circle,
    }


@pytest.mark.parametrize("code", ["store-damaged", "store-damaged ", "other-kind-of-file", "links-in-a-circle"])
def test_what_is_no_store_is_told_with_its_remedy(
    workspace: Workspace, config: RunConfig, code: str, tmp_path: Path
) -> None:
    store = Store(workspace.store_path)
    for number in range(30):
        store.create(f"run {number}", config)
    store.close()
    broken_stores(tmp_path)[code](workspace.store_path)
    for call in (store.runs, store.queue, lambda: store.create("another", config), lambda: store.find("run")):
        with pytest.raises(StoreError) as caught:
            call()
        assert caught.value.code == code.strip()
        assert str(workspace.store_path) in str(caught.value)


def test_an_empty_file_becomes_a_store(workspace: Workspace, config: RunConfig) -> None:
    workspace.store_path.touch()
    assert Store(workspace.store_path).create("a", config).status == "queued"


def test_a_workspace_whose_path_is_too_long_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path.joinpath(*["long" * 20] * 9), tmp_path / ("x" * 300)):
        with pytest.raises(Mistake) as caught:
            Workspace(folder).make()
        assert caught.value.code == "path-too-long"
        assert "--workspace" in str(caught.value)
