"""The store: rows, events, curves and requests, for several threads and processes, and through kills."""

from __future__ import annotations

import json
import math
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_core.config import RunConfig
from llm_core.errors import RunError
from llm_core.runs.names import checked_name, free_name, new_id
from llm_core.runs.records import thin
from llm_core.runs.store import Store
from llm_core.runs.workspace import Workspace
from llm_core.training.events import Evaluated, Failed, Finished, Started, StepDone

ROOT = Path(__file__).resolve().parents[2]
WRITER = """
import sys
from pathlib import Path
from llm_core.runs.store import Store
from llm_core.training.events import StepDone
store = Store(Path(sys.argv[1]))
for step in range(1, int(sys.argv[3]) + 1):
    store.append(sys.argv[2], [StepDone(step, 1.0, 0.1, 1.0, 10.0, 0.1 * step)])
    if step == 5:
        print("writing", flush=True)
"""


def step_done(step: int, loss: float = 2.0) -> StepDone:
    return StepDone(step, loss, 0.1, 1.0, 100.0, step / 10)


def writer(store: Store, run: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(store.path), run, str(count)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def test_a_run_keeps_its_settings_and_its_latest_numbers(store: Store, config: RunConfig) -> None:
    run = store.create("Hens", config, "abc", [{"path": "x", "name": "x", "encoding": "utf-8", "column": None}])
    store.append(
        run.id,
        [
            Started(0, 5000, 30, 900, "CPU", 1, "float32", 12),
            step_done(1),
            step_done(2, 1.5),
            Evaluated(2, 1.7, 2.4, 64, 90, 0),
        ],
    )
    store.append(run.id, [Finished(2, "stopped", 1.5, 9.0, 123)])
    found = store.get(run.id)
    assert found.config == config
    assert (found.step, found.train_loss, found.val_loss, found.bits_per_byte) == (2, 1.5, 1.7, 2.4)
    assert (found.parameters, found.device, found.elapsed_s, found.peak_memory_bytes) == (5000, "CPU", 9.0, 123)
    assert found.files[0]["encoding"] == "utf-8"


def test_polling_sees_each_event_once_and_in_order(store: Store, config: RunConfig) -> None:
    first, second = store.create("a", config), store.create("b", config)
    store.append(first.id, [step_done(1), step_done(2)])
    store.append(second.id, [step_done(1)])
    seen = store.events(first.id)
    store.append(first.id, [step_done(3), Evaluated(3, 1.0, 1.0, 1, 1, 0)])
    new = store.events(first.id, after=seen[-1].seq)
    assert [row.step for row in seen] == [1, 2]
    assert [(row.kind, row.step) for row in new] == [("step", 3), ("evaluated", 3)]
    assert new[0].payload["train_loss"] == 2.0
    assert store.events(first.id, kinds=["evaluated"])[0].payload["tokens"] == 1
    assert len(store.events(first.id, limit=2)) == 2


def test_numbers_never_used_again_after_a_run_is_deleted(store: Store, config: RunConfig) -> None:
    first = store.create("a", config)
    store.append(first.id, [step_done(1)])
    last = store.events(first.id)[-1].seq
    store.delete(first.id)
    second = store.create("b", config)
    store.append(second.id, [step_done(1)])
    assert store.events(second.id)[0].seq > last


def test_not_a_number_becomes_null(store: Store, config: RunConfig) -> None:
    run = store.create("a", config)
    store.append(run.id, [step_done(1, math.nan), Evaluated(1, math.inf, math.nan, 1, 1, 0)])
    assert store.events(run.id)[0].payload["train_loss"] is None
    assert store.events(run.id)[1].payload["val_loss"] is None
    assert store.get(run.id).val_loss is None
    assert store.curve(run.id).train_loss == [None]


def test_a_curve_keeps_peak_dip_and_ends_and_goes_on_where_polling_does(store: Store, config: RunConfig) -> None:
    run = store.create("a", config)
    losses = [3.0 - step / 10_000 for step in range(10_000)]
    losses[4_321], losses[6_543] = 9.0, 0.1
    store.append(run.id, [step_done(step + 1, loss) for step, loss in enumerate(losses)])
    curve = store.curve(run.id, points=400)
    assert len(curve.step) <= 400
    assert {9.0, 0.1} <= set(curve.train_loss)
    assert (curve.step[0], curve.step[-1]) == (1, 10_000)
    assert curve.step == sorted(curve.step)
    store.append(run.id, [step_done(10_001)])
    assert [row.step for row in store.events(run.id, after=curve.last_seq)] == [10_001]


def test_an_empty_curve_is_empty(store: Store, config: RunConfig) -> None:
    curve = store.curve(store.create("a", config).id)
    assert (curve.step, curve.val_step, curve.last_seq) == ([], [], 0)


@given(st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9)), max_size=300), st.integers(4, 60))
def test_thinning_keeps_the_extremes_and_the_ends(values: list[float | None], points: int) -> None:
    kept = thin(values, points)
    known = [value for value in values if value is not None]
    assert kept == sorted(set(kept))
    assert len(kept) <= max(points, 2) or len(values) <= points
    if values:
        assert kept[0] == 0
        assert kept[-1] == len(values) - 1
    if known:
        assert {min(known), max(known)} <= {values[i] for i in kept}


