"""Which replies of conversations a model gives word for word, as it stands in them: taught ones, or held-out ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from llm_core.data.chat.dialogues import Dialogues
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.generation.sampling import possible
from llm_core.generation.stream import ends_of
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.batches import cut_rows
from llm_core.training.objectives.exact_match import Score
from llm_core.training.objectives.objective import rows_at_once

METRIC = "replies"


class Reply(NamedTuple):
    """One turn of an assistant: tokens first … end - 1 of its dialogue, the mark that ends the turn included."""

    first: int
    end: int


class Counted(NamedTuple):
    """Replies that are right, by whether the right reply is an answer or a refusal; a question that was answered in
    several ways counts once, and each of its answers is right."""

    answers: Score
    refusals: Score

    @property
    def all(self) -> Score:
        """Both together."""
        rows = self.answers.rows + self.refusals.rows
        right = self.answers.score * self.answers.rows + self.refusals.score * self.refusals.rows
        return Score(right / max(rows, 1), rows)


def replies_in(dialogues: Dialogues, number: int, ends: frozenset[int]) -> list[Reply]:
    """The assistant's turns of one dialogue."""
    start, end = (int(place) for place in dialogues.bounds[number])
    asked = np.flatnonzero(np.asarray(dialogues.loss_mask[start:end]))
    found: list[Reply] = []
    for run in np.split(asked, np.flatnonzero(np.diff(asked) > 1) + 1) if len(asked) else []:
        ids = np.asarray(dialogues.tokens[start + run[0] : start + run[-1] + 1]).tolist()
        mark = next((place for place, token in enumerate(ids) if token in ends), len(ids) - 1)
        found.append(Reply(int(run[0]), int(run[0]) + mark + 1))
    return found


def count_right(
    model: LargeLanguageModel,
    tokenizer: Tokenizer,
    dialogues: Dialogues,
    numbers: Sequence[int],
    *,
    cancelled: Callable[[], bool] = lambda: False,
) -> Counted | None:
    """How many replies of these dialogues a model gives, if it always says its likeliest token; None when cancelled.

    It says a reply word for word just if each of its tokens is the likeliest after those before it, so reading the
    dialogues once tells, and nothing need be written.

    Args:    numbers: of dialogues that fit the context.
    """
    ends, training = ends_of(tokenizer), model.training
    right: dict[bytes, bool] = {}
    refusal: dict[bytes, bool] = {}
    model.eval()
    try:
        for some in alike(dialogues, numbers, model):
            for number, said in zip(some, likeliest(model, tokenizer, dialogues, some), strict=True):
                start = int(dialogues.bounds[number][0])
                ids = np.asarray(dialogues.tokens[start : int(dialogues.bounds[number][1])])
                for first, end in replies_in(dialogues, number, ends):
                    before = ids[:first].tobytes()
                    hit = bool((said[first - 1 : end - 1] == ids[first:end]).all())
                    right[before] = right.get(before, False) or hit
                    refusal[before] = bool(dialogues.refusal[number])
            if cancelled():
                return None
    finally:
        model.train(training)
    scores = [[hit for before, hit in right.items() if refusal[before] is refused] for refused in (False, True)]
    return Counted(*(Score(sum(hits) / max(len(hits), 1), len(hits)) for hits in scores))


def alike(dialogues: Dialogues, numbers: Sequence[int], model: LargeLanguageModel) -> Iterator[list[int]]:
    """The numbers in groups of similar length, each few enough to be read at once."""
    lengths = {number: int(dialogues.bounds[number][1] - dialogues.bounds[number][0]) for number in numbers}
    order = sorted(numbers, key=lengths.__getitem__, reverse=True)
    while order:
        size = rows_at_once(lengths[order[0]], model.vocab_size)
        yield order[:size]
        order = order[size:]


@torch.inference_mode()
def likeliest(
    model: LargeLanguageModel, tokenizer: Tokenizer, dialogues: Dialogues, numbers: Sequence[int]
) -> NDArray[np.int64]:
    """(B, T) the likeliest token after each token of these dialogues, all but the last of each."""
    starts, ends = np.asarray(dialogues.bounds[list(numbers)]).T
    tokens = torch.from_numpy(cut_rows(dialogues.tokens, starts, ends - starts - 1)).to(model.embed.weight.device)
    return possible(model(tokens), tokenizer).argmax(-1).numpy()
