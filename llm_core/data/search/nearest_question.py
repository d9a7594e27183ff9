"""The nearest of many questions, by BM25 over words: what a search engine would answer, so that a model has something
to beat.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from itertools import pairwise

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_HAN = re.compile(r"([\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff])")
MOST_WORDS = 64  # of a question that are looked for


class NearestQuestion:
    """Questions with their answers, in SQLite's full-text search, held in memory.

    English words are compared by their Porter stems; Chinese, which has no spaces, by its characters and pairs of
    neighbors.

    Source:  Robertson & Zaragoza 2009, "The probabilistic relevance framework: BM25 and beyond"; sqlite.org/fts5.html.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._answers: list[str] = []
        self._known: dict[str, int] = {}
        self._search = sqlite3.connect(":memory:", check_same_thread=False)
        self._search.execute("CREATE VIRTUAL TABLE questions USING fts5(words, tokenize='porter unicode61')")
        for question, answer in pairs:
            self._answers.append(answer)
            self._known.setdefault(_plain(question), len(self._answers))
            self._search.execute(
                "INSERT INTO questions (rowid, words) VALUES (?, ?)", (len(self._answers), " ".join(words_of(question)))
            )

    def answer(self, question: str) -> str:
        """The answer to the nearest question; "" where none shares a word with it."""
        exact = self._known.get(_plain(question))
        if exact is not None:
            return self._answers[exact - 1]
        words = list(dict.fromkeys(words_of(question)))[:MOST_WORDS]
        if not words:
            return ""
        wanted = " OR ".join(f'"{word}"' for word in words)
        found = self._search.execute(
            "SELECT rowid FROM questions WHERE questions MATCH ? ORDER BY rank, rowid LIMIT 1", (wanted,)
        ).fetchone()
        return self._answers[found[0] - 1] if found else ""


def words_of(text: str) -> list[str]:
    """The words of a text, lower case; of Chinese each character, and each two that stand side by side."""
    found: list[str] = []
    for word in _WORD.findall(text.lower()):
        pieces = [piece for piece in _HAN.split(word) if piece]
        found += pieces
        found += [one + other for one, other in pairwise(pieces) if _HAN.fullmatch(one) and _HAN.fullmatch(other)]
    return found


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))
