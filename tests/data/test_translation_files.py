"""Files of translations: columns in either direction, two aligned texts, packed ones; and what is refused."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from text_files import Prepare, Write, looked

from llm_core.config import DataConfig
from llm_core.data.files.text_file import TextFile
from llm_core.data.tasks import Example, gzipped, translation
from llm_core.data.warnings import TextWarning
from llm_core.errors import TextError
from llm_core.samples import SAMPLES

LINES = "Hi.\t嗨。\tby A\nRun!\t快跑！\tby B\nGood morning.\t早上好。\tby C\n"


def as_translation(path: Path, **settings: object) -> TextFile:
    return looked(path, format="translation", **settings)


def read(*files: TextFile, warnings: list[TextWarning] | None = None, **settings: object) -> list[tuple[str, str]]:
    config = DataConfig.model_validate({"format": "translation", **settings})
    return [(one.source, one.target) for one in translation.examples(files, config, None, warnings)]


def test_lines_with_tabs_are_read_in_either_direction_and_the_attribution_is_left(write: Write) -> None:
    path = write(LINES, "cmn.txt")
    assert read(as_translation(path))[0] == ("Hi.", "嗨。")
    assert read(as_translation(path, column="column 2", target_column="column 1"))[0] == ("嗨。", "Hi.")
    assert read(as_translation(path, column="column 2"))[0] == ("嗨。", "Hi.")
    assert read(as_translation(path, target_column="column 1"))[0] == ("嗨。", "Hi.")
    assert as_translation(path).examples[1].target == "快跑！"


def test_tables_and_nested_records_are_read_by_the_names_of_languages(write: Write) -> None:
    table = as_translation(write("id,zh,en\n1,你好,hello there\n2,再见,good bye\n", "t.csv"))
    assert read(table)[0] == ("hello there", "你好")
    rows = [
        {"translation": {"en": "good day", "de": "guten Tag"}},
        {"translation": {"en": "good night", "de": "gute Nacht"}},
    ]
    records = as_translation(write("\n".join(map(json.dumps, rows)), "t.jsonl"))
    assert read(records) == [("good day", "guten Tag"), ("good night", "gute Nacht")]


def test_two_aligned_texts_are_one_set_of_pairs_plain_or_packed(write: Write) -> None:
    english = as_translation(write("Hi.\nRun!\n\nWait.\n", "news.en"))
    chinese = as_translation(write(gzip.compress("嗨。\n快跑！\n\n等等。\n\n".encode()), "news.zh.gz"))
    expected = [("Hi.", "嗨。"), ("Run!", "快跑！"), ("Wait.", "等等。")]
    assert read(english, chinese) == expected
    assert read(chinese, english) == [(b, a) for a, b in expected]
    assert read(chinese, english, column="news.en") == expected
    assert read(chinese, english, target_column="zh") == expected


def test_several_aligned_couples_find_each_other_by_name_and_keep_one_direction(write: Write) -> None:
    files = [
        as_translation(write(f"{word} {number}\n", f"{part}.{word}"))
        for number, part in enumerate(("a", "b"))
        for word in ("en", "zh")
    ]
    assert read(files[0], files[3], files[2], files[1]) == [("en 0", "zh 0"), ("en 1", "zh 1")]


def test_aligned_texts_of_different_lengths_are_refused_with_both_numbers(write: Write) -> None:
    files = as_translation(write("one\ntwo\nthree\n", "a.en")), as_translation(write("eins\nzwei\n", "a.de"))
    with pytest.raises(TextError) as caught:
        read(*files)
    assert caught.value.code == "lines-not-aligned"
    assert "a.en has 3 lines and a.de has 2" in str(caught.value)


def test_a_text_without_a_partner_is_refused(write: Write) -> None:
    with pytest.raises(TextError) as caught:
        read(as_translation(write("one line\nand another\n", "alone.txt")))
    assert caught.value.code == "no-partner"


def test_lines_that_lack_one_side_are_left_out_and_told(write: Write) -> None:
    warnings: list[TextWarning] = []
    files = as_translation(write("one\n\nthree\n", "a.en")), as_translation(write("eins\nzwei\ndrei\n", "a.de"))
    assert read(*files, warnings=warnings) == [("one", "eins"), ("three", "drei")]
    assert [(one.code, one.values["count"], one.values["row"]) for one in warnings] == [("half-pairs", 1, 2)]


def packed(content: bytes) -> bytes:
    """Packed the same at any time: processes that test side by side have to find the same tests."""
    return gzip.compress(content, mtime=0)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (packed(b"one\ttwo\n" * 99)[:-12], "cut.txt.gz", "packed-damaged"),
        (packed(b"one\ttwo\n") + packed(b"three\tfour\n"), "two.txt.gz", "packed-several"),
        (packed(b"en,zh\na,b\n"), "table.csv.gz", "packed-table"),
        (packed("naïve\tné\n".encode("cp1252")), "latin.txt.gz", "packed-encoding"),
        (packed(b""), "empty.txt.gz", "empty-file"),
        (packed(b" \n \n"), "blank.txt.gz", "blank-file"),
    ],
    ids=["cut", "two", "table", "latin", "empty", "blank"],
)
def test_packed_files_that_cannot_be_read_say_why(write: Write, content: bytes, name: str, code: str) -> None:
    with pytest.raises(TextError) as caught:
        read(as_translation(write(content, name)))
    assert caught.value.code == code


def test_a_packed_file_is_never_unpacked_beyond_the_limit(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gzipped, "MOST_BYTES", 1 << 20)
    file = as_translation(write(gzip.compress(b"a\tb\n" * 1_000_000), "large.txt.gz"))
    with pytest.raises(TextError) as caught:
        read(file)
    assert caught.value.code == "packed-too-large"


def test_a_corpus_of_translations_holds_the_examples_and_their_rows(corpus_of: Prepare) -> None:
    lines = "".join(f"number {n}\t数字{n}\n" for n in range(100))
    corpus = corpus_of(lines, "numbers.txt", format="translation", validation_fraction=0.2)
    held, taught = corpus.examples("validation"), corpus.examples("train")
    assert len(held) + len(taught) == 100
    assert held
    assert not {one.source for one in held} & {one.source for one in taught}
    assert corpus.train_rows is not None
    assert corpus.tokenizer.decode(corpus.train_rows.source(0).tolist()) == taught[0].source
    assert corpus.tokenizer.decode(corpus.train_rows.target(0).tolist()) == taught[0].target


def test_a_row_without_an_answer_has_no_target() -> None:
    row = translation.row(Example("Hi.", ""), DataConfig(format="translation"))
    assert [piece.text for piece in row.source] == ["Hi."]
    assert row.target == ()


def test_the_sample_says_every_sentence_once_and_the_same_each_time() -> None:
    header, *lines = SAMPLES["translation"].text().strip().split("\n")
    assert header == "english\tchinese"
    english = [line.split("\t")[0] for line in lines]
    assert len(set(english)) == len(english) == 6000
    assert SAMPLES["translation"].text() == SAMPLES["translation"].text(1)
    assert all(line.split("\t")[1][-1] in "。？" for line in lines)


@pytest.mark.data
def test_tatoeba_is_read_whole(real_data: Path) -> None:
    path = real_data / "translation" / "tatoeba_eng_cmn" / "cmn.txt"
    found = read(as_translation(path))
    assert len(found) == 22_075
    assert found[0] == ("Hi.", "嗨。")
