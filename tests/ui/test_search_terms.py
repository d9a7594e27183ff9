"""The settings search finds fields by the words of the glossary, of the coach and of people in trouble, in both
languages.
"""

from __future__ import annotations

import re

import pytest

from llm_core.config import RunConfig
from llm_core.config.setting import settings_of
from ui.live.controls import description
from ui.state.field_facts import TERMS
from ui.state.search_terms import COACHED, EXPLAINED, SAID
from ui.words import Words
from ui.words.folders import languages, sentences

NAMES = {name for name, _ in settings_of(RunConfig)}


def found(query: str) -> set[str]:
    """The settings that a query finds, as the drawer's script reads `find`."""
    parts = query.strip().lower().split()
    return {name for name in NAMES if all(part in description(Words("en"), name)["find"] for part in parts)}


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("overfitting", {"model.dropout", "train.weight_decay", "train.max_epochs"}),
        ("过拟合", {"model.dropout", "train.weight_decay", "train.max_epochs"}),
        ("diverge", {"train.learning_rate", "train.gradient_clip"}),
        ("发散", {"train.learning_rate", "train.gradient_clip"}),
        ("memory", {"train.batch_size", "model.context_length"}),
        ("显存", {"train.batch_size", "model.context_length"}),
        ("内存", {"train.batch_size"}),
        ("slow", {"train.batch_size", "train.max_steps"}),
        ("慢", {"train.batch_size", "train.max_steps"}),
        ("注意力头", {"model.nhead"}),
        ("vocabulary", {"data.vocab_size"}),
        ("词表", {"data.vocab_size"}),
    ],
)
def test_a_setting_is_found_by_what_people_call_their_trouble(query: str, wanted: set[str]) -> None:
    assert wanted <= found(query)
    assert len(found(query)) < len(NAMES) / 2


@pytest.mark.parametrize("language", languages())
def test_every_term_of_the_glossary_finds_its_settings(language: str) -> None:
    wanted = [
        *((name, term) for name, term in TERMS.items()),
        *((name, term) for term, names in EXPLAINED.items() for name in names),
    ]
    assert not [(name, term) for name, term in wanted if name not in found(Words(language)(f"glossary.{term}"))]


@pytest.mark.parametrize("language", languages())
def test_every_verdict_of_the_coach_finds_what_it_sends_one_to(language: str) -> None:
    wanted = [(name, f"coach.{code}") for code, names in COACHED.items() for name in names]
    wanted += [(name, f"search.{trouble}") for trouble, names in SAID.items() for name in names]
    assert not [(name, key) for name, key in wanted if name not in found(Words(language)(key))]


def test_every_setting_that_the_coach_advises_to_change_is_found_by_its_verdict() -> None:
    labels = {
        "learning rate": "train.learning_rate",
        "dropout": "model.dropout",
        "fewer steps": "train.max_steps",
        "more steps": "train.max_steps",
        "larger size": "preset",
    }
    for key, sentence in sentences("en", "coach").items():
        advised = {
            name
            for label, name in labels.items()
            if re.search(rf"(with|set|train|give it|choose a) {label}\b|set {label}", sentence)
        }
        assert not advised - set(COACHED.get(key.removesuffix(".more"), ())), key


def test_a_search_names_only_settings_that_there_are() -> None:
    assert {name for table in (COACHED, SAID, EXPLAINED) for names in table.values() for name in names} <= NAMES
