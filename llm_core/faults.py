"""What the machine refuses, a full disk or too many open files, told as a person's mistakes with what helps."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from llm_core.errors import Mistake, ResourceError

CODES = frozenset(
    {
        "disk-is-full",
        "path-not-allowed",
        "disk-broke",
        "too-many-open-files",
        "path-too-long",
        "links-in-a-circle",
        "other-kind-of-file",
        "path-gone",
        "no-memory",
    }
)
FILES_OF_A_PAGE = 64  # that the server needs open at once for itself and a few browsers
NOWHERE = "the workspace"  # where the system doesn't say which file it was
_TOO_MANY_FILES = re.compile(r"too many open files", re.IGNORECASE)


def mistake_of(error: BaseException, where: Path | str | None = None) -> Mistake | None:
    """The mistake that tells an error of the operating system with its remedy; None for what is our own fault.

    Args:    where: the file or folder that was worked on, for errors that don't name one.
    """
    if isinstance(error, Mistake):
        return error
    if isinstance(error, OSError) and error.errno is not None:
        return of_number(error.errno, str(error.filename or where or NOWHERE))
    if isinstance(error, (ImportError, OSError)) and _TOO_MANY_FILES.search(
        str(error)
    ):  # a library that can't be opened
        return too_many_files()
    if isinstance(error, MemoryError):
        return ResourceError(
            "no-memory", "Memory ran out: close other programs, or choose a smaller model, batch or file."
        )
    return None


def of_number(number: int, path: str) -> ResourceError | None:
    """The mistake behind an `errno`; None for one that no remedy is known for."""
    told = _BY_NUMBER.get(number)
    return told(path) if told else None


def disk_is_full(path: str) -> ResourceError:
    """A disk, or a quota, without room."""
    return ResourceError(
        "disk-is-full",
        "The disk of {path} is full: free some room, then try again. What was saved before is intact.",
        path=shortened(path),
    )


def not_allowed(path: str) -> ResourceError:
    """A file or disk that this user may not write or read."""
    return ResourceError(
        "path-not-allowed",
        (
            "Cannot read or write {path}: this user lacks the right, or its disk is read-only. Give it the right, "
            "or choose another workspace."
        ),
        path=shortened(path),
    )


def disk_broke(path: str) -> ResourceError:
    """A disk that fails."""
    return ResourceError(
        "disk-broke",
        "The disk of {path} reports an error: copy what is on it, and choose a workspace on another disk.",
        path=shortened(path),
    )


def path_too_long(path: str) -> ResourceError:
    """A path that the system, or the store, cannot open."""
    return ResourceError(
        "path-too-long",
        "The path {path} is {length} bytes long, more than can be opened: choose a shorter one with --workspace.",
        path=shortened(path),
        length=len(os.fsencode(path)),
    )


def too_many_files(_path: str = "") -> ResourceError:
    """A limit of open files that is used up."""
    return ResourceError(
        "too-many-open-files",
        (
            "This process may hold {limit} files open at once, which is too few: raise the limit (ulimit -n 1024), "
            "then start it again."
        ),
        limit=open_files_limit() or "–",
    )


def links_in_a_circle(path: str) -> ResourceError:
    """A link that leads to itself."""
    return ResourceError(
        "links-in-a-circle",
        "{path} is a link that leads back to itself: remove the link, or choose another workspace.",
        path=shortened(path),
    )


def other_kind_of_file(path: str) -> ResourceError:
    """A folder where a file belongs, or a file where a folder does."""
    return ResourceError(
        "other-kind-of-file",
        "{path} is in the way (a file where a folder belongs, or the other way round): move it.",
        path=shortened(path),
    )


def path_gone(path: str) -> ResourceError:
    """A file that was there, or should be."""
    return ResourceError(
        "path-gone", "{path} is gone, or was never there: put it back, or choose another.", path=shortened(path)
    )


_BY_NUMBER: Mapping[int, Callable[[str], ResourceError]] = {
    errno.ENOSPC: disk_is_full,
    errno.EDQUOT: disk_is_full,
    errno.EROFS: not_allowed,
    errno.EACCES: not_allowed,
    errno.EPERM: not_allowed,
    errno.EIO: disk_broke,
    errno.EMFILE: too_many_files,
    errno.ENFILE: too_many_files,
    errno.ENAMETOOLONG: path_too_long,
    errno.ELOOP: links_in_a_circle,
    errno.ENOTDIR: other_kind_of_file,
    errno.EISDIR: other_kind_of_file,
    errno.EEXIST: other_kind_of_file,
    errno.ENOTEMPTY: other_kind_of_file,
    errno.ENOENT: path_gone,
}


def open_files_limit() -> int | None:
    """How many files this process may hold open; None where the system has no such limit."""
    if os.name != "posix":
        return None
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if soft == resource.RLIM_INFINITY else soft


def require_open_files(needed: int = FILES_OF_A_PAGE) -> None:
    """Raise this process's limit of open files as far as it may, and refuse one that the page can't live under.

    Raises:  ResourceError: the limit is too low.
    """
    if os.name != "posix":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < needed <= hard or (soft < needed and hard == resource.RLIM_INFINITY):
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
    elif soft != resource.RLIM_INFINITY and soft < needed:
        raise too_many_files()


def shortened(path: str, most: int = 160) -> str:
    """A path as a sentence holds it: of a very long one its beginning and its end."""
    return path if len(path) <= most else f"{path[: most // 2]} … {path[-most // 2 :]}"
