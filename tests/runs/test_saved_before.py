"""Runs that were saved before the code's rooms and names changed: they load, and go on as they would have."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from llm_core.runs.store import Store
from llm_core.runs.weights import load_run
from llm_core.runs.worker import work
from llm_core.runs.workspace import Workspace, open_workspace

SAVED = sorted((Path(__file__).parent / "saved").glob("*.zip"))


@pytest.fixture(params=SAVED, ids=lambda file: file.stem)
def saved(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Workspace, Store, dict]:
    """A workspace as it was left, with a run of twelve steps paused at the sixth, and what the whole run came to."""
    with zipfile.ZipFile(request.param) as archive:
        archive.extractall(tmp_path)
    workspace = open_workspace(tmp_path)
    return workspace, Store(workspace.store_path), json.loads((tmp_path / "expected.json").read_text())


def test_a_run_saved_before_loads(saved: tuple[Workspace, Store, dict]) -> None:
    workspace, store, expected = saved
    model, tokenizer = load_run(workspace, store.get(expected["run"]))
    assert model.vocab_size == tokenizer.vocab_size
    assert len(store.curve(expected["run"]).step) == expected["step"] == 6


def test_a_run_saved_before_goes_on_with_the_losses_that_it_would_have_had(
    saved: tuple[Workspace, Store, dict],
) -> None:
    workspace, store, expected = saved
    run = work(workspace, expected["run"], resume=True)
    losses = [row.payload["train_loss"] for row in store.events(run.id, kinds=["step"])]
    assert (run.status, run.error) == ("done", None), (workspace.run_folder(run.id) / "worker.log").read_text()
    assert losses == pytest.approx(expected["losses"], rel=1e-5)  # another processor may round otherwise
    assert run.val_loss == pytest.approx(expected["val_loss"], rel=1e-5)
