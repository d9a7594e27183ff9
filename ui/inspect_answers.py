"""What the Inspect tab's script asks Python: which steps there are, what a model does with a sentence, what a head is worth."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from typing import Any

from llm_core.errors import Mistake, RunError
from ui.answers import Answer
from ui.attention_payload import exact, found, most_tokens, overview, positions
from ui.run_choices import run_choices
from ui.run_facts import unknown_characters
from ui.services import Services
from ui.words import Words

MOST_CHARACTERS = 20_000
SENTENCE_CHARACTERS = 32
SENTENCE_SEARCH_TOKENS = 800
COST_TOKENS = 8192
COST_PARAMETERS = 2_000_000
ODDS_SHOWN = 8
HELD_INSPECTIONS = 12
HELD_COSTS = 2000


class Bench:
    """Answers the Inspect tab; any thread may ask. Holds the last inspections, so that another head costs nothing."""

    def __init__(self, services: Services, words: Words) -> None:
        self._services, self._words = services, words
        self._inspections, self._costs = _Held(HELD_INSPECTIONS), _Held(HELD_COSTS)

    def choices(self, question: Mapping[str, Any]) -> Answer:
        """Every run that can be looked into, and the one to begin with."""
        return run_choices(self._services, self._words)

    def steps(self, question: Mapping[str, Any]) -> Answer:
        """The steps whose weights are kept, each with its validation loss where one was measured."""
        return {"steps": self._steps(str(question["run"])), **self._state(str(question["run"]))}

    def look(self, question: Mapping[str, Any]) -> Answer:
        """Let a model read a sentence: all heads for drawing, one exactly, odds and surprises, habits of the heads.

        question: {run, step or null (newest), text or null (one that suits the run), head: [layer, head], off: null or
        [layer, head]}.
        """
        run, off = str(question["run"]), _head(question.get("off"))
        loaded = self._services.models.get(run, _step(question))
        layers, heads = loaded.model.config.num_layers, loaded.model.config.nhead
        text = question.get("text")
        text = self._sentence(loaded) if text is None else str(text)[:MOST_CHARACTERS]
        about = {
            **self._state(run), "run": run, "step": loaded.step, "text": text, "layers": layers, "heads": heads,
            "steps": self._steps(run), "off": list(off) if off else None,
        }
        if not text:
            return {**about, "labels": []}
        inspection = self._inspect(loaded, text, off)
        layer, head = _clamped(_head(question.get("head")) or (layers // 2, 0), layers, heads)
        habits = _habits(inspection.attention)
        return {
            **about, **positions(inspection), "dropped": inspection.dropped, "unknown": unknown_characters(loaded.tokenizer, text),
            "grid": overview(inspection.attention), "head": [layer, head],
            "exact": exact(inspection.attention[layer, head]), "habits": habits, "found": found(habits),
        }

    def one_head(self, question: Mapping[str, Any]) -> Answer:
        """The exact weights of one head on a sentence: {run, step, text, off, head: [layer, head]}."""
        loaded = self._services.models.get(str(question["run"]), _step(question))
        layer, head = _clamped(_head(question["head"]), loaded.model.config.num_layers, loaded.model.config.nhead)
        inspection = self._inspect(loaded, str(question["text"])[:MOST_CHARACTERS], _head(question.get("off")))
        return {"head": [layer, head], "exact": exact(inspection.attention[layer, head])}

    def cost(self, question: Mapping[str, Any]) -> Answer:
        """What switching a head off costs on validation text: {run, step, head} gives {before, after, tokens}."""
        from llm_core.inspection import mean_loss, validation_windows

        loaded = self._services.models.get(str(question["run"]), _step(question))
        config, model = loaded.model.config, loaded.model
        head = _clamped(_head(question["head"]), config.num_layers, config.nhead)
        try:
            tokens = self._services.corpora.get(loaded.run.corpus).validation
        except Mistake:
            return {"error": self._words("inspect.no-validation"), "code": "no-validation"}
        room = COST_TOKENS * COST_PARAMETERS // max(COST_PARAMETERS, loaded.run.parameters or 0)
        windows = validation_windows(tokens, config.context_length, max(2, room // config.context_length))
        before = self._costs.get((loaded.run.id, loaded.step), lambda: mean_loss(model, windows))
        after = self._costs.get((loaded.run.id, loaded.step, head), lambda: mean_loss(model, windows, [head]))
        return {"before": before, "after": after, "tokens": windows[:, 1:].numel(), "step": loaded.step, "head": list(head)}

    def _inspect(self, loaded: Any, text: str, off: tuple[int, int] | None) -> Any:
        from llm_core.inspection import inspect

        config = loaded.model.config
        zeroed = [] if off is None else [_clamped(off, config.num_layers, config.nhead)]
        most = most_tokens(config.num_layers, config.nhead, config.context_length)
        return self._inspections.get(
            (loaded.run.id, loaded.step, text, *zeroed),
            lambda: inspect(loaded.model, loaded.tokenizer, text, zeroed_heads=zeroed, top=ODDS_SHOWN, most_tokens=most),
        )

    def _state(self, run_id: str) -> dict[str, Any]:
        run = self._services.store.get(run_id)
        return {"name": run.name, "active": run.active}

    def _steps(self, run_id: str) -> list[list[Any]]:
        looks = self._services.store.events(run_id, kinds=("sampled", "evaluated"))
        losses = {row.step: row.payload["val_loss"] for row in looks if row.payload["val_loss"] is not None}
        steps = self._services.models.steps(run_id)
        if not steps:
            raise RunError("no-weights-yet", "Run {name} has saved no weights yet. Wait for its first snapshot.", name=run_id)
        return [[step, losses.get(step)] for step in steps]

    def _sentence(self, loaded: Any) -> str:
        """A line of the run's validation text, which it never learnt from; else the beginning of what it wrote last."""
        try:
            ids = self._services.corpora.get(loaded.run.corpus).validation[:SENTENCE_SEARCH_TOKENS]
            text = loaded.tokenizer.decode(ids.tolist())
        except Mistake:
            rows = self._services.store.events(loaded.run.id, kinds=("sampled",))
            text = f"\n{rows[-1].payload['prompt']}{rows[-1].payload['text']}" if rows else ""
        lines = [line.strip() for line in text.split("\n")[1:]] or [text.strip()]
        fitting = [line for line in lines if len(line) >= SENTENCE_CHARACTERS] or sorted(lines, key=len)[-1:]
        return _cut(fitting[0], SENTENCE_CHARACTERS) or self._words("inspect.sentence.default")


