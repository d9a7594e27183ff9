"""What a live part asks the server, made safe to read: anyone who reaches the page can send anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def question(sent: object) -> Mapping[str, Any]:
    """The object that was sent, or an empty one when it was none."""
    return sent if isinstance(sent, Mapping) else {}
