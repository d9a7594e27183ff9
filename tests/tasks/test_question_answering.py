"""A reader that learnt for seconds answers from documents with its evidence, refuses what they don't say, and is
measured honestly.
"""

from __future__ import annotations

import json

import pytest

from llm_core.data.corpus.corpus import Corpus
from llm_core.errors import TextError
from llm_core.samples.atlas import encyclopedia
from llm_core.tasks import task_of
from llm_core.tasks.answer_scores import exact, f1
from llm_core.tasks.answering import answer_in, baseline_sentence
from llm_core.tasks.passage_index import PassageIndex
from llm_core.tasks.span_reader import read
from llm_core.tasks.task import LoadedModel

from .trained import train

TASK = task_of("question-answering")


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> tuple[LoadedModel, Corpus]:
    """A run that learnt half of the built-in encyclopedia for a few seconds."""
    data = json.loads(encyclopedia(1))
    data["data"] = data["data"][:120]
    return train(
        json.dumps(data),
        "atlas.json",
        tmp_path_factory.mktemp("atlas"),
        data__format="question-answering",
        data__vocab_size=512,
        train__max_steps=160,
        train__batch_size=16,
    )


def test_it_answers_held_out_articles_better_than_the_best_sentence_would(learnt: tuple[LoadedModel, Corpus]) -> None:
    used, corpus = learnt
    report = TASK.evaluate(used, corpus.examples("validation"), corpus.examples("train"))
    assert report is not None
    assert report.beats_baseline
    assert report.low < report.value < report.high
    assert report.others["recall_at_1"] > 0.8
    assert report.others["sentence_accuracy"] > report.others["baseline_sentence_accuracy"]
    assert report.others["refusal_precision"] > 0.5
    json.dumps(report.as_json())


def test_it_explains_an_answer_by_passages_with_places(learnt: tuple[LoadedModel, Corpus]) -> None:
    used, corpus = learnt
    example = next(one for one in corpus.examples("validation") if one.target)
    base = PassageIndex.of_passages([one.context for one in corpus.examples("validation")], "atlas")
    found = TASK.explain(used, example.source, passage_index=base)
    best = found["passages"][0]
    assert json.loads(json.dumps(found)) == found
    assert 0 <= best["sentence"][0] <= best["start"] < best["end"] <= best["sentence"][1] <= len(best["text"])
    assert found["answer"] in (None, best["text"][best["start"] : best["end"]])
    assert 0 <= found["confidence"] <= 1


def test_what_no_passage_speaks_of_is_refused(learnt: tuple[LoadedModel, Corpus]) -> None:
    base = PassageIndex.of_passages(
        [article["paragraphs"][0]["context"] for article in json.loads(encyclopedia(2))["data"][:8]]
    )
    found = TASK.explain(learnt[0], "Quantum chromodynamics?", passage_index=base)
    assert (found["answer"], found["passages"]) == (None, [])
    assert [one.answer for one in TASK.predict(learnt[0], ["Quantum chromodynamics?", " "], passage_index=base)] == [
        "",
        "",
    ]


def test_nothing_asked_or_nothing_to_ask_is_refused_with_a_remedy(learnt: tuple[LoadedModel, Corpus]) -> None:
    for options, question, code in (
        ({}, "Who?", "no-documents"),
        ({"passage_index": PassageIndex.of_passages(["A fox."])}, " ", "no-question"),
    ):
        with pytest.raises(TextError) as raised:
            TASK.explain(learnt[0], question, **options)
        assert raised.value.code == code


def test_odd_passages_are_read_without_harm(learnt: tuple[LoadedModel, Corpus]) -> None:
    odd = ["", "…!?", "<|keep|> <|passage|>", "狐狸住在森林里。", "x" * 5000, "one " * 3000]
    found = read(learnt[0], [("Who lives in the forest?", text) for text in odd])
    assert found is not None
    assert found[0] is None
    assert all(one is None or 0 <= one.start <= one.end <= len(text) for one, text in zip(found, odd, strict=True))
    assert answer_in(learnt[0], [("Who?", "A fox.")], lambda: True) is None


def test_every_example_is_judged_by_its_own_answer(learnt: tuple[LoadedModel, Corpus]) -> None:
    held = learnt[1].examples("validation")[:20]
    judged = TASK.judged(learnt[0], held)
    assert [one.example for one in judged] == held
    assert all(one.goodness == f1(one.answer, one.example.right) for one in judged)
    scored = TASK.score(learnt[0], held)
    assert scored is not None
    assert scored.value == pytest.approx(sum(one.goodness for one in judged) / len(judged))


@pytest.mark.parametrize(
    ("answer", "right", "exactly", "shared"),
    [
        ("The Fox!", ("fox",), 1, 1),
        ("red fox", ("fox",), 0, 2 / 3),
        ("", ("",), 1, 1),
        ("", ("fox",), 0, 0),
        ("fox", ("",), 0, 0),
        ("四分", ("四分卫",), 0, 4 / 5),
        ("１２", ("12",), 1, 1),
        ("owl", ("fox", "an owl"), 1, 1),
    ],
)
def test_answers_are_compared_as_squad_does_and_chinese_by_characters(
    answer: str, right: tuple[str, ...], exactly: float, shared: float
) -> None:
    assert exact(answer, right) == exactly
    assert f1(answer, right) == pytest.approx(shared)


def test_the_baseline_is_the_sentence_that_shares_most() -> None:
    passage = "Owls hunt mice. The fox of Marwick sleeps by day. Days are long."
    assert baseline_sentence("When does the fox sleep?", passage)[2] == "The fox of Marwick sleeps by day."
