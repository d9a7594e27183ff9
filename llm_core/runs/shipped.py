"""The runs that come with the project: copied into a workspace once, and made from a run by `export_run`."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm_core.errors import CheckpointError
from llm_core.files import atomic_folder, atomic_write, read_json, write_json
from llm_core.runs.journal import INSERT_EVENT
from llm_core.runs.names import checked_name, new_id
from llm_core.runs.records import STEP_NUMBERS, EventRow, Run, thin
from llm_core.runs.reports import FILE
from llm_core.runs.store import Store
from llm_core.runs.workspace import Workspace, locate_workspace
from llm_core.training.events import StepDone

if TYPE_CHECKING:
    from llm_core.data.corpus.corpus import Corpus

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "runs"
KEPT_NUMBERS = (
    "name",
    "status",
    "step",
    "max_steps",
    "train_loss",
    "val_loss",
    "bits_per_byte",
    "score",
    "tokens_per_s",
    "elapsed_s",
    "parameters",
    "peak_memory_bytes",
    "device",
)
DRAWN_POINTS = 400


def copy_shipped(workspace: Workspace, store: Store, assets: Path = ASSETS) -> list[Run]:
    """Copy the runs below `assets` that this workspace never had; one that a person deleted stays deleted."""
    had = store.shipped()
    new = [folder for folder in sorted(assets.glob("*")) if (folder / "run.json").is_file() and folder.name not in had]
    return [run for folder in new if (run := _take_in(workspace.make(), store, folder)) is not None]


def open_with_shipped(path: str | Path | None = None) -> tuple[Workspace, Store]:
    """Open a workspace for a command that names runs: those that came with the project are there from the first one on.

    One that can only be read is read as it stands.

    Raises:  ResourceError: there is none yet, and none can be made.
    """
    workspace = locate_workspace(path)
    store = Store(workspace.store_path)
    if not workspace.store_path.is_file() or os.access(workspace.folder, os.W_OK | os.X_OK):
        copy_shipped(workspace.make(), store)
    return workspace, store


def export_run(workspace: Workspace, store: Store, run: Run, folder: Path, *, most_snapshots: int = 6) -> Path:
    """Make a folder from a run that `copy_shipped` can copy: a few MB.

    Weights are kept as snapshots are: float16 where all values fit it, which loads back as float32 with 0.05% of
    error, and without the optimizer. The last weights are among them, the rest is spread over the run.
    """
    source = workspace.run_folder(run.id)
    with atomic_folder(folder) as draft:
        for name in ("config.json", "tokenizer.json", "corpus.json"):
            shutil.copyfile(source / name, draft / name)
        if (source / FILE).is_file():
            shutil.copyfile(source / FILE, draft / FILE)
        write_json(draft / "run.json", {name: getattr(run, name) for name in KEPT_NUMBERS})
        with atomic_write(draft / "events.jsonl") as stream:
            for row in _drawn(store.events(run.id, limit=10_000_000)):
                stream.write(
                    json.dumps({"kind": row.kind, "payload": row.payload}, ensure_ascii=False).encode() + b"\n"
                )
        _export_weights(source, draft, most_snapshots)
    return folder


def corpus_of(workspace: Workspace, fingerprint: str, run: Run | None) -> Corpus:
    """A prepared corpus; where it is gone, and the run that learnt it came with the project, made again.

    Raises:  CheckpointError: it is gone or damaged.  RunError: not a fingerprint.
    """
    from llm_core.data.corpus.corpus import load

    try:
        return load(workspace.corpus_folder(fingerprint))
    except CheckpointError:
        made = corpus_again(workspace, run) if run is not None else None
        if made is None:
            raise
        return made


def corpus_again(workspace: Workspace, run: Run) -> Corpus | None:
    """Make the corpus of a run that came with the project once more, from the sample that it learnt; None where it
    isn't the same.

    Shipped runs come without their text, which is many times their size; its generator is seeded, so the same comes
    out.
    """
    from llm_core.data.corpus.corpus import prepare
    from llm_core.data.files.reading import look
    from llm_core.samples import sample_files, sample_of

    key = sample_of([str(file["name"]) for file in run.files])
    if run.origin != "shipped" or key is None:
        return None
    config = run.config.data
    made = prepare(
        [look(path, config) for path in sample_files(key, workspace.uploads / f"sample-{key}")],
        config,
        workspace.corpora,
    )
    return made if made.folder.name == run.corpus else None


def _export_weights(source: Path, draft: Path, most: int) -> None:
    from llm_core.training import checkpoint

    snapshots = checkpoint.snapshots(source)
    newest = checkpoint.newest(source)
    assert newest is not None, "a run that is exported has weights"
    chosen = {snapshots[index] for index in _spread(len(snapshots), most - 1)}
    last = int(newest.name.rpartition("-")[2])
    for step, place in chosen:
        if step != last:
            shutil.copytree(place, draft / checkpoint.SNAPSHOTS / place.name)
    config, _, state = checkpoint.read_description(newest)
    checkpoint.save_snapshot(draft, checkpoint.load_model(newest), state, config)


def _spread(count: int, most: int) -> Sequence[int]:
    """At most `most` indices below `count`, the first and the last among them."""
    if count <= most:
        return range(count)
    return sorted({round(number * (count - 1) / max(1, most - 1)) for number in range(most)})


def _drawn(rows: Sequence[EventRow]) -> list[EventRow]:
    """The events, with steps thinned to what a chart shows; what names a checkpoint that isn't exported is left out."""
    steps = [row for row in rows if row.kind == StepDone.kind]
    kept = {steps[index].seq for index in thin([row.payload["train_loss"] for row in steps], DRAWN_POINTS)}
    return [row for row in rows if row.seq in kept or row.kind not in (StepDone.kind, "saved")]


