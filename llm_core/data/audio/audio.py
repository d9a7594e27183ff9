"""Sound files to samples: wav, flac, mp3, ogg of any rate and any number of channels become one channel at one rate."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from llm_core.errors import TextError
from llm_core.packages import package

RATE = 16_000  # samples a second, to which every sound is brought
MOST_SECONDS = 120  # of one clip: one longer must be cut
LOWEST_RATE, HIGHEST_RATE, MOST_CHANNELS = 1_000, 768_000, 64
ENDINGS = frozenset({".wav", ".flac", ".mp3", ".ogg", ".oga", ".opus", ".aif", ".aiff", ".au"})

Samples = NDArray[np.float32]


def read_sound(sound: Path | bytes, name: str = "") -> Samples:
    """The samples of a sound, (N,) float32 from -1 to 1 at RATE, channels averaged. What isn't a number counts as
    silence.

    A header is believed in nothing but rate and channels: what is read is what is there.

    Args:    sound: a file, or what one holds.  name: what the person called it.
    Raises:  TextError: it is no sound, holds none, or is too long.  ResourceError: a package is missing.
    """
    name = name or (sound.name if isinstance(sound, Path) else "the sound")
    with opened(sound, name) as file:
        rate, channels = int(file.samplerate), int(file.channels)
        if not (LOWEST_RATE <= rate <= HIGHEST_RATE and 1 <= channels <= MOST_CHANNELS):
            raise not_a_sound(name)
        blocks = list(_blocks(file, rate, name))
    samples = np.concatenate(blocks) if blocks else np.zeros(0, dtype=np.float32)
    if not len(samples):
        raise TextError("sound-empty", "{name} holds no sound at all: choose another, or record it again.", name=name)
    return resampled(np.clip(np.nan_to_num(samples, posinf=0.0, neginf=0.0), -1, 1), rate)


def resampled(samples: Samples, rate: int) -> Samples:
    """Samples (N,) at `rate` as samples at RATE."""
    if rate == RATE:
        return samples
    soxr = package("soxr", "soxr", "Reading sound")
    return np.asarray(soxr.resample(samples, rate, RATE), dtype=np.float32)


def opened(sound: Path | bytes, name: str) -> Any:
    """The open file, for soundfile's own reading.

    Raises:  TextError: it is no sound.
    """
    soundfile = package("soundfile", "soundfile", "Reading sound")
    try:
        return soundfile.SoundFile(io.BytesIO(sound) if isinstance(sound, bytes) else str(sound))
    except (soundfile.SoundFileError, OSError, TypeError, ValueError):
        raise not_a_sound(name) from None


def seconds_of(sound: Path | bytes, name: str) -> float:
    """How long a sound is, as its header says.

    Raises:  TextError: it is no sound.
    """
    with opened(sound, name) as file:
        return float(file.frames) / max(int(file.samplerate), 1)


def _blocks(file: Any, rate: int, name: str) -> Iterator[Samples]:
    """The mean of all channels, a second at a time."""
    soundfile = package("soundfile", "soundfile", "Reading sound")
    for second in range(MOST_SECONDS + 1):
        try:
            block = file.read(rate, dtype="float32", always_2d=True)
        except (soundfile.SoundFileError, OSError, ValueError):
            if second == 0:
                raise not_a_sound(name) from None
            return  # damaged further on: what could be read counts
        if not len(block):
            return
        if second == MOST_SECONDS:
            raise TextError(
                "sound-too-long-to-hear",
                "{name} lasts longer than {most} seconds: cut it into clips of one sentence each.",
                name=name,
                most=MOST_SECONDS,
            )
        yield block.mean(1, dtype=np.float32)


def not_a_sound(name: str) -> TextError:
    """The mistake of a file that can't be read as sound."""
    return TextError("no-sound", "{name} can't be read as a sound: choose a wav, flac, mp3 or ogg file.", name=name)
