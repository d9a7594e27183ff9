"""A knowledge base: the passages of documents in SQLite's full-text search, and the ones nearest to a question."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import RLock

from llm_core.data.documents.documents import Document, read_document
from llm_core.data.search.matching import (
    keys_of,
    overlap,
    question_keys,
    search_words,
    sentences_at,
    telling_words,
    words_at,
)
from llm_core.data.search.synonyms import coverage, synonyms_of
from llm_core.errors import TextError
from llm_core.isolation.limits import ExceededError, exceeded, reading_limits
from llm_core.isolation.readers import shared_readers
from llm_core.tasks.passages import passages_of

READ_AGAIN, SENTENCE_SHARE = (
    5,
    0.5,
)  # passages whose order the best sentence may change, and how much it counts beside BM25
MOST_WORDS = 64  # of a question that are looked for
MOST_REMEMBERED = 2_000  # passages whose sentences needn't be taken apart again


INDEXED_BYTES_PER_S = 256 << 10  # at the least: measured 500 KB of Chinese a second, 2 MB of English
Row = tuple[int, str, str, float]  # id, document, text, BM25


@dataclass(frozen=True)
class Passage:
    """A passage that was found. bm25: how well its words fit the question. score: with what its best sentence shares.
    coverage: how much of what the question names it holds, by rarity, from 0 to 1."""

    id: int
    source: str
    text: str
    bm25: float
    score: float
    coverage: float


class PassageIndex:
    """Passages in SQLite's FTS5: English by Porter stems, Chinese by overlapping pairs of characters.

    BM25 ranks all passages; the order of the first few also counts the best single sentence of each, by the rarity of
    what it shares with the question: a passage that says all in one sentence goes before one that scatters it.

    Args:    path: the database's file, made unless it is there; None: in memory.  Any thread may ask.
    Source:  Robertson & Zaragoza 2009, "The probabilistic relevance framework: BM25 and beyond"; sqlite.org/fts5.html.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._lock = RLock()
        self._remembered: dict[int, tuple[list[set[str]], set[str]]] = {}
        self._data = sqlite3.connect(path or ":memory:", check_same_thread=False)
        self._data.execute(
            "CREATE TABLE IF NOT EXISTS passages (id INTEGER PRIMARY KEY, source TEXT NOT NULL, text TEXT NOT NULL)"
        )
        self._data.execute("CREATE VIRTUAL TABLE IF NOT EXISTS searched USING fts5(words, tokenize='porter unicode61')")

    @classmethod
    def of_files(cls, files: Iterable[Path | str]) -> PassageIndex:
        """From documents of any kind that `read_document` reads; a child process reads and divides them.

        Raises:  TextError: one can't be read, or there is nothing in them. ExceededError: reading them takes too much.
        """
        paths = [Path(file).absolute() for file in files]
        limits = reading_limits(
            sum(path.stat().st_size for path in paths if path.is_file()), bytes_per_s=INDEXED_BYTES_PER_S
        )
        begun: list[str] = []
        base = cls()
        try:
            index = shared_readers().call(index_of_files, paths, about="", limits=limits, on_progress=begun.append)
        except ExceededError as mistake:
            raise exceeded(mistake.excess, begun[-1] if begun else paths[0].name, limits) from None
        base._data.deserialize(index)
        return base

    @classmethod
    def of_documents(cls, documents: Iterable[Document], path: Path | None = None) -> PassageIndex:
        """From documents, divided into passages.

        Raises:  TextError: there is nothing in them.
        """
        base = cls(path)
        for document in documents:
            base.add(document.name, passages_of(document.paragraphs))
        if not len(base):
            raise TextError("no-documents", "There are no documents to answer from: drop some.")
        return base

    @classmethod
    def of_passages(cls, texts: Iterable[str], source: str = "", path: Path | None = None) -> PassageIndex:
        """From passages as they are."""
        base = cls(path)
        base.add(source, texts)
        return base

    def add(self, source: str, passages: Iterable[str]) -> None:
        """Add the passages of a document; all or none of them."""
        with self._lock, self._data:
            for text in passages:
                row = self._data.execute("INSERT INTO passages (source, text) VALUES (?, ?)", (source, text)).lastrowid
                self._data.execute(
                    "INSERT INTO searched (rowid, words) VALUES (?, ?)", (row, " ".join(search_words(text)))
                )

    def __len__(self) -> int:
        with self._lock:
            return int(self._data.execute("SELECT count(*) FROM passages").fetchone()[0])

    def sources(self) -> list[str]:
        """Names of the documents, in the order in which they were added."""
        with self._lock:
            return [
                row[0] for row in self._data.execute("SELECT source FROM passages GROUP BY source ORDER BY min(id)")
            ]

    def search(self, question: str, k: int = 5, *, without: str | None = None) -> list[Passage]:
        """The passages nearest to a question, best first; none where they share no word with it.

        Args:    without: a document that is passed over.
        """
        words = telling_words(question)[:MOST_WORDS]
        found = self._found(words, k, without) or self._found(search_words(question)[:MOST_WORDS], k, without)
        weight = self.weights(words) if found else {}
        near = [self._read_again(row, question, weight) for row in found[:READ_AGAIN]]
        rest = [Passage(row[0], row[1], row[2], row[3], row[3], 0.0) for row in found[READ_AGAIN:k]]
        return [*sorted(near, key=lambda passage: -passage.score), *rest][:k]

    def _read_again(self, row: Row, question: str, weight: dict[str, float]) -> Passage:
        """A passage that was found, with what its best sentence shares, and all of it."""
        number, source, text, bm25 = row
        asked = question_keys(question)
        held, synonyms = self._keys(number, text)
        best = max((overlap(asked, keys, weight) for keys in held), default=0.0)
        return Passage(
            number,
            source,
            text,
            bm25,
            bm25 + SENTENCE_SHARE * best,
            coverage(question, set().union(*held), synonyms, weight),
        )

    def _keys(self, number: int, text: str) -> tuple[list[set[str]], set[str]]:
        """What each sentence of a passage is compared by, and what the passage says in other words; of passages found
        before it is remembered.
        """
        found = self._remembered.get(number)
        if found is None:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            found = self._remembered[number] = (
                [keys_of(text[start:end]) for start, end in sentences_at(text)],
                synonyms_of(words_at(text), text),
            )
        return found

    def _found(self, words: Sequence[str], k: int, without: str | None) -> list[Row]:
        """Id, document, text and BM25 of the passages that hold any of these words, best first."""
        if not words:
            return []
        with self._lock:
            return self._data.execute(
                "SELECT passages.id, source, text, -bm25(searched) FROM searched JOIN passages ON passages.id = "
                "searched.rowid "
                "WHERE searched MATCH ? AND source IS NOT ? ORDER BY rank, passages.id LIMIT ?",
                (" OR ".join(f'"{word}"' for word in words), without, max(k, READ_AGAIN)),
            ).fetchall()

    def weights(self, words: Sequence[str]) -> dict[str, float]:
        """How rare words are among the passages, by what they are compared by: ln(1 + (N - n + ½) / (n + ½)) for n of
        N.
        """
        count = len(self)
        found: dict[str, float] = {}
        with self._lock:
            for word in words:
                held = int(
                    self._data.execute(
                        "SELECT count(*) FROM searched WHERE searched MATCH ?", (f'"{word}"',)
                    ).fetchone()[0]
                )
                for key in keys_of(word):
                    found[key] = math.log(1 + (count - held + 0.5) / (held + 0.5))
        return found

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._data.close()


def index_of_files(files: Sequence[Path], progress: Callable[[str], None] = lambda _name: None) -> bytes:
    """The passages of documents, indexed: a SQLite database as bytes.

    Args:    progress: gets the name of each document before it is read.
    Raises:  TextError: one can't be read, or there is nothing in them.
    """

    def each() -> Iterator[Document]:
        for file in files:
            progress(file.name)
            yield read_document(file)

    return PassageIndex.of_documents(each())._data.serialize()
