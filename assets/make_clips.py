"""Make the clips of the speech sample: `python assets/make_clips.py` has espeak-ng say short commands in many voices,
into assets/speech/.

Needs espeak-ng (Debian: apt-get install espeak-ng) and the packages of requirements.txt; the clips themselves come with
the project.
"""

from __future__ import annotations

import csv
import io
import random
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import soundfile
import soxr

FOLDER = Path(__file__).resolve().parent / "speech"
RATE, SEED, CLIPS_A_VOICE = 16_000, 1, 60
LOUD, QUALITY = 0.5, 0.9  # peak of a clip; how strongly Opus packs it, from 0 to 1
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
COLORS, THINGS, DOORS = ("red", "green", "blue", "white"), ("light", "lamp"), ("door", "window")
# Who speaks: a voice of espeak-ng, words a minute, pitch from 0 to 99.
VOICES = {
    "anna": ("en-us+f2", 150, 55),
    "ben": ("en-us+m3", 145, 40),
    "clara": ("en-gb+f3", 140, 60),
    "dan": ("en-gb+m1", 165, 45),
    "ella": ("en-gb-scotland+f4", 150, 50),
    "finn": ("en-gb-x-rp+m7", 155, 35),
    "gina": ("en-us+Annie", 145, 50),
    "hugh": ("en-029+m5", 150, 45),
}


def phrases(dice: random.Random) -> list[str]:
    """What one voice says: every digit alone, then numbers of two and three digits and short commands."""
    found = list(DIGITS)
    while len(found) < CLIPS_A_VOICE:
        kind = dice.randrange(3)
        if kind == 0:
            text = " ".join(dice.choice(DIGITS) for _ in range(dice.choice((2, 3))))
        elif kind == 1:
            text = f"{dice.choice(COLORS)} {dice.choice(THINGS)} {dice.choice(('on', 'off'))}"
        else:
            text = f"{dice.choice(('open', 'close'))} the {dice.choice(DOORS)}"
        if text not in found:
            found.append(text)
        elif kind == 2 and dice.random() < 0.5:  # there are few of these
            found.append(f"{dice.choice(COLORS)} {dice.choice(THINGS)}")
    return found


def said(text: str, voice: str, pace: int, pitch: int) -> np.ndarray:
    """Samples at RATE of a voice that says a text, without the silence around."""
    done = subprocess.run(
        ["espeak-ng", "-v", voice, "-s", str(pace), "-p", str(pitch), "--stdout", text], check=True, capture_output=True
    )
    samples, rate = soundfile.read(io.BytesIO(done.stdout), dtype="float32")
    samples = soxr.resample(samples, rate, RATE)
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    samples = samples[max(loud[0] - RATE // 50, 0) : loud[-1] + RATE // 20]
    return samples * (LOUD / np.abs(samples).max())


def main() -> None:
    if shutil.which("espeak-ng") is None:
        sys.exit("espeak-ng is missing: apt-get install espeak-ng")
    dice = random.Random(SEED)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    rows = []
    for speaker, (voice, pace, pitch) in VOICES.items():
        for number, text in enumerate(phrases(dice)):
            name = f"{speaker}_{number:02}.ogg"
            samples = said(text, voice, pace + dice.randrange(-20, 21), pitch + dice.randrange(-5, 6))
            soundfile.write(FOLDER / name, samples, RATE, format="OGG", subtype="OPUS", compression_level=QUALITY)
            rows.append((name, text, speaker))
    with (FOLDER / "metadata.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("file_name", "text", "speaker"))
        writer.writerows(rows)
    size = sum(file.stat().st_size for file in FOLDER.iterdir())
    print(f"wrote {len(rows)} clips, {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
