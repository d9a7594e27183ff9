"""The last few answers to questions that take work, so that the same question costs nothing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any


class Held:
    """Keeps as many answers as there is room for; two threads may at worst do the same work twice."""

    def __init__(self, room: int) -> None:
        self._room, self._lock = room, Lock()
        self._held: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The answer that is kept under this key, or one made now."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = make()
        with self._lock:
            self._held[key] = made
            while len(self._held) > self._room:
                self._held.popitem(last=False)
        return made
