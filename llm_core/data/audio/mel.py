"""Samples to frames: how loud each band of frequencies is, a hundred times a second."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from llm_core.config.presets import FRAME_SIZE
from llm_core.data.audio.audio import RATE, Samples

BANDS = FRAME_SIZE  # spaced as the ear hears them, from LOWEST to HIGHEST hertz
LOWEST, HIGHEST = 60.0, 7_800.0
STEP, WIDTH = RATE // 100, RATE // 40  # samples from one frame to the next, 10 ms, and of one frame, 25 ms
FFT = 512
QUIETEST = 8.0 * np.log(10.0)  # nats of energy below the loudest, 80 dB: what is quieter counts as silence
AUDIBLE = 1.0  # nats above that
ROOM = 3.0 * np.log(
    10.0
)  # nats below the loudest, 30 dB: quieter than that, rooms and microphones differ more than what is said
RISE = 0.97  # of pre-emphasis
LEAST_FRAMES = 8  # a shorter sound is padded with silence
FRAME_S = STEP / RATE

Frames = NDArray[np.float32]


def frames_of(samples: Samples) -> Frames:
    """Log-mel energies of samples (N,) at RATE, (T, BANDS) float32, normalized.

    Source:  Davis & Mermelstein 1980, "Comparison of parametric representations for monosyllabic word recognition".
    """
    return normalized(log_mel(samples))


def log_mel(samples: Samples) -> Frames:
    """Logarithm of the energy in each band, (T, BANDS)."""
    padded = np.pad(samples, (WIDTH // 2, max(WIDTH // 2, LEAST_FRAMES * STEP + WIDTH - WIDTH // 2 - len(samples))))
    cut = np.lib.stride_tricks.sliding_window_view(padded, WIDTH)[::STEP]
    parts = [_energies(cut[start : start + 1000]) for start in range(0, len(cut), 1000)]  # some seconds at a time
    energies = np.concatenate(parts)
    return np.asarray(np.maximum(energies, energies.max() - QUIETEST), dtype=np.float32)


def normalized(frames: Frames, heard: NDArray[np.bool_] | None = None) -> Frames:
    """Energies (T, M), high bands raised and an even floor under all, brought to mean 0 and standard deviation 1.

    Half of each band's own mean is taken off, the other half is that of all bands: what a microphone does to a voice
    goes, while a short word keeps its sound. Bands where nothing is ever heard become 0.

    Args:    heard: (M,) which bands hold something, where that is known.
    """
    heard = audible(frames) if heard is None else heard
    bands = over_the_room(frames[:, heard] + rise()[heard])
    centered = bands - (bands.mean(0) + bands.mean()) / 2
    found = np.zeros_like(frames, dtype=np.float32)
    found[:, heard] = centered / (centered.std() + 1e-3)
    return found


def over_the_room(frames: Frames) -> Frames:
    """Energies (T, M) with an even noise added ROOM below the loudest: the same word sounds alike in a quiet room and
    in a loud one.
    """
    return np.asarray(np.logaddexp(frames, frames.max() - np.float32(ROOM)))


def audible(frames: Frames) -> NDArray[np.bool_]:
    """(M,) which bands of energies (T, M) hold something: a sound of 8,000 samples a second has nothing above 4,000
    hertz.
    """
    return np.asarray(frames.max(0) > frames.max() - QUIETEST + AUDIBLE)


def _energies(cut: Samples) -> Frames:
    spectrum = np.fft.rfft(cut * np.hanning(WIDTH).astype(np.float32), FFT)
    power = spectrum.real**2 + spectrum.imag**2
    return np.log(power @ bank() + 1e-10).astype(np.float32)


@cache
def rise() -> Frames:
    """Pre-emphasis: nats that the filter x[t] - RISE · x[t - 1] adds to each band, (BANDS,), so that hisses are as loud
    as vowels.

    Source:  Rabiner & Schafer 1978, "Digital processing of speech signals".
    """
    return np.asarray(np.log(np.abs(1 - RISE * np.exp(-2j * np.pi * edges()[1:-1] / RATE)) ** 2), dtype=np.float32)


@cache
def edges() -> NDArray[np.float64]:
    """Where bands begin, peak and end, in hertz, (BANDS + 2,): band i from edge i over i + 1 to i + 2."""
    return np.asarray(700 * (10 ** (np.linspace(mel(LOWEST), mel(HIGHEST), BANDS + 2) / 2595) - 1))


@cache
def bank() -> NDArray[np.float64]:
    """Triangles over the frequencies of a spectrum, one a band, each of sum 1: (FFT // 2 + 1, BANDS)."""
    begin, peak, end = edges()[:-2], edges()[1:-1], edges()[2:]
    hertz = np.arange(FFT // 2 + 1)[:, None] * RATE / FFT
    rising = (hertz - begin) / (peak - begin)
    falling = (end - hertz) / (end - peak)
    weights = np.maximum(0, np.minimum(rising, falling))
    return np.asarray(weights / np.maximum(weights.sum(0), 1e-9))


def mel(hertz: float) -> float:
    """Pitch as it is heard (O'Shaughnessy 1987): equal steps sound equal."""
    return float(2595 * np.log10(1 + hertz / 700))
