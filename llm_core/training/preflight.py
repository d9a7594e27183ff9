"""Whether there is text enough for what a config wants to learn; asked before torch is imported."""

from __future__ import annotations

from llm_core.config import RunConfig
from llm_core.data.chat.dialogues import require_dialogues
from llm_core.data.corpus.corpus import Corpus, require_windows
from llm_core.data.pairs.rows import require_rows
from llm_core.errors import SettingError


def require_enough(config: RunConfig, corpus: Corpus) -> None:
    """Refuse a corpus that doesn't fill one context, or one for each of two stacks, or of whose pairs or dialogues none
    fits.

    Raises:  TextError: with a context length that fits, or how much text is needed.  SettingError: an encoder is to
        fill
             blanks, and the vocabulary has none.
    """
    if config.model.architecture == "encoder-only" and corpus.tokenizer.mask_id is None:
        raise SettingError(
            "no-blank-in-vocabulary",
            (
                "An encoder fills blanks, and this text was prepared without a token for them: set data.mask_token "
                "on, and prepare the text again."
            ),
        )
    if config.model.frame_size and corpus.train_clips is None:
        raise SettingError(
            "frames-need-speech",
            "model.frame_size is {size}, and only speech has frames: set it to 0, or data.format to speech.",
            size=config.model.frame_size,
        )
    if corpus.train_dialogues is not None:
        require_dialogues(corpus, config.model)
    elif config.data.paired or corpus.train_rows is not None:
        require_rows(corpus, config.model)
    else:
        require_windows(
            corpus, config.model.context_length, contexts=2 if config.model.architecture == "encoder-decoder" else 1
        )
