"""Pairs: which columns hold them, that each comes out as it went in, and that no question stands on both sides."""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from text_files import Prepare, Write, looked

from llm_core.config import DataConfig, ModelConfig
from llm_core.data.corpus.corpus import Corpus, load, prepare
from llm_core.data.files.reading import TextFile, pairs
from llm_core.data.pairs.rows import Rows, fitting, usual_width
from llm_core.data.warnings import TextWarning
from llm_core.errors import CheckpointError, TextError
from llm_core.samples import SAMPLES, write_sample
from llm_core.samples.jobs import closing
from llm_core.training.preflight import require_rows

MANY = "".join(f"what is {n} and {n}?\tit is {2 * n}\n" for n in range(300))
JOBS = [key for key, sample in SAMPLES.items() if sample.is_job]


def as_pairs(path: Path, **settings: object) -> TextFile:
    return looked(path, format="pairs", **settings)


def read(path: Path, warnings: list[TextWarning] | None = None, **settings: object) -> list[tuple[str, str]]:
    return [(pair.source, pair.target) for pair in pairs(as_pairs(path, **settings), None, warnings)]


def texts(rows: Rows | None, corpus: Corpus) -> list[tuple[str, str]]:
    assert rows is not None
    decode = corpus.tokenizer.decode
    return [(decode(rows.source(row).tolist()), decode(rows.target(row).tolist())) for row in range(len(rows))]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("id,question,answer", ("question", "answer")),
        ("target,source", ("source", "target")),
        ("input,output,id", ("input", "output")),
        ("prompt,completion", ("prompt", "completion")),
        ("title,document,summary", ("document", "summary")),
        ("zh,en", ("en", "zh")),
        ("label,text", ("text", "label")),
        ("one,two", ("one", "two")),
        ("SRC,TGT", ("SRC", "TGT")),
    ],
)
def test_columns_are_known_by_their_names_else_the_first_two_are_taken(
    write: Write, header: str, expected: tuple[str, str]
) -> None:
    row = ",".join(f"words {n}" for n, _ in enumerate(header.split(",")))
    file = as_pairs(write(f"{header}\n{row}\n{row}\n", "table.csv"))
    assert (file.column, file.target) == expected


def test_a_number_beside_two_texts_is_neither_of_them(write: Write) -> None:
    file = as_pairs(write("n,first,second\n1,a b,c d\n2,e f,g h\n", "table.csv"))
    assert (file.column, file.target) == ("first", "second")
    chosen = as_pairs(file.path, column="second", target_column="n")
    assert [pair.target for pair in pairs(chosen)] == ["1", "2"]


def test_lines_with_a_tab_are_pairs_and_further_columns_are_left(write: Write) -> None:
    warnings: list[TextWarning] = []
    path = write("Hi.\t嗨。\tCC-BY\nno tab here\nRun.\t跑。\tCC-BY\n\n  Go. \t 走。 \n\tnothing given\nno answer\t\n")
    assert read(path, warnings) == [("Hi.", "嗨。"), ("Run.", "跑。"), ("Go.", "走。")]
    assert {warning.code: dict(warning.values) for warning in warnings} == {
        "lines-without-tab": {"count": 1, "name": "text.txt", "line": 2},
        "half-pairs": {"count": 2, "name": "text.txt", "row": 4},
    }
    assert read(path, column="column 2", target_column="column 1")[0] == ("嗨。", "Hi.")


def test_a_first_line_is_a_header_only_where_its_names_are_known(write: Write) -> None:
    assert read(write("source\ttarget\na\tb\n")) == [("a", "b")]
    assert read(write("cat\tchat\na\tb\n")) == [("cat", "chat"), ("a", "b")]


def test_lists_below_the_same_key_give_a_pair_for_each_item(write: Write) -> None:
    squad = {
        "data": [
            {
                "paragraphs": [
                    {
                        "context": "c",
                        "qas": [
                            {"question": f"q{n}", "id": f"{n}", "answers": [{"text": f"a{n}", "answer_start": n}]}
                            for n in range(3)
                        ],
                    }
                ]
            }
            for _ in range(2)
        ]
    }
    assert read(write(json.dumps(squad), "squad.json")) == [("q0", "a0"), ("q1", "a1"), ("q2", "a2")] * 2
    lines = "".join(json.dumps({"translation": {"en": f"e{n}", "zh": f"汉{n}"}}) + "\n" for n in range(2))
    assert read(write(lines, "rows.jsonl")) == [("e0", "汉0"), ("e1", "汉1")]


