"""Probabilities from logits: each trick against its definition."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from llm_core.config import SamplingConfig
from llm_core.generation.sampling import next_token_probs

LOGITS = torch.tensor([2.0, -1.0, 0.5, 3.0, 0.0, -4.0])


def probs(previous: tuple[int, ...] = (), logits: Tensor = LOGITS, **changes: object) -> Tensor:
    plain: dict[str, object] = {"temperature": 1.0, "top_k": 0, "top_p": 1.0}
    return next_token_probs(logits, SamplingConfig(**{**plain, **changes}), previous)  # type: ignore[arg-type]


def test_without_tricks_probs_are_the_softmax() -> None:
    torch.testing.assert_close(probs(), LOGITS.double().softmax(-1))


def test_temperature_divides_the_logits() -> None:
    torch.testing.assert_close(probs(temperature=0.5), (LOGITS.double() / 0.5).softmax(-1))


@pytest.mark.parametrize("temperature", [0.0, 5e-324, 1e-300, 1e-9])
def test_temperature_near_zero_is_the_likeliest_token(temperature: float) -> None:
    assert probs(temperature=temperature).tolist() == [0, 0, 0, 1, 0, 0]


def test_among_equals_temperature_zero_takes_one() -> None:
    assert probs(logits=torch.ones(4), temperature=0).sum() == 1


@pytest.mark.parametrize("k", [1, 2, 5, 6, 100])
def test_top_k_keeps_the_k_likeliest_in_proportion(k: int) -> None:
    kept = probs(top_k=k)
    whole = probs()
    likeliest = whole.argsort(descending=True)[:k]
    assert {*kept.nonzero().flatten().tolist()} == {*likeliest.tolist()}
    torch.testing.assert_close(kept[likeliest], whole[likeliest] / whole[likeliest].sum())


def test_top_k_keeps_k_even_among_equals() -> None:
    assert int((probs(logits=torch.zeros(9), top_k=4) > 0).sum()) == 4


@pytest.mark.parametrize("p", [1e-9, 0.3, 0.5, 0.68, 0.69, 0.9, 0.95, 0.999, 1.0])
@pytest.mark.parametrize("seed", range(5))
def test_top_p_keeps_the_smallest_set_that_reaches_p(p: float, seed: int) -> None:
    logits = 2 * torch.randn(50, generator=torch.Generator().manual_seed(seed))
    whole, kept = probs(logits=logits), probs(logits=logits, top_p=p)
    chosen = kept > 0
    assert float(whole[chosen].sum()) >= p - 1e-12
    assert p == 1 or float(whole[chosen].sum() - whole[chosen].min()) < p
    assert bool(chosen.all()) or float(whole[chosen].min()) >= float(whole[~chosen].max())
    torch.testing.assert_close(kept[chosen], whole[chosen] / whole[chosen].sum())


def test_top_p_counts_after_top_k() -> None:
    both = probs(logits=torch.log(torch.tensor([0.4, 0.3, 0.2, 0.1])), top_k=2, top_p=0.5)
    torch.testing.assert_close(both, torch.tensor([1.0, 0, 0, 0], dtype=torch.float64))


def test_repetition_penalty_makes_the_said_less_likely_whatever_its_sign() -> None:
    whole, kept = probs(), probs((3, 1, 3, 5), repetition_penalty=1.5)
    expected = torch.tensor([2.0, -1.5, 0.5, 2.0, 0.0, -6.0], dtype=torch.float64)
    torch.testing.assert_close(kept, expected.softmax(-1))
    said = torch.tensor([1, 3, 5])
    assert bool((kept[said] / kept[0] < whole[said] / whole[0]).all())  # against a token that was not said


def test_how_often_something_was_said_does_not_matter() -> None:
    assert torch.equal(probs((3,), repetition_penalty=2.0), probs((3, 3, 3), repetition_penalty=2.0))


def test_impossible_tokens_stay_impossible() -> None:
    logits = LOGITS.clone()
    logits[3] = -torch.inf
    kept = probs((3,), logits=logits, repetition_penalty=1.3, top_k=6, top_p=0.999)
    assert kept[3] == 0
    assert float(kept.sum()) == pytest.approx(1)


def test_logits_are_left_as_they_were() -> None:
    before = LOGITS.clone()
    probs((0, 3), repetition_penalty=2.0, top_k=2, top_p=0.5, temperature=0.7)
    assert torch.equal(LOGITS, before)
