"""The reader that comes with the project answers plain questions about documents that it never saw, and says where they
don't tell.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from llm_core.data.documents.documents import read_document
from llm_core.runs.reports import used_by
from llm_core.runs.shipped import copy_shipped
from llm_core.runs.store import Store
from llm_core.runs.weights import load_run
from llm_core.runs.workspace import open_workspace
from llm_core.tasks.answer_scores import f1
from llm_core.tasks.answering import answer_from
from llm_core.tasks.passage_index import PassageIndex
from llm_core.tasks.task import LoadedModel

DOCUMENTS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "asked" / "documents.json").read_text(encoding="utf-8")
)["documents"]
LEAST = {"en": 0.7, "zh": 0.6}  # mean F1 over the questions that a document answers
LEAST_REFUSED = 0.7  # share of the others that are refused


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    workspace = open_workspace(tmp_path_factory.mktemp("shipped")).make()
    runs = copy_shipped(workspace, store := Store(workspace.store_path))
    run = store.get(next(one.id for one in runs if one.config.data.task == "question-answering"))
    return used_by(workspace, run, *load_run(workspace, run))


@pytest.fixture(scope="module")
def judged(shipped: LoadedModel, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, bool, float]]:
    """Of each question the language, whether its document answers it, and the F1 of what the reader says."""
    folder, found = tmp_path_factory.mktemp("documents"), []
    for document in DOCUMENTS:
        (folder / document["name"]).write_text(document["text"], encoding="utf-8")
        base = PassageIndex.of_documents([read_document(folder / document["name"])])
        for one in document["questions"]:
            said = answer_from(shipped, base, one["question"]).text
            found.append((document["language"], bool(one["answers"]), f1(said, one["answers"] or [""])))
    return found


def test_the_set_is_of_many_kinds_a_third_chinese_and_a_fifth_unanswerable() -> None:
    questions = [(document["language"], one) for document in DOCUMENTS for one in document["questions"]]
    assert len(DOCUMENTS) >= 8
    assert len(questions) >= 60
    assert sum(language == "zh" for language, _ in questions) >= 0.3 * len(questions)
    assert sum(not one["answers"] for _, one in questions) >= 0.19 * len(questions)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_plain_questions_about_new_documents_are_answered(language: str, judged: list[tuple[str, bool, float]]) -> None:
    values = [value for of, told, value in judged if of == language and told]
    assert sum(values) / len(values) >= LEAST[language]


def test_what_they_do_not_say_is_refused(judged: list[tuple[str, bool, float]]) -> None:
    values = [value for _, told, value in judged if not told]
    assert sum(values) / len(values) >= LEAST_REFUSED


def test_who_built_the_lighthouse_is_answered_at_once(shipped: LoadedModel) -> None:
    base = PassageIndex.of_passages(["The lighthouse was built by Anna Berg in 1911. It is 40 metres high."])
    assert answer_from(shipped, base, "Who built the lighthouse?").text == "Anna Berg"
