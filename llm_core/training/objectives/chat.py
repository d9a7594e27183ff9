"""What a run learns from conversations: the assistant's turns, each from all that was said before it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from llm_core.config import RunConfig
from llm_core.data.chat.dialogues import Dialogues, cut_to, fitting_dialogues
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.training.batches import Batch, Ids, Tokens, dice_of_step
from llm_core.training.objectives.objective import Objective, evenly, rows_at_once
from llm_core.training.objectives.packing import Document, Rounds, packed

SHORTEST_TEXT = 16  # tokens of plain text worth a place of their own


class Conversing(Objective):
    """Of dialogues: the tokens of answers, with the mark that ends each; what the person says is only read.

    A step takes `batch_size` dialogues, each once before any comes again, and where there is plain text, so much of it
    that `text_share` of the tokens are its. All are packed into rows of the context, and none sees another. Of a
    dialogue longer than the context the first turns are learnt, of one whose first answer doesn't fit nothing.

    Args:    text: plain text to go on learning beside them; every token of it is asked.
    """

    def __init__(
        self,
        config: RunConfig,
        train: Dialogues,
        validation: Dialogues,
        tokenizer: Tokenizer,
        text: Tokens | None = None,
    ) -> None:
        self.context_length, self.seed, self.vocab_size = (
            config.model.context_length,
            config.train.seed,
            tokenizer.vocab_size,
        )
        self.train, self.held = cut_to(train, self.context_length), cut_to(validation, self.context_length)
        self.batch_size = config.train.batch_size * config.train.accumulation
        self.chosen, self.held_chosen = (fitting_dialogues(side, self.context_length) for side in (train, validation))
        self.rounds = Rounds(len(self.chosen), self.seed)
        share = config.train.text_share if text is not None and len(text) > SHORTEST_TEXT else 0.0
        self.text, self.text_ratio = text, share / (1 - share)
        asked = [
            self.held.loss_mask[start + 1 : end].astype(bool)
            for start, end in self.held.bounds[self.held_chosen].tolist()
        ]
        self.of_tokens = int(sum(map(np.sum, asked)))
        lengths = [
            tokenizer.byte_lengths[np.asarray(self.held.tokens[start + 1 : end])[flags]].sum()
            for (start, end), flags in zip(self.held.bounds[self.held_chosen].tolist(), asked, strict=True)
        ]
        self.bytes_per_token = float(sum(lengths)) / max(self.of_tokens, 1) or None

    def batch(self, step: int) -> Batch:
        numbers = self.chosen[self.rounds.take(step * self.batch_size, self.batch_size)]
        documents = [document_at(self.train, int(number)) for number in numbers]
        wanted = round(self.text_ratio * sum(len(document.tokens) for document in documents))
        return packed([*documents, *self.windows(step, wanted)], self.context_length)

    def windows(self, step: int, wanted: int) -> list[Document]:
        """About so many tokens of the plain text, from anywhere, in pieces of a context at most."""
        if self.text is None or wanted < SHORTEST_TEXT:
            return []
        dice, found = dice_of_step(self.seed, step), []
        while wanted >= SHORTEST_TEXT:
            length = min(wanted, self.context_length, len(self.text) - 1) + 1
            start = int(dice.integers(0, len(self.text) - length + 1))
            found.append(Document(np.asarray(self.text[start : start + length]), np.ones(length, dtype=bool)))
            wanted -= length
        return found

    def validation(self, limit: int | None = None) -> Iterator[Batch]:
        bounds = self.held.bounds[self.held_chosen]
        lengths, chosen = bounds[:, 1] - bounds[:, 0], self.held_chosen
        if limit is not None and limit < lengths.sum():
            chosen = chosen[evenly(len(chosen), max(int(limit / lengths.mean()), 1))]
        at_once = rows_at_once(self.context_length, self.vocab_size) * self.context_length
        for some in within(chosen, self.held, at_once):
            yield packed([document_at(self.held, number) for number in some], self.context_length)


def document_at(dialogues: Dialogues, number: int) -> Document:
    """One dialogue's tokens, with those that are asked."""
    start, end = (int(place) for place in dialogues.bounds[number])
    return Document(np.asarray(dialogues.tokens[start:end]), np.asarray(dialogues.loss_mask[start:end]).astype(bool))


def within(chosen: Ids, dialogues: Dialogues, tokens: int) -> Iterator[list[int]]:
    """The chosen numbers in groups of at most so many tokens, or of one."""
    group: list[int] = []
    size = 0
    for number in chosen.tolist():
        start, end = dialogues.bounds[number]
        if group and size + end - start > tokens:
            yield group
            group, size = [], 0
        group.append(number)
        size += int(end - start)
    if group:
        yield group
