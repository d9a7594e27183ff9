"""Answer what a person typed, in the way that the run has learnt: continue it, or answer it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from llm_core.config import SamplingConfig
from llm_core.generation.answering import answer
from llm_core.generation.generator import generate
from llm_core.generation.manner import Manner
from llm_core.generation.written import GeneratedToken
from llm_core.model.transformer import LargeLanguageModel
from llm_core.text.tokenizer import Tokenizer


def reply(
    model: LargeLanguageModel,
    tokenizer: Tokenizer,
    words: str,
    sampling: SamplingConfig,
    *,
    manner: Manner = "continue",
    alternatives: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[GeneratedToken]:
    """Continue the words that were typed, exactly as they stand, or answer them; other arguments as in `generate`.

    Raises:  SettingError: the model is an encoder alone, which fills blanks: filling.py.
    """
    how = answer if manner == "answer" else generate
    return how(model, tokenizer, words, sampling, alternatives=alternatives, cancelled=cancelled)
