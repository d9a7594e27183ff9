"""How the tests of text make files and corpora."""

from __future__ import annotations

from pathlib import Path

import pytest
from text_files import Prepare, Write, looked

from llm_core.config import DataConfig
from llm_core.data.corpus.corpus import Corpus, prepare


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write text or bytes into a file of a name."""

    def write_file(content: str | bytes, name: str = "text.txt") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


@pytest.fixture
def corpus_of(write: Write, tmp_path: Path) -> Prepare:
    """Write a file and prepare it."""

    def prepare_file(content: str | bytes, name: str = "text.txt", **settings: object) -> Corpus:
        return prepare(
            [looked(write(content, name), **settings)], DataConfig.model_validate(settings), tmp_path / "corpora"
        )

    return prepare_file
