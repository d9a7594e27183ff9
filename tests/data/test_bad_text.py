"""Every odd text either becomes a corpus or a mistake with cause and remedy; never anything else."""

from __future__ import annotations

import struct
import zlib

import pytest
from text_files import Prepare, Write, looked

from llm_core.errors import TextError
from llm_core.training.preflight import require_windows

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + b"\0" * 13 + zlib.compress(bytes(500))
BOTH = pytest.mark.parametrize("kind", ["characters", "bpe"])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"\xef\xbb\xbf", "blank-file"),
        (b"\xff\xfe", "blank-file"),
        (b" \n\t \n" * 50, "blank-file"),
        (b" " * 2_000_000, "no-text"),
        (PNG, "not-text"),
        (b"PK\x03\x04" + bytes(200), "not-text"),
        (b"\x1f\x8b\x08" + bytes(200), "not-text"),
        (b"%PDF-1.7\n" + bytes(200), "not-text"),
        (bytes(range(256)) * 40, "binary-file"),
        (bytes(5000), "binary-file"),
        (b"a", "text-too-short"),
        (b"abc", "text-too-short"),
    ],
)
@BOTH
def test_what_holds_no_text_is_refused_with_a_remedy(corpus_of: Prepare, content: bytes, code: str, kind: str) -> None:
    with pytest.raises(TextError) as caught:
        corpus_of(content, tokenizer=kind)
    assert caught.value.code == code
    assert "text.txt" in str(caught.value) or "text" in str(caught.value)
    assert ":" in str(caught.value)  # cause: remedy


def test_a_missing_file_is_a_mistake(write: Write) -> None:
    with pytest.raises(TextError, match="no file nothing\\.txt: check"):
        looked(write("x").with_name("nothing.txt"))


@pytest.mark.parametrize(
    "content",
    [
        "one two three four five six\0seven " * 300,
        "a\rb\rc\r" * 300,
        "x" * 1_000_000,
        "ab" * 500_000,
        "却说" * 300_000,
        "a" * 5_000,
        "A b" + " " * 5_000 + "A b",
        "\u202eright to left\u202c " * 200,
        "e" + "\u0301\u0302\u0303" * 2_000,
        "👩‍👩‍👧‍👦🏳️‍🌈 " * 400,
        "<|endoftext|><unk>" * 300,
        "a" + "\ufffd" * 900,
        "１２３" * 2_000,
    ],
    ids=lambda content: repr(content[:6]),
)
@BOTH
def test_odd_text_survives_the_way_to_tokens_and_back(corpus_of: Prepare, content: str, kind: str) -> None:
    corpus = corpus_of(content, tokenizer=kind)
    text = content.replace("\r", "\n")
    assert corpus.tokenizer.decode(corpus.train) + corpus.tokenizer.decode(corpus.validation) == text
    assert corpus.statistics.characters == len(text)
    assert corpus.statistics.sample_prompt
    assert not any("\ufffd" in label for label in corpus.tokenizer.labels(range(corpus.tokenizer.vocab_size)))


@BOTH
def test_special_strings_in_the_text_are_ordinary_characters(corpus_of: Prepare, kind: str) -> None:
    corpus = corpus_of("say <|endoftext|> and <unk> " * 99, tokenizer=kind)
    special = {corpus.tokenizer.end_id, corpus.tokenizer.unknown_id}
    assert not special & set(corpus.train.tolist())
    assert not special & set(corpus.tokenizer.encode("<|endoftext|><unk>"))


def test_text_shorter_than_the_context_names_one_that_fits(corpus_of: Prepare) -> None:
    corpus = corpus_of("0123456789" * 30)
    with pytest.raises(
        TextError, match="validation text has 30 tokens and a context of 64 needs 65: set the context to 29 or less"
    ):
        require_windows(corpus, 64)
    require_windows(corpus, 29)


def test_text_too_short_for_any_context_says_how_much_is_needed(corpus_of: Prepare) -> None:
    with pytest.raises(TextError, match=r"validation text has 3 tokens.*at least \d\d\d characters") as caught:
        require_windows(corpus_of("0123456789" * 3), 64)
    assert 64 / 0.1 <= caught.value.values["needed"] <= 900


def test_a_short_or_monotonous_text_gets_a_word_of_warning(corpus_of: Prepare) -> None:
    codes = {warning.code for warning in corpus_of("ab" * 500).statistics.warnings}
    assert codes == {"short-text", "few-kinds"}
    unknown = corpus_of("a" * 30_000 + "中文字符" * 700, validation_fraction=0.09).statistics
    assert "many-unknown" in {warning.code for warning in unknown.warnings}


def test_the_name_in_a_message_is_the_persons_own(write: Write) -> None:
    from llm_core.config import DataConfig
    from llm_core.data.files.reading import look

    with pytest.raises(TextError, match=r"^<img onerror>\.txt is empty"):
        look(write(b""), DataConfig(), name="<img onerror>.txt")
