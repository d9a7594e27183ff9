"""The Python side of Tasks: runs to choose from, answers with evidence, the score line, one's own files, many inputs at
once.
"""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from llm_core.config import TASKS, RunConfig
from llm_core.errors import Mistake
from llm_core.runs.metrics import as_share, format_metric
from llm_core.tasks import task_of
from tests.ui.conftest import SMALL, Served, train, uploaded
from ui.live.modules import modules
from ui.state.limits import Limits
from ui.state.run_choices import run_choices
from ui.state.run_facts import task_of as does
from ui.state.task_kinds import metric_of, named, tasks_view
from ui.state.uploads import Uploads
from ui.tabs.tasks.batch import csv_of, safe
from ui.tabs.tasks.documents import titled
from ui.tabs.tasks.files import language_of
from ui.tabs.tasks.runs import spread
from ui.tabs.tasks.scores import shown
from ui.tabs.tasks.service import questions
from ui.tabs.tasks.sounds import write_sound
from ui.tabs.tasks.tab import added
from ui.words import Words

EN, ZH = Words("en"), Words("zh")
SETTINGS = {name: value for name, value in SMALL.items() if not name.startswith("model.")} | {
    "data.format": "sentiment",
    "model.d_model": 16,
    "model.nhead": 2,
    "model.num_layers": 1,
    "model.context_length": 32,
    "train.eval_every": 5,
    "train.max_steps": 10,
}
ROWS = [
    (f"The {thing} number {number} was {word}.", "good" if word == "lovely" else "bad")
    for number in range(12)
    for thing in ("soup", "film", "room")
    for word in ("lovely", "rude")
]


