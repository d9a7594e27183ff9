"""The sounds of examples: heard once, when a corpus is made, and found again."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from llm_core.data.audio.audio import read_sound
from llm_core.data.audio.clips import Clips, ClipWriter, open_clips
from llm_core.data.audio.mel import Frames, frames_of, log_mel, normalized
from llm_core.data.tasks.example import Example
from llm_core.data.warnings import TextWarning, text_warning
from llm_core.errors import TextError
from llm_core.isolation.readers import isolated


class HeardExamples:
    """Writes the frames of one side's clips, and counts those that can't be heard."""

    def __init__(self, folder: Path, side: str) -> None:
        self._writer = ClipWriter(folder, side)
        self._unheard: list[str] = []

    def add(self, example: Example) -> bool:
        """Hear an example's clip; False where that can't be done."""
        try:
            self._writer.add(log_mel(read_sound(Path(example.sound), example.clip)))
        except TextError as mistake:
            self._unheard.append(str(mistake))
            return False
        return True

    @property
    def warnings(self) -> tuple[TextWarning, ...]:
        """What was left out."""
        if not self._unheard:
            return ()
        return (
            text_warning(
                "clips-unheard",
                "Left out, because they can't be heard: {count} clips. The first: {why}",
                count=len(self._unheard),
                why=self._unheard[0],
            ),
        )

    def close(self) -> None:
        """Finish the files."""
        self._writer.close()


def frames_of_example(example: Example) -> Frames:
    """The frames (T, M) of an example's clip: as its corpus keeps them, else from its file.

    Raises:  TextError: it is gone, or can't be heard.
    """
    place, _, number = example.heard.rpartition("#")
    if place:
        try:
            return normalized(_clips(place).clip(int(number)))
        except (OSError, ValueError, IndexError):
            pass  # the corpus is gone: the sound itself may still be there
    return frames_of_file(Path(example.sound), example.clip)


def frames_of_file(path: Path, name: str = "") -> Frames:
    """The frames (T, M) of a sound file, which a child process decodes.

    Raises:  TextError: it is gone, or can't be heard. ExceededError: decoding it takes too much.
    """
    name = name or path.name
    if not path.is_file():
        raise TextError("no-such-file", "There is no file {name}: check the path.", name=name)
    frames: Frames = isolated(decoded_frames, path.absolute(), name, about=name)
    return frames


def decoded_frames(path: Path, name: str) -> Frames:
    """The same, decoded right here.

    Raises:  TextError: it can't be heard.
    """
    return frames_of(read_sound(path, name))


@lru_cache(maxsize=4)
def _clips(place: str) -> Clips:
    side = Path(place)
    return open_clips(side.parent, side.name)
