"""What a model knows already when a run starts from another one: weights that it takes over, and the text that they
learnt.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import torch
from torch import Tensor

from llm_core.errors import CheckpointError
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.batches import Tokens


class Pretrained(NamedTuple):
    """Weights by name, and the plain text, in tokens, that they were trained on, where it is still there."""

    weights: Mapping[str, Tensor]
    text: Tokens | None = None


def load_pretrained(model: LargeLanguageModel, weights: Mapping[str, Tensor]) -> None:
    """Copy weights into a model; of tokens that its vocabulary has besides the earlier one, the rows stay as they
    began.

    Raises:  CheckpointError: the model has another shape.
    """
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            known = weights.get(name)
            if (
                known is None
                or known.shape[1:] != parameter.shape[1:]
                or len(known) > len(parameter)
                or not (len(known) == len(parameter) or name.startswith(("embed.", "head.")))
            ):
                raise CheckpointError(
                    "other-shape",
                    "The earlier run's {part} has another shape than this model's: start from it with its own shape.",
                    part=name,
                )
            parameter[: len(known)].copy_(known)
