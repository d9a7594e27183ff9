"""How the page begins: one language a path, its head before the first paint, a port that is free, refusals in
one line.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

import app
from llm_core.samples import Sample
from ui.server.page import build_page
from ui.words import Words

ROOT = Path(__file__).resolve().parents[2]
A_BROWSER = {"Accept": "text/html,*/*"}


def test_each_page_has_its_language_and_its_look_from_the_first_byte(served: Any) -> None:
    for path, tag, word in (("/", 'lang="en"', "Terrarium"), ("/zh/", 'lang="zh-CN"', "玻璃温室")):
        html = httpx.get(served.url + path, headers=A_BROWSER).text
        assert tag in html
        assert word in html
        assert html.index("/look/look.css") < html.index("gradio_config")


@pytest.mark.parametrize("path", ["/", "/zh/", "/look/look.css", "/config", "/look/favicon.svg"])
def test_texts_are_compressed_for_those_who_can_read_that(served: Any, path: str) -> None:
    with httpx.stream("GET", served.url + path, headers={"Accept-Encoding": "gzip"}) as answer:
        packed = sum(map(len, answer.iter_raw()))
        assert (answer.headers.get("content-encoding"), answer.headers["vary"]) == ("gzip", "Accept-Encoding")
        assert answer.headers["content-security-policy"]
    plain = httpx.get(served.url + path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert packed < len(plain.content)


def test_an_event_stream_is_not_held_back_to_be_compressed(served: Any) -> None:
    with httpx.stream(
        "GET", f"{served.url}/gradio_api/heartbeat/nobody", headers={"Accept-Encoding": "gzip"}
    ) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert "content-encoding" not in answer.headers
        assert next(answer.iter_raw())


@pytest.mark.parametrize("path", ["/", "/zh/"])
def test_a_page_holds_each_script_and_each_setting_once(served: Any, path: str) -> None:
    html = httpx.get(served.url + path, headers=A_BROWSER).text
    words = Words("zh" if path == "/zh/" else "en")
    assert "speakTemplate" not in html, "the scripts of its parts come by themselves"
    for name in ("train.warmup_steps", "model.norm_first"):
        assert html.count(json.dumps(words.field(name)[1], ensure_ascii=False)) == 1


def test_opening_makes_no_sample(served: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Sample, "text", lambda *_: pytest.fail("a sample was made though nobody asked for it"))
    build_page(served.services, Words("en"))


def test_a_browser_that_prefers_chinese_is_led_there_until_it_chooses(served: Any) -> None:
    chinese = {**A_BROWSER, "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}
    assert httpx.get(served.url + "/", headers=chinese).headers["location"] == "/zh/"
    assert httpx.get(served.url + "/", headers={**chinese, "Cookie": "terrarium-language=en"}).status_code == 200
    assert (
        httpx.get(served.url + "/", headers={**A_BROWSER, "Cookie": "terrarium-language=zh"}).headers["location"]
        == "/zh/"
    )
    assert httpx.get(served.url + "/", headers={**A_BROWSER, "Accept-Language": "de,zh;q=0.5"}).status_code == 200
    assert httpx.get(served.url + "/", headers={"Accept-Language": "zh"}).status_code == 200  # a program


def test_the_page_opens_on_train_and_offers_seven_tabs(served: Any) -> None:
    config = httpx.get(served.url + "/config").json()
    tabs = next(part for part in config["components"] if part["type"] == "tabs")
    assert tabs["props"]["selected"] == "train"
    labels = [part["props"]["label"] for part in config["components"] if part["type"] == "tabitem"]
    assert labels[:7] == ["Data", "Model", "Train", "Inspect", "Chat", "Tasks", "Runs"]


def test_handlers_are_private_and_endpoints_public(served: Any) -> None:
    for path, public in (
        ("/", {"start_run", "run_status", "stop_run", "list_runs", "generate", "attention"}),
        ("/zh/", set()),
    ):
        named = {name.strip("/") for name in httpx.get(f"{served.url}{path}gradio_api/info").json()["named_endpoints"]}
        assert named == public


@pytest.mark.parametrize("arguments", [["--host", "0.0.0.0"], ["--host", "192.168.1.7"], ["--host", "::"]])
def test_listening_to_others_without_a_password_is_refused(arguments: list[str], capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.delenv("SPACE_ID", raising=False)
    assert app.main(arguments) == 2
    said = capsys.readouterr().err
    assert "--auth" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("given", ["", "ada", ":secret", "ada:"])
def test_a_password_that_is_none_is_refused(given: str, capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("TERRARIUM_AUTH", given)
    assert app.main(["--auth"]) == 2
    assert "user:password" in capsys.readouterr().err


def test_a_port_that_is_taken_is_refused_when_asked_for_and_passed_over_when_not(capsys: Any, monkeypatch: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert app.main(["--port", str(port)]) == 2
        assert f"Port {port}" in capsys.readouterr().err
        monkeypatch.setenv("PORT", str(port))
        with app._listen("127.0.0.1", None) as listener:
            assert listener.getsockname()[1] > port


@pytest.mark.parametrize("port", ["-1", "99999", "0x"])
def test_a_port_that_is_none_is_refused_in_one_line(port: str) -> None:
    done = subprocess.run(
        [sys.executable, "app.py", "--port", port], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_the_page_imports_no_torch_before_it_is_served() -> None:
    code = "import sys, app, ui.server.server, ui.state.services; assert 'torch' not in sys.modules; print('fine')"
    assert (
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        == "fine\n"
    )
