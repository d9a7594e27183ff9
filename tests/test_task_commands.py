"""The commands `task NAME train`, `evaluate` and `predict`: a tiny run of a task from the command line, and how they
refuse.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from llm_core.cli.arguments import parse
from llm_core.cli.main import main
from llm_core.config import TASKS, DataConfig
from llm_core.data.tasks.inputs import inputs_of

SMALL = [
    "--model.d_model",
    "16",
    "--model.nhead",
    "2",
    "--model.num_layers",
    "1",
    "--model.context_length",
    "32",
    "--train.batch_size",
    "8",
    "--train.max_steps",
    "6",
    "--train.eval_every",
    "6",
    "--train.threads",
    "1",
    "--train.precision",
    "float32",
    "--train.device",
    "cpu",
]
ROWS = [
    (f"The {thing} number {number} was {word}.", "good" if word == "lovely" else "bad")
    for number in range(12)
    for thing in ("soup", "film", "room")
    for word in ("lovely", "rude")
]
REPORT = {"metric", "value", "low", "high", "baseline", "baseline_value", "n", "beats_baseline"}


def write(path: Path, head: list[str], rows: Any) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *rows])
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a run of a task and one of plain text."""
    folder = tmp_path_factory.mktemp("tasks")
    write(folder / "reviews.csv", ["text", "label"], ROWS)
    (folder / "plain.txt").write_text("the cat sat on the mat. " * 200, encoding="utf-8")
    assert (
        main(
            [
                "task",
                "sentiment",
                "train",
                "--data",
                str(folder / "reviews.csv"),
                "--name",
                "reviews",
                *SMALL,
                "--workspace",
                str(folder / "ws"),
            ]
        )
        == 0
    )
    text = [
        "--model.d_model",
        "16",
        "--model.nhead",
        "2",
        "--model.num_layers",
        "1",
        "--model.context_length",
        "16",
        "--train.max_steps",
        "2",
        "--train.device",
        "cpu",
    ]
    assert (
        main(
            ["train", "--data", str(folder / "plain.txt"), "--name", "plain", *text, "--workspace", str(folder / "ws")]
        )
        == 0
    )
    return folder


