"""torch.nn's own Transformer beside ours: names of its weights, and its settings in our words."""

from __future__ import annotations

from torch import nn

from llm_core.config import ModelConfig
from tests.model.mapping import Row, fused, under

D, H, F, LAYERS = 32, 4, 48, 2

LAYER = [
    Row("self_attn.in_proj_*", "attn.wq.* attn.wk.* attn.wv.*", fused(D, D, D)),
    Row("self_attn.out_proj.*", "attn.wo.*"),
    Row("linear1.*", "mlp.w1.*"),
    Row("linear2.*", "mlp.w2.*"),
]
ENCODER_LAYER = [*LAYER, Row("norm1.*", "attn_norm.*"), Row("norm2.*", "mlp_norm.*")]
DECODER_LAYER = [
    *LAYER,
    Row("norm1.*", "attn_norm.*"),
    Row("norm2.*", "cross_norm.*"),
    Row("norm3.*", "mlp_norm.*"),
    Row("multihead_attn.in_proj_*", "cross.wq.* cross.wk.* cross.wv.*", fused(D, D, D)),
    Row("multihead_attn.out_proj.*", "cross.wo.*"),
]
ENCODER = [*under("layers.{i}.", "blocks.{i}.", ENCODER_LAYER), Row("norm.*", "norm.*")]
DECODER = [*under("layers.{i}.", "blocks.{i}.", DECODER_LAYER), Row("norm.*", "norm.*")]
WHOLE = [*under("encoder.", "encoder.", ENCODER), *under("decoder.", "decoder.", DECODER)]


def config(**options: object) -> ModelConfig:
    """The parts of torch's Transformer: LayerNorm, no positions of its own, embeddings left to the caller."""
    return ModelConfig.model_validate(
        {
            "d_model": D,
            "nhead": H,
            "dim_feedforward": F,
            "num_layers": LAYERS,
            "context_length": 16,
            "norm": "layernorm",
            "norm_first": False,
            "activation": "relu",
            "bias": True,
            "positions": "none",
            "qk_norm": False,
            "embed_scale": "none",
            **options,
        }
    )


def arguments(c: ModelConfig) -> dict[str, object]:
    """The same as the arguments of torch's layers."""
    return {
        "d_model": D,
        "nhead": H,
        "dim_feedforward": F,
        "dropout": c.dropout,
        "activation": c.activation,
        "layer_norm_eps": c.norm_eps or 1e-5,
        "batch_first": True,
        "norm_first": c.norm_first,
        "bias": c.bias,
    }


def final_norm(c: ModelConfig) -> nn.LayerNorm | None:
    """The norm after the last layer, which only pre-norm needs."""
    return nn.LayerNorm(D, bias=c.bias) if c.norm_first else None
