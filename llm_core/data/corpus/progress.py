"""How far the preparing of a text is, told often enough and not too often."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

REPORT_EVERY_S = 0.1
Stage = Literal["hashing", "counting", "learning", "encoding"]


@dataclass(frozen=True)
class Progress:
    """How far `prepare` is within a stage, in bytes of the files."""

    stage: Stage
    done: int
    total: int


class Reporter:
    """Passes progress on, at most ten times a second and at each stage's end."""

    def __init__(self, progress: Callable[[Progress], None] | None, total: int) -> None:
        self.progress, self.total, self.last_s = progress, total, 0.0

    def stage(self, name: Stage) -> Callable[[int], None]:
        """What to call with the bytes done in this stage."""

        def report(done: int) -> None:
            now = time.monotonic()
            if self.progress and (now - self.last_s >= REPORT_EVERY_S or done >= self.total):
                self.last_s = now
                self.progress(Progress(name, min(done, self.total), self.total))

        report(0)
        return report
