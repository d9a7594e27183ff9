"""The page while its store is damaged, holds an odd row, or its disk is full: sentences in its language, and nothing
hidden.
"""

from __future__ import annotations

import errno
import inspect
from collections.abc import Iterator
from typing import Any

import gradio as gr
import pytest

from llm_core.config import RunConfig
from llm_core.errors import ResourceError
from llm_core.runs.store import Store
from ui.live.rpc import explained
from ui.server.page import build_page
from ui.state.services import Services, open_services
from ui.words import Words

ANYTHING = {"run": "x", "id": "x", "ids": ["x"], "name": "y", "attached": True, "after": 3, "text": "a"}


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    from ui.state.limits import Limits

    opened = open_services(tmp_path_factory.mktemp("trouble"), Limits())
    yield opened
    opened.launcher.close()


@pytest.fixture(scope="module")
def page(services: Services) -> gr.Blocks:
    return build_page(services, Words("zh"))


def server_functions(page: gr.Blocks) -> dict[str, Any]:
    return {
        function.__name__: function
        for block in page.blocks.values()
        for function in getattr(block, "server_fns", None) or []
    }


def test_one_odd_row_hides_no_other_run_and_is_named(services: Services, page: gr.Blocks) -> None:
    odd = services.store.create("odd", RunConfig())
    services.store.set_status(odd.id, "stopped", config_json="{")
    answer = server_functions(page)["runs"]({})
    services.store.delete(odd.id)
    assert len(answer["runs"]) == len(services.store.runs()) > 1
    assert odd.id in answer["odd"]
    assert "读不出来" in answer["odd"]
    assert server_functions(page)["runs"]({})["odd"] == ""


def test_a_full_disk_refuses_a_run_and_leaves_none_in_line(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("llm_core.runs.launcher.write_json", full)
    before = len(services.store.runs())
    with pytest.raises(ResourceError) as caught:
        services.launcher.start("no room", RunConfig())
    assert "磁盘满了" in Words("zh").error(caught.value)
    assert len(services.store.runs()) == before, "what was refused doesn't stay in line"


def test_what_the_machine_refuses_a_server_function_is_a_sentence() -> None:
    def refused(_question: object) -> None:
        raise OSError(errno.EIO, "Input/output error", "/disk/file")

    answer = explained(Words("zh"), refused)({})
    assert answer["code"] == "disk-broke"
    assert "/disk/file 所在的磁盘报告了错误" in answer["error"]


def test_a_damaged_store_is_a_sentence_wherever_the_page_asks(
    services: Services, page: gr.Blocks, capsys: pytest.CaptureFixture[str]
) -> None:
    path = services.workspace.store_path
    kept = {place: place.read_bytes() for place in (path, path.with_name(f"{path.name}-wal")) if place.exists()}
    for place, content in kept.items():
        place.write_bytes(b"\xa5" * len(content))
    services.store.close()
    said = []
    try:
        for listener in page.fns.values():
            said += heard(listener)
        for function in server_functions(page).values():
            answer = function(dict(ANYTHING))
            said += [answer.get("error") or answer.get("fault") or ""] if isinstance(answer, dict) else []
    finally:
        services.store.close()
        for place, content in kept.items():
            place.write_bytes(content)
    assert sum("不是训练记录的数据库" in sentence for sentence in said) >= 15
    assert "Traceback" not in capsys.readouterr().err
    assert Store(path).runs(), "and is whole again"


def heard(listener: Any) -> list[str]:
    """What a listener says of a mistake; those that need a browser's event aren't asked."""
    needs = (
        [
            name
            for name, one in inspect.signature(listener.fn).parameters.items()
            if one.default is inspect.Parameter.empty
        ]
        if listener.fn
        else []
    )
    if listener.fn is None or len(needs) > len(listener.inputs):
        return []
    try:
        found = listener.fn(*(getattr(block, "value", None) for block in listener.inputs))
        if inspect.isgenerator(found):
            list(found)
    except gr.Error as error:
        return [error.message]
    return []
