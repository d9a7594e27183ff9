"""What holds for every shape and option: caches, sight, padding, gradients."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from llm_core.model.mask import PADDING
from llm_core.model.tap import Tap
from llm_core.model.transformer import LargeLanguageModel
from tests.model.conftest import Spread, spread

Vary = dict[str, object]
VARIETY: dict[str, Vary] = {
    "default": {},
    "grouped heads, window": {"nhead": 4, "num_kv_heads": 2, "head_dim": 6, "window": 3},
    "one head of keys, wide window": {"nhead": 4, "num_kv_heads": 1, "window": 99},
    "one sees itself": {"window": 1},
    "ALiBi": {"positions": "alibi", "nhead": 4, "num_kv_heads": 2},
    "ALiBi, window, caps": {"positions": "alibi", "window": 4, "score_softcap": 2.0, "logit_softcap": 5.0},
    "partly rotary, parallel": {"rope_share": 0.5, "parallel": True},
    "stretched rotary": {"rope_scaling": "llama3", "rope_factor": 4.0, "rope_base": 50.0, "score_softcap": 3.0},
    "learned, tied, LayerNorm": {
        "positions": "learned",
        "norm": "layernorm",
        "bias": True,
        "tied_embeddings": True,
        "activation": "gelu",
        "qk_norm": False,
    },
    "sinusoidal, post-norm": {
        "positions": "sinusoidal",
        "norm_first": False,
        "norm": "layernorm",
        "embed_scale": "sqrt",
        "activation": "relu",
        "bias": True,
    },
    "no positions": {"positions": "none", "qkv_bias": True, "embed_scale": "none"},
    "embedding norm, head transform": {
        "positions": "learned",
        "embed_norm": True,
        "head_transform": True,
        "norm": "layernorm",
        "bias": True,
        "norm_first": False,
    },
}
DECODERS = ("decoder-only", "encoder-decoder")
every_option = pytest.mark.parametrize("options", VARIETY.values(), ids=VARIETY.keys())
every_decoder = pytest.mark.parametrize("architecture", DECODERS)
every_shape = pytest.mark.parametrize("architecture", [*DECODERS, "encoder-only"])


def make(build: Spread, architecture: str, options: Vary) -> LargeLanguageModel:
    """In float64, where only real differences remain."""
    return build(architecture=architecture, **options).double()


def source_for(model: LargeLanguageModel, rows: Tensor) -> Tensor | None:
    return rows if model.reads_source else None


def same(one: Tensor, other: Tensor) -> bool:
    return bool(((one - other).abs() < 1e-9).all())


@every_option
@every_decoder
def test_cached_logits_equal_the_full_forward_in_chunks_of_any_size(
    build: Spread, tokens: Tensor, rows: Tensor, architecture: str, options: Vary
) -> None:
    model = make(build, architecture, options)
    source = source_for(model, rows)
    generator = torch.Generator().manual_seed(5)
    with torch.no_grad():
        whole = model(tokens, source)
        for pieces in (1, 2, 4, 12):
            cuts = (torch.randperm(11, generator=generator)[: pieces - 1] + 1).sort().values.tolist()
            cache = model.new_cache(3, 12)
            chunks = torch.tensor_split(tokens, cuts, 1)
            first = model(chunks[0], source, cache=cache)
            rest = [model(chunk, cache=cache) for chunk in chunks[1:]]  # the source is read once
            assert same(torch.cat([first, *rest], 1), whole), cuts
            assert cache.length == 12


@every_decoder
def test_a_cache_that_was_cleared_begins_anew(build: Spread, tokens: Tensor, rows: Tensor, architecture: str) -> None:
    model = make(build, architecture, {})
    cache, source = model.new_cache(3), source_for(model, rows)
    with torch.no_grad():
        model(tokens, source, cache=cache)
        cache.clear()
        other = None if source is None else source.roll(1, 0)
        assert same(model(tokens[:, 3:9], other, cache=cache), model(tokens[:, 3:9], other))


@every_decoder
def test_rows_of_a_cache_can_be_chosen_anew(build: Spread, tokens: Tensor, rows: Tensor, architecture: str) -> None:
    model = make(build, architecture, {"nhead": 4, "num_kv_heads": 2})
    cache, source, chosen = model.new_cache(3), source_for(model, rows), torch.tensor([2, 0, 0])
    with torch.no_grad():
        model(tokens[:, :7], source, cache=cache)
        cache.select(chosen)
        went_on = model(tokens[:, 7:], cache=cache)
        whole = model(torch.cat([tokens[chosen, :7], tokens[:, 7:]], 1), None if source is None else source[chosen])
    assert same(went_on, whole[:, 7:])


@every_option
@every_decoder
def test_no_later_token_changes_an_earlier_logit(
    build: Spread, tokens: Tensor, rows: Tensor, architecture: str, options: Vary
) -> None:
    model = make(build, architecture, options)
    source = source_for(model, rows)
    with torch.no_grad():
        before = model(tokens, source)
        for place in range(1, 12):
            changed = tokens.clone()
            changed[:, place:] = (changed[:, place:] + 1) % 11
            after = model(changed, source)
            assert same(after[:, :place], before[:, :place])
            assert (after[:, place:] - before[:, place:]).abs().amax((-2, -1)).min() > 1e-3


@pytest.mark.parametrize(
    "options",
    [vary for vary in VARIETY.values() if "window" not in vary],
    ids=[name for name, vary in VARIETY.items() if "window" not in vary],
)
@pytest.mark.parametrize("architecture", ["encoder-only", "encoder-decoder"])
def test_every_place_sees_every_token_that_an_encoder_reads(
    build: Spread, tokens: Tensor, architecture: str, options: Vary
) -> None:
    model = make(build, architecture, options)
    read = (lambda text: model(tokens, text)) if model.reads_source else model
    with torch.no_grad():
        before = read(tokens)
        for place in range(12):
            changed = tokens.clone()
            changed[:, place] = (changed[:, place] + 1) % 11
            assert (read(changed) - before).abs().amax(-1).min() > 1e-9  # (B, T): every single place


@pytest.mark.parametrize("window", [1, 2, 4, 12])
@pytest.mark.parametrize("causal", [False, True])
def test_a_window_bounds_how_far_blocks_on_top_of_each_other_see(
    build: Spread, tokens: Tensor, window: int, causal: bool
) -> None:
    model = make(build, "decoder-only" if causal else "encoder-only", {"window": window, "positions": "alibi"})
    reach = 2 * (window - 1)  # of two layers
    with torch.no_grad():
        before = model(tokens)
        for place in range(12):
            changed = tokens.clone()
            changed[:, place] = (changed[:, place] + 1) % 11
            moved = (model(changed) - before).abs().amax(-1) > 1e-9
            distance = torch.arange(12) - place
            assert torch.equal(moved, ((distance.abs() <= reach) & (not causal or distance >= 0)).expand(3, 12)), place


@every_option
@pytest.mark.parametrize("architecture", ["encoder-only", "encoder-decoder"])
def test_padding_never_matters_to_what_is_read(
    build: Spread, tokens: Tensor, rows: Tensor, architecture: str, options: Vary
) -> None:
    model = make(build, architecture, options)
    read: Callable[[Tensor, Tensor], Tensor] = (
        (lambda text, rest: model(rest, text)) if model.reads_source else (lambda text, rest: model(text))
    )
    more = F.pad(rows, (0, 4), value=PADDING)
    with torch.no_grad():
        padded, wider = read(rows, tokens), read(more, tokens)
        assert bool(padded.isfinite().all())
        assert bool(wider.isfinite().all())
        for i, length in enumerate((12, 5, 8)):
            real = slice(None) if model.reads_source else slice(length)
            alone = read(rows[[i], :length], tokens[[i]])[0]
            assert same(padded[i, real], alone[real])
            assert same(wider[i, real], alone[real])
        mistaken = read(rows.clamp(min=0), tokens)  # padding taken for token 0
        reached = options.get("window") != 1 or model.reads_source
        assert not same(mistaken[1, :5], padded[1, :5]) or not reached


@every_shape
def test_what_stands_at_padding_has_no_gradient_and_makes_none_infinite(
    build: Spread, tokens: Tensor, rows: Tensor, architecture: str
) -> None:
    model = make(build, architecture, {})
    text = rows.masked_fill(rows == 0, 1)  # padding borrows the vector of token 0
    logits = model(tokens.masked_fill(tokens == 0, 1), text) if model.reads_source else model(text)
    chosen = logits if model.reads_source else logits[text != PADDING]
    chosen.square().sum().backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert bool(parameter.grad.isfinite().all()), name
    assert model.embed.weight.grad is not None
    assert not model.embed.weight.grad[0].any()
    assert model.embed.weight.grad[1].any()


@every_decoder
def test_padding_after_a_decoders_text_changes_nothing_before_it(
    build: Spread, tokens: Tensor, rows: Tensor, architecture: str
) -> None:
    model = make(build, architecture, {})
    source = source_for(model, rows)
    ended = tokens.clone()
    ended[1, 5:] = PADDING
    with torch.no_grad():
        whole, short = model(tokens, source), model(ended, source)
    assert same(short[1, :5], whole[1, :5])
    assert same(short[0], whole[0])
    assert bool(short.isfinite().all())


@every_shape
def test_rows_of_a_batch_do_not_see_each_other(build: Spread, tokens: Tensor, rows: Tensor, architecture: str) -> None:
    model = make(build, architecture, {})
    with torch.no_grad():
        whole = model(tokens, source_for(model, rows))
        for i in range(3):
            alone = model(tokens[[i]], None if source_for(model, rows) is None else rows[[i]])
            assert same(whole[[i]], alone)


@every_option
@every_decoder
def test_documents_packed_into_a_row_are_scored_as_each_alone(
    build: Spread, tokens: Tensor, rows: Tensor, architecture: str, options: Vary
) -> None:
    model = make(build, architecture, options)
    lengths = ((5, 7), (1, 11), (4, 6))  # two documents a row; of the last row 2 places are padding
    documents = torch.tensor([[*[0] * one, *[1] * other, *[-1] * (12 - one - other)] for one, other in lengths])
    packed = tokens.masked_fill(documents < 0, PADDING)
    with torch.no_grad():
        together = model(packed, source_for(model, rows), documents=documents)
        for row, (one, other) in enumerate(lengths):
            source = None if not model.reads_source else rows[row : row + 1]
            assert same(together[row : row + 1, :one], model(tokens[row : row + 1, :one], source))
            assert same(
                together[row : row + 1, one : one + other], model(tokens[row : row + 1, one : one + other], source)
            )


def test_documents_that_are_not_kept_apart_would_be_noticed(build: Spread, tokens: Tensor) -> None:
    model = make(build, "decoder-only", {})
    with torch.no_grad():
        assert not same(model(tokens)[:, 6:], model(tokens[:, 6:]))


@every_option
@every_shape
def test_attention_in_one_call_and_step_by_step_are_the_same(
    build: Spread, tokens: Tensor, rows: Tensor, architecture: str, options: Vary
) -> None:
    model = make(build, architecture, options)
    text, source = (tokens, rows) if model.reads_source else (rows if architecture == "encoder-only" else tokens, None)
    tap = Tap(["*.weights"])
    with torch.no_grad():
        assert same(model(text, source, tap=tap)[text != PADDING], model(text, source)[text != PADDING])
    assert len(tap.kept) == {"decoder-only": 2, "encoder-only": 2, "encoder-decoder": 6}[architecture]
    for name, weights in tap.kept.items():
        torch.testing.assert_close(weights.sum(-1), torch.ones_like(weights[..., 0]), msg=name)


@every_shape
def test_dropout_on_attention_is_the_same_in_one_call_and_step_by_step(
    build: Spread, tokens: Tensor, rows: Tensor, architecture: str
) -> None:
    model = make(build, architecture, {"dropout": 0.3}).train()
    outputs = []
    for tap in (Tap(["*.weights"]), Tap()):
        torch.manual_seed(9)
        outputs.append(model(tokens, source_for(model, rows), tap=tap))
    assert same(*outputs)
    assert not same(outputs[0], model(tokens, source_for(model, rows)))


@pytest.mark.parametrize(
    "options",
    [
        VARIETY[name]
        for name in (
            "default",
            "grouped heads, window",
            "ALiBi, window, caps",
            "partly rotary, parallel",
            "sinusoidal, post-norm",
            "embedding norm, head transform",
        )
    ],
)
@every_shape
def test_gradients_equal_finite_differences(architecture: str, options: Vary) -> None:
    model = LargeLanguageModel(
        7,
        **{
            "d_model": 8,
            "nhead": 2,
            "num_layers": 2,
            "dim_feedforward": 12,
            "context_length": 6,  # type: ignore[arg-type]
            "architecture": architecture,
            **options,
        },
    ).double()
    spread(model)
    generator = torch.Generator().manual_seed(0)
    tokens, source, targets = torch.randint(1, 7, (3, 2, 6), generator=generator)
    source[1, 4:] = PADDING

    def loss() -> Tensor:
        logits = (
            model(tokens, source) if model.reads_source else model(source if architecture == "encoder-only" else tokens)
        )
        return F.cross_entropy(
            logits.flatten(0, 1), targets.masked_fill(source == PADDING, PADDING).flatten(), ignore_index=PADDING
        )

    loss().backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        direction = torch.randn(parameter.shape, generator=generator, dtype=torch.float64)
        with torch.no_grad():
            ends = []
            for size in (1e-5, -1e-5):
                parameter.add_(size * direction)
                ends.append(loss())
                parameter.sub_(size * direction)
        slope = float(ends[0] - ends[1]) / 2e-5
        assert slope == pytest.approx(float((parameter.grad * direction).sum()), rel=1e-5, abs=1e-8), name
