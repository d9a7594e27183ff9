"""Summarization: sentences chosen by the encoder, a summary written by the decoder, and ROUGE for English and
Chinese.
"""

from __future__ import annotations

import json
import random

import pytest
from rouge_score import rouge_scorer

from llm_core.data.corpus.corpus import Corpus
from llm_core.data.tasks import Example
from llm_core.errors import CheckpointError, SettingError, TextError
from llm_core.tasks import task_of
from llm_core.tasks.rouge import KINDS, rouge
from llm_core.tasks.summarization import joined
from llm_core.tasks.summary_baselines import TfIdf, lead
from llm_core.tasks.summary_reading import chosen, read_documents, sentence_probs
from llm_core.tasks.task import LoadedModel
from tasks.trained import train

TASK = task_of("summarization")
NAMES, THINGS = ("Tom", "Anna", "Paul", "Ruth"), ("apples", "pears", "lamps", "books", "hats")
ASIDES = (
    "It rained all day.",
    "The bus came late.",
    "A dog barked somewhere.",
    "Nobody said a word.",
    "The bells rang twice.",
)


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> tuple[LoadedModel, Corpus]:
    """A run that finds what someone bought among asides."""
    dice, rows = random.Random(2), []
    for _ in range(300):
        name, thing = dice.choice(NAMES), dice.choice(THINGS)
        sentences = [*dice.sample(ASIDES, 3), f"{name} bought {dice.randint(2, 99)} {thing} today."]
        dice.shuffle(sentences)
        rows.append(json.dumps({"document": sentences, "summary": f"{name} bought {thing}."}))
    return train(
        "\n".join(rows) + "\n",
        "bought.jsonl",
        tmp_path_factory.mktemp("summaries"),
        data__format="summarization",
        data__vocab_size=400,
        model__num_layers=1,
        model__num_encoder_layers=1,
        model__context_length=64,
        train__batch_size=16,
        train__max_steps=150,
    )


def test_it_finds_the_sentence_that_matters_and_says_it_in_short(learnt: tuple[LoadedModel, Corpus]) -> None:
    used, corpus = learnt
    held = corpus.examples("validation")
    report = TASK.evaluate(used, held, corpus.examples("train"))
    assert report is not None
    assert report.value == pytest.approx(100 * 2 * 3 / 8, abs=3)  # three of five words, and all three of the summary's
    assert report.others["abstractive_rouge1"] > 80
    assert report.beats_baseline is not None
    assert report.value >= (report.baseline_value or 0)
    assert set(report.details["baselines"]) == {"lead-1", "lead-3", "tf-idf"}
    assert report.low <= report.value <= report.high
    scored = TASK.score(used, held)
    assert scored is not None
    assert (scored.name, scored.rows) == ("rouge1", len(held))
    assert scored.value == pytest.approx(report.value)


def test_an_explanation_says_of_every_sentence_how_likely_it_is_and_how_much_it_was_looked_at(
    learnt: tuple[LoadedModel, Corpus],
) -> None:
    used, _ = learnt
    found = TASK.explain(used, "It rained all day. Ruth bought 17 hats today. The bus came late.")
    assert found["extractive"] == "Ruth bought 17 hats today."
    assert found["abstractive"] == "Ruth bought hats."
    assert [one["chosen"] for one in found["sentences"]] == [False, True, False]
    assert found["sentences"][1]["score"] > 0.5 > found["sentences"][0]["score"]
    assert sum(one["attention"] for one in found["sentences"]) == pytest.approx(1, abs=0.01)
    assert max(found["sentences"], key=lambda one: one["attention"]) == found["sentences"][1]
    assert found["notes"] == []
    with pytest.raises(TextError):
        TASK.explain(used, " \n ")


def test_many_are_answered_as_each_is_alone_in_either_mode(learnt: tuple[LoadedModel, Corpus]) -> None:
    used, corpus = learnt
    texts = [one.source for one in corpus.examples("validation")]
    picked, written = TASK.predict(used, texts), TASK.predict(used, texts, mode="abstractive")
    alone = [TASK.explain(used, text) for text in texts]
    assert [one.answer for one in picked] == [one["extractive"] for one in alone]
    assert [one.answer for one in written] == [one["abstractive"] for one in alone]
    assert [one.more["abstractive"] for one in picked] == [one.answer for one in written]
    assert all(one.confidence is not None and 0 <= one.confidence <= 1 for one in picked)
    assert TASK.predict(used, [""])[0].answer == ""


def test_a_long_document_is_read_as_far_as_whole_sentences_fit_and_says_so(learnt: tuple[LoadedModel, Corpus]) -> None:
    used, _ = learnt
    sentences = ["Paul bought 5 lamps today.", *["The bus came late."] * 40]
    [read] = read_documents(used, [sentences])
    assert read.is_cut
    assert len(read.ids) < used.model.config.context_length
    assert len(sentence_probs(used, [read])[0]) == len(read.starts) < 41
    found = TASK.explain(used, " ".join(sentences))
    assert [one["read"] for one in found["sentences"]].count(False) == 41 - len(read.starts)
    assert [note["code"] for note in found["notes"]] == ["documents-cut"]
    report = TASK.evaluate(used, [Example(" ".join(sentences), "Paul bought lamps.")])
    assert report is not None
    assert [note.code for note in report.notes] == ["documents-cut"]
    [endless] = read_documents(used, [["lamps " * 500]])
    assert len(endless.ids) == used.model.config.context_length - 1


