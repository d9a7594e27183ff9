"""Options that no family of `transformers` has as ours, against their formulas; each with what would be noticed."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers.models.gemma2.modeling_gemma2 import eager_attention_forward

from llm_core.config import ModelConfig
from llm_core.model.attention import Attention
from llm_core.model.block import Block
from llm_core.model.feedforward import FeedForward, GatedFeedForward, feedforward_of
from llm_core.model.mask import Mask
from llm_core.model.tap import NO_TAP, Tap
from llm_core.model.transformer import Stack
from tests.model import torch_names as names
from tests.model.conftest import Spread, spread
from tests.model.mapping import fill, to_ours, weights_of

NONLINEAR: dict[str, Callable[[Tensor], Tensor]] = {
    "relu": lambda x: x * (x > 0),
    "relu2": lambda x: x * x * (x > 0),
    "gelu": lambda x: x * (1 + torch.erf(x / math.sqrt(2))) / 2,
    "gelu_tanh": lambda x: x / 2 * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))),
    "silu": lambda x: x / (1 + torch.exp(-x)),
}
GATE = {"reglu": "relu", "reglu2": "relu2", "geglu": "gelu", "geglu_tanh": "gelu_tanh", "swiglu": "silu"}


def part_of(activation: str) -> FeedForward | GatedFeedForward:
    part = feedforward_of(
        ModelConfig(d_model=8, nhead=2, dim_feedforward=12, activation=activation, bias=True), nn.Identity()
    ).double()  # type: ignore[arg-type]
    spread(part)
    return part


def by_formula(part: FeedForward | GatedFeedForward, nonlinearity: str, x: Tensor) -> Tensor:
    hidden = NONLINEAR[nonlinearity](x @ part.w1.weight.T + part.w1.bias)
    if isinstance(part, GatedFeedForward):
        hidden = hidden * (x @ part.v.weight.T + part.v.bias)
    return hidden @ part.w2.weight.T + part.w2.bias


@pytest.mark.parametrize("activation", [*NONLINEAR, *GATE])
def test_feedforward_is_its_formula_and_no_other(activation: str) -> None:
    x = 3 * torch.randn(2, 5, 8, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    part = part_of(activation)
    meant = GATE.get(activation, activation)
    for nonlinearity in NONLINEAR:
        apart = float((part(x) - by_formula(part, nonlinearity, x)).detach().abs().max())
        assert apart < 1e-12 if nonlinearity == meant else apart > 1e-4, nonlinearity


@pytest.mark.parametrize("groups", [1, 2, 4])
def test_capped_scores_are_gemma_2s(groups: int) -> None:
    generator = torch.Generator().manual_seed(0)
    q, k, v = (2 * torch.randn(2, heads, 6, 8, generator=generator) for heads in (4, groups, groups))
    module = nn.Module()
    module.num_key_value_groups = 4 // groups
    theirs, _ = eager_attention_forward(
        module, q, k, v, torch.full((6, 6), -math.inf).triu(1), scaling=8**-0.5, softcap=2.0
    )

    def apart(cap: float) -> float:
        attention = Attention(ModelConfig(d_model=32, nhead=4, num_kv_heads=groups, score_softcap=cap))
        attention.wo = nn.Identity()  # type: ignore[assignment]
        return float(
            (attention.attend(q.transpose(1, 2), k, v, Mask(causal=True), NO_TAP) - theirs.flatten(2)).abs().max()
        )

    assert apart(2.0) < 1e-5
    assert apart(1.5) > 1e-2
    assert apart(0.0) > 1e-2


def test_capped_logits_are_the_formula(build: Spread, tokens: Tensor) -> None:
    with torch.no_grad():
        plain, capped = build()(tokens), build(logit_softcap=3.0)(tokens)
    assert plain.abs().max() > 4
    assert capped.abs().max() < 3
    torch.testing.assert_close(capped, 3 * torch.tanh(plain / 3))
    assert (capped - plain).abs().max() > 1e-2


@pytest.mark.parametrize(
    ("scale", "formula"),
    [("none", lambda x: x), ("sqrt", lambda x: 4 * x), ("rms", lambda x: 4 * F.normalize(x, dim=-1))],
)
def test_embeddings_have_the_length_that_is_named(
    build: Spread, tokens: Tensor, scale: str, formula: Callable[[Tensor], Tensor]
) -> None:
    model = build(embed_scale=scale)
    torch.testing.assert_close(model.embed(tokens), formula(model.embed.weight)[tokens], rtol=1e-5, atol=1e-6)
    for other in {"none", "sqrt", "rms"} - {scale}:
        assert (build(embed_scale=other)(tokens) - model(tokens)).abs().max() > 1e-2


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("window", [1, 3, 9, 50])
def test_a_window_is_torchs_band_of_a_mask(window: int, causal: bool) -> None:
    layer = nn.TransformerEncoderLayer(**names.arguments(names.config()))  # type: ignore[arg-type]
    theirs = nn.TransformerEncoder(layer, names.LAYERS, enable_nested_tensor=False).eval()
    spread(theirs)
    x = torch.randn(2, 9, names.D, generator=torch.Generator().manual_seed(4))
    distance = torch.arange(9)[:, None] - torch.arange(9)
    hidden = (distance.abs() >= window) | (causal & (distance < 0))
    with torch.no_grad():
        expected = theirs(x, mask=hidden)
        for wide in {window, window + 1, max(1, window - 1)}:
            ours = Stack(names.config(window=wide), names.LAYERS, Block, causal=causal).eval()
            fill(ours, to_ours(names.ENCODER, weights_of(theirs)))
            apart = float((ours(x) - expected).abs().max())
            same = wide == window or min(wide, window) >= 9  # beyond the text, a window hides nothing
            assert apart < 1e-5 if same else apart > 1e-2, wide


@pytest.mark.parametrize("norm", ["rmsnorm", "layernorm"])
def test_norms_divide_by_what_they_say(norm: str) -> None:
    x = 0.05 * torch.randn(4, 16, dtype=torch.float64, generator=torch.Generator().manual_seed(5))
    for eps in (1e-2, None):
        made = Stack(
            ModelConfig(d_model=16, nhead=2, norm=norm, norm_eps=eps, bias=True), 0, Block, causal=False
        ).double()  # type: ignore[arg-type]
        spread(made)
        gain = made.norm.get_parameter("weight")
        centered = x - x.mean(-1, keepdim=True) if norm == "layernorm" else x
        added = made.norm.get_parameter("bias") if norm == "layernorm" else 0
        small = eps or {"rmsnorm": 1e-6, "layernorm": 1e-5}[norm]
        torch.testing.assert_close(
            made.norm(x), centered / (centered.square().mean(-1, keepdim=True) + small).sqrt() * gain + added
        )
        assert not torch.allclose(
            made.norm(x), centered / centered.square().mean(-1, keepdim=True).sqrt() * gain + added, atol=1e-5
        )


def test_a_head_of_its_own_size_scales_scores_by_it(build: Spread, tokens: Tensor) -> None:
    tap = Tap(["blocks.0.attn.*"])
    build(head_dim=10)(tokens, tap=tap)
    q, k = (tap.kept[f"blocks.0.attn.{name}"] for name in "qk")
    scores = torch.einsum("bthk,bshk->bhts", q, k) / math.sqrt(10)
    past = torch.ones(12, 12, dtype=torch.bool).tril()
    torch.testing.assert_close(tap.kept["blocks.0.attn.scores"][..., past], scores[..., past])
