"""A request names uploads, never paths: however a path is dressed, and wherever it stands, it is refused and nothing is
opened.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from llm_core.errors import TextError
from tests.ui.conftest import Served, uploaded
from tests.ui.in_process import Asking
from ui.state.incoming import Incoming
from ui.state.limits import Limits
from ui.state.uploads import Uploads

FILE = {"_type": "gradio.FileData"}
SESSION = "abcdefghijk"
ADA = ("ada", "a-long-password")
KINDS: Mapping[str, Mapping[str, Any]] = {
    "open": {},
    "with a password": {"auth": ADA},
    "as a Space": {"space_host": "me-terrarium.hf.space"},
}
SECRETS = ("/etc/passwd", "/proc/self/environ", "/dev/zero", "/dev/stdin")


@dataclass
class Page:
    """A served page and what it offers."""

    asks: Asking
    services: Any
    config: Mapping[str, Mapping[str, Any]]  # by the path of each language's page

    def post(self, path: str, body: Any) -> httpx.Response:
        return self.asks.post(path, body)


@pytest.fixture(scope="module", params=list(KINDS))
def page(request: pytest.FixtureRequest, served: Served) -> Iterator[Page]:
    from ui.server.security import rules_for
    from ui.server.server import make_app

    rules = KINDS[request.param]
    asks = Asking(
        make_app(served.services, rules_for(served.services, **rules)),
        auth=rules.get("auth"),
        host=rules.get("space_host", "127.0.0.1"),
    )
    yield Page(asks, served.services, {at: asks.config(at) for at in ("", "/zh")})
    asks.close()


@pytest.fixture(scope="module")
def opened() -> list[str]:
    """Every path that this process opens from here on, and every name that it looks up."""
    seen: list[str] = []

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in ("open", "socket.getaddrinfo", "os.listdir", "shutil.copyfile"):
            seen.append(str(arguments[0]))

    sys.addaudithook(hook)
    return seen


@pytest.fixture(scope="module")
def foreign(served: Served, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Paths that are no upload: of each kind one."""
    folder, incoming = tmp_path_factory.mktemp("foreign"), served.services.workspace.incoming
    os.mkfifo(folder / "pipe")
    (folder / "secret.txt").write_text("a secret", encoding="utf-8")
    batch = served.services.uploads.incoming.new()
    (batch / "0").mkdir()
    (batch / "0" / "link.txt").symlink_to(folder / "secret.txt")
    (batch / "0" / "device").symlink_to("/dev/zero")
    os.link(folder / "secret.txt", batch / "0" / "hard.txt")
    os.mkfifo(batch / "0" / "pipe")
    batch.joinpath("1").symlink_to(folder)
    store = served.services.workspace.store_path
    return [
        *SECRETS,
        "../../../../etc/passwd",
        "etc/passwd",
        "app.py",
        ".",
        "",
        "~/.ssh/id_rsa",
        "C:\\Windows\\win.ini",
        "file:///etc/passwd",
        "http://evil.example/x",
        "http://127.0.0.1:1/x",
        "//evil.example/x",
        str(store),
        f"{store}-wal",
        str(folder / "secret.txt"),
        str(folder / "pipe"),
        *(
            str(batch / "0" / name)
            for name in ("link.txt", "device", "hard.txt", "pipe", "..", "../../../store.sqlite3")
        ),
        str(batch / "1" / "secret.txt"),
        str(batch),
        str(batch / "0"),
        str(incoming),
        f"{incoming}/../store.sqlite3",
        f"{batch}/0/x\x00.txt",
        f"{batch}/0/{'x' * 5000}",
    ]


def dressed(path: str) -> list[Any]:
    """A path as Gradio would take it for a file, at several depths."""
    plain = {"path": path, "meta": FILE}
    return [
        plain,
        [plain],
        {**plain, "url": "http://evil.example/x", "orig_name": "a.txt", "size": 1, "is_stream": True},
        {"source": plain, "changes": {"train.seed": [plain]}},
        {"path": path, "meta": {**FILE, "more": 1}},
        {"value": {"deep": [[[[plain]]]]}},
        {"path": path, "meta": "x"},
    ]


