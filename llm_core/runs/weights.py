"""A run's weights with the tokenizer that belongs to them, from whatever it saved last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llm_core.errors import CheckpointError, RunError
from llm_core.files import read_json
from llm_core.runs.records import Run
from llm_core.runs.workspace import Workspace

if TYPE_CHECKING:
    from llm_core.data.tokenizer.tokenizer import Tokenizer
    from llm_core.model.transformer import LargeLanguageModel


def require_weights(workspace: Workspace, run: Run) -> None:
    """Refuse a run that has saved nothing yet, without a look inside (and without torch).

    Raises:  RunError: it has saved nothing.
    """
    folder = workspace.run_folder(run.id)
    if not any(folder.glob("checkpoints/step-*")) and not any(folder.glob("snapshots/step-*")):
        raise RunError(
            "no-weights-yet", "Run {name} has saved no weights yet. Wait for its first snapshot.", name=run.name
        )


def exchanges_taught(workspace: Workspace, run: Run) -> int:
    """How many exchanges nine of ten dialogues of a run had at most, as is noted beside it; 0 where it learnt none."""
    try:
        return int(read_json(workspace.run_folder(run.id) / "corpus.json")["statistics"].get("exchanges", 0))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return 0


def load_run(workspace: Workspace, run: Run) -> tuple[LargeLanguageModel, Tokenizer]:
    """The newest whole weights of a run, in eval mode on the CPU, and its tokenizer.

    Raises:  RunError: it has saved nothing yet. CheckpointError: nothing that it saved is whole.
    """
    from llm_core.data.tokenizer.tokenizer import Tokenizer
    from llm_core.training import checkpoint

    require_weights(workspace, run)
    folder = workspace.run_folder(run.id)
    tokenizer = Tokenizer.load(folder / "tokenizer.json")
    cause: CheckpointError | None = None
    for _ in range(2):  # a run at work may prune a checkpoint between the look and the load
        saved = [
            *reversed(checkpoint.checkpoints(folder)),
            *(place for _, place in reversed(checkpoint.snapshots(folder))),
        ]
        for place in saved:
            try:
                return checkpoint.load_model(place), tokenizer
            except CheckpointError as error:
                cause = cause or error
    assert cause is not None
    raise cause