@pytest.fixture
def say(folder: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command; its exit code and its last line as JSON."""

    def run(*arguments: str) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        code = main([*arguments, "--workspace", str(folder / "ws"), "--json"])
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) == 1
        return code, json.loads(lines[-1])

    return run


def test_train_sets_the_format_and_the_settings_that_suit_it(say: Any, folder: Path) -> None:
    _, found = say("runs")
    (run,) = [one for one in found["runs"] if one["name"] == "reviews"]
    config = json.loads((Path(run["folder"]) / "config.json").read_text(encoding="utf-8"))
    assert config["data"]["format"] == "sentiment"
    assert config["model"]["d_model"] == 16
    assert run["status"] == "done"
    assert 0 <= run["score"] <= 1


def test_evaluate_measures_the_runs_own_held_out_split_beside_a_baseline(say: Any) -> None:
    code, found = say("task", "sentiment", "evaluate", "reviews")
    assert code == 0
    assert set(found) >= REPORT
    assert found["metric"] == "accuracy"
    assert 0 <= found["low"] <= found["value"] <= found["high"] <= 1
    assert found["beats_baseline"] == (found["value"] > found["baseline_value"])
    assert 0 < found["n"] < len(ROWS)


def test_evaluate_takes_other_files(say: Any, tmp_path: Path) -> None:
    file = write(
        tmp_path / "other.csv",
        ["words", "verdict"],
        [("The bus was lovely.", "good"), ("The bus was rude.", "bad"), ("The book was rude.", "bad")],
    )
    code, found = say(
        "task",
        "sentiment",
        "evaluate",
        "reviews",
        "--data",
        str(file),
        "--data.column",
        "words",
        "--data.target_column",
        "verdict",
    )
    assert code == 0
    assert found["n"] == 3


def test_predict_answers_a_text(say: Any) -> None:
    code, found = say("task", "sentiment", "predict", "reviews", "--input", "The soup was lovely.")
    assert code == 0
    (one,) = found["predictions"]
    assert one["input"] == "The soup was lovely."
    assert one["answer"] in ("good", "bad")
    assert 0 <= one["confidence"] <= 1


def test_predict_answers_a_file_line_by_line_and_a_table_row_by_row(say: Any, tmp_path: Path) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text("The soup was rude.\n\nThe film was lovely.\n", encoding="utf-8")
    _, found = say("task", "sentiment", "predict", "reviews", "--input", str(lines))
    assert [one["input"] for one in found["predictions"]] == ["The soup was rude.", "The film was lovely."]
    rows = write(
        tmp_path / "rows.csv", ["day", "text"], [("Mon", "The soup was rude."), ("Tue", "The film was lovely.")]
    )
    _, found = say("task", "sentiment", "predict", "reviews", "--input", str(rows))
    assert [one["input"] for one in found["predictions"]] == ["The soup was rude.", "The film was lovely."]


def test_an_input_that_looks_like_an_option_is_a_text(say: Any) -> None:
    code, found = say("task", "sentiment", "predict", "reviews", "--input", "--lovely")
    assert code == 0
    assert found["predictions"][0]["input"] == "--lovely"


def test_a_run_of_another_task_is_refused_with_the_right_command(say: Any) -> None:
    for action in (("predict", "reviews", "--input", "x"), ("evaluate", "reviews")):
        code, found = say("task", "translation", *action)
        assert code == 2
        assert found["code"] == "run-of-other-task"
        assert f"python -m llm_core task sentiment {action[0]} reviews" in found["error"]


def test_a_run_that_learnt_no_task_and_other_commands_of_one_that_did_are_refused(say: Any) -> None:
    code, found = say("task", "sentiment", "evaluate", "plain")
    assert (code, found["code"]) == (2, "run-of-no-task")
    code, found = say("evaluate", "reviews")
    assert code == 2
    assert "task sentiment evaluate" in found["error"]
    code, found = say("generate", "reviews", "--prompt", "x")
    assert code == 2
    assert "task sentiment predict" in found["error"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("task", "poetry", "evaluate", "reviews"), "bad-arguments"),
        (("task", "sentiment"), "bad-arguments"),
        (("task", "sentiment", "predict", "reviews"), "bad-arguments"),
        (("task", "sentiment", "predict", "reviews", "--input", " "), "no-inputs"),
        (("task", "sentiment", "predict", "nobody", "--input", "x"), "no-such-run"),
        (("task", "sentiment", "evaluate", "reviews", "--data", "no-such-file.csv"), "no-such-file"),
        (("task", "sentiment", "train", "--data", "x.csv", "--data.format", "pairs"), "format-of-another-task"),
    ],
)
def test_mistakes_are_one_sentence_with_a_code(say: Any, arguments: tuple[str, ...], code: str) -> None:
    exit_code, found = say(*arguments)
    assert exit_code == 2
    assert found["code"] == code
    assert "\n" not in found["error"]


@pytest.mark.parametrize("task", TASKS)
def test_every_task_takes_the_same_three_commands(task: str) -> None:
    assert (
        parse(["task", task, "train", "--data", "a.csv", "--train.max_seconds", "5", "--workspace", "w", "--json"]).task
        == task
    )
    assert parse(["task", task, "evaluate", "run", "--data", "a.csv", "b.csv"]).data == ["a.csv", "b.csv"]
    found = parse(["task", task, "predict", "run", "--input", "x", "--documents", "a.txt"])
    assert (found.action, found.run, found.documents) == ("predict", "run", ["a.txt"])


def test_inputs_are_the_column_of_the_task_else_the_first_of_words(tmp_path: Path) -> None:
    both = write(
        tmp_path / "both.csv",
        ["id", "label", "review"],
        [("1", "good", "Lovely soup today."), ("2", "bad", "Rude waiter, cold soup.")],
    )
    assert list(inputs_of(both, DataConfig(format="sentiment"))) == ["Lovely soup today.", "Rude waiter, cold soup."]
    alone = write(
        tmp_path / "alone.csv", ["id", "review"], [("1", "Lovely soup today."), ("2", "Rude waiter, cold soup.")]
    )
    assert list(inputs_of(alone, DataConfig(format="sentiment"))) == ["Lovely soup today.", "Rude waiter, cold soup."]
    assert list(inputs_of(both, DataConfig(format="sentiment", column="label", target_column="id"))) == ["good", "bad"]


def test_a_long_line_is_one_input_and_blank_ones_are_none(tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_text("word " * 3000 + "\n   \n\nlast", encoding="utf-8")
    found = list(inputs_of(file, DataConfig(format="translation")))
    assert [len(one) > 1000 for one in found] == [True, False]
    assert found[-1] == "last"
