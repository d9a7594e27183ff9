"""The Model tab: the shape as cards and sliders, a live drawing of it, and what it costs on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from llm_core.config import RunConfig
from llm_core.errors import Mistake
from ui import draft as drafts
from ui.controls import settings_card, settings_drawer
from ui.live.component import live
from ui.pace import free_memory_bytes
from ui.services import Services
from ui.words import Words

FIELDS = ("model.d_model", "model.nhead", "model.num_layers", "model.context_length", "model.activation", "model.positions")


@dataclass(frozen=True)
class ModelTab:
    """The parts of this tab that others may need."""

    settings: gr.HTML
    network: gr.HTML


def build(services: Services, words: Words, draft: gr.BrowserState) -> ModelTab:
    """Lay out the tab."""
    asks = Asks(services, words)

    def network(draft: Any) -> dict[str, Any]:
        return view(services, words, draft)

    with gr.Row(elem_classes=["split"]):
        with gr.Column(elem_classes=["card"]):
            with gr.Column(elem_classes=["sec"]):
                settings = settings_card(words, draft, FIELDS, presets=True)
            with gr.Column(elem_classes=["sec", "last"]):
                settings_drawer(words, draft)
        with gr.Column(elem_classes=["card"]):
            drawing = live("network", props={"words": words.bundle("model"), "language": words.language}, server_functions=[network, asks.time], elem_id="network")
    gr.on(None, network, [draft], drawing, api_visibility="private", show_progress="hidden", trigger_mode="always_last")
    return ModelTab(settings, drawing)


def view(services: Services, words: Words, draft: object) -> dict[str, Any]:
    """What the drawing shows of a draft: its shape, parameters by part, memory and arithmetic; or what is wrong with it."""
    draft = drafts.checked(draft, words.language)
    try:
        config = drafts.config_of(draft)
    except Mistake as mistake:
        return {"draft": draft, "mistake": words.error(mistake)}
    from llm_core.training import estimate

    vocab_size, known = services.preparing.vocab_size(draft, words.language)
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


class Asks:
    """What the drawing asks: how long the steps of a draft's shape take on this machine."""

    def __init__(self, services: Services, words: Words) -> None:
        self._services, self._words = services, words

    def time(self, draft: object) -> dict[str, Any]:
        """{"step_s", "total_s", "steps"}, or {"state"}: why there is no number (yet), or {"mistake"}."""
        draft = drafts.checked(draft, self._words.language)
        try:
            config = drafts.config_of(draft)
        except Mistake as mistake:
            return {"mistake": self._words.error(mistake)}
        vocab_size, _ = self._services.preparing.vocab_size(draft, self._words.language)
        idle = not self._services.store.runs("running", "preparing")
        step_s = self._services.pace.step_s(config, vocab_size, idle=idle, urgent=True)
        if not isinstance(step_s, float):
            return {"state": step_s if idle or step_s != "waiting" else "busy"}
        steps = config.train.max_steps
        return {"step_s": step_s, "total_s": min(step_s * steps, config.train.max_seconds or float("inf")), "steps": steps}
