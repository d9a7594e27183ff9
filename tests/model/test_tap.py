"""The tap: what is seen is what happens, edits do what they say, and one call never disturbs another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase

import pytest
import torch

from llm_core.model.tap import ACTIVATIONS, NO_TAP, Tap, zero_head
from tests.model.conftest import Spread


def test_every_listed_activation_is_shown_with_its_shape(build: Spread, tokens: torch.Tensor) -> None:
    tap = Tap(["*"])
    build()(tokens, tap=tap)
    sizes = {"B": 3, "T": 12, "S": 12, "D": 16, "H": 2, "K": 8, "V": 11, "F": build().config.feedforward_width}
    expected = {name.format(i=i): shape for name, shape in ACTIVATIONS.items() for i in range(2)}
    assert {*tap.kept} == {*expected}
    for name, shape in expected.items():
        assert tuple(tap.kept[name].shape) == tuple(sizes[letter] for letter in shape.strip("()").split(", ")), name


def test_attention_rows_sum_to_one_and_are_the_softmax_of_the_scores(build: Spread, tokens: torch.Tensor) -> None:
    tap = Tap(["blocks.*.attn.*"])
    build()(tokens, tap=tap)
    for i in range(2):
        part = {name: tap.kept[f"blocks.{i}.attn.{name}"] for name in ("q", "k", "v", "scores", "weights", "z")}
        torch.testing.assert_close(part["weights"].sum(-1), torch.ones(3, 2, 12))
        torch.testing.assert_close(part["weights"], part["scores"].softmax(-1))
        assert bool((part["weights"].triu(1) == 0).all())
        scores = torch.einsum("bthk,bshk->bhts", part["q"], part["k"]) / 8**0.5
        seen = torch.ones(12, 12, dtype=torch.bool).tril()
        torch.testing.assert_close(part["scores"], scores.masked_fill(~seen, -torch.inf))
        torch.testing.assert_close(part["z"], torch.einsum("bhts,bshk->bthk", part["weights"], part["v"]))


def test_the_residual_stream_is_the_sum_of_what_the_parts_add(build: Spread, tokens: torch.Tensor) -> None:
    tap = Tap(["embed", "blocks.*.attn.out", "blocks.*.mlp.out", "blocks.1.hidden"])
    build()(tokens, tap=tap)
    kept = tap.kept
    total = kept["embed"] + sum(kept[f"blocks.{i}.{part}.out"] for i in range(2) for part in ("attn", "mlp"))
    torch.testing.assert_close(kept["blocks.1.hidden"], total)


def test_a_tap_on_cached_decoding_sees_all_keys(build: Spread, tokens: torch.Tensor) -> None:
    model, whole, tap = build(), Tap(["*.weights"]), Tap(["*.weights"])
    with torch.no_grad():
        model(tokens, tap=whole)
        cache = model.new_cache(3)
        model(tokens[:, :9], cache=cache)
        model(tokens[:, 9:], cache=cache, tap=tap)
    torch.testing.assert_close(tap.kept["blocks.1.attn.weights"], whole.kept["blocks.1.attn.weights"][:, :, 9:], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("bias", [False, True])
def test_zeroing_a_head_is_zeroing_its_columns_of_the_output_projection(build: Spread, tokens: torch.Tensor, bias: bool) -> None:
    model = build(bias=bias)
    with torch.no_grad():
        whole = model(tokens)
        without = model(tokens, tap=Tap(edit={"blocks.1.attn.z": zero_head(1)}))
        model.blocks[1].get_parameter("attn.wo.weight")[:, 8:16] = 0
        torch.testing.assert_close(without, model(tokens))
    assert (whole - without).abs().max() > 0.01


def test_an_edit_is_kept_as_edited_and_changes_what_follows(build: Spread, tokens: torch.Tensor) -> None:
    model, tap = build(), Tap(["blocks.0.mlp.out", "logits"], {"blocks.0.mlp.out": torch.zeros_like, "logits": torch.neg})
    changed = model(tokens, tap=tap)
    assert bool((tap.kept["blocks.0.mlp.out"] == 0).all())
    assert torch.equal(changed, tap.kept["logits"])
    assert not torch.allclose(-changed, model(tokens))


def test_edited_weights_are_the_weights_that_read(build: Spread, tokens: torch.Tensor) -> None:
    tap = Tap(["blocks.0.attn.z", "blocks.0.attn.v"], {"blocks.0.attn.weights": lambda weights: torch.eye(12).expand_as(weights)})
    build()(tokens, tap=tap)
    torch.testing.assert_close(tap.kept["blocks.0.attn.z"], tap.kept["blocks.0.attn.v"])


def test_a_tap_leaves_gradients_flowing(build: Spread, tokens: torch.Tensor) -> None:
    tap = Tap(["embed"])
    model = build()
    logits = model(tokens, tap=tap)
    assert torch.autograd.grad(logits[:, -1].sum(), tap.kept["embed"])[0].abs().sum() > 0


def test_patterns_choose_by_name() -> None:
    tap = Tap(["blocks.*.attn.weights"], {"blocks.2.mlp.*": torch.neg})
    assert tap.wants("blocks.11.attn.weights")
    assert tap.wants("blocks.2.mlp.out")
    assert not tap.wants("blocks.1.mlp.out")
    assert tap.within("blocks.2").within("mlp").wants("hidden")
    assert not any(NO_TAP.wants(name) for name in ACTIVATIONS if fnmatchcase(name, "*"))


def test_no_tap_keeps_nothing(build: Spread, tokens: torch.Tensor) -> None:
    build()(tokens)
    assert NO_TAP.kept == {}


def test_one_tap_never_disturbs_another_thread(build: Spread, tokens: torch.Tensor) -> None:
    model = build()
    with torch.no_grad():
        plain = model(tokens)
        silent = [model(tokens, tap=Tap(edit={f"blocks.{i}.attn.z": zero_head(0)})) for i in range(2)]

    def call(number: int) -> bool:
        kind = number % 3
        tap = Tap(["*.weights"], {f"blocks.{kind}.attn.z": zero_head(0)}) if kind < 2 else NO_TAP
        with torch.no_grad():
            logits = model(tokens, tap=tap)
        return torch.allclose(logits, silent[kind] if kind < 2 else plain, rtol=1e-5, atol=1e-5) and len(tap.kept) == (2 if kind < 2 else 0)

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(call, range(90)))
