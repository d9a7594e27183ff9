"""A passage_index base finds the passage that answers, in English and in Chinese, and keeps it on disk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llm_core.data.documents.documents import Document
from llm_core.data.tasks import Example
from llm_core.errors import TextError
from llm_core.tasks.no_answer import only_its_own
from llm_core.tasks.passage_index import PassageIndex
from llm_core.tasks.passages import LONGEST, passages_of, width

FOX, OWL = "The fox of Marwick digs its den under old oaks.", "Owls hunt at night; they swallow mice whole."


def test_words_are_found_by_their_stems_and_questions_words_count_nothing() -> None:
    base = PassageIndex.of_passages([FOX, OWL, "What is the what? Where is the who?"])
    assert base.search("What is it that the owl hunts?")[0].text == OWL
    assert base.search("Where were foxes digging?")[0].text == FOX


def test_two_characters_of_chinese_are_found() -> None:
    base = PassageIndex.of_passages(["狐狸住在森林里。", "猫头鹰晚上捕食老鼠。"])
    assert base.search("谁捕食？")[0].text == "猫头鹰晚上捕食老鼠。"
    assert base.search("森林在哪")[0].text == "狐狸住在森林里。"


def test_the_best_sentence_decides_between_passages_alike() -> None:
    scattered = "Anna built a house. The bridge fell. In 1900 it rained."
    whole = "Anna built the bridge in 1900. The house stayed dry. It fell later."
    found = PassageIndex.of_passages([scattered, whole, OWL]).search("When was the bridge built by Anna?")
    assert [passage.text for passage in found] == [whole, scattered]
    assert found[0].score > found[0].bm25


def test_a_question_without_a_word_in_common_finds_nothing_and_marks_of_search_do_no_harm() -> None:
    base = PassageIndex.of_passages([FOX])
    assert base.search("Quantum chromodynamics?") == []
    assert base.search("") == []
    assert base.search('fox" OR NEAR(*) AND -x ^: {words} ()')[0].text == FOX


def test_a_document_can_be_passed_over_and_the_base_is_kept_on_disk(tmp_path: Path) -> None:
    base = PassageIndex.of_documents(
        [Document("fox.txt", (FOX * 4,)), Document("owl.txt", (OWL * 4,))], tmp_path / "base.sqlite3"
    )
    assert [passage.source for passage in base.search("fox owls", without="fox.txt")] == ["owl.txt"]
    base.close()
    again = PassageIndex(tmp_path / "base.sqlite3")
    assert again.sources() == ["fox.txt", "owl.txt"]
    assert again.search("den of the fox")[0].source == "fox.txt"


def test_documents_without_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TextError) as raised:
        PassageIndex.of_documents([])
    assert raised.value.code == "no-documents"


def test_long_paragraphs_are_divided_at_sentences_and_short_ones_joined() -> None:
    sentences = [f"Sentence number {number} says a little about foxes." for number in range(100)]
    found = list(passages_of(["Foxes", " ".join(sentences), "一句很长的话" * 300]))
    assert all(width(passage) <= LONGEST for passage in found)
    assert all(any(sentence in passage for passage in found) for sentence in sentences)
    assert found[0].startswith("Foxes\n")
    assert found[0].rsplit(". ", 1)[1] == found[1].split(". ", 1)[0] + "."  # one sentence in common


@pytest.mark.data
@pytest.mark.parametrize(("language", "least"), [("en", 0.94), ("zh", 0.92)])
def test_the_passage_of_real_questions_is_found_first(language: str, least: float, real_data: Path) -> None:
    data = json.loads((real_data / "qa" / "xquad" / f"xquad.{language}.json").read_text())["data"]
    paragraphs = [paragraph for article in data for paragraph in article["paragraphs"]]
    base = PassageIndex.of_passages(paragraph["context"] for paragraph in paragraphs)
    asked = [(one["question"], paragraph["context"]) for paragraph in paragraphs for one in paragraph["qas"]]
    right = sum(base.search(question, 1)[0].text == context for question, context in asked)
    assert right / len(asked) >= least


def test_a_question_that_others_could_answer_as_well_is_not_asked_in_vain() -> None:
    base = PassageIndex()
    base.add("kettle", ["The kettle has a warranty of two years. It holds a litre."])
    base.add("toaster", ["The toaster has a warranty of one year. It has two slots."])
    assert only_its_own(base, Example("How long is the warranty of the kettle?", "two years", "", at=0, group="kettle"))
    assert not only_its_own(base, Example("How long is the warranty?", "two years", "", at=0, group="kettle"))
    assert not only_its_own(base, Example("How many slots does it have?", "a litre", "", at=0, group="kettle"))
