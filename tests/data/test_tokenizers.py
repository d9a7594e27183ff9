"""Tokenizers: nothing lost, the same ids as the library and as any chunking gives, no half character ever shown."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import numpy as np
import pytest
import tokenizers

from llm_core.config import DataConfig
from llm_core.data.tokenizer.pretokens import last_safe_cut, safe_parts
from llm_core.data.tokenizer.tokenizer import END, UNKNOWN, BpeTokenizer, Tokenizer, extended, train_tokenizer
from llm_core.errors import CheckpointError
from llm_core.samples import SAMPLES

ODD = [
    " ",
    "\n",
    "\t",
    "a",
    "B",
    "é",
    "你",
    "好",
    "，",
    "。",
    "1",
    "2",
    "-",
    "!",
    "'s",
    "\u0301",
    "\x1c",
    "\x85",
    "\xa0",
    "\u3000",
    "“",
    "_",
    "²",
    "Ⅷ",
    "😀",
    "\r",
    END,
    UNKNOWN,
    "the",
    "从前",
    "\u200d",
    "\u202e",
]


def odd_texts(count: int, seed: int = 0) -> list[str]:
    rng = random.Random(seed)
    texts = ["".join(rng.choices(ODD, k=rng.randint(0, 30))) for _ in range(count)]
    return texts + [
        "".join(piece * rng.choice([1, 5, 9, 70]) for piece in rng.choices(ODD, k=8)) for _ in range(count // 4)
    ]


@pytest.fixture(scope="module", params=["characters", "bpe", "bpe with a cap of 4"])
def tokenizer(request: pytest.FixtureRequest) -> Tokenizer:
    kind, _, capped = request.param.partition(" ")
    text = SAMPLES["stories-en"].text()[:60_000] + SAMPLES["stories-zh"].text()[:20_000] + "".join(ODD)
    return train_tokenizer([text], DataConfig(tokenizer=kind, vocab_size=700, max_token_length=4 if capped else 64))


def test_decoding_gives_the_text_back(tokenizer: Tokenizer) -> None:
    for text in odd_texts(500):
        assert tokenizer.decode(tokenizer.encode(text)) == text


def test_the_librarys_own_reading_of_the_file_gives_the_same_ids(tokenizer: Tokenizer, tmp_path: Path) -> None:
    tokenizer.save(tmp_path / "tokenizer.json")
    theirs = tokenizers.Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    again = Tokenizer.load(tmp_path / "tokenizer.json")
    assert (again.kind, again.vocab_size, again.end_id, again.unknown_id) == (
        tokenizer.kind,
        tokenizer.vocab_size,
        tokenizer.end_id,
        tokenizer.unknown_id,
    )
    for text in odd_texts(800, seed=1):
        assert tokenizer.encode(text) == theirs.encode(text).ids == again.encode(text)
        assert theirs.decode(tokenizer.encode(text)) == text or tokenizer.kind == "characters"


def test_encoding_in_parts_cut_at_safe_places_changes_nothing(tokenizer: Tokenizer) -> None:
    for text in odd_texts(400, seed=2):
        assert "".join(safe_parts(text)) == text
        cut = last_safe_cut(text)
        assert tokenizer.encode(text[:cut]) + tokenizer.encode(text[cut:]) == tokenizer.encode(text)
        assert [list(ids) for ids in tokenizer.encode_many([text, text[cut:]])] == [
            tokenizer.encode(text),
            tokenizer.encode(text[cut:]),
        ]


def test_a_stream_gives_whole_characters_that_add_up_to_the_text(tokenizer: Tokenizer) -> None:
    rng = random.Random(3)
    drawn = [rng.choices(range(tokenizer.vocab_size), k=30) for _ in range(300)]
    for ids in [tokenizer.encode(text) for text in odd_texts(200, seed=4)] + drawn:
        stream = tokenizer.stream()
        parts = [stream.push(token) for token in ids] + [stream.finish()]
        assert "".join(parts) == tokenizer.decode(ids)
        assert not any("\ufffd" in part for part in parts)


def test_labels_name_every_token_without_replacement_characters(tokenizer: Tokenizer) -> None:
    labels = tokenizer.labels(range(tokenizer.vocab_size))
    assert all(labels)
    assert not any("\ufffd" in label for label in labels)
    assert labels[tokenizer.end_id] == END
    space, newline = tokenizer.encode(" ")[0], tokenizer.encode("\n")[0]
    assert (labels[space], labels[newline]) == (" ", "\n")


def test_a_part_of_a_character_is_labelled_by_its_bytes() -> None:
    tokenizer = train_tokenizer(["plain words " * 50], DataConfig(tokenizer="bpe", vocab_size=258))
    assert tokenizer.labels(tokenizer.encode("你\u202e")) == ["⟨E4⟩", "⟨BD⟩", "⟨A0⟩", "⟨E2⟩", "⟨80⟩", "⟨AE⟩"]
    characters = train_tokenizer(["a\u202eb\ufffd\u0301"], DataConfig())
    assert characters.labels(characters.encode("a\u202e\ufffd\u0301?")) == [
        "a",
        "⟨U+202E⟩",
        "⟨U+FFFD⟩",
        "◌\u0301",
        UNKNOWN,
    ]


def test_special_strings_are_never_special_ids(tokenizer: Tokenizer) -> None:
    for text in (END, UNKNOWN, f"a{END}b", f"{UNKNOWN}{END}" * 3):
        assert not {tokenizer.end_id, tokenizer.unknown_id} & set(tokenizer.encode(text))
    assert tokenizer.decode([tokenizer.end_id]) == ""


def test_lone_surrogates_do_not_break_encoding(tokenizer: Tokenizer) -> None:
    assert tokenizer.decode(tokenizer.encode("a\ud800b")).replace(UNKNOWN, "\ufffd") == "a\ufffdb"


def test_unknown_characters_are_one_token_that_evaluation_can_charge() -> None:
    tokenizer = train_tokenizer(["abc" * 9], DataConfig())
    assert tokenizer.encode("a😀日b") == [2, tokenizer.unknown_id, tokenizer.unknown_id, 3]
    assert tokenizer.unknown_cost_nats == pytest.approx(math.log(0x110000 - 2048 - 3))
    assert train_tokenizer(["abc"], DataConfig(tokenizer="bpe")).unknown_cost_nats == 0
    assert tokenizer.byte_lengths.tolist() == [0, 0, 1, 1, 1]


def test_rare_characters_beyond_the_limit_are_unknown_and_ids_are_in_order() -> None:
    tokenizer = train_tokenizer(
        ["zzz", "yyy", "xx", "".join(chr(0x4E00 + n) for n in range(50))], DataConfig(max_characters=16)
    )
    assert tokenizer.vocab_size == 18
    assert tokenizer.encode("xyz") == [2, 3, 4]
    assert tokenizer.encode(chr(0x4E00 + 49)) == [tokenizer.unknown_id]


def test_no_merge_grows_beyond_the_cap_and_the_file_says_so(tmp_path: Path) -> None:
    tokenizer = train_tokenizer(
        ["abcdefgh" * 4000, "天下大势分久必合" * 2000], DataConfig(tokenizer="bpe", max_token_length=8, vocab_size=600)
    )
    assert isinstance(tokenizer, BpeTokenizer)
    assert max(len(tokenizer.decode([token])) for token in range(tokenizer.vocab_size)) <= 8
    tokenizer.save(tmp_path / "tokenizer.json")
    pieces = tokenizers.Tokenizer.from_file(str(tmp_path / "tokenizer.json")).pre_tokenizer.pre_tokenize_str("x" * 100)
    assert [end - start for _, (start, end) in pieces] == [8] * 12 + [4]


def test_a_megabyte_without_a_blank_trains() -> None:
    rng = random.Random(0)
    for letters in ("abcdefghij", "天下大势分久必合"):
        text = "".join(rng.choices(letters, k=1_000_000 // len(letters[0].encode())))
        tokenizer = train_tokenizer([text], DataConfig(tokenizer="bpe"))
        assert tokenizer.vocab_size == 1024
        assert tokenizer.decode(tokenizer.encode_array(text)) == text


def test_training_twice_gives_the_same_file(tmp_path: Path) -> None:
    text = SAMPLES["stories-en"].text()[:50_000]
    for kind in ("characters", "bpe"):
        files = [tmp_path / "one.json", tmp_path / "two.json"]
        for path in files:
            train_tokenizer([text[:20_000], text[20_000:]], DataConfig(tokenizer=kind)).save(path)
        assert files[0].read_bytes() == files[1].read_bytes()


def test_arrays_hold_what_lists_hold(tokenizer: Tokenizer) -> None:
    array = tokenizer.encode_array("从前 the\n")
    assert array.dtype == np.uint32
    assert array.tolist() == tokenizer.encode("从前 the\n")
    assert tokenizer.encode("") == []


@pytest.mark.parametrize("kind", ["characters", "bpe"])
def test_a_mask_stands_in_the_vocabulary_only_where_asked_for_and_no_text_becomes_it(kind: str, tmp_path: Path) -> None:
    text = "a <mask> b <|endoftext|> c"
    assert train_tokenizer([text], DataConfig.model_validate({"tokenizer": kind})).mask_id is None
    made = train_tokenizer([text] * 9, DataConfig.model_validate({"tokenizer": kind, "mask_token": True}))
    made.save(tmp_path / "tokenizer.json")
    tokenizer = Tokenizer.load(tmp_path / "tokenizer.json")
    assert tokenizer.mask_id is not None
    assert tokenizer.mask_id not in tokenizer.encode(text)
    assert tokenizer.decode([*tokenizer.encode(text), tokenizer.mask_id]) == text
    assert tokenizer.labels([tokenizer.mask_id]) == ["<mask>"]
    assert (tokenizer.bytes_of(tokenizer.mask_id), tokenizer.byte_lengths[tokenizer.mask_id]) == (b"", 0)
    assert (
        tokenizer.unknown_cost_nats
        == train_tokenizer([text] * 9, DataConfig.model_validate({"tokenizer": kind})).unknown_cost_nats
    )


MARKS = ("<|user|>", "<|end|>", "<|a_1|>", "<|_7_|>")


@pytest.mark.parametrize("kind", ["characters", "bpe"])
def test_marks_stand_in_the_vocabulary_and_no_text_becomes_one(kind: str, tmp_path: Path) -> None:
    config = DataConfig.model_validate({"tokenizer": kind, "vocab_size": 400})
    text = "".join(MARKS) + END + " a <|user|> b <|end|>" * 50
    train_tokenizer([text] * 9, config, MARKS).save(tmp_path / "tokenizer.json")
    tokenizer = Tokenizer.load(tmp_path / "tokenizer.json")
    assert set(tokenizer.marks) == set(MARKS)
    hidden = {*tokenizer.marks.values(), tokenizer.end_id, tokenizer.unknown_id}
    assert not hidden & set(tokenizer.encode(text))
    assert tokenizer.decode([*tokenizer.marks.values(), *tokenizer.encode(text)]) == text
    assert tokenizer.labels(tokenizer.marks[mark] for mark in MARKS) == list(MARKS)
    assert all(
        tokenizer.bytes_of(token) == b"" and tokenizer.byte_lengths[token] == 0 for token in tokenizer.marks.values()
    )
    stream = tokenizer.stream()
    assert [stream.push(token) for token in tokenizer.marks.values()] == [""] * len(MARKS)
    assert tokenizer.unknown_cost_nats == train_tokenizer([text] * 9, config).unknown_cost_nats
    assert train_tokenizer([text], config).marks == {}
    theirs = tokenizers.Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    assert theirs.encode(text).ids == tokenizer.encode(text)


def test_byte_pairs_never_make_a_mark_however_often_it_is_written() -> None:
    for mark in MARKS:
        tokenizer = train_tokenizer([f"{mark}" * 2000, f" {mark}" * 2000], DataConfig(tokenizer="bpe", vocab_size=600))
        assert tokenizer.marks == {}
        assert mark not in tokenizer.labels(range(tokenizer.vocab_size))


@pytest.mark.parametrize(
    "mark", ["<|User|>", "<||>", "<|___|>", "<|a b|>", "<|a|", "user", f"<|{'a' * 41}|>", "<|é|>", "<|a|>\n"]
)
def test_other_long_tokens_of_characters_are_refused(mark: str, tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    extended(train_tokenizer(["abc"], DataConfig()), (f"<|{'a' * 40}|>",)).save(path)
    assert Tokenizer.load(path).marks
    content = json.loads(path.read_text())
    content["model"]["vocab"][mark] = len(content["model"]["vocab"])
    path.write_text(json.dumps(content))
    with pytest.raises(CheckpointError, match="single characters"):
        Tokenizer.load(path)


@pytest.mark.parametrize("kind", ["characters", "bpe"])
def test_an_extended_tokenizer_keeps_its_ids_and_knows_more(kind: str, tmp_path: Path) -> None:
    base = train_tokenizer(
        ["some words to learn from " * 40], DataConfig.model_validate({"tokenizer": kind, "vocab_size": 280})
    )
    more = extended(base, MARKS, "xyz好s")
    assert [more.inner.id_to_token(token) for token in range(base.vocab_size)] == [
        base.inner.id_to_token(token) for token in range(base.vocab_size)
    ]
    assert list(more.marks.values()) == list(range(base.vocab_size, base.vocab_size + len(MARKS)))
    assert more.vocab_size == base.vocab_size + len(MARKS) + (4 if kind == "characters" else 0)
    assert more.encode("some words") == base.encode("some words")
    assert more.decode(more.encode("xyz好s")) == "xyz好s"
    assert (more.end_id, more.unknown_id, more.mask_id) == (base.end_id, base.unknown_id, base.mask_id)
    assert extended(more, MARKS, "xyz").vocab_size == more.vocab_size
    more.save(tmp_path / "tokenizer.json")
    assert Tokenizer.load(tmp_path / "tokenizer.json").encode("xyz 好") == more.encode("xyz 好")
