"""Trained models held ready for Inspect and Chat: the two last used, loaded when first asked for."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from llm_core.errors import RunError

if TYPE_CHECKING:
    from llm_core.data.tokenizer.tokenizer import Tokenizer
    from llm_core.model.transformer import LargeLanguageModel
    from llm_core.runs.records import Run
    from llm_core.runs.store import Store
    from llm_core.runs.workspace import Workspace

ROOM = 2


@dataclass(frozen=True)
class Loaded:
    """A run's weights at one step, ready to read and write."""

    model: LargeLanguageModel
    tokenizer: Tokenizer
    run: Run
    step: int


class Models:
    """Loads models and keeps the two that were used last; any thread may ask."""

    def __init__(self, workspace: Workspace, store: Store, room: int = ROOM) -> None:
        self._workspace, self._store, self._room = workspace, store, room
        self._held: OrderedDict[Path, tuple[LargeLanguageModel, Tokenizer]] = OrderedDict()
        self._lock = Lock()

    def get(self, run_id: str, step: int | None = None) -> Loaded:
        """The model of a run at a step, or the newest there is.

        Raises:  RunError: no such run, or nothing saved yet (at that step). CheckpointError: it is damaged.
        """
        run = self._store.get(run_id)
        for attempt in (1, 2):  # a running worker may delete an old checkpoint between the look and the load
            saved = self._saved(run.id)
            if not saved:
                raise RunError(
                    "no-weights-yet", "Run {name} has saved no weights yet. Wait for its first snapshot.", name=run.name
                )
            chosen = max(saved) if step is None else step
            if chosen not in saved:
                raise RunError(
                    "no-such-step",
                    "Run {name} kept no weights of step {step}. Near it: {near}.",
                    name=run.name,
                    step=step,
                    near=min(saved, key=lambda kept: abs(kept - chosen)),
                )
            try:
                model, tokenizer = self._load(saved[chosen], self._workspace.run_folder(run.id) / "tokenizer.json")
            except FileNotFoundError:
                if attempt == 2:
                    raise
            else:
                return Loaded(model, tokenizer, run, chosen)
        raise AssertionError("unreachable")

    def steps(self, run_id: str) -> list[int]:
        """Every step whose weights are kept, in order: what the time slider offers."""
        return sorted(self._saved(self._store.get(run_id).id))

    def forget(self, run_id: str) -> None:
        """Let go of a run's models, when it is deleted."""
        folder = self._workspace.run_folder(run_id)
        with self._lock:
            for held in [path for path in self._held if folder in path.parents]:
                del self._held[held]

    def _saved(self, run_id: str) -> dict[int, Path]:
        from llm_core.training import checkpoint

        folder = self._workspace.run_folder(run_id)
        saved = dict(checkpoint.snapshots(folder))
        newest = checkpoint.newest(folder)
        if newest is not None:
            saved[int(newest.name.rpartition("-")[2])] = newest
        return saved

    def _load(self, folder: Path, tokenizer_file: Path) -> tuple[LargeLanguageModel, Tokenizer]:
        with self._lock:
            if folder not in self._held:
                from llm_core.data.tokenizer.tokenizer import Tokenizer
                from llm_core.training import checkpoint

                self._held[folder] = (checkpoint.load_model(folder), Tokenizer.load(tokenizer_file))
                while len(self._held) > self._room:
                    self._held.popitem(last=False)
            self._held.move_to_end(folder)
            return self._held[folder]
