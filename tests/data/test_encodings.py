"""Encodings: certain where they can be, a confirmed guess where not, refused where even a guess would lie."""

from __future__ import annotations

from pathlib import Path

import pytest
from text_files import Write, looked

from llm_core.data.files.encoding import codec_of, decoded
from llm_core.data.files.reading import pieces
from llm_core.errors import TextError

CHINESE = "话说天下大势，分久必合，合久必分。周末七国分争，并入于秦。及秦灭之后，楚、汉分争，又并入于汉。\n" * 8
TRADITIONAL = "話說天下大勢，分久必合，合久必分。周末七國分爭，併入於秦。及秦滅之後，楚、漢分爭，又併入於漢。\n" * 8
JAPANESE = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。\n" * 8
FRENCH = "L'été dernier, Zoé a mangé des crêpes à Besançon, près de la forêt.\n" * 8


def read(path: Path, **settings: object) -> str:
    return "".join(piece.text for piece in pieces(looked(path, **settings)))


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_utf8_and_marked_encodings_are_certain(write: Write, codec: str) -> None:
    file = looked(write(CHINESE.encode(codec)))
    assert file.sure
    assert not file.warnings
    assert read(file.path) == CHINESE


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("gb18030", CHINESE),
        ("gbk", CHINESE),
        ("gb18030", "你好"),
        ("big5", TRADITIONAL),
        ("shift_jis", JAPANESE),
        ("latin-1", FRENCH),
        ("utf-16-le", CHINESE),
        ("utf-16-be", CHINESE),
        ("utf-16-le", "Plain ASCII, wide.\n" * 9),
        ("utf-16-be", "Plain ASCII, wide.\n" * 9),
        ("cp1252", "“Déjà vu” – it costs 5 €…\n" * 9),
    ],
)
def test_other_encodings_are_suggested_with_a_preview_to_confirm(write: Write, codec: str, text: str) -> None:
    file = looked(write(text.encode(codec)))
    assert not file.sure
    assert [warning.code for warning in file.warnings] == ["encoding-guessed"]
    assert file.encoding in str(file.warnings[0])
    assert file.preview == text[:2000]
    assert read(file.path) == text


def test_a_named_encoding_overrides_what_is_found(write: Write) -> None:
    path = write(CHINESE.encode("gbk"))
    file = looked(path, encoding="GBK")
    assert (file.encoding, file.sure, file.warnings) == ("gb18030", True, ())
    assert read(path, encoding="GBK") == CHINESE
    assert read(write(FRENCH.encode("cp1252")), encoding="windows-1252") == FRENCH


@pytest.mark.parametrize(
    "name",
    [
        "klingon",
        "base64",
        "hex",
        "rot13",
        "undefined",
        "idna",
        "utf-7",
        "charmap",
        "unicode_escape",
        "utf-8\0",
        "",
        " " * 30,
        "../etc",
    ],
)
def test_a_name_that_is_no_text_encoding_is_refused(name: str) -> None:
    with pytest.raises(TextError, match="no text encoding"):
        codec_of(name)


def test_a_named_encoding_that_does_not_fit_is_refused(write: Write) -> None:
    with pytest.raises(TextError, match="isn't utf-8: byte 0 doesn't fit"):
        looked(write(CHINESE.encode("gbk")), encoding="utf8")


@pytest.mark.parametrize(
    "content",
    [
        ("Ein schöner Tag, très bien.\n" * 20).encode() + b"caf\xe9\n" + "größer\n".encode() * 20,  # one stray byte
        CHINESE.encode() + CHINESE[:30].encode("gbk") + CHINESE.encode(),  # mixed
        "naïve café\n".encode() * 5 + b"\xc0\xaf overlong\n",
        "naïve café\n".encode() * 5 + b"\xed\xa0\x80 surrogate\n",
    ],
)
def test_utf8_with_stray_bytes_is_refused_with_the_line(write: Write, content: bytes) -> None:
    with pytest.raises(TextError, match=r"first in line \d+.*--data\.encoding") as caught:
        looked(write(content))
    assert caught.value.code == "stray-bytes"


def test_one_bad_byte_far_into_utf8_is_refused_with_its_line(write: Write) -> None:
    content = b"plain ascii\n" * 50_000 + "größer als groß\n".encode() * 50_000
    with pytest.raises(TextError, match="first in line 100001") as caught:
        looked(write(content + b"caf\xe9\n" + content))
    assert caught.value.code == "stray-bytes"


def test_a_late_accent_in_ascii_is_a_guess(write: Write) -> None:
    text = "plain ascii\n" * 50_000 + FRENCH
    file = looked(write(text.encode("cp1252")))
    assert (file.encoding, file.sure) == ("cp1252", False)
    assert read(file.path) == text


def test_utf8_cut_inside_its_last_character_is_read_with_a_word(write: Write) -> None:
    file = looked(write(CHINESE.encode()[:-2]))
    assert file.sure
    assert [warning.code for warning in file.warnings] == ["cut-off"]
    assert read(file.path) == CHINESE[:-2]


def test_line_ends_become_one_kind_and_nothing_else_ends_a_line(write: Write) -> None:
    assert read(write("a\r\nb\rc\nd\u0085e\u2028f")) == "a\nb\nc\nd\u0085e\u2028f"
    assert read(write("one\rtwo\rthree")) == "one\ntwo\nthree"


def test_chunks_never_tear_a_character_or_a_line_end(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "却说\r\n😀é\r" * 50
    for codec in ("utf-8", "gb18030", "utf-16"):
        path = write(text.encode(codec))
        for size in (1, 2, 3, 5, 7):
            monkeypatch.setattr("llm_core.data.files.encoding.CHUNK_BYTES", size)
            assert "".join(decoded(path, "text", codec)) == "却说\n😀é\n" * 50


def test_a_bad_byte_far_beyond_the_look_is_still_a_mistake_with_its_place(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("llm_core.data.files.encoding.SCANNED_WHOLE_BYTES", 100)
    monkeypatch.setattr("llm_core.data.files.encoding.CHUNK_BYTES", 64)
    monkeypatch.setattr("llm_core.data.files.reading.HEAD_CHARACTERS", 200)
    file = looked(write(b"plain\n" * 100 + b"\xff" + b"plain\n" * 5))
    with pytest.raises(TextError, match="byte 600 doesn't fit"):
        list(pieces(file))
