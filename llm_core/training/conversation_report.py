"""What a run that converses is worth: what it was taught, held-out wordings, refusals, each beside the nearest taught
question's answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from llm_core.config import RunConfig
from llm_core.data.chat.dialogue import Dialogue, Message
from llm_core.data.chat.dialogues import Dialogues, Talks, cut_to, fitting_dialogues
from llm_core.data.chat.encode import ended
from llm_core.data.chat.template import Template, template_of
from llm_core.data.search.nearest_question import NearestQuestion
from llm_core.data.tokenizer.tokenizer import Tokenizer
from llm_core.generation.answering import likeliest_after
from llm_core.model.transformer import LargeLanguageModel
from llm_core.training.objectives.objective import evenly
from llm_core.training.objectives.replies import Counted, count_right

MOST = 2000  # dialogues of each side
LONGEST_REPLY = 200  # tokens that are written for chrF
AT_ONCE = 64


@dataclass(frozen=True)
class Baseline:
    """How often the answer to the nearest taught question is the right one, and its chrF."""

    answers: float
    refusals: float
    chrf: float | None


@dataclass(frozen=True)
class Report:
    """What was measured; shares are from 0 to 1, chrF from 0 to 100.

    chrf: None where sacrebleu isn't installed, or nothing was held out.  taught, baseline: None where the taught
    dialogues are gone.
    """

    held_out: Counted
    chrf: float | None
    taught: Counted | None
    baseline: Baseline | None
    examples: Sequence[dict[str, Any]] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Plain data for --json."""
        held_out, base = self.held_out, self.baseline
        return {
            "exact_match": held_out.answers.score,
            "rows": held_out.answers.rows,
            "chrf": self.chrf,
            "refusals": held_out.refusals.score if held_out.refusals.rows else None,
            "refusal_rows": held_out.refusals.rows,
            "taught": self.taught and self.taught.all.score,
            "taught_rows": self.taught.all.rows if self.taught else 0,
            "baseline": "nearest taught question (BM25)",
            "baseline_exact_match": base and base.answers,
            "baseline_chrf": base and base.chrf,
            "baseline_refusals": base.refusals if base and held_out.refusals.rows else None,
            "examples": list(self.examples),
        }


@dataclass(frozen=True)
class Question:
    """A held-out reply: what stands before it, what was said last, the right replies, and whether these refuse."""

    before: tuple[Message, ...]
    asked: str
    right: frozenset[str]
    refusal: bool


def report(
    model: LargeLanguageModel, tokenizer: Tokenizer, config: RunConfig, held_out: Talks, taught: Talks | None
) -> Report:
    """Measure a model on held-out dialogues and on those that it was taught, as far as its context holds them, at most
    MOST of each.
    """
    held_out, taught = cut(held_out, config), taught and cut(taught, config)
    rows = rows_of(held_out, config, MOST)
    questions = asked_of(held_out, rows)
    said = replies_to(model, tokenizer, template_of(config.data), questions)
    right = count_right(model, tokenizer, held_out.dialogues, rows)
    known = count_right(model, tokenizer, taught.dialogues, rows_of(taught, config, MOST)) if taught else None
    assert right is not None, "nobody cancels it"
    examples = [
        {"question": one.asked, "answer": answer, "expected": min(one.right)}
        for one, answer in zip(questions, said, strict=True)
    ]
    return Report(
        right, chrf(said, questions), known, baseline_of(taught, config, questions) if taught else None, examples
    )


def baseline_of(taught: Talks, config: RunConfig, questions: Sequence[Question]) -> Baseline:
    """What a search for the nearest taught question would answer."""
    nearest = NearestQuestion((one.asked, min(one.right)) for one in asked_of(taught, rows_of(taught, config, None)))
    found = [nearest.answer(one.asked) for one in questions]
    right = {
        refused: [answer in one.right for one, answer in zip(questions, found, strict=True) if one.refusal is refused]
        for refused in (False, True)
    }
    answers, refusals = (sum(hits) / max(len(hits), 1) for hits in (right[False], right[True]))
    return Baseline(answers, refusals, chrf(found, questions))


