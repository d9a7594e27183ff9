"""Files of texts with labels: which column is which, classes from file names, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from llm_core.config import DataConfig
from llm_core.data.files.reading import look
from llm_core.data.files.text_file import TextFile
from llm_core.data.tasks import sentiment
from llm_core.data.tasks.example import Example
from llm_core.errors import TextError

CONFIG = DataConfig(format="sentiment")


def written(folder: Path, name: str, text: str, config: DataConfig = CONFIG) -> TextFile:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return look(path, config)


def read(*files: TextFile, config: DataConfig = CONFIG) -> list[Example]:
    return list(sentiment.examples(files, config))


def numbered(text: str, label: str, rows: int = 60) -> str:
    return "".join(f"{text.format(n=number)},{label.format(n=number, even=number % 2)}\n" for number in range(rows))


def test_columns_are_found_by_what_stands_in_them(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "a.csv",
        "id,what they wrote,mood\n"
        + "".join(f'{n},"number {n}, and so on",{"glad" if n % 2 else "sad"}\n' for n in range(60)),
    )
    assert (file.column, file.target) == ("what they wrote", "mood")
    assert {example.target for example in read(file)} == {"glad", "sad"}


def test_a_first_row_whose_label_comes_back_is_no_header(tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", "what a good film,positive\na bad film,negative\nnice,positive\nugly,negative\n")
    assert [example.target for example in read(file)] == ["positive", "negative", "positive", "negative"]


def test_a_table_sorted_by_its_labels_is_read_far_enough(tmp_path: Path) -> None:
    rows = "".join(
        f'{0 if n < 3000 else 4},{n},Monday,NONE,somebody{n},"tweet {n}, as it stands"\n' for n in range(6000)
    )
    file = written(tmp_path, "tweets.csv", rows)
    assert (file.column, file.target) == ("column 6", "column 1")


def test_numbers_in_json_are_labels(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "a.jsonl",
        "".join(f'{{"idx": {n}, "label": {n % 5}, "text": "text number {n}"}}\n' for n in range(60)),
    )
    assert sorted({example.target for example in read(file)}) == ["0", "1", "2", "3", "4"]


def test_a_named_line_above_tabs_is_a_header(tmp_path: Path) -> None:
    file = written(tmp_path, "a.txt", "sentence\tmood\n" + numbered('it\'s "so" {n}', "x{even}").replace(",", "\t"))
    assert (file.column, file.target) == ("sentence", "mood")
    assert len(read(file)) == 60


def test_na_and_none_are_labels(tmp_path: Path) -> None:
    file = written(
        tmp_path, "a.csv", "text,label\n" + "".join(f"text {n},{'NA' if n % 2 else 'None'}\n" for n in range(40))
    )
    assert {example.target for example in read(file)} == {"NA", "None"}


def test_two_texts_are_two_classes_named_after_them(tmp_path: Path) -> None:
    good, bad = written(tmp_path, "pos.txt", "nice\n\nvery nice\n"), written(tmp_path, "neg.txt", "ugly\n")
    assert read(good, bad) == [Example("nice", "pos"), Example("very nice", "pos"), Example("ugly", "neg")]
    assert good.examples[0].target == "pos"


def test_a_persons_choice_of_columns_counts(tmp_path: Path) -> None:
    config = DataConfig(format="sentiment", column="text", target_column="topic")
    table = "text,label,topic\n" + "".join(f"text number {n},{n % 2},{'ab'[n // 30]}\n" for n in range(60))
    assert {example.target for example in read(written(tmp_path, "a.csv", table, config), config=config)} == {"a", "b"}


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("text,label\n" + numbered("text number {n}", "{n}"), "labels-are-ids"),
        ("text,label\n" + numbered("", "{even}"), "no-pairs"),
        ("text\n" + "only text\n" * 3, "no-second-column"),
    ],
)
def test_refusals_say_what_to_do(tmp_path: Path, table: str, code: str) -> None:
    with pytest.raises(TextError) as caught:
        read(written(tmp_path, "a.csv", table))
    assert caught.value.code == code


def test_a_wanted_column_that_is_missing_is_refused_with_the_columns_there_are(tmp_path: Path) -> None:
    with pytest.raises(TextError, match=r"no column 'nope': choose among text, label") as caught:
        written(
            tmp_path,
            "a.csv",
            "text,label\n" + numbered("text {n}", "{even}"),
            DataConfig(format="sentiment", target_column="nope"),
        )
    assert caught.value.code == "no-such-column"


def test_one_class_is_refused_before_anything_is_learnt() -> None:
    with pytest.raises(TextError, match="'good'") as caught:
        sentiment.marks(["good"])
    assert caught.value.code == "one-class"


def test_each_label_has_its_mark_whatever_it_is_called() -> None:
    labels = ["<b>", "", "好评"]
    marks = sentiment.marks(labels)
    assert len(set(marks)) == 3
    row = sentiment.row(Example("Fine!", "好评"), CONFIG, labels)
    assert [piece.text for piece in row.target] == [marks[2]]
    assert sentiment.row(Example("Fine!", ""), CONFIG).target == ()


@pytest.mark.parametrize(
    "text", ["Don't say it's O'Neil’s (BAD)!!!", "İstanbul ǅ ß", "好吃，不贵。", "a\t b\n c", "x" * 100]
)
def test_what_the_model_reads_has_the_letters_of_the_words(text: str) -> None:
    written, read_as = "".join(sentiment.words_of(text)), "".join(sentiment.plain(text).split())
    assert written == "".join(text.split())
    assert len(written) == len(read_as)
    assert read_as.lower() == read_as or "İ" in text


def test_of_a_long_text_the_beginning_and_the_end_are_read() -> None:
    words = [f"word{number}" for number in range(1000)]
    read_as = sentiment.plain(" ".join(words)).split()
    assert read_as == words[:80] + words[-120:]
    assert len(sentiment.words_of("好" * 1000)) == 200
    assert sentiment.plain(" ".join(words[:200])).split() == words[:200]


@pytest.mark.data
def test_the_uci_sentences_are_read_whole(real_data: Path) -> None:
    files = [look(path, CONFIG) for path in sorted((real_data / "sentiment" / "uci_sentences").glob("*.txt"))]
    found = read(*files)
    assert len(found) == 3000
    assert sum(example.target == "1" for example in found) == 1500
