"""Translation: its metrics, the dictionary to beat, and words that are aligned with those they were read from."""

from __future__ import annotations

import random
import string
from pathlib import Path

import numpy as np
import pytest
import sacrebleu

from llm_core.config import SamplingConfig
from llm_core.data.corpus.corpus import Corpus
from llm_core.data.tasks import Example
from llm_core.errors import TextError
from llm_core.generation.answering import answer
from llm_core.generation.batched_beam import search_many
from llm_core.tasks import task_of
from llm_core.tasks.alignment import align
from llm_core.tasks.chrf import chrf_of, chrf_sums
from llm_core.tasks.dictionary import Dictionary, joined
from llm_core.tasks.task import LoadedModel
from llm_core.tasks.translation import bleu, bleu_tokenizer, parts_of, translations
from llm_core.tasks.words import words_of
from tasks.trained import train

TASK = task_of("translation")
ADJECTIVES = {
    "red": "rot",
    "blue": "blau",
    "small": "klein",
    "old": "alt",
    "new": "neu",
    "big": "gross",
    "wet": "nass",
    "fast": "schnell",
}
NOUNS = {
    "cat": "katze",
    "dog": "hund",
    "house": "haus",
    "tree": "baum",
    "book": "buch",
    "bird": "vogel",
    "lamp": "lampe",
    "road": "strasse",
    "shoe": "schuh",
    "door": "tuer",
}
VERBS = {"sleeps": "schlaeft", "falls": "faellt", "shines": "glaenzt", "waits": "wartet"}
WORDS = {**ADJECTIVES, **NOUNS, **VERBS}


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> tuple[LoadedModel, Corpus]:
    """A run that says the words of "the red cat sleeps" the other way round: "schlaeft katze rot"."""
    rows = [
        f"the {one} {two} {three}\t{VERBS[three]} {NOUNS[two]} {ADJECTIVES[one]}"
        for one in ADJECTIVES
        for two in NOUNS
        for three in VERBS
    ]
    return train(
        "\n".join(rows) + "\n",
        "words.txt",
        tmp_path_factory.mktemp("translation"),
        data__format="translation",
        data__vocab_size=400,
        model__num_layers=1,
        model__num_encoder_layers=1,
        model__context_length=16,
        model__dropout=0.0,
        train__batch_size=32,
        train__max_steps=250,
    )


def test_it_translates_what_it_never_saw_and_beats_dictionary_and_copy(learnt: tuple[LoadedModel, Corpus]) -> None:
    used, corpus = learnt
    held = corpus.examples("validation")
    report = TASK.evaluate(used, held, corpus.examples("train"))
    assert report is not None
    assert report.value > 95 > 80 > (report.baseline_value or 0) > 30
    assert report.low <= report.value <= report.high
    assert (report.metric, report.baseline, report.n, report.beats_baseline) == ("chrf", "dictionary", len(held), True)
    scored = TASK.score(used, held)
    assert scored is not None
    assert scored.value == pytest.approx(report.value, abs=0.01)


def test_each_word_is_aligned_with_the_one_that_it_translates(learnt: tuple[LoadedModel, Corpus]) -> None:
    used, corpus = learnt
    right = total = 0
    for example in corpus.examples("validation"):
        found = TASK.explain(used, example.source)
        assert found["source_words"] == example.source.split()
        assert found["answer_words"] == found["answer"].split()
        for word, row in zip(found["answer_words"], found["alignment"], strict=True):
            assert sum(row) == pytest.approx(1, abs=0.01)
            right += WORDS.get(found["source_words"][int(np.argmax(row))]) == word
            total += 1
    assert right / total > 0.9


def test_a_beam_finds_the_same_where_the_model_is_sure(learnt: tuple[LoadedModel, Corpus]) -> None:
    used, _ = learnt
    assert (
        TASK.explain(used, "the old lamp falls", beams=4)["answer"]
        == TASK.explain(used, "the old lamp falls")["answer"]
        == "faellt lampe alt"
    )


def test_many_are_answered_as_each_is_alone(learnt: tuple[LoadedModel, Corpus]) -> None:
    used, corpus = learnt
    sources = [one.source for one in corpus.examples("validation")]
    for beams in (1, 4):
        found = [one.answer for one in TASK.predict(used, sources, beams=beams)]
        assert found == [TASK.explain(used, source, beams=beams)["answer"] for source in sources]


def test_searching_for_many_at_once_finds_what_the_search_for_one_finds(learnt: tuple[LoadedModel, Corpus]) -> None:
    used, _ = learnt
    dice = random.Random(4)
    sources = [
        [dice.randrange(used.tokenizer.vocab_size - 5) for _ in range(dice.randint(1, 14))] for _ in range(30)
    ]  # it knows none of them
    for beams, penalty, longest in ((2, 0.0, 9), (4, 1.0, 15), (5, 2.0, 12)):
        sampling = SamplingConfig(beams=beams, length_penalty=penalty, max_new_tokens=longest)
        alone = [
            [one.id for one in answer(used.model, used.tokenizer, source, sampling) if one.id != used.tokenizer.end_id]
            for source in sources
        ]
        assert (
            search_many(used.model, used.tokenizer, sources, [longest] * len(sources), beams=beams, penalty=penalty)
            == alone
        )
        assert len(set(map(tuple, alone))) > 10
    assert (
        search_many(used.model, used.tokenizer, sources, [9] * 30, beams=2, penalty=1.0, cancelled=lambda: True)
        == [[]] * 30
    )


