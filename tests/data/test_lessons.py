"""Documents made for practice: each answer stands where it says, what is asked in vain isn't told, and the same seed
gives the same.
"""

from __future__ import annotations

from random import Random

import pytest

from llm_core.data.tasks.example import Example
from llm_core.data.tasks.question_files import of_nested
from llm_core.data.tasks.question_making import PRACTICE, practice
from llm_core.samples.lessons import documents, lessons_of


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_answer_stands_where_it_says_and_some_questions_have_none(language: str) -> None:
    made = documents(Random(7), language, 60)
    assert made == documents(Random(7), language, 60)
    asked = [one for article in made for one in of_nested(article, "")]
    assert all(one.at is not None and one.context[one.at :].startswith(one.target) for one in asked if one.target)
    without = sum(not one.target for one in asked) / len(asked)
    assert 0.1 < without < 0.3
    assert not any("{" in one.source + one.context for one in asked)


def test_a_document_doesnt_always_open_with_a_sentence_that_says_nothing() -> None:
    asked = [one for article in documents(Random(3), "en", 80) for one in of_nested(article, "") if one.target]
    first = [one for one in asked if one.at is not None and "." not in one.context[: one.at]]
    assert len(first) > len(asked) / 20


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_slot_that_is_asked_for_is_in_its_sentence(language: str) -> None:
    for lessons in lessons_of(language).values():
        for lesson in lessons:
            assert all(f"{{{part}}}" in lesson.sentence for slot in lesson.asked for part in slot.split("+")), lesson


def test_practice_speaks_the_language_of_the_questions_and_joins_their_group() -> None:
    for source, context in (("谁住在森林里？", "狐狸住在森林里。"), ("Who lives here?", "A fox lives here.")):
        found = list(practice([Example(source, context[:2], context, at=0, group="forest")], 20))
        assert len(found) == 20
        assert {(one.group, one.origin) for one in found} == {("forest", PRACTICE)}
        assert all(("\u4e00" <= one.source[0] <= "\u9fff") == ("\u4e00" <= source[0] <= "\u9fff") for one in found)
