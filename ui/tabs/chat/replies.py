"""What a run says in Chat, as plain data: it writes on, answers, converses, or fills blanks; each token with
its probabilities.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from llm_core.config import SamplingConfig
from llm_core.generation.mode import mode_of

if TYPE_CHECKING:
    from llm_core.data.chat.dialogue import Message
    from llm_core.generation.stream import GeneratedToken
    from ui.state.models import Loaded

ALTERNATIVES = 8
Token = dict[str, Any]


@dataclass(frozen=True)
class Task:
    """What to do: `words` that were given, as tokens where a conversation is read as one text, as messages where it is
    read as turns, of which the last `exchanges` (0: all); `kept` tokens of the reply, then the one that was `forced`;
    of blanks, how many, and which tokens were `chosen` for some."""

    words: str = ""
    before: Sequence[int] = ()
    messages: Sequence[Message] = ()
    kept: Sequence[int] = ()
    forced: int | None = None
    blanks: int | None = None
    chosen: Mapping[int, int] = field(default_factory=dict)
    exchanges: int = 0


def written(loaded: Loaded, task: Task, sampling: SamplingConfig, cancelled: Callable[[], bool]) -> Iterator[Token]:
    """What a model writes after a conversation, or as an answer, from the kept part of it on.

    Text comes from one stream over the whole answer, so that a character whose bytes lie on both sides of the place
    where writing went on is whole. What ends an answer, be it a document's end or a template's mark, is {"end": True}.
    """
    from llm_core.generation.stream import ends_of

    tokenizer, stream = loaded.tokenizer, loaded.tokenizer.stream()
    ends, lead = ends_of(tokenizer), list(task.kept)
    for token in lead:
        stream.push(token)
    if task.forced in ends and mode_of(loaded.run.config) != "continue":  # the person lets it end here
        yield {"end": True}
        return
    if task.forced is not None:
        yield {
            "id": task.forced,
            "text": stream.push(task.forced),
            "label": tokenizer.labels([task.forced])[0],
            "chosen": True,
        }
        lead.append(task.forced)
    for said in tokens_of(loaded, task, lead, sampling, cancelled):
        if said.id in ends:
            yield {"end": True}
            return
        labels = tokenizer.labels([token for token, _ in said.alternatives])
        others = [(label, token, prob) for label, (token, prob) in zip(labels, said.alternatives, strict=True)]
        yield {
            "id": said.id,
            "text": stream.push(said.id),
            "label": tokenizer.labels([said.id])[0],
            **probs_of(said.probability, others),
        }


def tokens_of(
    loaded: Loaded, task: Task, lead: Sequence[int], sampling: SamplingConfig, cancelled: Callable[[], bool]
) -> Iterator[GeneratedToken]:
    """Token by token, in the mode of the run, after what `lead` holds of the answer already."""
    from llm_core.data.chat.template import template_of
    from llm_core.generation.answering import answer
    from llm_core.generation.chat import converse
    from llm_core.generation.generator import generate

    model, tokenizer, config = loaded.model, loaded.tokenizer, loaded.run.config
    mode = mode_of(config)
    if mode == "converse":
        return converse(
            model,
            tokenizer,
            template_of(config.data),
            task.messages,
            sampling,
            begun=lead,
            exchanges=task.exchanges,
            alternatives=ALTERNATIVES,
            cancelled=cancelled,
        )
    if mode == "answer":
        return answer(
            model, tokenizer, task.words, sampling, begun=lead, alternatives=ALTERNATIVES, cancelled=cancelled
        )
    return generate(model, tokenizer, [*task.before, *lead], sampling, alternatives=ALTERNATIVES, cancelled=cancelled)


def filled(loaded: Loaded, task: Task) -> Iterator[Token]:
    """A text with its blanks filled, or the blanks of an answer; what was given has no probabilities."""
    from llm_core.generation.infilling import fill, fill_answer, given_and_length

    tokenizer = loaded.tokenizer
    if loaded.run.config.data.format == "text":
        found, first = fill(loaded.model, tokenizer, task.words, top=ALTERNATIVES, chosen=task.chosen), 0
    else:
        given, length = given_and_length(task.words)
        found = fill_answer(loaded.model, tokenizer, given, length or task.blanks, top=ALTERNATIVES, chosen=task.chosen)
        first = found.blanks[0].place
    numbers, stream = {blank.place: number for number, blank in enumerate(found.blanks)}, tokenizer.stream()
    for place in range(first, len(found.ids)):
        token = found.ids[place]
        said: Token = {"id": token, "text": stream.push(token), "label": tokenizer.labels([token])[0]}
        if place in numbers:
            likeliest = found.blanks[numbers[place]].likeliest
            share = next((prob for _, identity, prob in likeliest if identity == token), 0.0)
            said |= {"blank": numbers[place], **probs_of(share, likeliest)}
        yield said


def probs_of(share: float, others: Sequence[tuple[str, int, float]]) -> Token:
    """How likely a token was, and what else might have stood there."""
    return {"p": round(share, 6), "others": [[label, token, round(prob, 6)] for label, token, prob in others]}
