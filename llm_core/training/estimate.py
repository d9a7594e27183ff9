"""What a model costs before it exists: parameters, memory and arithmetic from the config alone, time as measured."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from llm_core.config import GATED, ModelConfig, RunConfig

FLOAT_BYTES = 4


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes of memory, beside what Python and torch take themselves (about 300 MB)."""

    training_bytes: int
    use_bytes: int


@dataclass(frozen=True, slots=True)
class Flops:
    """Floating-point operations per token; a multiply-add counts as two."""

    forward: int
    training: int


def parameters_by_part(config: ModelConfig, vocab_size: int) -> dict[str, int]:
    """How many learnt numbers each part has: what the built model's own `parameters_by_part` says."""
    D, F, L = config.d_model, config.feedforward_width, config.num_layers
    bias = int(config.bias)
    norm = D * (1 + (bias if config.norm == "layernorm" else 0))
    maps_in = 2 if config.activation in GATED else 1
    return {
        "embedding": vocab_size * D,
        "positions": config.context_length * D if config.positions == "learned" else 0,
        "attention": L * 4 * (D * D + bias * D),
        "feedforward": L * ((maps_in + 1) * D * F + bias * (maps_in * F + D)),
        "norms": L * (2 * norm + (2 * config.head_dim if config.qk_norm else 0)) + (norm if config.norm_first else 0),
        "head": 0 if config.tied_embeddings else vocab_size * D,
    }


def parameters(config: ModelConfig, vocab_size: int) -> int:
    """How many learnt numbers the model has."""
    return sum(parameters_by_part(config, vocab_size).values())


def memory(config: RunConfig, vocab_size: int) -> Memory:
    """Memory that training and use take.

    Training holds weights, gradients, what the optimizer remembers, and per token and layer the activations that
    backward needs; use holds the weights and one full KV cache.
    """
    model, train = config.model, config.train
    D, F, L, T = model.d_model, model.feedforward_width, model.num_layers, model.context_length
    count = parameters(model, vocab_size)
    matrices = sum(parameters_by_part(model, vocab_size)[part] for part in ("attention", "feedforward"))
    # In numbers per parameter: Adam keeps two means; Muon one, but its iteration holds about four copies of the matrices.
    kept = {"muon": 2 * (count - matrices) + 5 * matrices, "sgd": count}.get(train.optimizer, 2 * count)
    # Kept for backward: two norms' inputs and outputs, q k v before and after norm and turn, z and its map; and the hidden layer's parts.
    per_layer = 16 * D + (4 if model.activation in GATED else 2) * F
    logits = 4 * vocab_size                                     # logits, their float32 copy, odds and gradient
    activations = train.batch_size * T * (L * per_layer + 4 * D + logits)
    cache = 2 * L * T * D
    return Memory(FLOAT_BYTES * (2 * count + kept + activations), FLOAT_BYTES * (count + cache + T * (4 * D + vocab_size)))


def flops_per_token(config: ModelConfig, vocab_size: int) -> Flops:
    """Arithmetic per token with the context full: 2 a weight that multiplies, and the attention over T positions.

    Forward and backward together are three times forward: backward multiplies for the inputs and for the weights.

    Source:  Kaplan et al. 2020, arXiv:2001.08361, table 1; the T² part halved, as the future isn't looked at.
    """
    parts = parameters_by_part(config, vocab_size)
    head = vocab_size * config.d_model                          # multiplied also where it is tied
    attention = 2 * config.num_layers * config.context_length * config.d_model
    forward = 2 * (parts["attention"] + parts["feedforward"] + head) + attention
    return Flops(forward, 3 * forward)


def measure_step_s(config: RunConfig, vocab_size: int, *, budget_s: float = 0.5, machine_file: Path | None = None) -> float:
    """Seconds that one step of training takes on this machine, measured on real steps.

    Steps of the whole shape where some fit into the budget. Else one and two layers on a few windows: gradients grow
    in a line with layers and with windows, the optimizer's part with layers alone. What torch.compile would gain is
    left out.

    Raises:  SettingError: the device that was asked for isn't there.
    """
    from llm_core.training import timing

    return timing.step_s(config, vocab_size, budget_s, machine_file)
