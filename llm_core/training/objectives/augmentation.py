"""Clips changed at random, so that a model learns what stays: another pace and voice, another microphone, noise, ends
cut off, parts hidden.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from llm_core.data.audio.mel import LEAST_FRAMES, Frames, audible, normalized

WAVES = 4  # half waves over all bands, of which a microphone's color is made
MOST_KEPT = 6  # frames that a recorder keeps before and after what is loud enough
MOST_PAUSE = 12  # frames of silence before and after
PACE, VOICE, COLOR, CUT, NOISY, HIDDEN_TIME, HIDDEN_BANDS = 0.15, 0.08, 1.0, 0.3, 0.3, 0.1, 0.15


def augmented(frames: Frames, rng: np.random.Generator, strength: float = 1.0) -> Frames:
    """A clip as it might have been said otherwise, and elsewhere, normalized; its length changes, too.

    Args:    frames: (T, M) log-mel energies.  strength: 0 leaves all as it is; 1 is what learns best.
    """
    if not strength:
        return normalized(frames)
    heard = audible(frames)
    if rng.random() < CUT * strength:
        frames = cut(frames, rng.uniform(8, 35) * np.log(10) / 10, rng.integers(0, MOST_KEPT + 1, 2))
    frames = colored(frames, rng.normal(0, COLOR * strength, WAVES) / np.arange(1, WAVES + 1))
    if rng.random() < NOISY * strength:
        frames = with_noise(frames, heard, rng)
    frames = stretched(frames, np.exp(rng.uniform(-PACE, PACE) * strength))
    size, shift = np.exp(rng.uniform(-VOICE, VOICE) * strength), rng.uniform(-5, 5) * VOICE * strength
    frames, heard = warped(frames, size, shift), warped(heard[None].astype(np.float32), size, shift)[0] > 0.5
    return hidden(normalized(with_pauses(frames, rng), heard if heard.any() else None), rng, strength)


def cut(frames: Frames, quiet: float, kept: NDArray[np.int64]) -> Frames:
    """A clip as a recorder cuts it that listens for loudness: soft consonants at its ends go.

    Args:    quiet: nats below its loudest frame that count as silence at either end.  kept: (2,) frames of that silence
        left before and after.
    """
    loud = np.flatnonzero((level := np.logaddexp.reduce(frames, 1)) > level.max() - quiet)
    first, last = max(int(loud[0] - kept[0]), 0), int(loud[-1] + kept[1]) + 1
    return frames[first:last]


def colored(frames: Frames, waves: NDArray[np.float64]) -> Frames:
    """A clip as through another microphone: bands louder or softer, smoothly from low to high, the same all the time.

    Args:    waves: (N,) nats by which half a wave over all bands, two of them, and so on, raise the energies at most.
    """
    halves = np.pi * np.arange(1, len(waves) + 1)[:, None] * np.arange(frames.shape[1]) / frames.shape[1]
    return np.asarray(frames + waves @ np.cos(halves), dtype=np.float32)


def with_noise(frames: Frames, heard: NDArray[np.bool_], rng: np.random.Generator) -> Frames:
    """Noise of some color under a clip, 5 to 40 dB below its loudest, in bands that are heard (M,)."""
    bands = frames.shape[1]
    color = np.cumsum(rng.normal(0, 0.5, bands))
    level = frames.max() - rng.uniform(5, 40) * np.log(10) / 10
    noise = level + color - color.mean() + np.log(rng.gamma(2, 0.5, frames.shape) + 1e-3)
    return np.where(heard, np.logaddexp(frames, noise), frames).astype(np.float32)


def stretched(frames: Frames, pace: float) -> Frames:
    """A clip that lasts `pace` times as long."""
    count = max(round(len(frames) * pace), LEAST_FRAMES)
    return between(frames, np.linspace(0, len(frames) - 1, count))


def warped(frames: Frames, size: float, shift: float) -> Frames:
    """A clip as if said through a throat of another size: bands moved apart and up.

    Source:  Jaitly & Hinton 2013, "Vocal tract length perturbation (VTLP) improves speech recognition".
    """
    bands = frames.shape[1]
    return np.ascontiguousarray(between(frames.T, np.clip(np.arange(bands) * size + shift, 0, bands - 1)).T)


def with_pauses(frames: Frames, rng: np.random.Generator) -> Frames:
    """A clip between two pauses of random length, as loud as its quietest moment."""
    quiet = np.minimum(frames[frames.mean(1).argmin()], frames.mean(0))
    pauses = [quiet + rng.normal(0, 0.3, (int(rng.integers(0, MOST_PAUSE + 1)), frames.shape[1])) for _ in range(2)]
    return np.concatenate([pauses[0], frames, pauses[1]]).astype(np.float32)


def hidden(frames: Frames, rng: np.random.Generator, strength: float = 1.0) -> Frames:
    """Two stretches of time and two of bands hidden.

    Source:  Park et al. 2019, "SpecAugment", arXiv:1904.08779.
    """
    found = frames.copy()
    length, bands = frames.shape
    for _ in range(2):
        width = int(rng.uniform(0, HIDDEN_BANDS * strength) * bands)
        first = int(rng.integers(0, bands - width + 1))
        found[:, first : first + width] = 0
        width = int(rng.uniform(0, HIDDEN_TIME * strength) * length)
        first = int(rng.integers(0, length - width + 1))
        found[first : first + width] = 0
    return found


def between(rows: Frames, places: NDArray[np.float64]) -> Frames:
    """Rows (T, M) read at places (N,) between them, in straight lines: (N, M)."""
    below = np.minimum(places.astype(np.int64), max(len(rows) - 2, 0))
    above = np.minimum(below + 1, len(rows) - 1)
    share = (places - below)[:, None].astype(np.float32)
    return np.asarray(rows[below] * (1 - share) + rows[above] * share)
