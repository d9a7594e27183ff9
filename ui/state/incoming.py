"""Where files wait between the browser and the workspace: a folder that its owner alone reads, counted and kept clean.

Each request that carries files has a folder of its own under a name that nobody can guess, and whatever ends the
request early takes the folder with it. A call may then name those files, once: whoever takes one in moves it away.
"""

from __future__ import annotations

import re
import secrets
import shutil
import stat
import time
from contextlib import suppress
from pathlib import Path
from threading import Lock

from llm_core.errors import TextError

_BATCH = re.compile(r"[0-9a-f]{32}", re.ASCII)
KEPT_S = 3600.0  # an upload that no call has named by then was given up
LEFT_S = 600.0  # at the start, from a server that ended: one beside it may be writing


class Incoming:
    """The workspace's incoming folder: incoming/BATCH/NUMBER/NAME. Gradio knows it as its upload folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = Lock()
        self._visitors: dict[str, str] = {}
        self.sweep(kept_s=LEFT_S)

    def new(self, visitor: str = "") -> Path:
        """A folder for the files of one request.

        Args:  visitor: the browser that sends them, where it can be told; no other one may name them.
        """
        self.sweep()
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        batch = self.folder / secrets.token_hex(16)
        batch.mkdir(mode=0o700)
        with self._lock:
            self._visitors[batch.name] = visitor
        return batch

    def drop(self, batch: Path) -> None:
        """Delete a request's folder with all that is in it."""
        with self._lock:
            self._visitors.pop(batch.name, None)
        shutil.rmtree(batch, ignore_errors=True)

    def require(self, named: str | Path, visitor: str | None = None) -> Path:
        """The file that a request means by a path: a regular file that was uploaded here and still waits.

        Nothing is opened to find out. Links, devices, folders and whatever lies elsewhere are refused.
        Args:    visitor: the browser that names it; None: whoever asks has checked that before.
        Raises:  TextError: it is no upload, or that of another browser.
        """
        file = self._waiting(str(named), visitor)
        if file is None:
            name = re.split(r"[/\\]", str(named))[-1].encode(errors="replace").decode()[:80]
            raise TextError(
                "not-uploaded", "{name} is not a file that was uploaded here: drop it on the page.", name=name or "…"
            )
        return file

    def take(self, named: str | Path, to: Path) -> None:
        """Move a waiting file to where it stays.

        Raises:  TextError: it is no upload.
        """
        file = self.require(named)
        try:
            file.rename(to)
        except OSError:  # the workspace's folders lie on several disks
            shutil.copyfile(file, to)
            file.unlink()
        to.chmod(0o600)
        self._forget_empty(file.parents[1])

    def sweep(self, *, kept_s: float = KEPT_S) -> None:
        """Delete what nobody will name any more: old batches, and the empty files that Gradio leaves beside them."""
        now = time.time()
        for entry in self.folder.iterdir() if self.folder.is_dir() else ():
            with suppress(OSError):  # another server, or another thread, was faster
                if not stat.S_ISDIR(entry.lstat().st_mode):
                    entry.unlink()
                elif now - _changed_at(entry) > kept_s:
                    self.drop(entry)

    def _waiting(self, named: str, visitor: str | None) -> Path | None:
        try:
            file = Path(named)
            batch, number, name = file.relative_to(self.folder).parts
            if not _BATCH.fullmatch(batch) or not number.isdecimal() or name in (".", ".."):
                return None
            if visitor is not None and self._visitors.get(batch, visitor) != visitor:
                return None
            facts = file.lstat()
            inside = file.resolve(strict=True) == self.folder.resolve() / batch / number / name
        except (OSError, ValueError, RuntimeError):  # a NUL, a lone surrogate, a name too long, a link in a circle
            return None
        return file if inside and stat.S_ISREG(facts.st_mode) and facts.st_nlink == 1 else None

    def _forget_empty(self, batch: Path) -> None:
        """Delete a batch's folders once its last file is taken."""
        with suppress(OSError):
            for number in list(batch.iterdir()):
                with suppress(OSError):
                    number.rmdir()
            batch.rmdir()
            with self._lock:
                self._visitors.pop(batch.name, None)
        self.sweep()


def _changed_at(batch: Path) -> float:
    """When anything of a batch was last written."""
    return max(entry.lstat().st_mtime for entry in (batch, *batch.rglob("*")))
