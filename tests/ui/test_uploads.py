"""Uploads: found by id only, held to the quota, under names that do no harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from llm_core.errors import ResourceError, TextError
from ui.state.limits import Limits
from ui.state.uploads import Uploads, safe_name


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads", Limits(quota_bytes=10_000))


def drop(folder: Path, name: str, text: str = "Once upon a time there was a cat. " * 20) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_dropped_file_is_copied_and_found_by_its_id(uploads: Uploads, tmp_path: Path) -> None:
    original = drop(tmp_path, "alice.txt")
    (upload,) = uploads.keep([original])
    original.unlink()
    (file,) = uploads.files(upload)
    assert file.name == "alice.txt"
    assert [one.id for one in uploads.kept()] == [upload]
    assert uploads.name(upload) == "alice.txt"


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd",
        "/etc/passwd",
        "..",
        "",
        "0123456789abcdef/../x",
        "0123456789ABCDEF",
        "sample-stories",
        "f" * 16,
    ],
)
def test_what_is_no_id_opens_nothing(uploads: Uploads, name: str) -> None:
    with pytest.raises(TextError, match="no longer here"):
        uploads.files(name)
    with pytest.raises(TextError):
        uploads.remove(name)


@pytest.mark.parametrize("key", ["../x", "nothing-like-it", ""])
def test_an_unknown_sample_is_refused_with_the_known_ones(uploads: Uploads, key: str) -> None:
    with pytest.raises(TextError, match="Choose one of"):
        uploads.sample(key)


def test_the_quota_is_named_when_it_is_reached(uploads: Uploads, tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="for uploads are taken"):
        uploads.keep([drop(tmp_path, "large.txt", "x" * 10_001)])
    assert uploads.kept() == []
    assert uploads.mistake_of_room(10_001) is not None
    assert uploads.mistake_of_room(100) is None


def test_a_removed_file_is_gone(uploads: Uploads, tmp_path: Path) -> None:
    (upload,) = uploads.keep([drop(tmp_path, "a.txt")])
    uploads.remove(upload)
    with pytest.raises(TextError):
        uploads.files(upload)


def test_markup_in_a_name_is_harmless_as_a_file(uploads: Uploads, tmp_path: Path) -> None:
    (upload,) = uploads.keep([drop(tmp_path, "<img src=x onerror=alert(1)>.txt")])
    assert "<" not in uploads.name(upload)


@given(some.text(max_size=400))
def test_any_name_becomes_one_that_every_system_takes(name: str) -> None:
    kept = safe_name(name)
    assert kept
    assert kept not in (".", "..")
    assert not set(kept) & set('/\\:*?"<>|\0')
    assert len(kept.encode()) <= 204
    assert not kept.startswith(".")
