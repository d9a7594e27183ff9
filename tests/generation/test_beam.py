"""Beam search: all beams are exhaustive search, one beam is greedy, and what is given is settled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from llm_core.config import DataConfig, SamplingConfig
from llm_core.data.tokenizer.tokenizer import Tokenizer, train_tokenizer
from llm_core.generation.answering import answer
from llm_core.generation.beam import search
from llm_core.generation.generator import GeneratedToken, generate
from llm_core.generation.window import DecoderWindow, SourceWindow, Window
from llm_core.model.transformer import LargeLanguageModel
from tests.generation.conftest import shaped_model

WRITERS = ("decoder-only", "encoder-decoder")


@pytest.fixture(scope="session")
def abc() -> Tokenizer:
    """Three letters and the end: few enough to try all texts."""
    return train_tokenizer(["abc"], DataConfig(tokenizer="characters"))


def settings(**changes: object) -> SamplingConfig:
    return SamplingConfig(**{"temperature": 0.0, "max_new_tokens": 3, **changes})  # type: ignore[arg-type]


def window(model: LargeLanguageModel, ids: list[int], end_id: int, beams: int) -> Window:
    return SourceWindow(model, ids, end_id, beams) if model.reads_source else DecoderWindow(model, ids, beams)


def log_probs(model: LargeLanguageModel, tokenizer: Tokenizer, prompt: list[int], said: list[int]) -> torch.Tensor:
    with torch.no_grad():
        logits = (
            model(torch.tensor([[tokenizer.end_id, *said]]), torch.tensor([prompt]))
            if model.reads_source
            else model(torch.tensor([[*prompt, *said]]))
        )
    logits = logits[0, -1].double()
    logits[tokenizer.unknown_id] = -torch.inf
    return logits.log_softmax(-1)


def worth(score: float, length: int, penalty: float) -> float:
    return score / ((5 + length) / 6) ** penalty


def all_texts(
    model: LargeLanguageModel, tokenizer: Tokenizer, prompt: list[int], most: int
) -> Iterator[tuple[float, list[int]]]:
    """Every text of at most so many tokens, with its log-probability, from full forwards."""
    open_: list[tuple[float, list[int]]] = [(0.0, [])]
    while open_:
        score, said = open_.pop()
        for token, one in enumerate(log_probs(model, tokenizer, prompt, said).tolist()):
            grown = [*said, token]
            if one > -1e30 and (token == tokenizer.end_id or len(grown) == most):
                yield score + one, grown
            elif one > -1e30:
                open_.append((score + one, grown))


def score_of(model: LargeLanguageModel, tokenizer: Tokenizer, prompt: list[int], said: list[int]) -> float:
    return sum(float(log_probs(model, tokenizer, prompt, said[:n])[token]) for n, token in enumerate(said))


def ids(tokens: Iterator[GeneratedToken]) -> list[int]:
    return [token.id for token in tokens]


@pytest.mark.parametrize("architecture", WRITERS)
@pytest.mark.parametrize("penalty", [0.0, 0.7, 3.0])
@pytest.mark.parametrize("seed", range(4))
def test_with_a_beam_for_every_text_it_is_exhaustive_search(
    architecture: str, penalty: float, seed: int, abc: Tokenizer
) -> None:
    model, prompt = shaped_model(architecture, abc.vocab_size, seed=seed), abc.encode("ab")  # type: ignore[arg-type]
    best = max(all_texts(model, abc, prompt, 3), key=lambda found: worth(found[0], len(found[1]), penalty))
    assert ids(generate(model, abc, prompt, settings(beams=64, length_penalty=penalty))) == best[1]


@pytest.mark.parametrize("architecture", WRITERS)
@pytest.mark.parametrize("length", [1, 5, 60])
@pytest.mark.parametrize("seed", range(4))
def test_one_beam_is_greedy_past_the_context_too(architecture: str, length: int, seed: int, letters: Tokenizer) -> None:
    model, prompt = shaped_model(architecture, letters.vocab_size, 16, seed), letters.encode("a cat")  # type: ignore[arg-type]
    one, plain = settings(max_new_tokens=length, repetition_penalty=1.2), window(model, prompt, letters.end_id, 1)
    assert list(search(plain, letters, one, 3, lambda: False)) == list(
        generate(model, letters, prompt, one, alternatives=3)
    )


@pytest.mark.parametrize("architecture", WRITERS)
def test_more_beams_mostly_find_what_is_worth_more_and_the_widest_nothing_worth_less(
    architecture: str, abc: Tokenizer
) -> None:
    """Beam search may lose to greedy on some texts: on these, in sum, it never does, and with beams for all
    it can't.
    """
    sums: dict[int, float] = {}
    for seed in range(12):
        model, prompt = shaped_model(architecture, abc.vocab_size, seed=seed), abc.encode("a")  # type: ignore[arg-type]
        with torch.no_grad():
            model.head.weight *= 0.3  # unsure of itself, so that greed costs something
        found = {
            beams: ids(generate(model, abc, prompt, settings(beams=beams, length_penalty=0.0))) for beams in (1, 4, 40)
        }
        scores = {beams: score_of(model, abc, prompt, said) for beams, said in found.items()}
        assert scores[40] >= max(scores.values()) - 1e-5
        for beams, score in scores.items():
            sums[beams] = sums.get(beams, 0.0) + score
    assert sums[1] <= sums[4] <= sums[40] + 1e-5
    assert sums[1] < sums[40] - 0.1


@pytest.mark.parametrize("architecture", WRITERS)
def test_scores_with_a_cache_are_those_of_full_forwards_when_beams_change_places(
    architecture: str, letters: Tokenizer
) -> None:
    model, prompt = shaped_model(architecture, letters.vocab_size), letters.encode("the bird")  # type: ignore[arg-type]
    tokens = list(generate(model, letters, prompt, settings(beams=5, max_new_tokens=10), alternatives=4))
    said = [token.id for token in tokens]
    for place, token in enumerate(tokens):
        probs = log_probs(model, letters, prompt, said[:place]).exp()
        probs[letters.mask_id] = 0
        probs = probs / probs.sum()
        assert token.probability == pytest.approx(float(probs[token.id]), rel=1e-3)
        assert [one for one, _ in token.alternatives] == probs.topk(4).indices.tolist()


def test_no_dice_are_thrown(letters: Tokenizer) -> None:
    model = shaped_model("decoder-only", letters.vocab_size)
    hot = [
        ids(generate(model, letters, "cat", settings(beams=4, seed=seed, temperature=heat, max_new_tokens=12)))
        for seed, heat in ((1, 0.1), (2, 9.0))
    ]
    assert hot[0] == hot[1]


@pytest.mark.parametrize("architecture", WRITERS)
def test_beams_write_far_past_the_context(architecture: str, letters: Tokenizer) -> None:
    model = shaped_model(architecture, letters.vocab_size, 8)  # type: ignore[arg-type]
    with torch.no_grad():
        model.head.weight[letters.end_id] = -3 * model.head.weight.abs().amax(0)
    found = ids(generate(model, letters, "a bird in the hand", settings(beams=3, max_new_tokens=40)))
    assert len(found) == 40 or found[-1] == letters.end_id


@pytest.mark.parametrize("architecture", WRITERS)
def test_beams_end_before_a_stop_string(architecture: str, letters: Tokenizer) -> None:
    model = shaped_model(architecture, letters.vocab_size)  # type: ignore[arg-type]
    with torch.no_grad():
        model.head.weight[letters.end_id] = 0
    plain = "".join(token.text for token in generate(model, letters, "cat", settings(beams=3, max_new_tokens=8)))
    assert len(plain) == 8
    stop = plain[2:4]
    found = "".join(
        token.text for token in generate(model, letters, "cat", settings(beams=3, max_new_tokens=8, stop=(stop,)))
    )
    assert stop not in found


def test_what_was_found_by_then_is_given_when_it_is_cancelled(letters: Tokenizer) -> None:
    model, asked = shaped_model("decoder-only", letters.vocab_size), iter([False, False, False, True])
    assert len(
        ids(generate(model, letters, "cat", settings(beams=3, max_new_tokens=50), cancelled=lambda: next(asked)))
    ) in (1, 2, 3)


@pytest.mark.parametrize("architecture", WRITERS)
def test_answers_are_searched_too(architecture: str, letters: Tokenizer) -> None:
    model = shaped_model(architecture, letters.vocab_size)  # type: ignore[arg-type]
    source = letters.encode("cat")
    found = ids(answer(model, letters, source, settings(beams=4, max_new_tokens=6)))
    prompt = [*source, letters.end_id]
    greedy = ids(answer(model, letters, source, settings(max_new_tokens=6)))
    scores = [worth(score_of(model, letters, prompt, said), len(said), 1.0) for said in (found, greedy)]
    assert scores[0] >= scores[1] - 1e-5
