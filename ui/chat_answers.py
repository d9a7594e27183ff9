"""What the Chat tab's script asks Python: which runs can talk, and an answer, piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from llm_core.config import RunConfig, SamplingConfig, bounds, settings_of
from llm_core.errors import Mistake, SettingError
from ui.answers import Answer
from ui.run_choices import run_choices
from ui.run_facts import unknown_characters
from ui.scribes import Job, Scribes
from ui.services import Services
from ui.words import Words

MOST_CHARACTERS = 200_000
MOST_PARTS = 2000
ALTERNATIVES = 8
FIRST_WAIT_S = 0.4
WAIT_S = 1.0
KNOBS: Mapping[str, tuple[float, float, float]] = {  # what a slider offers: narrower than what is allowed
    "temperature": (0, 2, 0.05), "top_k": (0, 200, 1), "top_p": (0.05, 1, 0.01), "repetition_penalty": (0.8, 2, 0.05),
    "seed": (0, 9999, 1), "max_new_tokens": (10, 1000, 10),
}


class Desk:
    """Answers the Chat tab; any thread may ask."""

    def __init__(self, services: Services, words: Words, scribes: Scribes | None = None) -> None:
        self._services, self._words, self._scribes = services, words, scribes or Scribes()

    def choices(self, question: Mapping[str, Any]) -> Answer:
        """Every run that can talk, the one to begin with, and each one's own sampling settings."""
        found = run_choices(self._services, self._words)
        for choice in found["runs"]:
            choice["sampling"] = {name: value for name, value in self._services.store.get(choice["id"]).config.sampling.model_dump().items() if name in KNOBS}
        return found

    def warm(self, question: Mapping[str, Any]) -> Answer:
        """Load a run's model, so that the first token comes at once: {run} gives what the lane says of it."""
        loaded = self._services.models.get(str(question["run"]))
        openings = [str(row.payload["prompt"]) for row in self._services.store.events(loaded.run.id, kinds=("sampled",), limit=5000)]
        return {"step": loaded.step, "opening": openings[-1].strip()[:60] if openings else ""}

    def write(self, question: Mapping[str, Any]) -> Answer:
        """Begin an answer, and give what there is of it after a moment.

        question: {run, before: [{text} or {ids}, …], kept: ids of this answer to go on from, forced: an id that the
        person chose to come next or null, sampling: settings by name}.
        """
        loaded = self._services.models.get(str(question["run"]))
        sampling = self._sampling(question.get("sampling") or {})
        before = self._ids(loaded.tokenizer, question["before"])
        lead = _checked_ids(loaded.tokenizer, question.get("kept") or [])
        forced = question.get("forced")
        if forced is not None:
            forced = _checked_ids(loaded.tokenizer, [forced])[0]
        job = self._scribes.begin(lambda cancelled: _tokens(loaded, before, (lead, forced), sampling, cancelled))
        unknown = _unknown(loaded.tokenizer, question["before"])
        return {"step": loaded.step, **self._answer(self._scribes.read(job.id, 0, FIRST_WAIT_S), 0), **({"unknown": unknown} if unknown else {})}

    def read_on(self, question: Mapping[str, Any]) -> Answer:
        """The tokens of an answer after the first `after`: {job, after}; waits a moment for them."""
        after = max(0, int(question["after"]))
        return self._answer(self._scribes.read(str(question["job"]), after, WAIT_S), after)

    def stop(self, question: Mapping[str, Any]) -> Answer:
        """End an answer: {job}."""
        self._scribes.stop(str(question["job"]))
        return {"stopped": True}

    def _answer(self, job: Job | None, after: int) -> Answer:
        if job is None:
            return {"error": self._words("chat.lost"), "code": "no-such-job"}
        done, tokens = job.done, job.tokens[after:]  # in this order: what came before done is in tokens
        answer = {
            "job": job.id, "tokens": tokens, "done": done, "waiting": job.waiting, "stopped": job.stopped,
            "seconds": round(job.seconds, 4), "count": after + len(tokens),
        }
        if done and job.error is not None:
            answer["error"] = self._words.error(job.error) if isinstance(job.error, Mistake) else self._words("chat.broken")
        return answer

    def _sampling(self, values: Mapping[str, Any]) -> SamplingConfig:
        known = {f"sampling.{name}": value for name, value in values.items() if name in KNOBS}
        return RunConfig.parse(known).sampling

    def _ids(self, tokenizer: Any, parts: Sequence[Mapping[str, Any]]) -> list[int]:
        if len(parts) > MOST_PARTS or sum(len(str(part.get("text", ""))) + len(part.get("ids", ())) for part in parts) > MOST_CHARACTERS:
            raise SettingError("chat-too-long", "This conversation is longer than {limit} characters. Clear it, or send less.", limit=MOST_CHARACTERS)
        ids: list[int] = []
        for part in parts:
            ids += _checked_ids(tokenizer, part["ids"]) if "ids" in part else tokenizer.encode(str(part["text"]))
        return ids


def knobs(words: Words) -> list[dict[str, Any]]:
    """The sampling settings as sliders: name, label, help, range, step, whole."""
    defaults = SamplingConfig().model_dump()
    found = []
    for name, field in settings_of(SamplingConfig):
        if name in KNOBS:
            low, high, step = KNOBS[name]
            least, most = bounds(field)
            label, help_ = words.field(f"sampling.{name}")
            found.append({
                "name": name, "label": label, "help": help_, "low": max(low, least if least is not None else low),
                "high": min(high, most if most is not None else high), "step": step, "value": defaults[name],
            })
    return found


def _tokens(
    loaded: Any, before: list[int], kept: tuple[list[int], int | None], sampling: SamplingConfig, cancelled: Callable[[], bool],
) -> Iterator[dict[str, Any]]:
    """What a model writes after a conversation and the kept part of its answer, as plain data.

    Text comes from one stream over the whole answer, so that a character whose bytes lie on both sides of the place
    where writing went on is whole.
    """
    from llm_core.generation.generator import generate

    tokenizer, stream = loaded.tokenizer, loaded.tokenizer.stream()
    lead, forced = kept
    for token in lead:
        stream.push(token)
    if forced is not None:
        yield {"id": forced, "text": stream.push(forced), "label": tokenizer.labels([forced])[0], "chosen": True}
        lead = [*lead, forced]
    for token in generate(loaded.model, tokenizer, [*before, *lead], sampling, alternatives=ALTERNATIVES, cancelled=cancelled):
        if token.id == tokenizer.end_id:
            yield {"end": True}
            return
        others = tokenizer.labels([identity for identity, _ in token.alternatives])
        yield {
            "id": token.id, "text": stream.push(token.id), "label": tokenizer.labels([token.id])[0], "p": round(token.probability, 6),
            "others": [[label, identity, round(odds, 6)] for label, (identity, odds) in zip(others, token.alternatives, strict=True)],
        }


def _checked_ids(tokenizer: Any, ids: Sequence[Any]) -> list[int]:
    checked = [int(token) for token in ids]
    if any(not 0 <= token < tokenizer.vocab_size for token in checked):
        raise KeyError("a token that this run does not know")
    return checked


def _unknown(tokenizer: Any, parts: Sequence[Mapping[str, Any]]) -> str:
    """The characters of the last message that the tokenizer has no token for, the first few of them."""
    return unknown_characters(tokenizer, next((str(part["text"]) for part in reversed(parts) if "text" in part), ""))