def test_resuming_forgets_what_came_after_the_checkpoint(store: Store, config: RunConfig) -> None:
    run = store.create("a", config)
    store.append(
        run.id,
        [step_done(step, 3.0 - step) for step in (1, 2, 3)]
        + [Evaluated(2, 0.5, 0.6, 1, 1, 0), Evaluated(3, 9.0, 9.9, 1, 1, 0)],
    )
    store.append(run.id, [Failed(3, "diverged", "It diverged.", {})])
    store.forget_after(run.id, 2)
    found = store.get(run.id)
    assert [(row.kind, row.step) for row in store.events(run.id)] == [("step", 1), ("step", 2), ("evaluated", 2)]
    assert (found.step, found.train_loss, found.val_loss, found.error) == (2, 1.0, 0.5, None)


def test_shares_of_right_answers_are_kept_where_there_were_any_to_be_right(store: Store, config: RunConfig) -> None:
    run = store.create("a", config)
    store.append(
        run.id,
        [
            Evaluated(1, 0.5, 0.6, 1, 1, 0),
            Evaluated(2, 0.5, 0.6, 1, 1, 0, "replies", 0.25, 4, 0.5, 10),
            Evaluated(3, 0.5, 0.6, 1, 1, 0, "replies", 0.0, 0, 1.0, 10),
        ],
    )
    curve = store.curve(run.id)
    assert (curve.score, curve.taught) == ([None, 0.25, None], [None, 0.5, 1.0])
    assert store.get(run.id).score is None
    store.forget_after(run.id, 2)
    assert store.get(run.id).score == 0.25


def test_requests_reach_the_process_and_go_away(store: Store, config: RunConfig) -> None:
    run = store.create("a", config)
    assert store.requested(run.id) is None
    store.request(run.id, "pause")
    assert store.requested(run.id) == "pause"
    store.request(run.id, None)
    assert store.requested(run.id) is None
    store.delete(run.id)
    assert store.requested(run.id) == "stop"


def test_only_one_process_gets_a_run_and_only_one_run_a_process(store: Store, config: RunConfig) -> None:
    first, second = store.create("a", config), store.create("b", config)
    assert store.claim(first.id, 10, 1.0, alone=True)
    assert not store.claim(first.id, 11, 1.0, alone=False)
    assert not store.claim(second.id, 11, 1.0, alone=True)
    assert store.claim(second.id, 11, 1.0, alone=False)
    assert {run.pid for run in store.runs("preparing")} == {10, 11}


@pytest.mark.parametrize(
    "name",
    [
        "<img src=x onerror=alert(1)>",
        "三国演义",
        "a/../../b",
        "'; DROP TABLE runs; --",
        "  much   space ",
        "🐔",
        "x" * 120,
    ],
)
def test_any_name_is_kept_and_gives_a_harmless_id(
    store: Store, workspace: Workspace, config: RunConfig, name: str
) -> None:
    run = store.create(name, config)
    assert store.get(run.id).name == " ".join(name.split())
    assert set(run.id) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert workspace.run_folder(run.id).parent == workspace.runs
    assert store.find(name).id == run.id


@pytest.mark.parametrize(("name", "code"), [("", "blank-name"), (" \n\t", "blank-name"), ("x" * 121, "long-name")])
def test_names_that_are_none_are_refused(name: str, code: str) -> None:
    with pytest.raises(RunError) as caught:
        checked_name(name)
    assert caught.value.code == code


def test_ids_are_new_and_names_can_be_made_so() -> None:
    tried: list[str] = []
    assert new_id("Wien", lambda run: tried.append(run) or len(tried) < 3).startswith("wien-")
    assert len(tried) == 3
    assert free_name("tiny", {"tiny", "tiny 2"}) == "tiny 3"


@pytest.mark.parametrize("run", ["../x", "a/b", "", "A", "-a", "a" * 200, "a\n", "é"])
def test_what_is_no_id_never_becomes_a_path(workspace: Workspace, run: str) -> None:
    with pytest.raises(RunError):
        workspace.run_folder(run)


