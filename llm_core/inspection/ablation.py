"""Which heads a model has, by kind, and how to silence some of them for one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from llm_core.errors import SettingError
from llm_core.model.tap import Edit, zero_head
from llm_core.model.transformer import LargeLanguageModel

Kind = Literal["self", "cross", "encoder"]
Head = tuple[int, int] | tuple[int, int, Kind]  # layer and head, from 0; "self" where no kind is named
Heads = Sequence[Head]

KINDS: tuple[Kind, ...] = get_args(Kind)
# where a kind's activations are, as ACTIVATIONS names them
PLACES: Mapping[Kind, str] = {
    "self": "blocks.{i}.attn",
    "cross": "blocks.{i}.cross",
    "encoder": "encoder.blocks.{i}.attn",
}


def layers_of(model: LargeLanguageModel) -> dict[Kind, int]:
    """How many layers of each kind of attention a model has: of the stack that the head reads; with an encoder beside
    it, of its looks at the source, and of the encoder itself."""
    layers: dict[Kind, int] = {"self": len(model.stack.blocks)}
    if model.reads_source and model.encoder is not None:
        layers |= {"cross": len(model.stack.blocks), "encoder": len(model.encoder.blocks)}
    return layers


def ablation_edits(model: LargeLanguageModel, heads: Heads) -> Mapping[str, Edit]:
    """The edits of a tap that silence heads.

    Raises:  SettingError: a head that the model doesn't have.
    """
    layers, silent = layers_of(model), dict[str, list[int]]()
    for layer, head, *named in heads:
        kind: Kind = named[0] if named else "self"
        if kind not in layers:
            raise SettingError(
                "no-such-attention",
                "This model has no attention of the kind {kind!r}: choose {known}.",
                kind=kind,
                known=", ".join(layers),
            )
        if not (0 <= layer < layers[kind] and 0 <= head < model.config.nhead):
            raise SettingError(
                "no-such-head",
                (
                    "There is no head {head} in layer {layer}: this model has layers 0 to {layers} with heads 0 to "
                    "{heads}."
                ),
                layer=layer,
                head=head,
                layers=layers[kind] - 1,
                heads=model.config.nhead - 1,
            )
        silent.setdefault(f"{PLACES[kind].format(i=layer)}.z", []).append(head)
    return {name: zero_head(*numbers) for name, numbers in silent.items()}