def test_examples_are_judged_by_rouge(learnt: tuple[LoadedModel, Corpus]) -> None:
    used, _ = learnt
    good, bad = TASK.judged(
        used,
        [
            Example("It rained all day. Tom bought 3 pears today.", "Tom bought 3 pears today."),
            Example("It rained all day.", "Nothing"),
        ],
    )
    assert good.goodness == 1
    assert bad.goodness == 0


def test_stopping_gives_no_report(learnt: tuple[LoadedModel, Corpus]) -> None:
    used, corpus = learnt
    held = corpus.examples("validation")
    assert TASK.evaluate(used, held, cancelled=lambda: True) is None
    assert TASK.score(used, held, lambda: True) is None
    assert TASK.judged(used, held, lambda: True) == []
    with pytest.raises(TextError):
        TASK.evaluate(used, [])


def test_a_run_of_another_shape_or_task_is_refused(
    learnt: tuple[LoadedModel, Corpus], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("other")
    with pytest.raises(SettingError) as caught:
        train("{}", "s.jsonl", folder, data__format="summarization", model__architecture="decoder-only")
    assert caught.value.code == "shape-of-another-task"
    translator, _ = train(
        "a\tb\nc\td\n", "t.txt", folder, data__format="translation", data__vocab_size=300, train__max_steps=1
    )
    with pytest.raises(CheckpointError) as other:
        TASK.explain(translator, "One here.")
    assert other.value.code == "mark-missing"


@pytest.mark.parametrize(
    ("probs", "expected"),
    [
        ([0.1, 0.9, 0.2], [1]),
        ([0.05, 0.04, 0.06], [2]),
        ([0.9, 0.1, 0.8, 0.2], [0, 2]),
        ([0.4, 0.4, 0.4, 0.4, 0.4], [0, 1]),
    ],
)
def test_as_many_sentences_are_chosen_as_are_expected_to_belong(probs: list[float], expected: list[int]) -> None:
    assert chosen(probs) == expected


def test_rouge_is_rouge_scores_own_for_english_and_takes_the_best_reference() -> None:
    texts = [
        "The cats were sitting on mats.",
        "A dog's bark, loud; and 3 birds!",
        "Nothing in common here",
        "Running runners ran",
    ]
    others = [
        "The cat sat on the mat.",
        "Dogs bark loudly at three birds.",
        "Totally different words",
        "The runner was running",
    ]
    theirs = rouge_scorer.RougeScorer(list(KINDS), use_stemmer=True)
    ours = rouge(texts, [[other] for other in others])
    for kind in KINDS:
        assert ours[kind] == pytest.approx(
            [100 * theirs.score(other, text)[kind].fmeasure for text, other in zip(texts, others, strict=True)]
        )
    assert rouge(["a b"], [["x y", "a b"]])["rouge2"] == pytest.approx([100])
    assert rouge([""], [["x y"]])["rouge1"] == pytest.approx([0])


def test_rouge_compares_chinese_by_characters() -> None:
    found = rouge(["今天天气很好", "用GPT写诗", "完全不同"], [["今天天气很好"], ["GPT写了诗"], ["nothing"]])
    assert found["rouge1"][0] == found["rougeL"][0] == pytest.approx(100)
    assert found["rouge1"][1] == pytest.approx(100 * 2 * 3 / 8)
    assert found["rouge1"][2] == 0


def test_baselines_take_the_first_sentences_and_the_one_most_like_all() -> None:
    sentences = ("Rain fell.", "The red fox saw the old hen.", "The hen and the fox ran.")
    assert lead(sentences, 1) == "Rain fell."
    assert lead(sentences, 3) == " ".join(sentences)
    assert TfIdf([sentences, ("Rain fell.", "Snow fell.")]).sentence(sentences) == "The red fox saw the old hen."
    assert TfIdf([]).sentence(()) == ""


def test_sentences_are_joined_as_their_language_does() -> None:
    assert joined(["One.", "Two."]) == "One. Two."
    assert joined(["一。", "二。"]) == "一。二。"


@pytest.mark.data
def test_tf_idf_and_lead_reach_what_they_are_known_to_on_scitldr(real_data: object) -> None:
    from llm_core.config import DataConfig
    from llm_core.data.files.reading import look
    from llm_core.data.tasks import summarization

    config = DataConfig(format="summarization")
    taught, held = (
        list(summarization.examples([look(f"{real_data}/summarization/scitldr_a/{name}.jsonl", config)], config))
        for name in ("train", "test")
    )
    weighed = TfIdf([one.sentences for one in taught])
    right = [one.right for one in held]
    assert rouge([lead(one.sentences, 1) for one in held], right)["rouge1"].mean() == pytest.approx(31.3, abs=0.3)
    assert rouge([weighed.sentence(one.sentences) for one in held], right)["rouge1"].mean() == pytest.approx(
        32.4, abs=0.5
    )
