"""The Train tab: a text, a size, three sliders and Start on the left; on the right the run, watched while it learns."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from llm_core.errors import Mistake
from ui.live.component import EACH
from ui.live.controls import settings_card, settings_drawer
from ui.state import draft as drafts
from ui.state.run_choices import language_of
from ui.state.run_facts import half_rate
from ui.state.services import Services
from ui.state.start_from import talk_for
from ui.tabs.train.run_panel import run_panel
from ui.tabs.train.run_summary import RunSummary, buttons, planned_rate, said, under, wrong
from ui.words import Words

if TYPE_CHECKING:
    from llm_core.runs.records import Run

FIELDS = ("train.max_steps", "train.batch_size", "train.learning_rate")
QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


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
                    text = gr.Dropdown(
                        label=words("train.text"), choices=[], elem_id="train-text", interactive=True, filterable=False
                    )
                    facts = gr.HTML(elem_classes=["under"], apply_default_css=False)
                    begin = gr.Dropdown(
                        label=words("train.from"), choices=[], elem_id="train-from", interactive=True, filterable=False
                    )
                    brings = gr.HTML(elem_id="train-brings", apply_default_css=False)
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
    shown = [text, facts, begin, brings, shape, line, start, pause, stop, panel]
    panel.state(actions.show, [draft, panel], shown, trigger_mode="always_last", **QUIET)
    draft.change(actions.show, [draft, panel], shown, trigger_mode=EACH, **QUIET)
    text.input(actions.choose, [draft, text], draft, **QUIET)
    begin.input(actions.begin, [draft, begin], [draft, line], **QUIET)
    panel.teach(actions.teach, draft, [draft, line], **QUIET)
    start.click(actions.start, [draft, panel], [draft, panel, line], queue=False, **QUIET)
    pause.click(actions.pause, panel, [pause, line], queue=False, **QUIET)
    stop.click(actions.stop, panel, [stop, line], queue=False, **QUIET)
    return TrainTab(text, panel, start)


class Actions:
    """What the buttons do, and what stands beside them."""

    def __init__(self, services: Services, words: Words) -> None:
        self.services, self.words = services, words
        self.summary = RunSummary(services, words)

    def start(self, draft: object, value: object) -> tuple[Any, Any, Any]:
        """Start the draft as a new run, which the card shows at once; after a diverged one at half its
        learning rate.
        """
        try:
            draft = drafts.checked(draft, self.words.language)
            rate = half_rate(former, planned_rate(draft)) if (former := self.run(value)) else None
            if rate is not None:
                draft = drafts.with_changes(draft, {"train.learning_rate": rate})
            run = self.launch(draft)
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
        """Take another text; what a run brings that is started from is fitted to it."""
        draft = (
            drafts.with_source(draft, source) if isinstance(source, str) else drafts.checked(draft, self.words.language)
        )
        begun = draft["changes"].get("train.start_from")
        with suppress(Mistake):  # said below it
            return self.services.starting_runs.chosen(draft, begun) if begun else draft
        return draft

    def begin(self, draft: object, run: object) -> tuple[Any, Any]:
        """Start from another run, or from chance."""
        try:
            return self.services.starting_runs.chosen(draft, run), gr.skip()
        except Mistake as mistake:
            return gr.skip(), wrong(self.words.error(mistake))

    def teach(self, draft: object, event: gr.EventData) -> tuple[Any, Any]:
        """Set what it takes to teach a run to converse: conversations in its language, and the run to start from."""
        try:
            run = self.services.starting_runs.find(getattr(event, "run", ""))
        except Mistake as mistake:
            return gr.skip(), wrong(self.words.error(mistake))
        source = talk_for(language_of(self.services.workspace.run_folder(run.id)))
        return self.begin(drafts.with_source(draft, source) if source else draft, run.id)

    def show(self, draft: object, value: object) -> tuple[Any, ...]:
        """Everything beside the run: the text's line, the shape's, what Start would cost, and the buttons."""
        draft = drafts.checked(draft, self.words.language)
        run, text = self.run(value), self.summary.text(draft)
        line, settled = self.summary.line(draft, run)
        start, pause, stop = buttons(self.words, run, working=bool(self.summary.working()), planned=planned_rate(draft))
        if text["gone"] or self.summary.mistake(draft):
            start["interactive"] = False
        runs, begun = self.summary.start_choices(draft)
        return (
            gr.update(choices=self.summary.texts(draft), value=draft["source"]),
            under(text["facts"]),
            gr.update(choices=runs, value=begun),
            self.summary.start_note(draft),
            under(self.summary.shape(draft)),
            line,
            gr.update(**start),
            gr.update(**pause),
            gr.update(**stop),
            gr.update(
                text={name: text[name] for name in ("name", "guessing", "vocabulary", "task")},
                again=0 if settled and text["settled"] else time.time(),
            ),
        )

    def run(self, value: object) -> Run | None:
        """The run that the card shows, as the browser says; None where there is no such run."""
        asked = value.get("run") if isinstance(value, Mapping) else None
        try:
            return self.services.store.get(asked) if isinstance(asked, str) else None
        except Mistake:
            return None

    def launch(self, draft: drafts.Draft) -> Run:
        """Start a draft as a run.

        Raises:  Mistake: its settings or its text don't do, or too many runs wait.
        """
        if mistake := self.summary.mistake(draft):
            raise mistake
        config = self.services.starting_runs.shaped(drafts.config_of(draft))
        found = self.services.corpus_jobs.state(draft)
        if found.mistake is not None:
            raise found.mistake
        files = self.services.uploads.of(draft["source"], config.data)
        return self.services.launcher.start(self._run_name(draft), config, files, found.corpus)

    def _run_name(self, draft: drafts.Draft) -> str:
        text = (self.summary.name_of(draft["source"]) or "?").rsplit(".", 1)[0][:60]
        size_ = self.words(f"settings.preset.{'custom' if drafts.is_custom(draft) else draft['preset']}").lower()
        kinds = [*self.summary.kind(drafts.config_of(draft))[:1], size_]
        name = self.words("train.run.name", text=text, size=self.words("train.run.and").join(kinds))
        taken = {run.name for run in self.services.store.runs()}
        return next(one for one in (name, *(f"{name} {n}" for n in range(2, len(taken) + 3))) if one not in taken)
