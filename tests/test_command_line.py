"""The command line: what it answers, how it refuses, and what it leaves behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from llm_core.cli import arguments
from llm_core.cli.main import main
from llm_core.config import RunConfig, SamplingConfig
from llm_core.config.setting import settings_of
from llm_core.runs.shipped import ASSETS
from llm_core.runs.store import Store
from llm_core.runs.worker import work
from llm_core.runs.workspace import open_workspace

ROOT = Path(__file__).resolve().parent.parent
SMALL = [
    "--model.d_model",
    "16",
    "--model.nhead",
    "2",
    "--model.num_layers",
    "1",
    "--model.context_length",
    "8",
    "--train.batch_size",
    "2",
    "--train.eval_tokens",
    "64",
    "--train.sample_tokens",
    "4",
    "--train.threads",
    "1",
    "--train.precision",
    "float32",
    "--train.device",
    "cpu",
]
SHIPPED = [*ASSETS.glob("*/run.json")]
TRAINING_KEYS = {"run", "status", "step", "train_loss", "val_loss", "bits_per_byte", "tokens_per_s", "elapsed_s"}


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "hens, and eggs.txt"
    path.write_text("".join(f"Hen {n} lays {n % 7} eggs.\n" for n in range(300)))
    return path


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, text: Path) -> Path:
    """A workspace with one run, "Hens", of 80 steps, trained by the command line in this process."""
    workspace = tmp_path_factory.mktemp("trained")
    assert (
        main(
            [
                "train",
                "--data",
                str(text),
                *SMALL,
                "--train.max_steps",
                "80",
                "--train.eval_every",
                "40",
                "--name",
                "Hens",
                "--workspace",
                str(workspace),
                "--json",
            ]
        )
        == 0
    )
    return workspace


def answer(capsys: pytest.CaptureFixture[str], *argv: str, code: int = 0) -> Any:
    """The JSON of a command."""
    capsys.readouterr()
    assert main([*argv, "--json"]) == code
    return json.loads(capsys.readouterr().out.split("\n")[-2])


def own_runs(capsys: pytest.CaptureFixture[str], workspace: Path) -> list[Any]:
    """What `runs` lists of a workspace, less what came with the project."""
    return [run for run in answer(capsys, "runs", "--workspace", str(workspace))["runs"] if run["origin"] != "shipped"]


def begun_in(workspace: Path) -> list[str]:
    """The runs of a workspace that a person began."""
    return [run.id for run in Store(workspace / "store.sqlite3").runs() if run.origin != "shipped"]


def refusal(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    """The one line that a refused command says."""
    capsys.readouterr()
    assert main(argv) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    return said.err.strip()


def test_a_trained_run_is_listed_with_its_numbers(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [run] = own_runs(capsys, trained)
    assert set(run) >= TRAINING_KEYS
    assert (run["name"], run["status"], run["step"], run["origin"]) == ("Hens", "done", 80, "command line")
    assert run["val_loss"] < 3.3
    assert main(["runs", "--workspace", str(trained)]) == 0
    assert "Hens" in capsys.readouterr().out


def test_the_first_command_brings_the_runs_that_come_with_the_project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh = tmp_path / "not" / "there"
    begun = [
        subprocess.Popen(
            [sys.executable, "-m", "llm_core", "runs", "--workspace", str(fresh)], cwd=ROOT, stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    assert [(process.communicate()[0].count(b"\n"), process.returncode) for process in begun] == [
        (len(SHIPPED), 0)
    ] * 2, "two at once don't clash"
    runs = answer(capsys, "runs", "--workspace", str(fresh))["runs"]
    assert len(runs) == len(SHIPPED) == len([*(fresh / "runs").glob("[!.]*")])
    assert all(Path(run["folder"], "config.json").is_file() for run in runs)
    store = Store(fresh / "store.sqlite3")
    store.delete(runs[0]["run"])
    assert len(answer(capsys, "runs", "--workspace", str(fresh))["runs"]) == len(SHIPPED) - 1, (
        "one that was deleted stays deleted"
    )


def test_a_run_that_comes_with_the_project_answers_the_first_command(
    tmp_path: Path, text: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(
        capsys,
        "generate",
        "Small stories, tiny",
        "--prompt",
        "Once",
        "--max-new-tokens",
        "2",
        "--workspace",
        str(tmp_path / "ws"),
    )
    assert len(found["tokens"]) == 2
    begun = [
        "train",
        "--data",
        str(text),
        *SMALL[:-4],
        "--train.max_steps",
        "1",
        "--train.device",
        "cpu",
        "--train.start_from",
        "Small stories, tiny",
    ]
    assert answer(capsys, *begun, "--workspace", str(tmp_path / "other"))["status"] == "done", (
        "it can be gone on from, too"
    )


def test_beginning_a_run_and_reading_help_bring_none(
    tmp_path: Path, text: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh = tmp_path / "ws"
    with pytest.raises(SystemExit):
        main(["runs", "--workspace", str(fresh), "--help"])
    assert not fresh.exists()
    answer(capsys, "train", "--data", str(text), *SMALL, "--train.max_steps", "1", "--workspace", str(fresh))
    assert len(Store(fresh / "store.sqlite3").runs()) == 1


def test_generating_streams_what_json_says(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = [
        "generate",
        "Hens",
        "--prompt",
        " Hen ",
        "--max-new-tokens",
        "12",
        "--temperature",
        "0.5",
        "--seed",
        "3",
        "--workspace",
        str(trained),
    ]
    found = answer(capsys, *argv)
    assert found["prompt"] == " Hen "
    assert len(found["tokens"]) == 12
    assert main(argv) == 0
    assert capsys.readouterr().out == found["text"] + "\n"
    assert answer(capsys, *argv) == found


def test_a_prompt_is_taken_as_it_is(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for prompt in ("", " ", "-x", "--", "\n\n", "--json is not meant here"):
        found = answer(
            capsys, "generate", "Hens", "--prompt", prompt, "--max-new-tokens", "2", "--workspace", str(trained)
        )
        assert found["prompt"] == prompt


def test_stop_strings_may_be_several(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(
        capsys,
        "generate",
        "Hens",
        "--prompt",
        "Hen 1",
        "--stop",
        "l",
        "--stop",
        "\n",
        "--stop",
        " ",
        "--workspace",
        str(trained),
    )
    assert not set("l\n ") & set(found["text"])


def test_evaluating_reads_all_of_a_file_or_the_validation_text(
    trained: Path, text: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = answer(capsys, "evaluate", "Hens", "--workspace", str(trained))
    [run] = own_runs(capsys, trained)
    assert own["val_loss"] == pytest.approx(run["val_loss"], rel=1e-5)
    other = answer(capsys, "evaluate", "Hens", "--data", str(text), "--workspace", str(trained))
    assert set(other) >= TRAINING_KEYS
    assert other["tokens"] == len(text.read_text()) - 1
    assert other["bits_per_byte"] == pytest.approx(other["val_loss"] / 0.6931472, rel=1e-3)


def test_inspecting_gives_tokens_probs_and_attention(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "inspect", "Hens", "--text", "Hen 1", "--workspace", str(trained))
    assert found["tokens"] == list("Hen 1")
    attention = found["attention"]
    assert (len(attention), len(attention[0]), len(attention[0][0]), len(attention[0][0][0])) == (1, 2, 5, 5)
    assert all(sum(row) == pytest.approx(1, abs=1e-4) for head in attention[0] for row in head)
    assert set(found["next_token"][0]) == {"token", "id", "probability"}
    assert main(["inspect", "Hens", "--text", "Hen 1", "--workspace", str(trained)]) == 0
    assert "%" in capsys.readouterr().out


def test_a_folder_gives_all_its_texts_in_order(tmp_path: Path, text: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "texts"
    for name in ("b/two.md", "a.txt", ".hidden/three.txt", "picture.png"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.read_text())
    found = answer(
        capsys,
        "train",
        "--data",
        str(folder),
        *SMALL,
        "--train.max_steps",
        "2",
        "--workspace",
        str(tmp_path / "workspace"),
    )
    assert found["name"] == "texts"
    run = Store(tmp_path / "workspace" / "store.sqlite3").get(found["run"])
    assert [file["name"] for file in run.files] == ["a.txt", "b/two.md"]


def test_a_paused_run_resumes_to_its_end(tmp_path: Path, text: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = answer(capsys, "train", "--data", str(text), *SMALL, "--train.max_steps", "6", "--workspace", str(tmp_path))
    store = Store(tmp_path / "store.sqlite3")
    run = store.create("again", store.get(first["run"]).config, store.get(first["run"]).corpus)
    assert work(open_workspace(tmp_path), run.id, request=lambda: "pause").status == "paused"
    found = answer(capsys, "resume", "again", "--workspace", str(tmp_path))
    assert (found["status"], found["step"], set(found) >= TRAINING_KEYS) == ("done", 6, True)
    assert "all of its 6 steps" in refusal(capsys, "resume", "again", "--workspace", str(tmp_path))


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ([], "COMMAND"),
        (["bogus"], "bogus"),
        (["train"], "--data"),
        (["train", "--data", "TEXT", "--model.d_mod", "64"], "--model.d_mod"),
        (["train", "--data", "TEXT", "--model.d_model", "100", "--model.nhead", "3"], "try 99 or 102"),
        (["train", "--data", "TEXT", "--model.d_model", "abc"], "from 8 to 4,096"),
        (["train", "--data", "TEXT", "--train.max_steps", "9" * 5000], "model"),
        (["train", "--data", "TEXT", "--data.tokenizer", "words"], "characters"),
        (["train", "--data", "TEXT", "--preset", "huge"], "tiny"),
        (["train", "--data", "TEXT", "--name", "x" * 121], "120"),
        (["train", "--data", "TEXT", "--name", " "], "name"),
        (["train", "--data", "TEXT", "--data.encoding", "klingon"], "klingon"),
        (["train", "--data", "TEXT", "--model.context_length", "8000"], "context"),
        (["train", "--data", "NOWHERE"], "no file"),
        (["train", "--data", "EMPTY"], "EMPTY"),
        (["train", "--data", "FOLDER"], "no file that can be read"),
        (["resume", "nobody"], "no run"),
        (["generate", "Hens"], "--prompt"),
        (["generate", "nobody", "--prompt", "x"], "no run"),
        (["generate", "../../etc", "--prompt", "x"], "no run"),
        (["generate", "Hens", "--prompt", "x", "--temperature", "99"], "0 to 10"),
        (["generate", "Hens", "--prompt", "x", "--max-new-tokens", "0"], "from 1"),
        (["evaluate", "Hens", "--data", "NOWHERE"], "no file"),
        (["inspect", "Hens", "--text", ""], "no text"),
        (["worker"], "--spare"),
        (["worker", "nobody"], "no run"),
    ],
)
def test_mistakes_are_one_line_and_code_2(
    trained: Path, text: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], argv: list[str], said: str
) -> None:
    (tmp_path / "EMPTY").touch()
    (tmp_path / "FOLDER").mkdir()
    places = {"TEXT": str(text), **{name: str(tmp_path / name) for name in ("NOWHERE", "EMPTY", "FOLDER")}}
    argv = [places.get(word, word) for word in argv]
    if argv and argv[0] != "bogus":
        argv += ["--workspace", str(trained)]
    before = len(begun_in(trained))
    line = refusal(capsys, *argv)
    assert "Traceback" not in line
    if said != "model":
        assert said in line
    assert len(begun_in(trained)) == before, "a mistake leaves no run behind"


def test_a_mistake_is_json_too_where_json_was_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "resume", "nobody", "--workspace", str(tmp_path), code=2)
    assert found["code"] == "no-runs"
    assert "nobody" in found["error"]


def test_a_workspace_that_cannot_be_written_is_refused(
    tmp_path: Path, text: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert "choose another" in refusal(capsys, "train", "--data", str(text), "--workspace", str(tmp_path / "file"))


def test_a_fault_is_one_line_with_the_place_of_its_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("llm_core.cli.using.runs", lambda options: 1 // 0)
    capsys.readouterr()
    assert main(["runs", "--workspace", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "ZeroDivisionError" in (tmp_path / "fault.log").read_text()
    assert str(tmp_path / "fault.log") in said


def test_every_hyperparameter_is_a_flag() -> None:
    for name, _ in settings_of(RunConfig):
        if name not in ("preset",):
            assert vars(arguments.parse(["train", "--data", "x", f"--{name}=1"]))[name] in ("1", ["1"])
    for name in SamplingConfig.model_fields:
        flag = f"--{name.replace('_', '-')}"
        assert name in vars(arguments.parse(["generate", "r", "--prompt", "x", f"{flag}=1"]))
    assert set(vars(arguments.parse(["train", "--data", "x"]))) == {"command", "data", "name", "workspace", "json"}


def test_help_names_every_setting(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["train", "--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert all(f"--{name}" in shown for name, _ in settings_of(RunConfig))


def test_a_refusal_imports_no_torch(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "llm_core", "train", "--data", str(tmp_path / "missing.txt")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "no file" in done.stderr
    modules = {line.rpartition("|")[2].strip() for line in done.stderr.split("\n") if line.startswith("import time:")}
    assert "pydantic" in modules
    assert not {"torch", "gradio", "pandas"} & modules


def test_ctrl_c_stops_and_keeps_and_a_kill_loses_little(tmp_path: Path, text: Path) -> None:
    command = [sys.executable, "-m", "llm_core"]
    train = [
        *command,
        "train",
        "--data",
        str(text),
        *SMALL,
        "--train.max_steps",
        "1000000",
        "--train.eval_every",
        "1000000",
        "--train.save_every",
        "20",
        "--workspace",
        str(tmp_path),
        "--name",
        "h",
        "--json",
    ]
    process = subprocess.Popen(train, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    store = Store(tmp_path / "store.sqlite3")
    wait_for_steps(store, 50)
    process.kill()
    process.communicate()
    assert store.runs()[0].status == "running", "nobody was there to say otherwise"
    resumed = subprocess.Popen(
        [*command, "resume", "h", "--workspace", str(tmp_path), "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for_steps(store, store.runs()[0].step + 40)
    resumed.send_signal(signal.SIGINT)
    out, err = resumed.communicate(timeout=60)
    assert resumed.returncode == 130
    assert "Traceback" not in err
    found = json.loads(out.strip().split("\n")[-1])
    assert found["status"] == "stopped"
    steps = [row.step for row in store.events(found["run"], kinds=["step"], limit=10**6)]
    assert steps == list(range(1, found["step"] + 1))
    assert (Path(found["folder"]) / "checkpoints" / f"step-{found['step']:08d}").is_dir()


def wait_for_steps(store: Store, count: int) -> None:
    deadline = time.monotonic() + 120
    while not store.runs() or store.runs()[0].step < count:
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)
    assert os.path.exists(store.path)
