"""What the Inspect tab's script asks Python: which steps there are, what a model does with a sentence, what a head is
worth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from llm_core.errors import Mistake, RunError
from ui.live.rpc import Answer
from ui.state.run_choices import require_words, run_choices
from ui.state.run_facts import unknown_characters
from ui.state.services import Services
from ui.tabs.inspect.examples import example
from ui.tabs.inspect.held import Held
from ui.tabs.inspect.view import exact, found, most_tokens, overview, positions
from ui.words import Words

if TYPE_CHECKING:
    from llm_core.inspection import Kind

MOST_CHARACTERS = 20_000
COST_TOKENS = 8192
COST_PARAMETERS = 2_000_000
PROBS_SHOWN = 8
HELD_INSPECTIONS = 12
HELD_COSTS = 2000
HELD_BATCHES = 4
BEST_FIRST, SHOWN = ("cross", "self"), ("encoder", "self", "cross")


class InspectService:
    """Answers the Inspect tab; any thread may ask. Holds the last inspections, so that another head costs nothing."""

    def __init__(self, services: Services, words: Words) -> None:
        self._services, self._words = services, words
        self._inspections, self._costs, self._batches = Held(HELD_INSPECTIONS), Held(HELD_COSTS), Held(HELD_BATCHES)

    def choices(self, question: Mapping[str, Any]) -> Answer:
        """Every run that can be looked into, and the one to begin with."""
        return run_choices(self._services, self._words)

    def steps(self, question: Mapping[str, Any]) -> Answer:
        """The steps whose weights are kept, each with its validation loss where one was measured."""
        return {"steps": self._steps(str(question["run"])), **self._state(str(question["run"]))}

    def look(self, question: Mapping[str, Any]) -> Answer:
        """Let a model read a sentence: all heads for drawing, one exactly, probabilities and surprises, patterns of the
        heads.

        question: {run, step or null (newest), text or null (one that suits the run), answer or null (the model's own,
        or of running text its second half), map: kind of attention or null, head: [layer, head], off: null or [layer,
        head]}.
        """
        run, view = str(question["run"]), self._view(question)
        loaded, off, heads = view.loaded, _head(question.get("off")), view.loaded.model.config.nhead
        about = {
            **self._state(run),
            "run": run,
            "step": loaded.step,
            "text": view.text,
            "answer": view.answer,
            "asks": view.asks,
            "pairs": view.pairs,
            "maps": [kind for kind in SHOWN if kind in view.layers],
            "map": view.kind,
            "sees": view.sees,
            "layers": view.layers[view.kind],
            "heads": heads,
            "hides": loaded.model.decoder is None,
            "steps": self._steps(run),
            "off": list(off) if off else None,
        }
        if not view.text:
            return {**about, "labels": []}
        inspection = self._inspect(view, off)
        attention, causal = inspection.maps[view.kind], view.sees == "causal"
        layer, head = _clamped(
            _head(question.get("head")) or (view.layers[view.kind] // 2, 0), view.layers[view.kind], heads
        )
        patterns = _head_patterns(attention, view.sees)
        return {
            **about,
            **positions(inspection, view.kind),
            "dropped": inspection.dropped,
            "unknown": unknown_characters(loaded.tokenizer, view.text + (view.answer or "")),
            "grid": overview(attention, causal=causal),
            "head": [layer, head],
            "exact": exact(attention[layer, head], causal=causal),
            "habits": patterns,
            "found": found(patterns),
        }

    def one_head(self, question: Mapping[str, Any]) -> Answer:
        """The exact weights of one head on a sentence: {run, step, text, answer, map, off, head: [layer, head]}."""
        view = self._view(question)
        layer, head = _clamped(_head(question["head"]), view.layers[view.kind], view.loaded.model.config.nhead)
        inspection = self._inspect(view, _head(question.get("off")))
        return {
            "head": [layer, head],
            "exact": exact(inspection.maps[view.kind][layer, head], causal=view.sees == "causal"),
        }

    def cost(self, question: Mapping[str, Any]) -> Answer:
        """What switching a head off costs on validation text: {run, step, map, head} gives {before, after, tokens}."""
        from llm_core.inspection import mean_loss, validation_batches

        view = self._view({**question, "text": ""})
        loaded, model, kind = view.loaded, view.loaded.model, view.kind
        layer, head = _clamped(_head(question["head"]), view.layers[kind], model.config.nhead)
        room = COST_TOKENS * COST_PARAMETERS // max(COST_PARAMETERS, loaded.run.parameters or 0)
        config = loaded.run.config.model_copy(update={"model": model.config})
        try:
            corpus = self._services.corpora.get(loaded.run.corpus)
            batches = self._batches.get(
                loaded.run.id, lambda: validation_batches(config, corpus, max(room, 2 * model.config.context_length))
            )
        except Mistake:
            return {"error": self._words("inspect.no-validation"), "code": "no-validation"}
        before = self._costs.get((loaded.run.id, loaded.step), lambda: mean_loss(model, batches))
        after = self._costs.get(
            (loaded.run.id, loaded.step, kind, layer, head), lambda: mean_loss(model, batches, [(layer, head, kind)])
        )
        return {
            "before": before,
            "after": after,
            "tokens": sum(batch.target_count for batch in batches),
            "step": loaded.step,
            "head": [layer, head],
        }

    def _view(self, question: Mapping[str, Any]) -> _View:
        """What a question is about: a model, what it reads, and which of its kinds of attention is looked at."""
        from llm_core.inspection import layers_of, sees_of

        loaded = self._services.models.get(str(question["run"]), _step(question))
        require_words(loaded.run)
        layers, pairs = layers_of(loaded.model), loaded.run.config.data.format != "text"
        kind = question.get("map")
        kind = kind if kind in layers else next((best for best in BEST_FIRST if best in layers), "self")
        asks = pairs or loaded.model.reads_source
        text, answer = question.get("text"), question.get("answer")
        if text is None:
            text, answer = example(self._services, loaded) or (self._words("inspect.sentence.default"), None)
        answer = str(answer)[:MOST_CHARACTERS] if answer and asks else None
        return _View(
            loaded,
            str(text)[:MOST_CHARACTERS],
            answer,
            pairs,
            asks,
            kind,
            layers,
            sees_of(loaded.model, cast("Kind", kind)),
        )

    def _inspect(self, view: _View, off: tuple[int, int] | None) -> Any:
        from llm_core.data.chat.template import template_for
        from llm_core.inspection import inspect

        loaded, config = view.loaded, view.loaded.model.config
        zeroed = [] if off is None else [(*_clamped(off, view.layers[view.kind], config.nhead), view.kind)]
        most = most_tokens(
            max(view.layers.values()),
            config.nhead,
            config.context_length,
            causal=set(view.layers) == {"self"} and view.sees == "causal",
        )
        return self._inspections.get(
            (loaded.run.id, loaded.step, view.text, view.answer, *zeroed),
            lambda: inspect(
                loaded.model,
                loaded.tokenizer,
                view.text,
                view.answer,
                pairs=view.pairs,
                template=template_for(loaded.run.config),
                zeroed_heads=zeroed,
                top=PROBS_SHOWN,
                most_tokens=most,
            ),
        )

    def _state(self, run_id: str) -> dict[str, Any]:
        run = self._services.store.get(run_id)
        return {"name": run.name, "active": run.active}

    def _steps(self, run_id: str) -> list[list[Any]]:
        looks = self._services.store.events(run_id, kinds=("sampled", "evaluated"))
        losses = {row.step: row.payload["val_loss"] for row in looks if row.payload["val_loss"] is not None}
        steps = self._services.models.steps(run_id)
        if not steps:
            raise RunError(
                "no-weights-yet", "Run {name} has saved no weights yet. Wait for its first snapshot.", name=run_id
            )
        return [[step, losses.get(step)] for step in steps]


@dataclass(frozen=True)
class _View:
    """One look: a model, what it reads, and a kind of attention; `asks`: whether an answer stands beside the text."""

    loaded: Any
    text: str
    answer: str | None
    pairs: bool
    asks: bool
    kind: Any
    layers: Mapping[Any, int]
    sees: Any


def _head_patterns(attention: Any, sees: Any) -> list[dict[str, Any]]:
    """What each head looks at most: {layer, head, habit, weight}, from `head_patterns`."""
    from llm_core.inspection import head_patterns

    return [
        # the script knows the pattern under the key "habit"
        {"layer": layer, "head": head, "habit": pattern.name, "weight": round(float(pattern.weight), 3)}
        for layer, row in enumerate(head_patterns(attention, sees))
        for head, pattern in enumerate(row)
    ]


def _step(question: Mapping[str, Any]) -> int | None:
    step = question.get("step")
    return None if step is None else int(step)


def _head(value: Any) -> tuple[int, int] | None:
    return None if value is None else (int(value[0]), int(value[1]))


def _clamped(head: tuple[int, int] | None, layers: int, heads: int) -> tuple[int, int]:
    if head is None:
        raise KeyError("head")
    return max(0, min(head[0], layers - 1)), max(0, min(head[1], heads - 1))
