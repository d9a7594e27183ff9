"""The baseline of speech: what was said in the taught clip that sounds most alike, at whatever pace (dynamic time
warping).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from llm_core.data.audio.mel import Frames

MOST_TEMPLATES = 300
MOST_STEPS = 40  # of a clip: longer ones are looked at more coarsely
FAR = 1e9


class NearestClip:
    """Answers with the words of the nearest of its templates.

    Args:    clips: (F, M) frames of taught clips.  texts: what is said in them.
    Source:  Sakoe & Chiba 1978, "Dynamic programming algorithm optimization for spoken word recognition", symmetric, no
        slope limit.
    """

    def __init__(self, clips: Sequence[Frames], texts: Sequence[str]) -> None:
        assert clips, "there are templates"
        self.texts = list(texts)
        coarse = [coarser(clip) for clip in clips]
        self.lengths = np.array([len(clip) for clip in coarse])
        self.templates = np.zeros((len(coarse), int(self.lengths.max()), coarse[0].shape[1]), dtype=np.float32)
        for row, clip in enumerate(coarse):
            self.templates[row, : len(clip)] = clip

    def answer(self, clip: Frames) -> str:
        """What is said in the template nearest to a clip (F, M)."""
        return self.texts[int(self.distances(clip).argmin())]

    def distances(self, clip: Frames) -> NDArray[np.float64]:
        """(N,) how far each template is: the cheapest way through both, over the length of both."""
        heard = coarser(clip)
        squares = (
            (self.templates**2).sum(-1)[:, None]
            + (heard**2).sum(-1)[None, :, None]
            - 2 * np.einsum("tm,num->ntu", heard, self.templates, optimize=True)
        )
        cost = np.sqrt(np.maximum(squares, 0))  # (N, T, U)
        before = np.full((len(cost), cost.shape[2] + 1), FAR)
        before[:, 0] = 0
        for step in range(cost.shape[1]):
            now = np.full_like(before, FAR)
            for place in range(cost.shape[2]):
                here = cost[:, step, place]
                now[:, place + 1] = np.minimum(
                    np.minimum(before[:, place + 1], now[:, place]) + here, before[:, place] + 2 * here
                )
            before = now
        ends = before[np.arange(len(before)), self.lengths]
        return np.asarray(ends / (self.lengths + len(heard)))


def coarser(clip: Frames) -> Frames:
    """A clip (F, M) as the means of at most MOST_STEPS stretches, each of two frames or more."""
    steps = max(min(len(clip) // 2, MOST_STEPS), 1)
    edges = np.linspace(0, len(clip), steps + 1).astype(np.int64)
    return np.asarray(np.add.reduceat(clip, edges[:-1], axis=0) / np.diff(edges)[:, None], dtype=np.float32)


def by_nearest(
    taught: Sequence[tuple[Frames, str]],
    clips: Sequence[Frames],
    cancelled: Callable[[], bool],
    tell: Callable[[int, int], None],
) -> list[str] | None:
    """The baseline's answers to clips; None when cancelled."""
    nearest = NearestClip([frames for frames, _ in taught], [text for _, text in taught])
    found = []
    for number, clip in enumerate(clips):
        if cancelled():
            return None
        found.append(nearest.answer(clip))
        tell(number + 1, len(clips))
    return found
