"""Conversations from the command line: train, evaluate, chat, inspect, and how they refuse."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from llm_core.cli.main import main
from llm_core.data.chat.template import MARKS

SMALL = [
    "--data.tokenizer",
    "characters",
    "--model.d_model",
    "32",
    "--model.nhead",
    "2",
    "--model.num_layers",
    "2",
    "--model.context_length",
    "48",
    "--train.batch_size",
    "8",
    "--train.eval_tokens",
    "64",
    "--train.sample_tokens",
    "8",
    "--train.threads",
    "1",
    "--train.precision",
    "float32",
    "--train.device",
    "cpu",
]
ANSWERS = {"sky?": "blue.", "grass?": "green.", "snow?": "white.", "coal?": "black."}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a run that has learnt four colors by heart."""
    folder = tmp_path_factory.mktemp("talk")
    lines = [
        {"messages": [{"role": "user", "content": asked}, {"role": "assistant", "content": said}], "split": "train"}
        for asked, said in ANSWERS.items()
    ]
    held = [
        {
            "messages": [{"role": "user", "content": "the sky?"}, {"role": "assistant", "content": "blue."}],
            "split": "validation",
        },
        {
            "messages": [{"role": "user", "content": "moon?"}, {"role": "assistant", "content": "no idea."}],
            "split": "validation",
            "refusal": True,
        },
    ]
    (folder / "colors.jsonl").write_text("\n".join(json.dumps(line) for line in [*lines, *held]), encoding="utf-8")
    (folder / "plain.txt").write_text("the cat sat on the mat. " * 200, encoding="utf-8")
    arguments = [
        "train",
        "--data",
        str(folder / "colors.jsonl"),
        "--data.format",
        "conversations",
        "--train.max_steps",
        "150",
        "--name",
        "colors",
        *SMALL,
    ]
    assert main([*arguments, "--workspace", str(folder / "ws")]) == 0
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
    """Run a command; its exit code and its lines as JSON."""

    def run(*arguments: str) -> tuple[int, list[dict[str, Any]]]:
        capsys.readouterr()
        code = main([*arguments, "--workspace", str(folder / "ws"), "--json"])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def test_chat_answers_each_question_as_it_was_taught(say: Any) -> None:
    for asked, answer in ANSWERS.items():
        code, found = say("chat", "colors", "--ask", asked, "--temperature", "0")
        assert code == 0
        assert [(line["question"], line["answer"]) for line in found] == [(asked, answer)]


def test_chat_reads_lines_and_answers_each_in_turn(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", io.StringIO("sky?\n\nsnow?\n"))
    assert main(["chat", "colors", "--temperature", "0", "--workspace", str(folder / "ws")]) == 0
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 2  # a blank line says nothing
    assert said[0] == "blue."


def test_a_run_on_plain_text_says_that_it_only_continues(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["chat", "plain", "--ask", "the cat", "--max-new-tokens", "5", "--workspace", str(folder / "ws")]) == 0
    assert "it has not learnt to answer" in capsys.readouterr().err


def test_evaluate_tells_taught_held_out_and_refused_beside_the_baseline(say: Any, folder: Path) -> None:
    code, [found] = say("evaluate", "colors")
    assert code == 0
    assert (found["taught"], found["taught_rows"]) == (1.0, 4)
    assert (found["rows"], found["refusal_rows"]) == (1, 1)
    assert (found["baseline_exact_match"], found["baseline_refusals"]) == (1.0, 0.0)
    assert 0 <= found["exact_match"] <= 1
    assert {line["question"] for line in found["examples"]} == {"the sky?", "moon?"}
    code, [other] = say("evaluate", "colors", "--data", str(folder / "colors.jsonl"))
    assert (code, other["rows"], other["refusal_rows"]) == (0, 5, 1)


def test_generate_and_inspect_read_the_question_as_a_turn(say: Any) -> None:
    assert say("generate", "colors", "--prompt", "coal?", "--temperature", "0")[1][0]["text"] == "black."
    _, [found] = say("inspect", "colors", "--text", "coal?")
    assert found["tokens"][0] == "<|user|>"
    assert "".join(found["tokens"]) == "<|user|>coal?<|end|><|assistant|>black."
    assert found["next_token"][0]["token"] == "<|end|>"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (["--data.chat_template", "custom"], "template-missing"),
        (["--data.chat_template", "custom", "--data.custom_template", "{% for"], "template-syntax"),
        (["--data.chat_template", "custom", "--data.custom_template", "hello"], "template-loses-messages"),
        (["--model.architecture", "encoder-only"], "conversations-need-a-decoder"),
        (["--train.start_from", "nobody"], "no-such-run"),
    ],
)
def test_what_cannot_be_learnt_is_refused_in_one_line(say: Any, folder: Path, changes: list[str], code: str) -> None:
    exit_code, [found] = say(
        "train", "--data", str(folder / "colors.jsonl"), "--data.format", "conversations", *SMALL, *changes
    )
    assert (exit_code, found["code"]) == (2, code)
    assert found["error"].count("\n") == 0


def test_a_template_of_ones_own_trains(say: Any, folder: Path) -> None:
    own = MARKS.replace("<|end|>", "<|stop|>")
    code, found = say(
        "train",
        "--data",
        str(folder / "colors.jsonl"),
        "--data.format",
        "conversations",
        *SMALL,
        "--train.max_steps",
        "2",
        "--name",
        "own",
        "--data.chat_template",
        "custom",
        "--data.custom_template",
        own,
    )
    assert code == 0
    assert found[-1]["status"] == "done"


def test_a_text_without_dialogues_is_refused_as_conversations(say: Any, folder: Path) -> None:
    code, [found] = say("train", "--data", str(folder / "plain.txt"), "--data.format", "conversations", *SMALL)
    assert code == 2
    assert found["error"].startswith("No file holds conversations")
    assert "data.turn_mark" in found["error"]
