"""The folder that holds everything a person makes: where runs, corpora, uploads and the store lie."""

from __future__ import annotations

import errno
import os
import re
import stat
from contextlib import suppress
from pathlib import Path

from llm_core.errors import ResourceError, RunError
from llm_core.faults import mistake_of, path_too_long
from llm_core.runs.store_faults import LONGEST_PATH_BYTES

_RUN_ID = re.compile(r"[a-z0-9]([a-z0-9-]{0,78}[a-z0-9])?")
_FINGERPRINT = re.compile(r"[A-Za-z0-9_-]{1,80}")
_DEFAULT = Path(__file__).resolve().parents[2] / "workspace"


class Workspace:
    """A workspace on a local disk; its folders are made when first written to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.runs = folder / "runs"
        self.corpora = folder / "corpora"
        self.uploads = folder / "uploads"
        self.incoming = folder / "incoming"
        self.store_path = folder / "store.sqlite3"

    def run_folder(self, run_id: str) -> Path:
        """Where a run lies; ids that aren't ids, such as "../x", are refused, so that no path leaves the workspace.

        Raises:  RunError: not the id of a run.
        """
        if not _RUN_ID.fullmatch(run_id):
            raise RunError(
                "bad-run-id", "{run!r} is not the id of a run: ids hold a-z, 0-9 and hyphens.", run=run_id[:80]
            )
        return self.runs / run_id

    def corpus_folder(self, fingerprint: str) -> Path:
        """Where a prepared corpus lies.

        Raises:  RunError: not a fingerprint.
        """
        if not _FINGERPRINT.fullmatch(fingerprint):
            raise RunError("bad-corpus-id", "{corpus!r} is not the fingerprint of a corpus.", corpus=fingerprint[:80])
        return self.corpora / fingerprint

    def make(self) -> Workspace:
        """Make its folders.

        Raises:  ResourceError: it cannot be written to.
        """
        try:
            for folder in (self.folder, self.runs, self.corpora, self.uploads, self.incoming):
                make_private(folder)
        except OSError as error:
            raise _unusable(self.folder, error) from None
        if not os.access(self.folder, os.W_OK | os.X_OK):
            raise _not_writable(self.folder, "permission denied")
        if len(os.fsencode(self.store_path)) > LONGEST_PATH_BYTES:
            raise path_too_long(str(self.folder))
        return self


def _unusable(folder: Path, error: OSError) -> ResourceError:
    if error.errno in (
        errno.ENAMETOOLONG,
        errno.ELOOP,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EIO,
    ):
        known = mistake_of(error, folder)
        if isinstance(known, ResourceError):
            return known
    return _not_writable(folder, error.strerror or type(error).__name__)


def _not_writable(folder: Path, why: str) -> ResourceError:
    return ResourceError(
        "workspace-not-writable",
        "The workspace {folder} cannot be written ({why}): choose another with --workspace.",
        folder=str(folder),
        why=why,
    )


def make_private(folder: Path) -> None:
    """Make a folder that its owner alone may enter, or shut one that exists to the others.

    A folder that is everyone's by intent, such as /tmp, stays open; what is made in it is shut.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    mode = folder.stat().st_mode
    if mode & 0o077 and not mode & stat.S_ISVTX:
        with suppress(PermissionError):  # another user's, who lets this one write
            folder.chmod(0o700)


def open_workspace(path: str | Path | None = None) -> Workspace:
    """Open the workspace named, else that of TERRARIUM_WORKSPACE, else `workspace/` beside app.py.

    Raises:  ResourceError: it cannot be written to.
    """
    return locate_workspace(path).make()


def locate_workspace(path: str | Path | None = None) -> Workspace:
    """The same workspace without making its folders, for those who only look."""
    chosen = path or os.environ.get("TERRARIUM_WORKSPACE") or _DEFAULT
    return Workspace(Path(chosen).expanduser().absolute())
