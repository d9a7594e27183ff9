"""What the server refuses: foreign names and sites, paths, bodies over their cap; and what it tells the browser."""

from __future__ import annotations

import base64
from typing import Any

import httpx
import pytest

from llm_core.errors import ResourceError
from ui.server.security import Guard, Rules
from ui.state.limits import Limits


def page_behind(rules: Rules) -> httpx.AsyncClient:
    """A page that reads its body, behind the guard."""

    async def page(scope: Any, receive: Any, send: Any) -> None:
        size, more = 0, True
        while more:
            message = await receive()
            size, more = size + len(message.get("body", b"")), message.get("more_body", False)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": str(size).encode()})

    return httpx.AsyncClient(transport=httpx.ASGITransport(app=Guard(page, rules)), base_url="http://127.0.0.1:7860")


async def ask(rules: Rules, method: str = "GET", path: str = "/", **options: Any) -> httpx.Response:
    async with page_behind(rules) as client:
        return await client.request(method, path, **options)


def run(call: Any) -> httpx.Response:
    import asyncio

    return asyncio.run(call)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "", "[", "a b"])
def test_a_foreign_host_is_refused(host: str) -> None:
    answer = run(ask(Rules(Limits()), headers={"Host": host}))
    assert answer.status_code == 400
    assert "127.0.0.1" in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "LOCALHOST", "[::1]:7860", "192.168.1.7:7860"])
