"""What a model costs before it exists: parameters, memory and arithmetic, from the config alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from llm_core.config import GATED, ModelConfig, RunConfig

FLOAT_BYTES = 4
# How many times the feed-forward width backward needs: what goes into the nonlinearity or comes out, and into products.
KEPT_BY: Mapping[str, int] = {
    "relu": 1,
    "gelu": 2,
    "gelu_tanh": 2,
    "silu": 2,
    "relu2": 2,
    "reglu": 3,
    "geglu": 4,
    "geglu_tanh": 4,
    "swiglu": 4,
    "reglu2": 4,
}


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes of memory by what they hold, beside what Python and torch take themselves (about 300 MB).

    Weights, gradients, what the optimizer remembers (but for a counter of 4 bytes for each of Adam's tensors) and the
    cache of one full context are exact; `activations` are what backward needs of one batch, `workspace` what Muon holds
    while it iterates: estimates.
    """

    weights: int
    gradients: int
    optimizer: int
    activations: int
    workspace: int
    cache: int
    reading: int  # what one forward of a full context holds at a time

    @property
    def training_bytes(self) -> int:
        """What training takes: once the optimizer works, the activations are gone."""
        return self.weights + self.gradients + self.optimizer + max(self.activations, self.workspace)

    @property
    def use_bytes(self) -> int:
        """What use takes: weights, a full cache, and one reading of a whole context."""
        return self.weights + self.cache + self.reading


@dataclass(frozen=True, slots=True)
class Flops:
    """Floating-point operations per token; a multiply-add counts as two."""

    forward: int
    training: int


def parameters_by_part(config: ModelConfig, vocab_size: int) -> dict[str, int]:
    """How many learnt numbers each part has: what the built model's own `parameters_by_part` says."""
    D, F, H, G, K = config.d_model, config.feedforward_width, config.nhead, config.kv_heads, config.head_size
    stacks = [layers for layers in (config.encoder_layers, config.decoder_layers) if layers]
    L, crossed = sum(stacks), config.decoder_layers if len(stacks) == 2 else 0
    bias, qkv_bias = int(config.bias), int(config.bias or config.qkv_bias)
    norm = D * (1 + (bias if config.norm == "layernorm" else 0))
    head_norms = 2 * K if config.qk_norm else 0
    maps_in = 2 if config.activation in GATED else 1
    attention = (D + qkv_bias) * (H + 2 * G) * K + (H * K + bias) * D
    around = (norm if config.embed_norm else 0) + (norm if config.norm_first else 0)
    transform = D * D + D + vocab_size if config.head_transform else 0
    return {
        "embedding": vocab_size * D
        + (3 * D * (config.frame_size + D) + 2 * D if config.frame_size else 0),  # two convolutions of three frames
        "positions": len(stacks) * config.context_length * D if config.positions == "learned" else 0,
        "attention": L * attention,
        "cross": crossed * attention,
        "feedforward": L * ((maps_in + 1) * D * F + bias * (maps_in * F + D)),
        "norms": L * (2 * norm + head_norms)
        + crossed * (norm + head_norms)
        + len(stacks) * around
        + (norm if config.head_transform else 0),
        "head": (0 if config.tied_embeddings else vocab_size * D) + transform + ngrams(config),
    }


def ngrams(config: ModelConfig) -> int:
    """How many numbers a table of words, pairs and letters has."""
    return config.ngram_buckets * config.ngram_scores if config.has_ngrams else 0


def parameters(config: ModelConfig, vocab_size: int) -> int:
    """How many learnt numbers the model has."""
    return sum(parameters_by_part(config, vocab_size).values())


def memory(config: RunConfig, vocab_size: int) -> Memory:
    """Memory that training and use take."""
    model, train = config.model, config.train
    count, of_muon, tabled = (
        parameters(model, vocab_size),
        matrices(model) if train.optimizer == "muon" else 0,
        ngrams(model),
    )
    others = count - tabled  # Adagrad remembers one number of each in the table
    remembered = tabled + {"muon": 2 * (others - of_muon) + of_muon, "sgd": others if train.momentum else 0}.get(
        train.optimizer, 2 * others
    )
    widest = max(4 * model.d_model, 3 * model.feedforward_width, 2 * vocab_size)
    return Memory(
        weights=FLOAT_BYTES * count,
        gradients=FLOAT_BYTES * count,
        optimizer=FLOAT_BYTES * remembered,
        # beside what is saved, the loss: logits, their gradient, and the probabilities' gradient
        activations=saved_bytes(config, vocab_size)
        + FLOAT_BYTES * 3 * train.batch_size * model.context_length * vocab_size,
        workspace=FLOAT_BYTES * 4 * of_muon,
        cache=cache_bytes(model),
        reading=FLOAT_BYTES * model.context_length * widest,
    )


