"""A sixth task is its own files and one row: it trains, is measured beside its baseline, answers, and stands on the
page and the command line like the five, though no other file knows of it.
"""

from __future__ import annotations

import ast
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from llm_core.cli.main import main
from llm_core.config import TASKS, DataConfig, RunConfig, TaskSpec
from llm_core.config.setting import choices
from llm_core.data.corpus.corpus import Corpus, prepare
from llm_core.data.files.reading import look
from llm_core.errors import SettingError
from llm_core.runs.launcher import file_facts
from llm_core.runs.worker import work
from llm_core.training.events import Evaluated, Event, Failed, Sampled, StepDone
from tests.sixth_task.row import registered, write_sentences
from tests.ui.conftest import Served, uploaded
from ui.state.task_kinds import tasks_view
from ui.tabs.tasks.service import questions
from ui.tabs.tasks.tab import added, build
from ui.words import Words

ROOT = Path(__file__).parents[2]
SENTENCE = "the fox sees a red house"


@pytest.fixture(scope="module")
def task() -> Iterator[TaskSpec]:
    with registered() as spec:
        yield spec


@pytest.fixture(scope="module")
def config(task: TaskSpec) -> RunConfig:
    cpu = {"train.device": "cpu", "train.threads": 1, "train.precision": "float32"}
    return RunConfig.parse({"data.format": task.name, **cpu})


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sentences(tmp_path_factory.mktemp("sentences") / "sentences.tsv")


@pytest.fixture(scope="module")
def events() -> list[Event]:
    return []


@pytest.fixture(scope="module")
def run(served: Served, config: RunConfig, sentences: Path, events: list[Event]) -> str:
    """Its run of twenty steps, in this process: a process of its own knows the table as it stands on the disk."""
    workspace, store = served.services.workspace, served.services.store
    file = look(sentences, config.data)
    corpus: Corpus = prepare([file], config.data, workspace.corpora)
    made = store.create("tags", config, corpus.folder.name, [file_facts(file)], "command line")
    work(workspace, made.id, on_event=events.append)
    assert not [event for event in events if isinstance(event, Failed)]
    return str(made.id)


@pytest.fixture(scope="module")
def ask(served: Served, task: TaskSpec) -> Callable[..., dict[str, Any]]:
    found = {function.__name__: function for function in questions(served.services, Words("en"))}

    def asked(name: str, **question: Any) -> dict[str, Any]:
        answer = found[name](question)
        json.dumps(answer, allow_nan=False)
        assert "error" not in answer, answer
        return dict(answer)

    return asked


def until_over(ask: Callable[..., dict[str, Any]], name: str, **question: Any) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while not (found := ask(name, **question)).get("over"):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def test_its_row_decides_what_suits_it_and_what_can_learn_it(config: RunConfig, task: TaskSpec) -> None:
    assert (config.model.architecture, config.train.max_steps) == ("encoder-only", 20)
    assert choices(DataConfig.model_fields["format"])[-1] == task.name
    with pytest.raises(SettingError, match="tagging needs encoder-only"):
        RunConfig.parse({"data.format": task.name, "model.architecture": "decoder-only"})
    with pytest.raises(SettingError, match="'speech' or 'tagging'"):
        RunConfig.parse({"data.format": "nonsense"})


def test_it_learns_and_its_own_metric_is_charted(run: str, events: list[Event]) -> None:
    losses = [event.train_loss for event in events if isinstance(event, StepDone)]
    scored = [event for event in events if isinstance(event, Evaluated)]
    assert len(losses) == 20
    assert losses[-1] < losses[0]
    assert {event.metric for event in scored} == {"tag_accuracy"}
    assert scored[-1].rows > 40
    assert (scored[-1].score or 0) > (scored[0].score or 0)
    sample = [event for event in events if isinstance(event, Sampled)][-1]
    assert len(sample.text.split()) == len(sample.prompt.split())


def test_the_page_offers_it_in_both_languages_with_its_script(served: Served, task: TaskSpec) -> None:
    english, chinese = (tasks_view(Words(language))[-1] for language in ("en", "zh"))
    assert (english["key"], english["name"], chinese["name"]) == ("tagging", "Tagging", "词性标注")
    assert english["columns"] == ["Sentence", "Tags"]
    assert not english["hears"]
    assert english["script"] == task.script
    with gr.Blocks():
        desk = build(served.services, Words("en"), gr.BrowserState({})).desk
    assert desk.props["tasks"][-1]["script"] == task.script
    assert desk.props["words"]["asks.tagging"] == "A sentence. Each word gets a tag."


def test_it_is_tried_with_evidence(ask: Any, run: str) -> None:
    assert ask("runs_of_task", task="tagging")["default"] == run
    tries = ask("about_run", run=run, task="tagging")["tries"]
    assert tries
    found = ask("try_task", run=run, task="tagging", input=SENTENCE)
    assert [word["text"] for word in found["words"]] == SENTENCE.split()
    assert {word["tag"] for word in found["words"]} <= {"noun", "other"}
    assert found["task"] == "tagging"


def test_it_is_measured_beside_its_baseline(ask: Any, run: str) -> None:
    job = ask("measure_run", run=run)["job"]
    report = until_over(ask, "measuring", run=run, job=job)["report"]
    assert (report["metric"], report["label"], report["baseline_name"]) == (
        "tag_accuracy",
        "Right tags",
        "the commonest tag",
    )
    assert report["low"] <= report["value"] <= report["high"]
    assert report["value"] > report["baseline_value"]
    assert report["beats_baseline"]


def test_files_are_brought_and_many_are_answered(ask: Any, run: str, served: Served, sentences: Path) -> None:
    upload = added(served.services, Words("en"), uploaded(served.services, sentences))["ids"][0]
    draft = ask("plan_run", task="tagging", source=f"upload:{upload}")["draft"]
    read = ask("read_files", task="tagging", source=f"upload:{upload}", draft=draft)
    assert read["files"][0]["columns"] == ["sentence", "tags"]
    assert read["files"][0]["examples"][0][1].split()[0] in ("noun", "other")
    job = ask("predict_many", run=run, task="tagging", uploads=[upload])["job"]
    assert until_over(ask, "predicting", job=job)["rows"] == 200


def test_the_command_line_has_it(run: str, served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--workspace", str(served.services.workspace.folder), "--json"]
    assert main(["task", "tagging", "predict", run, "--input", SENTENCE, *where]) == 0
    [row] = json.loads(capsys.readouterr().out)["predictions"]
    assert len(row["answer"].split()) == 6
    assert main(["task", "tagging", "evaluate", run, *where]) == 0
    assert json.loads(capsys.readouterr().out)["baseline"] == "commonest tag"


def test_a_tasks_name_stands_in_its_row_and_its_own_modules_only() -> None:
    """Beside these only samples have such names, and two lists of what columns of labels are called."""
    own = {Path(*spec.reader.split(".")).with_suffix(".py") for spec in TASKS.values()}
    own |= {Path(*spec.task.split(".")[:-1]).with_suffix(".py") for spec in TASKS.values()}
    own |= {Path("llm_core/config/tasks.py")}
    labels = {Path("llm_core/data/pairs/pairing.py"), Path("llm_core/data/tasks/label_columns.py")}
    others = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for folder in ("llm_core", "ui")
        for path in (ROOT / folder).rglob("*.py")
        if path.relative_to(ROOT) not in own | labels
        and not path.is_relative_to(ROOT / "llm_core" / "samples")
        and not path.is_relative_to(ROOT / "ui" / "words")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in TASKS
    ]
    assert others == []
