"""Clips on disk: the frames of many sounds, one after another, and where each begins."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from llm_core.data.audio.mel import BANDS, Frames

_FRAME, _BOUND = np.dtype("<f2"), np.dtype("<i8")


@dataclass(frozen=True)
class Clips:
    """Log-mel energies of N sounds, as they were heard: normalized when they are used.

    frames: (F, BANDS) float16, usually mapped from disk.  bounds: (N + 1,) int64: clip i lies from bounds[i] to
    bounds[i + 1].
    """

    frames: NDArray[np.float16]
    bounds: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def clip(self, number: int) -> Frames:
        """The frames (T, BANDS) of one sound."""
        return np.asarray(self.frames[self.bounds[number] : self.bounds[number + 1]], dtype=np.float32)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """(N,) frames of each."""
        return np.diff(self.bounds)


class ClipWriter:
    """Appends clips to the files of one side of a corpus."""

    def __init__(self, folder: Path, side: str) -> None:
        self._frames = (folder / f"{side}_frames.bin").open("wb")
        self._bounds = (folder / f"{side}_clips.bin").open("wb")
        self._end = 0
        self._bounds.write(np.zeros(1, dtype=_BOUND).tobytes())

    def add(self, frames: Frames) -> None:
        """Add the frames (T, BANDS) of a sound."""
        self._end += len(frames)
        self._frames.write(frames.astype(_FRAME).tobytes())
        self._bounds.write(np.array([self._end], dtype=_BOUND).tobytes())

    def close(self) -> None:
        """Finish the files."""
        self._frames.close()
        self._bounds.close()


def open_clips(folder: Path, side: str) -> Clips:
    """Map clips from disk.

    Raises:  OSError, ValueError: not there, or not whole.
    """
    bounds = np.fromfile(folder / f"{side}_clips.bin", dtype=_BOUND)
    frames = np.memmap(folder / f"{side}_frames.bin", dtype=_FRAME, mode="r").reshape(-1, BANDS)
    if len(bounds) < 2 or bounds[0] != 0 or bounds[-1] != len(frames) or (np.diff(bounds) < 1).any():
        raise ValueError("clips don't fit their frames")
    return Clips(frames, bounds)