@pytest.mark.parametrize(
    ("content", "name", "settings", "message"),
    [
        ("text\na\nb\n", "one.csv", {}, "only one column"),
        ("q,a\nx,y\n", "same.csv", {"column": "q", "target_column": "q"}, "chosen for what is given and"),
        ("q,a\nx,\ny,\n", "empty.csv", {}, "no row in which"),
        ("no tabs\nat all\n", "plain.txt", {}, "no line with a tab"),
        ("q,a\nx,y\n", "gone.csv", {"target_column": "z"}, "has no column 'z'"),
        ('["a", "b"]', "flat.json", {}, "only one column"),
        ("q,a\n", "header.csv", {}, "no rows"),
        ('q,a\n"x,y\n', "open.csv", {}, "never ends"),
        ("", "nothing.csv", {}, "is empty"),
        (" \n ", "blank.txt", {}, "nothing but blanks|no line with a tab"),
    ],
)
def test_bad_pairs_are_refused_with_cause_and_remedy(
    write: Write, content: str, name: str, settings: dict[str, str], message: str
) -> None:
    with pytest.raises(TextError, match=message):
        read(write(content, name), **settings)


def test_any_encoding_of_text_is_read_as_pairs_too(write: Write) -> None:
    lines = "".join(f"你好吗{n}\t我很好{n}\n" for n in range(40))
    for encoding in ("utf-8-sig", "utf-16", "gb18030"):
        assert read(write(lines.encode(encoding)))[0] == ("你好吗0", "我很好0")
    assert read(write('{"source": "a\\ud800", "target": "b"}\n', "lone.jsonl")) == [("a\ufffd", "b")]


@pytest.mark.parametrize("kind", ["characters", "bpe"])
def test_every_pair_comes_back_from_the_corpus_as_it_went_in(corpus_of: Prepare, write: Write, kind: str) -> None:
    corpus = corpus_of(MANY + "end\t<|endoftext|> <mask>\n", format="pairs", tokenizer=kind, mask_token=True)
    found = texts(corpus.train_rows, corpus) + texts(corpus.validation_rows, corpus)
    assert Counter(found) == Counter(read(write(MANY + "end\t<|endoftext|> <mask>\n")))
    for rows, tokens in ((corpus.train_rows, corpus.train), (corpus.validation_rows, corpus.validation)):
        assert rows is not None
        start, target, end = rows.bounds.T
        assert (tokens[target - 1] == corpus.tokenizer.end_id).all()
        assert (tokens[end - 1] == corpus.tokenizer.end_id).all()
        assert corpus.tokenizer.mask_id not in set(tokens.tolist())
        assert (int(start[0]), int(end[-1])) == (0, len(tokens))
    assert corpus.statistics.documents == 301
    assert corpus.statistics.sample_prompt in {source for source, _ in texts(corpus.validation_rows, corpus)}


@pytest.mark.parametrize("different", [2, 5, 30, 400])
def test_what_is_given_stands_on_one_side_only_and_both_sides_have_some(corpus_of: Prepare, different: int) -> None:
    corpus = corpus_of(
        "".join(f"question 01 {n % different:09b}\tanswer {n}\n" for n in range(3 * different)), format="pairs"
    )
    train, validation = (
        {source for source, _ in texts(rows, corpus)} for rows in (corpus.train_rows, corpus.validation_rows)
    )
    assert train
    assert validation
    assert not train & validation
    assert len(train | validation) == different


def test_the_same_question_in_two_files_stands_on_one_side(write: Write, tmp_path: Path) -> None:
    files = [
        as_pairs(write("".join(f"question {n}\tanswer {n} {name}\n" for n in range(12)), name))
        for name in ("a.txt", "b.txt")
    ]
    corpus = prepare(files, DataConfig(format="pairs"), tmp_path / "corpora")
    train, validation = (
        {source for source, _ in texts(rows, corpus)} for rows in (corpus.train_rows, corpus.validation_rows)
    )
    assert not train & validation


def test_one_and_the_same_question_alone_is_refused(corpus_of: Prepare) -> None:
    with pytest.raises(TextError, match="at least 2 different"):
        corpus_of("same\tanswer\n" * 50, format="pairs")


def test_repeated_and_ambiguous_rows_are_counted(corpus_of: Prepare) -> None:
    statistics = corpus_of("a\tb\n" * 10 + "c\td\nc\te\nf\tg\n", format="pairs").statistics
    assert statistics.duplicates == 9
    codes = {warning.code: dict(warning.values) for warning in statistics.warnings}
    assert codes["repeated-pairs"]["count"] == 9
    assert codes["ambiguous-pairs"]["count"] == 1


