"""How long a step takes here, measured in the background: asked again and again, it answers once it knows."""

from __future__ import annotations

import hashlib
import logging
from collections import OrderedDict
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Literal

from llm_core.config import RunConfig, TrainConfig
from llm_core.errors import Mistake
from llm_core.files import read_json, write_json

SETTLED = 3                       # asked so often for one shape, nobody moves a slider any more
REMEMBERED = 60
TIMED = ("batch_size", "accumulation", "optimizer", "device", "precision", "threads")
Measuring = Literal["measuring", "waiting", "impossible"]
_log = logging.getLogger(__name__)


class Pace:
    """Measures one shape at a time, and remembers what it measured in a file of the workspace."""

    def __init__(self, file: Path, machine_file: Path) -> None:
        self._file, self._machine_file, self._lock = file, machine_file, Lock()
        self._known: OrderedDict[str, float | None] = OrderedDict(_read(file))
        self._asked: tuple[str, int] = ("", 0)
        self._measuring = ""

    def step_s(self, config: RunConfig, vocab_size: int, *, idle: bool = True) -> float | Measuring:
        """Seconds of one step, or why there is no number yet.

        Args:    idle: nothing trains now, so that measuring would take nothing from it.
        """
        key = _key(config, vocab_size)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                found = self._known[key]
                return "impossible" if found is None else found
            self._asked = (key, self._asked[1] + 1 if self._asked[0] == key else 1)
            if self._measuring or not idle or self._asked[1] < SETTLED:
                return "measuring" if self._measuring == key else "waiting"
            self._measuring = key
        Thread(target=self._measure, args=(key, config, vocab_size), name="pace", daemon=True).start()
        return "measuring"

    def _measure(self, key: str, config: RunConfig, vocab_size: int) -> None:
        found: float | None = None
        try:
            from llm_core.training.estimate import measure_step_s

            found = float(measure_step_s(config, vocab_size, machine_file=self._machine_file))
        except (Mistake, RuntimeError, MemoryError, OSError):
            _log.warning("measuring a step failed", exc_info=True)
        with self._lock:
            self._measuring, self._known[key] = "", found
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
            kept = {name: seconds for name, seconds in self._known.items() if seconds is not None}
        write_json(self._file, kept)


def _key(config: RunConfig, vocab_size: int) -> str:
    """All that the time of a step depends on."""
    timed = RunConfig(model=config.model, train=TrainConfig(**{name: getattr(config.train, name) for name in TIMED}))
    return hashlib.sha256(f"{timed.model_dump_json()} {vocab_size}".encode()).hexdigest()[:20]


def _read(file: Path) -> dict[str, Any]:
    try:
        found = read_json(file)
    except (OSError, ValueError):
        return {}
    return {key: value for key, value in found.items() if isinstance(value, float) and value > 0} if isinstance(found, dict) else {}
