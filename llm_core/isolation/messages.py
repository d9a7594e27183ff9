"""What a parent and its child say to each other: length, then pickle, of which the parent believes only plain data.

A child has read foreign content, so its answers are taken apart by an unpickler that knows no function at all: builtin
values, arrays, paths, mistakes, and the project's own frozen records.
"""

from __future__ import annotations

import dataclasses
import importlib
import io
import pickle
import struct
from collections.abc import Callable
from typing import IO, Any

_LENGTH = struct.Struct("<Q")
_PLAIN = frozenset(
    {
        ("builtins", "set"),
        ("builtins", "frozenset"),
        ("builtins", "bytearray"),
        ("builtins", "complex"),
        ("builtins", "slice"),
        ("collections", "OrderedDict"),
        ("pathlib", "PosixPath"),
        ("pathlib", "WindowsPath"),
        ("pathlib", "PurePosixPath"),
        ("numpy", "ndarray"),
        ("numpy", "dtype"),
        ("numpy._core.multiarray", "_reconstruct"),
        ("numpy._core.numeric", "_frombuffer"),
        ("numpy._core.multiarray", "scalar"),
    }
)
_OWN = ("llm_core.data.", "llm_core.errors", "llm_core.isolation.")


class MessageTooLargeError(Exception):
    """A message is longer than may be taken."""


def send(stream: IO[bytes], message: Any) -> None:
    """Write one message."""
    data = pickle.dumps(message, protocol=5)
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes], *, most_bytes: Callable[[], int] | None = None, trusted: bool = False) -> Any:
    """Read one message.

    Args:    most_bytes: asked once a message begins. trusted: it comes from the parent, and may name functions.
    Raises:  EOFError: there is none any more. MessageTooLargeError: it is longer than `most_bytes`.
    """
    length = _LENGTH.unpack(_exactly(stream, _LENGTH.size))[0]
    if most_bytes is not None and length > most_bytes():
        raise MessageTooLargeError
    data = _exactly(stream, length)
    return pickle.loads(data) if trusted else _PlainUnpickler(io.BytesIO(data)).load()  # noqa: S301 - from the parent


class _PlainUnpickler(pickle.Unpickler):
    """Rebuilds plain values, and instances of the project's own dataclasses, named tuples and mistakes."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return getattr(importlib.import_module(module), name)
        if module.startswith(_OWN):
            found = getattr(importlib.import_module(module), name, None)
            if _is_record(found) or (module, name) == ("llm_core.errors", "_rebuild"):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value")


def _is_record(found: object) -> bool:
    if not isinstance(found, type):
        return False
    return (
        dataclasses.is_dataclass(found)
        or issubclass(found, ValueError)
        or (issubclass(found, tuple) and hasattr(found, "_fields"))
    )


def _exactly(stream: IO[bytes], count: int) -> bytes:
    parts, missing = [], count
    while missing:
        part = stream.read(min(missing, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
