"""A small run as Chat is asked about it: of any shape, and with what it learnt."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch

from llm_core.config import RunConfig
from llm_core.data.chat.dialogue import Dialogue, Message
from llm_core.data.chat.dialogues import Dialogues
from llm_core.data.chat.template import template_of
from llm_core.data.tokenizer.tokenizer import train_tokenizer
from llm_core.errors import CheckpointError
from llm_core.model.transformer import LargeLanguageModel
from tests.ui.small_run import MODEL, TEXT, SmallServices
from ui.tabs.chat.service import ChatService
from ui.tabs.chat.tab import questions
from ui.words import Words


def functions_of(services: SmallServices) -> dict[str, Any]:
    words = Words("en")
    return {function.__name__: function for function in questions(ChatService(services, words), words)}  # type: ignore[arg-type]


def shaped_services(
    folder: Path,
    architecture: str,
    *,
    format: str = "text",
    kind: str = "characters",
    validation: bool = True,
    context: int = 24,
) -> SmallServices:
    """The same run, but of another shape, and what it learnt."""
    services = SmallServices(folder, kind=kind, validation=validation)
    config = RunConfig.parse(
        {
            **{f"model.{key}": value for key, value in MODEL.items()},
            "model.context_length": context,
            "model.architecture": architecture,
            "data.format": format,
            "data.tokenizer": kind,
            "data.vocab_size": 300,
        }
    )
    services.tokenizer = train_tokenizer(
        [TEXT * 4], config.data, template_of(config.data).marks if format == "conversations" else ()
    )
    services.model = (
        LargeLanguageModel.from_config(config.model, services.tokenizer.vocab_size).eval().requires_grad_(False)
    )
    for parameter in services.model.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    services.runs[0].config = config
    return services


def whole(asked: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Ask for an answer and read it to its end, as the script does."""
    question = {
        "run": "small-1",
        "before": [{"text": "to be"}],
        "kept": [],
        "forced": None,
        "sampling": {"max_new_tokens": 30},
        **changes,
    }
    answer = asked["write_answer"](question)
    tokens = list(answer.get("tokens", []))
    for _ in range(100):
        if answer.get("done", True):
            break
        answer = asked["read_answer"]({"job": answer["job"], "after": len(tokens)})
        tokens += answer["tokens"]
    json.dumps(answer, allow_nan=False)
    return {**answer, "tokens": tokens}


TALK = ("system", "be to"), ("user", "to be"), ("assistant", "or not to be"), ("user", "that is")


def said(*turns: tuple[str, str]) -> list[dict[str, str]]:
    return [{"role": role, "content": content} for role, content in turns]


def talk_corpus(services: SmallServices, config: RunConfig, text: Any = None) -> Any:
    dialogues = [Dialogue(tuple(Message(role, content) for role, content in TALK[skipped:3])) for skipped in (0, 1)]
    template, tokenizer = template_of(config.data), services.tokenizer
    rows = [
        [*template.encode(template.parts(dialogue.messages), tokenizer)[0], tokenizer.end_id] for dialogue in dialogues
    ]
    tokens, ends = np.array([token for row in rows for token in row]), np.cumsum([len(row) for row in rows])
    all_ = Dialogues(
        tokens,
        np.ones(len(tokens), np.uint8),
        np.stack([ends - [len(row) for row in rows], ends], 1),
        np.zeros(2, np.uint8),
    )
    return SimpleNamespace(
        tokenizer=tokenizer,
        train=tokens,
        train_rows=None,
        validation_rows=None,
        train_dialogues=all_,
        validation_dialogues=all_,
        text=text,
        dialogue=lambda side, row: dialogues[row],
    )


def gone(fingerprint: str) -> Any:
    raise CheckpointError("corpus-missing", "There is no corpus here.")
