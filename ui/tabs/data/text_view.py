"""What the Data tab shows of the chosen text, as plain data: how far it is, its statistics, a sentence cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from llm_core.errors import Mistake
from ui.state import draft as drafts
from ui.state.corpus_jobs import PreparedState, too_short
from ui.state.services import Services
from ui.tabs.data.chat_view import facts
from ui.words import Words

if TYPE_CHECKING:
    from llm_core.data.corpus.corpus import Corpus

PREVIEW_CHARACTERS = 1800
PREVIEW_ROWS = 12
ROW_TOKENS = 160
COUNTED_TOKENS = 4_000_000
COMMONEST = 12
LAB_CHARACTERS = 2_000
LAB_TOKENS = 400
ASKED_ON_SCREEN = "encoding-guessed"  # the page asks this itself, with a preview


def status_view(services: Services, words: Words, draft: object) -> dict[str, Any]:
    """How far a draft's text is; when ready, what is in it."""
    found = services.corpus_jobs.state(drafts.checked(draft, words.language))
    answer: dict[str, Any] = {"state": found.state, "stage": found.stage, "done": found.done, "total": found.total}
    if found.mistake is not None:
        answer |= fault_view(words, found.mistake)
    if found.corpus is not None:
        answer |= statistics_view(found, words, _context(draft))
        if short := too_short(found.corpus, draft):
            answer |= fault_view(words, short)
    return answer


def fault_view(words: Words, mistake: Mistake) -> dict[str, Any]:
    """What is wrong, and where one change of a setting mends it, that change with the words for its button."""
    fix: dict[str, Any] = {}
    if mistake.code == "conversations-need-a-decoder":
        fix = {"changes": {"model.architecture": "decoder-only"}, "label": words("conversations.mend.shape")}
    elif mistake.code == "dialogues-longer-than-context":
        fix = {
            "changes": {"model.context_length": mistake.values["most"]},
            "label": words("conversations.mend.context", most=mistake.values["most"]),
        }
    return {"fault": words.error(mistake), "code": mistake.code, "fix": fix}


def statistics_view(found: PreparedState, words: Words, context: int | None = None) -> dict[str, Any]:
    """A ready text's statistics, its beginning, its commonest tokens, and what to mind, in the page's language."""
    assert found.corpus is not None
    corpus, about = found.corpus, found.corpus.statistics
    tokens = about.train_tokens + about.validation_tokens
    return {
        "characters": about.characters,
        "bytes": about.bytes,
        "kinds": about.kinds,
        "tokens": tokens,
        "train_tokens": about.train_tokens,
        "validation_tokens": about.validation_tokens,
        "vocab_size": corpus.tokenizer.vocab_size,
        "documents": about.documents,
        "files": about.files,
        "duplicates": about.duplicates,
        "unknown": about.unknown,
        "references": dict(about.baseline_losses),
        "warnings": [words.error(warning) for warning in about.warnings if warning.code != ASKED_ON_SCREEN],
        "often": commonest(corpus),
        "begins": beginning(corpus) if corpus.train_dialogues is None else "",
        "example": example(corpus, words("data.lab.example")),
        **rows_view(corpus),
        **facts(corpus, context),
    }


def example(corpus: Corpus, sentence: str) -> str:
    """What the token lab shows before a person types: a sentence, or the text's own sample prompt where that has
    letters the text hasn't.
    """
    return (
        corpus.statistics.sample_prompt
        if corpus.tokenizer.unknown_id in corpus.tokenizer.encode(sentence)
        else sentence
    )


def beginning(corpus: Any) -> str:
    """The first words of the training text, as the tokenizer gives them back."""
    return str(corpus.tokenizer.decode([int(token) for token in corpus.train[:PREVIEW_CHARACTERS]]))[
        :PREVIEW_CHARACTERS
    ]


def rows_view(corpus: Corpus) -> dict[str, Any]:
    """Of pairs: the first rows as the tokenizer cuts them, [given, answer] in labels, and how many rows there are; of a
    text nothing.
    """
    if corpus.train_rows is None or corpus.validation_rows is None:
        return {}
    rows, labels = corpus.train_rows, corpus.tokenizer.labels
    shown = [
        [
            labels(side[:ROW_TOKENS].tolist()) + (["…"] if len(side) > ROW_TOKENS else [])
            for side in (rows.source(row), rows.target(row))
        ]
        for row in range(min(PREVIEW_ROWS, len(rows)))
    ]
    return {"rows": shown, "train_rows": len(rows), "validation_rows": len(corpus.validation_rows)}


def commonest(corpus: Any) -> list[list[Any]]:
    """[label, share] of the tokens that come most often in the (first part of the) training text."""
    counted = np.bincount(corpus.train[:COUNTED_TOKENS], minlength=corpus.tokenizer.vocab_size)
    ids = [int(token) for token in np.argsort(-counted, kind="stable")[:COMMONEST] if counted[token]]
    return [
        [label, float(counted[token] / counted.sum())]
        for token, label in zip(ids, corpus.tokenizer.labels(ids), strict=True)
    ]


def cut(services: Services, draft: object, text: str) -> dict[str, Any]:
    """A sentence as the draft's tokenizer cuts it: labels and ids, or {"waiting": True} until there is one."""
    found = services.corpus_jobs.state(draft)
    if found.corpus is None:
        return {"waiting": True}
    text = text[:LAB_CHARACTERS].encode("utf-8", errors="replace").decode()
    tokenizer = found.corpus.tokenizer
    ids = [int(token) for token in tokenizer.encode(text)] if text else []
    shown = ids[:LAB_TOKENS]
    return {
        "ids": shown,
        "labels": tokenizer.labels(shown),
        "count": len(ids),
        "characters": len(text),
        "unknown": tokenizer.unknown_id,
    }


def _context(draft: object) -> int | None:
    """The draft's context; None while its settings are wrong."""
    try:
        return drafts.config_of(draft).model.context_length
    except Mistake:
        return None
