"""Real files, as people drop them: read as they should be, whatever their shape and line ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from text_files import looked

from llm_core.config import DataConfig
from llm_core.data.corpus.corpus import prepare

pytestmark = pytest.mark.data


def test_tinyshakespeare_is_split_exactly_as_nanogpt_does(tinyshakespeare: Path, tmp_path: Path) -> None:
    corpus = prepare([looked(tinyshakespeare)], DataConfig(), tmp_path)
    text = tinyshakespeare.read_text()
    assert (len(corpus.train), len(corpus.validation)) == (1_003_854, 111_540)
    assert corpus.tokenizer.decode(corpus.train) + corpus.tokenizer.decode(corpus.validation) == text
    assert corpus.statistics.kinds == 65
    assert corpus.statistics.sample_prompt.endswith(":\n")
    assert corpus.statistics.baseline_losses["pairs"] == pytest.approx(2.486, abs=0.01)


@pytest.mark.parametrize("kind", ["characters", "bpe"])
def test_a_chinese_novel_with_dos_line_ends_is_read_whole(real_data: Path, tmp_path: Path, kind: str) -> None:
    path = real_data / "text" / "sanguo_yanyi_zh" / "三国演义.txt"
    corpus = prepare([looked(path)], DataConfig(tokenizer=kind), tmp_path)
    text = path.read_text(encoding="utf-8")  # universal newlines
    assert corpus.statistics.characters == len(text)
    assert corpus.statistics.sample_prompt == "却说"
    assert corpus.tokenizer.decode(corpus.train) == text[: int(len(text) * 0.9)]


def test_poems_rows_of_questions_and_conversations_are_found_by_their_longest_text(real_data: Path) -> None:
    expected = {
        "text/tang300_zh/唐诗三百首.json": ("json", "paragraphs"),
        "summarization/scitldr_a/train.jsonl": ("jsonl", "source"),
        "qa/xquad/xquad.zh.json": ("json", "paragraphs.context"),
        "chat/topical_chat/valid_freq.json": ("json", "content.message"),
        "instruction/dolly_sample/dolly.jsonl": ("jsonl", "prompt"),
    }
    for name, (kind, column) in expected.items():
        file = looked(real_data / name)
        assert (file.format, file.column, file.sure) == (kind, column, True)
        assert file.preview.strip()


def test_rows_with_odd_line_separators_stay_whole(real_data: Path, tmp_path: Path) -> None:
    path = real_data / "sentiment" / "uci_sentences" / "imdb_labelled.txt"
    tsv = tmp_path / "imdb.tsv"
    tsv.write_bytes(path.read_bytes())
    corpus = prepare([looked(tsv)], DataConfig(), tmp_path / "corpora")
    assert corpus.statistics.documents == 1000
    assert looked(tsv).columns == ("column 1", "column 2")


def test_sentences_with_quotes_are_read_without_quoting(real_data: Path, tmp_path: Path) -> None:
    tsv = tmp_path / "yelp.tsv"
    tsv.write_bytes((real_data / "sentiment" / "uci_sentences" / "yelp_labelled.txt").read_bytes())
    assert prepare([looked(tsv)], DataConfig(), tmp_path / "corpora").statistics.documents == 1000


def test_pairs_without_a_header_keep_their_first_row(real_data: Path, tmp_path: Path) -> None:
    tsv = tmp_path / "pairs.tsv"
    tsv.write_bytes((real_data / "translation" / "tatoeba_eng_cmn" / "cmn.txt").read_bytes())
    corpus = prepare([looked(tsv, column="column 2")], DataConfig(column="column 2"), tmp_path / "corpora")
    assert corpus.statistics.documents == 22_075
    assert looked(tsv).columns == ("column 1", "column 2", "column 3")


@pytest.mark.parametrize("codec", ["gb18030", "utf-16", "utf-16-le"])
def test_a_novel_in_other_encodings_is_the_same_text(real_data: Path, tmp_path: Path, codec: str) -> None:
    text = (real_data / "text" / "sanguo_yanyi_zh" / "三国演义.txt").read_text(encoding="utf-8")[:200_000]
    path = tmp_path / "novel.txt"
    path.write_bytes(text.encode(codec))
    file = looked(path)
    assert file.encoding == codec
    assert file.sure == (codec == "utf-16")
    corpus = prepare([file], DataConfig(), tmp_path / "corpora")
    assert corpus.tokenizer.decode(corpus.train) == text[: int(len(text) * 0.9)]
