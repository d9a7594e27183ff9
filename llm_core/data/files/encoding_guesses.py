"""Which encodings a file may be written in, judged by its bytes alone; nothing here is certain."""

from __future__ import annotations

import codecs
import re

WESTERN = frozenset("éèêëàâäáãåçùûüúôöóòõîïíìñßæøœÉÈÊÀÂÄÁÃÅÇÜÚÔÖÓÎÍÑÆØŒ“”„‘’‚–—…•€£§°«»©®ªº¡¿\xa0")
_CHINESE_PAIR = re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]")
HIGH = re.compile(rb"[\x80-\xff]+")
ALIASES = {
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "cp936": "gb18030",
    "euc_cn": "gb18030",
    "hz": "hz",
    "shift_jis": "cp932",
    "big5": "big5",
    "cp949": "cp949",
    "euc_kr": "cp949",
    "ascii": "utf-8",
    "utf_8": "utf-8",
}


def suggestions(sample: bytes) -> list[str]:
    """Names of encodings, the likeliest first."""
    from charset_normalizer import from_bytes  # half a second of import, for the rare file that isn't UTF-8

    found = [match.encoding for match in from_bytes(sample, threshold=0.3)][:5]
    high = sum(map(len, HIGH.findall(sample)))
    pairs = 2 * len(_CHINESE_PAIR.findall(b"".join(HIGH.findall(sample))))
    names = [ALIASES.get(name, name) for name in found if name not in {"utf_8", "ascii"}]
    multibyte = {"gb18030", "big5", "big5hkscs", "cp932", "euc_jp", "cp949", "johab", "euc_jis_2004", "shift_jis_2004"}
    if high >= 4 and pairs >= 0.95 * high and not (len(sample) > 64 and names and names[0] in multibyte):
        names.insert(0, "gb18030")  # charset-normalizer errs on short GBK
    elif _is_western(sample):
        names.insert(0, "cp1252")  # several Latin encodings fit the same bytes: this is the usual one
    return list(dict.fromkeys(names))


def stray_bytes(sample: bytes) -> int:
    """The first line that isn't UTF-8 in a text that mostly is; 0 when it isn't UTF-8 at all."""
    good, first_bad, bad = 0, 0, 0
    for number, line in enumerate(sample.split(b"\n"), 1):
        if line.isascii():
            continue
        text = line.decode("utf-8", "replace")
        wrong = text.count("\ufffd")
        whole = sum(character > "\x7f" for character in text) - wrong
        if wrong:
            bad += 1
            first_bad = first_bad or number
        good += whole if whole > 3 * wrong else 0
    return first_bad if bad and good >= max(2, bad) else 0


def forgotten_mark(head: bytes) -> str | None:
    """UTF-16 without its mark: most characters are then ordinary in one byte order, and not in the other."""
    even = head[: len(head) // 2 * 2]
    if len(even) < 4 or (head.count(0) < 0.2 * len(head) and _is_utf8(head)):
        return None
    for codec in ("utf-16-le", "utf-16-be"):
        text = even.decode(codec, "replace")
        if sum(_ordinary(character) for character in text) > 0.9 * len(text) and (
            b"\0" in even or any(c in text for c in "，。、的了\u3000")
        ):
            return codec
    return None


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head)
    except UnicodeError:
        return False
    return True


def _ordinary(character: str) -> bool:
    code = ord(character)
    return (
        character in "\n\r\t"
        or 32 <= code < 127
        or 0x3000 <= code < 0x3100
        or 0x4E00 <= code < 0xA000
        or 0xFF00 <= code < 0xFF60
    )


def _is_western(sample: bytes) -> bool:
    """Mostly ASCII letters, and what isn't are the letters and marks of Western Europe."""
    high = [character for character in sample.decode("cp1252", "replace") if character > "\x7f"]
    return len(high) < 0.3 * len(sample) and sum(character in WESTERN for character in high) > 0.9 * len(high)
