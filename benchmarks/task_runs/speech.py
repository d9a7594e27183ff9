"""Spoken digits (FSDD): a random split, an unseen speaker, and strings of three digits, each within three minutes."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from task_runs.commands import evaluate, told, train

SECONDS = 170
STRINGS, HELD_STRINGS, DIGITS = 1_500, 200, 3
SPEAKERS = ("george", "jackson", "lucas", "nicolas", "theo", "yweweler")


def run(data_folder: Path, seed: int) -> list[tuple[str, str]]:
    """What three runs from the command line reach on clips that they never heard."""
    clips = sorted((data_folder / "speech" / "fsdd" / "recordings").glob("*.wav"))
    unseen = SPEAKERS[seed % len(SPEAKERS)]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        link([clip for clip in clips if speaker_of(clip) != unseen], place / "known")
        link([clip for clip in clips if speaker_of(clip) == unseen], place / "unseen")
        make_strings(clips, place, seed)
        return [
            ("spoken digits, random split", reached([clips[0].parent], place, seed)),
            (f"spoken digits, unseen speaker {unseen}", reached([place / "known"], place, seed, [place / "unseen"])),
            ("strings of three spoken digits", reached([place / "taught"], place, seed, [place / "held"])),
        ]


def reached(data: list[Path], place: Path, seed: int, held: Iterable[Path] = ()) -> str:
    """Train on files as a person would, and evaluate on what the run kept apart, or on other files."""
    begun = train(
        "speech",
        data,
        place / "workspace",
        {"train.max_seconds": SECONDS, "train.max_steps": 100_000, "train.seed": seed},
    )
    found: dict[str, Any] = evaluate("speech", begun["run"], place / "workspace", list(held))
    return (
        f"{told(found)}; by attention alone {found['wer_attention']:.1%}, by CTC alone {found['wer_ctc']:.1%}; "
        f"characters {found['cer']:.1%}"
    )


def speaker_of(clip: Path) -> str:
    """Who says {digit}_{speaker}_{take}.wav."""
    return clip.stem.split("_")[1]


def link(clips: Iterable[Path], folder: Path) -> None:
    """A folder with these clips."""
    folder.mkdir()
    for clip in clips:
        (folder / clip.name).symlink_to(clip.resolve())


def make_strings(clips: list[Path], place: Path, seed: int) -> None:
    """Clips of three digits of one speaker with random pauses: those to be taught of takes 5 and up, those held of
    takes 0 to 4.
    """
    import soundfile

    dice, noise = random.Random(seed), np.random.default_rng(seed)
    for name, count in (("taught", STRINGS), ("held", HELD_STRINGS)):
        of_side = [clip for clip in clips if (int(clip.stem.split("_")[2]) < 5) == (name == "held")]
        (place / name).mkdir()
        lines = ["file_name,text,speaker"]
        for number in range(count):
            speaker = dice.choice(SPEAKERS)
            chosen = dice.sample([clip for clip in of_side if speaker_of(clip) == speaker], DIGITS)
            parts = []
            for clip in chosen:
                samples, rate = soundfile.read(clip, dtype="float32")
                parts += [noise.normal(0, 1e-4, int(rate * dice.uniform(0.02, 0.3))).astype(np.float32), samples]
            soundfile.write(place / name / f"{number:04}.wav", np.concatenate(parts), rate, subtype="PCM_16")
            lines.append(f"{number:04}.wav,{' '.join(clip.stem[0] for clip in chosen)},{speaker}")
        (place / name / "metadata.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
