"""One run in one process, here in this one: from text to weights, with every word of it in the store."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from llm_core.config import RunConfig
from llm_core.data.files.reading import TextFile
from llm_core.errors import CheckpointError, RunError
from llm_core.runs.event_writer import EventWriter
from llm_core.runs.launcher import file_facts
from llm_core.runs.shipped import ASSETS, copy_shipped, corpus_of, export_run
from llm_core.runs.store import Store
from llm_core.runs.weights import load_run
from llm_core.runs.worker import work
from llm_core.runs.workspace import Workspace, open_workspace
from llm_core.samples import sample_files
from llm_core.training import checkpoint
from llm_core.training.events import Event, Planned, StepDone
from llm_core.training.trainer import Trainer


def queued(store: Store, config: RunConfig, file: TextFile) -> str:
    return store.create("Hens", config, "", [file_facts(file)]).id


def losses(store: Store, run: str) -> list[tuple[int, float]]:
    return [(row.step, row.payload["train_loss"]) for row in store.events(run, kinds=["step"])]


def test_a_run_goes_from_its_file_to_done(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile
) -> None:
    seen: list[Event] = []
    run = work(workspace, queued(store, config, file), on_event=seen.append)
    assert (run.status, run.step, run.max_steps, run.error, run.pid) == ("done", 12, 12, None, None)
    assert [row.kind for row in store.events(run.id)] == [event.kind for event in seen]
    assert [step for step, _ in losses(store, run.id)] == list(range(1, 13))
    assert run.val_loss is not None
    assert run.peak_memory_bytes is not None
    assert run.peak_memory_bytes > 1e7
    assert (workspace.run_folder(run.id) / "tokenizer.json").is_file()
    assert run.corpus in (workspace.run_folder(run.id) / "corpus.json").read_text()


def test_what_a_checkpoint_holds_is_in_the_store_before_the_checkpoint_is_there(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, save = queued(store, config, file), checkpoint.save
    known: list[tuple[int, int]] = []

    def noted(folder: Path, model: Any, optimizer: Any, state: checkpoint.State, config: RunConfig) -> Path:
        known.append((state.step, losses(store, run)[-1][0]))
        return save(folder, model, optimizer, state, config)

    monkeypatch.setattr(checkpoint, "save", noted)
    work(workspace, run)
    assert known == [(4, 4), (8, 8), (12, 12)]
    assert not store.events(run, kinds=["saving"])


def test_a_run_works_when_its_corpus_is_gone(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile
) -> None:
    run = work(workspace, queued(store, config, file))
    shutil.rmtree(workspace.corpora)
    model, tokenizer = load_run(workspace, run)
    assert model.vocab_size == tokenizer.vocab_size
    assert not model.training


def test_a_stopped_run_resumes_to_the_same_losses(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile
) -> None:
    whole = work(workspace, queued(store, config, file))
    cut = queued(store, config, file)
    count = 0

    def after_six() -> str | None:
        return "pause" if count >= 6 else None

    def note(event: Event) -> None:
        nonlocal count
        count += isinstance(event, StepDone)

    paused = work(workspace, cut, on_event=note, request=after_six)  # type: ignore[arg-type]
    assert (paused.status, paused.step) == ("paused", 6)
    finished = work(workspace, cut, resume=True)
    assert (finished.status, finished.step) == ("done", 12)
    assert losses(store, cut) == losses(store, whole.id)
    assert [row.kind for row in store.events(cut)].count("finished") == 1


def test_a_stop_is_heard_while_the_text_is_prepared(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile
) -> None:
    run = work(workspace, queued(store, config, file), request=lambda: "stop")
    assert (run.status, run.step, run.error) == ("stopped", 0, None)


def test_a_file_that_is_gone_fails_the_run_with_the_cause(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile
) -> None:
    run = queued(store, config, file)
    Path(file.path).unlink()
    found = work(workspace, run)
    assert found.status == "failed"
    assert found.error is not None
    assert (found.error["code"], "check the path" in found.error["cause"]) == ("no-such-file", True)


def test_our_own_fault_is_logged_and_named(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*arguments: object, **named: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("llm_core.training.trainer.Trainer.run", break_down)
    run = work(workspace, queued(store, config, file))
    assert run.status == "failed"
    assert run.error is not None
    assert run.error["code"] == "fault"
    assert "ZeroDivisionError" in Path(run.error["values"]["log"]).read_text()


def test_a_run_that_another_process_has_is_left_to_it(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile
) -> None:
    run = queued(store, config, file)
    store.claim(run, 1, 1.0, alone=False)
    with pytest.raises(RunError) as caught:
        work(workspace, run)
    assert caught.value.code == "run-taken"
    assert store.get(run).pid == 1


def test_the_desk_writes_in_few_commits(store: Store, config: RunConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    run = store.create("a", config)
    commits: list[int] = []
    append = store.append
    monkeypatch.setattr(
        store, "append", lambda run, events, **fields: commits.append(1) or append(run, events, **fields)
    )
    with EventWriter(store, run) as writer:
        for step in range(5000):
            writer.add(StepDone(step + 1, 1.0, 0.1, 1.0, 1.0, 1.0))
    assert len(store.events(run.id, limit=10_000)) == 5000
    assert len(commits) <= 4


def test_runs_that_come_along_are_copied_once_and_stay_deleted(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile, tmp_path: Path
) -> None:
    run = work(workspace, queued(store, config, file))
    assets = tmp_path / "assets"
    export_run(workspace, store, run, assets / "hens", most_snapshots=3)
    other = open_workspace(tmp_path / "other")
    there = Store(other.store_path)
    [copied] = copy_shipped(other, there, assets)
    assert (copied.origin, copied.status, copied.name, copied.val_loss) == ("shipped", "done", "Hens", run.val_loss)
    assert losses(there, copied.id) == losses(store, run.id)
    model, tokenizer = load_run(other, copied)
    exact, _ = load_run(workspace, run)
    assert tokenizer.vocab_size == model.vocab_size
    for here, original in zip(model.parameters(), exact.parameters(), strict=True):
        assert (here - original).abs().max() <= 1e-3 * original.abs().max()
    assert copy_shipped(other, there, assets) == []
    there.delete(copied.id)
    assert copy_shipped(other, there, assets) == []


@pytest.mark.parametrize("run", [folder.name for folder in sorted(ASSETS.glob("*"))])
def test_the_text_of_a_shipped_run_is_made_again_from_its_sample(workspace: Workspace, store: Store, run: str) -> None:
    names = [path.name for path in sample_files(run, workspace.uploads)]
    shipped = next(one for one in copy_shipped(workspace, store) if [file["name"] for file in one.files] == names)
    with pytest.raises(CheckpointError):
        corpus_of(workspace, shipped.corpus, None)
    made = corpus_of(workspace, shipped.corpus, shipped)
    assert made.folder.name == shipped.corpus
    _, tokenizer = load_run(workspace, shipped)
    assert tokenizer.labels(range(tokenizer.vocab_size)) == made.tokenizer.labels(range(made.tokenizer.vocab_size))


def test_a_changed_plan_is_kept_and_handed_to_whoever_resumes(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = work(workspace, queued(store, config, file), request=lambda: "pause")
    changed = Planned(3, 9, 12, 0.25, 0.5)
    store.append(run.id, [changed])
    assert store.get(run.id).max_steps == 9
    handed: list[Planned] = []
    made = Trainer.__init__

    def noted(self: Trainer, *args: Any, planned: Sequence[Planned] = (), **kw: Any) -> None:
        handed.extend(planned)
        made(self, *args, planned=planned, **kw)

    monkeypatch.setattr(Trainer, "__init__", noted)
    work(workspace, run.id, resume=True)
    assert handed == [changed]
