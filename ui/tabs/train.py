"""The Train tab: a text, a size, three sliders and Start on the left; on the right the run, watched while it learns."""

from __future__ import annotations

import html
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from llm_core.config import RunConfig
from llm_core.errors import Mistake
from ui import draft as drafts
from ui.controls import settings_card, settings_drawer
from ui.live.run_panel import amount, half_rate, run_panel, unit_of
from ui.pace import Pace
from ui.services import Services
from ui.words import Words

if TYPE_CHECKING:
    from llm_core.runs.records import Run

FIELDS = ("train.max_steps", "train.batch_size", "train.learning_rate")
SUPPOSED_KINDS = {"en": 80, "zh": 3000}
LINE_LIMIT = 8
MB = 1 << 20
QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
BUTTON = dict[str, Any]


@dataclass(frozen=True)
class TrainTab:
    """The parts of this tab that others may need."""

    text: gr.Dropdown
    panel: gr.HTML
    start: gr.Button


def build(services: Services, words: Words, draft: gr.BrowserState) -> TrainTab:
    """Lay out the tab and wire it: every change of the draft or of the run's state redraws what depends on it."""
    actions = Actions(services, words)
    with gr.Row(elem_classes=["split"]):
        with gr.Column(elem_classes=["card", "settings"]):
            with gr.Column(elem_classes=["scroll"]):
                with gr.Column(elem_classes=["sec"]):
                    text = gr.Dropdown(label=words("train.text"), choices=[], elem_id="train-text", interactive=True, filterable=False)
                    facts = gr.HTML(elem_classes=["under"], apply_default_css=False)
                    settings_card(words, draft, (), presets=True)
                    shape = gr.HTML(elem_classes=["under"], apply_default_css=False)
                with gr.Column(elem_classes=["sec"]):
                    settings_card(words, draft, FIELDS)
                with gr.Column(elem_classes=["sec", "last"]):
                    settings_drawer(words, draft, elem_id="all-settings")
            with gr.Column(elem_classes=["actions"]):
                line = gr.HTML(elem_id="start-line", apply_default_css=False)
                with gr.Row(elem_classes=["three-buttons"]):
                    start = gr.Button(words("train.start"), variant="primary", elem_id="start")
                    pause = gr.Button(words("train.pause"), visible="hidden", elem_id="pause")
                    stop = gr.Button(words("train.stop"), visible="hidden", elem_id="stop")
        with gr.Column(elem_classes=["card", "results"]):
            panel = run_panel(services, words, elem_id="run-panel")
    timer = gr.Timer(0.8, active=False)
    shown = [text, facts, shape, line, start, pause, stop, timer, panel]
    for listen in (panel.state, draft.change, timer.tick):
        listen(actions.show, [draft, panel], shown, trigger_mode="always_last", **QUIET)
    text.input(actions.choose, [draft, text], draft, **QUIET)
    start.click(actions.start, [draft, panel], [draft, panel, line], queue=False, **QUIET)
    pause.click(actions.pause, panel, [pause, line], queue=False, **QUIET)
    stop.click(actions.stop, panel, [stop, line], queue=False, **QUIET)
    return TrainTab(text, panel, start)


