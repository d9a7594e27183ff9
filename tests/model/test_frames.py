"""Frames of a sound in place of tokens: lengths, padding, the cache, and what the config refuses."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch

from llm_core.config import ModelConfig, RunConfig
from llm_core.config.presets import FRAME_SIZE
from llm_core.errors import SettingError
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.cost.estimate import parameters_by_part

HEARS: dict[str, Any] = {
    "architecture": "encoder-decoder",
    "d_model": 16,
    "nhead": 2,
    "num_layers": 1,
    "num_encoder_layers": 2,
    "context_length": 16,
    "frame_size": 6,
}


def hearing(**changes: Any) -> LargeLanguageModel:
    torch.manual_seed(3)
    model = LargeLanguageModel.from_config(ModelConfig(**{**HEARS, **changes}), 11).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    return model


def padded(*lengths: int) -> torch.Tensor:
    frames = torch.full((len(lengths), max(lengths), 6), math.nan)
    for row, length in enumerate(lengths):
        frames[row, :length] = torch.randn(length, 6, generator=torch.Generator().manual_seed(row))
    return frames


@pytest.mark.parametrize("length", [1, 2, 3, 4, 5, 8, 9, 31, 64])
def test_a_padded_clip_is_heard_as_it_is_alone(length: int) -> None:
    model, together = hearing(), padded(length, 64)
    tokens = torch.tensor([[1, 2, 3], [1, 2, 3]])
    with torch.no_grad():
        both, alone = model(tokens, together), model(tokens[:1], together[:1, :length])
        assert model.encode(together[:1, :length]).x.size(1) == -(-length // model.config.frames_a_place)
    torch.testing.assert_close(both[:1], alone)
    assert not torch.allclose(both[0], both[1])


def test_a_cache_keeps_what_was_heard() -> None:
    model, frames, tokens = hearing(), padded(20, 13), torch.randint(0, 11, (2, 5))
    with torch.no_grad():
        cache = model.new_cache(2)
        pieces = torch.cat([model(tokens[:, :2], frames, cache=cache), model(tokens[:, 2:], cache=cache)], 1)
        torch.testing.assert_close(pieces, model(tokens, frames))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"tied_embeddings": True, "bias": True},
        {"positions": "learned"},
        {"norm": "layernorm", "embed_scale": "none"},
    ],
)
def test_the_parts_are_counted_before_the_model_is_built(changes: dict[str, Any]) -> None:
    model = hearing(**changes)
    assert model.parameters_by_part() == parameters_by_part(model.config, 11)
    assert sum(model.parameters_by_part().values()) == sum(parameter.numel() for parameter in model.parameters())
    assert model.parameters_by_part()["embedding"] == 11 * 16 + 3 * 16 * (6 + 16) + 2 * 16


def test_every_weight_learns_from_a_sound() -> None:
    model = hearing().train()
    model(torch.tensor([[1, 2]]), padded(9)).square().mean().backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None and bool(parameter.grad.isfinite().all()), name  # noqa: PT018


def test_a_clip_longer_than_the_context_is_refused() -> None:
    model = hearing()
    model(torch.tensor([[1]]), padded(64))
    with pytest.raises(ValueError, match="17 tokens don't fit into 16"):
        model(torch.tensor([[1]]), padded(65))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"model.frame_size": 48}, "frames-need-both"),
        ({"data.format": "speech", "model.frame_size": 40}, "speech-needs-frames"),
        ({"data.format": "speech", "model.architecture": "encoder-only"}, "frames-need-both"),
        ({"data.format": "speech", "model.frame_size": 0}, "speech-needs-frames"),
    ],
)
def test_frames_where_nobody_hears_are_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(SettingError) as caught:
        RunConfig.parse(changes)
    assert caught.value.code == code


def test_speech_alone_needs_no_other_setting() -> None:
    config = RunConfig.parse({"data.format": "speech"})
    assert (config.model.architecture, config.model.frame_size) == ("encoder-decoder", FRAME_SIZE)
