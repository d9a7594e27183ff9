"""How many tokens a run reads a second, over its last seconds."""

from __future__ import annotations

from collections import deque

SMOOTHED_S = 3.0


class Throughput:
    """Seconds and tokens of the last steps, SMOOTHED_S long or a step."""

    def __init__(self) -> None:
        self.recent: deque[tuple[float, int]] = deque()

    def add(self, seconds: float, tokens: int) -> None:
        """Take in a step."""
        self.recent.append((seconds, tokens))

    def per_s(self) -> float:
        """Tokens read per second: by both stacks where there are two, padding left out."""
        while len(self.recent) > 1 and sum(seconds for seconds, _ in self.recent) > SMOOTHED_S:
            self.recent.popleft()
        return sum(tokens for _, tokens in self.recent) / sum(seconds for seconds, _ in self.recent)
