"""How likely each class is: the model's scores of the marks that could fill the blank after a text, and of no other
token.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from llm_core.data.tasks import Example
from llm_core.data.tasks.encode import encode_rows, mark_id
from llm_core.data.tasks.sentiment import mark_of, row
from llm_core.errors import CheckpointError
from llm_core.model.mask import PADDING
from llm_core.model.tap import NO_TAP, Tap
from llm_core.tasks.task import LoadedModel, never

Probs = NDArray[np.float64]
TOKENS_AT_ONCE = 8192


def ids_of(loaded: LoadedModel, texts: Sequence[str]) -> list[list[int]]:
    """Texts as the model reads them, as much as its context holds beside the end mark and the blank."""
    room = loaded.config.model.context_length - 2
    rows = encode_rows([row(Example(text, ""), loaded.config.data) for text in texts], loaded.tokenizer)
    return [list(map(int, encoded.source[:room])) for encoded in rows]


def probs_of(loaded: LoadedModel, sources: Sequence[Sequence[int]], cancelled: Callable[[], bool] = never) -> Probs:
    """The probability of each class: (N, C), rows sum to 1; what is left when cancelled stays 0.

    Args:    sources: ids of texts, without marks.
    """
    found = np.zeros((len(sources), len(loaded.labels)))
    order = sorted(range(len(sources)), key=lambda place: len(sources[place]))  # neighbors alike: little padding
    start = 0
    with torch.inference_mode():
        while start < len(order) and not cancelled():
            longest = len(sources[order[min(start + 63, len(order) - 1)]]) + 2
            some = order[start : start + max(1, min(64, TOKENS_AT_ONCE // longest))]
            found[some] = scores_of(loaded, [sources[place] for place in some]).softmax(-1).double().cpu().numpy()
            start += len(some)
    return found


def scores_of(loaded: LoadedModel, sources: Sequence[Sequence[int]], tap: Tap = NO_TAP) -> Tensor:
    """Logits of the classes' marks after each text: (B, C)."""
    classes = [mark_id(mark_of(number), loaded.tokenizer) for number in range(len(loaded.labels))]
    if not classes:
        raise CheckpointError("no-classes", "This run knows no classes: choose one that learnt to tell texts apart.")
    model, end, device = loaded.model, loaded.tokenizer.end_id, next(loaded.model.parameters()).device
    given = [[*source, end] for source in sources]
    if model.reads_source:
        logits = model(torch.full((len(given), 1), end, device=device), _padded(given).to(device), tap=tap)
        return logits[:, 0, classes]  # type: ignore[no-any-return]
    if model.decoder is None:
        assert loaded.tokenizer.mask_id is not None, "every encoder has a blank"
        given = [[*source, loaded.tokenizer.mask_id] for source in given]
    places = torch.tensor([len(source) - 1 for source in given], device=device)
    logits = model(_padded(given).to(device), tap=tap)
    return logits[torch.arange(len(given), device=device), places][:, classes]  # type: ignore[no-any-return]


def _padded(rows: Sequence[Sequence[int]]) -> Tensor:
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[PADDING] * (longest - len(row))] for row in rows])
