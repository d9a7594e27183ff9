"""The command `chat`: a conversation with a run in the terminal, or with whatever writes lines to standard input."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from llm_core.cli.output import json_line, note
from llm_core.cli.using import fills_blanks, find_run, require_plain
from llm_core.config import RunConfig, SamplingConfig
from llm_core.generation.mode import mode_of
from llm_core.runs.weights import exchanges_taught, load_run, require_weights

if TYPE_CHECKING:
    from llm_core.data.chat.dialogue import Message
    from llm_core.data.tokenizer.tokenizer import Tokenizer
    from llm_core.generation.stream import GeneratedToken
    from llm_core.model.transformer import LargeLanguageModel

CONTINUES = "This run continues text; it has not learnt to answer. Give it a beginning."


def chat(options: argparse.Namespace) -> int:
    """Answer line by line until the input ends; each --ask is a line, and then nothing else is read."""
    workspace, run = find_run(options)
    given = {name: value for name, value in vars(options).items() if name in SamplingConfig.model_fields}
    config = RunConfig.parse({**run.config.model_dump(), "sampling": {**run.config.sampling.model_dump(), **given}})
    require_plain(run)
    if mode_of(config).startswith("fill"):
        raise fills_blanks(run)
    require_weights(workspace, run)
    model, tokenizer = load_run(workspace, run)
    if mode_of(config) == "continue":
        note(CONTINUES)
    talk = Talk(model, tokenizer, config, options.system, exchanges_taught(workspace, run))
    for line in options.ask or lines(quiet=options.json):
        text = ""
        for token in talk.answer(line):
            text += token.text
            if not options.json:
                print(token.text, end="", flush=True)
        if options.json:
            json_line({"run": run.id, "question": line, "answer": text})
        else:
            print()
    return 0


def lines(*, quiet: bool) -> Iterator[str]:
    """What is typed, a line at a time; blank ones say nothing."""
    asks = sys.stdin.isatty() and not quiet
    while True:
        try:
            line = input("> " if asks else "")
        except EOFError:
            if asks:
                print()
            return
        if line.strip():
            yield line


class Talk:
    """A conversation with one run; a run that learnt none reads each line alone."""

    def __init__(
        self, model: LargeLanguageModel, tokenizer: Tokenizer, config: RunConfig, system: str | None, exchanges: int
    ) -> None:
        from llm_core.data.chat.dialogue import Message

        self._model, self._tokenizer, self._config, self._exchanges = model, tokenizer, config, exchanges
        self._said: list[Message] = [Message("system", system)] if system else []

    def answer(self, line: str) -> Iterator[GeneratedToken]:
        """The answer to a line, token by token; it is remembered once it is whole."""
        from llm_core.data.chat.dialogue import Message
        from llm_core.data.chat.template import template_of
        from llm_core.generation.chat import converse, reply

        mode, sampling = mode_of(self._config), self._config.sampling
        if mode != "converse":
            yield from reply(self._model, self._tokenizer, line, sampling, mode=mode)
            return
        self._said.append(Message("user", line))
        text = ""
        for token in converse(
            self._model,
            self._tokenizer,
            template_of(self._config.data),
            self._said,
            sampling,
            exchanges=self._exchanges,
        ):
            text += token.text
            yield token
        self._said.append(Message("assistant", text))
