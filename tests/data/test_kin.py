"""What is said in other words than it is asked in is known for the same: kin, irregular forms, and what a question asks
for.
"""

from __future__ import annotations

import pytest

from llm_core.data.search.matching import keys_of, stem, words_at
from llm_core.data.search.synonyms import coverage, synonyms_at, synonyms_of
from llm_core.data.tasks.question_rows import lay_out, rank_sentences
from llm_core.data.tasks.question_types import PATTERNS, answer_kind, could_be, shape_of


@pytest.mark.parametrize(
    ("form", "base"),
    [("built", "build"), ("written", "write"), ("children", "child"), ("dying", "die"), ("won", "win")],
)
def test_irregular_forms_share_a_stem(form: str, base: str) -> None:
    assert stem(form) == stem(base)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How tall is it?", "It is 40 metres high."),
        ("How much does it weigh?", "Its weight is 3 kg."),
        ("桥有多长？", "桥长86米。"),
        ("门票多少钱？", "票价五元。"),
    ],
)
def test_words_alike_in_meaning_belong_together(question: str, text: str) -> None:
    assert synonyms_of(words_at(question), question) & synonyms_of(words_at(text), text)


def test_a_headmaster_is_no_length() -> None:
    text = "校长来了。"
    assert not any(synonyms_at(words_at(text), text))


def test_what_is_alike_counts_as_named() -> None:
    weight = {"tall": 1.0, "tower": 1.0}
    said = "The tower is 40 metres high."
    keys = keys_of(said)
    assert coverage("How tall is the tower?", keys, synonyms_of(words_at(said), said), weight) == 1
    assert coverage("How tall is the tower?", keys, set(), weight) == 0.5


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who built it?", "person"),
        ("When was it built?", "time"),
        ("What year was it?", "time"),
        ("How many steps are there?", "count"),
        ("How tall is it?", "measure"),
        ("How long does it last?", "measure"),
        ("Where is it?", "place"),
        ("Why did she leave?", "reason"),
        ("What is it?", "thing"),
        ("谁写的？", "person"),
        ("哪一年？", "time"),
        ("有多高？", "measure"),
        ("有几层？", "count"),
        ("多少人？", "count"),
        ("在哪里？", "place"),
        ("为什么推迟？", "reason"),
        ("门票多少钱？", "measure"),
        ("生产什么？", "thing"),
    ],
)
def test_what_is_asked_for_is_told_by_the_words(question: str, kind: str) -> None:
    assert answer_kind(question) == kind
    assert kind in PATTERNS


@pytest.mark.parametrize(
    ("word", "kind", "fits"),
    [
        ("1911", "time", True),
        ("May", "time", True),
        ("Anna", "person", True),
        ("forty", "count", True),
        ("metres", "measure", True),
        ("三", "count", True),
        ("table", "person", False),
    ],
)
def test_looks_say_what_could_answer(word: str, kind: str, fits: bool) -> None:
    assert could_be(shape_of(word), kind) is fits


def test_the_same_word_has_the_same_number_in_the_question_and_in_the_passage() -> None:
    pieces = [
        piece.text
        for piece in lay_out("Who built the lighthouse?", "The lighthouse was built by Anna Berg in 1911.").row.source
    ]
    where = pieces.index("<|passage|>")
    assert [piece for piece in pieces[:where] if piece in ("<|1|>", "<|2|>")] == ["<|1|>", "<|2|>"]
    assert [piece for piece in pieces[where:] if piece in ("<|1|>", "<|2|>")] == ["<|2|>", "<|1|>"]
    assert pieces.count("<|name_fits_near|>") + pieces.count("<|name_fits|>") == 2


def test_the_baseline_counts_no_kin() -> None:
    assert rank_sentences("How tall is it?", "It is 40 metres high. Cats sleep.")[0][2] == 0