def table(path: Path, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerows([head, *rows])
    return path


@pytest.fixture(scope="module")
def reviews(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return table(tmp_path_factory.mktemp("reviews") / "reviews.csv", ("text", "label"), ROWS)


@pytest.fixture(scope="module")
def run(served: Served, reviews: Path) -> str:
    """A tiny run that has learnt the task for ten steps."""
    return train(served.services, reviews, RunConfig.parse(SETTINGS), "reviews")


@pytest.fixture(scope="module")
def ask(served: Served) -> Callable[..., dict[str, Any]]:
    """Ask as the page's script does; every answer goes into JSON."""
    found = {function.__name__: function for function in questions(served.services, EN)}

    def asked(name: str, **question: Any) -> dict[str, Any]:
        answer = found[name](question)
        json.dumps(answer, allow_nan=False)
        return dict(answer)

    return asked


def until(answer: Callable[[], dict[str, Any]], wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    deadline = time.monotonic() + 120
    while not wanted(found := answer()):
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
    return found


# runs and tries
def test_a_task_offers_its_own_runs_and_no_others(ask: Any, run: str, small_run: str) -> None:
    offered = ask("runs_of_task", task="sentiment")
    assert run in [one["id"] for one in offered["runs"]]
    assert offered["default"] == run
    assert all(small_run not in [one["id"] for one in ask("runs_of_task", task=task)["runs"]] for task in TASKS)
    assert run not in [one["id"] for one in ask("runs_of_task", task="translation")["runs"]]


def test_shipped_runs_come_first(ask: Any, run: str) -> None:
    shipped = [one["shipped"] for one in ask("runs_of_task", task="sentiment")["runs"]]
    assert shipped == sorted(shipped, reverse=True)


def test_what_can_only_be_used_as_a_task_is_no_choice_of_chat_and_inspect_which_say_where_it_is(
    served: Served, run: str, small_run: str
) -> None:
    offered = run_choices(served.services, EN)
    assert run not in [one["id"] for one in offered["runs"]]
    assert small_run in [one["id"] for one in offered["runs"]]
    assert offered["elsewhere"] == {"name": "reviews", "task": "sentiment"}


def test_examples_to_try_come_from_what_the_run_never_learnt(ask: Any, run: str, served: Served) -> None:
    tries = ask("about_run", run=run, task="sentiment")["tries"]
    corpus = served.services.corpora.get(served.services.store.get(run).corpus)
    held = {example.source for example in corpus.examples("validation")}
    assert tries
    assert {one["input"] for one in tries} <= held
    assert all(one["answer"] in ("good", "bad") for one in tries)


def test_a_text_is_judged_with_probs_and_a_share_for_each_word(ask: Any, run: str) -> None:
    found = ask("try_task", run=run, task="sentiment", input="The soup was lovely.")
    assert found["label"] == found["probs"][0][0]
    assert sum(share for _, share in found["probs"]) == pytest.approx(1, abs=1e-3)
    assert "".join(word["text"].strip() for word in found["words"]).replace(" ", "") == "Thesoupwaslovely."
    assert all(isinstance(word["attribution"], float) and isinstance(word["drop"], float) for word in found["words"])
    assert found["step"] == 10


@pytest.mark.parametrize("text", ["", "  \n", None, 7, ["a"]])
def test_nothing_to_read_is_said_in_a_sentence(ask: Any, run: str, text: Any) -> None:
    assert ask("try_task", run=run, task="sentiment", input=text)["code"] == "no-text-to-try"


def test_a_run_of_another_task_and_of_none_are_refused(ask: Any, run: str, small_run: str) -> None:
    assert ask("try_task", run=run, task="translation", input="x")["code"] == "run-of-another-task"
    assert ask("try_task", run=small_run, task="translation", input="x")["code"] == "run-of-no-task"
    assert ask("measure_run", run=small_run)["code"] == "run-of-no-task"


@pytest.mark.parametrize(
    "name",
    [
        "try_task",
        "about_run",
        "score_of_run",
        "measure_run",
        "measuring",
        "read_files",
        "start_task",
        "predict_many",
        "predicting",
        "hear_clip",
        "runs_of_task",
        "choose_reading",
    ],
)
@pytest.mark.parametrize(
    "question",
    [
        {},
        {"run": 5, "task": "sentiment"},
        {"run": "../../etc", "job": None, "uploads": ["../x"], "id": "/etc/passwd", "clip": "../../x"},
        {"task": "nonsense", "source": "file:///etc/passwd"},
    ],
)
def test_whatever_a_browser_sends_is_answered_without_a_fault(ask: Any, name: str, question: dict[str, Any]) -> None:
    answer = ask(name, **question)
    assert isinstance(answer, dict)
    assert answer.get("code") != "broken"


# the score line
def test_a_run_is_measured_once_and_kept_with_its_step_and_its_answers(ask: Any, run: str, served: Served) -> None:
    assert ask("score_of_run", run=run)["report"] is None
    job = ask("measure_run", run=run)["job"]
    found = until(lambda: ask("measuring", run=run, job=job), lambda answer: answer["over"])
    report = found["report"]
    assert report["metric"] == "accuracy"
    assert report["label"] == "Accuracy"
    assert 0 <= report["low"] <= report["value"] <= report["high"] <= 1
    assert report["step"] == 10
    assert report["n"] == sum(
        1 for _ in served.services.corpora.get(served.services.store.get(run).corpus).examples("validation")
    )
    assert {"best", "worst", "random"} == set(report["judged"])
    assert all({"input", "answer", "right", "goodness"} <= set(one) for one in report["judged"]["worst"])
    goodness = [one["goodness"] for one in report["judged"]["worst"]]
    assert goodness == sorted(goodness)
    assert ask("score_of_run", run=run)["report"]["value"] == report["value"]
    assert (served.services.workspace.run_folder(run) / "report.json").is_file()


def test_a_damaged_report_counts_as_none(ask: Any, served: Served, small_run: str) -> None:
    file = served.services.workspace.run_folder(small_run) / "report.json"
    for text in ("", "[]", '{"report": 3}', "{", '{"step": 1}'):
        file.write_text(text, encoding="utf-8")
        assert ask("score_of_run", run=small_run)["report"] is None
    file.unlink()


def test_a_report_says_its_metric_and_baseline_in_the_pages_language() -> None:
    kept = {
        "step": 3,
        "report": {
            "metric": "chrf",
            "value": 41.0,
            "low": 39.0,
            "high": 43.0,
            "baseline": "copy",
            "baseline_value": 12.0,
            "n": 9,
            "beats_baseline": True,
            "better": "higher",
            "others": {"bleu": 20.0, "baseline_bleu": 3.0, "search_ms": 1.25, "recall_at_1": 0.5},
            "details": {},
            "notes": [{"code": "nobody-translated-this", "template": "Of {n}.", "values": {"n": 9}}],
        },
    }
    english, chinese = shown(kept, EN), shown(kept, ZH)
    assert (english["label"], english["percent"], english["lower"]) == ("chrF", False, False)
    assert english["baseline_name"] == "copying the source"
    assert chinese["baseline_name"] == "照抄原文"
    assert english["others"] == [
        ["BLEU", "20.0"],
        ["BLEU of the baseline", "3.0"],
        ["Time of a search", "1.2 ms"],
        ["Right passage first", "50.0%"],
    ]
    assert english["notes"] == ["Of 9."]


@pytest.mark.parametrize("task", TASKS)
def test_the_page_charts_each_task_by_the_metric_that_its_class_names(task: Any) -> None:
    found = task_of(task)
    assert found.metric == TASKS[task].metric
    config = RunConfig.parse({"data.format": task})
    assert does(config) == "answer"
    described = metric_of(EN, config)
    assert described is not None
    assert described["lower"] == (found.better == "lower")
    assert described["label"] != described["key"] or task == "sentiment"


def test_scores_that_run_to_a_hundred_are_charted_as_shares() -> None:
    assert as_share(43.0, RunConfig.parse({"data.format": "translation"})) == pytest.approx(0.43)
    assert as_share(0.9, RunConfig.parse({"data.format": "sentiment"})) == 0.9
    assert as_share(None, RunConfig.parse({"data.format": "translation"})) is None
    assert (format_metric("chrf", 43.12), format_metric("accuracy", 0.8421)) == ("43.1", "84.2%")


# one's own files
def test_a_dropped_table_is_read_shown_and_can_be_read_otherwise(ask: Any, served: Served, tmp_path: Path) -> None:
    file = table(
        tmp_path / "visits.csv", ("mood", "what happened", "day"), [(label, text, "Monday") for text, label in ROWS]
    )
    (upload,) = added(served.services, EN, uploaded(served.services, file))["ids"]
    question = {"task": "sentiment", "source": f"upload:{upload}", "draft": None}
    found = ask("read_files", **question)
    (read,) = found["files"]
    assert (read["column"], read["target"]) == ("what happened", "mood")
    assert read["examples"][0] == list(ROWS[0])
    ready = until(lambda: ask("files_state", **question), lambda answer: answer["state"] in ("ready", "failed"))
    assert ready["train_rows"] + ready["validation_rows"] == len(ROWS)
    assert ready["labels"] == ["bad", "good"]
    assert ready["languages"][0] == "latin"
    other = ask("choose_reading", **question, id=upload, target_column="day")
    assert other["files"][0]["target"] == "day"
    back = ask("choose_reading", **question, id=upload, column="day")  # an exchange
    assert (back["files"][0]["column"], back["files"][0]["target"]) == ("day", "what happened")


def test_a_file_that_holds_no_examples_says_why_and_offers_its_columns(
    ask: Any, served: Served, tmp_path: Path
) -> None:
    file = tmp_path / "one.csv"
    file.write_text("only\nwords\nhere\n", encoding="utf-8")
    (upload,) = added(served.services, EN, uploaded(served.services, file))["ids"]
    (read,) = ask("read_files", task="sentiment", source=f"upload:{upload}", draft=None)["files"]
    assert read["fault"].endswith(".")


def test_a_plan_turns_the_draft_to_the_task_and_keeps_what_is_the_persons(ask: Any) -> None:
    before = {
        "source": "sample:stories-en",
        "preset": "small",
        "family": "gpt-2",
        "changes": {"train.seed": 5, "model.d_model": 320, "data.format": "pairs"},
    }
    plan = ask("plan_run", task="sentiment", source=f"upload:{'a' * 16}", draft=before)["draft"]
    assert plan["changes"]["data.format"] == "sentiment"
    assert plan["changes"]["train.seed"] == 5
    assert "model.d_model" not in plan["changes"]
    assert plan["source"] == f"upload:{'a' * 16}"


def test_start_trains_on_the_files_with_settings_that_suit_the_task(ask: Any, served: Served, reviews: Path) -> None:
    (upload,) = added(served.services, EN, uploaded(served.services, reviews))["ids"]
    draft = {
        "source": f"upload:{upload}",
        "preset": "tiny",
        "family": "terrarium",
        "changes": {**SETTINGS, "train.max_steps": 2},
    }
    found = ask("start_task", task="sentiment", source=f"upload:{upload}", draft=draft)
    assert served.services.store.get(found["run"]).config.data.format == "sentiment"
    assert found["draft"]["changes"]["data.format"] == "sentiment"
    until(
        lambda: {"status": served.services.store.get(found["run"]).status},
        lambda answer: answer["status"] in ("done", "failed"),
    )
    assert served.services.store.get(found["run"]).status == "done"


def test_clips_are_one_upload_and_other_files_are_not(served: Served, tmp_path: Path) -> None:
    sounds = [tmp_path / name for name in ("one.wav", "two.wav", "metadata.csv")]
    for file in sounds:
        file.write_bytes(b"RIFF....WAVE" if file.suffix == ".wav" else b"file_name,text\none.wav,one\n")
    (together,) = added(served.services, EN, uploaded(served.services, *sounds))["ids"]
    assert [path.name for path in served.services.uploads.paths(together)] == ["metadata.csv", "one.wav", "two.wav"]
    apart = added(served.services, EN, uploaded(served.services, sounds[2], sounds[2]))["ids"]
    assert len(apart) == 2


def test_files_over_the_quota_are_refused_in_a_sentence(tmp_path: Path) -> None:
    class Small:
        uploads = Uploads(tmp_path / "uploads", Limits(quota_bytes=10))

    file = tmp_path / "big.wav"
    file.write_bytes(b"0" * 100)
    found = added(Small(), EN, uploaded(Small(), file, file))  # type: ignore[arg-type]
    assert found["ids"] == []
    assert "uploads" in found["fault"]


# many at once
def test_a_file_is_answered_row_by_row_and_comes_back_as_a_safe_csv(
    ask: Any, served: Served, run: str, tmp_path: Path
) -> None:
    file = table(
        tmp_path / "new.csv",
        ("text", "other"),
        [("The room was lovely.", "x"), ('=HYPERLINK("http://x")', "y"), ("@rude", "z")],
    )
    (upload,) = added(served.services, EN, uploaded(served.services, file))["ids"]
    job = ask("predict_many", run=run, task="sentiment", uploads=[upload])["job"]
    found = until(lambda: ask("predicting", job=job), lambda answer: answer["over"])
    rows = list(csv.reader(io.StringIO(found["csv"])))
    assert rows[0] == ["input", "answer", "confidence"]
    assert [row[0] for row in rows[1:]] == ["The room was lovely.", '\'=HYPERLINK("http://x")', "'@rude"]
    assert all(row[1] in ("good", "bad") and 0 <= float(row[2]) <= 1 for row in rows[1:])
    assert (found["rows"], found["cut"]) == (3, False)


def test_a_file_without_inputs_and_one_that_is_gone_are_told(
    ask: Any, served: Served, run: str, tmp_path: Path
) -> None:
    file = tmp_path / "blank.csv"
    file.write_text("text,label\n", encoding="utf-8")
    (upload,) = added(served.services, EN, uploaded(served.services, file))["ids"]
    for wanted in (upload, "f" * 16):
        job = ask("predict_many", run=run, task="sentiment", uploads=[wanted])["job"]
        assert until(lambda job=job: ask("predicting", job=job), lambda answer: answer["over"])["error"].endswith(".")
    assert "again" in ask("predicting", job="no-such-job")["error"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "  =1"])
def test_no_cell_begins_a_formula(cell: str) -> None:
    assert safe(cell).startswith("'")
    ((_, first, *_),) = [tuple(row) for row in csv.reader(io.StringIO(csv_of([("a", cell, None)])))][1:]
    assert first[:1] == "'"


def test_a_plain_cell_stays_as_it_is() -> None:
    assert safe("It was 3 = 3.") == "It was 3 = 3."


# small parts
@pytest.mark.parametrize("words", [EN, ZH], ids=["en", "zh"])
def test_every_task_has_its_words_and_files(words: Words) -> None:
    for task in tasks_view(words):
        assert all(task[name] for name in ("name", "line", "accepts", "formats", "asks", "go"))
        assert len(task["columns"]) == 2
        assert b"export const evidence = {" in modules()[task["script"]]


def test_an_unknown_task_is_refused_by_name() -> None:
    with pytest.raises(Mistake, match="translation, summarization"):
        named("poetry")


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (["The cat sat."], "latin"),
        (["小猫坐在垫子上。"], "zh"),
        (["これは猫です。"], "ja"),
        (["Кошка сидит."], "other"),
        (["123"], "other"),
        (["小猫。", "The cat."], "mixed"),
    ],
)
def test_the_script_of_a_text_is_told(texts: list[str], language: str) -> None:
    assert language_of(texts) == language


def test_tries_are_different_and_of_different_lengths() -> None:
    from llm_core.data.tasks import Example

    examples = [Example("x" * length, "y") for length in range(1, 40)] * 2
    chosen = spread(examples, 4)
    assert len({one.source for one in chosen}) == 4
    assert len(chosen[0].source) < len(chosen[-1].source)


@pytest.mark.parametrize("sound", ["%%%", "A" * 5_000_000], ids=["no base64", "too long"])
def test_a_sound_that_is_none_or_too_long_is_refused(sound: str, tmp_path: Path) -> None:
    with pytest.raises(Mistake):
        write_sound(sound, tmp_path)


def test_an_article_is_called_by_its_title() -> None:
    assert titled("xquad.en.json:33:Economic_inequality") == "Economic inequality"
    assert titled("Rhine") == "Rhine"
    assert titled("") == ""
