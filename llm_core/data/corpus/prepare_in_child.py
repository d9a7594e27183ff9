"""A corpus prepared in a child process: foreign text is read, cut and counted there, and only whole files come back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from llm_core.config import DataConfig
from llm_core.data.corpus.corpus import Corpus, load, prepare
from llm_core.data.corpus.progress import Progress
from llm_core.data.files.text_file import TextFile
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.isolation.limits import Limits
from llm_core.isolation.readers import shared_readers

PREPARED_BYTES_PER_S = 64 << 10  # at the least: tenths of what was measured, since merges of tokens take unequal time
FIRST_S = 120


def prepare_apart(
    files: Sequence[TextFile],
    config: DataConfig,
    corpora: Path,
    *,
    memory_bytes: int,
    progress: Callable[[Progress], None],
    tick: Callable[[], None],
    base: Tokenizer | None = None,
) -> Corpus:
    """`corpus.prepare` in a child process.

    Args:    memory_bytes: what it may take. tick: called ten times a second; what it raises ends the work.
    Raises:  as `prepare`; ExceededError: it would take more memory, or far more time than such a text needs.
    """
    size_bytes = sum(file.size_bytes for file in files)
    limits = Limits(cpu_s=FIRST_S + size_bytes // PREPARED_BYTES_PER_S, wall_s=None, memory_bytes=memory_bytes)
    about = ", ".join(file.name for file in files[:3])
    folder: Path = shared_readers().call(
        prepared_folder, files, config, corpora, base=base, about=about, limits=limits, tick=tick, on_progress=progress
    )
    return load(folder)


def prepared_folder(
    files: Sequence[TextFile],
    config: DataConfig,
    corpora: Path,
    *,
    base: Tokenizer | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Path:
    """Where the corpus lies that was prepared."""
    return prepare(files, config, corpora, progress=progress, base=base).folder
