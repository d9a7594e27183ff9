"""Let a run that learnt pairs answer: SOURCE <|endoftext|>, then its answer until <|endoftext|>."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import torch
from torch import Tensor

from llm_core.config import SamplingConfig
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.errors import TextError
from llm_core.generation.generator import never, require_fit, require_writer, write
from llm_core.generation.sampling import possible
from llm_core.generation.stream import GeneratedToken, ends_of
from llm_core.generation.window import DecoderWindow, SourceWindow, Window
from llm_core.model.mask import PADDING
from llm_core.model.transformer import LargeLanguageModel

ROWS = 128  # read at once: more would be no faster, and their cache large

Cancelled = Callable[[], bool]


def answer(
    model: LargeLanguageModel,
    tokenizer: Tokenizer,
    source: str | Sequence[int],
    sampling: SamplingConfig,
    *,
    begun: Sequence[int] = (),
    alternatives: int = 0,
    cancelled: Cancelled | None = None,
) -> Iterator[GeneratedToken]:
    """Answer one source, token by token; the other arguments as in `generate`. It ends with the context at the latest.

    A repetition penalty falls on the answer only: what was given may be said once more.

    Args:    begun: how the answer begins already.
    Raises:  TextError: the source doesn't fit into the context. SettingError: the model is an encoder alone:
        `fill_answer`.
    """
    require_fit(model, tokenizer)
    require_writer(model)
    ids = [*(tokenizer.encode(source) if isinstance(source, str) else source), tokenizer.end_id]
    require_room(model, len(ids), 0 if model.reads_source else len(begun))
    window: Window = (
        SourceWindow(model, ids, tokenizer.end_id, sampling.beams, slides=False, begun=begun)
        if model.reads_source
        else DecoderWindow(model, [*ids, *begun], sampling.beams, slides=False, given=len(ids))
    )
    if not window.is_full:
        yield from write(window, tokenizer, sampling, alternatives=alternatives, cancelled=cancelled)


def require_room(model: LargeLanguageModel, given: int, answer: int) -> None:
    """TextError when what is given, its end mark included, and the answer that stands beside it don't fit into the
    context.
    """
    most = model.config.context_length
    if given + answer > most:
        raise TextError(
            "source-too-long",
            (
                "This needs {tokens} tokens, its end and answer included, and the model reads {most} at most: give "
                "it less."
            ),
            tokens=given + answer,
            most=most,
        )


def answers(
    model: LargeLanguageModel,
    tokenizer: Tokenizer,
    sources: Sequence[Sequence[int]],
    lengths: Sequence[int],
    *,
    cancelled: Cancelled | None = None,
) -> list[list[int]]:
    """The likeliest answer to each of many sources, token by token: what each would get alone.

    Args:    model: of any shape, in eval mode.  sources: ids without the end mark.  lengths: the most tokens a
             writer may say to each, the context allowing; an encoder alone fills exactly as many blanks.
             cancelled: asked before each forward.
    Returns: ids of the answers, without the end mark, in the order of the sources; empty where the source doesn't fit
             into the context, or nothing was said yet when it was cancelled.
    """
    assert len(sources) == len(lengths), "every source has a length"
    found: list[list[int]] = [[] for _ in sources]
    by_width: dict[int, list[int]] = {}
    for row, source in enumerate(sources):
        by_width.setdefault(0 if model.reads_source else len(source), []).append(
            row
        )  # a source of its own may be padded
    how = encoder_answers if model.decoder is None else decoder_answers
    for alike in by_width.values():
        rows = [row for row in alike if fits(model, len(sources[row]), lengths[row])]
        for start in range(0, len(rows), ROWS):
            some = rows[start : start + ROWS]
            said = how(
                model, tokenizer, [sources[row] for row in some], [lengths[row] for row in some], cancelled or never
            )
            for row, answer in zip(some, said, strict=True):
                found[row] = answer
    return found


def fits(model: LargeLanguageModel, source: int, length: int) -> bool:
    """Whether a source with its end mark, and the blanks of an encoder alone, find room in the context."""
    blanks = length if model.decoder is None else 0
    return source + 1 + blanks <= model.config.context_length


@torch.inference_mode()
def decoder_answers(
    model: LargeLanguageModel,
    tokenizer: Tokenizer,
    sources: list[Sequence[int]],
    lengths: list[int],
    cancelled: Cancelled,
) -> list[list[int]]:
    """Answers of a model with a decoder. Alone, it reads the sources, all of one length; else its encoder
    reads them.
    """
    device, end = model.embed.weight.device, tokenizer.end_id
    read = padded([[*source, end] for source in sources]).to(device)
    encoded, tokens = (read, torch.full((len(sources), 1), end, device=device)) if model.reads_source else (None, read)
    return likeliest_after(model, tokenizer, tokens, lengths, encoded=encoded, cancelled=cancelled)


@torch.inference_mode()
def likeliest_after(
    model: LargeLanguageModel,
    tokenizer: Tokenizer,
    tokens: Tensor,
    lengths: Sequence[int],
    *,
    encoded: Tensor | None = None,
    cancelled: Cancelled = never,
) -> list[list[int]]:
    """What a decoder says after each row of (B, T) tokens, always its likeliest token, until it ends or has said so
    many.

    Args:    encoded: (B, S), what an encoder beside it reads.
    Returns: ids, without what ends them.
    """
    ends, device = ends_of(tokenizer), model.embed.weight.device
    room = model.config.context_length - tokens.size(1) + 1  # the last token need not be read
    most = torch.tensor([min(length, room) for length in lengths])
    cache = model.new_cache(len(lengths), min(tokens.size(1) + int(most.max()), model.config.context_length))
    said: list[list[int]] = [[] for _ in lengths]
    unfinished = most > 0
    for number in range(1, int(most.max()) + 1):
        if cancelled() or not bool(unfinished.any()):
            break
        logits = possible(model(tokens.to(device), encoded if number == 1 else None, cache=cache)[:, -1], tokenizer)
        tokens = logits.argmax(-1, keepdim=True)
        for row in unfinished.nonzero()[:, 0].tolist():
            token = int(tokens[row])
            if token not in ends:
                said[row].append(token)
            unfinished[row] = token not in ends and number < most[row]
    return said


@torch.inference_mode()
def encoder_answers(
    model: LargeLanguageModel,
    tokenizer: Tokenizer,
    sources: list[Sequence[int]],
    lengths: list[int],
    cancelled: Cancelled,
) -> list[list[int]]:
    """Answers of an encoder: the likeliest token at each of as many blanks behind the source as the answer is long."""
    assert tokenizer.mask_id is not None, "an encoder's tokenizer has a mask token"
    if cancelled():
        return [[] for _ in sources]
    rows = [
        [*source, tokenizer.end_id, *[tokenizer.mask_id] * length]
        for source, length in zip(sources, lengths, strict=True)
    ]
    logits = possible(model(padded(rows).to(model.embed.weight.device)), tokenizer, ends=False)
    likeliest = logits.argmax(-1).tolist()
    return [
        row[len(source) + 1 : len(source) + 1 + length]
        for row, source, length in zip(likeliest, sources, lengths, strict=True)
    ]


def padded(rows: Sequence[Sequence[int]]) -> Tensor:
    """(B, T) int64 of rows of any length, with PADDING after the shorter ones."""
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[PADDING] * (longest - len(row))] for row in rows])
