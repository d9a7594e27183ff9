"""How other libraries' weights lie beside ours: tables of names, read in both directions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

Many = list[Tensor]


class Form(NamedTuple):
    """How the numbers of a row change on their way."""

    to_ours: Callable[[Many], Many]
    to_theirs: Callable[[Many], Many]


def _same(tensors: Many) -> Many:
    return tensors


def _turned(tensors: Many) -> Many:
    return [tensor.T if tensor.ndim == 2 else tensor for tensor in tensors]


SAME = Form(_same, _same)
TRANSPOSED = Form(_turned, _turned)  # GPT-2 multiplies from the other side
LESS_ONE = Form(lambda gains: [gains[0] + 1], lambda gains: [gains[0] - 1])  # Gemma stores what a gain is beyond 1
AFTER_TWO = Form(lambda table: [table[0][2:]], lambda table: [torch.cat([torch.zeros_like(table[0][:2]), table[0]])])
FOLDED = Form(  # row 0 of BERT's token types joins every position
    lambda tables: [tables[0] + tables[1][0]], lambda table: [table[0], torch.zeros_like(table[0][:2])]
)


def fused(*sizes: int) -> Form:
    """Several of ours on top of each other in one of theirs, of these numbers of rows."""
    return Form(lambda whole: list(whole[0].split(sizes)), lambda parts: [torch.cat(parts)])


def transposed(form: Form) -> Form:
    """A form whose matrices are besides transposed."""
    return Form(lambda theirs: form.to_ours(_turned(theirs)), lambda ours: _turned(form.to_theirs(ours)))


def fused_by_head(heads: int) -> Form:
    """Query, key and value of the first head on top of each other, then those of the second …"""

    def apart(whole: Many) -> Many:
        by_head = whole[0].unflatten(0, (heads, 3, -1))  # (H, 3, K, …)
        return [by_head[:, part].flatten(0, 1) for part in range(3)]

    return Form(apart, lambda parts: [torch.stack([part.unflatten(0, (heads, -1)) for part in parts], 1).flatten(0, 2)])


def permuted(order: Tensor, along: int) -> Form:
    """Components of the residual stream in another order: of a vector, and of a matrix `along` one of its sides."""
    back = order.argsort()

    def by(order: Tensor) -> Callable[[Many], Many]:
        return lambda tensors: [
            tensor.index_select(along, order) if tensor.ndim == 2 or along == 0 else tensor for tensor in tensors
        ]

    return Form(by(order), by(back))


class Row(NamedTuple):
    """Names of theirs and of ours that hold the same: {i} is a layer, * "weight" or "bias", blanks part
    several names.
    """

    theirs: str
    ours: str
    form: Form = SAME


def under(theirs: str, ours: str, rows: Sequence[Row]) -> list[Row]:
    """These rows with a prefix before every name."""
    return [
        Row(
            " ".join(theirs + name for name in row.theirs.split()),
            " ".join(ours + name for name in row.ours.split()),
            row.form,
        )
        for row in rows
    ]


def to_ours(rows: Sequence[Row], theirs: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Our weights, made of theirs."""
    return {
        ours: tensor
        for row in _spelled(rows)
        if row.theirs.split()[0] in theirs
        for ours, tensor in zip(
            row.ours.split(), row.form.to_ours([theirs[name] for name in row.theirs.split()]), strict=True
        )
    }


def to_theirs(rows: Sequence[Row], ours: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Their weights, made of ours."""
    return {
        theirs: tensor
        for row in _spelled(rows)
        if row.ours.split()[0] in ours
        for theirs, tensor in zip(
            row.theirs.split(), row.form.to_theirs([ours[name] for name in row.ours.split()]), strict=True
        )
    }


def weights_of(model: nn.Module, but: str = "\n") -> dict[str, Tensor]:
    """Every parameter by name, a shared one once, less those whose name contains `but`."""
    return {name: parameter.detach() for name, parameter in model.named_parameters() if but not in name}


def fill(model: nn.Module, weights: Mapping[str, Tensor], but: str = "\n") -> None:
    """Copy weights into a model; none may be missing, and none left over."""
    own = weights_of(model, but)
    assert {*own} == {*weights}, f"not in both: {sorted({*own} ^ {*weights})}"
    for name, tensor in own.items():
        assert tensor.shape == weights[name].shape, name
        tensor.copy_(weights[name])


def _spelled(rows: Sequence[Row]) -> list[Row]:
    """Each row once for every layer, and for weight and bias."""
    layers = [
        Row(row.theirs.replace("{i}", str(i)), row.ours.replace("{i}", str(i)), row.form)
        for row in rows
        for i in range(4 if "{i}" in row.theirs else 1)
    ]
    return [
        Row(row.theirs.replace("*", kind), row.ours.replace("*", kind), row.form)
        for row in layers
        for kind in (("weight", "bias") if "*" in row.theirs else ("",))
    ]
