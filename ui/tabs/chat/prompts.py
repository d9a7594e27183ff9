"""What to try with a run in Chat, and what it learnt from: beginnings, blanks and questions from the text that was kept
for validation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from llm_core.errors import Mistake
from llm_core.generation.mode import mode_of
from llm_core.runs.weights import exchanges_taught

if TYPE_CHECKING:
    from llm_core.data.corpus.corpus import Corpus
    from ui.state.models import Loaded
    from ui.state.services import Services

MOST, READ, LONGEST = 3, 6000, 90
LOOKED_AT = 200  # dialogues that tell what all are like
SENTENCE = re.compile(r"[^\n.!?。！？]{12,}[.!?。！？”\"]*")
BLANK_PLACES = (0.3, 0.75)


def tries_of(services: Services, loaded: Loaded) -> list[dict[str, str]]:
    """A few {text} to begin with, of pairs with the {answer} that stands in the file; what works at once
    comes first.
    """
    mode = mode_of(loaded.run.config)
    found: list[dict[str, str]] = []
    if mode != "continue":
        try:
            corpus = services.corpora.get(loaded.run.corpus)
            found = {"fill": blanks_of, "converse": openers_of}.get(mode, questions_of)(corpus, loaded)
        except (Mistake, OSError):
            pass  # a run that came without its text
    return found or [{"text": text} for text in [opening_of(services, loaded)] if text]


def opening_of(services: Services, loaded: Loaded) -> str:
    """What the newest sample of a run began with."""
    rows = services.store.events(loaded.run.id, kinds=("sampled",), limit=5000)
    return str(rows[-1].payload["prompt"]).strip()[:60] if rows else ""


def training_of(services: Services, loaded: Loaded) -> dict[str, Any]:
    """Of a run that learnt conversations: {exchanges: how many it was taught to read, dialogues: how many it learnt,
    system: whether some began with a system prompt}, the last two only where its dialogues are here."""
    if mode_of(loaded.run.config) != "converse":
        return {}
    taught = {"exchanges": exchanges_taught(services.workspace, loaded.run)}
    try:
        corpus = services.corpora.get(loaded.run.corpus)
        dialogues = corpus.train_dialogues
        if dialogues is None:
            return taught
        some = [corpus.dialogue("train", row) for row in range(min(len(dialogues), LOOKED_AT))]
    except (Mistake, OSError):
        return taught  # a run that came without its text
    return {
        **taught,
        "dialogues": len(dialogues),
        "system": any(message.role == "system" for dialogue in some for message in dialogue.messages),
    }


def openers_of(corpus: Corpus, loaded: Loaded) -> list[dict[str, str]]:
    """What people said first in dialogues that the model did not learn."""
    if corpus.validation_dialogues is None:
        return []
    looked_at = [corpus.dialogue("validation", row) for row in range(min(len(corpus.validation_dialogues), LOOKED_AT))]
    asked = [dialogue.question for dialogue in looked_at if not dialogue.refusal]
    short = [question for question in dict.fromkeys(asked) if len(question) <= LONGEST // 2 and "\n" not in question]
    return [{"text": question} for question in short[:MOST]]


def questions_of(corpus: Corpus, loaded: Loaded) -> list[dict[str, str]]:
    """Pairs that fit the model's context."""
    from llm_core.data.pairs.rows import fitting

    rows, tokenizer = corpus.validation_rows, loaded.tokenizer
    if rows is None:
        return []
    pairs = [
        (tokenizer.decode(rows.source(row)), tokenizer.decode(rows.target(row)))
        for row in map(int, fitting(rows, loaded.model.config)[:200])
    ]
    longest = sorted(
        dict.fromkeys(pair for pair in pairs if len(pair[0]) <= LONGEST and "\n" not in pair[0]),
        key=lambda pair: -len(pair[0]),
    )
    return [{"text": given, "answer": answer} for given, answer in longest[len(longest) // 4 :][:MOST]]


def blanks_of(corpus: Corpus, loaded: Loaded) -> list[dict[str, str]]:
    """Sentences with blanks."""
    tokenizer, context = loaded.tokenizer, loaded.model.config.context_length
    text: Any = tokenizer.decode([int(token) for token in corpus.validation[:READ]])
    sentences = [sentence.strip() for sentence in SENTENCE.findall(text)[1:-1]]
    fitting = [
        one for one in sentences if len(one) <= LONGEST and len(tokenizer.encode(one)) <= context and "_" not in one
    ]
    found = [with_blanks(tokenizer, sentence) for sentence in fitting[:MOST]]
    if not found and text:  # no sentence fits: a piece of the text, as long as fits
        found = [
            with_blanks(tokenizer, tokenizer.decode([int(token) for token in corpus.validation[: min(context, 60)]]))
        ]
    return [{"text": one} for one in found if "_" in one]


def with_blanks(tokenizer: Any, sentence: str) -> str:
    """A sentence with some of its tokens hidden: letters or pieces of words, no spaces or signs."""
    ids = tokenizer.encode(sentence)
    labels = tokenizer.labels(ids)
    able = [place for place, label in enumerate(labels) if place and label.strip().isalnum()]
    hidden = {able[int(len(able) * share)] for share in BLANK_PLACES} if able else set()
    parts: list[str] = []
    open_: list[int] = []
    for place, token in enumerate(ids):
        if place in hidden:
            parts += [tokenizer.decode(open_), " _" if labels[place].startswith(" ") else "_"]
            open_ = []
        else:
            open_.append(token)
    return "".join([*parts, tokenizer.decode(open_)])
