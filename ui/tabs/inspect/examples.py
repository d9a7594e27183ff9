"""What Inspect begins with: a sentence that suits a run, from text that it never learnt from."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from llm_core.errors import Mistake
from ui.state.services import Services

SENTENCE_CHARACTERS = 32
SHORTEST = 8  # characters of a question
SENTENCE_SEARCH_TOKENS = 800
ROWS_SEARCHED = 50
ROW_TOKENS = 24


def example(services: Services, loaded: Any) -> tuple[str, str | None] | None:
    """A text for a run's model to read, and of pairs the answer that belongs to it; None where nothing is known."""
    try:
        corpus = services.corpora.get(loaded.run.corpus)
        rows = getattr(corpus, "validation_rows", None)
        if rows is not None and len(rows):
            return _pair(rows, loaded)
        if corpus.validation_dialogues is not None:
            return _exchange(corpus)
        text = loaded.tokenizer.decode(corpus.validation[:SENTENCE_SEARCH_TOKENS].tolist())
    except Mistake:
        samples = services.store.events(loaded.run.id, kinds=("sampled",))
        if samples and loaded.run.config.data.format != "text":
            return samples[-1].payload["prompt"], samples[-1].payload.get("expected")
        text = f"\n{samples[-1].payload['prompt']}{samples[-1].payload['text']}" if samples else ""
    return _sentence(text, SENTENCE_CHARACTERS * (2 if loaded.model.reads_source else 1))


def _exchange(corpus: Any) -> tuple[str, str | None]:
    """Of the first dialogues kept for validation the shortest that isn't all too short: what is asked, and its
    answer.
    """
    found = [
        corpus.dialogue("validation", row).messages
        for row in range(min(len(corpus.validation_dialogues), ROWS_SEARCHED))
    ]
    asked = [
        next((one.content, other.content) for one, other in pairwise(said) if one.role == "user") for said in found
    ]
    whole = [pair for pair in asked if len(pair[0]) >= SHORTEST and sum(map(len, pair)) <= 3 * SENTENCE_CHARACTERS]
    return min(whole or asked, key=lambda pair: sum(map(len, pair)))


def _pair(rows: Any, loaded: Any) -> tuple[str, str | None]:
    """Of the first rows kept for validation the longest that is still easy to overlook, and fits."""
    most = min(ROW_TOKENS, loaded.model.config.context_length // 2 - 1)
    lengths = {row: len(rows.source(row)) for row in range(min(len(rows), ROWS_SEARCHED))}
    fitting = [row for row, length in lengths.items() if 0 < length <= most and len(rows.target(row)) <= most]
    chosen = max(fitting, key=lambda row: lengths[row]) if fitting else min(lengths, key=lambda row: lengths[row])
    source, target = (
        loaded.tokenizer.decode([int(token) for token in ids]) for ids in (rows.source(chosen), rows.target(chosen))
    )
    return source, target


def _sentence(text: str, characters: int) -> tuple[str, str | None] | None:
    """A whole line, but for the first, which may begin anywhere; cut between words."""
    lines = [line.strip() for line in text.split("\n")[1:]] or [text.strip()]
    fitting = [line for line in lines if len(line) >= characters] or sorted(lines, key=len)[-1:]
    cut = _cut(fitting[0], characters)
    return (cut, None) if cut else None


def _cut(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    head = text[:length]
    return head[: head.rfind(" ")] if " " in head[length // 2 :] else head
