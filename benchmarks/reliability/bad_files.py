"""The bad inputs that the reliability promises name, made in code: odd texts and odd tables, each with a file name."""

from __future__ import annotations

import json
import struct
import zlib

CHINESE = "话说天下大势，分久必合，合久必分。周末七国分争，并入于秦。\n"
TRADITIONAL = "話說天下大勢，分久必合，合久必分。周末七國分爭，併入於秦。\n"
JAPANESE = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。\n"
FRENCH = "L'été dernier, Zoé a mangé des crêpes à Besançon, près de la forêt.\n"
PLAIN = "The fox sees a hen and runs home in the rain.\n"
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + b"\0" * 13 + zlib.compress(bytes(500))


def texts(long_line_bytes: int) -> dict[str, bytes]:
    """Texts by name; the long line is 100 MB in a full run."""
    return {
        "empty.txt": b"",
        "bom-only.txt": b"\xef\xbb\xbf",
        "blanks.txt": b" \n\t \n" * 500,
        "one-character.txt": b"a",
        "shorter-than-context.txt": b"0123456789" * 5,
        "utf16-bom.txt": (CHINESE * 200).encode("utf-16"),
        "utf16-bare.txt": (CHINESE * 200).encode("utf-16-le"),
        "ascii-in-utf16.txt": (PLAIN * 200).encode("utf-16-le"),
        "gb18030.txt": (CHINESE * 200).encode("gb18030"),
        "gb18030-two.txt": "你好".encode("gb18030"),
        "big5.txt": (TRADITIONAL * 200).encode("big5", "ignore"),
        "shift-jis.txt": (JAPANESE * 200).encode("shift_jis"),
        "latin-1.txt": (FRENCH * 100).encode("latin-1"),
        "cp1252.txt": ("“Déjà vu” – 5 €…\n" * 300).encode("cp1252"),
        "mixed.txt": (CHINESE * 90).encode() + CHINESE.encode("gbk") + (CHINESE * 90).encode(),
        "truncated-utf8.txt": (CHINESE * 200).encode()[:-2],
        "overlong.txt": PLAIN.encode() * 90 + b"na\xc3\xafve \xc0\xaf\n",
        "surrogates.txt": PLAIN.encode() * 90 + b"na\xc3\xafve \xed\xa0\x80\n",
        "nuls.txt": b"one two\0three\n" * 400,
        "all-nuls.txt": bytes(5000),
        "cr-only.txt": PLAIN.replace("\n", "\r").encode() * 200,
        "unbroken-1mb.txt": b"x" * 1_000_000,
        "unbroken-words.txt": "却说天下".encode() * 80_000,
        "long-line.txt": b"word and " * (long_line_bytes // 9),
        "one-repeated.txt": b"a" * 20_000,
        "all-spaces.txt": b" " * 2_000_000,
        "rtl.txt": "\u202eright to left\u202c ".encode() * 900,
        "combining.txt": ("e" + "\u0301\u0302\u0303" * 5000).encode(),
        "joiners.txt": "👩‍👩‍👧‍👦🏳️‍🌈 ".encode() * 900,
        "picture.txt": PNG,
        "binary.txt": bytes(range(256)) * 40,
        "special-tokens.txt": b"<|endoftext|><unk> and <s> " * 900,
        "x" * 200 + ".txt": PLAIN.encode() * 200,
        "<img src=x onerror=alert(1)>.txt": PLAIN.encode() * 200,
    }


def tables() -> dict[str, bytes]:
    """Tables and JSON by name."""
    rows = "".join(f"{n},The fox number {n} sees a hen.\n" for n in range(600))
    lines = "".join(json.dumps({"text": f"The fox number {n} sees a hen."}) + "\n" for n in range(600))
    found = {
        "empty.csv": "",
        "header-only.csv": "id,text\n",
        "unclosed.csv": f'id,text\n{rows}601,"never closed\n{rows}',
        "ragged.csv": f"id,text\n{rows}1,2,3\n4\n",
        "duplicate-columns.csv": "text,text,text\n" + "".join(f"a{n},words of row {n},c\n" for n in range(600)),
        "field-200kb.csv": "id,text\n1," + "word " * 40_000 + "\n",
        "nul.csv": f"id,text\n{rows}601,a\0b\n",
        "semicolons.csv": "id;text\n" + rows.replace(",", ";"),
        "na.csv": "label,text\n" + rows.replace("The", "NA None"),
        "empty-text.csv": "id,text\n" + "1,\n" * 400,
        "columns-10000.csv": ",".join(f"c{n}" for n in range(10_000)) + "\n" + ",".join("x" * 10_000) + "\n",
        "formulas.csv": "id,text\n" + rows.replace("The", "=cmd|' /C calc'!A0"),
        "deep.json": "[" * 100_000,
        "deep-objects.jsonl": '{"a":' * 100_000,
        "digits-5000.json": json.dumps([{"text": PLAIN * 60}])[:-2] + ', "n": ' + "9" * 5000 + "}]",
        "nan.jsonl": lines + '{"text": "more", "n": NaN}\n',
        "lone-surrogate.jsonl": lines + '{"text": "lone \\ud800 half"}\n',
        "array-for-lines.jsonl": json.dumps([PLAIN * 3] * 60),
        "one-bad-line.jsonl": lines * 160 + "{bad\n" + lines,
        "mixed-types.json": json.dumps([{"text": PLAIN * 60}, {"text": 5}, {"text": None}, 7, "bare"]),
        "missing-key.jsonl": '{"other": 1}\n' * 50,
        "cut-off.json": '[{"text": "cut of',
        "nothing.json": "{}",
    }
    return {name: content.encode() for name, content in found.items()} | {
        "utf16.csv": f"id,text\n{rows}".encode("utf-16")
    }
