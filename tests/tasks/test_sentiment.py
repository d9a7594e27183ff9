"""Telling texts apart: the metric, its baselines, and the evidence."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from llm_core.config import RunConfig
from llm_core.data.corpus.corpus import prepare
from llm_core.data.files.reading import look
from llm_core.data.tasks import Example
from llm_core.errors import TextError
from llm_core.runs.reports import measure, used_by
from llm_core.runs.shipped import copy_shipped, corpus_of
from llm_core.runs.store import Store
from llm_core.runs.weights import load_run
from llm_core.runs.workspace import open_workspace
from llm_core.samples import write_sample
from llm_core.tasks import task_of
from llm_core.tasks.bag_of_words import bag_of_words, majority
from llm_core.tasks.class_probs import ids_of, probs_of
from llm_core.tasks.sentiment import Sentiment, confusion, f1_of_each, macro_f1
from llm_core.tasks.task import LoadedModel
from llm_core.tasks.word_evidence import attributions, words_of
from llm_core.training.trainer import Trainer

TASK = Sentiment()
GOOD = ["I love the soup", "what a lovely film", "lovely, warm bread", "we love this place", "a lovely book"]
BAD = ["I hate the soup", "what an awful film", "awful, cold bread", "we hate this place", "an awful book"]


def trained(folder: Path, architecture: str = "encoder-only", steps: int = 150) -> tuple[LoadedModel, list[Example]]:
    """A small model that has learnt ten sentences with numbers behind them."""
    rows = [
        (f"{text} {number}", label)
        for number in range(12)
        for texts, label in ((GOOD, "good"), (BAD, "bad"))
        for text in texts
    ]
    (folder / "a.tsv").write_text(
        "text\tlabel\n" + "".join(f"{text}\t{label}\n" for text, label in rows), encoding="utf-8"
    )
    config = RunConfig.parse(
        {
            "data.format": "sentiment",
            "data.vocab_size": 400,
            "model.architecture": architecture,
            "model.d_model": 32,
            "model.num_layers": 1,
            "model.context_length": 24,
            "model.dropout": 0,
            "model.word_dropout": 0,
            "model.norm_first": True,
            "model.embed_scale": "rms",
            "train.optimizer": "adam",
            "train.learning_rate": 0.01,
            "train.weight_decay": 0,
            "train.label_smoothing": 0,
            "train.max_steps": steps,
            "train.snapshots": False,
            "train.threads": 1,
            "train.device": "cpu",
        }
    )
    corpus = prepare([look(folder / "a.tsv", config.data)], config.data, folder / "corpora")
    trainer = Trainer(config, corpus, folder / "run")
    for _ in trainer.run():
        pass
    trainer.train_step.model.eval()
    return LoadedModel(
        trainer.train_step.model, corpus.tokenizer, trainer.config, corpus.statistics.labels
    ), corpus.examples("validation")


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> tuple[LoadedModel, list[Example]]:
    return trained(tmp_path_factory.mktemp("sentiment"))


def test_a_guess_is_worth_the_choice_among_the_classes(tmp_path: Path) -> None:
    (tmp_path / "c.tsv").write_text(
        "text\tlabel\n" + "".join(f"text {number}\t{'abc'[number % 3]}\n" for number in range(60)), encoding="utf-8"
    )
    config = RunConfig.parse({"data.format": "sentiment", "data.vocab_size": 300}).data
    corpus = prepare([look(tmp_path / "c.tsv", config)], config, tmp_path / "corpora")
    assert corpus.statistics.baseline_losses["guessing"] == pytest.approx(np.log(3))


def test_the_task_is_found_by_its_name() -> None:
    assert isinstance(task_of("sentiment"), Sentiment)


def test_confusion_and_f1_are_what_scikit_learn_says() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    dice = np.random.default_rng(3)
    labels = ["a", "b", "c", "d"]
    right, answers = list(dice.choice(labels, 200, p=[0.7, 0.2, 0.1, 0])), list(dice.choice(labels[:3], 200))
    counts = confusion(answers, right, labels)
    assert counts.tolist() == metrics.confusion_matrix(right, answers, labels=labels).tolist()
    assert f1_of_each(counts)[:3] == pytest.approx(metrics.f1_score(right, answers, labels=labels[:3], average=None))
    assert macro_f1(counts) == pytest.approx(metrics.f1_score(right, answers, average="macro"))


def test_a_classifier_of_the_commonest_class_has_a_low_f1() -> None:
    counts = confusion(["a"] * 10, ["a"] * 9 + ["b"], ["a", "b"])
    assert counts.tolist() == [[9, 0], [1, 0]]
    assert macro_f1(counts) == pytest.approx((18 / 19 + 0) / 2)


def test_the_model_learns_and_is_measured_beside_its_baselines(used: tuple[LoadedModel, list[Example]]) -> None:
    pytest.importorskip("sklearn")
    taught = [Example(text, label) for texts, label in ((GOOD, "good"), (BAD, "bad")) for text in texts]
    report = TASK.evaluate(*used, taught)
    assert report is not None
    assert report.n == len(used[1])
    assert report.value > 0.9
    assert report.low <= report.value <= report.high
    assert report.baseline == "TF-IDF + logistic regression"
    assert report.baseline_value == report.others["bag_of_words"]
    assert np.array(report.details["confusion"]).sum() == report.n
    assert np.trace(report.details["confusion"]) == round(report.value * report.n)


@pytest.mark.parametrize("architecture", ["decoder-only", "encoder-decoder"])
def test_the_other_shapes_answer_too(tmp_path: Path, architecture: str) -> None:
    used, held = trained(tmp_path, architecture, steps=80)
    score = TASK.score(used, held)
    assert score is not None
    assert score.value > 0.8
    assert len(TASK.explain(used, held[0].source)["words"]) > 1


def test_without_scikit_learn_the_commonest_class_is_compared_and_that_is_said(
    used: tuple[LoadedModel, list[Example]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
    report = TASK.evaluate(*used, [Example("a", "good"), Example("b", "bad"), Example("c", "bad")])
    assert report is not None
    assert report.baseline == "majority"
    assert report.baseline_value == np.mean([example.target == "bad" for example in used[1]])
    assert "scikit-learn" in str(report.notes[0])


def test_nothing_to_judge_is_refused(used: tuple[LoadedModel, list[Example]]) -> None:
    with pytest.raises(TextError):
        TASK.evaluate(used[0], [])


def test_a_label_that_was_never_taught_counts_as_wrong_and_is_named(used: tuple[LoadedModel, list[Example]]) -> None:
    report = TASK.evaluate(used[0], [Example(GOOD[0], "good"), Example(BAD[0], "mixed")])
    assert report is not None
    assert report.value == 0.5
    assert any("mixed" in str(one) for one in report.notes)


def test_probs_do_not_depend_on_what_is_read_beside(used: tuple[LoadedModel, list[Example]]) -> None:
    texts = ["lovely", "I hate " + "this and that " * 30, "awful, cold bread and an awful book", ""]
    together = probs_of(used[0], ids_of(used[0], texts))
    assert together.sum(1) == pytest.approx(np.ones(4))
    for text, row in zip(texts, together, strict=True):
        assert probs_of(used[0], ids_of(used[0], [text]))[0] == pytest.approx(row, abs=1e-5)


def test_attributions_add_up_to_what_the_text_changed(used: tuple[LoadedModel, list[Example]]) -> None:
    ids = ids_of(used[0], ["what a lovely film"])[0]
    words = words_of("what a lovely film", ids, used[0].tokenizer)
    whole, empty = probs_of(used[0], [ids, []])
    label = int(whole.argmax())
    added = attributions(used[0], ids, words, label)
    said, before = (float(np.log(prob / (1 - prob))) for prob in (whole[label], empty[label]))
    assert len(added) == 4
    assert said - before > 1
    assert sum(added) == pytest.approx(said - before, abs=1e-3)
    assert added == attributions(used[0], ids, words, label)


def test_the_word_that_decides_stands_out(used: tuple[LoadedModel, list[Example]]) -> None:
    found = TASK.explain(used[0], "We HATE this place")
    assert found["label"] == "bad"
    assert [word["text"] for word in found["words"]] == ["We", "HATE", "this", "place"]
    assert found["words"][1]["attribution"] > 1
    assert min(found["words"], key=lambda word: word["drop"])["text"] == "HATE"
    assert sum(share for _, share in found["probs"]) == pytest.approx(1)


def test_dropping_a_word_is_reading_the_text_without_it(used: tuple[LoadedModel, list[Example]]) -> None:
    found = TASK.explain(used[0], "we hate this place")
    bad = used[0].labels.index(found["label"])
    with_it, without = probs_of(used[0], ids_of(used[0], ["we hate this place", "we this place"]))[:, bad]
    assert found["words"][1]["drop"] == pytest.approx(without - with_it, abs=1e-5)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don't  hate (it)!", ["Don", "'", "t", "hate", "(", "it", ")", "!"]),
        ("剧情不好", ["剧", "情", "不", "好"]),
        ("naïve 🙂 end", ["naïve", "🙂", "end"]),
    ],
)
def test_words_are_shown_as_they_were_written(
    used: tuple[LoadedModel, list[Example]], text: str, words: Sequence[str]
) -> None:
    ids = ids_of(used[0], [text])[0]
    found = words_of(text, ids, used[0].tokenizer)
    assert [word.text for word in found] == words
    assert [place for word in found for place in word.places] == list(range(len(ids)))


def test_a_long_text_is_read_as_far_as_the_context_goes(used: tuple[LoadedModel, list[Example]]) -> None:
    found = TASK.explain(used[0], "lovely " * 500)
    assert len(found["words"]) <= used[0].config.model.context_length
    with pytest.raises(TextError):
        TASK.explain(used[0], " \n")


def test_predictions_hold_the_probs_of_each_class(used: tuple[LoadedModel, list[Example]]) -> None:
    found = TASK.predict(used[0], ["we love this book", "we hate this book"])
    assert [one.answer for one in found] == ["good", "bad"]
    assert all(one.confidence == max(one.more.values()) for one in found)


def test_judged_examples_are_as_good_as_the_probs_of_their_label(used: tuple[LoadedModel, list[Example]]) -> None:
    for one in TASK.judged(used[0], used[1]):
        assert 0 <= one.goodness <= 1
        assert (one.goodness > 0.5) == (one.answer == one.example.target)


def test_the_bag_of_words_misses_what_the_sample_asks(tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    lines = write_sample("sentiment", tmp_path).read_text(encoding="utf-8").splitlines()[1:]
    rows = [Example(*line.split("\t")) for line in lines]
    assert len(rows) == 5000
    assert {row.target for row in rows} == {"positive", "negative"}
    guesses = bag_of_words(rows[:4000], [row.source for row in rows[4000:]])
    right = np.mean([guess == row.target for guess, row in zip(guesses, rows[4000:], strict=True)])
    common = np.mean([row.target == majority(rows) for row in rows[4000:]])
    assert common + 0.1 < right < 0.85


def test_the_shipped_run_reads_denial_and_contrast(tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    workspace = open_workspace(tmp_path)
    store = Store(workspace.store_path)
    [run] = [run for run in copy_shipped(workspace, store) if run.config.data.task == "sentiment"]
    used = used_by(workspace, run, *load_run(workspace, run))
    report = measure(workspace, run, used, corpus_of(workspace, run.corpus or "none", run), run.step)
    assert report is not None
    assert report.n > 900
    assert report.beats_baseline
    assert report.value > 0.95
    told = [TASK.explain(used, text)["label"] for text in ("The room was dirty.", "The room was anything but dirty.")]
    assert told == ["negative", "positive"]
