"""Sound files of all kinds become the same frames; what is no sound, holds none or is too long is refused with its
cause.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from llm_core.data.audio.audio import MOST_SECONDS, RATE, read_sound, seconds_of
from llm_core.data.audio.clips import ClipWriter, open_clips
from llm_core.data.audio.mel import BANDS, LEAST_FRAMES, RISE, bank, frames_of, log_mel, rise
from llm_core.errors import TextError


def tone(hertz: float, seconds: float = 0.5, rate: int = RATE) -> np.ndarray:
    return (0.3 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


def as_file(samples: np.ndarray, rate: int = RATE, kind: str = "WAV", subtype: str | None = None) -> bytes:
    held = io.BytesIO()
    soundfile.write(held, samples, rate, format=kind, subtype=subtype)
    return held.getvalue()


@pytest.mark.parametrize(
    ("kind", "subtype"),
    [
        ("WAV", "PCM_16"),
        ("WAV", "PCM_24"),
        ("WAV", "FLOAT"),
        ("FLAC", "PCM_24"),
        ("OGG", "VORBIS"),
        ("OGG", "OPUS"),
        ("MP3", None),
    ],
)
@pytest.mark.parametrize("rate", [8_000, 16_000, 48_000])
def test_every_kind_rate_and_number_of_channels_sounds_alike(kind: str, subtype: str | None, rate: int) -> None:
    stereo = np.stack([tone(700, rate=rate), tone(700, rate=rate)], 1)
    samples = read_sound(as_file(stereo, rate, kind, subtype))
    assert samples.dtype == np.float32
    assert abs(len(samples) / RATE - 0.5) < 0.09  # mp3 pads
    loudest = log_mel(samples)[20:30].mean(0).argmax()
    assert loudest == log_mel(tone(700))[20:30].mean(0).argmax()


@pytest.mark.parametrize("content", [b"", b"RIFF", b"hello, I am a text" * 50, b"\x00" * 5000, as_file(tone(300))[:40]])
def test_what_is_no_sound_is_refused(content: bytes) -> None:
    with pytest.raises(TextError) as caught:
        read_sound(content, "x.wav")
    assert caught.value.code in ("no-sound", "sound-empty")
    assert "x.wav" in str(caught.value)


def test_a_sound_of_no_samples_is_refused() -> None:
    with pytest.raises(TextError) as caught:
        read_sound(as_file(np.zeros(0, dtype=np.float32)), "nothing.wav")
    assert caught.value.code == "sound-empty"


def test_a_lying_header_is_not_believed() -> None:
    content = bytearray(as_file(tone(300, 0.25)))
    struct.pack_into("<I", content, 4, 0xFFFFFFF0)  # 4 GB, says the header
    struct.pack_into("<I", content, content.index(b"data") + 4, 0xFFFFFF00)
    assert abs(len(read_sound(bytes(content), "liar.wav")) / RATE - 0.25) < 0.01


def test_a_long_sound_is_refused_with_a_remedy() -> None:
    long = np.zeros((MOST_SECONDS + 1) * 8_000, dtype=np.int16)
    with pytest.raises(TextError, match="cut it into clips") as caught:
        read_sound(as_file(long, 8_000, "FLAC"), "lecture.flac")
    assert caught.value.code == "sound-too-long-to-hear"


def test_what_is_no_number_counts_as_silence() -> None:
    samples = tone(300)
    samples[100:200], samples[200:210] = np.nan, np.inf
    heard = read_sound(as_file(samples, subtype="FLOAT"))
    assert np.isfinite(heard).all()
    assert not heard[100:210].any()
    assert np.isfinite(frames_of(heard)).all()


@pytest.mark.parametrize(
    "samples",
    [np.zeros(1, dtype=np.float32), np.zeros(16_000, dtype=np.float32), tone(300, 0.01), np.ones(5, dtype=np.float32)],
)
def test_silence_and_the_shortest_sounds_have_frames(samples: np.ndarray) -> None:
    frames = frames_of(samples)
    assert frames.shape[0] >= LEAST_FRAMES
    assert frames.shape[1] == BANDS
    assert np.isfinite(frames).all()


def test_frames_are_a_hundredth_of_a_second_apart_and_each_band_hears_its_own_pitch() -> None:
    assert len(log_mel(tone(300, 2.0))) == 201
    loudest = [int(log_mel(tone(hertz)).mean(0).argmax()) for hertz in (150, 400, 1000, 2500, 6000)]
    assert loudest == sorted(set(loudest))
    np.testing.assert_allclose(bank().sum(0), 1)


def test_loudness_changes_no_frame() -> None:
    samples = tone(500) + 0.01 * np.random.default_rng(0).normal(size=RATE // 2).astype(np.float32)
    np.testing.assert_allclose(frames_of(samples), frames_of(samples / 8), atol=1e-3)


def test_a_quiet_room_sounds_like_a_quieter_one() -> None:
    rng = np.random.default_rng(0)
    word = rng.normal(0, 0.1, RATE // 2).astype(np.float32)
    word[: RATE // 8] = word[-RATE // 8 :] = 0
    hiss = rng.normal(size=len(word)).astype(np.float32)
    quieter, quiet, loud = (
        frames_of(word + level * hiss) for level in (3e-5, 3e-4, 3e-2)
    )  # 70, 50 and 10 dB below the word
    assert abs(quiet - quieter).mean() < 0.1
    assert abs(loud - quieter).mean() > 0.3


def test_high_bands_are_raised_as_by_the_filter() -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, RATE).astype(np.float32)
    filtered = noise - RISE * np.concatenate([[np.float32(0)], noise[:-1]])
    np.testing.assert_allclose((log_mel(filtered) - log_mel(noise)).mean(0)[4:], rise()[4:], atol=0.3)
    assert (np.diff(rise()) > 0).all()


def test_clips_come_back_from_disk_and_damage_is_seen(tmp_path: Path) -> None:
    clips = [
        np.random.default_rng(row).normal(size=(length, BANDS)).astype(np.float32)
        for row, length in enumerate((9, 1, 30))
    ]
    writer = ClipWriter(tmp_path, "train")
    for clip in clips:
        writer.add(clip)
    writer.close()
    found = open_clips(tmp_path, "train")
    assert found.lengths.tolist() == [9, 1, 30]
    for row, clip in enumerate(clips):
        np.testing.assert_allclose(found.clip(row), clip, atol=2e-3)
    (tmp_path / "train_frames.bin").write_bytes((tmp_path / "train_frames.bin").read_bytes()[: -2 * BANDS])
    with pytest.raises(ValueError, match="fit"):
        open_clips(tmp_path, "train")


@pytest.mark.data
def test_a_stereo_sound_of_24_bits_and_44_khz(real_data: Path) -> None:
    path = real_data / "speech" / "jfk" / "jfk.flac"
    samples = read_sound(path)
    assert abs(len(samples) / RATE - seconds_of(path, path.name)) < 0.01
    assert 10.5 < len(samples) / RATE < 11.5
    assert samples.std() > 0.01
