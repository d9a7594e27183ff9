"""A child process reads foreign content: what takes too much is ended and said, and nothing that it answers is
believed.
"""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import psutil
import pytest

from llm_core.data.chat.template_rendering import pieces_of
from llm_core.data.documents.documents import read_document
from llm_core.errors import TextError
from llm_core.isolation import messages
from llm_core.isolation.limits import MB, ExceededError, Limits
from llm_core.isolation.readers import Readers, isolated, shared_readers
from llm_core.tasks.passage_index import PassageIndex

BRIEF = Limits(cpu_s=1, wall_s=30.0)


def loops_for_ever() -> None:
    while True:
        pass


def sleeps() -> None:
    time.sleep(60)


def fills_memory() -> int:
    return len(bytearray(3 << 30))


def says_much() -> bytes:
    return bytes(8 * MB)


def breaks_off() -> None:
    os.abort()


def answers_with_code() -> object:
    return os.system


def tells_its_environment() -> list[str]:
    return sorted(os.environ)


@pytest.fixture
def readers() -> object:
    made = Readers()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _children_find_this_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))


@pytest.mark.parametrize(
    ("function", "limits", "code"),
    [
        (loops_for_ever, BRIEF, "reading-takes-too-long"),
        (sleeps, Limits(wall_s=0.5), "reading-takes-too-long"),
        (fills_memory, BRIEF, "reading-takes-too-much-memory"),
        (says_much, Limits(output_bytes=MB), "reading-gives-too-much"),
        (breaks_off, BRIEF, "reading-broke-off"),
    ],
)
def test_what_takes_too_much_is_ended_and_said(
    readers: Readers, function: Callable[[], object], limits: Limits, code: str
) -> None:
    with pytest.raises(ExceededError) as caught:
        readers.call(function, about="a.md", limits=limits)
    assert caught.value.code == code
    assert "a.md" in str(caught.value)
    assert readers.call(len, "next", about="b.md") == 4


def test_an_answer_that_names_code_is_refused(readers: Readers) -> None:
    with pytest.raises(ExceededError):
        readers.call(answers_with_code, about="a.md")


@pytest.mark.parametrize("value", [os.system, eval, messages.send, Path.unlink, getattr])
def test_no_function_is_rebuilt_from_an_answer(value: object) -> None:
    stream = BytesIO()
    messages.send(stream, value)
    stream.seek(0)
    with pytest.raises(pickle.UnpicklingError):
        messages.receive(stream)


def test_records_arrays_and_mistakes_come_back_as_they_were(readers: Readers, tmp_path: Path) -> None:
    file = tmp_path / "fox.md"
    file.write_text("# Foxes\n\nThe fox ran.", encoding="utf-8")
    assert readers.call(read_document, file, about="fox.md") == read_document(file)
    np.testing.assert_array_equal(readers.call(np.arange, 5, about="x"), np.arange(5))
    with pytest.raises(TextError, match=r"There is no file gone\.md") as caught:
        readers.call(read_document, tmp_path / "gone.md", about="gone.md")
    assert caught.value.code == "no-such-file"


def test_a_child_does_not_know_the_server_s_password(readers: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERRARIUM_AUTH", "teacher:secret")
    assert "TERRARIUM_AUTH" not in readers.call(tells_its_environment, about="x")


def test_a_wish_ends_a_call_and_its_child(readers: Readers) -> None:
    class EnoughError(Exception):
        pass

    began = time.monotonic()

    def tick() -> None:
        if time.monotonic() - began > 0.3:
            raise EnoughError

    before = {child.pid for child in psutil.Process().children()}
    with pytest.raises(EnoughError):
        readers.call(sleeps, about="x", tick=tick)
    assert {child.pid for child in psutil.Process().children()} <= before


def test_children_serve_call_after_call(readers: Readers) -> None:
    pids = {readers.call(os.getpid, about="x") for _ in range(5)}
    assert len(pids) == 1
    assert pids != {os.getpid()}


@pytest.mark.parametrize(
    "source",
    [
        "{{ 5|round(-10**9) }}",
        "{{ (5).to_bytes(10**10, 'big') }}",
        "{{ 7.0|round(10**9) }}",
        "{% for a in range(2000) %}{% for b in range(2000) %}{% endfor %}{% endfor %}",
    ],
)
def test_a_template_that_would_freeze_a_server_is_refused(source: str) -> None:
    from llm_core.config import DataConfig
    from llm_core.data.chat.template import template_of
    from llm_core.errors import SettingError

    with pytest.raises(SettingError):
        template_of(DataConfig(format="conversations", chat_template="custom", custom_template=source))


def test_a_foreign_template_is_never_rendered_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    from llm_core.data.chat import template_rendering

    def refuse(_source: str) -> None:
        raise AssertionError("rendered in the server's process")

    monkeypatch.setattr(template_rendering, "_renderer", refuse)
    source = "{% for message in messages %}{{ message['role'] + ': ' + message['content'] + '\n' }}{% endfor %}"
    assert [
        piece.number for piece in pieces_of(source, (("user",), False), trusted=False) if piece.number is not None
    ] == [0]


def test_a_document_whose_table_spans_a_thousand_million_columns_is_refused(tmp_path: Path) -> None:
    from docx import Document
    from docx.oxml.ns import qn

    made = Document()
    cell = made.add_table(1, 1).cell(0, 0)
    cell.text = "wide"
    cell._tc.get_or_add_tcPr().get_or_add_gridSpan().set(qn("w:val"), str(10**9))
    file = tmp_path / "wide.docx"
    made.save(str(file))
    with pytest.raises(ExceededError, match=r"wide\.docx"):
        isolated(read_document, file, about="wide.docx", limits=Limits(cpu_s=4))
    (tmp_path / "fox.md").write_text("The fox ran.", encoding="utf-8")
    with pytest.raises(ExceededError, match=r"(?<!fox\.md, )wide\.docx") as caught:
        PassageIndex.of_files([tmp_path / "fox.md", file])
    assert "fox" not in str(caught.value), "the one that is to blame is named"
    assert shared_readers().call(len, "next", about="x") == 4
