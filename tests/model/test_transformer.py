"""The model as a whole: its signature, its refusals, its parts, and that every option works with the others."""

from __future__ import annotations

import inspect
import itertools
import math
import random
from collections.abc import Iterator
from typing import Any, get_args

import pytest
import torch
import torch.nn.functional as F

from llm_core import config as settings
from llm_core.config import ModelConfig, RunConfig
from llm_core.config.presets import FAMILIES, PRESETS
from llm_core.errors import SettingError
from llm_core.model.tap import Tap
from llm_core.model.transformer import LargeLanguageModel
from tests.model.conftest import Spread

SHAPES = get_args(settings.Architecture)
CHOICES: dict[str, tuple[Any, ...]] = {
    "architecture": SHAPES,
    "activation": get_args(settings.Activation),
    "norm": get_args(settings.Norm),
    "positions": get_args(settings.PositionsName),
    "rope_scaling": get_args(settings.RopeScaling),
    "embed_scale": get_args(settings.EmbedScale),
    "nhead": (2, 4),
    "num_layers": (1, 2),
    "num_encoder_layers": (None, 1, 3),
    "dim_feedforward": (None, 24),
    "num_kv_heads": (None, 1, 2),
    "head_dim": (None, 6),
    "window": (None, 1, 3),
    "norm_eps": (None, 1e-3),
    "rope_share": (1.0, 0.5),
    "rope_factor": (1.0, 4.0),
    "score_softcap": (0.0, 4.0),
    "logit_softcap": (0.0, 8.0),
    "dropout": (0.0, 0.1),
    "word_dropout": (0.0, 0.1),
    "ngram_buckets": (0, 64),
    **dict.fromkeys(
        ("norm_first", "parallel", "qk_norm", "bias", "qkv_bias", "embed_norm", "head_transform", "tied_embeddings"),
        (True, False),
    ),
}
FIXED = {
    "frame_size": 0,
    "ngram_scores": 4,
    "ngram_letters": 0,
    "d_model": 16,
    "context_length": 16,
    "rope_base": 100.0,
    "rope_original_length": 8,
}


def pairs(options: dict[str, Any]) -> set[tuple[Any, ...]]:
    return {(one, options[one], other, options[other]) for one, other in itertools.combinations(CHOICES, 2)}


def allowed(options: dict[str, Any]) -> bool:
    return not (options["parallel"] and not options["norm_first"])


def pairwise() -> Iterator[dict[str, Any]]:
    """Few sets of options, in which each value of each option meets each value of each other: faults mostly lie between
    two.
    """
    draw = random.Random(0)
    unmet = {
        (one, a, other, b)
        for one, other in itertools.combinations(CHOICES, 2)
        for a in CHOICES[one]
        for b in CHOICES[other]
    }
    unmet -= {("norm_first", False, "parallel", True)}
    while unmet:
        one, a, other, b = min(unmet, key=str)
        tries = [
            {**{name: draw.choice(values) for name, values in CHOICES.items()}, one: a, other: b} for _ in range(40)
        ]
        found = max((options for options in tries if allowed(options)), key=lambda options: len(pairs(options) & unmet))
        unmet -= pairs(found)
        yield found


COMBINATIONS = list(pairwise())


def test_the_signature_is_the_config_field_by_field() -> None:
    parameters = dict(inspect.signature(LargeLanguageModel.__init__).parameters)
    assert [*parameters][:6] == ["self", "vocab_size", "d_model", "nhead", "num_layers", "dim_feedforward"]
    assert {*parameters} - {"self", "vocab_size"} == {*ModelConfig.model_fields}
    for name, field in ModelConfig.model_fields.items():
        if name not in ("d_model", "nhead", "num_layers"):
            assert parameters[name].default == field.default, name


def test_forward_has_the_signature_that_is_agreed() -> None:
    parameters = inspect.signature(LargeLanguageModel.forward).parameters
    assert [*parameters] == ["self", "tokens", "source", "documents", "cache", "logits_to_keep", "tap"]
    assert (
        parameters["documents"].kind
        is parameters["cache"].kind
        is parameters["tap"].kind
        is inspect.Parameter.KEYWORD_ONLY
    )


