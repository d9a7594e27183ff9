"""Our model against tiny random models of `transformers`: the same logits, and the same 20 tokens written."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pytest
import torch
import transformers
from torch import Tensor, nn

from llm_core.config import ModelConfig
from llm_core.model.mask import PADDING
from llm_core.model.transformer import LargeLanguageModel
from tests.model import test_frames, test_ngrams, test_torch_equivalence, test_transformer, test_word_dropout
from tests.model.conftest import spread
from tests.model.mapping import fill, to_ours, to_theirs, weights_of
from tests.model.references import FAMILIES

transformers.logging.set_verbosity_error()  # it explains on standard error what special tokens a tiny vocabulary lacks

EQUAL, NOTICED = 1e-4, 1e-2
V = 40
SMALL = {
    "hidden_size": 32,
    "num_attention_heads": 4,
    "num_hidden_layers": 2,
    "intermediate_size": 48,
    "max_position_embeddings": 64,
}
GROUPED = {**SMALL, "num_key_value_heads": 2}
GPT2 = {"n_embd": 32, "n_head": 4, "n_layer": 2, "n_inner": 48, "n_positions": 64, "tie_word_embeddings": False}
TWO_STACKS = {
    "d_model": 32,
    "encoder_attention_heads": 4,
    "decoder_attention_heads": 4,
    "encoder_layers": 2,
    "decoder_layers": 1,
    "encoder_ffn_dim": 48,
    "decoder_ffn_dim": 48,
    "max_position_embeddings": 64,
    "decoder_start_token_id": 0,
    "forced_eos_token_id": None,
}
NEOX = {**SMALL, "rotary_pct": 0.25, "hidden_size": 64}


def stretched(kind: str) -> dict[str, object]:
    more = (
        {"low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 64}
        if kind == "llama3"
        else {}
    )
    return {"rope_parameters": {"rope_type": kind, "rope_theta": 100.0, "factor": 8.0, **more}}


class Case(NamedTuple):
    """A model of a family, and what must be noticed: options of ours with another value than its."""

    family: str
    config: Mapping[str, object]
    controls: Mapping[str, Any] = {}


CASES: dict[str, Case] = {
    "GPT-2": Case(
        "gpt2",
        {**GPT2, "tie_word_embeddings": True},
        {
            "norm": "rmsnorm",
            "norm_first": False,
            "bias": False,
            "positions": "sinusoidal",
            "tied_embeddings": False,
            "embed_scale": "sqrt",
            "nhead": 2,
            "num_layers": 1,
            "d_model": 24,
            "dim_feedforward": 40,
        },
    ),
    "GPT-2, ReLU": Case(
        "gpt2",
        {**GPT2, "activation_function": "relu"},
        {"activation": "gelu", "positions": "none", "tied_embeddings": True},
    ),
    "GPT-2, GELU": Case("gpt2", {**GPT2, "activation_function": "gelu"}, {"activation": "silu", "embed_norm": True}),
    "GPT-2, SiLU": Case("gpt2", {**GPT2, "activation_function": "silu"}, {"activation": "relu", "positions": "rotary"}),
    "GPT-2, large ε": Case("gpt2", {**GPT2, "layer_norm_epsilon": 1e-2}, {"norm_eps": None}),
    "Llama": Case(
        "llama",
        SMALL,
        {
            "norm": "layernorm",
            "norm_first": False,
            "activation": "reglu",
            "rope_base": 1000.0,
            "rope_share": 0.5,
            "positions": "alibi",
            "architecture": "encoder-only",
            "qk_norm": True,
            "embed_scale": "rms",
            "bias": True,
            "parallel": True,
            "window": 20,
            "score_softcap": 2.0,
            "logit_softcap": 4.0,
        },
    ),
    "Llama, grouped heads": Case("llama", GROUPED, {"num_kv_heads": 1, "nhead": 2}),
    "Llama, one head of keys": Case(
        "llama", {**SMALL, "num_key_value_heads": 1}, {"num_kv_heads": None, "qkv_bias": True}
    ),
    "Llama, head size": Case("llama", {**GROUPED, "head_dim": 12}, {"head_dim": None}),
    "Llama, llama3 scaling": Case(
        "llama",
        {**SMALL, **stretched("llama3")},
        {"rope_scaling": "linear", "rope_factor": 2.0, "rope_original_length": 16},
    ),
    "Llama, linear scaling": Case(
        "llama", {**SMALL, **stretched("linear")}, {"rope_scaling": "none", "rope_factor": 4.0}
    ),
    "Llama, tied": Case("llama", {**SMALL, "tie_word_embeddings": True}, {"tied_embeddings": False}),
    "Llama, biases": Case("llama", {**GROUPED, "attention_bias": True, "mlp_bias": True}, {"bias": False}),
    "Llama, large ε": Case("llama", {**SMALL, "rms_norm_eps": 1e-2}, {"norm_eps": None}),
    "Llama, GeGLU": Case("llama", {**SMALL, "hidden_act": "gelu"}, {"activation": "swiglu"}),
    "Llama, ReGLU": Case("llama", {**SMALL, "hidden_act": "relu"}, {"activation": "relu"}),
    "Llama, ReGLU²": Case("llama", {**SMALL, "hidden_act": "relu2"}, {"activation": "reglu"}),
    "Mistral": Case("mistral", {**GROUPED, "sliding_window": 5}, {"window": 6}),
    "Mistral, one sees itself": Case("mistral", {**GROUPED, "sliding_window": 1}, {"window": 2}),
    "Qwen2": Case("qwen2", GROUPED, {"qkv_bias": False}),
    "Qwen3": Case("qwen3", {**GROUPED, "head_dim": 12}, {"qk_norm": False, "head_dim": 8}),
    "Qwen3, large ε": Case("qwen3", {**GROUPED, "head_dim": 8, "rms_norm_eps": 1e-2}, {"norm_eps": 1e-5}),
    "Gemma": Case(
        "gemma",
        {**SMALL, "num_key_value_heads": 1, "head_dim": 12},
        {"embed_scale": "none", "activation": "swiglu", "tied_embeddings": False},
    ),
    "Phi-3": Case("phi3", {**GROUPED, "partial_rotary_factor": 0.5, "pad_token_id": 0}, {"rope_share": 1.0}),
    "Nemotron": Case(
        "nemotron",
        {**GROUPED, "head_dim": 8, "attention_bias": True, "mlp_bias": True},
        {"activation": "relu", "rope_share": 0.25},
    ),
    "GPT-NeoX": Case("neox", NEOX, {"parallel": False, "rope_share": 0.5}),
    "GPT-NeoX, one after another": Case("neox", {**NEOX, "use_parallel_residual": False}, {"parallel": True}),
    "BLOOM": Case("bloom", {"hidden_size": 32, "n_head": 4, "n_layer": 2}, {"positions": "none", "embed_norm": False}),
    "BLOOM, six heads": Case("bloom", {"hidden_size": 48, "n_head": 6, "n_layer": 2}, {"positions": "rotary"}),
    "BERT": Case(
        "bert",
        SMALL,
        {"head_transform": False, "embed_norm": False, "norm_first": True, "architecture": "decoder-only", "window": 3},
    ),
    "BART": Case(
        "bart",
        TWO_STACKS,
        {"num_encoder_layers": 1, "embed_norm": False, "architecture": "decoder-only", "positions": "sinusoidal"},
    ),
    "BART, √D": Case(
        "bart",
        {**TWO_STACKS, "scale_embedding": True, "activation_function": "relu"},
        {"embed_scale": "none", "norm_first": True},
    ),
    "Marian": Case(
        "marian",
        {**TWO_STACKS, "scale_embedding": True, "activation_function": "swish"},
        {"positions": "none", "activation": "gelu"},
    ),
}
GENERATORS = [name for name, case in CASES.items() if case.family != "bert"]
both_ways = pytest.mark.parametrize("way", [to_ours, to_theirs], ids=["theirs to ours", "ours to theirs"])


def make(name: str) -> tuple[LargeLanguageModel, Any]:
    """Ours and theirs, each with random weights of its own."""
    family = FAMILIES[CASES[name].family]
    kind = getattr(transformers, family.model)
    config = kind.config_class(
        **{"vocab_size": V, "bos_token_id": None, "eos_token_id": None, "pad_token_id": 0, **CASES[name].config}
    )
    theirs = kind(config).eval()
    ours = LargeLanguageModel.from_config(ModelConfig.model_validate(family.options(config)), V).eval()
    seed = zlib.crc32(name.encode())
    spread(ours, seed)
    generator = torch.Generator().manual_seed(seed + 1)
    for weight_name, weight in weights_of(theirs, family.but).items():
        around = (
            1.0 if weight.ndim == 1 and weight_name.endswith("weight") else 0.0
        )  # a vector of weights is a norm's gain
        weight.copy_(around + 0.3 * torch.randn(weight.shape, generator=generator))
    return ours, theirs


def pair(name: str, way: Callable[..., dict[str, Tensor]] = to_ours) -> tuple[LargeLanguageModel, Any]:
    """Ours and theirs with the same weights."""
    ours, theirs = make(name)
    family = FAMILIES[CASES[name].family]
    rows = family.rows(theirs.config)
    if way is to_ours:
        fill(ours, to_ours(rows, weights_of(theirs, family.but)))
    else:
        fill(theirs, to_theirs(rows, weights_of(ours)), family.but)
    return ours, theirs


def drawn(T: int, seed: int, *lengths: int) -> Tensor:
    """(3, T) tokens, padded after these lengths."""
    tokens = torch.randint(1, V, (3, T), generator=torch.Generator().manual_seed(seed))
    return tokens.masked_fill(torch.arange(T) >= torch.tensor(lengths)[:, None], PADDING) if lengths else tokens


TEXT, ROWS = drawn(24, 1), drawn(24, 2, 24, 9, 17)


def theirs_says(model: nn.Module) -> Tensor:
    with torch.no_grad():
        if model.config.is_encoder_decoder:
            return model(
                input_ids=ROWS.clamp(min=0), attention_mask=(ROWS != PADDING).long(), decoder_input_ids=TEXT
            ).logits
        if model.config.model_type == "bert":
            return model(input_ids=ROWS.clamp(min=0), attention_mask=(ROWS != PADDING).long()).logits[ROWS != PADDING]
        return model(input_ids=TEXT).logits


def ours_says(model: LargeLanguageModel, like: Any) -> Tensor:
    with torch.no_grad():
        if like.config.model_type == "bert":
            return model(ROWS)[ROWS != PADDING]
        return model(TEXT, ROWS if model.reads_source else None)


@both_ways
@pytest.mark.parametrize("name", CASES)
def test_logits_equal_theirs(name: str, way: Callable[..., dict[str, Tensor]]) -> None:
    ours, theirs = pair(name, way)
    our, their = ours_says(ours, theirs), theirs_says(theirs)
    assert their.std() > 0.3
    assert bool(our.isfinite().all())
    assert (our - their).abs().max() < EQUAL


@pytest.mark.parametrize("name", GENERATORS)
def test_twenty_greedy_tokens_equal_theirs(name: str) -> None:
    ours, theirs = pair(name)
    prompt = drawn(6, 3)
    source = ROWS if ours.reads_source else None
    if source is not None:
        prompt[:, 0] = 0  # the token that their decoder begins with
        begun = {
            "input_ids": ROWS.clamp(min=0),
            "attention_mask": (ROWS != PADDING).long(),
            "decoder_input_ids": prompt,
        }
    else:
        begun = {"input_ids": prompt, "attention_mask": torch.ones_like(prompt)}
    with torch.no_grad():
        written = theirs.generate(**begun, do_sample=False, max_new_tokens=20, use_cache=ours.config.window != 1)[
            :, -20:
        ]
        cache, piece, mine = ours.new_cache(3), prompt, []
        for _ in range(20):
            piece = ours(piece, source, cache=cache)[:, -1:].argmax(-1)
            mine.append(piece)
    assert torch.equal(torch.cat(mine, 1), written)
    assert len(written.unique()) > 2


def changed(name: str, option: str, value: object) -> tuple[LargeLanguageModel, Any]:
    """Their model, and ours with their weights but one other option; what does not fit is cut, what is new is
    random.
    """
    ours, theirs = pair(name)
    other = LargeLanguageModel.from_config(
        ModelConfig.model_validate({**ours.config.model_dump(), option: value}), V
    ).eval()
    spread(other, seed=7)
    known = weights_of(ours)
    for weight_name, weight in weights_of(other).items():
        candidates = [
            weight_name,
            weight_name.replace("encoder.", "decoder."),
            weight_name.replace("decoder.", "encoder."),
        ]
        found = next((known[candidate] for candidate in candidates if candidate in known), None)
        if found is not None:
            common = tuple(slice(min(a, b)) for a, b in zip(weight.shape, found.shape, strict=True))
            weight[common] = found[common]
    return other, theirs


@pytest.mark.parametrize(
    ("name", "option"), [(name, option) for name, case in CASES.items() for option in case.controls]
)
def test_it_notices_another_option(name: str, option: str) -> None:
    value = CASES[name].controls[option]
    ours, theirs = changed(name, option, value)
    assert getattr(pair(name)[0].config, option) != value
    assert (ours_says(ours, theirs) - theirs_says(theirs)).abs().max() > NOTICED


def test_it_notices_gelu_for_its_approximation() -> None:
    ours, theirs = changed("GPT-2, GELU", "activation", "gelu_tanh")
    assert (ours_says(ours, theirs) - theirs_says(theirs)).abs().max() > 5 * EQUAL


def test_it_notices_heads_grouped_in_turns() -> None:
    ours, theirs = pair("Llama, grouped heads")
    with torch.no_grad():
        for name in ("wk", "wv"):  # the two key-value heads change places
            weight = ours.decoder.blocks[0].get_parameter(f"attn.{name}.weight")  # type: ignore[union-attr]
            weight.copy_(weight.roll(8, 0))
    assert (ours_says(ours, theirs) - theirs_says(theirs)).abs().max() > NOTICED


def test_every_option_is_among_those_that_must_be_noticed() -> None:
    elsewhere = {
        "dropout": test_torch_equivalence.test_dropout_falls_where_torchs_falls,
        "word_dropout": test_word_dropout.test_word_dropout_falls_only_while_training,
        "ngram_buckets": test_ngrams.test_they_are_added_to_a_share_of_what_the_transformer_says,
        "ngram_scores": test_ngrams.test_they_are_added_to_a_share_of_what_the_transformer_says,
        "ngram_letters": test_ngrams.test_groups_count_once_however_many_words_hold_them,
        "frame_size": test_frames.test_every_weight_learns_from_a_sound,
        "context_length": test_transformer.test_more_tokens_than_there_is_room_for_are_refused,
    }
    assert {option for case in CASES.values() for option in case.controls} == {*ModelConfig.model_fields} - {*elsewhere}


@pytest.mark.parametrize("name", CASES)
def test_it_notices_every_weight(name: str) -> None:
    ours, theirs = pair(name)
    their = theirs_says(theirs)
    for weight_name, weight in weights_of(ours).items():
        if weight_name.endswith("wk.bias") and ours.config.positions != "rotary":
            continue  # adds the same to all scores of a query: softmax takes it away
        if ours.config.window == 1 and weight_name.endswith(("wq.weight", "wk.weight")):
            continue  # who sees one token only has nothing to choose
        kept = weight.clone()
        weight.copy_(kept.flip(0))
        assert (ours_says(ours, theirs) - their).abs().max() > 10 * EQUAL, weight_name
        weight.copy_(kept)
