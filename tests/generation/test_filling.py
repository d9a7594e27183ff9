"""Blanks and what an encoder puts there; and what it says when there is nothing to fill."""

from __future__ import annotations

import pytest
import torch

from llm_core.config import DataConfig
from llm_core.data.tokenizer.tokenizer import Tokenizer, train_tokenizer
from llm_core.errors import CheckpointError, Mistake, SettingError, TextError
from llm_core.generation.answering import answers
from llm_core.generation.infilling import fill, fill_answer
from llm_core.model.transformer import LargeLanguageModel
from tests.generation.conftest import TEXT, shaped_model


@pytest.fixture(scope="module")
def model(letters: Tokenizer) -> LargeLanguageModel:
    return shaped_model("encoder-only", letters.vocab_size)


@pytest.mark.parametrize("text", ["the c_t", "the c▢t", "the c<mask>t"])
def test_three_signs_hide_a_token(text: str, model: LargeLanguageModel, letters: Tokenizer) -> None:
    found = fill(model, letters, text)
    assert [blank.place for blank in found.blanks] == [5]
    assert found.labels[5] == "<mask>"
    assert (found.text[:5], found.text[6:]) == ("the c", "t")
    assert found.text[5] == found.blanks[0].likeliest[0][0]


def test_probs_are_the_models_own_less_what_is_no_text(model: LargeLanguageModel, letters: Tokenizer) -> None:
    found = fill(model, letters, "_ab__", top=1000)
    with torch.no_grad():
        logits = model(torch.tensor([found.tokens]))[0].clone()
    logits[:, [letters.unknown_id, letters.mask_id, letters.end_id]] = -torch.inf
    assert [blank.place for blank in found.blanks] == [0, 3, 4]
    for blank in found.blanks:
        own = logits[blank.place].softmax(-1)
        shares = [share for _, _, share in blank.likeliest]
        assert shares == sorted(shares, reverse=True)
        assert sum(shares) == pytest.approx(1, abs=1e-5)
        assert {token: share for _, token, share in blank.likeliest} == pytest.approx(
            dict(enumerate(own.tolist())), abs=1e-5
        )
        assert not {"<unk>", "<mask>", "<|endoftext|>"} & {label for label, _, share in blank.likeliest if share > 0}


def test_the_other_blanks_follow_what_was_chosen_for_one(model: LargeLanguageModel, letters: Tokenizer) -> None:
    chosen = letters.encode("q")[0]
    pinned, plain = fill(model, letters, "a_b_c", chosen={0: chosen}), fill(model, letters, "aqb_c")
    assert pinned.text[1] == "q"
    assert pinned.blanks[1] == plain.blanks[0]


def test_where_tokens_are_pieces_of_words_the_space_before_a_blank_is_hidden_too() -> None:
    tokenizer = train_tokenizer([TEXT * 3], DataConfig(tokenizer="bpe", vocab_size=300, mask_token=True))
    found = fill(shaped_model("encoder-only", tokenizer.vocab_size, 64), tokenizer, "Rolling, _ on the river")
    assert found.tokens[: found.blanks[0].place] == tuple(tokenizer.encode("Rolling,"))
    assert found.tokens[found.blanks[0].place + 1 :] == tuple(tokenizer.encode(" on the river"))


def test_an_answer_has_as_many_blanks_as_it_is_to_be_long(model: LargeLanguageModel, letters: Tokenizer) -> None:
    source = letters.encode("cab")
    for length in (1, 3, 9):
        found = fill_answer(model, letters, "cab", length)
        assert [blank.place for blank in found.blanks] == list(range(4, 4 + length))
        assert found.text == letters.decode(answers(model, letters, [source], [length])[0])
    assert len(fill_answer(model, letters, "cab").blanks) == 3
    assert len(fill_answer(model, letters, "").blanks) == 1


@pytest.mark.parametrize(
    ("text", "code"), [("no blank here", "no-blank"), ("", "no-blank"), ("a" * 24 + "_", "too-long-to-fill")]
)
def test_a_text_that_cannot_be_filled_is_explained(
    text: str, code: str, model: LargeLanguageModel, letters: Tokenizer
) -> None:
    with pytest.raises(TextError) as caught:
        fill(model, letters, text)
    assert caught.value.code == code


def test_a_model_that_writes_does_not_fill(letters: Tokenizer) -> None:
    for architecture in ("decoder-only", "encoder-decoder"):
        with pytest.raises(SettingError) as caught:
            fill(shaped_model(architecture, letters.vocab_size), letters, "c_t")  # type: ignore[arg-type]
        assert caught.value.code == "cannot-fill"


def test_a_vocabulary_without_a_mask_is_explained(characters: Tokenizer) -> None:
    for ask in (fill, fill_answer):
        with pytest.raises(CheckpointError) as caught:
            ask(shaped_model("encoder-only", characters.vocab_size), characters, "c_t")
        assert caught.value.code == "no-mask-token"


@pytest.mark.parametrize(
    ("source", "length", "code"),
    [("a" * 24, None, "source-too-long"), ("abc", 21, "source-too-long"), ("abc", 0, "no-answer-length")],
)
def test_an_answer_that_cannot_be_is_explained(
    source: str, length: int | None, code: str, model: LargeLanguageModel, letters: Tokenizer
) -> None:
    with pytest.raises(Mistake) as caught:
        fill_answer(model, letters, source, length)
    assert caught.value.code == code
    assert fill_answer(model, letters, "abc", 20).text
