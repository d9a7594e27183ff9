"""Where the page answers: its addresses by language and tab, and the same below a path at which a proxy shows it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

import app
from ui.server.page_head import TABS, page_at

A_BROWSER = {"Accept": "text/html,*/*"}
HOP = {"connection", "transfer-encoding", "content-encoding", "content-length", "date", "server"}


@pytest.mark.parametrize(
    ("path", "page"),
    [("/", "/"), ("/zh/", "/zh/"), *((f"/{tab}", "/") for tab in TABS), *((f"/zh/{tab}", "/zh/") for tab in TABS)],
)
def test_a_page_is_served_at_its_folder_and_at_each_of_its_tabs(served: Any, path: str, page: str) -> None:
    assert page_at(path) == (page, None)
    if path in ("/inspect", "/zh/inspect", "/zh/", "/runs"):
        html = httpx.get(
            served.url + path,
            params={"run": "<b>", "head": 999},
            headers={**A_BROWSER, "Cookie": f"terrarium-language={'zh' if 'zh' in path else 'en'}"},
        ).text
        assert ('lang="zh-CN"' if page == "/zh/" else 'lang="en"') in html
        assert "gradio_config" in html
        assert "<b>" not in html


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/zh", "/zh/"),
        ("/zh?run=a&head=3", "/zh/?run=a&head=3"),
        ("/inspect/?run=a", "/inspect?run=a"),
        ("/zh/chat/", "/zh/chat"),
        ("/zh//", "/zh/"),
    ],
)
def test_an_address_written_otherwise_is_led_to_the_page_with_its_query(served: Any, asked: str, led: str) -> None:
    assert httpx.get(served.url + asked).headers["location"] == led


@pytest.mark.parametrize(
    "path", ["/nowhere", "/zh/nowhere", "/inspect/more", "//evil.example", "/zh/../etc", "/<script>", "/zhx"]
)
def test_an_address_that_is_none_leads_nowhere(served: Any, path: str) -> None:
    answer = httpx.get(served.url + path)
    assert answer.status_code == 404
    assert "<script>" not in answer.text


def test_a_browser_that_prefers_chinese_keeps_tab_and_query(served: Any) -> None:
    answer = httpx.get(f"{served.url}/inspect?run=a&head=3", headers={**A_BROWSER, "Accept-Language": "zh-CN,zh"})
    assert answer.headers["location"] == "/zh/inspect?run=a&head=3"


@pytest.mark.parametrize(
    ("given", "path"),
    [
        (None, ""),
        ("", ""),
        ("/", ""),
        ("/terra", "/terra"),
        ("terra/", "/terra"),
        ("/a/b", "/a/b"),
        ("https://lab.example/terra", "/terra"),
    ],
)
def test_the_path_of_a_proxy_is_read_as_it_is_meant(given: str | None, path: str, monkeypatch: Any) -> None:
    monkeypatch.setenv("GRADIO_ROOT_PATH", given or "")
    assert app._root_path(None) == path
    assert app._root_path(given) == path


@pytest.mark.parametrize("given", ["/<script>", "/a b", "/a/../b", "/a//b", '/"'])
def test_a_path_of_a_proxy_that_is_none_is_refused_in_one_line(given: str, capsys: Any) -> None:
    assert app.main(["--root-path", given]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@dataclass(frozen=True)
class Behind:
    """A page behind a proxy: where a browser finds it, and who serves it."""

    url: str
    services: Any


def proxy_to(port: int, *, strips: bool) -> ThreadingHTTPServer:
    """A reverse proxy on a free port that shows a server of this machine at /terra; it passes streams on piece by
    piece.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def pass_on(self) -> None:
            if not self.path.startswith("/terra"):
                self.send_error(404)
                return
            path = self.path.removeprefix("/terra") or "/" if strips else self.path
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
            with httpx.stream(
                self.command,
                f"http://127.0.0.1:{port}{path}",
                headers={**headers, "Accept-Encoding": "identity"},
                content=body,
                timeout=60,
            ) as answer:
                self.send_response(answer.status_code)
                for name, value in answer.headers.items():
                    if name.lower() not in HOP:
                        self.send_header(name, value)
                self.end_headers()
                try:
                    for piece in answer.iter_raw():
                        self.wfile.write(piece)
                        self.wfile.flush()
                except (BrokenPipeError, ConnectionResetError):
                    return

        do_GET = do_POST = do_HEAD = pass_on  # noqa: N815 - names of the library

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    proxy = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    proxy.daemon_threads = True
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    return proxy


@pytest.fixture(scope="session")
def behind(served: Any) -> Iterator[dict[str, Behind]]:
    """The page of the session's workspace at /terra, behind a proxy that strips that path, and behind one that keeps
    it.
    """
    from ui.server.security import rules_for
    from ui.server.server import Server, make_app

    listener = socket.create_server(("127.0.0.1", 0))
    ready = threading.Event()
    server = Server(
        make_app(served.services, rules_for(served.services), root_path="/terra"), listener, ready=ready.set
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert ready.wait(60)
    proxies = {kind: proxy_to(listener.getsockname()[1], strips=kind == "strips") for kind in ("strips", "keeps")}
    yield {
        kind: Behind(f"http://127.0.0.1:{proxy.server_address[1]}", served.services) for kind, proxy in proxies.items()
    }
    for proxy in proxies.values():
        proxy.shutdown()
        proxy.server_close()
    server.stop()
    thread.join(10)
    listener.close()


@pytest.mark.parametrize("kind", ["strips", "keeps"])
def test_every_address_of_ours_works_below_the_path_of_a_proxy(behind: dict[str, Behind], kind: str) -> None:
    url = behind[kind].url
    assert kind == "strips" or httpx.get(f"{url}/terra").headers["location"] == "/terra/"
    assert httpx.get(f"{url}/terra/zh?run=a").headers["location"] == "/terra/zh/?run=a"
    chinese = {**A_BROWSER, "Accept-Language": "zh-CN"}
    assert httpx.get(f"{url}/terra/chat?run=a", headers=chinese).headers["location"] == "/terra/zh/chat?run=a"
    for path in ("/", "/zh/", "/inspect", "/zh/inspect"):
        html = httpx.get(f"{url}/terra{path}", headers=A_BROWSER).text
        assert 'href="/terra/look/look.css"' in html
        assert "manifest.json" not in html
    for path in (
        "/look/look.css",
        "/look/plotly.min.js",
        "/look/favicon.svg",
        "/favicon.ico",
        "/config",
        "/zh/config",
        "/gradio_api/info",
        "/gradio_api/app_id",
    ):
        assert httpx.get(f"{url}/terra{path}").status_code == 200, path
    assert httpx.get(f"{url}/terra/nowhere").status_code == 404


@pytest.mark.parametrize("kind", ["strips", "keeps"])
def test_streams_pass_a_proxy_that_shows_the_page_below_a_path(behind: dict[str, Behind], kind: str) -> None:
    api = f"{behind[kind].url}/terra/gradio_api"
    event = httpx.post(f"{api}/call/list_runs", json={"data": []}).json()["event_id"]
    assert "event: complete" in httpx.get(f"{api}/call/list_runs/{event}", timeout=60).text
