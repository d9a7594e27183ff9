"""What a model can do by now, to be shown: it goes on with a text, fills blanks, answers a question, or talks."""

from __future__ import annotations

import torch

from llm_core.config import RunConfig
from llm_core.data.chat.dialogue import Message
from llm_core.data.chat.dialogues import Talks, cut_to, fitting_dialogues
from llm_core.data.chat.template import template_of
from llm_core.data.pairs.rows import Rows, fitting
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.generation.answering import answers, likeliest_after
from llm_core.generation.generator import generate
from llm_core.generation.infilling import filled, with_blanks
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.batches import Tokens, rng_of_step
from llm_core.training.events import Exchange
from llm_core.training.objectives.objective import Cancelled, Sample, evenly

BLANK = "▢"
BLANK_SHARE = 0.2
TAUGHT_SHOWN, HELD_OUT_SHOWN = 3, 2  # questions of conversations


def continued(
    model: LargeLanguageModel, tokenizer: Tokenizer, opening: str, config: RunConfig, cancelled: Cancelled
) -> Sample:
    """A text that goes on, from its opening or from the config's prompt."""
    prompt = opening if config.train.sample_prompt is None else config.train.sample_prompt
    sampling = config.sampling.model_copy(update={"max_new_tokens": config.train.sample_tokens})
    written = generate(model, tokenizer, prompt, sampling, cancelled=cancelled)
    return Sample(prompt, "".join(token.text for token in written))


def talked(
    model: LargeLanguageModel, tokenizer: Tokenizer, talks: tuple[Talks, Talks], config: RunConfig, cancelled: Cancelled
) -> Sample:
    """The same few questions each time, some that were trained on and some that were not; or one of the
    person's own.

    Args:    talks: those to learn from, and those kept for validation.
    """
    template, prompt = template_of(config.data), config.train.sample_prompt
    taught, held_out = talks
    questions: list[tuple[str, str | None, bool]] = [("" if prompt is None else prompt, None, False)]
    if prompt is None:
        questions = [*first_questions(taught, config, TAUGHT_SHOWN, True)]
        questions += first_questions(held_out, config, HELD_OUT_SHOWN, False)
    exchanges: list[Exchange] = []
    for question, expected, is_taught in questions:
        ids, _ = template.encode(template.generation_prompt([Message("user", question)]), tokenizer)
        said: list[int] = []
        if len(ids) < config.model.context_length and not cancelled():
            most = [config.train.sample_tokens]
            said = likeliest_after(model, tokenizer, torch.tensor([ids]), most, cancelled=cancelled)[0]
        answer = tokenizer.decode(said)
        exchanges.append({"question": question, "answer": answer, "expected": expected, "taught": is_taught})
    first = exchanges[0]
    return Sample(first["question"], first["answer"], first["expected"], tuple(exchanges))


def first_questions(talks: Talks, config: RunConfig, most: int, taught: bool) -> list[tuple[str, str | None, bool]]:
    """What dialogues begin with, evenly spread over those that fit the context: question, answer, whether it is
    taught.
    """
    context = config.model.context_length
    fit = fitting_dialogues(cut_to(talks.dialogues, context), context)
    found: dict[str, tuple[str, str | None, bool]] = {}
    for row in fit[evenly(len(fit), 4 * most)].tolist():
        said = [message for message in talks.at(row).messages if message.role != "system"]
        found.setdefault(said[0].content, (said[0].content, said[1].content, taught))
    return [list(found.values())[place] for place in evenly(len(found), most).tolist()]


def answered(
    model: LargeLanguageModel, tokenizer: Tokenizer, rows: Rows, config: RunConfig, cancelled: Cancelled
) -> Sample:
    """The answer to the first of these rows, beside the right one; to a source of the person's own there is none."""
    prompt, length, expected = config.train.sample_prompt, config.train.sample_tokens, None
    if prompt is None:
        row = int(fitting(rows, config.model)[0])
        source, expected = [int(token) for token in rows.source(row)], tokenizer.decode(rows.target(row))
        prompt, length = tokenizer.decode(source), max(length, len(rows.target(row)))
    else:
        source = tokenizer.encode(prompt)
    if model.decoder is None:
        length = len(source) if expected is None else len(tokenizer.encode(expected))
    [answer] = answers(model, tokenizer, [source], [length], cancelled=cancelled)
    return Sample(prompt, tokenizer.decode(answer), expected)


def restored(model: LargeLanguageModel, tokenizer: Tokenizer, text: Tokens, config: RunConfig) -> Sample:
    """A text with its blanks filled: the beginning of one, of which some tokens are hidden, or the config's prompt."""
    most, blank = config.model.context_length, tokenizer.mask_id
    assert blank is not None, "RunConfig gives every encoder a <mask>"
    if config.train.sample_prompt is None:
        ids = whole_beginning(tokenizer, [int(token) for token in text[: 2 * most]])
        ids = ids[: min(most, config.train.sample_tokens)]
        hidden = rng_of_step(0, 0).random(len(ids)) < BLANK_SHARE
        ids = [blank if hide and token != tokenizer.end_id else token for hide, token in zip(hidden, ids, strict=True)]
    else:
        ids = with_blanks(config.train.sample_prompt, tokenizer, blank)[:most]
    return Sample(spelled(tokenizer, ids), tokenizer.decode(filled(model, tokenizer, ids, {}, 1)[0]) if ids else "")


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
