"""Whether there is text enough for what a config wants to learn; asked before torch is imported."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from llm_core.config import ModelConfig, RunConfig
from llm_core.data.chat.dialogues import cut_to, fitting_dialogues
from llm_core.data.corpus.corpus import Corpus
from llm_core.data.pairs.rows import fitting, needed_context
from llm_core.errors import CheckpointError, SettingError, TextError

SHORTEST_CONTEXT, LONGEST_CONTEXT = 4, 8192


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


def require_vocabulary(known: int, corpus: Corpus) -> None:
    """Refuse to go on from a checkpoint that knows other tokens than a corpus has.

    Raises:  CheckpointError: with both numbers.
    """
    if known != corpus.tokenizer.vocab_size:
        raise CheckpointError(
            "other-vocabulary",
            (
                "The checkpoint knows {known} tokens and the corpus has {tokens}: go on with the corpus that "
                "the run began with."
            ),
            known=known,
            tokens=corpus.tokenizer.vocab_size,
        )


def require_windows(corpus: Corpus, context_length: int, *, contexts: int = 1) -> None:
    """Refuse a context that is longer than the text on either side.

    Args:    contexts: how many of them must fit one after another: two where an encoder reads one and a decoder writes
        the next.
    Raises:  TextError: with a context length that fits, or how much text is needed.
    """
    sides_ = {"training": len(corpus.train), "validation": len(corpus.validation)}
    side = min(sides_, key=lambda name: sides_[name])
    tokens = sides_[side]
    if tokens > contexts * context_length:
        return
    if (tokens - 1) // contexts < 4:
        raise TextError(
            "text-shorter-than-any-context",
            (
                "The {side} text has {tokens} tokens, too few for any context: give more text, at least {needed} "
                "characters for a context of {context_length}."
            ),
            side=side,
            tokens=tokens,
            context_length=context_length,
            needed=_needed(corpus, contexts * context_length),
        )
    raise TextError(
        "text-shorter-than-context",
        (
            "The {side} text has {tokens} tokens and a context of {context_length} needs {least}: set the context "
            "to {fits} or less, or give more text."
        ),
        side=side,
        tokens=tokens,
        context_length=context_length,
        least=contexts * context_length + 1,
        fits=(tokens - 1) // contexts,
    )


def require_rows(corpus: Corpus, config: ModelConfig) -> None:
    """Refuse a context that holds no row on one of the sides.

    Raises:  TextError: with the shortest context that holds one, or better, most of them.
    """
    for side, rows in (("training", corpus.train_rows), ("validation", corpus.validation_rows)):
        if rows is None:
            raise TextError(
                "not-pairs",
                "This text was not read as pairs: set data.format to pairs, or choose a text with two columns.",
            )
        if len(fitting(rows, config)):
            continue
        needed = needed_context(rows, config)
        fits, most = shortest_and_usual(needed)
        if fits > LONGEST_CONTEXT:
            raise TextError(
                "rows-longer-than-any-context",
                (
                    "No {side} row fits into any context: the shortest needs {fits} tokens, and a context has "
                    "{limit} at most. Choose shorter texts, or BPE tokens."
                ),
                side=side,
                fits=fits,
                limit=LONGEST_CONTEXT,
            )
        raise TextError(
            "rows-longer-than-context",
            (
                "No {side} row fits into a context of {context_length}: the shortest needs {fits} tokens, and 9 of "
                "10 fit into {most}. Set the context to {most}, or shorten the rows."
            ),
            side=side,
            context_length=config.context_length,
            fits=fits,
            most=most,
        )


def require_dialogues(corpus: Corpus, config: ModelConfig) -> None:
    """Refuse a context that holds not even the first question and answer of any dialogue on one of the sides.

    Raises:  TextError: with a context that holds 9 of 10 of them.
    """
    for side, dialogues in (("training", corpus.train_dialogues), ("validation", corpus.validation_dialogues)):
        if dialogues is None:
            raise TextError(
                "not-dialogues",
                "This text was not read as conversations: set data.format to conversations, or choose another text.",
            )
        if len(fitting_dialogues(cut_to(dialogues, config.context_length), config.context_length)):
            continue
        fits, most = shortest_and_usual(dialogues.lengths - 1)
        if fits > LONGEST_CONTEXT:
            raise TextError(
                "dialogues-longer-than-any-context",
                (
                    "No {side} dialogue fits into any context: the shortest needs {fits} tokens, and a context has "
                    "{limit} at most. Choose shorter dialogues, or BPE tokens."
                ),
                side=side,
                fits=fits,
                limit=LONGEST_CONTEXT,
            )
        raise TextError(
            "dialogues-longer-than-context",
            (
                "No {side} dialogue fits into a context of {context_length}: the shortest needs {fits} tokens, and "
                "9 of 10 fit into {most}. Set the context to {most}, or shorten the dialogues."
            ),
            side=side,
            context_length=config.context_length,
            fits=fits,
            most=most,
        )


def shortest_and_usual(needed: NDArray[np.int64]) -> tuple[int, int]:
    """The context that the shortest of (N,) needs, and one that 9 of 10 fit into, as far as there is one."""
    fits, most = int(needed.min()), int(np.quantile(needed, 0.9, method="higher"))
    return max(fits, SHORTEST_CONTEXT), min(max(most, SHORTEST_CONTEXT), LONGEST_CONTEXT)


def _needed(corpus: Corpus, context_length: int) -> int:
    statistics = corpus.statistics
    share = min(len(corpus.train), len(corpus.validation)) / max(1, statistics.characters)
    return int((context_length + 1) / max(share, 1e-9)) + 1
