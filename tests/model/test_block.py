"""A block against torch's own encoder layer with the same weights; positions and norms against their formulas."""

from __future__ import annotations

import math

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from llm_core.config import ModelConfig
from llm_core.model.feedforward import GatedFeedForward
from llm_core.model.norm import RMSNorm
from llm_core.model.positions import Rotary, Sinusoidal
from llm_core.model.transformer import Block
from tests.model.conftest import spread

T = 10


def pair(activation: str, norm_first: bool) -> tuple[Block, nn.TransformerEncoderLayer]:
    """A block and torch's layer that hold the same random weights."""
    torch.manual_seed(0)
    ours = Block(ModelConfig(d_model=32, nhead=4, dim_feedforward=48, activation=activation, norm="layernorm",  # type: ignore[arg-type]
                             norm_first=norm_first, positions="none", qk_norm=False, bias=True))
    spread(ours, std=0.2)
    theirs = nn.TransformerEncoderLayer(32, 4, 48, dropout=0.0, activation=activation, batch_first=True, norm_first=norm_first)
    weights = dict(ours.named_parameters())
    named = {"self_attn.out_proj": "attn.wo", "linear1": "mlp.w1", "linear2": "mlp.w2", "norm1": "attn_norm", "norm2": "mlp_norm"}
    state = {f"{their}.{kind}": weights[f"{our}.{kind}"] for their, our in named.items() for kind in ("weight", "bias")}
    for kind in ("weight", "bias"):
        state[f"self_attn.in_proj_{kind}"] = torch.cat([weights[f"attn.{part}.{kind}"] for part in ("wq", "wk", "wv")])
    theirs.load_state_dict(state)
    return ours, theirs


def outputs(ours: Block, theirs: nn.TransformerEncoderLayer) -> tuple[Tensor, Tensor]:
    x = torch.randn(2, T, 32, generator=torch.Generator().manual_seed(1))
    mask = nn.Transformer.generate_square_subsequent_mask(T)
    return ours(x, lambda x: x), theirs(x, src_mask=mask)


@pytest.mark.parametrize("activation", ["relu", "gelu"])
@pytest.mark.parametrize("norm_first", [True, False])
def test_a_block_equals_torchs_encoder_layer(activation: str, norm_first: bool) -> None:
    ours, theirs = outputs(*pair(activation, norm_first))
    assert theirs.std() > 0.3
    assert (ours - theirs).abs().max() < 1e-5


@pytest.mark.parametrize("part", ["attn.wq.weight", "attn.wk.weight", "attn.wv.bias", "attn.wo.bias", "mlp.w1.bias", "mlp.w2.weight",
                                  "attn_norm.weight", "mlp_norm.bias"])
def test_the_comparison_notices_one_changed_weight(part: str) -> None:
    ours, theirs = pair("relu", True)
    with torch.no_grad():
        ours.get_parameter(part).flatten()[1] += 0.5
    our_output, their_output = outputs(ours, theirs)
    assert (our_output - their_output).abs().max() > 1e-3


def test_the_comparison_notices_the_place_of_the_norm() -> None:
    ours, _ = pair("relu", True)
    _, theirs = pair("relu", False)
    our_output, their_output = outputs(ours, theirs)
    assert (our_output - their_output).abs().max() > 0.1


def test_the_comparison_notices_the_nonlinearity() -> None:
    our_output, their_output = outputs(pair("relu", True)[0], pair("gelu", True)[1])
    assert (our_output - their_output).abs().max() > 1e-2


def test_gated_feedforward_is_its_formula() -> None:
    part = GatedFeedForward(6, 10, "swiglu", bias=False, dropout=nn.Identity())
    x = torch.randn(2, 3, 6)
    W1, V, W2 = part.w1.weight.mT, part.v.weight.mT, part.w2.weight.mT
    gate = x @ W1
    torch.testing.assert_close(part(x), (gate * torch.sigmoid(gate) * (x @ V)) @ W2)


def test_rotary_scores_depend_on_the_distance_only() -> None:
    rotary = Rotary(8, 32, 100.0)
    generator = torch.Generator().manual_seed(0)
    q, k = (torch.randn(1, 1, 1, 8, generator=generator) for _ in range(2))

    def score(query_at: int, key_at: int) -> float:
        return float((rotary.turn(q, query_at) * rotary.turn(k, key_at)).sum())

    for distance in (0, 1, 5, 13):
        scores = [score(place, place - distance) for place in range(distance, 32)]
        assert scores == pytest.approx([scores[0]] * len(scores), abs=1e-5)
    assert abs(score(9, 8) - score(9, 3)) > 0.1


def test_rotary_keeps_lengths_and_leaves_position_zero_alone() -> None:
    rotary, x = Rotary(8, 16, 10_000.0), torch.randn(2, 16, 3, 8)
    turned = rotary.turn(x, 0)
    torch.testing.assert_close(turned.norm(dim=-1), x.norm(dim=-1))
    torch.testing.assert_close(turned[:, 0], x[:, 0])


def test_rotary_turns_each_pair_by_its_own_angle() -> None:
    x = torch.randn(1, 6, 1, 8)
    turned = Rotary(8, 6, 100.0).turn(x, 0)
    for m in range(6):
        for i in range(4):
            angle = m * 100.0 ** (-2 * i / 8)
            a, b = float(x[0, m, 0, i]), float(x[0, m, 0, i + 4])
            assert float(turned[0, m, 0, i]) == pytest.approx(a * math.cos(angle) - b * math.sin(angle), abs=1e-5)
            assert float(turned[0, m, 0, i + 4]) == pytest.approx(a * math.sin(angle) + b * math.cos(angle), abs=1e-5)


@pytest.mark.parametrize("d_model", [8, 9])
def test_sinusoidal_positions_are_the_papers(d_model: int) -> None:
    table = Sinusoidal(d_model, 20).add(torch.zeros(1, 20, d_model), 0)[0]
    for place in (0, 3, 19):
        for i in range(d_model):
            wave = math.cos if i % 2 else math.sin
            assert float(table[place, i]) == pytest.approx(wave(place / 10_000 ** ((i - i % 2) / d_model)), abs=1e-6)


def test_rmsnorm_by_hand_equals_torchs_in_value_and_gradient() -> None:
    ours, theirs = RMSNorm(16).double(), nn.RMSNorm(16, eps=1e-6).double()
    gain = torch.randn(16, dtype=torch.float64)
    x = torch.randn(3, 5, 16, dtype=torch.float64) * torch.logspace(-4, 3, 5, dtype=torch.float64)[:, None]
    upstream = torch.randn_like(x)
    results = []
    for norm in (ours, theirs):
        with torch.no_grad():
            norm.weight.copy_(gain)
        at = x.clone().requires_grad_()
        y = norm(at)
        results.append((y.detach(), *torch.autograd.grad(y, (at, norm.weight), upstream)))
    for our, their in zip(*results, strict=True):
        torch.testing.assert_close(our, their, rtol=1e-9, atol=1e-9)


def test_rmsnorm_of_zeros_is_zero_with_a_finite_gradient() -> None:
    x = torch.zeros(2, 8, requires_grad=True)
    RMSNorm(8)(x).sum().backward()
    assert x.grad is not None
    assert bool(x.grad.isfinite().all())


def test_rmsnorm_is_the_same_with_and_without_gradients() -> None:
    norm, x = RMSNorm(8), torch.randn(4, 8)
    with torch.no_grad():
        plain = norm(x)
    torch.testing.assert_close(norm(x), plain)
    torch.testing.assert_close(norm(x), F.rms_norm(x, (8,), norm.weight, 1e-6))
