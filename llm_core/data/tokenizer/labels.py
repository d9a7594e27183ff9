"""How tokens look when shown alone: text where it is text, hexadecimal where it is only part of a character."""

from __future__ import annotations

import re
import unicodedata

_SURROGATES = re.compile("[\ud800-\udfff]")


def _bytes_to_characters() -> dict[int, str]:
    """GPT-2's table: printable bytes stand for themselves, the others for characters from U+0100 on."""
    plain = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [byte for byte in range(256) if byte not in plain]
    return {byte: chr(byte) for byte in plain} | {byte: chr(256 + number) for number, byte in enumerate(others)}


BYTE_OF_CHARACTER = {character: byte for byte, character in _bytes_to_characters().items()}


def without_surrogates(text: str) -> str:
    """A text with lone surrogates, which UTF-8 doesn't have, replaced by U+FFFD."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def label_of_bytes(data: bytes) -> str:
    """Text for whole characters, ⟨E4⟩ for stray bytes, ⟨U+202E⟩ for what has no shape; blanks are left alone."""
    label = "".join(map(_visible, data.decode("utf-8", "surrogateescape")))
    return "◌" + label if label and unicodedata.combining(label[0]) else label


def _visible(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"⟨{code - 0xDC00:02X}⟩"
    if character not in "\n\t\r" and (
        unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"} or character == "\ufffd"
    ):
        return f"⟨U+{code:04X}⟩"
    return character
