"""What a browser sends waits in the workspace: its owner's alone, counted, and gone once it is taken, refused, given up
or old.
"""

from __future__ import annotations

import os
import socket
import stat
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from llm_core.errors import ResourceError, RunError
from llm_core.runs.store import Store
from llm_core.runs.workspace import open_workspace
from tests.ui.conftest import Served, uploaded
from ui.state.incoming import KEPT_S, Incoming
from ui.state.limits import Limits
from ui.state.uploads import Uploads


def files_in(folder: Path) -> list[Path]:
    return [
        Path(inside) / name for inside, _, names in os.walk(folder) for name in names
    ]  # walks on where a folder vanishes


def emptied(folder: Path, seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while files_in(folder) and time.monotonic() < end:
        time.sleep(0.05)
    return not files_in(folder)


@pytest.fixture
def incoming(served: Served) -> Path:
    folder: Path = served.services.workspace.incoming
    for batch in list(folder.iterdir()):
        served.services.uploads.incoming.drop(batch)
    return folder


def send(served: Served, content: bytes, **options: Any) -> httpx.Response:
    return httpx.post(f"{served.url}/gradio_api/upload", files={"files": ("a.txt", content)}, timeout=30, **options)


def test_an_upload_waits_in_the_workspace_where_its_owner_alone_reads_it(served: Served, incoming: Path) -> None:
    (path,) = send(served, b"The cat sat.").json()
    assert Path(path).read_bytes() == b"The cat sat."
    assert Path(path).is_relative_to(incoming)
    assert stat.S_IMODE(Path(path).stat().st_mode) == 0o600
    assert all(stat.S_IMODE(folder.stat().st_mode) == 0o700 for folder in (incoming, *Path(path).parents[:2]))
    (again,) = send(served, b"The cat sat.").json()
    assert again != path  # the same content elsewhere: no name is to be guessed
    assert os.environ["GRADIO_TEMP_DIR"] == str(incoming)


def test_what_waits_counts_as_much_as_what_was_taken_in(served: Served, incoming: Path, tmp_path: Path) -> None:
    before = served.services.uploads._used_bytes()
    send(served, b"x" * 1_000_000)
    assert served.services.uploads._used_bytes() == before + 1_000_000
    uploads = Uploads(tmp_path / "uploads", Limits(quota_bytes=1000))
    (tmp_path / "big.txt").write_bytes(b"x" * 2000)
    holder = type("Holder", (), {"uploads": uploads})
    with pytest.raises(ResourceError, match="are taken"):
        uploads.add(uploaded(holder, tmp_path / "big.txt"))
    assert files_in(uploads.incoming.folder) == []  # refused: nothing of it stays


def test_a_refused_upload_leaves_nothing(served: Served, incoming: Path) -> None:
    def untold() -> Any:
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
        for _ in range(30):
            yield b"x" * 100_000

    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    assert send(served, b"x" * 2_100_000).status_code == 413
    assert httpx.post(f"{served.url}/gradio_api/upload", content=untold(), headers=kind, timeout=30).status_code == 413
    for body in (
        b"",
        b"--x\r\n",
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nhalf a file',
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
    ):
        answer = httpx.post(f"{served.url}/gradio_api/upload", content=body, headers=kind)
        assert (answer.status_code, answer.text[-1]) == (400, ".")
    assert emptied(incoming)


def test_an_upload_that_is_given_up_leaves_nothing(served: Served, incoming: Path) -> None:
    parts = urlsplit(served.url)
    with socket.create_connection((str(parts.hostname), int(parts.port or 0))) as line:
        head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n' + b"x" * 200_000
        line.sendall(
            (
                f"POST /gradio_api/upload HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: multipart/form-data; "
                f"boundary=x\r\nContent-Length: 900000\r\n\r\n"
            ).encode()
            + head
        )
        end = time.monotonic() + 10
        while not files_in(incoming) and time.monotonic() < end:
            time.sleep(0.02)
        assert files_in(incoming)
    assert emptied(incoming)


def test_names_are_harmless_and_there_may_be_many(served: Served, incoming: Path) -> None:
    names = [
        "../../x.txt",
        "/etc/passwd",
        "C:\\a\\b.txt",
        "",
        ".",
        "..",
        "nul\x00.txt",
        "x" * 500 + ".txt",
        "唐诗.txt",
        '"quoted".txt',
    ]
    answer = httpx.post(f"{served.url}/gradio_api/upload", files=[("files", (name or "a", b"x")) for name in names])
    assert answer.status_code == 200
    assert [Path(path).relative_to(incoming).parts[1] for path in answer.json()] == [
        str(number) for number in range(len(names))
    ]
    assert all(Path(path).resolve().is_relative_to(incoming.resolve()) for path in answer.json())
    many = httpx.post(f"{served.url}/gradio_api/upload", files=[("files", ("a", b"")) for _ in range(1001)], timeout=60)
    assert many.status_code == 400
    assert "1000" in many.text


def test_what_is_old_goes_at_the_start_and_by_and_by(tmp_path: Path) -> None:
    first = Incoming(tmp_path / "incoming")
    old, new = first.new(), first.new()
    for batch in (old, new):
        (batch / "0").mkdir()
        (batch / "0" / "a.txt").write_bytes(b"x")
    (tmp_path / "incoming" / "tmp123").write_bytes(b"")  # what Gradio leaves beside them
    for path in (old / "0" / "a.txt", old / "0", old):
        os.utime(path, (time.time() - KEPT_S - 9,) * 2)
    Incoming(tmp_path / "incoming")
    assert not old.exists()
    assert new.exists()
    assert sorted(entry.name for entry in (tmp_path / "incoming").iterdir()) == [new.name]


def test_a_workspace_is_its_owners_alone_whether_it_is_new_or_was_there(tmp_path: Path) -> None:
    former = os.umask(0o022)
    try:
        for folder in (tmp_path / "new", tmp_path / "old"):
            if folder.name == "old":
                for name in ("runs", "corpora", "uploads", "incoming"):
                    (folder / name).mkdir(parents=True)
                    (folder / name).chmod(0o755)
                folder.chmod(0o755)
                Store(folder / "store.sqlite3").runs()
                for file in folder.glob("store*"):
                    file.chmod(0o644)
            workspace = open_workspace(folder)
            store = Store(workspace.store_path)
            with pytest.raises(RunError):
                store.get("none")
            for path in (folder, workspace.runs, workspace.corpora, workspace.uploads, workspace.incoming):
                assert stat.S_IMODE(path.stat().st_mode) == 0o700, path
            found = list(folder.glob("store*"))
            assert found
            assert {stat.S_IMODE(file.stat().st_mode) for file in found} == {0o600}
    finally:
        os.umask(former)


def test_what_a_worker_writes_is_its_owners_alone(served: Served, small_run: str) -> None:
    workspace = served.services.workspace
    run = workspace.run_folder(small_run)
    for folder in (workspace.folder, workspace.runs, workspace.corpora, workspace.uploads, run, run / "checkpoints"):
        assert stat.S_IMODE(folder.stat().st_mode) & 0o077 == 0, folder
    for file in (*workspace.folder.glob("store*"), run / "worker.log", *files_in(workspace.uploads)):
        if "sample-" not in str(file):
            assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file
