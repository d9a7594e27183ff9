"""Sounds to text: what the decoder writes, what the encoder hears place by place, and which of the two the model holds
likelier.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.errors import CheckpointError, TextError
from llm_core.generation.answering import likeliest_after
from llm_core.generation.generator import never
from llm_core.generation.sampling import possible
from llm_core.model.mask import PADDING
from llm_core.model.transformer import LargeLanguageModel

FRAMES_AT_ONCE = 16_384
EXTRA_TOKENS = 8  # tokens that may be written beyond one for each place of the encoder


@dataclass(frozen=True)
class Transcription:
    """What a model makes of a sound: ids without end mark.

    attention: token after token, as the decoder attends.  ctc: by CTC, from the encoder's places.  best: the likelier
    of both.
    prob: of `best` among all answers, as the decoder sees it.
    """

    attention: tuple[int, ...]
    ctc: tuple[int, ...]
    best: tuple[int, ...]
    prob: float


def transcribe(
    model: LargeLanguageModel,
    tokenizer: Tokenizer,
    clips: Sequence[NDArray[np.float32]],
    *,
    cancelled: Callable[[], bool] | None = None,
) -> list[Transcription]:
    """What is said in each of many clips (F, M), in their order; the list ends early when cancelled.

    Args:    model: one that hears, in eval mode.
    Raises:  CheckpointError: the model reads tokens.  TextError: a clip is longer than the model's context.
    """
    require_hearing(model)
    for clip in clips:
        require_room(model, len(clip))
    order = sorted(range(len(clips)), key=lambda row: len(clips[row]))
    found: dict[int, Transcription] = {}
    while order and not (cancelled or never)():
        size = max(FRAMES_AT_ONCE // len(clips[order[-1]]), 1)
        some, order = order[-size:], order[:-size]
        found |= zip(some, _transcribe(model, tokenizer, [clips[row] for row in some]), strict=True)
    return [found[row] for row in range(len(clips)) if row in found]


@torch.inference_mode()
def _transcribe(
    model: LargeLanguageModel, tokenizer: Tokenizer, clips: Sequence[NDArray[np.float32]]
) -> list[Transcription]:
    frames = padded(clips).to(model.embed.weight.device)
    places = [-(-len(clip) // model.config.frames_a_place) for clip in clips]
    memory = model.encode(frames)
    scores = possible(model.scores(memory.x), tokenizer).log_softmax(-1)  # (B, S, V)
    by_ctc = [
        collapsed(row[:count].argmax(-1).tolist(), tokenizer.end_id) for row, count in zip(scores, places, strict=True)
    ]
    begun = torch.full((len(clips), 1), tokenizer.end_id, device=frames.device)
    by_attention = [
        tuple(ids)
        for ids in likeliest_after(model, tokenizer, begun, [count + EXTRA_TOKENS for count in places], encoded=frames)
    ]
    by_both = [
        list(
            zip(
                attention_nats(model, tokenizer, frames, answers),
                ctc_nats(scores, places, answers, tokenizer.end_id),
                strict=True,
            )
        )
        for answers in (by_attention, by_ctc)
    ]
    found = []
    for row, (one, two) in enumerate(zip(by_attention, by_ctc, strict=True)):
        first, second = (float(sum(nats[row])) for nats in by_both)
        best, nats = (one, by_both[0][row][0]) if first <= second else (two, by_both[1][row][0])
        found.append(Transcription(one, two, best, math.exp(-float(nats))))
    return found


def attention_nats(
    model: LargeLanguageModel, tokenizer: Tokenizer, frames: Tensor, answers: Sequence[tuple[int, ...]]
) -> list[float]:
    """-log of the probability of an answer to each of the clips (B, F, M), as the decoder writes it."""
    room = min(max(map(len, answers), default=0) + 1, model.config.context_length)
    tokens, targets = (torch.full((len(answers), room), PADDING) for _ in range(2))
    for row, answer in enumerate(answers):
        said = answer[: room - 1]
        tokens[row, : len(said) + 1] = torch.tensor([tokenizer.end_id, *said])
        targets[row, : len(said) + 1] = torch.tensor([*said, tokenizer.end_id])
    logits = model(tokens.to(frames.device), frames).float().cpu()
    return F.cross_entropy(logits.transpose(1, 2), targets, ignore_index=PADDING, reduction="none").sum(1).tolist()


def ctc_nats(scores: Tensor, places: Sequence[int], answers: Sequence[tuple[int, ...]], blank: int) -> list[float]:
    """-log of the probability of an answer to each clip, as the encoder hears it: log-probabilities (B, S, V); infinite
    where it has too few places.
    """
    longest = max(max(map(len, answers), default=0), 1)
    targets = torch.tensor([[*answer, *[0] * (longest - len(answer))] for answer in answers])
    lengths = torch.tensor([len(answer) for answer in answers])
    return F.ctc_loss(
        scores.transpose(0, 1), targets, torch.tensor(places), lengths, blank=blank, reduction="none"
    ).tolist()


def collapsed(ids: Sequence[int], blank: int) -> tuple[int, ...]:
    """What a sequence of places says: repetitions once, blanks not at all."""
    return tuple(token for place, token in enumerate(ids) if token != blank and (place == 0 or ids[place - 1] != token))


def padded(clips: Sequence[NDArray[np.float32]]) -> Tensor:
    """Clips (F, M) as (B, longest, M), NaN where one has ended."""
    found = np.full((len(clips), max(map(len, clips)), clips[0].shape[1]), np.nan, dtype=np.float32)
    for row, clip in enumerate(clips):
        found[row, : len(clip)] = clip
    return torch.from_numpy(found)


def require_hearing(model: LargeLanguageModel) -> None:
    """CheckpointError when a model reads tokens."""
    if not model.config.frame_size:
        raise CheckpointError("model-is-deaf", "This run reads tokens, no sound: choose a run of speech to text.")


def require_room(model: LargeLanguageModel, frames: int) -> None:
    """TextError when a clip is longer than a model's context."""
    most = model.config.context_length * model.config.frames_a_place
    if frames > most:
        raise TextError(
            "clip-too-long",
            "This sound lasts {seconds} s, and the model hears {most} s at a time: cut it into shorter clips.",
            seconds=round(frames / 100, 1),
            most=round(most / 100, 1),
        )
