"""What the page's handlers work with, made once at the start and passed in: no part of the page is global."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from ui.limits import Limits
from ui.models import Models
from ui.preparing import Preparing
from ui.uploads import Uploads

if TYPE_CHECKING:
    from llm_core.runs.launcher import Launcher
    from llm_core.runs.store import Store
    from llm_core.runs.workspace import Workspace
    from llm_core.text.corpus import Corpus


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
    preparing: Preparing


class Corpora:
    """Prepared corpora by fingerprint, the three last used held open; any thread may ask."""

    def __init__(self, folder: Path, room: int = 3) -> None:
        self._folder, self._room, self._lock = folder, room, Lock()
        self._held: OrderedDict[str, Corpus] = OrderedDict()

    def get(self, fingerprint: str) -> Corpus:
        """The corpus that a run was trained on: `services.corpora.get(run.corpus)`.

        Raises:  TextError: it is gone or damaged.
        """
        from llm_core.text import corpus

        with self._lock:
            if fingerprint not in self._held:
                self._held[fingerprint] = corpus.load(self._folder / Path(fingerprint).name)
                while len(self._held) > self._room:
                    self._held.popitem(last=False)
            self._held.move_to_end(fingerprint)
            return self._held[fingerprint]


def open_services(workspace: str | Path | None, limits: Limits) -> Services:
    """Open a workspace and everything that works on it; the runs that came with the project are copied in once."""
    workspace_, store, launcher = _core(workspace)
    uploads = Uploads(workspace_.uploads, limits)
    return Services(
        workspace_, store, launcher, Models(workspace_, store), Corpora(workspace_.corpora), uploads, limits, Preparing(uploads, workspace_.corpora),
    )


def _core(path: str | Path | None) -> tuple[Any, Any, Any]:
    import importlib.util

    if importlib.util.find_spec("llm_core.runs.launcher") is None:  # until the core's part has landed
        from types import SimpleNamespace

        folder = Path(path or "workspace")
        return SimpleNamespace(corpora=folder / "corpora", uploads=folder / "uploads", runs=folder / "runs"), SimpleNamespace(), SimpleNamespace()
    from llm_core.runs.launcher import Launcher
    from llm_core.runs.store import Store
    from llm_core.runs.workspace import open_workspace

    workspace = open_workspace(str(path) if path else None)
    return workspace, Store(workspace.store_path), Launcher(workspace)