def cut(talks: Talks, config: RunConfig) -> Talks:
    """The dialogues as far as the context holds them."""
    return Talks(cut_to(talks.dialogues, config.model.context_length), talks.at)


def talks_from(dialogues: Sequence[Dialogue], tokenizer: Tokenizer, template: Template) -> Talks:
    """Dialogues of one's own, encoded as a corpus would be."""
    found = template.encode_many([ended(template.parts(dialogue.messages)) for dialogue in dialogues], tokenizer)
    ends = np.cumsum([0, *(len(ids) for ids, _ in found)])
    return Talks(
        Dialogues(
            np.concatenate([ids for ids, _ in found]),
            np.concatenate([asked for _, asked in found]).astype(np.uint8),
            np.stack((ends[:-1], ends[1:]), 1).astype(np.int64),
            np.array([dialogue.refusal for dialogue in dialogues], dtype=np.uint8),
        ),
        lambda row: dialogues[row],
    )


def rows_of(talks: Talks, config: RunConfig, most: int | None) -> list[int]:
    """The dialogues that the context holds, evenly spread where there are more than `most`."""
    fit = fitting_dialogues(talks.dialogues, config.model.context_length)
    return [int(row) for row in (fit if most is None else fit[evenly(len(fit), most)])]


def asked_of(talks: Talks, rows: Sequence[int]) -> list[Question]:
    """Every reply of these dialogues as a question; one that was answered in several ways once, with all answers."""
    found: dict[tuple[Message, ...], Question] = {}
    for row in rows:
        dialogue = talks.at(row)
        start, end = talks.dialogues.bounds[row]
        replies = int(
            (np.diff(np.asarray(talks.dialogues.loss_mask[start:end]).astype(np.int8)) > 0).sum()
        )  # of a long one the first only
        for place in [place for place, message in enumerate(dialogue.messages) if message.role == "assistant"][
            :replies
        ]:
            message = dialogue.messages[place]
            before = dialogue.messages[:place]
            known = found.get(before)
            found[before] = Question(
                before,
                before[-1].content,
                frozenset({message.content, *(known.right if known else ())}),
                dialogue.refusal,
            )
    return list(found.values())


def replies_to(
    model: LargeLanguageModel, tokenizer: Tokenizer, template: Template, questions: Sequence[Question]
) -> list[str]:
    """What a model says to each question, always with its likeliest token."""
    opened = [template.encode(template.generation_prompt(one.before), tokenizer)[0] for one in questions]
    said = [""] * len(questions)
    by_length: dict[int, list[int]] = {}
    for number, ids in enumerate(opened):
        by_length.setdefault(len(ids), []).append(number)
    for length, alike in by_length.items():
        room = min(LONGEST_REPLY, model.config.context_length - length + 1)
        for start in range(0, len(alike) if room > 0 else 0, AT_ONCE):
            some = alike[start : start + AT_ONCE]
            tokens = torch.tensor([opened[number] for number in some], device=model.embed.weight.device)
            for number, ids in zip(some, likeliest_after(model, tokenizer, tokens, [room] * len(some)), strict=True):
                said[number] = tokenizer.decode(ids).strip()
    return said


def chrf(said: Sequence[str], questions: Sequence[Question]) -> float | None:
    """chrF of replies against the nearest right ones (Popović 2015); None without sacrebleu, or without questions."""
    try:
        from sacrebleu.metrics.chrf import CHRF
    except ImportError:
        return None
    if not questions:
        return None
    most = max(len(one.right) for one in questions)
    references = [[(sorted(one.right) * most)[place] for one in questions] for place in range(most)]
    return float(CHRF().corpus_score(list(said), references).score)
