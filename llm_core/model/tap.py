"""Look at, or edit, what a model computes on its way: during one call, and seen by that call alone.

A tap is an argument of `forward`, never a hook on a module: a server calls one model from many threads, and a hook
that one thread registers would disturb the others' calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase

from torch import Tensor

Edit = Callable[[Tensor], Tensor]

ACTIVATIONS: Mapping[str, str] = {
    "embed": "(B, T, D)",  # tokens as vectors, with positions added where these are added
    "blocks.{i}.attn.q": "(B, T, H, K)",  # after QK-norm and rotation: what meets in the scores
    "blocks.{i}.attn.k": "(B, T, G, K)",
    "blocks.{i}.attn.v": "(B, T, G, K)",
    "blocks.{i}.attn.scores": "(B, H, T, S)",  # q·k/√K, -inf where a query may not look
    "blocks.{i}.attn.weights": "(B, H, T, S)",  # softmax of the scores
    "blocks.{i}.attn.z": "(B, T, H, K)",  # what each head read: weights times v
    "blocks.{i}.attn.out": "(B, T, D)",  # what attention adds to the residual stream
    # where a decoder looks at an encoder's memory of S tokens: cross.q|k|v|scores|weights|z|out, shaped alike
    "blocks.{i}.cross.q": "(B, T, H, K)",
    "blocks.{i}.cross.k": "(B, S, G, K)",  # with a cache, in the first call only
    "blocks.{i}.cross.v": "(B, S, G, K)",
    "blocks.{i}.cross.scores": "(B, H, T, S)",
    "blocks.{i}.cross.weights": "(B, H, T, S)",
    "blocks.{i}.cross.z": "(B, T, H, K)",
    "blocks.{i}.cross.out": "(B, T, D)",
    "blocks.{i}.mlp.hidden": "(B, T, F)",
    "blocks.{i}.mlp.out": "(B, T, D)",  # what feed-forward adds to the residual stream
    "blocks.{i}.hidden": "(B, T, D)",  # the residual stream after the block
    "memory": "(B, S, D)",  # what an encoder beside a decoder made of the source
    "deep": "(B, T, V)",  # where words and pairs of them are scored as well: what the Transformer says
    "ngrams": "(B, 1, V)",  # and what they say; where only some logits are kept (N, V) both
    "logits": "(B, T, V)",
    # an encoder beside a decoder has the same names, after "encoder.": encoder.embed, encoder.blocks.{i}.attn.weights …
}


class Tap:
    """What one call keeps and edits, by name.

    Args:    keep: names of ACTIVATIONS with numbers for {i}, or fnmatch patterns such as "blocks.*.attn.weights".
             edit: the same, each with a function that takes the activation and returns what takes its place.
    `kept` holds the activations of the last call by full name, as they were after any edit, still in the graph
    when gradients are recorded.
    """

    def __init__(self, keep: Iterable[str] = (), edit: Mapping[str, Edit] | None = None) -> None:
        self._keep = tuple(keep)
        self._edit = dict(edit or {})
        self._prefix = ""
        self.kept: dict[str, Tensor] = {}

    def within(self, part: str) -> Tap:
        """The same tap, as seen by a part of the model: names it is asked for begin with `part`."""
        inner = Tap(self._keep, self._edit)
        inner._prefix = f"{self._prefix}{part}."
        inner.kept = self.kept
        return inner

    def wants(self, name: str) -> bool:
        """Whether this activation is to be kept or edited, so that it has to be computed at all."""
        full = self._prefix + name
        return any(fnmatchcase(full, pattern) for pattern in (*self._keep, *self._edit))

    def see(self, name: str, tensor: Tensor) -> Tensor:
        """Show an activation to the tap, and go on with what it returns."""
        full = self._prefix + name
        for pattern, edit in self._edit.items():
            if fnmatchcase(full, pattern):
                tensor = edit(tensor)
        if any(fnmatchcase(full, pattern) for pattern in self._keep):
            self.kept[full] = tensor
        return tensor


class _NoTap(Tap):
    """Wants nothing, and returns what it is given."""

    def within(self, part: str) -> Tap:
        return self

    def wants(self, name: str) -> bool:
        return False

    def see(self, name: str, tensor: Tensor) -> Tensor:
        return tensor


NO_TAP: Tap = _NoTap()


def zero_head(*heads: int) -> Edit:
    """An edit for "blocks.{i}.attn.z": silence these heads, as if their columns of W_O were zero."""

    def edit(z: Tensor) -> Tensor:  # (B, T, H, K)
        z = z.clone()
        z[:, :, list(heads)] = 0
        return z

    return edit
