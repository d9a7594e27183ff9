"""Answers of runs that learnt pairs: many at once as one by one, in every shape, within the context."""

from __future__ import annotations

import pytest
import torch

from llm_core.config import SamplingConfig
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.errors import SettingError, TextError
from llm_core.generation.answering import answer, answers
from llm_core.model.transformer import LargeLanguageModel
from tests.generation.conftest import shaped_model

SHAPES = ("decoder-only", "encoder-decoder", "encoder-only")
SOURCES = ["cat", "dog", "", "a bird in the hand", "x", "fish", "zebra crossing", "cow"]
LENGTHS = [3, 9, 5, 2, 0, 12, 1, 6]


def slowly(model: LargeLanguageModel, tokenizer: Tokenizer, source: list[int], length: int) -> list[int]:
    """The likeliest answer by its definition: a full forward without a cache for every token, all blanks of an encoder
    in one.
    """
    never = torch.tensor([tokenizer.unknown_id, tokenizer.mask_id])
    read, said = [*source, tokenizer.end_id], []
    if model.decoder is None:
        with torch.no_grad():
            logits = model(torch.tensor([[*read, *[tokenizer.mask_id] * length]]))[0, len(read) :]
        logits[:, never] = -torch.inf
        logits[:, tokenizer.end_id] = -torch.inf
        return logits.argmax(-1).tolist()
    while len(said) < length:
        tokens, given = (
            ([tokenizer.end_id, *said], torch.tensor([read])) if model.reads_source else ([*read, *said], None)
        )
        if len(tokens) > model.config.context_length:
            break
        with torch.no_grad():
            logits = model(torch.tensor([tokens]), given)[0, -1]
        logits[never] = -torch.inf
        said.append(int(logits.argmax()))
        if said[-1] == tokenizer.end_id:
            return said[:-1]
    return said


@pytest.mark.parametrize("architecture", SHAPES)
@pytest.mark.parametrize(
    "changes", [{}, {"positions": "learned", "norm_first": False}, {"positions": "alibi", "window": 5}]
)
def test_many_answers_at_once_are_what_each_is_alone_without_a_cache(
    architecture: str, changes: dict, letters: Tokenizer
) -> None:
    model = shaped_model(architecture, letters.vocab_size, **changes)  # type: ignore[arg-type]
    with torch.no_grad():
        model.head.weight[letters.end_id] *= 2  # so that some end early
    sources = [letters.encode(source) for source in SOURCES]
    expected = [slowly(model, letters, source, length) for source, length in zip(sources, LENGTHS, strict=True)]
    assert answers(model, letters, sources, LENGTHS) == expected
    assert [
        answers(model, letters, [one], [length])[0] for one, length in zip(sources, LENGTHS, strict=True)
    ] == expected


@pytest.mark.parametrize("architecture", SHAPES)
def test_sources_too_long_get_no_answer_and_answers_end_with_the_context(architecture: str, letters: Tokenizer) -> None:
    model = shaped_model(architecture, letters.vocab_size, context_length=8)  # type: ignore[arg-type]
    with torch.no_grad():
        model.head.weight[letters.end_id] = 0
    sources = [letters.encode(source) for source in ("abcdefgh", "abcdefg", "abc")]
    beside = model.reads_source
    lengths = [len(answer) for answer in answers(model, letters, sources, [40, 40, 40])]
    assert lengths == ([0, 0, 0] if architecture == "encoder-only" else [0, 8 if beside else 1, 8 if beside else 5])
    assert len(answers(model, letters, sources, [1, 1, 4])[2]) == 4


@pytest.mark.parametrize("architecture", SHAPES)
def test_a_cancelled_batch_stops_at_the_next_forward(architecture: str, letters: Tokenizer) -> None:
    model, asked = shaped_model(architecture, letters.vocab_size), iter([False, False, True])  # type: ignore[arg-type]
    found = answers(model, letters, [letters.encode("cat")] * 3, [9] * 3, cancelled=lambda: True)
    assert found == [[], [], []]
    if architecture != "encoder-only":
        assert max(map(len, answers(model, letters, [letters.encode("cat")], [9], cancelled=lambda: next(asked)))) <= 2


def test_no_sources_have_no_answers(letters: Tokenizer) -> None:
    assert answers(shaped_model("decoder-only", letters.vocab_size), letters, [], []) == []


@pytest.mark.parametrize("architecture", SHAPES[:2])
@pytest.mark.parametrize("source", SOURCES)
def test_one_answer_token_by_token_is_what_many_at_once_give(
    architecture: str, source: str, letters: Tokenizer
) -> None:
    model = shaped_model(architecture, letters.vocab_size)  # type: ignore[arg-type]
    tokens = list(answer(model, letters, source, SamplingConfig(temperature=0, max_new_tokens=9), alternatives=2))
    said = [token.id for token in tokens if token.id != letters.end_id]
    assert said == answers(model, letters, [letters.encode(source)], [9])[0]
    assert "".join(token.text for token in tokens) == letters.decode(said)
    assert all(token.alternatives[0] == (token.id, token.probability) for token in tokens)


@pytest.mark.parametrize("architecture", SHAPES[:2])
def test_an_answer_goes_on_from_how_it_begins(architecture: str, letters: Tokenizer) -> None:
    model, settings = shaped_model(architecture, letters.vocab_size), SamplingConfig(temperature=0, max_new_tokens=9)  # type: ignore[arg-type]
    with torch.no_grad():
        model.head.weight[letters.end_id] = 0
    whole = [token.id for token in answer(model, letters, "zebra", settings)]
    assert len(whole) == 9
    rest = [
        token.id
        for token in answer(model, letters, "zebra", settings.model_copy(update={"max_new_tokens": 6}), begun=whole[:3])
    ]
    assert whole[:3] + rest == whole


@pytest.mark.parametrize("architecture", SHAPES[:2])
def test_an_answer_ends_with_the_context_and_a_source_beyond_it_is_refused(
    architecture: str, letters: Tokenizer
) -> None:
    model = shaped_model(architecture, letters.vocab_size, context_length=8)  # type: ignore[arg-type]
    with torch.no_grad():
        model.head.weight[letters.end_id] = 0
    settings = SamplingConfig(temperature=0, max_new_tokens=90)
    assert len(list(answer(model, letters, "abc", settings))) == (8 if model.reads_source else 5)
    assert len(list(answer(model, letters, "abc", settings.model_copy(update={"beams": 3})))) == (
        8 if model.reads_source else 5
    )
    with pytest.raises(TextError, match="needs 9 tokens"):
        list(answer(model, letters, "abcdefgh", settings))


def test_a_penalty_falls_on_the_answer_only(letters: Tokenizer) -> None:
    for architecture in SHAPES[:2]:
        model = shaped_model(architecture, letters.vocab_size)  # type: ignore[arg-type]
        first = [
            next(answer(model, letters, "abcdefgh", SamplingConfig(temperature=0, repetition_penalty=penalty))).id
            for penalty in (1.0, 5.0)
        ]
        assert first[0] == first[1]


def test_an_encoder_alone_answers_by_filling(letters: Tokenizer) -> None:
    with pytest.raises(SettingError) as caught:
        next(answer(shaped_model("encoder-only", letters.vocab_size), letters, "cat", SamplingConfig()))
    assert caught.value.code == "encoder-does-not-write"
