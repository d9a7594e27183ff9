"""The files that `--data` names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from llm_core.config import DataConfig
from llm_core.data.audio.audio import ENDINGS
from llm_core.data.chat.look import YAML
from llm_core.data.files.reading import FORMATS, TextFile, look
from llm_core.errors import TextError

SUPPORTED = frozenset({".txt", ".text", ".md", ".markdown", *YAML, *FORMATS})
TRANSCRIPTS = frozenset(
    {"transcription", "transcript", "transcripts", "text"}
)  # what such files beside clips are called, without an ending


def find_files(names: Sequence[str], config: DataConfig) -> list[TextFile]:
    """Look at the files named, and of a folder at all supported ones below it, sorted; hidden ones are left out.

    YAML counts as supported where conversations are looked for: elsewhere it is seldom what a folder's text is about.
    Sounds, packed texts and the like are for the tasks that take them.

    Raises:  TextError: one is missing or can't be read as text, or a folder holds none.
    """
    found: list[TextFile] = []
    spec = config.task_spec
    hears = spec is not None and spec.hears
    endings = SUPPORTED if config.format == "conversations" else SUPPORTED - YAML
    endings |= frozenset(spec.endings if spec else ()) | (ENDINGS if hears else frozenset())
    for name in names:
        path = Path(name).expanduser()
        if path.is_dir():
            below = sorted(
                file for file in path.rglob("*") if _is_text(file, path, endings, TRANSCRIPTS if hears else frozenset())
            )
            if not below:
                raise TextError(
                    "folder-without-text",
                    "The folder {name} holds no file that can be read ({kinds}): choose another.",
                    name=name,
                    kinds=", ".join(sorted(endings)),
                )
            found += [look(file, config, name=str(file.relative_to(path))) for file in below]
        else:
            found.append(look(path, config, name=path.name if path.is_file() else name))
    return found


def _is_text(file: Path, root: Path, endings: frozenset[str], names: frozenset[str]) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(root).parts)
    return (file.suffix.lower() in endings or file.name.lower() in names) and not hidden and file.is_file()
