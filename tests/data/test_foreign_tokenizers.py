"""A tokenizer.json from elsewhere: read when it is made of known parts, refused before the library sees it when not."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llm_core.config import DataConfig
from llm_core.data.tokenizer.tokenizer import Tokenizer, train_tokenizer
from llm_core.errors import CheckpointError


@pytest.fixture(params=["characters", "bpe"])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "tokenizer.json"
    train_tokenizer(
        ["a small text to learn from, 你好 " * 20], DataConfig(tokenizer=request.param, vocab_size=300)
    ).save(path)
    return path


def change(*keys: str, to: Any) -> Callable[[dict[str, Any]], None]:
    def apply(content: dict[str, Any]) -> None:
        place: Any = content
        for key in keys[:-1]:
            place = place[int(key)] if isinstance(place, list) else place[key]
        place[keys[-1]] = to

    return apply


HOSTILE = {
    "a normalizer": change("normalizer", to={"type": "Replace", "pattern": {"Regex": "(a+)+$"}, "content": ""}),
    "a hostile pattern": change(
        "pre_tokenizer",
        to={"type": "Split", "pattern": {"Regex": "(?<=a+)(("}, "behavior": "Isolated", "invert": False},
    ),
    "another splitter": change(
        "pre_tokenizer", to={"type": "Sequence", "pretokenizers": [{"type": "Whitespace"}, {"type": "ByteLevel"}]}
    ),
    "no splitter": change("pre_tokenizer", to=None),
    "added tokens": change("added_tokens", to=[{"id": 0, "content": "x", "special": True}]),
    "a post-processor": change("post_processor", to={"type": "TemplateProcessing"}),
    "a decoder": change("decoder", to={"type": "Replace", "pattern": {"Regex": "(a*)*"}, "content": "x"}),
    "another model": change("model", "type", to="Unigram"),
    "an empty vocabulary": change("model", "vocab", to={}),
    "ids with a gap": change("model", "vocab", "<|endoftext|>", to=99_999),
    "an id that is no number": change("model", "vocab", "<|endoftext|>", to="0"),
    "a huge id": change("model", "vocab", "<|endoftext|>", to=2**70),
    "a long token": change("model", "vocab", "not one character 你", to=0),
    "no model": change("model", to=None),
    "a list": change("model", to=[]),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_other_parts_are_refused_with_a_reason(file: Path, name: str) -> None:
    content = json.loads(file.read_text())
    HOSTILE[name](content)
    file.write_text(json.dumps(content))
    with pytest.raises(CheckpointError, match=r"can't be used: .+\. Use the tokenizer\.json of a run"):
        Tokenizer.load(file)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"a":1e999}', b'{"model": {"vocab": {"a": NaN}}}'],
)
def test_damaged_files_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "tokenizer.json").write_bytes(content)
    with pytest.raises(CheckpointError):
        Tokenizer.load(tmp_path / "tokenizer.json")


def test_a_file_that_is_missing_or_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError):
        Tokenizer.load(tmp_path / "none.json")
    large = tmp_path / "large.json"
    with large.open("wb") as stream:
        stream.truncate(33 << 20)
    with pytest.raises(CheckpointError, match="larger than 32 MB"):
        Tokenizer.load(large)


def test_mutated_files_load_or_are_refused_and_nothing_else(file: Path) -> None:
    rng, whole = random.Random(5), file.read_bytes()
    for _ in range(400):
        content = bytearray(whole)
        for _ in range(rng.randint(1, 4)):
            content[rng.randrange(len(content))] = rng.randrange(256)
        file.write_bytes(bytes(content[: rng.choice([len(content), rng.randrange(len(content))])]))
        try:
            tokenizer = Tokenizer.load(file)
        except CheckpointError:
            continue
        assert tokenizer.decode(tokenizer.encode("a text")) is not None