def test_statistics_of_validation_are_those_of_its_answers(corpus_of: Prepare) -> None:
    corpus = corpus_of(MANY, format="pairs")
    answers = [answer for _, answer in texts(corpus.validation_rows, corpus)]
    about = corpus.statistics
    assert about.validation_characters == about.validation_bytes == sum(map(len, answers))
    assert about.answer_tokens == sum(len(answer) + 1 for answer in answers)
    assert about.bytes_per_token == about.validation_bytes / about.answer_tokens
    end, encode = corpus.tokenizer.end_id, corpus.tokenizer.encode
    train = Counter(token for _, answer in texts(corpus.train_rows, corpus) for token in [*encode(answer), end])
    total, size = train.total(), corpus.tokenizer.vocab_size
    asked = [token for answer in answers for token in [*encode(answer), end]]
    expected = np.mean([-math.log((train[token] + 0.5) / (total + size / 2)) for token in asked])
    assert about.baseline_losses["frequencies"] == pytest.approx(expected)
    assert about.baseline_losses["guessing"] > about.baseline_losses["frequencies"] > about.baseline_losses["pairs"]


def test_other_columns_formats_and_blanks_are_other_corpora(corpus_of: Prepare) -> None:
    settings = [
        {},
        {"format": "pairs"},
        {"format": "pairs", "target_column": "c"},
        {"format": "pairs", "mask_token": True},
    ]
    content = "source,target,c\n" + "".join(f"given {n},answer {n},other {n}\n" for n in range(50))
    assert len({corpus_of(content, "t.csv", **chosen).folder for chosen in settings}) == 4


def test_damaged_rows_are_noticed_and_made_anew(corpus_of: Prepare) -> None:
    corpus = corpus_of(MANY, format="pairs")
    path = corpus.folder / "validation_rows.bin"
    whole = path.read_bytes()
    for damage in (whole[:-24], whole[:-3], b"", whole[:8] + b"\x09" + whole[9:], whole + whole[-24:]):
        path.write_bytes(damage)
        with pytest.raises(CheckpointError, match="damaged"):
            load(corpus.folder)
    assert len(corpus_of(MANY, format="pairs").validation_rows or ()) == len(whole) // 24


def test_rows_that_fit_depend_on_the_shape(corpus_of: Prepare) -> None:
    corpus = corpus_of("".join(f"{'g' * (n % 7 + 1)}{n:03}\t{'a' * (n % 5 + 1)}\n" for n in range(100)), format="pairs")
    rows = corpus.train_rows
    assert rows is not None
    source, target = rows.lengths
    for shape, needed in (
        ("decoder-only", source + target + 1),
        ("encoder-only", source + target + 1),
        ("encoder-decoder", np.maximum(source, target) + 1),
    ):
        model = ModelConfig.model_validate({"architecture": shape, "context_length": 9})
        assert fitting(rows, model).tolist() == np.flatnonzero(needed <= 9).tolist()
        require_rows(corpus, model)
    with pytest.raises(TextError, match=r"context of 4: the shortest needs 6 tokens, and 9 of 10 fit into \d+"):
        require_rows(corpus, ModelConfig(context_length=4))
    with pytest.raises(TextError, match="not read as pairs"):
        require_rows(corpus_of("plain text, only long enough. " * 20), ModelConfig())


@pytest.mark.parametrize("key", JOBS)
def test_small_jobs_are_right_different_and_fit(key: str, tmp_path: Path) -> None:
    right = {
        "copy": str,
        "reverse": lambda given: given[::-1],
        "sort": lambda given: "".join(sorted(given)),
        "dyck": closing,
        "addition": lambda given: str(sum(map(int, given.split("+")))),
    }[key]
    found = read(write_sample(key, tmp_path))
    assert all(answer == right(given) for given, answer in found)
    assert len({given for given, _ in found}) == len(found) >= 10_000
    assert max(len(given) + 1 + len(answer) for given, answer in found) <= 64


@pytest.mark.data
@pytest.mark.parametrize(
    ("path", "rows"),
    [
        ("translation/tatoeba_eng_cmn/cmn.txt", 22_075),
        ("sentiment/uci_sentences/imdb_labelled.txt", 1000),
        ("qa/xquad/xquad.zh.json", 1190),
        ("summarization/scitldr_a/dev.jsonl", 619),
        ("instruction/dolly_sample/dolly.jsonl", 151),
    ],
)
def test_real_files_give_all_their_pairs(real_data: Path, path: str, rows: int) -> None:
    assert len(read(real_data / path)) == rows


@pytest.mark.parametrize(("architecture", "width"), [("encoder-decoder", 6), ("decoder-only", 11)])
def test_a_batch_of_rows_is_about_as_wide_as_its_longest(architecture: str, width: int) -> None:
    lengths = np.array([2] * 97 + [5] * 3 + [40])  # given and answer alike; the last fits no context of 32
    ends = np.cumsum(2 * (lengths + 1))
    bounds = np.stack((ends - 2 * (lengths + 1), ends - lengths - 1, ends), 1)
    rows = Rows(np.zeros(ends[-1], dtype=np.uint16), bounds)
    config = ModelConfig(architecture=architecture, context_length=32)  # type: ignore[arg-type]
    assert usual_width(rows, config, 64) == width
    assert usual_width(rows, config, 1) == {6: 3, 11: 5}[width]