def test_a_missing_run_is_explained_with_what_is_near(store: Store, config: RunConfig) -> None:
    with pytest.raises(RunError, match="none at all"):
        store.find("hens")
    store.create("Hens", config)
    assert store.find("hens").name == "Hens"
    with pytest.raises(RunError, match="Near: Hens"):
        store.find("henss")
    store.create("Hens", config)
    with pytest.raises(RunError, match="2 runs") as caught:
        store.find("Hens")
    assert caught.value.code == "ambiguous-run"


def test_renaming_and_deleting(store: Store, config: RunConfig) -> None:
    run = store.create("a", config)
    assert store.rename(run.id, "b").name == "b"
    store.set_status(run.id, "running", pid=1)
    with pytest.raises(RunError, match="stop it first"):
        store.delete(run.id)
    store.set_status(run.id, "stopped")
    store.delete(run.id)
    with pytest.raises(RunError):
        store.get(run.id)


def test_the_table_for_comparing_has_a_row_a_run(store: Store, config: RunConfig) -> None:
    store.create("a", config)
    store.create("b", config)
    table = store.table()
    assert set(table["name"]) == {"a", "b"}
    assert {"bits_per_byte", "tokens_per_s", "peak_memory_bytes", "parameters"} <= set(table.columns)


def test_what_is_no_store_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    path.write_bytes(b"no database at all " * 100)
    with pytest.raises(RunError) as caught:
        Store(path).runs()
    assert caught.value.code == "store-damaged"


def test_a_store_of_the_first_version_keeps_its_runs_and_learns_of_scores(tmp_path: Path, config: RunConfig) -> None:
    path = tmp_path / "store.sqlite3"
    former = Store(path)
    run = former.create("kept", config)
    former.append(run.id, [StepDone(1, 2.5, 0.1, 1.0, 10.0, 0.1)])
    former.close()
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE runs DROP COLUMN score")
        connection.execute("PRAGMA user_version=1")
    connection.close()
    store = Store(path)
    assert (store.get(run.id).name, store.get(run.id).train_loss, store.get(run.id).score) == ("kept", 2.5, None)
    store.append(run.id, [Evaluated(1, 2.0, None, 10, 10, 0, "exact_match", 0.75, 4)])
    assert Store(path).get(run.id).score == 0.75


def test_a_newer_store_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    with pytest.raises(RunError, match="newer"):
        Store(path).runs()


def test_many_threads_may_write_at_once(store: Store, config: RunConfig) -> None:
    run = store.create("a", config)

    def write() -> None:
        for step in range(20):
            store.append(run.id, [step_done(step + 1)])
        store.close()

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.events(run.id)) == 120


def test_two_processes_share_a_store(store: Store, config: RunConfig) -> None:
    runs = [store.create(name, config) for name in ("a", "b")]
    writers = [writer(store, run.id, 150) for run in runs]
    while any(process.poll() is None for process in writers):
        store.events(runs[0].id, limit=3)
        store.rename(runs[1].id, "b, renamed")
    assert [process.wait() for process in writers] == [0, 0]
    for process in writers:
        process.communicate()
    assert [[row.step for row in store.events(run.id)] for run in runs] == [list(range(1, 151))] * 2


def test_kills_during_writes_leave_the_store_whole(store: Store, config: RunConfig) -> None:
    run = store.create("a", config)
    dice = random.Random(5)
    for _ in range(4):
        process = writer(store, run.id, 1_000_000)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(dice.uniform(0, 0.1))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert store.check() == "ok"
        steps = [row.step for row in store.events(run.id, limit=10**7)]
        assert len(steps) >= 5
        store.forget_after(run.id, 0)


def test_the_log_beside_the_store_stays_small(store: Store, config: RunConfig) -> None:
    run = store.create("a", config)
    for step in range(600):
        store.append(run.id, [step_done(step * 20 + k) for k in range(20)])
        store.events(run.id, after=0, limit=10)
    log = store.path.with_name(store.path.name + "-wal")
    assert log.stat().st_size < 8_000_000


def test_payloads_are_readable_by_other_programs(store: Store, config: RunConfig) -> None:
    run = store.create("a", config)
    store.append(run.id, [Evaluated(1, 1.0, 1.5, 3, 4, 0)])
    with sqlite3.connect(store.path) as connection:
        [(payload,)] = connection.execute("SELECT payload FROM events").fetchall()
    connection.close()
    assert json.loads(payload)["bits_per_byte"] == 1.5


def test_opening_a_store_once_more_leaves_the_locks_of_this_process_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    store = Store(path)
    store.create("a run", RunConfig())
    other = threading.Thread(target=lambda: Store(path).runs())
    other.start()
    other.join()
    look = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT * FROM runs').fetchall(); c.close()"
    )
    subprocess.run([sys.executable, "-c", look, str(path)], check=True)
    assert path.with_name("store.sqlite3-wal").exists(), (
        "another process took itself for the last one, and deleted the log that this one writes to"
    )
