"""JSON and JSON lines: the key with the text wherever it lies, in constant memory; bad ones refused with the line."""

from __future__ import annotations

import json

import pytest
from text_files import Prepare, Write, documents, looked

from llm_core.data.files.reading import pieces
from llm_core.errors import TextError

POEMS = [
    {"author": "王维", "paragraphs": ["空山不见人，", "但闻人语响。"], "n": 1},
    {"author": "李白", "paragraphs": ["床前明月光。"], "n": 2},
]


@pytest.mark.parametrize(
    ("value", "columns", "column", "expected"),
    [
        (POEMS, ("author", "paragraphs", "n"), "paragraphs", ["空山不见人，\n但闻人语响。", "床前明月光。"]),
        (["one text", "another"], (), None, ["one text", "another"]),
        (
            {"version": "1", "data": POEMS},
            ("author", "paragraphs", "n"),
            "paragraphs",
            ["空山不见人，\n但闻人语响。", "床前明月光。"],
        ),
        (
            {"a": {"turns": [{"say": "hello"}, {"say": "you"}]}, "b": {"turns": [{"say": "bye"}]}},
            ("turns.say",),
            "turns.say",
            ["hello\nyou", "bye"],
        ),
        ([["one", "two"], ["three"]], (), None, ["one\ntwo", "three"]),
        ({"title": "Only one", "text": "a single record"}, ("title", "text"), "text", ["a single record"]),
        ([{"a": {"b.c": "dotted"}}], ("a.b.c",), "a.b.c", ["dotted"]),
    ],
)
def test_texts_are_found_in_every_usual_shape(
    write: Write, value: object, columns: tuple[str, ...], column: str | None, expected: list[str]
) -> None:
    for indent in (None, 2):
        path = write(json.dumps(value, ensure_ascii=False, indent=indent), "a.json")
        file = looked(path)
        assert (file.format, file.columns, file.column) == ("json", columns, column)
        assert documents(path) == expected
        assert file.preview == "\n\n".join(expected)


def test_lines_are_told_from_arrays_whatever_the_name_says(write: Write) -> None:
    lines = "\n".join(json.dumps(poem) for poem in POEMS)
    for name in ("a.json", "a.jsonl", "a.ndjson"):
        assert documents(write(lines, name), column="author") == ["王维", "李白"]
        assert documents(write(json.dumps(POEMS), name), column="author") == ["王维", "李白"]
        assert documents(write(json.dumps(POEMS, indent=1), name), column="author") == ["王维", "李白"]


@pytest.mark.parametrize("chunk", [1, 2, 7, 64])
def test_records_do_not_depend_on_where_chunks_end(write: Write, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr("llm_core.data.files.encoding.CHUNK_BYTES", chunk)
    assert documents(write(json.dumps({"k": 12345, "data": POEMS}, ensure_ascii=False), "a.json")) == [
        "空山不见人，\n但闻人语响。",
        "床前明月光。",
    ]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_odd_values_do_no_harm(write: Write, name: str) -> None:
    content = (
        '{"text": "fine words", "n": %s}\n{"text": "more words", "n": NaN}\n{"text": "lone \\ud800 half", "n": '
        "-Infinity}\n"
    ) % ("9" * 5000)
    path = write(content, name)
    assert documents(path) == ["fine words", "more words", "lone \ufffd half"]
    assert documents(path, column="n") == ["9" * 5000, "NaN", "-Infinity"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("[" * 100_000, "deep-json"),
        ('{"a":' * 100_000, "deep-json"),
        ('[{"text": "cut of', "not-json"),
        ("[1, 2,, 3]", "not-json"),
        ("hello there", "not-json"),
        ("{}", "blank-file"),
        ("[]", "blank-file"),
        ('[{"text": ""}]', "blank-file"),
        ('{"text": "a"} trailing', "not-json"),
    ],
)
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_json_that_cannot_be_read_is_refused(write: Write, content: str, code: str, name: str) -> None:
    with pytest.raises(TextError) as caught:
        documents(write(content, name))
    assert caught.value.code in ({code, "not-json"} if code == "deep-json" else {code})
    assert name in str(caught.value)


def test_a_mistake_in_json_is_named_with_its_line(write: Write) -> None:
    with pytest.raises(TextError, match="see line 4"):
        documents(write('[\n{"text": "a"},\n{"text": "b"},\n{"text" "c"}\n]', "a.json"))


def test_one_bad_line_in_many_is_left_out_and_named(write: Write) -> None:
    lines = [json.dumps({"text": f"line number {n}"}) for n in range(100_000)]
    lines[5_002] = '{"text": broken'
    warnings: list = []
    found = list(pieces(looked(write("\n".join(lines), "a.jsonl")), warnings=warnings))
    assert len(found) == 99_999
    assert [str(warning) for warning in warnings] == [
        "Left out of a.jsonl, because they aren't JSON: 1 of its lines, the first is line 5003."
    ]


def test_many_bad_lines_are_a_mistake(write: Write) -> None:
    lines = ['{"text": "good"}', "{bad", '{"text": "good"}', "{bad"] * 20
    with pytest.raises(TextError, match="see line 2"):
        documents(write("\n".join(lines), "a.jsonl"))


def test_mixed_types_and_missing_keys_are_read_where_there_is_text(write: Write) -> None:
    rows = [
        {"text": "words"},
        {"other": "x"},
        {"text": None},
        {"text": 5},
        {"text": True},
        {"text": ["a", "b"]},
        "a bare string",
        7,
    ]
    warnings: list = []
    file = looked(write(json.dumps(rows), "a.json"))
    assert file.column == "text"
    assert [piece.text for piece in pieces(file, warnings=warnings)] == ["words", "5", "true", "a\nb"]
    assert [warning.values["count"] for warning in warnings] == [4]


def test_a_wrong_key_names_those_there_are(write: Write) -> None:
    with pytest.raises(TextError, match="has no column 'body': choose among author, paragraphs, n"):
        looked(write(json.dumps(POEMS), "a.json"), column="body")


def test_json_of_rows_becomes_a_corpus_of_documents(corpus_of: Prepare) -> None:
    corpus = corpus_of(json.dumps([{"text": f"the poem of number {n}"} for n in range(300)]), "a.json", tokenizer="bpe")
    assert corpus.statistics.documents == 300
    assert (
        corpus.train.tolist().count(corpus.tokenizer.end_id) + corpus.validation.tolist().count(corpus.tokenizer.end_id)
        == 300
    )


def test_a_list_of_numbers_before_the_rows_does_no_harm(write: Write) -> None:
    assert documents(
        write(json.dumps({"ids": [1, 2, 3], "none": [], "rows": [{"text": "a b"}, {"text": "c d"}]}), "a.json")
    ) == ["a b", "c d"]
