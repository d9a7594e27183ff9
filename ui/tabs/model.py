"""The Model tab: the shape as cards and sliders, a live drawing of it, and what it costs on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

import gradio as gr

from llm_core.config import RunConfig
from llm_core.errors import Mistake
from ui import draft as drafts
from ui.controls import settings_card, settings_drawer
from ui.live.component import live
from ui.services import Services
from ui.words import Words

FIELDS = ("model.d_model", "model.nhead", "model.num_layers", "model.context_length", "model.activation", "model.positions")
SUPPOSED_CHARACTERS = {"en": 80, "zh": 3000}
MEASURED_SHARE = 0.4  # of the free memory: a larger model isn't tried out beside the page


@dataclass(frozen=True)
class ModelTab:
    """The parts of this tab that others may need."""

    settings: gr.HTML
    network: gr.HTML


def build(services: Services, words: Words, draft: gr.BrowserState) -> ModelTab:
    """Lay out the tab."""
    measure = Measure(services, words)

    def show(draft: dict[str, Any]) -> dict[str, Any]:
        return view(services, words, draft)

    def network(draft: Any) -> dict[str, Any]:
        return view(services, words, draft)

    def time(draft: Any) -> dict[str, Any]:
        return measure(draft)

    with gr.Row(elem_classes=["split"]):
        with gr.Column(elem_classes=["card"]):
            with gr.Column(elem_classes=["sec"]):
                settings = settings_card(words, draft, FIELDS, presets=True)
            with gr.Column(elem_classes=["sec", "last"]):
                settings_drawer(words, draft)
        with gr.Column(elem_classes=["card", "results"]):
            drawing = live("network", props={"words": words.bundle("model")}, server_functions=[network, time], elem_id="network")
    gr.on(None, show, [draft], drawing, api_visibility="private", show_progress="hidden", trigger_mode="always_last")
    return ModelTab(settings, drawing)


def view(services: Services, words: Words, draft: object) -> dict[str, Any]:
    """What the drawing shows of a draft: its shape, parameters by part, memory and arithmetic; or what is wrong with it."""
    draft = drafts.checked(draft, words.language)
    try:
        config = drafts.config_of(draft)
    except Mistake as mistake:
        return {"draft": draft, "mistake": words.error(mistake)}
    from llm_core.training import estimate

    vocab_size, known = vocabulary(services, words, draft)
    memory, flops, free = estimate.memory(config, vocab_size), estimate.flops_per_token(config.model, vocab_size), free_memory_bytes()
    corpus = services.preparing.state(draft).corpus
    return {
        "draft": draft, "mistake": "", "shape": shape_of(config, vocab_size), "parts": estimate.parameters_by_part(config.model, vocab_size),
        "training_bytes": memory.training_bytes, "use_bytes": memory.use_bytes, "free_bytes": free, "short": memory.training_bytes > free,
        "flops": flops.forward, "training_flops": flops.training, "known": known, "steps": config.train.max_steps,
        "step_tokens": config.train.batch_size * config.train.accumulation * config.model.context_length,
        "train_tokens": corpus.statistics.train_tokens if corpus else None,
    }


def shape_of(config: RunConfig, vocab_size: int) -> dict[str, Any]:
    """The letters of the drawing."""
    model = config.model
    return {
        "V": vocab_size, "D": model.d_model, "H": model.nhead, "K": model.head_dim, "F": model.feedforward_width, "L": model.num_layers,
        "T": model.context_length, "positions": model.positions, "activation": model.activation, "norm_first": model.norm_first,
        "tied": model.tied_embeddings, "given_F": model.dim_feedforward,
    }


def vocabulary(services: Services, words: Words, draft: drafts.Draft) -> tuple[int, bool]:
    """How many kinds of token the model will know, and whether that was counted."""
    known = services.preparing.vocab_size(draft)
    if known is not None:
        return known, True
    data = drafts.config_of(draft).data
    return (data.vocab_size if data.tokenizer == "bpe" else SUPPOSED_CHARACTERS[words.language]), False


def free_memory_bytes() -> int:
    """Memory that this machine could give to a run now."""
    import psutil

    return int(psutil.virtual_memory().available)


class Measure:
    """Times real steps of a draft's shape on this machine; one at a time, remembered by shape."""

    def __init__(self, services: Services, words: Words) -> None:
        self._services, self._words, self._lock = services, words, Lock()
        self._step_s = lru_cache(64)(self._measured)

    def __call__(self, draft: object) -> dict[str, Any]:
        """{"step_s", "total_s", "steps", "busy"}, or {"mistake"}, or {"too_large": True}."""
        from llm_core.training import estimate

        draft = drafts.checked(draft, self._words.language)
        try:
            config = drafts.config_of(draft)
            vocab_size, _ = vocabulary(self._services, self._words, draft)
        except Mistake as mistake:
            return {"mistake": self._words.error(mistake)}
        if estimate.memory(config, vocab_size).training_bytes > MEASURED_SHARE * free_memory_bytes():
            return {"too_large": True}
        with self._lock:
            step_s = self._step_s(timed_part(config).model_dump_json(), vocab_size)
        steps = config.train.max_steps
        total_s = min(step_s * steps, config.train.max_seconds or float("inf"))
        return {"step_s": step_s, "total_s": total_s, "steps": steps, "busy": self._busy()}

    def _measured(self, config: str, vocab_size: int) -> float:
        from llm_core.training.estimate import measure_step_s

        return float(measure_step_s(RunConfig.model_validate_json(config), vocab_size))

    def _busy(self) -> bool:
        return any(run.status == "running" for run in self._services.store.runs())


def timed_part(config: RunConfig) -> RunConfig:
    """The config less what doesn't change the time of a step, so that one measurement serves many drafts."""
    train = config.train
    timed = {name: getattr(train, name) for name in ("batch_size", "accumulation", "optimizer", "device", "precision", "threads")}
    return RunConfig(model=config.model, train=type(train)(**timed))
