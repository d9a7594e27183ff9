"""Which words of a source each word of its translation was read from: the weights of attention, put together
to words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.generation.answering import padded
from llm_core.model.tap import Tap
from llm_core.model.transformer import LargeLanguageModel
from llm_core.tasks.words import Word, words_of


@dataclass(frozen=True)
class Alignment:
    """weights: a row for each of the A answer words, S shares of the source's words that sum to 1."""

    source_words: list[str]
    answer_words: list[str]
    weights: list[list[float]]

    def __add__(self, other: Alignment) -> Alignment:
        """One sentence after another: no word of one looks at the other."""
        before, behind = [0.0] * len(self.source_words), [0.0] * len(other.source_words)
        rows = [[*row, *behind] for row in self.weights] + [[*before, *row] for row in other.weights]
        return Alignment(self.source_words + other.source_words, self.answer_words + other.answer_words, rows)


@torch.inference_mode()
def align(model: LargeLanguageModel, tokenizer: Tokenizer, source: Sequence[int], answer: Sequence[int]) -> Alignment:
    """Read an answer once more, and look at where its words looked.

    With an encoder beside the decoder that is cross-attention, of a decoder alone its attention to the source, as the
    mean over heads and layers, in the place that said each token. What goes to marks is left out. A word's share is the
    mean over its tokens: a sum would favor rare words, which are cut into many.

    Args:    source: (S,) ids and answer: (T,) ids, both without end marks.
    """
    seen = _weights(model, tokenizer.end_id, list(source), list(answer))  # (T, S)
    given, said = words_of(source, tokenizer), words_of(answer, tokenizer)
    by_word = torch.stack([seen[:, word.start : word.end].mean(1) for word in given], 1) if given else seen[:, :0]
    rows = [_shares(by_word[word.start : word.end].mean(0)) for word in said]
    return Alignment(_texts(given), _texts(said), rows)


def _weights(model: LargeLanguageModel, end: int, source: list[int], answer: list[int]) -> Tensor:
    """What each token of an answer looked at when it was said: (T, S)."""
    device = model.embed.weight.device
    if model.reads_source:
        tap = Tap(keep=["blocks.*.cross.weights"])
        model(
            padded([[end, *answer]]).to(device)[:, : model.config.context_length],
            padded([[*source, end]]).to(device),
            tap=tap,
        )
        first = 0
    else:
        tap = Tap(keep=["blocks.*.attn.weights"])
        model(padded([[*source, end, *answer]]).to(device)[:, : model.config.context_length], tap=tap)
        first = len(source)
    layers = torch.stack([weights[0].mean(0) for weights in tap.kept.values()])  # (L, T, S)
    return layers.mean(0)[first : first + len(answer), : len(source)]


def _shares(row: Tensor) -> list[float]:
    """A row that sums to 1; where nothing was looked at, all alike."""
    total = float(row.sum())
    return (row / total).tolist() if total > 0 else [1 / max(1, len(row))] * len(row)


def _texts(words: Sequence[Word]) -> list[str]:
    return [word.text for word in words]
