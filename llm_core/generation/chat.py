"""Answer what a person typed. A run that learnt from plain text doesn't answer: it continues."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from llm_core.config import SamplingConfig
from llm_core.generation.generator import GeneratedToken, generate
from llm_core.model.transformer import LargeLanguageModel
from llm_core.text.tokenizer import Tokenizer


def reply(
    model: LargeLanguageModel,
    tokenizer: Tokenizer,
    words: str,
    sampling: SamplingConfig,
    *,
    alternatives: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[GeneratedToken]:
    """Continue the words that were typed, exactly as they stand; arguments as in `generate`."""
    return generate(model, tokenizer, words, sampling, alternatives=alternatives, cancelled=cancelled)
