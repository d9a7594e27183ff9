"""What the Data tab shows of conversations, as plain data: who says what, what a model reads and learns of it, and the
counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from llm_core.config import DataConfig
from llm_core.errors import Mistake
from ui.state import draft as drafts
from ui.state.corpus_jobs import data_config
from ui.state.services import Services
from ui.words import Words

if TYPE_CHECKING:
    from llm_core.data.chat.dialogue import Dialogue, Message
    from llm_core.data.chat.dialogues import Dialogues
    from llm_core.data.chat.record_shapes import DialogueShape
    from llm_core.data.corpus.corpus import Corpus
    from llm_core.data.files.text_file import TextFile

SHOWN_DIALOGUES = 6
SHOWN_MESSAGES = 12
MESSAGE_CHARACTERS = 500
DIALOGUE_TOKENS = 260
SHOWN_KEYS = 200
SURE_MARKS = frozenset({"__eou__", "<|turn|>"})  # nobody writes these by chance
_BLOCK = 1 << 22


def plainly_talks(file: TextFile | Mistake) -> bool:
    """Whether a file, looked at as conversations, can hardly be meant as anything else: lists of turns, or lines with a
    mark made for it.
    """
    shape = None if isinstance(file, Mistake) else file.dialogue
    return shape is not None and (shape.kind == "turns" or shape.mark in SURE_MARKS)


def talk_view(file: TextFile) -> dict[str, Any]:
    """How the dialogues of a file lie in it, what else could be chosen, and who says what in the first ones."""
    shape, turn_keys = file.dialogue, file.turn_keys
    others = [
        column
        for column in file.columns
        if column not in turn_keys and not column.startswith(tuple(f"{key}." for key in turn_keys))
    ]
    kinds = [
        *(["turns"] if turn_keys or (shape and shape.kind == "turns") else []),
        *(
            ["pairs"]
            if len(others) > 1 or (shape and shape.kind == "pairs") or (file.format == "text" and "\t" in file.preview)
            else []
        ),
        *(["lines"] if file.format == "text" and not file.shape else []),
    ]
    return {
        "kind": shape.kind if shape else "none",
        "kinds": kinds,
        "keys": list(turn_keys[:SHOWN_KEYS]),
        "key": shape and shape.key,
        "answer": shape and shape.answer,
        "others": list(dict.fromkeys([*others[:SHOWN_KEYS], *_pair(shape)])),
        "mark": shape.mark if shape and shape.mark else "",
        "dialogues": [_said(dialogue.messages) for dialogue in file.dialogues[:SHOWN_DIALOGUES]],
    }


def facts(corpus: Corpus, context: int | None) -> dict[str, Any]:
    """The counts of a prepared corpus of conversations, {} of any other: a turn is what one side says in one go.

    Of the dialogues that a context doesn't hold, some are cut after an answer that it holds, the others are left out.
    """
    train, validation = corpus.train_dialogues, corpus.validation_dialogues
    if train is None or validation is None:
        return {}
    counted = [_answer_tokens_and_answers(dialogues.loss_mask) for dialogues in (train, validation)]
    fit, cut = _fitting((train, validation), context) if context else (len(train) + len(validation), 0)
    return {
        "context": context,
        "cut": cut,
        "left_out": len(train) + len(validation) - fit - cut,
        "dialogues": len(train) + len(validation),
        "train_dialogues": len(train),
        "validation_dialogues": len(validation),
        "asked": sum(tokens for tokens, _ in counted),
        "turns": 2 * sum(answers for _, answers in counted),  # each answer follows a question
        "marks": len(corpus.tokenizer.marks),
        "told": corpus.dialogue("validation", 0).validation is True,
        "text_tokens": corpus.statistics.text_tokens,
    }


def shading(services: Services, words: Words, draft: object, *, preview: bool = False) -> dict[str, Any]:
    """The first dialogues as a model reads them, with what of them it learns: in tokens once they are prepared, before
    that in one piece each.

    Args:    preview: the draft is only tried: nothing is prepared for it.
    Returns: {"dialogues": [{"pieces": [[label, id or None, learnt, is a mark], …], "more": is cut off}], "tokens":
        whether they are tokens},
             with "fault" and "code" where the template can't be used.
    """
    from llm_core.data.chat.template import template_of

    draft = drafts.checked(draft, words.language)
    try:
        config = data_config(draft)
        if config.format != "conversations":
            return {"dialogues": [], "tokens": False}
        template = template_of(config)
        corpus = None if preview else services.corpus_jobs.state(draft).corpus
        if corpus is not None and corpus.train_dialogues is not None:
            return {"dialogues": list(_in_tokens(corpus)), "tokens": True}
        first = _first(services, str(draft["source"]), config)
        return {"dialogues": [_pieces(_parts(template, dialogue)) for dialogue in first], "tokens": False}
    except Mistake as mistake:
        return {"dialogues": [], "tokens": False, "fault": words.error(mistake), "code": mistake.code}


def _pair(shape: DialogueShape | None) -> list[str]:
    return [shape.key, shape.answer] if shape and shape.kind == "pairs" and shape.key and shape.answer else []


def _said(messages: Sequence[Message]) -> list[list[str]]:
    shown = [[message.role, _short(message.content)] for message in messages[:SHOWN_MESSAGES]]
    return shown + ([["more", ""]] if len(messages) > SHOWN_MESSAGES else [])


def _short(text: str) -> str:
    return text if len(text) <= MESSAGE_CHARACTERS else text[:MESSAGE_CHARACTERS] + " …"


def _answer_tokens_and_answers(loss_mask: Any) -> tuple[int, int]:
    """How many tokens the loss counts, and in how many stretches: each is an answer."""
    tokens = answers = last = 0
    for at in range(0, len(loss_mask), _BLOCK):
        block = np.asarray(loss_mask[at : at + _BLOCK], dtype=np.int8)
        tokens += int(np.count_nonzero(block))
        answers += int(np.count_nonzero(np.diff(block, prepend=np.int8(last)) == 1))
        last = int(block[-1])
    return tokens, answers


def _fitting(sides: Sequence[Dialogues], context: int) -> tuple[int, int]:
    """How many dialogues a context holds, and how many more once they are cut."""
    from llm_core.data.chat.dialogues import cut_to, fitting_dialogues

    whole = sum(len(fitting_dialogues(side, context)) for side in sides)
    return whole, sum(len(fitting_dialogues(cut_to(side, context), context)) for side in sides) - whole


def _in_tokens(corpus: Corpus) -> Iterator[dict[str, Any]]:
    assert corpus.train_dialogues is not None
    marks = {corpus.tokenizer.end_id, *corpus.tokenizer.marks.values()}
    for row in range(min(SHOWN_DIALOGUES, len(corpus.train_dialogues))):
        tokens, loss_mask = corpus.train_dialogues.row(row)
        ids = [int(token) for token in tokens[:DIALOGUE_TOKENS]]
        pieces = [
            [label, token, bool(in_loss), token in marks]
            for label, token, in_loss in zip(corpus.tokenizer.labels(ids), ids, loss_mask, strict=False)
        ]
        yield {"pieces": pieces, "more": len(tokens) > len(ids)}


def _first(services: Services, source: str, config: DataConfig) -> list[Dialogue]:
    """The first dialogues of a draft's files, before anything is prepared."""
    kind, _, names = source.partition(":")
    looks = (
        services.uploads.sample(names, config)
        if kind == "sample"
        else [services.corpus_jobs.look(name, config) for name in names.split(",")]
    )
    return [dialogue for file in looks if not isinstance(file, Mistake) for dialogue in file.dialogues][
        :SHOWN_DIALOGUES
    ]


def _parts(template: Any, dialogue: Dialogue) -> list[Any]:
    from llm_core.data.chat.dialogue import Message
    from llm_core.data.chat.encode import ended

    return ended(
        template.parts(
            [Message(message.role, _short(message.content)) for message in dialogue.messages[:SHOWN_MESSAGES]]
        )
    )


def _pieces(parts: Sequence[Any]) -> dict[str, Any]:
    return {"pieces": [[part.text, None, part.in_loss, part.is_mark] for part in parts if part.text], "more": False}
