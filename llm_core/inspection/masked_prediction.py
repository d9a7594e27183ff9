"""What an encoder expects at each place of a text, when the token there is hidden from it."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from llm_core.inspection.inputs import ModelInput
from llm_core.model.tap import Edit, Tap
from llm_core.model.transformer import LargeLanguageModel

MOST_WORK = 2e10  # tokens read times parameters: about a second of one core
FEWEST_ROWS = 7  # so at most a seventh is hidden together: as much as while training, 15%
TOKENS_AT_ONCE = 4096


@torch.no_grad()
def log_probs_of_hidden(
    model: LargeLanguageModel, inputs: ModelInput, mask_id: int, seen: Tensor, edit: Mapping[str, Edit]
) -> tuple[Tensor, int]:
    """Log-probabilities at each place that the loss counts, read with that token hidden; and how many were hidden
    together.

    One row for each place; where that is too much work for a large model, each row hides several, evenly apart.

    Args:    seen: (T, V) log-probabilities of the inputs as they stand, which hold at its blanks.
    Returns: (T, V), as seen elsewhere.
    Source:  pseudo-log-likelihood: Salazar et al. 2020, arXiv:1910.14659, equation 2.
    """
    places = [place for place, counted in enumerate(inputs.loss_mask) if counted and place not in inputs.blanks]
    if not places:
        return seen, len(inputs.blanks)
    T, parameters = len(inputs.tokens), sum(weight.numel() for weight in model.parameters())
    rows = min(len(places), max(FEWEST_ROWS, int(MOST_WORK / (T * parameters))))
    hidden = torch.tensor(inputs.tokens).repeat(rows, 1)  # (N, T)
    row_of = {place: number % rows for number, place in enumerate(places)}
    for place, row in row_of.items():
        hidden[row, place] = mask_id
    log_probs = seen.clone()
    at_once = max(1, TOKENS_AT_ONCE // T)
    for start in range(0, rows, at_once):
        here = [place for place in places if start <= row_of[place] < start + at_once]
        logits = model(hidden[start : start + at_once].to(model.embed.weight.device), tap=Tap(edit=edit))
        log_probs[here] = logits[[row_of[place] - start for place in here], here].float().log_softmax(-1).cpu()
    return log_probs, -(-len(places) // rows)
