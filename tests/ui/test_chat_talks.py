"""The Python side of Chat with runs that converse, and what they copied from the text that they learnt."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from llm_core.config import SamplingConfig
from llm_core.data.chat.dialogue import Message
from llm_core.data.chat.template import template_of
from llm_core.data.corpus.training_text import MOST_BYTES, training_text
from llm_core.data.search.memorization import DIVIDER, SEPARATOR
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.generation.chat import converse
from tests.ui.small_chat import TALK, functions_of, gone, said, shaped_services, talk_corpus, whole
from tests.ui.small_run import TEXT, SmallServices
from ui.tabs.chat.conversation import MOST_CHARACTERS


@pytest.fixture
def services(tmp_path: Path) -> SmallServices:
    return SmallServices(tmp_path)


@pytest.fixture
def asked(services: SmallServices) -> dict[str, Any]:
    return functions_of(services)


@pytest.fixture
def talker(tmp_path: Path) -> SmallServices:
    """A run that learnt conversations, with room for one."""
    services = shaped_services(tmp_path, "decoder-only", format="conversations", context=96)
    services.corpora.get = lambda fingerprint: talk_corpus(services, services.runs[0].config)
    return services


def test_a_run_that_converses_reads_all_that_was_said(talker: SmallServices) -> None:
    asked = functions_of(talker)
    assert asked["runs_to_talk_to"]({})["runs"][0]["manner"] == "converse"
    answer = whole(asked, before=None, messages=said(*TALK), sampling={"seed": 3, "max_new_tokens": 20})
    template, messages = template_of(talker.runs[0].config.data), [Message(role, content) for role, content in TALK]
    ends = {talker.tokenizer.end_id, *talker.tokenizer.marks.values()}
    expected = [
        token.id
        for token in converse(
            talker.model, talker.tokenizer, template, messages, SamplingConfig(seed=3, max_new_tokens=20)
        )
    ]
    assert [token["id"] for token in answer["tokens"]] == [token for token in expected if token not in ends]
    assert answer["ended"] == (expected[-1] in ends)
    without = whole(asked, before=None, messages=said(*TALK[-1:]), sampling={"seed": 3, "max_new_tokens": 20})
    assert without["tokens"] != answer["tokens"]


def test_a_turn_goes_on_from_a_chosen_token_and_ends_where_its_mark_is_chosen(talker: SmallServices) -> None:
    asked, ids = functions_of(talker), talker.tokenizer.encode("or not")
    answer = whole(
        asked, before=None, messages=said(*TALK), kept=ids[:-1], forced=ids[-1], sampling={"max_new_tokens": 4}
    )
    assert [token.get("chosen") for token in answer["tokens"][:2]] == [True, None]
    ended = whole(asked, before=None, messages=said(*TALK), kept=ids, forced=talker.tokenizer.marks["<|end|>"])
    assert (ended["tokens"], ended["ended"], ended["done"]) == ([], True, True)


@pytest.mark.parametrize(
    "messages",
    [
        [],
        None,
        said(*TALK[:3]),
        said(("user", "a"), ("system", "b"), ("user", "c")),
        [{"role": "root", "content": "a"}],
        [{"role": "user"}],
        ["a"],
        [{"role": ["user"], "content": ""}],
        said(("user", "a" * (MOST_CHARACTERS + 1))),
        said(*[("user", "to be ")] * 30, ("user", "to be " * 40)),
    ],
)
def test_messages_that_make_no_conversation_get_a_sentence(talker: SmallServices, messages: Any) -> None:
    assert whole(functions_of(talker), before=None, messages=messages)["error"][-1] in ".!"


def test_a_run_that_converses_says_what_it_learnt_from(talker: SmallServices) -> None:
    warm = functions_of(talker)["warm_up"]({"run": "small-1"})
    assert (warm["dialogues"], warm["system"], warm["tries"]) == (2, True, [{"text": "to be"}])
    talker.corpora.get = gone
    warm = functions_of(talker)["warm_up"]({"run": "small-1"})
    assert "system" not in warm
    assert warm["tries"] == [{"text": "To be"}]


def test_what_a_run_copied_is_said_with_its_place_and_count(asked: dict[str, Any]) -> None:
    text = "He asked: to be, or not to be, that is it"
    answer = asked["seen_before"]({"run": "small-1", "text": text})
    json.dumps(answer, allow_nan=False)
    [span] = answer["spans"]
    assert text[span["from"] : span["to"]] == "be, or not to be"
    assert span["count"] == 8
    assert span["source"][span["at"] :].startswith(text[span["from"] : span["to"]])
    assert (answer["whole"], answer["of_characters"], answer["compared"]) == (True, len(TEXT * 8) + 1, len(text))


def test_without_its_text_nothing_is_compared(tmp_path: Path) -> None:
    assert functions_of(SmallServices(tmp_path, validation=False))["seen_before"](
        {"run": "small-1", "text": "to be"}
    ) == {"gone": True}


@pytest.mark.parametrize("kind", ["characters", "bpe"])
def test_the_training_text_is_what_the_tokens_say_with_documents_apart(kind: Any, tmp_path: Path) -> None:
    services = SmallServices(tmp_path, kind=kind)
    tokenizer: Tokenizer = services.tokenizer
    corpus = services.corpora.get("c")
    corpus.train = np.array([*tokenizer.encode("To be"), tokenizer.end_id, *tokenizer.encode("or not, 曹?")])
    expected = f"To be{SEPARATOR}or not, {'曹' if kind == 'bpe' else DIVIDER}?{SEPARATOR}"
    assert training_text(corpus).text == expected.replace(
        "?", "?" if kind == "bpe" else DIVIDER
    )  # what it never saw, it never read
    assert (training_text(corpus).whole, training_text(corpus, 4).text, training_text(corpus, 4).whole) == (
        True,
        "To b",
        False,
    )
    assert MOST_BYTES == 20_000_000


def test_the_training_text_of_conversations_is_what_was_said_and_the_text_beside_them(talker: SmallServices) -> None:
    beside = np.array(talker.tokenizer.encode("the question"))
    text = training_text(talk_corpus(talker, talker.runs[0].config, beside)).text
    documents = [[part for part in document.split(DIVIDER) if part] for document in text.split(SEPARATOR)]
    assert documents == [["be to", "to be", "or not to be"], ["to be", "or not to be"], [], ["the question"], []]


def test_the_training_text_of_pairs_has_each_pair_as_a_document(tmp_path: Path) -> None:
    services = SmallServices(tmp_path, pairs=(("to be", "or not"), ("that", "is"), ("the", "mind")))
    corpus = services.corpora.get("c")
    corpus.train = corpus.train_rows.tokens
    assert (
        training_text(corpus).text
        == f"to be{DIVIDER}or not{SEPARATOR}that{DIVIDER}is{SEPARATOR}the{DIVIDER}mind{SEPARATOR * 2}"
    )


def test_what_the_run_read_that_another_started_from_counts_too(services: SmallServices) -> None:
    (services.folder / "small-1").mkdir()
    (services.folder / "small-1" / "earlier.json").write_text('{"run": "older-1", "corpus": "older"}', encoding="utf-8")
    own = services.corpora.get
    services.corpora.get = lambda fingerprint: (
        SimpleNamespace(**{**vars(own("c")), "train": np.array(services.tokenizer.encode("in the mind to be nobler"))})
        if fingerprint == "older"
        else own("c")
    )
    text = "in the mind to be nobler"
    answer = functions_of(services)["seen_before"]({"run": "small-1", "text": text})
    assert [(span["from"], span["to"]) for span in answer["spans"]] == [(0, len(text))]
    assert answer["whole"]
    services.corpora.get = lambda fingerprint: gone("older") if fingerprint == "older" else own("c")
    answer = functions_of(services)["seen_before"]({"run": "small-1", "text": text})
    assert (answer["spans"], answer["whole"]) == ([], False)
