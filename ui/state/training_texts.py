"""The text that runs have read, for comparing what they say with it; that of the two last asked about is kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from threading import Lock
from typing import TYPE_CHECKING, Any

from llm_core.errors import Mistake
from llm_core.files import read_json
from ui.state.services import Services

if TYPE_CHECKING:
    from llm_core.data.corpus.training_text import TrainingText

ROOM = 2
MOST_BEGINNINGS = 4


class TrainingTexts:
    """Makes the training text of a run from its corpus; any thread may ask."""

    def __init__(self, services: Services, room: int = ROOM) -> None:
        self._services, self._room, self._lock = services, room, Lock()
        self._held: OrderedDict[tuple[str, ...], TrainingText] = OrderedDict()

    def of(self, run: Any) -> TrainingText | None:
        """What a run has read, and what the run read that it started from; None where the corpus isn't here."""
        key = (run.corpus, *self._before(run.id))
        with self._lock:
            if key not in self._held:
                made = self._made(key)
                if made is None:
                    return None
                self._held[key] = made
                while len(self._held) > self._room:
                    self._held.popitem(last=False)
            self._held.move_to_end(key)
            return self._held[key]

    def _made(self, fingerprints: tuple[str, ...]) -> TrainingText | None:
        from llm_core.data.corpus.training_text import TrainingText, together, training_text

        own, *others = [self._corpus(fingerprint) for fingerprint in fingerprints]
        if own is None:
            return None
        return together(
            [
                training_text(own),
                *(TrainingText("", False) if other is None else training_text(other) for other in others),
            ]
        )

    def _corpus(self, fingerprint: str) -> Any | None:
        try:
            return self._services.corpora.get(fingerprint)
        except (Mistake, OSError):
            return None  # a run that came without its text

    def _before(self, run_id: str) -> Iterator[str]:
        """The corpora of the runs that a run started from, the nearest first."""
        from llm_core.runs.start_from import NOTE

        for _ in range(MOST_BEGINNINGS):
            try:
                note = read_json(self._services.workspace.runs / run_id / NOTE)
                run_id, corpus = str(note["run"]), str(note["corpus"])
            except (OSError, ValueError, KeyError, TypeError):
                return
            yield corpus
