"""What a model can do by now, to be shown: it goes on with a text, fills blanks in one, or answers a question."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch

from llm_core.config import RunConfig
from llm_core.data.chat.dialogue import Message
from llm_core.data.chat.dialogues import cut_to, fitting_dialogues
from llm_core.data.chat.template import template_of
from llm_core.data.corpus.corpus import Corpus, Side
from llm_core.data.pairs.rows import fitting
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.generation.answering import answers, likeliest_after
from llm_core.generation.generator import generate
from llm_core.generation.infilling import filled, with_blanks
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.batches import dice_of_step
from llm_core.training.events import Exchange
from llm_core.training.objectives.objective import evenly

BLANK = "▢"
BLANK_SHARE = 0.2
TAUGHT_SHOWN, HELD_SHOWN = 3, 2  # questions of conversations


class Shown(NamedTuple):
    """What was given, what the model made of it, and of pairs what stands in the file."""

    prompt: str
    text: str
    expected: str | None = None
    exchanges: tuple[Exchange, ...] = ()


def show(model: LargeLanguageModel, corpus: Corpus, config: RunConfig, cancelled: Callable[[], bool]) -> Shown:
    """Let a model in eval mode do once what it learns to do: the same task each time.

    The prompt is the config's, or taken from the text: its opening; a piece kept for validation, with blanks; a pair
    kept for validation; a few questions of conversations.
    """
    if corpus.validation_dialogues is not None:
        return talked(model, corpus, config, cancelled)
    if corpus.validation_rows is not None:
        return answered(model, corpus, config, cancelled)
    if model.decoder is None:
        return restored(model, corpus, config)
    prompt = corpus.statistics.sample_prompt if config.train.sample_prompt is None else config.train.sample_prompt
    sampling = config.sampling.model_copy(update={"max_new_tokens": config.train.sample_tokens})
    return Shown(
        prompt,
        "".join(token.text for token in generate(model, corpus.tokenizer, prompt, sampling, cancelled=cancelled)),
    )


def talked(model: LargeLanguageModel, corpus: Corpus, config: RunConfig, cancelled: Callable[[], bool]) -> Shown:
    """The same few questions each time, some that were trained on and some that were not; or one of the
    person's own.
    """
    tokenizer, template, prompt = corpus.tokenizer, template_of(config.data), config.train.sample_prompt
    asked: list[tuple[str, str | None, bool]] = (
        [(prompt, None, False)]
        if prompt is not None
        else [*questions(corpus, "train", config, TAUGHT_SHOWN), *questions(corpus, "validation", config, HELD_SHOWN)]
    )
    exchanges: list[Exchange] = []
    for question, expected, taught in asked:
        ids, _ = template.encode(template.generation_prompt([Message("user", question)]), tokenizer)
        room = len(ids) < config.model.context_length and not cancelled()
        said = (
            likeliest_after(model, tokenizer, torch.tensor([ids]), [config.train.sample_tokens], cancelled=cancelled)[0]
            if room
            else []
        )
        exchanges.append(
            {"question": question, "answer": tokenizer.decode(said), "expected": expected, "taught": taught}
        )
    first = exchanges[0]
    return Shown(first["question"], first["answer"], first["expected"], tuple(exchanges))


def questions(corpus: Corpus, side: Side, config: RunConfig, most: int) -> list[tuple[str, str | None, bool]]:
    """What dialogues of a side begin with, evenly spread over those that fit the context: question, answer, whether it
    is taught.
    """
    dialogues = corpus.train_dialogues if side == "train" else corpus.validation_dialogues
    assert dialogues is not None, "only of conversations"
    fit = fitting_dialogues(cut_to(dialogues, config.model.context_length), config.model.context_length)
    found: dict[str, tuple[str, str | None, bool]] = {}
    for row in fit[evenly(len(fit), 4 * most)].tolist():
        said = [message for message in corpus.dialogue(side, row).messages if message.role != "system"]
        found.setdefault(said[0].content, (said[0].content, said[1].content, side == "train"))
    return [list(found.values())[place] for place in evenly(len(found), most).tolist()]


def answered(model: LargeLanguageModel, corpus: Corpus, config: RunConfig, cancelled: Callable[[], bool]) -> Shown:
    """A pair's answer, beside the right one; to a source of the person's own there is none."""
    rows, tokenizer = corpus.validation_rows, corpus.tokenizer
    assert rows is not None, "only of pairs"
    prompt, expected = config.train.sample_prompt, None
    source, length = (
        ([], config.train.sample_tokens) if prompt is None else (tokenizer.encode(prompt), config.train.sample_tokens)
    )
    if prompt is None:
        row = int(fitting(rows, config.model)[0])
        source, expected = [int(token) for token in rows.source(row)], tokenizer.decode(rows.target(row))
        prompt, length = tokenizer.decode(source), max(length, len(rows.target(row)))
    if model.decoder is None:
        length = len(source) if expected is None else len(tokenizer.encode(expected))
    return Shown(
        prompt, tokenizer.decode(answers(model, tokenizer, [source], [length], cancelled=cancelled)[0]), expected
    )


def restored(model: LargeLanguageModel, corpus: Corpus, config: RunConfig) -> Shown:
    """A text with its blanks filled."""
    tokenizer, most = corpus.tokenizer, config.model.context_length
    blank = tokenizer.mask_id
    assert blank is not None, "RunConfig gives every encoder a <mask>"
    if config.train.sample_prompt is None:
        ids = whole_beginning(tokenizer, [int(token) for token in corpus.validation[: 2 * most]])[
            : min(most, config.train.sample_tokens)
        ]
        hidden = dice_of_step(0, 0).random(len(ids)) < BLANK_SHARE
        ids = [blank if hide and token != tokenizer.end_id else token for hide, token in zip(hidden, ids, strict=True)]
    else:
        ids = with_blanks(config.train.sample_prompt, tokenizer, blank)[:most]
    return Shown(spelled(tokenizer, ids), tokenizer.decode(filled(model, tokenizer, ids, {}, 1)[0]) if ids else "")


def whole_beginning(tokenizer: Tokenizer, ids: list[int]) -> list[int]:
    """The ids from the first line, or else the first word, that begins among them, if it begins in their first half."""
    for sign in ("\n", " "):
        for place, token in enumerate(ids[: len(ids) // 2]):
            if sign in tokenizer.decode([token]) and not tokenizer.decode(ids[place + 1 : place + 2]).isspace():
                return ids[place + 1 :]
    return ids


def spelled(tokenizer: Tokenizer, ids: list[int]) -> str:
    """The text of ids, with a sign where there is a blank."""
    text, rest = "", ids
    while tokenizer.mask_id in rest:
        at = rest.index(tokenizer.mask_id)
        text, rest = text + tokenizer.decode(rest[:at]) + BLANK, rest[at + 1 :]
    return text + tokenizer.decode(rest)
