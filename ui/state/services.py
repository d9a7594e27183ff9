"""What the page's handlers work with, made once at the start and passed in: no part of the page is global."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from ui.state.corpus_jobs import CorpusJobs
from ui.state.incoming import Incoming
from ui.state.limits import Limits
from ui.state.models import Models
from ui.state.start_from import StartingRuns
from ui.state.step_time import StepTimes
from ui.state.uploads import Uploads

if TYPE_CHECKING:
    from llm_core.data.corpus.corpus import Corpus
    from llm_core.runs.launcher import Launcher
    from llm_core.runs.store import Store
    from llm_core.runs.workspace import Workspace


@dataclass(frozen=True)
class Services:
    """The workspace and those who work on it."""

    workspace: Workspace
    store: Store
    launcher: Launcher
    models: Models
    corpora: Corpora
    uploads: Uploads
    limits: Limits
    corpus_jobs: CorpusJobs
    step_times: StepTimes
    starting_runs: StartingRuns


class Corpora:
    """Prepared corpora by fingerprint, the three last used held open; any thread may ask."""

    def __init__(self, workspace: Workspace, store: Store, room: int = 3) -> None:
        self._workspace, self._store, self._room, self._lock = workspace, store, room, Lock()
        self._held: OrderedDict[str, Corpus] = OrderedDict()

    def get(self, fingerprint: str) -> Corpus:
        """The corpus that a run was trained on: `services.corpora.get(run.corpus)`. That of a run that came with the
        project is made when it is first asked for.

        Raises:  RunError, TextError: no such corpus, or it is damaged.
        """
        with self._lock:
            if fingerprint not in self._held:
                self._held[fingerprint] = self._open(fingerprint)
                while len(self._held) > self._room:
                    self._held.popitem(last=False)
            self._held.move_to_end(fingerprint)
            return self._held[fingerprint]

    def _open(self, fingerprint: str) -> Corpus:
        from llm_core.runs.shipped import corpus_of

        run = next((run for run in self._store.runs() if run.origin == "shipped" and run.corpus == fingerprint), None)
        return corpus_of(self._workspace, fingerprint, run)


def open_services(workspace: str | Path | None, limits: Limits) -> Services:
    """Open a workspace and all that works on it: lost runs are closed, runs that came with the project copied in.

    Raises:  ResourceError: the workspace cannot be written to.
    """
    from llm_core.runs.launcher import Launcher
    from llm_core.runs.shipped import copy_shipped
    from llm_core.runs.workspace import open_workspace

    opened = open_workspace(workspace)
    launcher = Launcher(opened)
    store = launcher.store
    launcher.reconcile()
    copy_shipped(opened, store)
    uploads = Uploads(opened.uploads, limits, Incoming(opened.incoming))
    step_times, starting_runs = StepTimes(opened.folder / "pace.json"), StartingRuns(opened, store)
    corpus_jobs = CorpusJobs(uploads, opened.corpora, starting_runs)
    return Services(
        opened,
        store,
        launcher,
        Models(opened, store),
        Corpora(opened, store),
        uploads,
        limits,
        corpus_jobs,
        step_times,
        starting_runs,
    )