@pytest.mark.parametrize(
    ("changes", "code", "remedy"),
    [
        ({"nhead": 3}, "heads-do-not-divide", "try 15 or 18"),
        ({"nhead": 32}, "heads-do-not-divide", "try 32 or 64"),
        ({"nhead": 4, "num_kv_heads": 3}, "groups-do-not-divide", "try 1"),
        ({"num_kv_heads": 4}, "groups-do-not-divide", "try 2"),
        ({"d_model": 18}, "odd-head", "try 10"),
        ({"head_dim": 7}, "odd-head", "try 8"),
        ({"rope_share": 0.1}, "odd-head", "try 20"),
        ({"parallel": True, "norm_first": False}, "parallel-needs-norm-first", "turn norm_first on"),
        ({"d_model": 8, "nhead": 3}, "heads-do-not-divide", "try 9 or 12"),
        ({"d_model": 6}, "out-of-bounds", "from 8 to 4,096"),
        ({"dropout": 1.0}, "out-of-bounds", "from 0 to 1"),
        ({"window": 0}, "out-of-bounds", "from 1 to 8,192"),
        ({"rope_factor": 0.5}, "out-of-bounds", "from 1 to 1,024"),
        ({"num_encoder_layers": 65}, "out-of-bounds", "from 1 to 64"),
        ({"norm_eps": 0.0}, "out-of-bounds", "from 0 to 0.01"),
        ({"score_softcap": -1.0}, "out-of-bounds", "from 0 to 1,000"),
        ({"activation": "tanh"}, "bad-value", "'swiglu'"),
        ({"architecture": "decoder"}, "bad-value", "'decoder-only'"),
        ({"positions": None}, "bad-value", "'rotary'"),
        ({"num_layers": True}, "truth-as-number", "must be a number"),
        ({"norm_first": 2}, "bad-value", "must be"),
    ],
)
def test_a_wrong_hyperparameter_is_refused_with_its_rule_and_a_remedy(
    changes: dict[str, object], code: str, remedy: str
) -> None:
    with pytest.raises(SettingError) as caught:
        LargeLanguageModel(11, **{"d_model": 16, "nhead": 2, "num_layers": 1, **changes})  # type: ignore[arg-type]
    assert caught.value.code == code
    assert remedy in str(caught.value)


def test_the_width_that_is_suggested_for_heads_is_accepted() -> None:
    for d_model, nhead in itertools.product(range(8, 70), range(1, 65)):
        if d_model % nhead:
            with pytest.raises(SettingError) as caught:
                RunConfig.parse({"model": {"d_model": d_model, "nhead": nhead, "positions": "none"}})
            for suggested in ("below", "above"):
                RunConfig.parse(
                    {"model": {"d_model": caught.value.values[suggested], "nhead": nhead, "positions": "none"}}
                )


def test_the_head_size_that_is_suggested_for_rotary_positions_is_accepted() -> None:
    for percent, head_dim in itertools.product(range(1, 101), (2, 5, 8, 11)):
        changes = {"head_dim": head_dim, "rope_share": percent / 100}
        suggested = head_dim
        try:
            RunConfig.parse({"model": changes})
        except SettingError as mistake:
            suggested = mistake.values["above"]
        assert RunConfig.parse({"model": {**changes, "head_dim": suggested}}).model.rotary_size >= 2


def test_an_unknown_family_is_refused_with_those_there_are() -> None:
    with pytest.raises(SettingError, match="choose terrarium, article, gpt2, llama, qwen3, bert") as caught:
        RunConfig.parse({"family": "gpt5"})
    assert caught.value.code == "unknown-family"


def test_two_options_of_each_value_meet_in_the_combinations() -> None:
    met = set().union(*map(pairs, COMBINATIONS))
    assert all(
        (one, a, other, b) in met or (one, a, other, b) == ("norm_first", False, "parallel", True)
        for one, other in itertools.combinations(CHOICES, 2)
        for a in CHOICES[one]
        for b in CHOICES[other]
    )
    assert {*CHOICES, *FIXED} == {*ModelConfig.model_fields}


