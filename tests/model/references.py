"""Families of `transformers` beside ours: what their configs mean in our words, and where their weights lie."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import torch

from tests.model.mapping import (
    AFTER_TWO,
    FOLDED,
    LESS_ONE,
    SAME,
    TRANSPOSED,
    Form,
    Row,
    fused,
    fused_by_head,
    permuted,
    transposed,
    under,
)

PLAIN = {
    "relu": "relu",
    "relu2": "relu2",
    "gelu": "gelu",
    "gelu_new": "gelu_tanh",
    "gelu_pytorch_tanh": "gelu_tanh",
    "silu": "silu",
    "swish": "silu",
}
GATED = {"relu": "reglu", "relu2": "reglu2", "gelu": "geglu", "gelu_pytorch_tanh": "geglu_tanh", "silu": "swiglu"}


class Family(NamedTuple):
    """One family: its class in `transformers`, its config in our words, its weights beside ours.

    but: part of the names of weights that it computes, which no one learns.
    """

    model: str
    options: Callable[[Any], dict[str, Any]]
    rows: Callable[[Any], list[Row]]
    but: str = "\n"


def rope(c: Any) -> dict[str, Any]:
    """Rotary positions, as `transformers` 5 writes them down."""
    said = c.rope_parameters
    scaling = {"default": "none"}.get(said["rope_type"], said["rope_type"])
    return {
        "positions": "rotary",
        "rope_base": said["rope_theta"],
        "rope_share": said.get("partial_rotary_factor", 1.0),
        "rope_scaling": scaling,
        "rope_factor": said.get("factor", 1.0),
        "rope_original_length": said.get("original_max_position_embeddings"),
    }


def size(c: Any) -> dict[str, Any]:
    """What most configs name alike."""
    return {
        "d_model": c.hidden_size,
        "nhead": c.num_attention_heads,
        "num_layers": c.num_hidden_layers,
        "dim_feedforward": getattr(c, "intermediate_size", None),
        "context_length": c.max_position_embeddings,
        "tied_embeddings": c.tie_word_embeddings,
        "qk_norm": False,
        "embed_scale": "none",
    }


def llama(c: Any) -> dict[str, Any]:
    return {
        **size(c),
        **rope(c),
        "num_kv_heads": c.num_key_value_heads,
        "head_dim": getattr(c, "head_dim", None),
        "norm": "rmsnorm",
        "norm_eps": c.rms_norm_eps,
        "activation": GATED[c.hidden_act],
        "bias": getattr(c, "mlp_bias", False),
    }


def llama_rows(gain: Form = SAME) -> list[Row]:
    """Llama's names, which Mistral, Qwen and Gemma took over."""
    layer = [
        Row("self_attn.q_proj.*", "attn.wq.*"),
        Row("self_attn.k_proj.*", "attn.wk.*"),
        Row("self_attn.v_proj.*", "attn.wv.*"),
        Row("self_attn.o_proj.*", "attn.wo.*"),
        Row("self_attn.q_norm.weight", "attn.query_norm.weight"),
        Row("self_attn.k_norm.weight", "attn.key_norm.weight"),
        Row("mlp.gate_proj.*", "mlp.w1.*"),
        Row("mlp.up_proj.*", "mlp.v.*"),
        Row("mlp.down_proj.*", "mlp.w2.*"),
        Row("input_layernorm.weight", "attn_norm.weight", gain),
        Row("post_attention_layernorm.weight", "mlp_norm.weight", gain),
    ]
    return [
        Row("model.embed_tokens.weight", "embed.weight"),
        *under("model.layers.{i}.", "decoder.blocks.{i}.", layer),
        Row("model.norm.weight", "decoder.norm.weight", gain),
        Row("lm_head.weight", "head.weight"),
    ]


def phi3_rows(c: Any) -> list[Row]:
    """Llama's, with queries, keys and values in one matrix, and both maps of the gate in another."""
    K = c.hidden_size // c.num_attention_heads
    H, G = c.num_attention_heads * K, c.num_key_value_heads * K
    apart = ("q_proj", "k_proj", "v_proj", "gate_proj", "up_proj")
    layer = [
        Row("self_attn.qkv_proj.weight", "attn.wq.weight attn.wk.weight attn.wv.weight", fused(H, G, G)),
        Row("mlp.gate_up_proj.weight", "mlp.w1.weight mlp.v.weight", fused(c.intermediate_size, c.intermediate_size)),
    ]
    return [
        *(row for row in llama_rows() if not any(name in row.theirs for name in apart)),
        *under("model.layers.{i}.", "decoder.blocks.{i}.", layer),
    ]


def nemotron(c: Any) -> dict[str, Any]:
    return {
        **size(c),
        **rope(c),
        "num_kv_heads": c.num_key_value_heads,
        "head_dim": c.head_dim,
        "norm": "layernorm",
        "norm_eps": c.norm_eps,
        "activation": PLAIN[c.hidden_act],
        "bias": c.mlp_bias,
    }


