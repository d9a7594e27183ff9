"""Our blocks against torch.nn's encoder, decoder and whole Transformer, weights copied both ways, in float32 and
float64.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pytest
import torch
from torch import Tensor, nn

from llm_core.config import ModelConfig
from llm_core.model.block import Block, CrossBlock
from llm_core.model.cache import EncoderMemory
from llm_core.model.mask import PADDING, hide_padding
from llm_core.model.transformer import LargeLanguageModel, Stack
from tests.model import torch_names as names
from tests.model.conftest import spread
from tests.model.mapping import Row, fill, to_ours, to_theirs, weights_of

CLOSE = {torch.float32: 1e-5, torch.float64: 1e-12}
NOTICED = 1e-3  # a hundred times what counts as equal
CASES = {
    f"{'pre' if norm_first else 'post'}-norm, {activation}{'' if bias else ', no biases'}": {
        "norm_first": norm_first,
        "activation": activation,
        "bias": bias,
    }
    for norm_first in (True, False)
    for activation in ("relu", "gelu")
    for bias in (True, False)
}
both_ways = pytest.mark.parametrize("way", [to_ours, to_theirs], ids=["theirs to ours", "ours to theirs"])
both_types = pytest.mark.parametrize("dtype", CLOSE, ids=["float32", "float64"])
every_case = pytest.mark.parametrize("options", CASES.values(), ids=CASES.keys())


class Given(NamedTuple):
    """What is read: vectors of a source and of a target, and where the source is not padding."""

    source: Tensor  # (3, 9, D)
    target: Tensor  # (3, 7, D)
    present: Tensor  # (3, 9) bool


def given(dtype: torch.dtype = torch.float32) -> Given:
    generator = torch.Generator().manual_seed(3)
    present = torch.arange(9) < torch.tensor([9, 4, 6])[:, None]
    return Given(*(torch.randn(3, T, names.D, generator=generator, dtype=dtype) for T in (9, 7)), present)


def encoder(config: ModelConfig) -> tuple[nn.Module, nn.Module, list[Row]]:
    layer = nn.TransformerEncoderLayer(**names.arguments(config))  # type: ignore[arg-type]
    theirs = nn.TransformerEncoder(layer, names.LAYERS, names.final_norm(config), enable_nested_tensor=False)
    return Stack(config, names.LAYERS, Block, causal=False), theirs, names.ENCODER


def decoder(config: ModelConfig) -> tuple[nn.Module, nn.Module, list[Row]]:
    layer = nn.TransformerDecoderLayer(**names.arguments(config))  # type: ignore[arg-type]
    theirs = nn.TransformerDecoder(layer, names.LAYERS, names.final_norm(config))
    return Stack(config, names.LAYERS, CrossBlock, causal=True), theirs, names.DECODER


def whole(config: ModelConfig) -> tuple[nn.Module, nn.Module, list[Row]]:
    theirs = nn.Transformer(num_encoder_layers=names.LAYERS, num_decoder_layers=names.LAYERS, **names.arguments(config))  # type: ignore[arg-type]
    theirs.encoder.use_nested_tensor = False
    if not config.norm_first:  # torch normalizes once more after the last layer, which 2017 does not
        theirs.encoder.norm = theirs.decoder.norm = None
    ours = nn.ModuleDict(
        {
            "encoder": Stack(config, names.LAYERS, Block, causal=False),
            "decoder": Stack(config, names.LAYERS, CrossBlock, causal=True),
        }
    )
    return ours, theirs, names.WHOLE


def our_encoder(stack: Any, x: Given) -> Tensor:
    return stack(x.source, x.present)[x.present]  # at padding, an encoder's output has no meaning


def their_encoder(model: Any, x: Given) -> Tensor:
    return model(x.source, src_key_padding_mask=~x.present)[x.present]


def our_decoder(stack: Any, x: Given) -> Tensor:
    return stack(x.target, memory=EncoderMemory(x.source, hide_padding(x.present, x.source)))


def their_decoder(model: Any, x: Given) -> Tensor:
    return model(x.target, x.source, tgt_mask=past(x), memory_key_padding_mask=~x.present)


def our_whole(stacks: Any, x: Given) -> Tensor:
    return our_decoder(stacks["decoder"], x._replace(source=stacks["encoder"](x.source, x.present)))


def their_whole(model: Any, x: Given) -> Tensor:
    return model(
        x.source, x.target, tgt_mask=past(x), src_key_padding_mask=~x.present, memory_key_padding_mask=~x.present
    )


def past(x: Given) -> Tensor:
    return torch.ones(x.target.size(1), x.target.size(1), dtype=torch.bool).triu(1)


KINDS = {
    "encoder": (encoder, our_encoder, their_encoder),
    "decoder": (decoder, our_decoder, their_decoder),
    "whole": (whole, our_whole, their_whole),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


def pair(
    kind: str, way: Callable[..., dict[str, Tensor]] = to_ours, dtype: torch.dtype = torch.float32, **options: object
) -> tuple[nn.Module, nn.Module]:
    """Ours and theirs with the same random weights."""
    ours, theirs, rows = KINDS[kind][0](names.config(**options))
    copy_between(ours.to(dtype).eval(), theirs.to(dtype).eval(), rows, way)
    return ours, theirs


def copy_between(
    ours: nn.Module, theirs: nn.Module, rows: Sequence[Row], way: Callable[..., dict[str, Tensor]]
) -> None:
    origin, target = (theirs, ours) if way is to_ours else (ours, theirs)
    spread(origin)
    spread(target, seed=1)
    fill(target, way(rows, weights_of(origin)))


def apart(kind: str, ours: nn.Module, theirs: nn.Module, x: Given | None = None) -> float:
    """The largest difference of their outputs."""
    with torch.no_grad():
        our, their = KINDS[kind][1](ours, x or given()), KINDS[kind][2](theirs, x or given())
    assert our.shape == their.shape
    assert bool(our.isfinite().all())
    assert their.std() > 0.3
    return float((our - their).abs().max())


@both_types
@both_ways
@every_case
@every_kind
def test_it_equals_torchs(
    kind: str, options: dict[str, object], way: Callable[..., dict[str, Tensor]], dtype: torch.dtype
) -> None:
    assert apart(kind, *pair(kind, way, dtype, **options), given(dtype)) < CLOSE[dtype]


CONTROLS = [
    ("norm_first", True),
    ("activation", "gelu"),
    ("bias", False),
    ("norm", "rmsnorm"),
    ("nhead", 2),
    ("qk_norm", True),
    ("positions", "learned"),
    ("positions", "sinusoidal"),
    ("positions", "alibi"),
    ("positions", "rotary"),
    ("window", 3),
    ("score_softcap", 1.0),
    ("norm_eps", 1e-2),
]


@pytest.mark.parametrize(("option", "value"), CONTROLS, ids=str)
@every_kind
def test_it_notices_an_option(kind: str, option: str, value: object) -> None:
    _, theirs = pair(kind)
    other, _, rows = KINDS[kind][0](names.config(**{option: value}))
    spread(other, seed=2)
    known = to_ours(rows, weights_of(theirs))
    other.load_state_dict({name: known[name] for name in {*other.state_dict()} & {*known}}, strict=False)
    assert apart(kind, other.eval(), theirs) > NOTICED


@every_kind
def test_it_notices_every_weight(kind: str) -> None:
    ours, theirs = pair(kind, norm_first=True)
    for name, weight in weights_of(ours).items():
        if name.endswith("wk.bias"):  # adds the same to all scores of a query, which softmax takes away
            continue
        kept = weight.clone()
        weight.copy_(kept.flip(0))
        assert apart(kind, ours, theirs) > NOTICED, name
        weight.copy_(kept)
    assert apart(kind, ours, theirs) < 1e-5


@pytest.mark.parametrize("forgotten", ["source", "memory", "future"])
def test_it_notices_each_mask(forgotten: str) -> None:
    ours, theirs = pair("whole")
    x, everything = given(), torch.ones_like(given().present)
    with torch.no_grad():
        their = their_whole(theirs, x)
        memory = ours["encoder"](x.source, everything if forgotten == "source" else x.present)  # type: ignore[index]
        decoder = ours["decoder"]  # type: ignore[index]
        decoder.masking.rules = [] if forgotten == "future" else decoder.masking.rules
        decoder.masking.plain = forgotten != "future"
        our = our_decoder(
            decoder, x._replace(source=memory, present=everything if forgotten == "memory" else x.present)
        )
    assert (our - their).abs().max() > 1e-2


@pytest.mark.parametrize("dropout", [0.1, 0.5])
@pytest.mark.parametrize("kind", ["encoder", "decoder"])
def test_dropout_falls_where_torchs_falls(kind: str, dropout: float) -> None:
    def outputs(seed: int) -> tuple[Tensor, Tensor]:
        torch.manual_seed(seed)
        our = KINDS[kind][1](ours, x)
        torch.manual_seed(3)
        return our, KINDS[kind][2](theirs, x)

    # One row: with more, torch's memory lies in another order, and so do its draws. No padding, as torch's draws for it
    # differ.
    x = Given(*(part[:1] for part in given()))
    ours, theirs = pair(kind, dropout=dropout)
    ours.train(), theirs.train()
    ours.dropout = nn.Identity()  # torch's stacks have no embeddings, so no dropout on them
    our, their = outputs(3)
    torch.testing.assert_close(our, their, rtol=0, atol=1e-5)
    other, their = outputs(4)
    assert (other - their).abs().max() > 0.1
    assert (our - KINDS[kind][1](ours.eval(), x)).abs().max() > 0.1


def test_the_article_is_torchs_transformer_between_two_tables(rows: Tensor) -> None:
    """Embeddings times √D plus sinusoidal positions, nn.Transformer, and the same table as head, as in 2017."""
    options = names.config(
        architecture="encoder-decoder", positions="sinusoidal", embed_scale="sqrt", tied_embeddings=True
    )
    ours = LargeLanguageModel.from_config(options, 11)
    spread(ours)
    theirs = whole(options)[1].eval()
    stacks = {name: weight for name, weight in weights_of(ours.eval()).items() if not name.startswith("embed.")}
    fill(theirs, to_theirs(names.WHOLE, stacks))
    target = rows.flip(0).clamp(min=0)[:, :7]
    angles = torch.arange(16)[:, None] / 10_000 ** (torch.arange(0, names.D, 2) / names.D)
    table = torch.stack([angles.sin(), angles.cos()], -1).flatten(1)

    def embedded(tokens: Tensor) -> Tensor:
        return ours.embed.weight[tokens.clamp(min=0)] * names.D**0.5 + table[: tokens.size(1)]

    with torch.no_grad():
        expected = their_whole(theirs, Given(embedded(rows), embedded(target), rows != PADDING)) @ ours.embed.weight.T
        torch.testing.assert_close(ours(target, rows), expected, rtol=1e-5, atol=1e-5)
        for option, value in (
            ("embed_scale", "none"),
            ("embed_scale", "rms"),
            ("positions", "none"),
            ("positions", "learned"),
            ("num_encoder_layers", 1),
        ):
            other = LargeLanguageModel.from_config(options.model_copy(update={option: value}), 11).eval()
            spread(other, seed=5)
            other.load_state_dict(
                {name: weight for name, weight in ours.state_dict().items() if name in other.state_dict()}, strict=False
            )
            assert (other(target, rows) - expected).abs().max() > 1e-2, option
