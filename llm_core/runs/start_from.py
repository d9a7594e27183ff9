"""Starting a run from another one: its shape and vocabulary are taken over, and its weights and text found again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from llm_core.config import RunConfig
from llm_core.errors import CheckpointError, Mistake, RunError, StoreError
from llm_core.files import read_json, write_json
from llm_core.runs.records import Run
from llm_core.runs.store import Store
from llm_core.runs.weights import load_run, require_weights
from llm_core.runs.workspace import Workspace

if TYPE_CHECKING:
    from llm_core.data.tokenizer.tokenizer import Tokenizer
    from llm_core.data.tokens import Tokens
    from llm_core.training.pretrained import Pretrained

NOTE = "earlier.json"  # beside a run: what it started from, to be found again when that run is gone


@dataclass(frozen=True)
class StartingRun:
    """The run that another starts from, the vocabulary that it brings, and the other's config with its shape."""

    run: Run
    config: RunConfig
    tokenizer: Tokenizer


def starting_run_of(workspace: Workspace, store: Store, config: RunConfig) -> StartingRun | None:
    """What a config starts from; None where that is chance.

    The shape is the earlier run's; only the context may grow, where its positions allow it. Needs no torch.

    Raises:  RunError: there is no such run, or it has saved no weights.  Mistake: its shape can't learn what is asked.
    """
    if config.train.start_from is None:
        return None
    from llm_core.data.tokenizer.tokenizer import Tokenizer

    run = store.find(config.train.start_from)
    require_weights(workspace, run)
    folder = workspace.run_folder(run.id)
    return StartingRun(
        run, with_shape_of(config, decided(workspace, run), run.id), Tokenizer.load(folder / "tokenizer.json")
    )


def with_shape_of(config: RunConfig, earlier: RunConfig, run: str) -> RunConfig:
    """A config with the shape of an earlier run's, which it starts from."""
    nested: dict[str, Any] = config.model_dump()
    wanted, shape = config.model, earlier.model
    context = (
        max(wanted.context_length, shape.context_length) if shape.position_traits.unbounded else shape.context_length
    )
    nested["model"] = {**shape.model_dump(), "context_length": context, "dropout": wanted.dropout}
    nested["data"]["tokenizer"] = earlier.data.tokenizer
    nested["train"]["start_from"] = run
    return RunConfig.parse({**nested, "family": earlier.family, "preset": earlier.preset})


def decided(workspace: Workspace, run: Run) -> RunConfig:
    """A run's config as it was decided, which its folder holds; else as it was asked."""
    try:
        return RunConfig.model_validate(read_json(workspace.run_folder(run.id) / "config.json"))
    except (OSError, ValueError):
        return run.config


def note_starting_run(workspace: Workspace, run_id: str, found: StartingRun) -> None:
    """Write beside a run what it started from."""
    write_json(
        workspace.run_folder(run_id) / NOTE,
        {"run": found.run.id, "name": found.run.name, "step": found.run.step, "corpus": found.run.corpus},
    )


def pretrained_of(workspace: Workspace, store: Store, run_id: str, *, weights: bool) -> Pretrained | None:
    """What a run started from, as its note says; None where it started from chance.

    Args:    weights: whether they are needed; a run that is resumed has its own.
    Raises:  RunError, CheckpointError: they are needed, and gone.
    """
    note = workspace.run_folder(run_id) / NOTE
    if not note.is_file():
        return None
    from llm_core.training.checkpoint import weights_of
    from llm_core.training.pretrained import Pretrained

    about = read_json(note)
    text = _text_of(workspace, store, about)
    if not weights:
        return Pretrained({}, text)
    try:
        run = store.get(str(about["run"]))
    except StoreError:
        raise
    except Mistake:
        raise RunError(
            "beginning-gone",
            "The run {name} that this one starts from is gone: start it from another, or from chance.",
            name=about["name"],
        ) from None
    return Pretrained(weights_of(load_run(workspace, run)[0]), text)


def _text_of(workspace: Workspace, store: Store, about: Mapping[str, Any]) -> Tokens | None:
    """The plain text that an earlier run was trained on; None where it learnt something else, or its text is gone."""
    from llm_core.runs.shipped import corpus_of

    try:
        run = store.get(str(about["run"]))
    except Mistake:
        run = None
    try:
        corpus = corpus_of(workspace, str(about["corpus"]), run)
    except (CheckpointError, RunError):
        return None
    return None if corpus.train_rows is not None or corpus.train_dialogues is not None else corpus.train