def nemotron_rows(c: Any) -> list[Row]:
    """Llama's without gates; LayerNorm's gains stored as Gemma's."""
    norms = [
        (f"model.layers.{{i}}.{theirs}", f"decoder.blocks.{{i}}.{ours}")
        for theirs, ours in (("input_layernorm", "attn_norm"), ("post_attention_layernorm", "mlp_norm"))
    ]
    others = [
        Row(row.theirs, row.ours.replace("mlp.v.", "mlp.w1."))
        for row in llama_rows()
        if "norm" not in row.theirs and "gate" not in row.theirs
    ]
    return others + [
        row
        for theirs, ours in (*norms, ("model.norm", "decoder.norm"))
        for row in (Row(f"{theirs}.weight", f"{ours}.weight", LESS_ONE), Row(f"{theirs}.bias", f"{ours}.bias"))
    ]


def gpt2(c: Any) -> dict[str, Any]:
    return {
        **size(c),
        "dim_feedforward": c.n_inner,
        "norm": "layernorm",
        "norm_eps": c.layer_norm_epsilon,
        "positions": "learned",
        "activation": PLAIN[c.activation_function],
        "bias": True,
    }


def gpt2_rows(c: Any) -> list[Row]:
    D = c.hidden_size
    layer = [
        Row("ln_1.*", "attn_norm.*"),
        Row("attn.c_attn.*", "attn.wq.* attn.wk.* attn.wv.*", transposed(fused(D, D, D))),
        Row("attn.c_proj.*", "attn.wo.*", TRANSPOSED),
        Row("ln_2.*", "mlp_norm.*"),
        Row("mlp.c_fc.*", "mlp.w1.*", TRANSPOSED),
        Row("mlp.c_proj.*", "mlp.w2.*", TRANSPOSED),
    ]
    return [
        Row("transformer.wte.weight", "embed.weight"),
        Row("transformer.wpe.weight", "decoder.positions.table"),
        *under("transformer.h.{i}.", "decoder.blocks.{i}.", layer),
        Row("transformer.ln_f.*", "decoder.norm.*"),
        Row("lm_head.weight", "head.weight"),
    ]


def neox(c: Any) -> dict[str, Any]:
    return {
        **size(c),
        **rope(c),
        "norm": "layernorm",
        "norm_eps": c.layer_norm_eps,
        "activation": PLAIN[c.hidden_act],
        "bias": c.attention_bias,
        "parallel": c.use_parallel_residual,
    }


def neox_layer(heads: int, attention: str) -> list[Row]:
    """A block of GPT-NeoX's and of BLOOM's."""
    return [
        Row("input_layernorm.*", "attn_norm.*"),
        Row("post_attention_layernorm.*", "mlp_norm.*"),
        Row(f"{attention}.query_key_value.*", "attn.wq.* attn.wk.* attn.wv.*", fused_by_head(heads)),
        Row(f"{attention}.dense.*", "attn.wo.*"),
        Row("mlp.dense_h_to_4h.*", "mlp.w1.*"),
        Row("mlp.dense_4h_to_h.*", "mlp.w2.*"),
    ]


def neox_rows(c: Any) -> list[Row]:
    return [
        Row("gpt_neox.embed_in.weight", "embed.weight"),
        Row("gpt_neox.final_layer_norm.*", "decoder.norm.*"),
        Row("lm_head.weight", "head.weight"),
        *under("gpt_neox.layers.{i}.", "decoder.blocks.{i}.", neox_layer(c.num_attention_heads, "attention")),
    ]


def bloom(c: Any) -> dict[str, Any]:
    return {
        "d_model": c.hidden_size,
        "nhead": c.n_head,
        "num_layers": c.n_layer,
        "context_length": 64,
        "norm": "layernorm",
        "norm_eps": c.layer_norm_epsilon,
        "positions": "alibi",
        "activation": "gelu_tanh",
        "bias": True,
        "qk_norm": False,
        "embed_scale": "none",
        "embed_norm": True,
        "tied_embeddings": True,
    }


def bloom_rows(c: Any) -> list[Row]:
    return [
        Row("transformer.word_embeddings.weight", "embed.weight"),
        Row("transformer.word_embeddings_layernorm.*", "decoder.embed_norm.*"),
        Row("transformer.ln_f.*", "decoder.norm.*"),
        *under("transformer.h.{i}.", "decoder.blocks.{i}.", neox_layer(c.n_head, "self_attention")),
    ]


def bert(c: Any) -> dict[str, Any]:
    return {
        **size(c),
        "architecture": "encoder-only",
        "norm": "layernorm",
        "norm_eps": c.layer_norm_eps,
        "norm_first": False,
        "positions": "learned",
        "activation": PLAIN[c.hidden_act],
        "bias": True,
        "embed_norm": True,
        "head_transform": True,
    }


