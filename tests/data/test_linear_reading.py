"""A megabyte of any one mark is read in linear time, by every reader of foreign text."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from llm_core.config import DataConfig
from llm_core.data.documents import documents
from llm_core.data.documents.documents import Document, read_document
from llm_core.data.files.reading import look
from llm_core.data.search import matching, memorization
from llm_core.data.tasks import question_making, sentences, speech_transcripts
from llm_core.data.tasks.inputs import first_inputs
from llm_core.errors import Mistake
from llm_core.generation.infilling import given_and_length
from llm_core.tasks.passage_index import PassageIndex

SIZE_BYTES, MOST_CPU_S = 1 << 20, 2.0
BRACKETS = ("[", "(", "{", "<", "]", "《")
QUOTES = ('"', "'", "`", "“", '"a",')
PREFIXES = ("[a](", "![", "<a ", "</", "<!--", "<![CDATA[", "&#", '{"a":', "- ", "> ", "a\t", "- a: ", "*a ")
RUNS = (".", '!"', "_", " ", "\u3000", "A ", "Mr. ", "\x1f ", "<s> ", "a.", "。")
Read = Callable[[Path, str], object]


def written(ending: str, read: Callable[[Path], object]) -> Read:
    def go(folder: Path, text: str) -> object:
        file = folder / f"foreign{ending}"
        file.write_text(text, encoding="utf-8", newline="")
        return read(file)

    return go


def looking(form: str) -> Callable[[Path], object]:
    return lambda file: look(file, DataConfig(format=form))


def passages(text: str) -> PassageIndex:
    return PassageIndex.of_documents([Document("foreign", (text,))])


def phrases(text: str) -> list[object]:
    return [
        list(pattern.finditer(text)) for pattern in vars(question_making).values() if isinstance(pattern, re.Pattern)
    ]


OF_FILES: dict[str, Read] = {
    **{f"document {ending}": written(ending, read_document) for ending in (".txt", ".md", ".html", ".csv", ".json")},
    "text": written(".txt", looking("text")),
    "pairs": written(".txt", looking("pairs")),
    "conversations": written(".txt", looking("conversations")),
    "yaml": written(".yaml", looking("conversations")),
    "jsonl": written(".jsonl", looking("conversations")),
    "labels": written(".tsv", looking("sentiment")),
    "transcripts": written(".txt", looking("speech")),
    "inputs": written(".txt", lambda file: first_inputs(file, DataConfig(format="sentiment"), 5000)),
}
OF_TEXTS: dict[str, Read] = {
    "sentences": lambda _, text: sentences.sentences_of(text),
    "words": lambda _, text: (matching.sentences_at(text), matching.search_words(text)),
    "passages": lambda _, text: passages(text),
    "phrases": lambda _, text: phrases(text),
    "a line of a transcript": lambda _, text: speech_transcripts.of_line(text),
    "paragraphs": lambda _, text: documents.paragraphs_of(text),
    "parts": lambda _, text: memorization._PARTS.sub("\n", text),
    "blanks": lambda _, text: given_and_length(text),
}


def slow(read: Read, units: Sequence[str], size_bytes: int, folder: Path) -> Iterator[str]:
    """The marks of which so much takes too long, alone or inside a text."""
    for number, unit in enumerate(units):
        many = unit * (size_bytes // len(unit.encode()))
        began = time.process_time()
        with suppress(Mistake):  # refused, and quickly
            read(folder, f"我a{many}b是" if number % 2 else many)
        if time.process_time() - began > MOST_CPU_S:
            yield unit


@pytest.mark.parametrize("name", OF_FILES)
def test_a_megabyte_of_one_mark_is_read_in_linear_time(name: str, tmp_path: Path) -> None:
    assert list(slow(OF_FILES[name], (*BRACKETS, *QUOTES, *PREFIXES), SIZE_BYTES, tmp_path)) == []


@pytest.mark.parametrize("name", OF_TEXTS)
def test_what_is_looked_for_in_a_text_takes_linear_time(name: str, tmp_path: Path) -> None:
    assert list(slow(OF_TEXTS[name], (*RUNS, *BRACKETS[:2], *QUOTES[:2]), SIZE_BYTES // 4, tmp_path)) == []
