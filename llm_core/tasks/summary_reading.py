"""What a summarizer makes of documents: how much it would keep each sentence, what it writes, and what it looked at
meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from llm_core.data.tasks.encode import mark_id
from llm_core.data.tasks.summarization import KEEP, SENTENCE, SKIP
from llm_core.generation.answering import padded
from llm_core.model.tap import Tap
from llm_core.tasks.task import LoadedModel, never
from llm_core.training.objectives.objective import Cancelled

ROWS = 32  # documents read at once


@dataclass(frozen=True)
class Read:
    """A document as far as the context holds it.

    ids: (S,) without the end mark.  starts: the place of each sentence's mark.  of: how many sentences the document
    has.
    """

    ids: list[int]
    starts: list[int]
    of: int

    @property
    def is_cut(self) -> bool:
        """Whether sentences are missing at the end."""
        return len(self.starts) < self.of


def read_documents(loaded: LoadedModel, documents: Sequence[Sequence[str]]) -> list[Read]:
    """Encode documents, given as sentences; what the context doesn't hold is cut off behind a whole sentence.

    Raises:  CheckpointError: the run was taught something else.
    """
    mark, room = mark_id(SENTENCE, loaded.tokenizer), loaded.model.config.context_length - 1
    encoded = iter(loaded.tokenizer.encode_many([sentence for sentences in documents for sentence in sentences]))
    found = []
    for sentences in documents:
        ids: list[int] = []
        starts: list[int] = []
        whole = [list(map(int, next(encoded))) for _ in sentences]
        for sentence in whole:
            if starts and len(ids) + 1 + len(sentence) > room:
                break
            starts.append(len(ids))
            ids += [mark, *sentence]
        found.append(Read(ids[:room], starts, len(sentences)))  # only a first sentence can be cut inside
    return found


@torch.inference_mode()
def sentence_probs(loaded: LoadedModel, reads: Sequence[Read], cancelled: Cancelled = never) -> list[list[float]]:
    """How likely each sentence that was read belongs into the summary, from 0 to 1; documents alike in length are read
    together.
    """
    keep, skip, end = (mark_id(KEEP, loaded.tokenizer), mark_id(SKIP, loaded.tokenizer), loaded.tokenizer.end_id)
    found: list[list[float]] = [[] for _ in reads]
    order = sorted((place for place, read in enumerate(reads) if read.starts), key=lambda place: len(reads[place].ids))
    for start in range(0, len(order), ROWS):
        if cancelled():
            break
        some = order[start : start + ROWS]
        source = padded([[*reads[place].ids, end] for place in some]).to(loaded.model.embed.weight.device)
        memory = loaded.model.encode(source).x  # (B, S, D)
        rows = [row for row, place in enumerate(some) for _ in reads[place].starts]
        columns = [column for place in some for column in reads[place].starts]
        scores = loaded.model.scores(memory[rows, columns])  # (sentences, V)
        likely = iter((scores[:, keep] - scores[:, skip]).sigmoid().tolist())
        for place in some:
            found[place] = [next(likely) for _ in reads[place].starts]
    return found


def chosen(probs: Sequence[float]) -> list[int]:
    """The numbers of the sentences of a summary, in order: the likeliest, as many as are expected to belong to it."""
    count = max(1, round(sum(probs)))
    best = sorted(range(len(probs)), key=lambda place: -probs[place])[:count]
    return sorted(best)


@torch.inference_mode()
def looked_at(loaded: LoadedModel, read: Read, answer: Sequence[int]) -> list[float]:
    """How much of the attention each sentence got while the summary was written: shares that sum to 1."""
    if not read.starts:
        return []
    end, device = loaded.tokenizer.end_id, loaded.model.embed.weight.device
    tap = Tap(keep=["blocks.*.cross.weights"])
    tokens = padded([[end, *answer]])[:, : loaded.model.config.context_length]
    loaded.model(tokens.to(device), padded([[*read.ids, end]]).to(device), tap=tap)
    seen = torch.stack([weights[0].mean((0, 1)) for weights in tap.kept.values()]).mean(0)[: len(read.ids)]  # (S,)
    shares = torch.stack(
        [seen[start:stop].sum() for start, stop in zip(read.starts, [*read.starts[1:], len(read.ids)], strict=True)]
    )
    return (shares / shares.sum().clamp(min=1e-12)).tolist()
