"""One input, answered by a run with its evidence: what the first panel of the Tasks tab asks."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from llm_core.config import DataConfig
from llm_core.counting import fill
from llm_core.errors import TextError
from ui.live.rpc import Answer
from ui.state.run_facts import unknown_characters
from ui.state.services import Services
from ui.state.task_kinds import sound_task
from ui.tabs.tasks.documents import Shelf
from ui.tabs.tasks.runs import TaskRuns, flat
from ui.tabs.tasks.sounds import Sounds
from ui.words import Words

if TYPE_CHECKING:
    from ui.state.models import Loaded

MOST_CHARACTERS = 20_000
MOST_BEAMS = 8


class Tries:
    """Answers what someone tries; any thread may ask."""

    def __init__(self, services: Services, words: Words, runs: TaskRuns, sounds: Sounds, shelf: Shelf) -> None:
        self._services, self._words, self._runs, self._sounds, self._shelf = services, words, runs, sounds, shelf

    def about(self, question: Mapping[str, Any]) -> Answer:
        """What to try with a run, from its own validation text: {run, task}."""
        loaded = self._runs.get(question["run"], question.get("task"))
        return {
            "run": loaded.run.id,
            "step": loaded.step,
            "name": loaded.run.name,
            "tries": self._runs.tries(loaded.run),
            **self._documents(loaded),
        }

    def explain(self, question: Mapping[str, Any]) -> Answer:
        """Answer one input and say by what: {run, task, input; of translation beams; of questions documents: ids; of
        speech clip or sound}.
        """
        loaded = self._runs.get(question["run"], question.get("task"))
        spec = loaded.run.config.data.task_spec
        from llm_core.tasks import task_of

        assert spec is not None, "runs.get refuses a run of no task"
        began, task, used = time.monotonic(), task_of(spec.name), self._runs.used(loaded)
        text, options, about = flat(question, "input", MOST_CHARACTERS), {}, {}
        if spec.hears:
            with self._sounds.given(loaded.run, question) as file:
                found = task.explain(used, str(file))
                about = {"wave": self._sounds.wave(file)} if question.get("sound") is None else {}
        else:
            if not text.strip():
                raise TextError("no-text-to-try", "There is nothing to read: write something, or choose an example.")
            if spec.answers_text:
                options["beams"] = max(1, min(MOST_BEAMS, int(question.get("beams") or 1)))
            if spec.cites:
                options["passage_index"] = self._shelf.base(loaded.run, question.get("documents"))
            found = task.explain(used, text, **options)
            about = {"unknown": unknown_characters(loaded.tokenizer, read_of(text, loaded.run.config.data))}
        notes = [
            self._words.error_of(one["code"], one["values"], fill(one["template"], one["values"]))
            for one in found.get("notes") or []
        ]
        return {
            **found,
            **about,
            "notes": notes,
            "task": spec.name,
            "run": loaded.run.id,
            "step": loaded.step,
            "waited": round(time.monotonic() - began, 4),
        }

    def sound(self, question: Mapping[str, Any]) -> Answer:
        """A clip of a run, to be heard: {run, clip} gives base64 of a WAV."""
        loaded = self._runs.get(question["run"], sound_task())
        with self._sounds.given(loaded.run, {"clip": question["clip"]}) as file:
            return {"wave": self._sounds.wave(file)}

    def _documents(self, loaded: Loaded) -> Answer:
        spec = loaded.run.config.data.task_spec
        return {"own": self._shelf.own(loaded.run)} if spec and spec.cites else {}


def read_of(text: str, data: DataConfig) -> str:
    """What a model reads of a text, which a task may have put in small letters; nothing where it is cut up in other
    ways.
    """
    from llm_core.data.tasks import Example, reader_of

    spec = data.task_spec
    if spec is None or not spec.reads_whole:
        return ""
    return "".join(piece.text for piece in reader_of(spec.name).row(Example(text, ""), data).source if not piece.mark)
