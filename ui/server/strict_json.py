"""What a request asks, read strictly: JSON of bounded depth, whole characters, numbers that a computer has, no files by
path.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

DEEPEST = 60
LARGEST = 2**63


class RefusedError(Exception):
    """Why a request is not answered: an HTTP status, and a sentence of `words/doors.py` with its values."""

    def __init__(self, status: int, sentence: str, **values: object) -> None:
        self.status, self.sentence, self.values = status, sentence, values
        super().__init__(sentence)


def asked(body: bytes) -> dict[str, Any]:
    """The JSON object that a request carries.

    Raises:  RefusedError: it carries none, or one that holds what nobody means.
    """
    try:
        found = json.loads(body.decode(), parse_constant=_no_number, parse_float=_float, parse_int=_int)
    except RecursionError:
        raise RefusedError(422, "too-deep", deepest=DEEPEST) from None
    except ValueError:  # not UTF-8, not JSON
        raise RefusedError(400, "not-json") from None
    if not isinstance(found, dict):
        raise RefusedError(422, "not-an-object")
    for value in every(found):
        if isinstance(value, str) and not _whole(value):
            raise RefusedError(422, "half-a-character")
    return found


def every(value: object, deep: int = 0) -> Iterator[object]:
    """A JSON value and all that is in it, names included.

    Raises:  RefusedError: nested too deep.
    """
    if deep > DEEPEST:
        raise RefusedError(422, "too-deep", deepest=DEEPEST)
    yield value
    inside = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in inside:
        yield from every(part, deep + 1)


def names_a_file(value: object) -> bool:
    """Whether Gradio would take an object for a file, or stumble over it: `{"path": …, "meta": {"_type":
    "gradio.FileData"}}`.
    """
    if not isinstance(value, Mapping):
        return False
    meta = value.get("meta")
    dressed = isinstance(meta, Mapping) and str(meta.get("_type", "")).startswith("gradio.")
    return dressed or ("meta" in value and "path" in value) or str(value.get("_type", "")).startswith("gradio.")


def require_no_files(value: object) -> None:
    """Refuse a value that names a file anywhere in it.

    Raises:  RefusedError: it does.
    """
    if any(names_a_file(part) for part in every(value)):
        raise RefusedError(403, "no-paths")


def _whole(text: str) -> bool:
    """Half of a pair of surrogates is no character: it can't be written, stored or sent back."""
    return not any("\ud800" <= char <= "\udfff" for char in text) if not text.isascii() else True


def _no_number(_name: str) -> NoReturn:
    raise RefusedError(422, "no-number")


def _float(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise RefusedError(422, "no-number")
    return value


def _int(digits: str) -> int:
    value = int(digits) if len(digits) < 25 else LARGEST
    if not -LARGEST <= value < LARGEST:
        raise RefusedError(422, "no-number")
    return value