def bert_rows(c: Any) -> list[Row]:
    layer = [
        Row("attention.self.query.*", "attn.wq.*"),
        Row("attention.self.key.*", "attn.wk.*"),
        Row("attention.self.value.*", "attn.wv.*"),
        Row("attention.output.dense.*", "attn.wo.*"),
        Row("attention.output.LayerNorm.*", "attn_norm.*"),
        Row("intermediate.dense.*", "mlp.w1.*"),
        Row("output.dense.*", "mlp.w2.*"),
        Row("output.LayerNorm.*", "mlp_norm.*"),
    ]
    tables = " ".join(f"bert.embeddings.{name}_embeddings.weight" for name in ("position", "token_type"))
    return [
        Row("bert.embeddings.word_embeddings.weight", "embed.weight"),
        Row(tables, "encoder.positions.table", FOLDED),
        Row("bert.embeddings.LayerNorm.*", "encoder.embed_norm.*"),
        *under("bert.encoder.layer.{i}.", "encoder.blocks.{i}.", layer),
        Row("cls.predictions.transform.dense.*", "transform.linear.*"),
        Row("cls.predictions.transform.LayerNorm.*", "transform.norm.*"),
        Row("cls.predictions.bias", "head.bias"),
    ]


def bart(c: Any) -> dict[str, Any]:
    return {
        "architecture": "encoder-decoder",
        "d_model": c.d_model,
        "nhead": c.decoder_attention_heads,
        "num_layers": c.decoder_layers,
        "num_encoder_layers": c.encoder_layers,
        "dim_feedforward": c.decoder_ffn_dim,
        "context_length": c.max_position_embeddings,
        "norm": "layernorm",
        "norm_first": False,
        "positions": "learned",
        "activation": PLAIN[c.activation_function],
        "bias": True,
        "qk_norm": False,
        "embed_scale": "sqrt" if c.scale_embedding else "none",
        "embed_norm": True,
        "tied_embeddings": True,
    }


def bart_rows(reads: Form = SAME, writes: Form = SAME) -> list[Row]:
    """BART's names; `reads` and `writes`: forms of what reads the residual stream, and of what writes into it."""

    def attention(theirs: str, ours: str) -> list[Row]:
        return [
            *(Row(f"{theirs}.{x}_proj.*", f"{ours}.w{x}.*", reads) for x in "qkv"),
            Row(f"{theirs}.out_proj.*", f"{ours}.wo.*", writes),
            Row(f"{theirs}_layer_norm.*", f"{ours}_norm.*", writes),
        ]

    feedforward = [
        Row("fc1.*", "mlp.w1.*", reads),
        Row("fc2.*", "mlp.w2.*", writes),
        Row("final_layer_norm.*", "mlp_norm.*", writes),
    ]
    encoder = [*attention("self_attn", "attn"), *feedforward]
    decoder = [*encoder, *attention("encoder_attn", "cross")]
    return [
        Row("model.shared.weight", "embed.weight", reads),
        *under("model.encoder.layers.{i}.", "encoder.blocks.{i}.", encoder),
        *under("model.decoder.layers.{i}.", "decoder.blocks.{i}.", decoder),
        *(
            row
            for stack in ("encoder", "decoder")
            for row in under(
                f"model.{stack}.",
                f"{stack}.",
                [
                    Row("embed_positions.weight", "positions.table", AFTER_TWO),
                    Row("layernorm_embedding.*", "embed_norm.*"),
                ],
            )
        ),
    ]


def marian_rows(c: Any) -> list[Row]:
    """BART's, in another order: Marian's table of positions has all sines, then all cosines, ours has them in turns."""
    order = torch.arange(c.d_model).view(2, -1).T.flatten()  # of our components, the place among theirs
    return bart_rows(permuted(order, 1), permuted(order, 0))


FAMILIES: Mapping[str, Family] = {
    "gpt2": Family("GPT2LMHeadModel", gpt2, gpt2_rows),
    "llama": Family("LlamaForCausalLM", llama, lambda c: llama_rows()),
    "mistral": Family("MistralForCausalLM", lambda c: {**llama(c), "window": c.sliding_window}, lambda c: llama_rows()),
    "qwen2": Family("Qwen2ForCausalLM", lambda c: {**llama(c), "qkv_bias": True}, lambda c: llama_rows()),
    "qwen3": Family("Qwen3ForCausalLM", lambda c: {**llama(c), "qk_norm": True}, lambda c: llama_rows()),
    "gemma": Family("GemmaForCausalLM", lambda c: {**llama(c), "embed_scale": "sqrt"}, lambda c: llama_rows(LESS_ONE)),
    "phi3": Family("Phi3ForCausalLM", lambda c: {**llama(c), "window": c.sliding_window}, phi3_rows),
    "nemotron": Family("NemotronForCausalLM", nemotron, nemotron_rows),
    "neox": Family("GPTNeoXForCausalLM", neox, neox_rows),
    "bloom": Family("BloomForCausalLM", bloom, bloom_rows),
    "bert": Family("BertForMaskedLM", bert, bert_rows),
    "bart": Family("BartForConditionalGeneration", bart, lambda c: bart_rows()),
    "marian": Family(
        "MarianMTModel",
        lambda c: {**bart(c), "positions": "sinusoidal", "embed_norm": False},
        marian_rows,
        but="embed_positions",
    ),
}
