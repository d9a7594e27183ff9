"""Runs that another may start from: which there are, what one brings to a draft, what it may learn next."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from llm_core.config import RunConfig
from llm_core.errors import Mistake, RunError
from llm_core.runs.start_from import decided, with_shape_of
from llm_core.runs.weights import require_weights
from ui.state import draft as drafts

if TYPE_CHECKING:
    from llm_core.data.tokenizer.tokenizer import Tokenizer
    from llm_core.runs.records import Run
    from llm_core.runs.store import Store
    from llm_core.runs.workspace import Workspace

LISTED = 40  # a longer list is no choice any more


class StartingRuns:
    """Finds the run that a draft starts from, by id or by name."""

    def __init__(self, workspace: Workspace, store: Store) -> None:
        self._workspace, self._store = workspace, store

    def runs(self) -> list[Run]:
        """Runs to start from, the newest first: decoders that have saved weights."""
        return [run for run in self._store.runs() if is_decoder(run.config_json) and self._has_weights(run)][:LISTED]

    def of(self, draft: object) -> Run | None:
        """The run that a draft starts from; None where it starts from chance.

        Raises:  RunError: it is gone, has saved nothing, or isn't a decoder.
        """
        wanted = drafts.checked(draft)["changes"].get("train.start_from")
        return self.find(wanted) if wanted is not None else None

    def find(self, wanted: object) -> Run:
        """A run to start from.

        Raises:  RunError: it is gone, has saved nothing, or isn't a decoder.
        """
        run = self._store.find(str(wanted))
        require_weights(self._workspace, run)
        if not is_decoder(run.config_json):
            raise RunError(
                "beginning-not-a-decoder",
                (
                    "Run {name} has an encoder, and only a decoder alone can be gone on with: start from another "
                    "run, or from chance."
                ),
                name=run.name,
            )
        return run

    def mistake(self, draft: object) -> Mistake | None:
        """Why a draft can't start from what it names; None where it can, or names nothing."""
        try:
            self.of(draft)
        except Mistake as mistake:
            return mistake
        return None

    def shaped(self, config: RunConfig) -> RunConfig:
        """A config as a worker will train it: with the shape of the run that it starts from.

        Raises:  RunError: that can't be started from.
        """
        if config.train.start_from is None:
            return config
        run = self.find(config.train.start_from)
        return with_shape_of(config, decided(self._workspace, run), run.id)

    def chosen(self, draft: object, wanted: object) -> drafts.Draft:
        """A draft that starts from a run, with its shape and tokens; from chance where nothing is wanted.

        The context grows to what suits the draft's text, where the run's positions allow it.

        Raises:  RunError: it can't be started from.
        """
        plain = drafts.without_start_from(draft)
        if not wanted:
            return plain
        run = self.find(wanted)
        earlier = decided(self._workspace, run)
        sized = {
            **plain,
            "preset": earlier.preset,
            "family": earlier.family,
            "changes": {**plain["changes"], "model.architecture": "decoder-only"},
        }
        return drafts.with_start_from(plain, run.id, with_shape_of(drafts.config_of(sized), earlier, run.id))

    def tokenizer(self, run_id: str) -> Tokenizer:
        """The vocabulary that a run brings.

        Raises:  CheckpointError: it is damaged.
        """
        from llm_core.data.tokenizer.tokenizer import Tokenizer

        return Tokenizer.load(self._workspace.run_folder(run_id) / "tokenizer.json")

    def has_text(self, run: Run) -> bool:
        """Whether the plain text that a run learnt is still there, to be gone on with beside conversations."""
        about = self._workspace.corpus_folder(run.corpus or "none") / "corpus.json"
        return run.config.data.format == "text" and about.is_file()

    def _has_weights(self, run: Run) -> bool:
        try:
            require_weights(self._workspace, run)
        except RunError:
            return False
        return True


@lru_cache(maxsize=512)
def is_decoder(config_json: str) -> bool:
    """Whether a run's model only writes on."""
    model: Any = json.loads(config_json).get("model") or {}
    return bool(model.get("architecture", RunConfig().model.architecture) == "decoder-only")


def talk_for(language: str) -> str | None:
    """The draft's source of a sample of conversations, in this language where there is one, else in another; None where
    there is none at all.
    """
    from llm_core.samples import SAMPLES

    talks = [sample for sample in SAMPLES.values() if sample.settings.get("data.format") == "conversations"]
    found = next((sample for sample in talks if sample.language == language), talks[0] if talks else None)
    return f"sample:{found.key}" if found else None
