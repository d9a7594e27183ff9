"""Names that people give to runs, and the ids made from them."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable

from llm_core.errors import RunError

NAME_CHARACTERS = 120
SLUG_CHARACTERS = 40


def checked_name(name: str) -> str:
    """The name as it is kept: any text of up to 120 characters on one line.

    Raises:  RunError: it is blank or too long.
    """
    kept = " ".join(name.encode("utf-8", "replace").decode().replace("\0", " ").split())
    if not kept:
        raise RunError("blank-name", "A run needs a name: write one of 1 to {most} characters.", most=NAME_CHARACTERS)
    if len(kept) > NAME_CHARACTERS:
        raise RunError(
            "long-name",
            "The name is {length} characters long and may have {most}: shorten it.",
            length=len(kept),
            most=NAME_CHARACTERS,
        )
    return kept


def new_id(name: str, taken: Callable[[str], bool]) -> str:
    """An id of a-z, 0-9 and hyphens that still resembles the name, and that no other run has."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_CHARACTERS].strip("-") or "run"
    while taken(run := f"{slug}-{secrets.token_hex(2)}"):
        continue
    return run


def free_name(name: str, taken: set[str]) -> str:
    """The name, or with the lowest number after it that makes it new: "tiny", "tiny 2", "tiny 3"."""
    if name not in taken:
        return name
    number = 2
    while f"{name[: NAME_CHARACTERS - 6]} {number}" in taken:
        number += 1
    return f"{name[: NAME_CHARACTERS - 6]} {number}"
