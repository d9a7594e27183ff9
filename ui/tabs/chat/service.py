"""What the Chat tab's script asks Python: which runs can talk, an answer, piece by piece, and what of it was copied."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from llm_core.config import RunConfig, SamplingConfig
from llm_core.config.setting import bounds, settings_of
from llm_core.errors import Mistake
from llm_core.generation.mode import mode_of
from llm_core.runs.weights import exchanges_taught
from ui.live.rpc import Answer
from ui.state.run_choices import require_words, run_choices
from ui.state.run_facts import unknown_characters
from ui.state.services import Services
from ui.state.token_streams import TokenStream, TokenStreams
from ui.state.training_texts import TrainingTexts
from ui.tabs.chat.conversation import checked_ids, ids_of, last_words, messages_of
from ui.tabs.chat.prompts import opening_of, training_of, tries_of
from ui.tabs.chat.replies import Task, filled, written
from ui.words import Words

if TYPE_CHECKING:
    from ui.state.models import Loaded

FIRST_WAIT_S = 0.4
WAIT_S = 1.0
MOST_COMPARED = 8000  # characters of an answer that are compared with the training text
KNOBS: Mapping[str, tuple[float, float, float]] = {  # what a slider offers: narrower than what is allowed
    "temperature": (0, 2, 0.05),
    "top_k": (0, 200, 1),
    "top_p": (0.05, 1, 0.01),
    "min_p": (0, 0.5, 0.01),
    "repetition_penalty": (0.8, 2, 0.05),
    "beams": (1, 8, 1),
    "length_penalty": (0, 3, 0.1),
    "seed": (0, 9999, 1),
    "max_new_tokens": (10, 1000, 10),
}
BLANK = re.compile(r"_|▢|<mask>")  # as generation/infilling.py reads them, which would import torch here


class ChatService:
    """Answers the Chat tab; any thread may ask."""

    def __init__(self, services: Services, words: Words, streams: TokenStreams | None = None) -> None:
        self._services, self._words, self._streams = services, words, streams or TokenStreams()
        self._texts = TrainingTexts(services)

    def choices(self, question: Mapping[str, Any]) -> Answer:
        """Every run that can talk, the one to begin with; of each, what it does with words, and its own sampling
        settings.
        """
        found = run_choices(self._services, self._words, "converse")
        for choice in found["runs"]:
            config = self._services.store.get(choice["id"]).config
            # the script and programs know the mode under this key
            choice["manner"] = mode_of(config)
            choice["sampling"] = {name: value for name, value in config.sampling.model_dump().items() if name in KNOBS}
        return found

    def warm(self, question: Mapping[str, Any]) -> Answer:
        """Load a run's model, so that the first token comes at once: {run} gives what the lane says of it."""
        loaded = self._services.models.get(str(question["run"]))
        return {
            "step": loaded.step,
            "opening": opening_of(self._services, loaded),
            "tries": tries_of(self._services, loaded),
            **training_of(self._services, loaded),
        }

    def write(self, question: Mapping[str, Any]) -> Answer:
        """Begin an answer, and give what there is of it after a moment.

        question: {run, before: [{text} or {ids}, …], kept: ids of this answer to go on from, forced: an id that the
        person chose to come next or null, sampling: settings by name; of a run that converses, messages: [{role,
        content}, …] instead of before; of blanks: chosen: ids by the blank's number, blanks: how many an answer has, or
        null}. A run that continues reads all that was before, one that converses as many exchanges as it was taught,
        any other its last text.
        """
        loaded = self._services.models.get(str(question["run"]))
        require_words(loaded.run)
        mode, tokenizer = mode_of(loaded.run.config), loaded.tokenizer
        sampling = self._sampling(question.get("sampling") or {})
        task = self._task(question, loaded, conversed=mode == "converse")
        stream = self._streams.begin(
            (lambda cancelled: filled(loaded, task))
            if mode.startswith("fill")
            else (lambda cancelled: written(loaded, task, sampling, cancelled))
        )
        unknown = unknown_characters(tokenizer, BLANK.sub("", task.words) if mode.startswith("fill") else task.words)
        return {
            "step": loaded.step,
            **self._answer(self._streams.read(stream.id, 0, FIRST_WAIT_S), 0),
            **({"unknown": unknown} if unknown else {}),
        }

    def read_on(self, question: Mapping[str, Any]) -> Answer:
        """The tokens of an answer after the first `after`: {job, after}; waits a moment for them."""
        after = max(0, int(question["after"]))
        return self._answer(self._streams.read(str(question["job"]), after, WAIT_S), after)

    def stop(self, question: Mapping[str, Any]) -> Answer:
        """End an answer: {job}."""
        self._streams.stop(str(question["job"]))
        return {"stopped": True}

    def seen_before(self, question: Mapping[str, Any]) -> Answer:
        """What of an answer stands word for word in what its run has read: {run, text}.

        Returns: {spans: [{from, to, count, source: a passage around its first place, at: where in it the span begins}],
            compared: how many characters of the answer were, of_characters: with how many, whole: whether that is all
            that the run read}, or {gone: True} where its text isn't here. Places are in characters, not in UTF-16.
        """
        from llm_core.data.search.memorization import memorized_stretches

        text = str(question["text"])[:MOST_COMPARED]
        read = self._texts.of(self._services.store.get(str(question["run"])))
        if read is None:
            return {"gone": True}
        spans = [
            {"from": one.start, "to": one.end, "count": one.count, "source": one.passage, "at": one.at}
            for one in memorized_stretches(text, read.text)
        ]
        return {"spans": spans, "compared": len(text), "of_characters": len(read.text), "whole": read.whole}

    def _task(self, question: Mapping[str, Any], loaded: Loaded, *, conversed: bool) -> Task:
        tokenizer = loaded.tokenizer
        forced = None if question.get("forced") is None else checked_ids(tokenizer, [question["forced"]])[0]
        chosen = {
            int(number): checked_ids(tokenizer, [token])[0] for number, token in (question.get("chosen") or {}).items()
        }
        blanks = None if question.get("blanks") is None else int(question["blanks"])
        kept = checked_ids(tokenizer, question.get("kept") or [])
        if conversed:
            messages = messages_of(question["messages"])
            return Task(
                messages[-1].content,
                (),
                messages,
                kept,
                forced,
                exchanges=exchanges_taught(self._services.workspace, loaded.run),
            )
        return Task(
            last_words(question["before"]), ids_of(tokenizer, question["before"]), (), kept, forced, blanks, chosen
        )

    def _answer(self, stream: TokenStream | None, after: int) -> Answer:
        if stream is None:
            return {"error": self._words("chat.lost"), "code": "no-such-job"}
        done, tokens = stream.done, stream.tokens[after:]  # in this order: what came before done is in tokens
        answer = {
            "job": stream.id,  # the script asks for more by this key
            "tokens": tokens,
            "done": done,
            "waiting": stream.waiting,
            "stopped": stream.stopped,
            "ended": stream.ended,
            "seconds": round(stream.seconds, 4),
            "count": after + len(tokens),
        }
        if done and stream.error is not None:
            answer["error"] = (
                self._words.error(stream.error) if isinstance(stream.error, Mistake) else self._words("chat.broken")
            )
        return answer

    def _sampling(self, values: Mapping[str, Any]) -> SamplingConfig:
        known = {f"sampling.{name}": value for name, value in values.items() if name in KNOBS}
        return RunConfig.parse(known).sampling


def knobs(words: Words) -> list[dict[str, Any]]:
    """The sampling settings as sliders: name, label, help, range, step, whole."""
    defaults = SamplingConfig().model_dump()
    found = []
    for name, field in settings_of(SamplingConfig):
        if name in KNOBS:
            low, high, step = KNOBS[name]
            least, most = bounds(field)
            label, help_ = words.field(f"sampling.{name}")
            found.append(
                {
                    "name": name,
                    "label": label,
                    "help": help_,
                    "low": max(low, least if least is not None else low),
                    "high": min(high, most if most is not None else high),
                    "step": step,
                    "value": defaults[name],
                }
            )
    return found
