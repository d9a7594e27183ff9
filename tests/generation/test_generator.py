"""The generator: the same text with and without a cache, seeds, stop strings, whole characters, endless writing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest
import torch

from llm_core.config import SamplingConfig
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.errors import CheckpointError, SettingError
from llm_core.generation.chat import reply
from llm_core.generation.generator import GeneratedToken, generate
from llm_core.generation.sampling import next_token_probs
from llm_core.model.transformer import LargeLanguageModel
from tests.generation.conftest import TEXT, Parrot, random_model, shaped_model


def sampling(**changes: object) -> SamplingConfig:
    plain: dict[str, object] = {"temperature": 1.0, "top_k": 0, "top_p": 1.0, "max_new_tokens": 50, "seed": 3}
    return SamplingConfig(**{**plain, **changes})  # type: ignore[arg-type]


def ids_of(tokens: list[GeneratedToken]) -> list[int]:
    return [token.id for token in tokens]


def text_of(tokens: list[GeneratedToken]) -> str:
    return "".join(token.text for token in tokens)


def uncached(model: LargeLanguageModel, tokenizer: Tokenizer, prompt: list[int], settings: SamplingConfig) -> list[int]:
    """The same definition of writing with a full forward for every token."""
    size, rng, new = model.config.context_length, torch.Generator().manual_seed(settings.seed), []
    window = prompt[-size:]
    for _ in range(settings.max_new_tokens):
        window = window if len(window) <= size else window[-(size // 2) :]
        with torch.no_grad():
            logits = model(torch.tensor([window]))[0, -1, : tokenizer.vocab_size]
        if tokenizer.unknown_id is not None:
            logits[tokenizer.unknown_id] = -torch.inf
        new.append(int(torch.multinomial(next_token_probs(logits, settings, window), 1, generator=rng)))
        window = [*window, new[-1]]
        if new[-1] == tokenizer.end_id:
            break
    return new


@pytest.mark.parametrize("kind", ["bpe", "characters"])
@pytest.mark.parametrize(
    "changes", [{"temperature": 0.0}, {"repetition_penalty": 1.3, "top_k": 9}, {"top_p": 0.8, "temperature": 0.6}]
)
@pytest.mark.parametrize("prompt", ["Roll", "长江", TEXT])
def test_cached_text_equals_uncached_text_past_the_context(
    kind: str, changes: dict[str, object], prompt: str, request: pytest.FixtureRequest
) -> None:
    tokenizer: Tokenizer = request.getfixturevalue(kind)
    model = random_model(tokenizer.vocab_size)
    settings = sampling(**changes)
    expected = uncached(model, tokenizer, tokenizer.encode(prompt), settings)
    assert ids_of(list(generate(model, tokenizer, prompt, settings))) == expected


def test_the_same_seed_writes_the_same_and_another_another(bpe: Tokenizer) -> None:
    model = random_model(bpe.vocab_size)
    texts = [ids_of(list(generate(model, bpe, "on", sampling(seed=seed)))) for seed in (1, 1, 2)]
    assert texts[0] == texts[1] != texts[2]


def test_the_seed_is_the_generators_own(bpe: Tokenizer) -> None:
    model = random_model(bpe.vocab_size)
    before = torch.get_rng_state()
    mixed: list[list[int]] = [[], []]
    for tokens in zip(*(generate(model, bpe, "on", sampling(seed=5)) for _ in range(2)), strict=True):
        torch.rand(3, generator=torch.Generator())
        for one, token in zip(mixed, tokens, strict=True):
            one.append(token.id)
    assert mixed[0] == mixed[1]
    assert torch.equal(torch.get_rng_state(), before)


def test_temperature_zero_takes_the_likeliest(bpe: Tokenizer) -> None:
    tokens = list(generate(random_model(bpe.vocab_size), bpe, "on", sampling(temperature=0), alternatives=1))
    assert all(token.alternatives[0][0] == token.id for token in tokens)


@pytest.mark.parametrize("changes", [{"temperature": 0.2}, {"top_k": 1}, {"repetition_penalty": 3.0}])
def test_alternatives_are_the_models_own_before_any_trick(characters: Tokenizer, changes: dict[str, object]) -> None:
    model = random_model(characters.vocab_size)
    prompt = characters.encode("river")
    first = next(generate(model, characters, prompt, sampling(**changes), alternatives=5))
    with torch.no_grad():
        logits = model(torch.tensor([prompt]))[0, -1]
    assert characters.unknown_id is not None
    logits[characters.unknown_id] = -torch.inf
    own = logits.softmax(-1)
    assert [identity for identity, _ in first.alternatives] == own.topk(5).indices.tolist()
    assert [prob for _, prob in first.alternatives] == pytest.approx(own.topk(5).values.tolist(), rel=1e-4)
    assert first.probability == pytest.approx(float(own[first.id]), rel=1e-4)


def test_without_asking_there_are_no_alternatives_and_never_more_than_tokens(characters: Tokenizer) -> None:
    model = random_model(characters.vocab_size)
    assert next(generate(model, characters, "on", sampling())).alternatives == ()
    assert (
        len(next(generate(model, characters, "on", sampling(), alternatives=10_000)).alternatives)
        == characters.vocab_size
    )


def test_the_unknown_is_never_written(characters: Tokenizer) -> None:
    model = random_model(characters.vocab_size)
    with torch.no_grad():
        model.head.weight[0] = 100 * model.head.weight[2]
    tokens = [token for seed in range(5) for token in generate(model, characters, "on", sampling(seed=seed))]
    assert characters.unknown_id not in ids_of(tokens)
    assert "<unk>" not in text_of(tokens)


@pytest.mark.parametrize("text", [TEXT, "👩‍👩‍👧🇨🇳", "水", "é水😀" * 5])
def test_whole_characters_come_out_of_tokens_that_are_parts_of_them(bpe: Tokenizer, text: str) -> None:
    said = bpe.encode(text)
    tokens = list(generate(Parrot(bpe.vocab_size, said), bpe, [5], sampling(max_new_tokens=len(said))))
    assert text_of(tokens) == text
    assert all("\ufffd" not in token.text for token in tokens)
    assert any(token.text == "" for token in tokens)


def test_a_character_cut_off_by_the_length_is_not_shown(bpe: Tokenizer) -> None:
    said = bpe.encode("a😀")
    tokens = list(generate(Parrot(bpe.vocab_size, said), bpe, [5], sampling(max_new_tokens=len(said) - 1)))
    assert text_of(tokens) == "a"


def test_random_bytes_never_show_the_replacement_character(bpe: Tokenizer) -> None:
    model = random_model(bpe.vocab_size)
    tokens = [token for seed in range(10) for token in generate(model, bpe, "水", sampling(seed=seed, temperature=3.0))]
    assert "\ufffd" not in text_of(tokens)


@pytest.mark.parametrize(
    ("text", "stops", "expected"),
    [
        ("one two three", ("two",), "one "),
        ("one two three", ("three", "two"), "one "),
        ("one two three", ("four",), "one two three"),
        ("aab aaab", ("aaab",), "aab "),
        ("ababac end", ("abac",), "ab"),
        ("x\n\ny", ("\n\n",), "x"),
        ("浪花淘尽英雄", ("尽英",), "浪花淘"),
        ("👩‍👩‍👧😀", ("😀",), "👩‍👩‍👧"),
        ("one two", ("one",), ""),
        ("one two", ("",), "one two"),
        ("one tw", ("two",), "one tw"),
        ("one two", ("o three", "ne tx"), "one two"),
    ],
)
@pytest.mark.parametrize("kind", ["bpe", "characters"])
def test_text_ends_before_a_stop_string_and_no_part_of_it_ever_shows(
    kind: str, text: str, stops: tuple[str, ...], expected: str, request: pytest.FixtureRequest
) -> None:
    tokenizer: Tokenizer = request.getfixturevalue(kind)
    said = tokenizer.encode(text)
    assert tokenizer.unknown_id not in said
    shown = ""
    tokens = list(
        generate(Parrot(tokenizer.vocab_size, said), tokenizer, [5], sampling(max_new_tokens=len(said), stop=stops))
    )
    for token in tokens:
        shown += token.text
        assert expected.startswith(shown)
    assert shown == expected
    assert len(tokens) <= len(said)


def test_held_back_text_is_given_as_soon_as_it_cannot_be_a_stop_string(bpe: Tokenizer) -> None:
    said = [identity for letter in "abcx" for identity in bpe.encode(letter)]
    tokens = list(generate(Parrot(bpe.vocab_size, said), bpe, [5], sampling(max_new_tokens=4, stop=("abcd",))))
    assert [token.text for token in tokens] == ["", "", "", "abcx"]


def test_writing_ends_with_the_document(bpe: Tokenizer) -> None:
    said = [*bpe.encode("end."), bpe.end_id, *bpe.encode("more")]
    tokens = list(generate(Parrot(bpe.vocab_size, said), bpe, [5], sampling()))
    assert text_of(tokens) == "end."
    assert tokens[-1].id == bpe.end_id


@pytest.mark.parametrize("prompt", ["", []])
def test_an_empty_prompt_starts_a_document(bpe: Tokenizer, prompt: str | list[int]) -> None:
    model = random_model(bpe.vocab_size)
    assert ids_of(list(generate(model, bpe, prompt, sampling()))) == ids_of(
        list(generate(model, bpe, [bpe.end_id], sampling()))
    )


def test_prompts_are_taken_as_they_are(bpe: Tokenizer) -> None:
    model = random_model(bpe.vocab_size)
    texts = {
        prompt: tuple(ids_of(list(generate(model, bpe, prompt, sampling()))))
        for prompt in ("on", " on", "on ", "on\n", " ")
    }
    assert len({*texts.values()}) == len(texts)


def test_of_a_long_prompt_the_last_part_is_read(bpe: Tokenizer) -> None:
    model, ids = random_model(bpe.vocab_size), bpe.encode(TEXT)
    assert len(ids) > 16
    assert ids_of(list(generate(model, bpe, ids, sampling()))) == ids_of(
        list(generate(model, bpe, ids[-16:], sampling()))
    )


@pytest.mark.parametrize("context_length", [4, 5, 16])
def test_writing_goes_on_far_past_the_context(bpe: Tokenizer, context_length: int) -> None:
    model = random_model(bpe.vocab_size, context_length)
    with torch.no_grad():
        model.head.weight[bpe.end_id] = 0
    tokens = list(generate(model, bpe, TEXT, sampling(max_new_tokens=200, temperature=0)))
    assert len(tokens) == 200


def test_cancelling_is_asked_at_every_token_and_gives_the_held_text(bpe: Tokenizer) -> None:
    said, asked = [bpe.encode(letter)[0] for letter in "abcdef"], iter([False, False, False, True])
    tokens = list(
        generate(Parrot(bpe.vocab_size, said), bpe, [5], sampling(stop=("cx",)), cancelled=lambda: next(asked))
    )
    assert [token.text for token in tokens] == ["a", "b", "c"]


def test_cancelled_before_the_first_token_writes_nothing(bpe: Tokenizer) -> None:
    assert list(generate(random_model(bpe.vocab_size), bpe, "on", sampling(), cancelled=lambda: True)) == []


def test_max_new_tokens_is_kept(bpe: Tokenizer) -> None:
    for length, seed in product((1, 2, 17), range(3)):
        tokens = list(generate(Parrot(bpe.vocab_size, [40, 41]), bpe, "on", sampling(max_new_tokens=length, seed=seed)))
        assert len(tokens) == length


def test_callers_keep_their_gradients_between_tokens(bpe: Tokenizer) -> None:
    for _ in generate(random_model(bpe.vocab_size), bpe, "on", sampling(max_new_tokens=2)):
        assert torch.is_grad_enabled()
        assert not torch.is_inference_mode_enabled()


def test_many_threads_write_with_one_model(bpe: Tokenizer) -> None:
    model = random_model(bpe.vocab_size)
    alone = [ids_of(list(generate(model, bpe, "on", sampling(seed=seed)))) for seed in range(6)]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(lambda seed: ids_of(list(generate(model, bpe, "on", sampling(seed=seed)))), range(6)))
    assert together == alone


def test_a_tokenizer_of_another_run_is_refused(bpe: Tokenizer) -> None:
    with pytest.raises(CheckpointError, match=f"{bpe.vocab_size} tokens and the model knows 20"):
        next(generate(random_model(20), bpe, "on", sampling()))


def test_a_model_gone_astray_is_explained(bpe: Tokenizer) -> None:
    model = random_model(bpe.vocab_size)
    with torch.no_grad():
        model.head.weight.fill_(torch.nan)
    with pytest.raises(CheckpointError, match="not numbers"):
        next(generate(model, bpe, "on", sampling()))


def test_chat_with_a_plain_text_run_continues_the_words(bpe: Tokenizer) -> None:
    model = random_model(bpe.vocab_size)
    assert list(reply(model, bpe, " on\n", sampling())) == list(generate(model, bpe, " on\n", sampling()))


def uncached_with_a_source(
    model: LargeLanguageModel, tokenizer: Tokenizer, prompt: list[int], settings: SamplingConfig
) -> list[int]:
    """Writing of a decoder beside an encoder, with full forwards: what was written becomes the source when there is no
    room.
    """
    size, rng, new = model.config.context_length, torch.Generator().manual_seed(settings.seed), []
    source, row = prompt[-size:], [tokenizer.end_id]
    for _ in range(settings.max_new_tokens):
        if len(row) > size:
            source, row = [*source, *row[1:]][-size:], [tokenizer.end_id]
        with torch.no_grad():
            logits = model(torch.tensor([row]), torch.tensor([source]))[0, -1, : tokenizer.vocab_size]
        logits[[tokenizer.unknown_id, tokenizer.mask_id]] = -torch.inf
        new.append(int(torch.multinomial(next_token_probs(logits, settings, [*source, *row[1:]]), 1, generator=rng)))
        row.append(new[-1])
        if new[-1] == tokenizer.end_id:
            break
    return new


@pytest.mark.parametrize(
    "changes", [{"temperature": 0.0}, {"repetition_penalty": 1.3, "top_k": 9}, {"top_p": 0.8, "temperature": 0.6}]
)
@pytest.mark.parametrize("prompt", ["a", "the bird", "a bird in the hand is worth two in the bush"])
def test_a_decoder_beside_an_encoder_writes_the_same_without_a_cache(
    changes: dict[str, object], prompt: str, letters: Tokenizer
) -> None:
    model, settings = shaped_model("encoder-decoder", letters.vocab_size, 12), sampling(**changes)
    with torch.no_grad():
        model.head.weight[letters.end_id] *= 0.1
    expected = uncached_with_a_source(model, letters, letters.encode(prompt), settings)
    assert ids_of(list(generate(model, letters, prompt, settings))) == expected


def test_a_blank_is_never_written(letters: Tokenizer) -> None:
    model = shaped_model("encoder-decoder", letters.vocab_size)
    with torch.no_grad():
        model.head.weight[letters.mask_id] = 100 * model.head.weight[5]
    assert letters.mask_id not in [
        token for seed in range(5) for token in ids_of(list(generate(model, letters, "on", sampling(seed=seed))))
    ]


def test_an_encoder_says_that_it_fills_blanks(letters: Tokenizer) -> None:
    with pytest.raises(SettingError, match="fills blanks"):
        next(generate(shaped_model("encoder-only", letters.vocab_size), letters, "on", sampling()))
