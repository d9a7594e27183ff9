"""What the tests of text share: how files are looked at, and types of their fixtures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from llm_core.config import DataConfig
from llm_core.data.corpus.corpus import Corpus
from llm_core.data.files.reading import TextFile, look, pieces

Write = Callable[..., Path]
Prepare = Callable[..., Corpus]


def looked(path: Path, **settings: object) -> TextFile:
    """Look at a file with settings of its own."""
    return look(path, DataConfig.model_validate(settings))


def documents(path: Path, **settings: object) -> list[str]:
    """The documents of a file, each whole."""
    found, parts = [], []
    for piece in pieces(looked(path, **settings)):
        parts.append(piece.text)
        if piece.ends:
            found.append("".join(parts))
            parts = []
    return found
