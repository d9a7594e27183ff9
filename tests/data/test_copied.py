"""Copied words: every stretch stands in the source, none that counts is missed, and it is counted right."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from llm_core.data.search.memorization import (
    DIVIDER,
    HEAVY,
    LEAST,
    MOST_TIMES,
    PASSAGE,
    SEPARATOR,
    is_cut,
    joined,
    memorized_stretches,
    weight,
)

SENTENCE = "The sky is blue, and the sea is green."
WORDS = some.sampled_from(["a", "the", "sky", "skyline", " ", " ", "\n", ".", "蓝", "天很蓝", "1", "\u0301"])
TEXTS = some.lists(WORDS, max_size=60).map("".join)


def stretches(answer: str, source: str) -> set[tuple[int, int]]:
    """By brute force: every stretch of whole words, long enough, without blanks at its ends, that stands in a source as
    whole words.
    """
    places = [place for place in range(len(answer) + 1) if is_cut(answer, place)]
    return {
        (start, end)
        for start in places
        for end in places
        if start < end
        and answer[start:end].strip() == answer[start:end]
        and weight(answer[start:end]) >= LEAST
        and times(answer[start:end], source)
    }


def times(words: str, source: str) -> int:
    return sum(
        source.startswith(words, place) and is_cut(source, place) and is_cut(source, place + len(words))
        for place in range(len(source))
    )


@given(TEXTS, TEXTS, some.integers(0, 60), some.integers(0, 60))
@example("the skyline the sky", "the skyline the skyline", 0, 0)
@example("蓝天很蓝天很蓝天很", "天很蓝天很蓝天很蓝", 0, 0)
@example("a a a a a a a a a a", "a a a a a a a a a a a a a", 0, 0)
def test_the_stretches_are_the_longest_that_stand_in_the_source(source: str, other: str, start: int, end: int) -> None:
    answer = other[:start] + source[start:end] + other[end:]
    all_ = stretches(answer, source)
    longest = {
        one for one in all_ if not any(other != one and other[0] <= one[0] and one[1] <= other[1] for other in all_)
    }
    found = memorized_stretches(answer, source)
    assert {(one.start, one.end) for one in found} == longest
    for one in found:
        words = answer[one.start : one.end]
        assert one.count == times(words, source)
        assert one.passage.startswith(words, one.at)
        assert one.passage.removeprefix("… ").removesuffix(" …") in source


@given(some.lists(TEXTS, min_size=1, max_size=4), TEXTS)
def test_no_stretch_runs_from_one_document_into_the_next(documents: Sequence[str], answer: str) -> None:
    inside = {one for document in documents for one in stretches(answer, document)}
    covered = {place for start, end in inside for place in range(start, end)}
    for source in (documents, DIVIDER.join(documents)):
        assert {place for one in memorized_stretches(answer, source) for place in range(one.start, one.end)} == covered


@settings(deadline=None, max_examples=25)
@given(some.integers(0, 2**19), some.integers(16, 40))
@example(2**18 - 7, 20)  # across two of the blocks in which the source is read
@example(2**18 - 21, 21)
def test_a_stretch_is_found_wherever_it_stands_in_a_long_source(place: int, length: int) -> None:
    source = "".join(f"{number:06d} " for number in range(80_000))
    found = memorized_stretches(source[place : place + length], source)
    expected = stretches(source[place : place + length], source[max(0, place - 9) : place + length + 9])
    assert {place for one in found for place in range(one.start, one.end)} == {
        place for start, end in expected for place in range(start, end)
    }


def test_a_stretch_is_trimmed_to_whole_words_on_both_sides() -> None:
    source = "He said the sky is blue, and they saw it."
    found = memorized_stretches("I said: the sky is blue, and the moon.", source)
    assert [(one.start, one.end) for one in found] == [(8, 28)]  # "they" is not "the"
    assert memorized_stretches("skyish blue is sea", "whiskyish blue is seas") == []
    assert memorized_stretches("breathe the sky is so blue", "Heathe the sky is so blue")[0].start == 8


def test_a_stretch_of_chinese_counts_from_eight_characters_on() -> None:
    assert HEAVY * 8 == LEAST
    assert memorized_stretches("今天天气很好吗", "今天天气很好吗") == []
    assert [
        (one.start, one.end, one.count)
        for one in memorized_stretches("说今天天气很好啊呀", "今天天气很好啊。今天天气很好啊")
    ] == []
    assert [
        (one.start, one.end, one.count)
        for one in memorized_stretches("他今天天气很好啊呀", "说今天天气很好啊呀。今天天气很好啊呀")
    ] == [(1, 9, 2)]


def test_it_says_how_often_a_stretch_stands_there_up_to_a_limit() -> None:
    assert memorized_stretches(SENTENCE, [SENTENCE] * 38)[0].count == 38
    assert memorized_stretches(SENTENCE, [SENTENCE] * (MOST_TIMES + 5))[0].count == MOST_TIMES


def test_the_passage_shows_what_stands_around_it_and_no_other_document() -> None:
    found = memorized_stretches(
        SENTENCE, ["Nothing like it.", f"What color is the sky? {SENTENCE} So it is.", "The end."]
    )[0]
    assert found.passage == f"What color is the sky? {SENTENCE} So it is."
    assert found.passage[found.at :].startswith(SENTENCE)
    long = " ".join(map(str, range(2000)))
    inside, all_ = memorized_stretches(SENTENCE, f"{long} {SENTENCE} {long}")[0], memorized_stretches(long, long)[0]
    assert inside.passage.startswith("… 19")
    assert inside.passage.endswith(" 22 …")
    assert max(len(one.passage) for one in (inside, all_)) <= PASSAGE + 4
    assert (all_.start, all_.end, all_.at) == (0, len(long), 0)


def test_the_passage_shows_the_parts_of_its_document_on_lines() -> None:
    found = memorized_stretches(
        SENTENCE,
        (
            f"Nothing like it.{SEPARATOR}{DIVIDER}What color is the sky? "
            f"{DIVIDER}{DIVIDER}{SENTENCE}{DIVIDER}{SEPARATOR}The end."
        ),
    )[0]
    assert found.passage == f"What color is the sky?\n{SENTENCE}"


def test_documents_and_answers_may_hold_the_separator_itself() -> None:
    assert memorized_stretches(f"The sky is{SEPARATOR}blue, they say", ["The sky is", "blue, they say"]) == []
    assert memorized_stretches(f"The sky is{DIVIDER}blue, they say", f"The sky is{DIVIDER}blue, they say") == []
    assert SEPARATOR not in joined(["a" + SEPARATOR])
    assert (
        memorized_stretches("", SENTENCE)
        == memorized_stretches(SENTENCE, "")
        == memorized_stretches(SENTENCE, [])
        == []
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [("a" * 300_000, []), ("ab" * 150_000, []), ("a " * 150_000, [(1, 498)]), ("xa " * 100_000, [(2, 499)])],
)
@pytest.mark.timeout(30)
def test_a_source_that_repeats_itself_is_no_trap(source: str, expected: list[tuple[int, int]]) -> None:
    assert [(one.start, one.end) for one in memorized_stretches(source[1:500], source)] == expected