def test_examples_are_judged_by_their_own_chrf(learnt: tuple[LoadedModel, Corpus]) -> None:
    used, _ = learnt
    good, bad = TASK.judged(
        used, [Example("the red cat sleeps", "schlaeft katze rot"), Example("the red cat sleeps", "zzz")]
    )
    assert good.goodness > 0.9 > 0.1 > bad.goodness
    assert good.answer == bad.answer


def test_what_is_longer_than_the_context_is_translated_sentence_by_sentence(learnt: tuple[LoadedModel, Corpus]) -> None:
    used, _ = learnt
    text = "the red cat sleeps\n" * 6
    assert len(parts_of(used, text)) == 6
    assert translations(used, [text])[0].count("katze") == 6
    found = TASK.explain(used, text)
    assert len(found["alignment"]) == len(found["answer_words"])
    assert {len(row) for row in found["alignment"]} == {len(found["source_words"])}
    with pytest.raises(TextError, match="make it shorter"):
        TASK.explain(used, "the red cat " * 20)
    with pytest.raises(TextError):
        TASK.explain(used, "   ")
    assert translations(used, ["", "the red cat " * 20]) == ["", ""]


def test_stopping_gives_no_report(learnt: tuple[LoadedModel, Corpus]) -> None:
    used, corpus = learnt
    held = corpus.examples("validation")
    assert TASK.evaluate(used, held, cancelled=lambda: True) is None
    assert TASK.score(used, held, lambda: True) is None
    assert TASK.judged(used, held, lambda: True) == []
    with pytest.raises(TextError):
        TASK.evaluate(used, [])


def test_a_decoder_alone_is_aligned_by_its_attention_to_the_source(tmp_path: Path) -> None:
    used, _ = train(
        "one\teins\ntwo\tzwei\nthree\tdrei\n" * 4,
        "n.txt",
        tmp_path,
        data__format="translation",
        data__vocab_size=300,
        model__architecture="decoder-only",
        train__max_steps=1,
    )
    found = align(used.model, used.tokenizer, used.tokenizer.encode("one two"), used.tokenizer.encode("eins zwei"))
    assert (found.source_words, found.answer_words) == (["one", "two"], ["eins", "zwei"])
    assert [sum(row) for row in found.weights] == pytest.approx([1, 1])


def test_our_chrf_is_sacrebleus() -> None:
    dice = random.Random(3)
    texts = ["".join(dice.choices("abcde  汉字", k=dice.randint(0, 20))) for _ in range(200)]
    found, right = texts[:100], [text or "x" for text in texts[100:]]
    ours = chrf_of(chrf_sums(found, right).sum(0)[None])[0]
    assert ours == pytest.approx(sacrebleu.corpus_chrf(found, [right]).score, abs=1e-6)
    each = chrf_of(chrf_sums(found, right))
    assert each == pytest.approx(
        [sacrebleu.sentence_chrf(one, [other]).score for one, other in zip(found, right, strict=True)], abs=1e-6
    )


def test_bleu_cuts_chinese_into_characters() -> None:
    assert bleu_tokenizer(["你好。", "Good 早上好"]) == "zh"
    assert bleu_tokenizer(["これは本です"]) == "char"
    assert bleu_tokenizer(["good day", "hello"]) == "13a"
    assert bleu(["我今天在家里看书。"], ["我今天在家里看书。"]) == pytest.approx(100)
    assert 0 < bleu(["我今天在家里看报。"], ["我今天在家里看书。"]) < 100


def test_the_dictionary_learns_words_in_both_directions_and_joins_them_as_the_language_does() -> None:
    things, does = (
        {"cat": "猫", "dog": "狗", "student": "学生", "teacher": "老师", "bird": "小鸟"},
        {"eats": "吃", "sleeps": "睡觉", "sings": "唱歌", "waits": "等"},
    )
    pairs = [(f"The {one} {other}.", f"{things[one]}{does[other]}。") for one in things for other in does]
    assert Dictionary(pairs).translate("The student sings.") == "学生唱歌。"
    assert Dictionary([(other, one) for one, other in pairs]).translate("学生等。") == "Student waits."
    assert Dictionary([]).translate("anything") == ""
    assert joined(["Well", ",", "yes", "(", "no", ")", "!"]) == "Well, yes (no)!"


def test_words_are_put_together_from_the_tokens_that_they_are_made_of(learnt: tuple[LoadedModel, Corpus]) -> None:
    used, _ = learnt
    text = "the unbelievable cat's 三只 猫, in 1999!"
    ids = used.tokenizer.encode(text)
    found = words_of(ids, used.tokenizer)
    assert [word.text for word in found] == ["the", "unbelievable", "cat's", "三", "只", "猫", ",", "in", "1999", "!"]
    assert [word.start for word in found] == [0, *[word.end for word in found[:-1]]]
    assert found[-1].end == len(ids)
    for seed in range(20):
        odd = "".join(random.Random(seed).choices(string.printable + "汉字é\U0001f600", k=30))
        kept = "".join(word.text for word in words_of(used.tokenizer.encode(odd), used.tokenizer))
        assert "".join(kept.split()) == "".join(odd.split())
