"""How much one page may be asked to hold: every cap, with the figures of a Space kept smaller."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1_000_000


@dataclass(frozen=True)
class Limits:
    """Caps that the page names in its errors.

    Args:  upload_bytes: of one request that carries files. quota_bytes: of all uploads together.
           body_bytes: of any other request. queue_length: calls of one kind that may wait.
    """

    upload_bytes: int = 500 * MB
    quota_bytes: int = 4_000 * MB
    body_bytes: int = 4 * MB
    queue_length: int = 64


SPACE = Limits(upload_bytes=20 * MB, quota_bytes=500 * MB, queue_length=16)
