"""Word dropout: whole vectors of tokens, and only while training."""

from __future__ import annotations

import torch

from llm_core.model.embedding import WordDropout
from tests.model.conftest import Spread


def test_whole_vectors_are_zeroed_and_the_others_stay_as_they_are() -> None:
    torch.manual_seed(0)
    drop, x = WordDropout(0.3).train(), torch.randn(40, 50, 8)
    zeroed = (drop(x) == 0).all(-1)
    assert torch.equal(drop.eval()(x), x)
    assert abs(float(zeroed.float().mean()) - 0.3) < 0.05
    torch.manual_seed(1)
    kept = drop.train()(x)
    assert torch.equal(kept[(kept != 0).any(-1)], x[(kept != 0).any(-1)])


def test_word_dropout_falls_only_while_training(build: Spread, tokens: torch.Tensor) -> None:
    model = build(word_dropout=0.5)
    assert torch.equal(model(tokens), model(tokens))
    model.train()
    assert not torch.equal(model(tokens), model(tokens))
    assert all(
        weight.shape == other.shape for weight, other in zip(model.parameters(), build().parameters(), strict=True)
    )