def matrices(config: ModelConfig) -> int:
    """How many numbers the matrices of the blocks have: what Muon corrects."""
    D, F, H, G, K = config.d_model, config.feedforward_width, config.nhead, config.kv_heads, config.head_size
    attentions = config.encoder_layers + config.decoder_layers * (2 if config.encoder_layers else 1)
    feedforwards = config.encoder_layers + config.decoder_layers
    return attentions * (2 * H + 2 * G) * K * D + feedforwards * (3 if config.activation in GATED else 2) * D * F


def cache_bytes(config: ModelConfig) -> int:
    """What a decoder keeps of one full context, and of one full source where it has one: all layers' keys and values,
    and what the encoder made of the source, with its mask."""
    T, both = config.context_length, int(config.encoder_layers > 0)
    kept = 2 * config.decoder_layers * (1 + both) * config.kv_heads * config.head_size
    return FLOAT_BYTES * T * (kept + both * (config.d_model + 1)) if config.decoder_layers else 0


def saved_bytes(config: RunConfig, vocab_size: int) -> int:
    """What autograd keeps of one batch, in float32 on a CPU, with every context full.

    Each norm keeps what goes in and what comes out; attention queries, keys, values and what was read, those before
    QK-norm too; the feed-forward part what its nonlinearity and products need; and a few numbers a row. Where dropout
    or a cap on scores keeps attention from being fused, the weights are kept too.
    """
    model, D, T, H, G = (
        config.model,
        config.model.d_model,
        config.model.context_length,
        config.model.nhead,
        config.model.kv_heads,
    )
    of_norm = D + (1 if model.norm == "rmsnorm" else 2)
    heads = (2 * H + 2 * G) * model.head_size + H + ((H + G) * (model.head_size + 1) if model.qk_norm else 0)
    drops = int(model.dropout > 0)  # each drop keeps a mask, in floats
    heads += H * T * (2 * (model.score_softcap > 0) + drops * (2 if model.score_softcap else 3))
    feedforward = (
        KEPT_BY[model.activation] + drops * (2 if model.activation == "relu" else 1)
    ) * model.feedforward_width
    seen = H if model.position_traits.per_head else 1  # what is added to scores, for each head or for all
    per_token = float(2 * vocab_size if model.logit_softcap else vocab_size)
    both = model.encoder_layers and model.decoder_layers
    for layers, crossed in ((model.encoder_layers, 0), (model.decoder_layers, int(bool(both)))):
        if not layers:
            continue
        parts = 2 + crossed
        inputs = 1 if model.parallel else parts
        per_layer = (inputs + parts * drops) * D + parts * of_norm + (1 + crossed) * heads + feedforward
        around = (
            (D if model.embed_scale == "rms" else 0)
            + (of_norm if model.embed_norm else 0)
            + (D + of_norm if model.norm_first else D)
        )
        per_token += layers * per_layer + around + drops * D
    if model.encoder_layers:
        per_token += seen * T
    if model.decoder_layers and (model.window is not None or model.position_traits.biases_scores):
        per_token += seen * T / config.train.batch_size
    per_token += 2 * D + of_norm if model.head_transform else 0
    return int(FLOAT_BYTES * config.train.batch_size * T * per_token)


def flops_per_token(config: ModelConfig, vocab_size: int) -> Flops:
    """Arithmetic per token with the context full: 2 a weight that multiplies, and the attention over T positions. With
    two stacks, of a token of each.

    Forward and backward together are three times forward: backward multiplies for the inputs and for the weights.

    Source:  Kaplan et al. 2020, arXiv:2001.08361, table 1; in a decoder the T² part halved, as the future isn't looked
        at.
    """
    head = vocab_size * config.d_model + (
        config.d_model**2 if config.head_transform else 0
    )  # multiplied also where it is tied
    crossed = config.decoder_layers if config.encoder_layers else 0
    halves = 2 * (config.encoder_layers + crossed) + config.decoder_layers
    attention = 2 * halves * config.context_length * config.nhead * config.head_size
    forward = 2 * (matrices(config) + head) + attention
    return Flops(forward, 3 * forward)
