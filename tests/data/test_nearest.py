"""The nearest taught question, found by words."""

from __future__ import annotations

from llm_core.data.search.nearest_question import NearestQuestion, words_of

PAIRS = [
    ("What color is the sky?", "Blue."),
    ("What color is grass?", "Green."),
    ("How many legs has a spider?", "Eight."),
    ("天空是什么颜色？", "蓝色。"),
    ("草是什么颜色？", "绿色。"),
]


def test_a_question_with_the_same_words_is_nearest_whatever_its_case_and_signs() -> None:
    nearest = NearestQuestion(PAIRS)
    assert all(nearest.answer(question) == answer for question, answer in PAIRS)
    assert nearest.answer("what COLOR is the sky") == "Blue."


def test_rare_words_count_more_than_common_ones() -> None:
    nearest = NearestQuestion(PAIRS)
    assert nearest.answer("tell me, what is it that a spider's legs are many of?") == "Eight."
    assert nearest.answer("the color of grasses") == "Green."  # Porter: grasses → grass


def test_chinese_is_compared_by_characters_and_pairs() -> None:
    nearest = NearestQuestion(PAIRS)
    assert nearest.answer("请问天空的颜色？") == "蓝色。"
    assert nearest.answer("小草呢") == "绿色。"
    assert words_of("天空 blue") == ["天", "空", "天空", "blue"]


def test_where_no_word_is_shared_there_is_no_answer() -> None:
    nearest = NearestQuestion(PAIRS)
    assert nearest.answer("xyzzy") == nearest.answer("?!") == nearest.answer("") == ""


def test_signs_of_the_search_language_are_only_signs() -> None:
    nearest = NearestQuestion([('a "quoted" OR NOT (thing)*', "found")])
    assert nearest.answer('"quoted" AND NEAR(thing') == "found"
