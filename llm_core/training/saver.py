"""Writes a run's checkpoints and snapshots while it trains, and says so before and after."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from llm_core.config import RunConfig
from llm_core.training import checkpoint
from llm_core.training.checkpoint import State
from llm_core.training.events import Content, Event, Saved, Saving
from llm_core.training.train_step import TrainStep


class Saver:
    """What lies on the disk of a model that learns.

    Args:    folder: the run's.  saved_step: the step of the checkpoint that it goes on from; None: there is none.
    """

    def __init__(self, folder: Path, train_step: TrainStep, saved_step: int | None) -> None:
        self.folder, self.train_step, self.saved_step = folder, train_step, saved_step

    def checkpoint(self, state: State, config: RunConfig) -> Iterator[Event]:
        """Save a checkpoint, unless this step has one, and delete those that are no longer needed."""
        if self.saved_step == state.step:
            return
        yield Saving(state.step)
        folder = checkpoint.save(self.folder, self.train_step.model, self.train_step.optimizer, state, config)
        self.saved_step = state.step
        checkpoint.prune(self.folder, config.train.keep_checkpoints)
        yield self.saved(state.step, "checkpoint", folder)
        if checkpoint.best(self.folder) == folder:
            yield self.saved(state.step, "best", folder)

    def snapshot(self, state: State, config: RunConfig) -> Iterator[Event]:
        """Keep the weights for replay, where the config wants it."""
        if config.train.snapshots:
            folder = checkpoint.save_snapshot(self.folder, self.train_step.model, state, config)
            yield self.saved(state.step, "snapshot", folder)

    def newest(self) -> str | None:
        """Name of the newest checkpoint, within the run's folder."""
        kept = checkpoint.newest(self.folder)
        return kept.relative_to(self.folder).as_posix() if kept else None

    def saved(self, step: int, content: Content, folder: Path) -> Saved:
        return Saved(step, content, folder.relative_to(self.folder).as_posix())
