"""`generate` and `fill` from the command line, for runs of every shape that learnt two steps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from llm_core.cli.main import main
from llm_core.samples.jobs import reverse

SMALL = [
    "--model.d_model",
    "16",
    "--model.nhead",
    "2",
    "--model.num_layers",
    "1",
    "--model.context_length",
    "32",
    "--train.max_steps",
    "2",
    "--train.batch_size",
    "2",
    "--train.eval_tokens",
    "64",
    "--train.sample_tokens",
    "4",
    "--train.threads",
    "1",
    "--train.device",
    "cpu",
]
RUNS = {
    "fills": ("encoder-only", "text"),
    "blanks": ("encoder-only", "pairs"),
    "answers": ("encoder-decoder", "pairs"),
    "goes-on": ("encoder-decoder", "text"),
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shapes")
    (folder / "text.txt").write_text("the cat sat on the mat. " * 200, encoding="utf-8")
    (folder / "pairs.tsv").write_text("".join(reverse(1).splitlines(keepends=True)[:400]), encoding="utf-8")
    for name, (architecture, form) in RUNS.items():
        file = folder / ("pairs.tsv" if form == "pairs" else "text.txt")
        arguments = [
            "train",
            "--workspace",
            str(folder / "ws"),
            "--data",
            str(file),
            "--name",
            name,
            "--model.architecture",
            architecture,
            "--data.format",
            form,
            *SMALL,
        ]
        assert main(arguments) == 0
    return folder / "ws"


@pytest.fixture
def say(workspace: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command and give its exit code and its last line as JSON."""

    def run(*arguments: str) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        code = main([arguments[0], arguments[1], "--workspace", str(workspace), "--json", *arguments[2:]])
        return code, json.loads(capsys.readouterr().out.splitlines()[-1])

    return run


def test_an_encoder_fills_blanks_and_says_so_when_asked_to_write(say: Any) -> None:
    code, found = say("fill", "fills", "--text", "the c_t s_t")
    assert code == 0
    assert [blank["place"] for blank in found["blanks"]] == [5, 9]
    assert (found["text"][:5], found["text"][6:9]) == ("the c", "t s")
    assert found["text"][5] == found["blanks"][0]["likeliest"][0]["token"]
    for arguments in (
        ("generate", "fills", "--prompt", "the"),
        ("fill", "fills", "--text", "no blank"),
        ("fill", "goes-on", "--text", "c_t"),
    ):
        code, found = say(*arguments)
        assert (code, set(found)) == (2, {"error", "code"})


def test_a_run_that_learnt_pairs_answers(say: Any) -> None:
    for changes in ([], ["--beams", "3"], ["--temperature", "0"]):
        code, found = say("generate", "answers", "--prompt", "abc", "--max-new-tokens", "5", *changes)
        assert code == 0
        assert len(found["tokens"]) <= 5
    assert say("generate", "answers", "--prompt", "a" * 40)[1]["code"] == "source-too-long"


def test_an_encoder_answers_in_as_many_blanks_as_it_is_given(say: Any) -> None:
    for arguments, length in (
        (("generate", "blanks", "--prompt", "abcd"), 4),
        (("generate", "blanks", "--prompt", "abcd", "--max-new-tokens", "2"), 2),
        (("fill", "blanks", "--text", "abcd___"), 3),
    ):
        code, found = say(*arguments)
        assert (code, len(found["text"])) == (0, length)


def test_an_encoder_beside_a_decoder_writes_on(say: Any) -> None:
    code, found = say("generate", "goes-on", "--prompt", "the cat", "--max-new-tokens", "50")
    assert code == 0
    assert found["text"]
