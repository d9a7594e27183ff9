"""Tables: the column with the text, in any dialect; odd ones read sensibly or refused with the place."""

from __future__ import annotations

import pytest
from text_files import Prepare, Write, documents, looked

from llm_core.data.files.reading import pieces
from llm_core.errors import TextError

ROWS = "id,review,label\n1,A very long and good review,good\n2,Another one that was bad,bad\n"


def test_the_longest_text_is_the_column_and_others_can_be_chosen(write: Write) -> None:
    path = write(ROWS, "reviews.csv")
    file = looked(path)
    assert (file.format, file.columns, file.column) == ("table", ("id", "review", "label"), "review")
    assert file.preview == "A very long and good review\n\nAnother one that was bad"
    assert documents(path, column="label") == ["good", "bad"]
    with pytest.raises(TextError, match="has no column 'text': choose among id, review, label"):
        looked(path, column="text")


@pytest.mark.parametrize(
    ("name", "delimiter"), [("a.csv", ","), ("a.csv", ";"), ("a.csv", "\t"), ("a.csv", "|"), ("a.tsv", "\t")]
)
def test_delimiters_are_found(write: Write, name: str, delimiter: str) -> None:
    path = write("name,text\nann,hello there my friend\nbob,good bye\n".replace(",", delimiter), name)
    assert looked(path).columns == ("name", "text")
    assert documents(path) == ["hello there my friend", "good bye"]


def test_a_table_without_header_names_its_columns_by_number(write: Write) -> None:
    file = looked(write("So good.\t1\nSo very bad.\t0\n", "labelled.tsv"))
    assert (file.columns, file.column) == (("column 1", "column 2"), "column 1")
    assert documents(file.path) == ["So good.", "So very bad."]


def test_quotes_hold_line_ends_and_commas_in_csv_but_are_only_quotes_in_tsv(write: Write) -> None:
    assert documents(write('n,text\n1,"two\nlines, and ""quotes"""\n2,plain words\n', "a.csv")) == [
        'two\nlines, and "quotes"',
        "plain words",
    ]
    assert documents(write('n\ttext\n1\t"Wow" they said\n2\tthe 5" disk was broken\n', "a.tsv")) == [
        '"Wow" they said',
        'the 5" disk was broken',
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("label,text\nNA,one two three\nNone,four five six\n", ["NA", "None"]),
        ("label,text\n007,one two three\n1e5,four five six\n", ["007", "1e5"]),
        ("label,text\n=1+1,one two three\n@SUM(A1),four five six\n", ["=1+1", "@SUM(A1)"]),
    ],
    ids=["missing values", "numbers", "formulas"],
)
def test_cells_stay_the_text_they_are(write: Write, content: str, expected: list[str]) -> None:
    assert documents(write(content, "a.csv"), column="label") == expected


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "empty-file"),
        ("\n\n\n", "no-rows"),
        ("id,text\n", "no-rows"),
        ("id,text\n1,\n2,   \n", "blank-file"),
        ('id,text\n1,fine\n2,"never closed\n3,more\n', "unclosed-quote"),
        (",".join(f"c{n}" for n in range(10_000)) + "\n1\n", "too-many-columns"),
    ],
)
def test_tables_that_cannot_be_read_are_refused(corpus_of: Prepare, content: str, code: str) -> None:
    with pytest.raises(TextError) as caught:
        corpus_of(content, "a.csv")
    assert caught.value.code == code
    assert "a.csv" in str(caught.value)


def test_an_unclosed_quote_is_named_with_its_line(corpus_of: Prepare) -> None:
    rows = "".join(f"{n},row number {n}\n" for n in range(1000))
    with pytest.raises(TextError, match="quotation mark in line 1002 that never ends"):
        corpus_of("id,text\n" + rows + '1000,"oops\n' + rows, "a.csv")


def test_ragged_rows_and_empty_cells_are_left_out_and_counted(write: Write) -> None:
    warnings: list = []
    file = looked(write("id,text\n1,one two\n2\n3,three four,extra\n4,\n", "a.csv"))
    assert [piece.text for piece in pieces(file, warnings=warnings)] == ["one two", "three four"]
    assert {warning.code: warning.values["count"] for warning in warnings} == {"ragged-rows": 2, "empty-rows": 2}


def test_columns_of_the_same_name_are_told_apart(write: Write) -> None:
    path = write("text,text,text\na,bb,ccc\nd,ee,fff\n", "a.csv")
    assert looked(path).columns == ("text", "text (2)", "text (3)")
    assert documents(path, column="text (2)") == ["bb", "ee"]


def test_a_huge_field_a_nul_and_utf16_are_read(write: Write) -> None:
    long = "word " * 40_000
    assert documents(write(f"id,text\n1,{long}\n2,short\n", "a.csv")) == [long, "short"]
    assert documents(write("id,text\n1,a\0b\n2,c\n", "a.csv")) == ["a\0b", "c"]
    assert documents(write("id,text\n1,你好世界\n2,再见\n".encode("utf-16"), "a.csv")) == ["你好世界", "再见"]


def test_a_line_too_long_for_a_row_is_refused(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("llm_core.data.files.tables.LONGEST_LINE", 1000)
    with pytest.raises(TextError) as caught:
        documents(write("id,text\n1,ok\n2," + "x" * 5000, "a.csv"))
    assert caught.value.code in {"line-too-long", "unclosed-quote"}


def test_each_row_ends_with_an_end_of_document(corpus_of: Prepare) -> None:
    corpus = corpus_of("id,text\n" + "".join(f"{n},row {n}\n" for n in range(200)), "a.csv")
    end = corpus.tokenizer.end_id
    tokens = [*corpus.train.tolist(), *corpus.validation.tolist()]
    assert tokens.count(end) == corpus.statistics.documents == 200
    assert corpus.train[-1] == corpus.validation[-1] == end