def test_this_machines_names_and_plain_addresses_are_answered(host: str) -> None:
    assert run(ask(Rules(Limits()), headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://127.0.0.1:9999", "null", "file://", "http://127.0.0.1:7860.evil.example"]
)
def test_a_request_from_another_site_is_refused(origin: str) -> None:
    assert (
        run(ask(Rules(Limits()), "POST", "/gradio_api/upload", headers={"Origin": origin}, content=b"x")).status_code
        == 403
    )


def test_a_request_from_the_page_itself_or_from_a_program_is_answered() -> None:
    for headers in ({"Origin": "http://127.0.0.1:7860"}, {}, {"Sec-Fetch-Site": "same-origin"}):
        assert run(ask(Rules(Limits()), "POST", headers=headers, content=b"x")).status_code == 200
    assert run(ask(Rules(Limits()), "POST", headers={"Sec-Fetch-Site": "cross-site"}, content=b"x")).status_code == 403


def test_a_body_over_its_cap_is_refused_whether_or_not_it_tells_its_size() -> None:
    rules = Rules(Limits(body_bytes=3_000_000, upload_bytes=5_000_000))

    async def untold() -> Any:
        for _ in range(40):
            yield b"x" * 100_000

    for content in (b"x" * 4_000_000, untold()):
        answer = run(ask(rules, "POST", content=content))
        assert answer.status_code == 413
        assert "3 MB" in answer.text
    assert run(ask(rules, "POST", "/gradio_api/upload", content=b"x" * 4_000_000)).text == "4000000"


def test_an_upload_beyond_the_quota_is_refused_with_the_reason() -> None:
    full = ResourceError("upload-quota", "{used_mb} of the {quota_mb} MB are taken.", used_mb=9, quota_mb=10)
    rules = Rules(Limits(), room=lambda size: full if size > 10 else None)
    answer = run(ask(rules, "POST", "/zh/gradio_api/upload", content=b"x" * 11))
    assert (answer.status_code, answer.text) == (413, "9 of the 10 MB are taken.")
    assert run(ask(rules, "POST", "/zh/gradio_api/upload", content=b"x")).status_code == 200


@pytest.mark.parametrize(
    "given", ["", "Basic", "Basic !!!", "Bearer x", "Basic " + base64.b64encode(b"ada:wrong").decode(), "Basic Zm9v"]
)
def test_without_the_password_nothing_is_answered(given: str) -> None:
    answer = run(ask(Rules(Limits(), auth=("ada", "pässword")), headers={"Authorization": given}))
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic")


def test_with_the_password_the_page_is_answered() -> None:
    given = "Basic " + base64.b64encode("ada:pässword".encode()).decode()
    assert run(ask(Rules(Limits(), auth=("ada", "pässword")), headers={"Authorization": given})).status_code == 200


def test_every_answer_keeps_the_browser_on_this_host() -> None:
    for host in ("127.0.0.1", "evil.example"):
        headers = run(ask(Rules(Limits()), headers={"Host": host})).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "connect-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"


def test_a_space_may_be_framed_by_its_hub_alone() -> None:
    rules = Rules(Limits(), hosts=frozenset({"me-terrarium.hf.space"}), framed_by=("https://me-terrarium.hf.space",))
    headers = run(ask(rules, headers={"Host": "me-terrarium.hf.space"})).headers
    assert "frame-ancestors 'self' https://me-terrarium.hf.space" in headers["content-security-policy"]
    assert "x-frame-options" not in headers


SECRETS = [
    "/gradio_api/file=/etc/passwd",
    "/gradio_api/file=../../etc/passwd",
    "/gradio_api/file=%2e%2e/%2e%2e/etc/passwd",
    "/zh/gradio_api/file=/etc/passwd",
    "/gradio_api/file=/proc/self/environ",
    "/gradio_api/file=app.py",
    "/look/../app.py",
    "/look/%2e%2e/%2e%2e/app.py",
    "/static/../../app.py",
    "/gradio_api/file=http://evil.example/x",
    "/gradio_api/proxy=http://evil.example/x",
    "/docs",
    "/openapi.json",
    "/gradio_api/runs",
]


@pytest.mark.parametrize("path", SECRETS)
def test_the_page_serves_no_file_that_is_not_its_own(served: Any, path: str) -> None:
    answer = httpx.get(served.url + path, follow_redirects=False)
    assert answer.status_code in (307, 400, 403, 404)
    assert "root:" not in answer.text


def test_the_workspace_is_not_servable(served: Any) -> None:
    store = served.services.workspace.store_path
    assert store.exists()
    assert httpx.get(f"{served.url}/gradio_api/file={store}").status_code == 403


def test_an_upload_over_the_cap_is_refused_by_the_real_page(served: Any) -> None:
    answer = httpx.post(f"{served.url}/gradio_api/upload", files={"files": ("large.txt", b"x" * 2_100_000)})
    assert answer.status_code == 413
    assert "2 MB" in answer.text


def test_a_cross_site_upload_and_call_are_refused_by_the_real_page(served: Any) -> None:
    evil = {"Origin": "http://evil.example"}
    assert (
        httpx.post(f"{served.url}/gradio_api/upload", headers=evil, files={"files": ("a.txt", b"x")}).status_code == 403
    )
    assert httpx.post(f"{served.url}/gradio_api/call/list_runs", headers=evil, json={"data": []}).status_code == 403
    assert (
        httpx.post(
            f"{served.url}/gradio_api/call/list_runs", headers={"Origin": served.url}, json={"data": []}
        ).status_code
        == 200
    )


def test_own_files_are_served_from_this_machine(served: Any) -> None:
    for path, kind in {
        "/look/look.css": "text/css",
        "/look/plotly.min.js": "text/javascript",
        "/look/favicon.svg": "image/svg+xml",
    }.items():
        answer = httpx.get(served.url + path)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)


def test_after_five_wrong_passwords_the_right_one_waits_too_but_not_in_a_browser_that_gave_it_before() -> None:
    auth = ("ada", "pässword")

    def given(password: str) -> dict[str, str]:
        return {"Authorization": "Basic " + base64.b64encode(f"ada:{password}".encode()).decode()}

    async def scene() -> list[tuple[int, str]]:
        async with page_behind(Rules(Limits(), auth=auth)) as client:
            proof = (await client.get("/", headers=given(auth[1]))).headers["set-cookie"]
            assert "HttpOnly" in proof
            client.cookies.clear()
            answers = [await client.get("/", headers=given(f"guess {number}")) for number in range(7)]
            answers.append(await client.get("/", headers=given(auth[1])))
            answers.append(await client.get("/", headers={**given(auth[1]), "Cookie": proof.partition(";")[0]}))
            answers.append(await client.get("/", headers={**given("guess"), "Cookie": proof.partition(";")[0]}))
            answers.append(await client.get("/"))
            return [(answer.status_code, answer.headers.get("retry-after", "")) for answer in answers]

    import asyncio

    said = asyncio.run(scene())
    assert [status for status, _ in said] == [401] * 5 + [429, 429, 429, 200, 401, 401]
    assert said[5][1] == "1"
