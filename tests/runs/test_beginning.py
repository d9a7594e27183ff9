"""A run that starts from another one: it goes on with its shape, its vocabulary, its weights and its text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from llm_core.config import RunConfig
from llm_core.data.files.reading import TextFile, look
from llm_core.errors import Mistake, RunError
from llm_core.runs.launcher import file_facts
from llm_core.runs.records import Run
from llm_core.runs.start_from import pretrained_of, starting_run_of, with_shape_of
from llm_core.runs.store import Store
from llm_core.runs.weights import load_run
from llm_core.runs.worker import work
from llm_core.runs.workspace import Workspace
from llm_core.training.events import Event
from tests.runs.conftest import SMALLEST


def first_run(workspace: Workspace, store: Store, config: RunConfig, file: TextFile) -> Run:
    return work(workspace, store.create("Hens", config, "", [file_facts(file)]).id)


def talk(tmp_path: Path) -> Path:
    path = tmp_path / "talk.jsonl"
    lines = [
        {"messages": [{"role": "user", "content": f"Hen {n}?"}, {"role": "assistant", "content": f"{n} eggs ✓"}]}
        for n in range(40)
    ]
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def on_from(run: Run, **train: Any) -> RunConfig:
    return RunConfig.parse(
        {
            "data": {"format": "conversations"},
            "model": {"context_length": 32},
            "train": {
                **SMALLEST["train"],
                "start_from": run.name,
                "learning_rate": 1e-9,
                "adam_learning_rate": 1e-9,
                **train,
            },
        }
    )


def test_weights_and_vocabulary_go_on_where_the_earlier_run_ended(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile, tmp_path: Path
) -> None:
    before = first_run(workspace, store, config, file)
    plan = on_from(before)
    later = work(workspace, store.create("Talk", plan, "", [file_facts(look(talk(tmp_path), plan.data))]).id)
    assert later.status == "done"
    (old, old_tokens), (new, new_tokens) = (load_run(workspace, run) for run in (before, later))
    assert new.config.d_model == 16
    assert new.config.context_length == 32
    assert new_tokens.labels(range(old_tokens.vocab_size)) == old_tokens.labels(range(old_tokens.vocab_size))
    assert {"<|user|>", "<|end|>", "✓"} <= set(new_tokens.labels(range(old_tokens.vocab_size, new_tokens.vocab_size)))
    for name, weight in old.named_parameters():
        torch.testing.assert_close(
            dict(new.named_parameters())[name][: len(weight)], weight, atol=1e-6, rtol=0, msg=name
        )


def test_the_first_loss_is_that_of_what_was_learnt_and_not_of_chance(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile
) -> None:
    long = config.model_copy(update={"train": config.train.model_copy(update={"max_steps": 120})})
    before = first_run(workspace, store, long, file)
    plan = RunConfig.parse({"train": {**SMALLEST["train"], "start_from": before.id}})
    later = work(workspace, store.create("More hens", plan, "", [file_facts(file)]).id)
    chance, went_on = (
        next(row.payload["val_loss"] for row in store.events(run.id, kinds=("evaluated",))) for run in (before, later)
    )
    assert before.val_loss is not None
    assert abs(went_on - before.val_loss) < 0.1 * (chance - before.val_loss)


def test_the_earlier_text_is_learnt_beside_the_conversations(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile, tmp_path: Path
) -> None:
    before = first_run(workspace, store, config, file)
    plan = on_from(before)
    later = work(workspace, store.create("Talk", plan, "", [file_facts(look(talk(tmp_path), plan.data))]).id)
    found = pretrained_of(workspace, store, later.id, weights=True)
    assert found is not None
    assert found.text is not None
    assert len(found.text) > 1000
    assert pretrained_of(workspace, store, before.id, weights=True) is None


def test_a_run_whose_beginning_is_gone_resumes_and_a_new_one_is_refused(
    workspace: Workspace, store: Store, config: RunConfig, file: TextFile, tmp_path: Path
) -> None:
    before = first_run(workspace, store, config, file)
    plan = on_from(before)
    steps: list[Event] = []
    queued = store.create("Talk", plan, "", [file_facts(look(talk(tmp_path), plan.data))]).id
    stopped = work(
        workspace,
        queued,
        on_event=lambda event: steps.append(event) if event.kind == "step" else None,
        request=lambda: "pause" if len(steps) >= 5 else None,
    )
    store.delete(before.id)
    assert stopped.status == "paused"
    resumed = work(workspace, stopped.id, resume=True)
    assert resumed.status == "done"
    with pytest.raises(RunError, match="Hens"):
        starting_run_of(workspace, store, plan)


def test_a_shape_that_cannot_converse_is_refused_before_anything_is_read() -> None:
    encoder = RunConfig.parse({"model": {"architecture": "encoder-only"}})
    with pytest.raises(Mistake, match="decoder"):
        with_shape_of(RunConfig.parse({"data": {"format": "conversations"}}), encoder, "x")


def test_learned_positions_keep_their_context() -> None:
    asked = RunConfig.parse({"data": {"format": "conversations"}})
    assert with_shape_of(asked, RunConfig.parse({"model": {"positions": "learned"}}), "x").model.context_length == 64
    assert with_shape_of(asked, RunConfig.parse({}), "x").model.context_length == 256
