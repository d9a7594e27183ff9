"""Sounds for speech to text: clips that a run learnt from or was kept from, and what a browser recorded; never a path
from there.
"""

from __future__ import annotations

import base64
import binascii
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm_core.errors import TextError
from ui.tabs.tasks.runs import TaskRuns

if TYPE_CHECKING:
    from llm_core.runs.records import Run

MOST_BYTES = 2_900_000  # what fits a request as base64
HEARD_BYTES = 2_000_000
TYPES: Mapping[bytes, str] = {b"RIFF": ".wav", b"fLaC": ".flac", b"OggS": ".ogg"}


class Sounds:
    """Finds the file of a clip, or makes one of what was sent."""

    def __init__(self, runs: TaskRuns) -> None:
        self._runs = runs

    @contextmanager
    def given(self, run: Run, question: Mapping[str, Any]) -> Iterator[Path]:
        """The file of a clip by its name, or a temporary one of the sound that was sent.

        Raises:  TextError: there is no such clip, or it is too long, or no sound.
        """
        if isinstance(question.get("sound"), str):
            with tempfile.TemporaryDirectory() as folder:
                yield write_sound(question["sound"], Path(folder))
            return
        yield self.clip(run, str(question.get("clip") or ""))

    def clip(self, run: Run, name: str) -> Path:
        """Where a clip lies that a run learnt from or was kept from.

        Raises:  TextError: it is gone.
        """
        if run.origin == "shipped" and (own := clip_of_sample(name)):
            return own
        known = (
            one
            for side in (self._runs.held_out, self._runs.taught)
            for one in side(run)
            if one.clip == name and one.sound
        )
        found = next((Path(one.sound) for one in known if Path(one.sound).is_file()), None)
        if found is None:
            raise TextError(
                "no-such-clip", "The clip {name} is no longer here. Record or drop a sound instead.", name=name[:80]
            )
        return found

    @staticmethod
    def wave(file: Path) -> str | None:
        """A sound as base64, to be played; None where it is too large for that."""
        return base64.b64encode(file.read_bytes()).decode() if file.stat().st_size <= HEARD_BYTES else None


def clip_of_sample(name: str) -> Path | None:
    """A clip that comes with the project; None where there is no such."""
    from llm_core.samples import SAMPLES

    folders = [sample.folder for sample in SAMPLES.values() if sample.folder]
    files = (path for folder in folders for path in folder.iterdir() if path.suffix != ".csv")
    return next((path for path in files if path.name == name), None)


def write_sound(sound: str, folder: Path) -> Path:
    """A sound that was sent as base64, as a file.

    Raises:  TextError: it is too long, or no base64.
    """
    if len(sound) > MOST_BYTES * 4 // 3 + 4:
        raise TextError(
            "sound-too-long", "This sound is larger than {most} MB: choose a shorter one.", most=MOST_BYTES // 1_000_000
        )
    try:
        data = base64.b64decode(sound, validate=True)
    except (binascii.Error, ValueError):
        raise TextError(
            "not-a-sound", "This is no sound that can be read: choose a wav, flac, mp3 or ogg file."
        ) from None
    file = folder / f"sound{TYPES.get(data[:4], '.mp3')}"
    file.write_bytes(data)
    return file