def refused(answer: httpx.Response) -> None:
    assert answer.status_code in (403, 404, 422), (answer.status_code, answer.text[:200])
    assert answer.json()["error"].endswith((".", "。"))
    assert "root:" not in answer.text


def test_no_handler_takes_a_path_wherever_it_stands(page: Page, foreign: list[str], opened: list[str]) -> None:
    opened.clear()
    for at, config in page.config.items():
        for number, known in enumerate(config["dependencies"]):
            inputs = known["inputs"] or [None]
            value = dressed(foreign[number % len(foreign)])[
                number % 7
            ]  # each handler by turns, so that all are seen in time
            for place in range(len(inputs)):
                data = [value if other == place else None for other in range(len(known["inputs"]))]
                named = known["api_name"]
                for path in ("queue/join", f"run/{named}", f"api/{named}", f"call/{named}"):
                    refused(
                        page.post(
                            f"{at}/gradio_api/{path}",
                            {"data": data or [value], "fn_index": known["id"], "session_hash": SESSION},
                        )
                    )
                refused(page.post(f"{at}/gradio_api/call/v2/{named}", {"run": value, "text": value}))
            body = {
                "data": [None] * len(known["inputs"]),
                "event_data": {"x": [value]},
                "fn_index": known["id"],
                "session_hash": SESSION,
            }
            refused(page.post(f"{at}/gradio_api/queue/join", body))
    require_unopened(opened, foreign)


def test_those_that_take_files_refuse_every_path_that_is_no_upload(
    page: Page, foreign: list[str], opened: list[str]
) -> None:
    opened.clear()
    seen = 0
    for at, config in page.config.items():
        files = {one["id"] for one in config["components"] if one["type"] == "file"}
        for known in config["dependencies"]:
            if not files.intersection(known["inputs"]):
                continue
            seen += 1
            for path in foreign:
                for value in dressed(path)[:4]:
                    body = {
                        "data": [value, None],
                        "fn_index": known["id"],
                        "session_hash": SESSION,
                        "trigger_id": known["targets"][0][0],
                    }
                    refused(page.post(f"{at}/gradio_api/queue/join", body))
    assert seen == 4
    require_unopened(opened, foreign)


def test_no_live_part_takes_a_path(page: Page, foreign: list[str], opened: list[str]) -> None:
    opened.clear()
    for at, config in page.config.items():
        parts = [(one["id"], name) for one in config["components"] for name in one["props"].get("server_fns") or ()]
        assert len(parts) > 30
        for number, (part, name) in enumerate(parts):
            for value in dressed(foreign[number % len(foreign)]):
                body = {
                    "component_id": part,
                    "fn_name": name,
                    "session_hash": SESSION,
                    "data": {"draft": value, "id": value},
                }
                refused(page.post(f"{at}/gradio_api/component_server/", body))
    require_unopened(opened, foreign)


def require_unopened(opened: list[str], foreign: list[str]) -> None:
    touched = [
        path
        for path in opened
        if path in foreign or path in ("evil.example", "b'evil.example'") or path.endswith(("secret.txt", "link.txt"))
    ]
    assert touched == []


