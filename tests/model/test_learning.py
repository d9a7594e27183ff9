"""Every family learns in every shape, and the article's Transformer with the article's optimizers."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest
import torch
import torch.nn.functional as F

from llm_core import config as settings
from llm_core.config import RunConfig
from llm_core.config.presets import FAMILIES
from llm_core.model.mask import PADDING
from llm_core.model.transformer import LargeLanguageModel

SHAPES = get_args(settings.Architecture)


def next_token(model: LargeLanguageModel) -> torch.Tensor:
    """Sequences that count upwards, to be gone on with."""
    texts = counting()
    return F.cross_entropy(model(texts[:, :-1]).flatten(0, 1), texts[:, 1:].flatten())


def hidden_token(model: LargeLanguageModel) -> torch.Tensor:
    """The same with every third token hidden behind token 11, and padding behind the first."""
    texts = counting()
    texts[0, 8:] = PADDING
    hidden = (torch.arange(13) + torch.arange(8)[:, None]) % 3 == 0
    return F.cross_entropy(
        model(texts.masked_fill(hidden & (texts != PADDING), 11)).flatten(0, 1),
        texts.where(hidden, PADDING).flatten(),
        ignore_index=PADDING,
    )


def answer(model: LargeLanguageModel) -> torch.Tensor:
    """A source to be written backwards, after token 11."""
    source = counting()[:, :6]
    given = torch.cat([torch.full((8, 1), 11), source.flip(1)], 1)
    return F.cross_entropy(model(given[:, :-1], source).flatten(0, 1), given[:, 1:].flatten())


def counting() -> torch.Tensor:
    return (torch.arange(13) + torch.arange(8)[:, None]) % 11


TASKS: dict[str, Callable[[LargeLanguageModel], torch.Tensor]] = {
    "decoder-only": next_token,
    "encoder-only": hidden_token,
    "encoder-decoder": answer,
}


def losses_of(model: LargeLanguageModel, optimizer: torch.optim.Optimizer, steps: int) -> list[float]:
    """Losses on one batch that any model of its shape can learn."""
    losses = []
    for _ in range(steps):
        loss = TASKS[model.config.architecture](model)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    return losses


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("architecture", SHAPES)
def test_every_family_learns_in_every_shape(architecture: str, family: str) -> None:
    torch.manual_seed(0)
    small = {
        "d_model": 16,
        "nhead": 2,
        "num_layers": 2,
        "num_kv_heads": 1,
        "context_length": 16,
        "architecture": architecture,
    }
    model = LargeLanguageModel.from_config(RunConfig.parse({"model": small}, family=family).model, 12)
    losses = losses_of(model, torch.optim.Adam(model.parameters(), lr=1e-2), steps=60)
    assert losses[-1] < 0.5 * losses[0]


@pytest.mark.parametrize(("optimizer", "rate"), [(torch.optim.SGD, 0.1), (torch.optim.Adam, 1e-2)])
def test_the_articles_transformer_learns_with_the_articles_optimizers(
    optimizer: type[torch.optim.Optimizer], rate: float
) -> None:
    torch.manual_seed(0)
    model = LargeLanguageModel(
        12,
        16,
        2,
        2,
        64,
        architecture="encoder-decoder",
        context_length=12,
        activation="relu",
        norm="layernorm",
        norm_first=False,
        positions="sinusoidal",
        embed_scale="sqrt",
        qk_norm=False,
        bias=True,
        dropout=0.1,
    )
    losses = losses_of(model, optimizer(model.parameters(), lr=rate), steps=80)  # type: ignore[call-arg]
    assert losses[-1] < 0.75 * losses[0]
