"""Tokenizers of Chinese, emoji and English, and small random models for them."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from llm_core.config import Architecture, DataConfig
from llm_core.data.tokenizer.tokenizer import Tokenizer, train_tokenizer
from llm_core.model.transformer import LargeLanguageModel

TEXT = "滚滚长江东逝水，浪花淘尽英雄。😀👩‍👩‍👧🇨🇳 Rolling, rolling on the river; é ñ ü.\n"


@pytest.fixture(scope="session")
def bpe() -> Tokenizer:
    """Byte-level BPE with hardly any merges: most characters take several tokens."""
    return train_tokenizer([TEXT * 3], DataConfig(tokenizer="bpe", vocab_size=270))


@pytest.fixture(scope="session")
def characters() -> Tokenizer:
    return train_tokenizer([TEXT + "abcdefghijklmnopqrstuvwxyz"], DataConfig(tokenizer="characters"))


@pytest.fixture(scope="session")
def letters() -> Tokenizer:
    """Characters with a <mask>, as every encoder-only run has them."""
    return train_tokenizer(["abcdefghijklmnopqrstuvwxyz _▢."], DataConfig(tokenizer="characters", mask_token=True))


def shaped_model(
    architecture: Architecture, vocab_size: int, context_length: int = 24, seed: int = 0, **changes: Any
) -> LargeLanguageModel:
    """A model of any shape, all of its parameters spread, so that its probabilities differ and depend on all that it
    reads.
    """
    model = LargeLanguageModel(
        vocab_size, 16, 2, 2, architecture=architecture, context_length=context_length, **changes
    )
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(
                (parameter if parameter.ndim == 1 else 0) + 0.5 * torch.randn(parameter.shape, generator=generator)
            )
    return model.eval()


def random_model(vocab_size: int, context_length: int = 16, seed: int = 0) -> LargeLanguageModel:
    """A model whose probabilities differ from token to token and depend on all that it has read."""
    model = LargeLanguageModel(vocab_size, 16, 2, 2, context_length=context_length)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim == 2:
                parameter.copy_(0.5 * torch.randn(parameter.shape, generator=generator))
    return model.eval()


class Parrot(LargeLanguageModel):
    """A model that says fixed tokens, whatever was read: the one after n tokens is `said[n - 1]`."""

    def __init__(self, vocab_size: int, said: list[int], context_length: int = 256) -> None:
        super().__init__(vocab_size, 8, 1, 1, context_length=context_length)
        self.said = said
        self.eval()

    def forward(self, tokens, source=None, *, cache=None, tap=None):  # type: ignore[no-untyped-def]
        cache.advance(tokens.size(1))
        logits = torch.zeros(1, tokens.size(1), self.vocab_size)
        logits[0, -1, self.said[(cache.length - 1) % len(self.said)]] = 50.0
        return logits
