"""Questions about passages are read from every form of file, and become rows that ask for the right words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from text_files import Prepare, Write, looked

from llm_core.config import DataConfig
from llm_core.data.search.matching import sentences_at, words_at
from llm_core.data.tasks import Example, question_answering
from llm_core.data.tasks.question_rows import FIRST, KEEP, OTHER, REST, SKIP, lay_out
from llm_core.errors import TextError

FORMAT = {"format": "question-answering", "tokenizer": "bpe", "vocab_size": 512}
CONTEXT = "The fox ran away. It was seen in Marwick, where Ada Quince lived. Nobody knew why."
SQUAD = {
    "version": "2.0",
    "data": [
        {
            "title": "Fox",
            "paragraphs": [
                {
                    "context": CONTEXT,
                    "qas": [
                        {
                            "id": "1",
                            "question": "Who lived in Marwick?",
                            "answers": [
                                {"text": "Ada Quince", "answer_start": 48},
                                {"text": "Quince", "answer_start": 52},
                            ],
                        },
                        {"id": "2", "question": "How old was it?", "answers": [], "is_impossible": True},
                        {"id": "3", "question": "", "answers": [{"text": "fox", "answer_start": 4}]},
                        {
                            "id": "4",
                            "question": "What sang?",
                            "answers": [{"text": "a nightingale", "answer_start": 4}],
                        },
                    ],
                }
            ],
        },
        {
            "title": "Owl",
            "paragraphs": [
                {
                    "context": "Owls hunt mice.",
                    "qas": [{"question": "What do owls hunt?", "answers": [{"text": "mice", "answer_start": 99}]}],
                }
            ],
        },
    ],
}
STORY = (
    "1 Mary moved to the hall.\n2 John went to the hall.\n3 Where is Mary? \thall\t1\n4 Mary went to the garden.\n5 "
    "Where is Mary? \tgarden\t4\n1 Anna slept.\n2 Who slept? \tAnna\t1\n"
)


def read(path: Path, **settings: object) -> list[Example]:
    config = DataConfig.model_validate({**FORMAT, "split_by": "rows", **settings})  # by rows nothing is made up
    return list(question_answering.examples([looked(path, **FORMAT, **settings)], config))


def test_squads_files_give_answers_refusals_and_leave_out_what_is_not_whole(write: Write) -> None:
    path, warnings = write(json.dumps(SQUAD), "squad.json"), []
    found = read(path)
    assert [(one.source, one.target, one.at) for one in found] == [
        ("Who lived in Marwick?", "Ada Quince", 48),
        ("How old was it?", "", None),
        ("What do owls hunt?", "mice", 10),
    ]
    assert found[0].references == ("Ada Quince", "Quince")
    assert found[0].group == found[1].group != found[2].group
    list(
        question_answering.examples(
            [looked(path, **FORMAT)], DataConfig.model_validate({**FORMAT, "split_by": "rows"}), None, warnings
        )
    )
    assert [(one.code, one.values["count"]) for one in warnings] == [("half-questions", 1), ("answers-elsewhere", 1)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "flat.jsonl",
            json.dumps(
                {
                    "id": 1,
                    "question": "Who lived in Marwick?",
                    "context": CONTEXT,
                    "answers": {"text": ["Ada Quince"], "answer_start": [48]},
                }
            )
            + "\n",
        ),
        ("flat.json", json.dumps([{"context": CONTEXT, "question": "Who lived in Marwick?", "answer": "Ada Quince"}])),
        (
            "flat.csv",
            (
                f"question,context,answers\nWho lived in "
                f'Marwick?,"{CONTEXT}","{{""text"": [""Ada Quince""], ""answer_start"": [48]}}"\n'
            ),
        ),
        ("flat.tsv", f"问题\t段落\t答案\nWho lived in Marwick?\t{CONTEXT}\tAda Quince\n"),
    ],
)
def test_flat_files_are_read_by_the_names_of_their_columns(name: str, content: str, write: Write) -> None:
    (found,) = read(write(content, name))
    assert (found.source, found.target, found.context, found.at) == ("Who lived in Marwick?", "Ada Quince", CONTEXT, 48)


def test_named_columns_are_taken_and_wrong_names_refused(write: Write) -> None:
    path = write(f"asked,said,told\nWho ran?,The fox,{CONTEXT[:17]}\n", "own.csv")
    assert read(path, column="asked", target_column="said")[0].at == 0
    with pytest.raises(TextError) as raised:
        read(path, column="nothing")
    assert raised.value.code == "no-such-column"


def test_stories_know_only_what_was_said_before_and_where_it_was_said_last(write: Write) -> None:
    found = read(write(STORY, "qa1.txt"))
    assert [one.target for one in found] == ["hall", "garden", "Anna"]
    assert [one.context[: one.at].count("hall") for one in found] == [0, 2, 0]
    assert found[2].context == "Anna slept."
    assert found[0].group == found[1].group != found[2].group


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plain.txt", "Once upon a time."),
        ("pairs.csv", "question,answer\nWho?,Me\n"),
        ("bare.json", '{"data": [{"paragraphs": []}]}'),
    ],
)
def test_files_without_questions_about_passages_are_refused(name: str, content: str, write: Write) -> None:
    with pytest.raises(TextError) as raised:
        looked(write(content, name), **FORMAT)
    assert raised.value.code == "no-questions"


def test_a_row_asks_for_the_answers_words_and_for_its_sentence() -> None:
    laid = lay_out("Who lived in Marwick?", CONTEXT, (48, 58), taught=True)
    tags = [piece.tag for piece in laid.row.source if piece.tag]
    assert [tag for tag in tags if tag in (KEEP, SKIP)] == [SKIP, KEEP, SKIP]
    assert [tag for tag in tags if tag not in (KEEP, SKIP)] == [OTHER] * 6 + [FIRST, REST] + [OTHER]
    assert [CONTEXT[one.start : one.end] for one in laid.sentences] == [
        CONTEXT[start:end] for start, end in sentences_at(CONTEXT)
    ]


def test_a_row_for_reading_asks_every_word_once_and_in_order() -> None:
    laid = lay_out("Who lived in Marwick?", CONTEXT)
    places = [word.start for one in laid.sentences for word in one.words]
    assert places == sorted(set(places))
    assert sum(bool(piece.tag) for piece in laid.row.source) == len(places) + len(laid.sentences)


def test_of_a_long_passage_the_sentences_that_share_most_are_read_and_the_answers_always() -> None:
    context = (
        " ".join(f"Clause {number} tells of many quite different things that happened there." for number in range(40))
        + " Zebras sleep standing."
    )
    held = [context[one.start : one.end] for one in lay_out("How do zebras sleep?", context).sentences]
    assert held[-1] == "Zebras sleep standing."
    assert len(held) < 10
    golden = context.index("Clause 33")
    assert any(
        one.start == golden
        for one in lay_out("How do zebras sleep?", context, (golden, golden + 6), taught=True).sentences
    )


def test_words_stand_where_they_say_and_abbreviations_end_no_sentence() -> None:
    text = "Dr. Quince paid $1,000.50 in 1999. 黑豹队赢了。Why? It's J. R. Fox's."
    assert all(text[word.start : word.end] == word.text for word in words_at(text))
    assert [text[start:end] for start, end in sentences_at(text)] == [
        "Dr. Quince paid $1,000.50 in 1999.",
        "黑豹队赢了。",
        "Why?",
        "It's J. R. Fox's.",
    ]


def test_questions_are_made_up_from_taught_passages_only(corpus_of: Prepare) -> None:
    data = [
        {
            "title": f"T{number}",
            "paragraphs": [
                {
                    "context": (
                        f"In {1800 + number} the town of Place{number} was built by Ada Quince beside the old river."
                    ),
                    "qas": [
                        {
                            "question": f"When was Place{number} built?",
                            "answers": [{"text": str(1800 + number), "answer_start": 3}],
                        }
                    ],
                }
            ],
        }
        for number in range(40)
    ]
    corpus = corpus_of(json.dumps({"data": data}), "squad.json", validation_fraction=0.2, **FORMAT)
    held, taught = corpus.examples("validation"), corpus.examples("train")
    assert {one.source for one in held} <= {
        question["question"] for article in data for question in article["paragraphs"][0]["qas"]
    }
    assert not {one.context for one in held} & {one.context for one in taught}
    assert len(taught) > 2 * (40 - len(held))
    assert all(one.context[one.at :].startswith(one.target) for one in taught if one.at is not None)
    assert any(not one.target for one in taught)
