"""Files of documents with summaries: sentences, several references, which sentences are to be kept; and the
splitter.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from text_files import Prepare, Write, looked

from llm_core.config import DataConfig
from llm_core.data.tasks import Example, summarization
from llm_core.data.tasks.overlap import best_sentences, units_of
from llm_core.data.tasks.sentences import sentences_of, usual_tokens
from llm_core.data.tasks.summarization import KEEP, MOST_TOKENS, SENTENCE, SKIP
from llm_core.data.warnings import TextWarning
from llm_core.samples import SAMPLES

CONFIG = DataConfig(format="summarization")


def read(path: Path, warnings: list[TextWarning] | None = None, **settings: object) -> list[Example]:
    return list(summarization.examples([looked(path, format="summarization", **settings)], CONFIG, None, warnings))


def as_lines(*rows: object) -> str:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Hi there. We use e.g. A and B (Fig. 3) in U.S. tests. Dr. Smith agrees!",
            ("Hi there.", "We use e.g. A and B (Fig. 3) in U.S. tests.", "Dr. Smith agrees!"),
        ),
        (
            "It costs 3.5 dollars. J. R. Tolkien wrote it.\nNew line",
            ("It costs 3.5 dollars.", "J. R. Tolkien wrote it.", "New line"),
        ),
        ("We propose X. We show Y.", ("We propose X.", "We show Y.")),
        (
            "今天天气很好。我们去公园吧！后来下雨了……大家回家。",
            ("今天天气很好。", "我们去公园吧！", "后来下雨了……", "大家回家。"),
        ),
        ("价格是3.5元。Python很好！Yes.", ("价格是3.5元。", "Python很好！", "Yes.")),
        ("  \n ", ()),
    ],
)
def test_sentences_end_where_a_reader_would_say_so(text: str, expected: tuple[str, ...]) -> None:
    assert sentences_of(text) == expected


def test_lists_of_sentences_and_several_references_are_read_as_they_are(write: Write) -> None:
    rows = [
        {"source": ["First one.", "Second e.g. that. "], "target": ["A.", "B."], "title": "no"},
        {"source": "One here. Two here.", "target": "C."},
    ]
    first, second = read(write(as_lines(*rows), "s.jsonl"))
    assert first == Example(
        "First one. Second e.g. that.", "A.", sentences=("First one.", "Second e.g. that."), references=("A.", "B.")
    )
    assert second == Example("One here. Two here.", "C.", sentences=("One here.", "Two here."))


def test_a_list_below_highlights_is_one_summary_and_lists_of_lists_are_several(write: Write) -> None:
    one, *_ = read(
        write(as_lines({"article": "It was so. Then not.", "highlights": ["It was.", "It ended."]}), "a.jsonl")
    )
    assert one.right == ("It was. It ended.",)
    many, *_ = read(
        write(as_lines({"document": "It was so. Then not.", "summary": [["It was.", "It ended."], ["So."]]}), "b.jsonl")
    )
    assert many.right == ("It was. It ended.", "So.")


def test_without_known_names_the_longer_column_is_the_document(write: Write) -> None:
    file = looked(
        write(
            (
                "no,kurz,lang\n1,Kurz gesagt,Eine lange Geschichte. Sie geht weiter.\n2,Und so,Noch eine lange "
                "Geschichte. Ende.\n"
            ),
            "t.csv",
        ),
        format="summarization",
    )
    assert (file.column, file.target) == ("lang", "kurz")


def test_rows_without_a_document_or_a_summary_are_left_out_and_told(write: Write) -> None:
    warnings: list[TextWarning] = []
    found = read(
        write(
            as_lines(
                {"document": "A b c.", "summary": "A."},
                {"document": [], "summary": "B."},
                {"document": "D.", "summary": None},
            ),
            "s.jsonl",
        ),
        warnings,
    )
    assert len(found) == 1
    assert [(one.code, one.values["count"]) for one in warnings] == [("half-pairs", 2)]


def test_the_encoder_is_asked_about_each_sentence_and_the_best_are_to_be_kept() -> None:
    example = Example(
        "", "A red fox ran home.", sentences=("It rained.", "A red fox ran home quickly.", "Nobody saw it.")
    )
    row = summarization.row(example, CONFIG)
    assert [(piece.text, piece.tag) for piece in row.source if piece.mark] == [
        (SENTENCE, SKIP),
        (SENTENCE, KEEP),
        (SENTENCE, SKIP),
    ]
    assert [piece.text for piece in row.target] == ["A red fox ran home."]
    asked = summarization.row(Example("It rained. A fox ran.", ""), CONFIG)
    assert [piece.tag for piece in asked.source] == ["", "", "", ""]
    assert set(summarization.marks(())) == {SENTENCE, KEEP, SKIP}


def test_a_second_sentence_is_kept_only_where_it_brings_enough() -> None:
    sentences = ("The cat slept all day.", "The dog dug a hole.", "Rain fell.")
    assert best_sentences(sentences, ["The cat slept and the dog dug a hole."]) == (0, 1)
    assert best_sentences(sentences, ["The cat slept all day long."]) == (0,)
    assert best_sentences(sentences, ["Ganz anders", "Rain fell."]) == (2,)
    assert best_sentences(sentences, ["völlig fremd"]) == ()


def test_chinese_is_compared_by_characters_and_words_by_themselves() -> None:
    assert units_of("GPT-2 很好，Good!") == ["gpt", "2", "很", "好", "good"]


def test_long_documents_are_cut_behind_a_whole_sentence_and_told(write: Write) -> None:
    sentence = "Here is a sentence of exactly ten words, no more."
    warnings: list[TextWarning] = []
    [example] = read(write(as_lines({"document": [sentence] * 60, "summary": "Ten words."}), "s.jsonl"), warnings)
    asked = [piece for piece in summarization.row(example, CONFIG).source if not piece.mark]
    assert 10 < len(asked) < 60
    assert len(example.sentences) == 60
    assert sum(usual_tokens(piece.text) for piece in asked) <= MOST_TOKENS
    assert [one.code for one in warnings] == ["long-documents"]


def test_a_corpus_of_summaries_asks_the_encoder_at_each_sentence(corpus_of: Prepare) -> None:
    rows = as_lines(
        *(
            {
                "document": f"Nothing new. Tom bought {n} apples today. It was late.",
                "summary": f"Tom bought {n} apples.",
            }
            for n in range(60)
        )
    )
    corpus = corpus_of(rows, "s.jsonl", format="summarization")
    assert corpus.train_rows is not None
    assert corpus.train_rows.tags is not None
    marks = corpus.tokenizer.marks
    start, first, _ = corpus.train_rows.bounds[0]
    ids, tags = corpus.train_rows.tokens[start : first - 1], corpus.train_rows.tags[start : first - 1]
    assert [int(tag) - 1 for tag in tags if tag] == [marks[SKIP], marks[KEEP], marks[SKIP]]
    assert [int(one) for one, tag in zip(ids, tags, strict=True) if tag] == [marks[SENTENCE]] * 3


def test_the_sample_tells_what_happened_seldom_first_and_the_same_each_time() -> None:
    rows = [json.loads(line) for line in SAMPLES["summarization"].text().strip().split("\n")]
    assert len({row["document"] for row in rows}) == len(rows) == 3000
    assert SAMPLES["summarization"].text() == SAMPLES["summarization"].text(1)
    best = [best_sentences(sentences_of(row["document"]), [row["summary"]])[:1] for row in rows]
    assert 0.2 < sum(one == (0,) for one in best) / len(rows) < 0.45
    assert not any("{" in row["document"] + row["summary"] for row in rows)


@pytest.mark.data
def test_scitldr_is_read_with_all_its_references(real_data: Path) -> None:
    folder = real_data / "summarization" / "scitldr_a"
    test = read(folder / "test.jsonl")
    assert len(test) == 618
    assert sum(len(one.right) for one in test) > 1900
    assert len(read(folder / "train.jsonl")) == 1992
