"""The built-in dialogues: the same each time, well-formed, honest about what is kept apart, with one answer to each
question.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import pytest

from llm_core.config import RunConfig
from llm_core.samples import SAMPLES
from llm_core.samples.talk import dialogues
from llm_core.samples.talk_en import ENGLISH
from llm_core.samples.talk_tables import NOTHING, Language
from llm_core.samples.talk_zh import CHINESE

LANGUAGES = {"talk-en": ENGLISH, "talk-zh": CHINESE}
each = pytest.mark.parametrize("key", LANGUAGES)


@pytest.fixture(scope="module")
def rows() -> dict[str, list[dict[str, Any]]]:
    return {key: [json.loads(line) for line in SAMPLES[key].text().splitlines()] for key in LANGUAGES}


def said(row: dict[str, Any], role: str) -> list[str]:
    return [message["content"] for message in row["messages"] if message["role"] == role]


@each
def test_the_same_seed_gives_the_same_dialogues_and_another_seed_others(key: str) -> None:
    assert SAMPLES[key].text(1) == SAMPLES[key].text(1)
    assert SAMPLES[key].text(2) != SAMPLES[key].text(1)


@each
def test_turns_alternate_and_every_one_says_something(key: str, rows: dict[str, list[dict[str, Any]]]) -> None:
    for row in rows[key]:
        roles = [message["role"] for message in row["messages"]]
        assert roles == ["user", "assistant"] * (len(roles) // 2)
        assert all(message["content"].strip() for message in row["messages"])
        assert "{" not in "".join(message["content"] for message in row["messages"])  # a template that was not filled
        assert row["split"] in ("train", "validation")


@each
def test_both_sides_have_enough_and_nothing_comes_twice(key: str, rows: dict[str, list[dict[str, Any]]]) -> None:
    held = [row for row in rows[key] if row["split"] == "validation"]
    refused = [row for row in rows[key] if row.get("refusal")]
    assert len(held) >= 400
    assert sum(bool(row.get("refusal")) for row in held) >= 100
    assert 0.2 < len(refused) / len(rows[key]) < 0.35
    assert len({json.dumps(row["messages"]) for row in rows[key]}) == len(rows[key])


@each
def test_no_wording_of_the_validation_side_is_ever_trained_on(key: str, rows: dict[str, list[dict[str, Any]]]) -> None:
    trained = {text for row in rows[key] if row["split"] == "train" for text in said(row, "user")}
    assert [
        text for row in rows[key] if row["split"] == "validation" for text in said(row, "user") if text in trained
    ] == []


@each
def test_a_dialogue_so_far_has_one_answer(key: str, rows: dict[str, list[dict[str, Any]]]) -> None:
    answers: dict[str, set[str]] = defaultdict(set)
    for row in rows[key]:
        for place, message in enumerate(row["messages"]):
            if message["role"] == "assistant":
                answers[json.dumps(row["messages"][:place])].add(message["content"])
    assert [before for before, found in answers.items() if len(found) > 1] == []


@each
def test_what_is_refused_is_refused_in_one_sentence_and_nothing_else_is(
    key: str, rows: dict[str, list[dict[str, Any]]]
) -> None:
    refusal = LANGUAGES[key].refusal
    for row in rows[key]:
        if len(row["messages"]) == 2:
            assert (said(row, "assistant") == [refusal]) == bool(row.get("refusal"))


@each
def test_what_the_validation_side_asks_in_vain_training_never_names(key: str) -> None:
    told = dialogues(LANGUAGES[key], 1)
    trained = {turn.stranger.casefold() for one in told if not one.validation for turn in one.turns if turn.stranger}
    new = {turn.stranger.casefold() for one in told if one.validation for turn in one.turns if turn.stranger}
    it = LANGUAGES[key].it["x"].casefold()
    assert len(new) > 80
    assert new & trained <= {it}


@each
def test_each_fact_is_taught_in_several_wordings(key: str) -> None:
    language: Language = LANGUAGES[key]
    answers: dict[str, set[str]] = defaultdict(set)
    for one in dialogues(language, 1):
        if not one.validation and len(one.turns) == 1:
            answers[one.turns[0].answer].add(one.turns[0].user)
    facts = [
        language.sentence(topic.answer.format_map(fact))
        for topic in language.topics
        if topic.wordings >= 4
        for fact in topic.facts
        if topic.facts != NOTHING
    ]
    assert len(facts) > 200
    assert [answer for answer in facts if len(answers[answer]) < 4] == []


@each
def test_the_settings_that_come_with_it_make_a_run_that_converses(key: str) -> None:
    config = RunConfig.parse(dict(SAMPLES[key].settings))
    assert (config.data.format, config.model.context_length) == ("conversations", 128)
    assert SAMPLES[key].filename == f"{key}.jsonl"
    assert not SAMPLES[key].is_job
