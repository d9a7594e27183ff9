"""The tap: what is seen is what happens, edits do what they say, and one call never disturbs another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase

import pytest
import torch

from llm_core.model.mask import PADDING
from llm_core.model.tap import ACTIVATIONS, NO_TAP, Tap, zero_head
from tests.model.conftest import Spread

SHAPES = ("decoder-only", "encoder-only", "encoder-decoder")


@pytest.mark.parametrize("architecture", SHAPES)
def test_every_listed_activation_is_shown_with_its_shape(
    build: Spread, tokens: torch.Tensor, architecture: str
) -> None:
    model, tap = build(architecture=architecture, nhead=4, num_kv_heads=2, num_encoder_layers=3), Tap(["*"])
    both = model.reads_source
    model(tokens, tokens[:, :9] if both else None, tap=tap)
    sizes = {"B": 3, "T": 12, "S": 12, "D": 16, "H": 4, "G": 2, "K": 4, "V": 11, "F": model.config.feedforward_width}

    def stack(layers: int, prefix: str = "", cross: bool = False, **changes: int) -> dict[str, tuple[int, ...]]:
        found = {
            prefix + name.format(i=i): shape
            for name, shape in ACTIVATIONS.items()
            if name not in ("deep", "ngrams") and (cross or not (".cross." in name or name == "memory"))
            for i in range(layers)
        }
        return {
            name: tuple(
                {**sizes, **changes, **({"S": 9} if ".cross." in name or name == "memory" else {})}[letter]
                for letter in shape.strip("()").split(", ")
            )
            for name, shape in found.items()
        }

    expected = stack(2, cross=both)
    if both:
        expected |= {name: shape for name, shape in stack(3, "encoder.", T=9, S=9).items() if name != "encoder.logits"}
    assert {name: tuple(kept.shape) for name, kept in tap.kept.items()} == expected


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
    torch.testing.assert_close(
        tap.kept["blocks.1.attn.weights"], whole.kept["blocks.1.attn.weights"][:, :, 9:], rtol=1e-4, atol=1e-5
    )


@pytest.mark.parametrize(
    ("architecture", "part"),
    [("decoder-only", "attn"), ("encoder-only", "attn"), ("encoder-decoder", "attn"), ("encoder-decoder", "cross")],
)
@pytest.mark.parametrize("bias", [False, True])
def test_zeroing_a_head_is_zeroing_its_columns_of_the_output_projection(
    build: Spread, tokens: torch.Tensor, rows: torch.Tensor, architecture: str, part: str, bias: bool
) -> None:
    model = build(architecture=architecture, bias=bias, nhead=4, num_kv_heads=2)
    source = rows if model.reads_source else None
    with torch.no_grad():
        whole = model(tokens, source)
        without = model(tokens, source, tap=Tap(edit={f"blocks.1.{part}.z": zero_head(1)}))
        model.stack.blocks[1].get_parameter(f"{part}.wo.weight")[:, 4:8] = 0
        torch.testing.assert_close(without, model(tokens, source))
    assert (whole - without).abs().max() > 0.01


def test_an_encoders_head_beside_a_decoder_is_silenced_by_its_own_name(
    build: Spread, tokens: torch.Tensor, rows: torch.Tensor
) -> None:
    model = build(architecture="encoder-decoder")
    with torch.no_grad():
        whole, same = model(tokens, rows), model(tokens, rows, tap=Tap(edit={"encoder.blocks.7.attn.z": zero_head(1)}))
        without = model(tokens, rows, tap=Tap(edit={"encoder.blocks.1.attn.z": zero_head(1)}))
        assert model.encoder is not None
        model.encoder.blocks[1].get_parameter("attn.wo.weight")[:, 8:16] = 0
        torch.testing.assert_close(without, model(tokens, rows))
    assert torch.equal(whole, same)
    assert (whole - without).abs().max() > 0.01


def test_attention_to_a_source_is_the_softmax_of_its_scores_and_never_looks_at_padding(
    build: Spread, tokens: torch.Tensor, rows: torch.Tensor
) -> None:
    tap = Tap(["blocks.*.cross.*"])
    build(architecture="encoder-decoder", nhead=4, num_kv_heads=2)(tokens, rows, tap=tap)
    for i in range(2):
        part = {name: tap.kept[f"blocks.{i}.cross.{name}"] for name in ("q", "k", "v", "scores", "weights", "z")}
        k, v = (part[name].repeat_interleave(2, 2) for name in "kv")
        scores = torch.einsum("bthk,bshk->bhts", part["q"], k) / 4**0.5
        torch.testing.assert_close(part["scores"], scores.masked_fill((rows == PADDING)[:, None, None], -torch.inf))
        torch.testing.assert_close(part["weights"], part["scores"].softmax(-1))
        assert bool((part["weights"].transpose(1, 3)[rows == PADDING] == 0).all())
        torch.testing.assert_close(part["z"], torch.einsum("bhts,bshk->bthk", part["weights"], v))


def test_an_edit_is_kept_as_edited_and_changes_what_follows(build: Spread, tokens: torch.Tensor) -> None:
    model, tap = (
        build(),
        Tap(["blocks.0.mlp.out", "logits"], {"blocks.0.mlp.out": torch.zeros_like, "logits": torch.neg}),
    )
    changed = model(tokens, tap=tap)
    assert bool((tap.kept["blocks.0.mlp.out"] == 0).all())
    assert torch.equal(changed, tap.kept["logits"])
    assert not torch.allclose(-changed, model(tokens))


def test_edited_weights_are_the_weights_that_read(build: Spread, tokens: torch.Tensor) -> None:
    tap = Tap(
        ["blocks.0.attn.z", "blocks.0.attn.v"],
        {"blocks.0.attn.weights": lambda weights: torch.eye(12).expand_as(weights)},
    )
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


@pytest.mark.parametrize("architecture", SHAPES)
def test_one_tap_never_disturbs_another_thread(
    build: Spread, tokens: torch.Tensor, rows: torch.Tensor, architecture: str
) -> None:
    model = build(architecture=architecture)
    source = rows if model.reads_source else None
    maps = 6 if model.reads_source else 2
    with torch.no_grad():
        plain = model(tokens, source)
        silent = [model(tokens, source, tap=Tap(edit={f"blocks.{i}.attn.z": zero_head(0)})) for i in range(2)]
    assert min(float((one - plain).abs().max()) for one in silent) > 0.01

    def call(number: int) -> bool:
        kind = number % 3
        tap = Tap(["*.weights"], {f"blocks.{kind}.attn.z": zero_head(0)}) if kind < 2 else NO_TAP
        with torch.no_grad():
            if number % 2 and model.decoder is not None:  # caches belong to their callers as well
                cache = model.new_cache(3)
                first = model(tokens[:, :5], source, cache=cache, tap=tap)
                logits = torch.cat([first, model(tokens[:, 5:], cache=cache, tap=tap)], 1)
            else:
                logits = model(tokens, source, tap=tap)
        return torch.allclose(logits, silent[kind] if kind < 2 else plain, rtol=1e-4, atol=1e-4) and len(tap.kept) == (
            maps if kind < 2 else 0
        )

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(call, range(60)))
