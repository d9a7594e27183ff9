"""Let a model write: read the prompt, then one token after another, and give its text as soon as it is sure.

One implementation for samples during training, chat and the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import torch

from llm_core.config import SamplingConfig
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.errors import CheckpointError, SettingError
from llm_core.generation.beam import search
from llm_core.generation.sampling import next_token_probs, possible
from llm_core.generation.stream import GeneratedToken, ShownText, ends_of, likeliest
from llm_core.generation.window import DecoderWindow, SourceWindow, Window
from llm_core.model.transformer import LargeLanguageModel

__all__ = ["GeneratedToken", "generate", "require_fit", "require_writer", "write"]


def generate(
    model: LargeLanguageModel,
    tokenizer: Tokenizer,
    prompt: str | Sequence[int],
    sampling: SamplingConfig,
    *,
    alternatives: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[GeneratedToken]:
    """Continue a prompt, token by token: drawn one by one, or with more than one beam, searched.

    A decoder goes on; with an encoder beside it, the encoder reads the prompt and the decoder writes on. Writing ends
    at `max_new_tokens`, at a stop string, at the end of the document (that token is given, without text), or when
    `cancelled()`, which is asked at every token, says so.

    Args:    model: in eval mode.  prompt: taken as it is, never stripped; empty: the start of a document. Of one
             longer than the context the last part is read.  alternatives: how many likeliest tokens to give along.
    Raises:  CheckpointError: tokenizer and model don't fit each other, or the model's probabilities are no numbers.
             SettingError: the model is an encoder alone, which fills blanks instead.
    """
    require_fit(model, tokenizer)
    require_writer(model)
    ids = (tokenizer.encode(prompt) if isinstance(prompt, str) else list(prompt)) or [tokenizer.end_id]
    window: Window = (
        SourceWindow(model, ids, tokenizer.end_id, sampling.beams)
        if model.reads_source
        else DecoderWindow(model, ids, sampling.beams)
    )
    yield from write(window, tokenizer, sampling, alternatives=alternatives, cancelled=cancelled)


def write(
    window: Window,
    tokenizer: Tokenizer,
    sampling: SamplingConfig,
    *,
    alternatives: int,
    cancelled: Callable[[], bool] | None,
) -> Iterator[GeneratedToken]:
    """What a model writes after what stands in a window of as many rows as there are beams."""
    how = drawn if sampling.beams == 1 else search
    if cancelled is None or not cancelled():
        yield from how(window, tokenizer, sampling, alternatives, cancelled or never)


def drawn(
    window: Window, tokenizer: Tokenizer, sampling: SamplingConfig, alternatives: int, cancelled: Callable[[], bool]
) -> Iterator[GeneratedToken]:
    """Tokens drawn one by one with the probabilities that the settings make of the model's."""
    rng, ends = torch.Generator().manual_seed(sampling.seed), ends_of(tokenizer)
    shown = ShownText(tokenizer, sampling.stop)
    for number in range(1, sampling.max_new_tokens + 1):
        logits = possible(window.logits()[0], tokenizer)
        token = int(torch.multinomial(next_token_probs(logits, sampling, window.said(0)), 1, generator=rng))
        window.push([token])
        shown.push(token)
        last = shown.stopped or token in ends or number == sampling.max_new_tokens or window.is_full
        last = last or cancelled()
        probs = logits.softmax(-1)
        yield GeneratedToken(token, shown.take(last), float(probs[token]), likeliest(probs, alternatives))
        if last:
            return


def require_fit(model: LargeLanguageModel, tokenizer: Tokenizer) -> None:
    """CheckpointError when the tokenizer has tokens that the model doesn't know."""
    if tokenizer.vocab_size > model.vocab_size:
        raise CheckpointError(
            "tokenizer-too-large",
            "The tokenizer has {tokens} tokens and the model knows {known}: they are not of one run.",
            tokens=tokenizer.vocab_size,
            known=model.vocab_size,
        )


def require_writer(model: LargeLanguageModel) -> None:
    """SettingError when a model has no decoder."""
    if model.decoder is None:
        raise SettingError(
            "encoder-does-not-write",
            (
                "This model is an encoder: it doesn't write on, it fills blanks. Give it a text with _ where a "
                "token is hidden, to fill."
            ),
        )


def never() -> bool:
    """What is asked where nobody can cancel."""
    return False
