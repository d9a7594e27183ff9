"""Positions against the formulas of their papers, written out a second time."""

from __future__ import annotations

import math

import pytest
import torch

from llm_core.config import ModelConfig
from llm_core.model.positions import PartlyRotary, Rotary, Sinusoidal, frequencies_of, positions_of, slopes


def config(**options: object) -> ModelConfig:
    return ModelConfig.model_validate({"d_model": 16, "nhead": 2, "context_length": 32, "rope_base": 100.0, **options})


def rotary(**options: object) -> Rotary:
    found = positions_of(config(**options))
    assert isinstance(found, Rotary)
    return found


def test_rotary_scores_depend_on_the_distance_only() -> None:
    positions = rotary()
    generator = torch.Generator().manual_seed(0)
    q, k = (torch.randn(1, 1, 1, 8, generator=generator) for _ in range(2))

    def score(query_at: int, key_at: int) -> float:
        return float((positions.rotate(q, query_at) * positions.rotate(k, key_at)).sum())

    for distance in (0, 1, 5, 13):
        scores = [score(place, place - distance) for place in range(distance, 32)]
        assert scores == pytest.approx([scores[0]] * len(scores), abs=1e-5)
    assert abs(score(9, 8) - score(9, 3)) > 0.1


def test_rotary_keeps_lengths_and_leaves_position_zero_alone() -> None:
    x = torch.randn(2, 16, 3, 8)
    rotated = rotary().rotate(x, 0)
    torch.testing.assert_close(rotated.norm(dim=-1), x.norm(dim=-1))
    torch.testing.assert_close(rotated[:, 0], x[:, 0])


@pytest.mark.parametrize(("share", "size"), [(1.0, 8), (0.5, 4), (0.6, 4), (0.25, 2)])
def test_rotary_turns_each_pair_by_its_own_angle_and_nothing_beyond_its_share(share: float, size: int) -> None:
    x = torch.randn(1, 6, 1, 8)
    positions = rotary(rope_share=share)
    rotated = positions.rotate(x, 0)
    assert isinstance(positions, PartlyRotary) == (share < 1)
    for m in range(6):
        for i in range(size // 2):
            angle = m * 100.0 ** (-2 * i / size)
            a, b = float(x[0, m, 0, i]), float(x[0, m, 0, i + size // 2])
            assert float(rotated[0, m, 0, i]) == pytest.approx(a * math.cos(angle) - b * math.sin(angle), abs=1e-5)
            assert float(rotated[0, m, 0, i + size // 2]) == pytest.approx(
                a * math.sin(angle) + b * math.cos(angle), abs=1e-5
            )
    assert torch.equal(rotated[..., size:], x[..., size:])


def test_linear_scaling_makes_many_steps_of_one() -> None:
    x = torch.randn(1, 1, 2, 8)
    for place in (1, 5, 7):
        torch.testing.assert_close(
            rotary(rope_scaling="linear", rope_factor=4.0).rotate(x, 4 * place),
            rotary().rotate(x, place),
            rtol=1e-5,
            atol=1e-5,
        )


def test_llama3_scaling_keeps_short_waves_stretches_long_ones_and_passes_between() -> None:
    plain = frequencies_of(config(head_dim=64))
    scaled = frequencies_of(config(head_dim=64, rope_scaling="llama3", rope_factor=8.0, rope_original_length=128))
    wavelength = 2 * math.pi / plain
    short, long = wavelength < 128 / 4, wavelength > 128
    assert short.any()
    assert long.any()
    torch.testing.assert_close(scaled[short], plain[short])
    torch.testing.assert_close(scaled[long], plain[long] / 8)
    between = scaled[~short & ~long] / plain[~short & ~long]
    assert bool(((between > 1 / 8) & (between < 1)).all())
    assert bool((between.diff() < 0).all())


@pytest.mark.parametrize("d_model", [8, 9])
def test_sinusoidal_positions_are_the_papers(d_model: int) -> None:
    table = Sinusoidal(d_model, 20).add(torch.zeros(1, 20, d_model), 0)[0]
    for place in (0, 3, 19):
        for i in range(d_model):
            wave = math.cos if i % 2 else math.sin
            assert float(table[place, i]) == pytest.approx(wave(place / 10_000 ** ((i - i % 2) / d_model)), abs=1e-6)


def test_alibis_slopes_are_the_papers() -> None:
    assert slopes(8) == [2.0**-head for head in range(1, 9)]
    assert slopes(1) == [2.0**-8]
    assert slopes(6) == pytest.approx([2.0**-2, 2.0**-4, 2.0**-6, 2.0**-8, 2.0**-1, 2.0**-3])


def test_alibi_lowers_scores_by_slope_times_distance_on_both_sides() -> None:
    distance = torch.arange(3)[:, None] - torch.arange(5)
    added = positions_of(config(positions="alibi")).bias(distance, torch.zeros(3, 5))
    for head, slope in enumerate((2.0**-4, 2.0**-8)):
        for query in range(3):
            assert added[head, query].tolist() == [-slope * abs(query - key) for key in range(5)]


def test_what_is_added_begins_at_the_start_that_is_named() -> None:
    for kind in ("sinusoidal", "learned"):
        positions = positions_of(config(positions=kind))
        torch.nn.init.normal_(next(positions.parameters(), torch.empty(1)))
        whole = positions.add(torch.zeros(1, 9, 16), 0)
        torch.testing.assert_close(positions.add(torch.zeros(1, 4, 16), 5), whole[:, 5:])
    assert not positions_of(config(positions="none")).add(torch.zeros(1, 9, 16), 3).any()