def _take_in(workspace: Workspace, store: Store, source: Path) -> Run | None:
    """Copy one folder, then write its row, its events and that it was here, all in one transaction."""
    numbers: dict[str, Any] = {
        name: value for name, value in read_json(source / "run.json").items() if name in KEPT_NUMBERS
    }
    name, now = checked_name(numbers.pop("name")), time.time()
    run_id = new_id(name, taken=lambda run: workspace.run_folder(run).exists())
    with atomic_folder(workspace.run_folder(run_id)) as draft:
        shutil.copytree(source, draft, dirs_exist_ok=True)
    corpus = read_json(source / "corpus.json")
    row = {
        "corpus": str(corpus["fingerprint"]),
        "files": json.dumps([{"name": str(file)} for file in corpus["files"]]),
        "id": run_id,
        "name": name,
        "origin": "shipped",
        "created_at": now,
        "updated_at": now,
        "config_json": (source / "config.json").read_text(encoding="utf-8"),
        **numbers,
    }
    try:
        with store.write(durable=True) as connection:
            connection.execute("INSERT INTO shipped VALUES (?)", (source.name,))
            connection.execute(
                f"INSERT INTO runs ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",  # noqa: S608
                tuple(row.values()),
            )
            lines = [line for line in (source / "events.jsonl").read_text(encoding="utf-8").split("\n") if line]
            connection.executemany(INSERT_EVENT, [_event_row(run_id, json.loads(line)) for line in lines])
    except sqlite3.IntegrityError:  # another process was quicker
        if all(run.id != run_id for run in store.runs()):
            shutil.rmtree(workspace.run_folder(run_id), ignore_errors=True)
        return None
    return store.get(run_id)


def _event_row(run_id: str, event: dict[str, Any]) -> tuple[Any, ...]:
    kind, payload = event["kind"], event["payload"]
    if kind == StepDone.kind:
        return (run_id, kind, payload["step"], None, *(payload[name] for name in STEP_NUMBERS))
    return (run_id, kind, payload["step"], json.dumps(payload, ensure_ascii=False), *[None] * len(STEP_NUMBERS))