@pytest.mark.parametrize("options", COMBINATIONS, ids=range(len(COMBINATIONS)))
def test_every_combination_is_the_same_cached_tapped_and_plain_and_learns(
    build: Spread, tokens: torch.Tensor, rows: torch.Tensor, options: dict[str, Any]
) -> None:
    model = build(**FIXED, **options).double()
    source = rows if model.reads_source else None
    with torch.no_grad():
        plain = model(tokens, source)
        assert bool(plain.isfinite().all())
        assert plain.std() > 0.05
        torch.testing.assert_close(model(tokens, source, tap=Tap(["*"])), plain)
        if model.decoder is not None:
            cache = model.new_cache(3)
            pieces = tokens.split([5, 1, 4, 2], 1)
            cached = torch.cat(
                [model(pieces[0], source, cache=cache), *(model(piece, cache=cache) for piece in pieces[1:])], 1
            )
            torch.testing.assert_close(cached, plain)
    assert sum(model.parameters_by_part().values()) == sum(parameter.numel() for parameter in model.parameters())
    model.train()(tokens, source).square().mean().backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert bool(parameter.grad.isfinite().all()), name


def test_a_cache_takes_in_each_forward_once(build: Spread, tokens: torch.Tensor) -> None:
    model = build()
    cache = model.new_cache(3, length=12)
    with torch.no_grad():
        model(tokens[:, :7], cache=cache)
        assert cache.length == 7
        model(tokens[:, 7:], cache=cache)
        assert cache.length == cache.capacity == 12


@pytest.mark.parametrize("length", [None, 6])
def test_more_tokens_than_there_is_room_for_are_refused(
    build: Spread, tokens: torch.Tensor, length: int | None
) -> None:
    model = build(context_length=8)
    with pytest.raises(ValueError, match="don't fit"):
        model(tokens, cache=model.new_cache(3, length))
    with pytest.raises(ValueError, match="don't fit"):
        model(tokens)


def test_a_source_longer_than_the_context_is_refused(build: Spread, tokens: torch.Tensor) -> None:
    with pytest.raises(ValueError, match="don't fit"):
        build(architecture="encoder-decoder", context_length=8)(tokens[:, :4], tokens)


def test_an_untrained_model_guesses_all_tokens_alike() -> None:
    model = LargeLanguageModel(65, 32, 4, 2)
    tokens = torch.randint(65, (2, 64))
    loss = F.cross_entropy(model(tokens).flatten(0, 1), tokens.flatten())
    assert float(loss.detach()) == pytest.approx(math.log(65), abs=1e-5)


def test_a_tied_head_is_the_embedding_itself(build: Spread) -> None:
    model = build(tied_embeddings=True)
    assert model.head.weight is model.embed.weight
    assert model.parameters_by_part()["head"] == 0


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("family", FAMILIES)
def test_the_parts_of_every_family_add_up_to_all_parameters(family: str, preset: str) -> None:
    config = RunConfig.parse(family=family, preset=preset).model
    with torch.device("meta"):
        model = LargeLanguageModel.from_config(config, 65)
    parts = model.parameters_by_part()
    assert sum(parts.values()) == sum(parameter.numel() for parameter in model.parameters())
    assert (parts["cross"] > 0) == (config.architecture == "encoder-decoder")
    assert (parts["positions"] > 0) == (config.positions == "learned")
    assert min(parts["attention"], parts["feedforward"], parts["norms"]) > 0
    assert parts["embedding"] == 65 * config.d_model


def test_tables_of_positions_are_no_part_of_the_saved_weights(build: Spread) -> None:
    assert {*build().state_dict()} == {name for name, _ in build().named_parameters()}


def test_dropout_falls_only_while_training(build: Spread, tokens: torch.Tensor) -> None:
    model = build(dropout=0.5)
    assert torch.equal(model(tokens), model(tokens))
    model.train()
    assert not torch.equal(model(tokens), model(tokens))
