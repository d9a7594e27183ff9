"""The Model tab: the shape as cards and sliders, a live drawing of it, and what it costs on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from llm_core.config import GATED, RunConfig
from llm_core.config.presets import FAMILIES, PRESETS
from llm_core.errors import Mistake
from ui.live.component import EACH, live
from ui.live.controls import settings_card, settings_drawer
from ui.live.rpc import explained
from ui.state import draft as drafts
from ui.state.services import Services
from ui.state.step_time import as_packed, as_read, free_memory_bytes, steps_of
from ui.words import Words

FIELDS = (
    "model.architecture",
    "model.d_model",
    "model.nhead",
    "model.num_layers",
    "model.context_length",
    "model.activation",
    "model.positions",
)
MORE = {
    "stacks": ("model.num_encoder_layers", "train.mask_share"),
    "attention": ("model.num_kv_heads", "model.head_dim", "model.window", "model.qk_norm", "model.score_softcap"),
    "positions": (
        "model.rope_base",
        "model.rope_share",
        "model.rope_scaling",
        "model.rope_factor",
        "model.rope_original_length",
    ),
    "feedforward": (
        "model.dim_feedforward",
        "model.norm",
        "model.norm_first",
        "model.norm_eps",
        "model.parallel",
        "model.bias",
        "model.qkv_bias",
        "model.dropout",
    ),
    "embedding": (
        "model.frame_size",
        "model.word_dropout",
        "model.ngram_buckets",
        "model.ngram_scores",
        "model.ngram_letters",
        "model.embed_scale",
        "model.embed_norm",
        "model.tied_embeddings",
        "model.head_transform",
        "model.logit_softcap",
    ),
}


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

    props = {"words": words.bundle("model"), "choices": choices_of(), "gated": sorted(GATED)}
    with gr.Row(elem_classes=["split"]):
        with gr.Column(elem_classes=["card"]):
            with gr.Column(elem_classes=["sec"]):
                settings = settings_card(words, draft, FIELDS, presets=True, families=True, more=MORE)
            with gr.Column(elem_classes=["sec", "last"]):
                settings_drawer(words, draft)
        with gr.Column(elem_classes=["card"]):
            drawing = live(
                "tabs/model/network.js",
                props=props,
                server_functions=[explained(words, ask) for ask in (network, asks.time)],
                elem_id="network",
            )
    gr.on(None, network, [draft], drawing, api_visibility="private", show_progress="hidden", trigger_mode=EACH)
    return ModelTab(settings, drawing)


def view(services: Services, words: Words, draft: object) -> dict[str, Any]:
    """What the drawing shows of a draft: its shape, parameters by part, memory and arithmetic; or what is wrong with
    it.

    The shape is that of the run that it starts from, where it starts from one.
    """
    draft = drafts.checked(draft, words.language)
    try:
        config, run = services.starting_runs.shaped(drafts.config_of(draft)), services.starting_runs.of(draft)
    except Mistake as mistake:
        return {"draft": draft, "mistake": words.error(mistake)}
    from llm_core.training.cost import estimate

    vocab_size, known = services.corpus_jobs.vocab_size(draft, words.language)
    corpus = services.corpus_jobs.state(draft).corpus
    training_bytes, use_bytes = (
        estimate.memory(as_packed(config, corpus), vocab_size).training_bytes,
        estimate.memory(config, vocab_size).use_bytes,
    )
    flops, free = estimate.flops_per_token(config.model, vocab_size), free_memory_bytes()
    return {
        "draft": draft,
        "mistake": "",
        "taken": words("model.taken", name=run.name) if run else "",
        "shape": shape_of(config, vocab_size),
        "parts": estimate.parameters_by_part(config.model, vocab_size),
        "training_bytes": training_bytes,
        "use_bytes": use_bytes,
        "free_bytes": free,
        "short": training_bytes > free,
        "flops": flops.forward,
        "training_flops": flops.training,
        "known": known,
        "steps": steps_of(config, corpus),
        "step_tokens": tokens_of_step(config, corpus),
        "train_tokens": corpus.statistics.train_tokens if corpus else None,
    }


def tokens_of_step(config: RunConfig, corpus: Any) -> int:
    """Tokens that a step reads, as far as the text is known."""
    packed = as_packed(config, corpus)
    return packed.train.batch_size * packed.train.accumulation * packed.model.context_length


def shape_of(config: RunConfig, vocab_size: int) -> dict[str, Any]:
    """The letters of the drawing, and the options that it shows."""
    model = config.model
    return {
        "V": vocab_size,
        "D": model.d_model,
        "H": model.nhead,
        "G": model.kv_heads,
        "K": model.head_size,
        "F": model.feedforward_width,
        "E": model.encoder_layers,
        "L": model.decoder_layers,
        "T": model.context_length,
        "format": "pairs" if config.data.paired else config.data.format,
        "model": model.model_dump(),
    }


def choices_of() -> dict[str, dict[str, dict[str, Any]]]:
    """What each size and each family makes of a model's fields, so that the drawing moves before the server has
    answered.
    """
    families = {key: RunConfig.parse(family=key).model.model_dump() for key in FAMILIES}
    sizes = {key: RunConfig.parse(preset=key).model.model_dump() for key in PRESETS}
    return {
        "family": {
            key: {name: value for name, value in model.items() if f"model.{name}" in drafts.PARTS}
            for key, model in families.items()
        },
        "preset": {
            key: {name: value for name, value in model.items() if f"model.{name}" in drafts.SIZES}
            for key, model in sizes.items()
        },
    }


class Asks:
    """What the drawing asks: how long the steps of a draft's shape take on this machine."""

    def __init__(self, services: Services, words: Words) -> None:
        self._services, self._words = services, words

    def time(self, draft: object) -> dict[str, Any]:
        """{"step_s", "total_s", "steps"}, or {"state"}: why there is no number (yet), or {"mistake"}."""
        draft = drafts.checked(draft, self._words.language)
        try:
            config = self._services.starting_runs.shaped(drafts.config_of(draft))
        except Mistake as mistake:
            return {"mistake": self._words.error(mistake)}
        vocab_size, _ = self._services.corpus_jobs.vocab_size(draft, self._words.language)
        idle = not self._services.store.runs("running", "preparing")
        corpus = self._services.corpus_jobs.state(draft).corpus
        read = as_read(config, corpus)
        step_s = self._services.step_times.step_s(read, vocab_size, idle=idle, urgent=True)
        if not isinstance(step_s, float):
            return {"state": step_s if idle or step_s != "waiting" else "busy"}
        steps = steps_of(config, corpus)
        return {
            "step_s": step_s,
            "total_s": min(step_s * steps, config.train.max_seconds or float("inf")),
            "steps": steps,
        }
