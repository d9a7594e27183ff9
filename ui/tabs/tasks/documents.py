"""The documents that questions are answered from: those that people dropped, or the texts that a run was kept from."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Sequence
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from llm_core.errors import TextError
from llm_core.samples import SAMPLES
from ui.state.services import Services
from ui.tabs.tasks.runs import TaskRuns

if TYPE_CHECKING:
    from llm_core.runs.records import Run

ROOM, MOST_DOCUMENTS = 4, 64


class Shelf:
    """Knowledge bases by what lies in them, the last used held; any thread may ask."""

    def __init__(self, services: Services, runs: TaskRuns) -> None:
        self._services, self._runs, self._lock = services, runs, Lock()
        self._held: OrderedDict[tuple[str, ...], Any] = OrderedDict()

    def own(self, run: Run) -> int:
        """How many passages a run's own texts have."""
        return len(self._passages(run))

    def base(self, run: Run, documents: object) -> Any:
        """The passage_index base of some uploads, or of a run's own texts where none are named.

        Raises:  TextError: an upload is gone or can't be read, or there is nothing to answer from.
        """
        names = tuple(str(one) for one in documents[:MOST_DOCUMENTS]) if isinstance(documents, (list, tuple)) else ()
        key = names or ("run", run.id)
        with self._lock:
            if key not in self._held:
                self._held[key] = self._of_uploads(names) if names else self._of_run(run)
                while len(self._held) > ROOM:
                    self._held.popitem(last=False)
            self._held.move_to_end(key)
            return self._held[key]

    def _passages(self, run: Run) -> dict[str, str]:
        """A run's passages, each with its title; of one that came with the project as its sample has them, which is
        quicker than its corpus.
        """
        if run.origin == "shipped" and (own := passages_of_sample(run)):
            return own
        return {
            text: titled(article)
            for text, article in passages([*self._runs.held_out(run), *self._runs.taught(run)]).items()
        }

    def _of_uploads(self, names: Sequence[str]) -> Any:
        from llm_core.tasks.passage_index import PassageIndex

        return PassageIndex.of_files([path for name in names for path in self._services.uploads.paths(name)])

    def _of_run(self, run: Run) -> Any:
        from llm_core.tasks.passage_index import PassageIndex

        found = self._passages(run)
        if not found:
            raise TextError("no-documents", "There are no documents to answer from: drop some.")
        base = PassageIndex()
        for text, article in found.items():
            base.add(article, [text])
        return base


def passages(examples: Sequence[Any]) -> dict[str, str]:
    """The passages that examples are about, each once, with the name of its article; none of those for practice."""
    return {one.context: one.group for one in examples if one.context and not one.origin}


@cache
def _sample(key: str) -> dict[str, str]:
    articles = json.loads(SAMPLES[key].text())["data"]
    return {paragraph["context"]: str(article["title"]) for article in articles for paragraph in article["paragraphs"]}


def passages_of_sample(run: Run) -> dict[str, str]:
    """The passages of the built-in sample that a run learnt, each with its title; none where it learnt
    something else.
    """
    own = run.config.data.task
    names = {sample.filename: key for key, sample in SAMPLES.items() if sample.settings.get("data.format") == own}
    found = [names[file["name"]] for file in run.files if file["name"] in names]
    return _sample(found[0]) if found else {}


def titled(article: str) -> str:
    """An article's title, as its data set's name of it ends: "xquad.json:33:Black_Death" is "Black Death"."""
    return article.rpartition(":")[2].replace("_", " ").strip() or article