def test_nothing_is_served_or_fetched_by_path(page: Page, foreign: list[str], opened: list[str]) -> None:
    opened.clear()
    for at in page.config:
        for path in foreign:
            for door in (
                "file=",
                "file/",
                "proxy=",
                "stream/",
                "custom_component/x/client/y/",
                "x/gradio_api/queue/data/file=",
            ):
                answer = page.asks.get(
                    f"{at}/gradio_api/{door}" + str(httpx.URL("http://x", params={"p": path}).query[2:], "ascii")
                )
                assert answer.status_code in (403, 404), (door, path)
        for path in (
            "process_recording",
            "vibe-edit",
            "vibe-code",
            "stream/x",
            "stream/x/close",
            "profiling/clear",
            "login",
            "run-history/connect",
        ):
            assert page.post(f"{at}/gradio_api/{path}", {"data": []}).status_code in (404, 405)
        form = {
            "fn_name": (None, "tokens"),
            "component_id": (None, "18"),
            "session_hash": (None, "x"),
            "f": ("a.txt", b"x"),
        }
        assert page.asks("POST", f"{at}/gradio_api/component_server", files=form).status_code == 400
    require_unopened(opened, foreign)


def test_a_real_upload_is_taken_in_once_and_by_its_own_browser_alone(served: Served) -> None:
    asks, services = httpx.Client(base_url=served.url, timeout=60), served.services
    for at in ("", "/zh"):
        config = asks.get(f"{at}/config").json()
        files = {one["id"] for one in config["components"] if one["type"] == "file"}
        known = next(one for one in config["dependencies"] if files.intersection(one["inputs"]))
        ada, eve = ({"Cookie": f"terrarium-visitor={name}"} for name in ("ada", "eve"))
        (path,) = asks.post(
            f"{at}/gradio_api/upload", files={"files": ("../cats.txt", b"The cat sat. " * 50)}, headers=ada
        ).json()
        body = {"data": [[{"path": path, "meta": FILE}], None], "fn_index": known["id"], "session_hash": SESSION}
        refused(asks.post(f"{at}/gradio_api/queue/join", json=body, headers=eve))
        refused(asks.post(f"{at}/gradio_api/queue/join", json=body))
        before = {upload.id for upload in services.uploads.kept()}
        assert asks.post(f"{at}/gradio_api/queue/join", json=body, headers=ada).status_code == 200
        said = asks.get(f"{at}/gradio_api/queue/data", params={"session_hash": SESSION}).text
        assert '"success":true' in said
        (taken,) = [upload for upload in services.uploads.kept() if upload.id not in before]
        assert taken.name == "cats.txt"
        assert not Path(path).exists()
        refused(asks.post(f"{at}/gradio_api/queue/join", json=body, headers=ada))
        services.uploads.remove(taken.id)


@pytest.mark.parametrize(
    "kind", ["absolute", "relative", "link", "hard link", "pipe", "folder", "up", "other batch", "nowhere"]
)
def test_what_is_no_waiting_upload_is_not_taken_in_by_whoever_asks(tmp_path: Path, kind: str) -> None:
    incoming = Incoming(tmp_path / "incoming")
    uploads = Uploads(tmp_path / "uploads", Limits(), incoming)
    secret, place = tmp_path / "secret.txt", incoming.new() / "0"
    secret.write_text("a secret", encoding="utf-8")
    place.mkdir()
    (place / "link").symlink_to(secret)
    os.link(secret, place / "hard")
    os.mkfifo(place / "pipe")
    named = {
        "absolute": secret,
        "relative": os.path.relpath(secret),
        "link": place / "link",
        "hard link": place / "hard",
        "pipe": place / "pipe",
        "folder": place,
        "up": f"{place}/../../../secret.txt",
        "other batch": tmp_path / "incoming" / "x" / "0" / "a.txt",
        "nowhere": place / "gone.txt",
    }[kind]
    with pytest.raises(TextError, match="not a file that was uploaded here"):
        uploads.add([named])
    with pytest.raises(TextError):
        uploads.add_together([named])
    assert uploads.kept() == []


def test_what_waits_is_moved_and_not_copied(served: Served, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The cat sat on the mat.", encoding="utf-8")
    (waits,) = uploaded(served.services, tmp_path / "a.txt")
    (upload,) = served.services.uploads.add([waits])
    assert not Path(waits).parents[1].exists()
    served.services.uploads.remove(upload)
