"""What the machine refuses a command: a full or failing disk, files that may not be opened, paths too long. One
sentence each, exit code 1 or 2.
"""

from __future__ import annotations

import errno
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from llm_core import faults
from llm_core.cli.main import main
from llm_core.runs.store import Store

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
    "--train.max_steps",
    "8",
    "--train.save_every",
    "4",
]
HELPS = (
    "free some room",
    "another disk",
    "Give it the right",
    "raise the limit",
    "move it",
    "put it back",
    "remove the link",
    "shorter",
    "choose another",
)


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "hens.txt"
    path.write_text("".join(f"Hen {n} lays {n % 7} eggs.\n" for n in range(300)))
    return path


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, text: Path) -> Path:
    workspace = tmp_path_factory.mktemp("trained") / "ws"
    assert main(["train", "--data", str(text), *SMALL, "--name", "Hens", "--workspace", str(workspace), "--json"]) == 0
    return workspace


def refused(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    """What a command says that can't do its work."""
    capsys.readouterr()
    assert main(argv) in (1, 2)
    said = capsys.readouterr()
    assert "Traceback" not in said.err + said.out
    assert "broke (" not in said.err
    assert any(help_ in said.err for help_ in HELPS), said.err
    return said.err


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS], ids=["full", "failing", "read-only"])
@pytest.mark.parametrize(
    ("call", "nth"), [("replace", 1), ("replace", 4), ("replace", 5), ("replace", 9), ("fsync", 16), ("open", 5)]
)
def test_a_disk_that_refuses_the_nth_call_is_a_sentence_and_no_run_stays_at_work(
    tmp_path: Path,
    text: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    nth: int,
    number: int,
) -> None:
    real, count = getattr(os, call), 0

    def refuse(*args: object, **kwargs: object) -> object:
        nonlocal count
        count += 1
        if count == nth:
            raise OSError(number, os.strerror(number))
        return real(*args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(os, call, refuse)
        refused(capsys, "train", "--data", str(text), *SMALL, "--workspace", str(tmp_path / "ws"))
    if (tmp_path / "ws" / "store.sqlite3").exists():
        assert {run.status for run in Store(tmp_path / "ws" / "store.sqlite3").runs()} <= {"failed"}


def put_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def put_a_circle(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("harm", [put_a_folder, put_a_circle, cut, Path.unlink])
@pytest.mark.parametrize("file", ["tokenizer.json", "config.json", "corpus.json"])
def test_a_runs_damaged_file_is_no_traceback(
    tmp_path: Path, trained: Path, capsys: pytest.CaptureFixture[str], file: str, harm: Callable[[Path], None]
) -> None:
    shutil.copytree(trained, tmp_path / "ws")
    [folder] = (tmp_path / "ws" / "runs").iterdir()
    harm(folder / file)
    for command in (["generate", "Hens", "--prompt", "Hen", "--max-new-tokens", "2"], ["evaluate", "Hens"], ["runs"]):
        capsys.readouterr()
        assert main([*command, "--workspace", str(tmp_path / "ws")]) in (0, 2)
        said = capsys.readouterr().err
        assert "Traceback" not in said
        assert "broke (" not in said


def test_a_path_of_seven_hundred_characters_is_refused(
    tmp_path: Path, text: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long = tmp_path.joinpath(*["x" * 99] * 7)
    assert "shorter" in refused(capsys, "train", "--data", str(text), *SMALL, "--workspace", str(long))


def test_twelve_open_files_are_too_few_for_the_page_and_it_says_so(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "app.py", "--workspace", str(tmp_path / "ws"), "--port", "0"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (12, 12)),
    )
    assert done.returncode == 2
    assert "ulimit -n" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_limit_that_may_be_raised_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (12, 4096))
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: asked.append(limits))
    faults.require_open_files(64)
    assert asked == [(64, 4096)]