class Actions:
    """What the buttons do, and what stands beside them."""

    def __init__(self, services: Services, words: Words) -> None:
        self.services, self.words = services, words
        self.pace = Pace(services.workspace.folder / "pace.json", services.workspace.machine_path)

    def start(self, draft: object, value: object) -> tuple[Any, Any, Any]:
        """Start the draft as a new run, which the card shows at once; after a diverged one at half its learning rate."""
        try:
            draft = drafts.checked(draft, self.words.language)
            rate = half_rate(former) if (former := self.run(value)) else None
            if rate is not None:
                draft = drafts.with_changes(draft, {"train.learning_rate": rate})
            run = self._launch(draft)
        except Mistake as mistake:
            return gr.skip(), gr.skip(), wrong(self.words.error(mistake))
        return draft if rate is not None else gr.skip(), {"run": run.id, "attach": run.id, "at": time.time()}, gr.skip()

    def pause(self, value: object) -> tuple[Any, Any]:
        """Pause the run that is shown, or go on with it."""
        run = self.run(value)
        try:
            if run is None:
                return gr.skip(), gr.skip()
            if run.status in ("paused", "stopped", "failed"):
                self.services.launcher.resume(run.id)
                return gr.update(interactive=False), gr.skip()
            self.services.launcher.pause(run.id)
        except Mistake as mistake:
            return gr.skip(), wrong(self.words.error(mistake))
        return gr.update(interactive=False), said(self.words("train.line.pausing"))

    def stop(self, value: object) -> tuple[Any, Any]:
        """Stop the run that is shown and keep it, or take it out of the line."""
        run = self.run(value)
        try:
            if run is None:
                return gr.skip(), gr.skip()
            self.services.launcher.stop(run.id)
        except Mistake as mistake:
            return gr.skip(), wrong(self.words.error(mistake))
        return gr.update(interactive=False), said(self.words("train.line.stopping"))

    def choose(self, draft: object, source: object) -> drafts.Draft:
        """Take another text."""
        return drafts.with_source(draft, str(source)) if isinstance(source, str) else drafts.checked(draft, self.words.language)

    def show(self, draft: object, value: object) -> tuple[Any, ...]:
        """Everything beside the run: the text's line, the shape's, what Start would cost, and the buttons."""
        draft = drafts.checked(draft, self.words.language)
        run, text = self.run(value), self.text(draft)
        line, settled = self.line(draft, run)
        start, pause, stop = buttons(self.words, run, working=self._working())
        if drafts.mistake_in(draft) or text["gone"]:
            start["interactive"] = False
        return (
            gr.update(choices=self.texts(draft), value=draft["source"]), under(text["facts"]), under(self.shape(draft)), line,
            gr.update(**start), gr.update(**pause), gr.update(**stop), gr.Timer(active=not (settled and text["settled"])),
            gr.update(text={"name": text["name"], "kinds": text["kinds"]}),
        )

    def run(self, value: object) -> Run | None:
        """The run that the card shows, as the browser says; None where there is no such run."""
        asked = value.get("run") if isinstance(value, Mapping) else None
        try:
            return self.services.store.get(asked) if isinstance(asked, str) else None
        except Mistake:
            return None

    def text(self, draft: drafts.Draft) -> dict[str, Any]:
        """What is known of the draft's text by now; `settled` when no more is to come."""
        name = self.name_of(draft["source"])
        if name is None:
            return {"name": "", "kinds": None, "facts": self.words("train.text.gone"), "settled": True, "gone": True}
        found = self.services.preparing.state(draft)
        facts: dict[str, Any] = {"name": name, "kinds": None, "facts": "", "settled": found.state in ("ready", "failed"), "gone": False}
        if found.mistake is not None:
            return facts | {"facts": self.words.error(found.mistake), "gone": True}
        if found.corpus is not None:
            counted = found.corpus.statistics
            config = drafts.config_of(draft) if not drafts.mistake_in(draft) else RunConfig()
            facts["kinds"] = counted.kinds
            facts["facts"] = self.words(
                "train.text.facts", characters=f"{counted.characters:,}", kinds=f"{counted.kinds:,}", percent=f"{100 * config.data.validation_fraction:g}",
            )
        elif found.total:
            facts["facts"] = self.words(f"coach.preparing.{found.stage}", percent=min(100, 100 * found.done // found.total))
        return facts

    def texts(self, draft: drafts.Draft) -> list[tuple[str, str]]:
        """Samples in the page's language first, then what was dropped; the draft's own text is always among them."""
        from llm_core.text.samples import SAMPLES

        language = self.words.language
        samples = sorted(SAMPLES.values(), key=lambda sample: sample.language not in (language, "any"))
        found = [(sample.title[language], f"sample:{sample.key}") for sample in samples]
        found += [(upload.name, f"upload:{upload.id}") for upload in self.services.uploads.list()]
        if draft["source"] not in {source for _, source in found}:
            found.append((self.name_of(draft["source"]) or self.words("train.text.gone"), draft["source"]))
        return found

    def name_of(self, source: str) -> str | None:
        """What a text is called; None where it is gone."""
        from llm_core.text.samples import SAMPLES

        kind, _, names = source.partition(":")
        if kind == "sample":
            return SAMPLES[names].title[self.words.language] if names in SAMPLES else None
        try:
            files = [self.services.uploads.name(upload) for upload in names.split(",")]
        except Mistake:
            return None
        return files[0] if len(files) == 1 else f"{files[0]} + {len(files) - 1}"

    def shape(self, draft: drafts.Draft) -> str:
        """One line on the model's shape; what is wrong with it where it doesn't fit."""
        try:
            config = drafts.config_of(draft)
        except Mistake as mistake:
            return self.words.error(mistake)
        from llm_core.training import estimate

        model, corpus = config.model, self.services.preparing.state(draft).corpus
        statistics = {"bytes": corpus.statistics.bytes, "characters": corpus.statistics.characters} if corpus else {}
        count = amount(estimate.parameters(model, self._vocab_size(draft, config)), self.words.language)
        line = self.words(
            "train.shape", layers=model.num_layers, heads=model.nhead, width=model.d_model, context=model.context_length,
            many=self.words(f"coach.many.{unit_of(config.data.tokenizer, statistics)}"),
        )
        return f"{line} · {self.words('train.parameters', count=count)}" if drafts.is_custom(draft) else line

    def line(self, draft: drafts.Draft, run: Run | None) -> tuple[str, bool]:
        """The line above the buttons, and whether it will stay: why one is off, what Start would do, or would cost."""
        words, waiting = self.words, self.services.store.queue()
        if mistake := drafts.mistake_in(draft):
            return wrong(words.error(mistake)), True
        if len(waiting) >= LINE_LIMIT:
            return said(words("train.line.many", count=len(waiting))), False
        if run and run.request:
            return said(words("train.line.stopping" if run.request == "stop" else "train.line.pausing")), True
        if run and run.status in ("queued", "preparing"):
            return said(words("train.line.queued" if run.status == "queued" else "train.line.preparing")), True
        if self._working():
            return said(words("train.line.waits")), True
        if run and run.status == "paused":
            return said(words("train.line.paused")), True
        return self._cost(drafts.config_of(draft), draft)

    def _cost(self, config: RunConfig, draft: drafts.Draft) -> tuple[str, bool]:
        from llm_core.training import estimate

        vocab_size = self._vocab_size(draft, config)
        memory = size(estimate.memory(config, vocab_size).training_bytes)
        if self.services.preparing.vocab_size(draft) is None:
            return said(self.words("train.line.memory", memory=memory)), False
        found = self.pace.step_s(config, vocab_size, idle=not self._working())
        if isinstance(found, float):
            seconds = min(found * config.train.max_steps, config.train.max_seconds or float("inf"))
            return f"<p>{self.words('train.line.measured', time=self._spell_time(seconds), memory=memory)}</p>", True
        if found == "measuring":
            return said(self.words("train.line.measuring")), False
        return said(self.words("train.line.memory", memory=memory)), found == "impossible"

    def _spell_time(self, seconds: float) -> str:
        if seconds < 90:
            return self.words("train.time.seconds", n=max(5, 5 * round(seconds / 5)))
        if seconds < 5400:
            return self.words("train.time.minutes", n=round(seconds / 60))
        return self.words("train.time.hours", n=f"{seconds / 3600:.1f}")

    def _vocab_size(self, draft: drafts.Draft, config: RunConfig) -> int:
        known = self.services.preparing.vocab_size(draft)
        return known or (config.data.vocab_size if config.data.tokenizer == "bpe" else SUPPOSED_KINDS[self.words.language])

    def _working(self) -> bool:
        return bool(self.services.store.runs("running", "preparing"))

    def _launch(self, draft: drafts.Draft) -> Run:
        config = drafts.config_of(draft)
        found = self.services.preparing.state(draft)
        if found.mistake is not None:
            raise found.mistake
        files = [] if found.corpus is not None else self.services.uploads.of(draft["source"], config.data)
        return self.services.launcher.start(self._run_name(draft), config, files, found.corpus)

    def _run_name(self, draft: drafts.Draft) -> str:
        text = (self.name_of(draft["source"]) or "?").rsplit(".", 1)[0][:60]
        size_ = self.words(f"settings.preset.{'custom' if drafts.is_custom(draft) else draft['preset']}")
        name = self.words("train.run.name", text=text, size=size_ if self.words.language == "zh" else size_.lower())
        taken = {run.name for run in self.services.store.runs()}
        return next(one for one in (name, *(f"{name} {n}" for n in range(2, len(taken) + 3))) if one not in taken)


def buttons(words: Words, run: Run | None, *, working: bool) -> tuple[BUTTON, BUTTON, BUTTON]:
    """How Start, Pause and Stop look beside a run: one of them at most is green.

    Args:    working: a run is at work, this one or another, so that Start waits in line.
    """
    status = run.status if run else "none"
    rate = half_rate(run) if run else None
    label = words("train.start.again", rate=f"{rate:g}") if rate else words("train.start" if run is None or status in ("running", "preparing", "paused", "queued") else "train.start.new")
    resumable = bool(run) and (status in ("paused", "stopped") or (status == "failed" and rate is None)) and run is not None and run.step > 0
    green = "pause" if status == "paused" else "" if working else "start"
    asked = bool(run and run.request)
    start: BUTTON = {"value": label, "variant": "primary" if green == "start" else "secondary", "interactive": True}
    pause: BUTTON = {
        "value": words("train.resume" if resumable else "train.pause"), "variant": "primary" if green == "pause" else "secondary",
        "visible": True if resumable or status in ("running", "preparing") else "hidden", "interactive": (resumable or status == "running") and not asked,
        "elem_classes": ["goes-on"] if resumable else [],
    }
    stop: BUTTON = {
        "value": words("train.leave" if status == "queued" else "train.stop"), "interactive": not asked,
        "visible": True if status in ("running", "preparing", "queued") else "hidden",
    }
    return start, pause, stop


def size(count: int) -> str:
    """Bytes in MB, or in GB from one on."""
    return f"{count / MB:,.0f} MB" if count < 1024 * MB else f"{count / 1024 / MB:.1f} GB"


def said(sentence: str) -> str:
    """The line above the buttons."""
    return f"<p>{html.escape(sentence)}</p>"


def wrong(sentence: str) -> str:
    """The same for a mistake."""
    return f'<p class="wrong" role="alert">{html.escape(sentence)}</p>'


def under(sentence: str) -> str:
    """A quiet line below a control."""
    return f'<p class="help num">{html.escape(sentence)}</p>'