class _Held:
    """The last few answers to questions that take work; two threads may at worst do the same work twice."""

    def __init__(self, room: int) -> None:
        self._room, self._lock = room, Lock()
        self._held: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = make()
        with self._lock:
            self._held[key] = made
            while len(self._held) > self._room:
                self._held.popitem(last=False)
        return made


def _habits(attention: Any) -> list[dict[str, Any]]:
    """What each head looks at most: {layer, head, habit, weight}, from `head_habits`."""
    from llm_core.inspection import head_habits

    return [
        {"layer": layer, "head": head, "habit": habit.name, "weight": round(float(habit.weight), 3)}
        for layer, row in enumerate(head_habits(attention)) for head, habit in enumerate(row)
    ]


def _cut(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    head = text[:length]
    return head[: head.rfind(" ")] if " " in head[length // 2:] else head


def _step(question: Mapping[str, Any]) -> int | None:
    step = question.get("step")
    return None if step is None else int(step)


def _head(value: Any) -> tuple[int, int] | None:
    return None if value is None else (int(value[0]), int(value[1]))


def _clamped(head: tuple[int, int] | None, layers: int, heads: int) -> tuple[int, int]:
    if head is None:
        raise KeyError("head")
    return max(0, min(head[0], layers - 1)), max(0, min(head[1], heads - 1))
