"""Small models whose every weight is random, so that no equality holds by luck of zeros and ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from llm_core.model.mask import PADDING
from llm_core.model.transformer import LargeLanguageModel

Spread = Callable[..., LargeLanguageModel]


def spread(model: torch.nn.Module, seed: int = 0, std: float = 0.3) -> None:
    """Make every parameter random: gains around 1, all else around 0."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            around = 1.0 if "norm" in name and name.endswith("weight") else 0.0
            parameter.copy_(around + std * torch.randn(parameter.shape, generator=generator, dtype=parameter.dtype))


@pytest.fixture
def build() -> Spread:
    """A function that builds a model of 11 tokens, 2 layers, 2 heads of 8, in eval mode."""

    def make(**options: object) -> LargeLanguageModel:
        settings: dict[str, object] = {"d_model": 16, "nhead": 2, "num_layers": 2, "context_length": 16, **options}
        model = LargeLanguageModel(11, **settings)  # type: ignore[arg-type]
        spread(model)
        return model.eval()

    return make


@pytest.fixture
def tokens() -> torch.Tensor:
    """(3, 12) tokens."""
    return torch.randint(11, (3, 12), generator=torch.Generator().manual_seed(1))


@pytest.fixture
def rows() -> torch.Tensor:
    """(3, 12) tokens, of which the second row has 5 and the third 8, then padding."""
    drawn = torch.randint(11, (3, 12), generator=torch.Generator().manual_seed(2))
    return drawn.masked_fill(torch.arange(12) >= torch.tensor([12, 5, 8])[:, None], PADDING)
