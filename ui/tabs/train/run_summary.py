"""What stands beside Train's controls: the texts to choose from, facts of text and shape, what Start would do
or cost.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from llm_core.config import ModelConfig, RunConfig
from llm_core.errors import Mistake
from ui.live.controls import option
from ui.state import draft as drafts
from ui.state.corpus_jobs import misfit
from ui.state.limits import MB
from ui.state.run_facts import half_rate, task_of, unit_of
from ui.state.services import Services
from ui.state.step_time import as_packed, as_read, steps_of
from ui.words import Words
from ui.words.numbers import amount, duration

if TYPE_CHECKING:
    from llm_core.data.corpus.corpus import Corpus
    from llm_core.runs.records import Run

LINE_LIMIT = 8
BUTTON = dict[str, Any]


class RunSummary:
    """Sentences about a draft, as far as they are known by now."""

    def __init__(self, services: Services, words: Words) -> None:
        self.services, self.words = services, words

    def text(self, draft: drafts.Draft) -> dict[str, Any]:
        """What is known of the draft's text by now; `settled` when no more is to come."""
        name = self.name_of(draft["source"])
        unknown: dict[str, Any] = {"guessing": None, "vocabulary": None, "task": "continue"}
        if name is None:
            return unknown | {"name": "", "facts": self.words("train.text.gone"), "settled": True, "gone": True}
        if self.services.starting_runs.mistake(draft):  # said below the run to start from
            return unknown | {"name": name, "facts": "", "settled": True, "gone": True}
        found = self.services.corpus_jobs.state(draft)
        facts = unknown | {"name": name, "facts": "", "settled": found.state in ("ready", "failed"), "gone": False}
        if found.mistake is not None:
            return facts | {"facts": self.words.error(found.mistake), "gone": True}
        if found.corpus is not None:
            counted = found.corpus.statistics
            config = drafts.config_of(draft) if not drafts.mistake_in(draft) else RunConfig()
            facts |= {
                "task": task_of(config),
                "guessing": counted.baseline_losses.get("guessing"),
                "vocabulary": found.corpus.tokenizer.vocab_size,
            }
            facts["facts"] = self._counted(found.corpus, config)
        elif found.total:
            facts["facts"] = self.words(
                f"coach.preparing.{found.stage}", percent=min(100, 100 * found.done // found.total)
            )
        return facts

    def _counted(self, corpus: Corpus, config: RunConfig) -> str:
        counted = corpus.statistics
        if corpus.train_dialogues is not None and corpus.validation_dialogues is not None:
            kept = len(corpus.validation_dialogues)
            return self.words("train.text.talks", count=f"{len(corpus.train_dialogues) + kept:,}", kept=f"{kept:,}")
        return self.words(
            "train.text.facts",
            characters=f"{counted.characters:,}",
            kinds=f"{counted.kinds:,}",
            percent=f"{100 * config.data.validation_fraction:g}",
        )

    def texts(self, draft: drafts.Draft) -> list[tuple[str, str]]:
        """Samples in the page's language first, then what was dropped; the draft's own text is always among them."""
        from llm_core.samples import SAMPLES

        language = self.words.language
        samples = sorted(SAMPLES.values(), key=lambda sample: sample.language not in (language, "any"))
        found = [(self.words(f"samples.{sample.key}"), f"sample:{sample.key}") for sample in samples]
        found += [(upload.name, f"upload:{upload.id}") for upload in self.services.uploads.kept()]
        if draft["source"] not in {source for _, source in found}:
            found.append((self.name_of(draft["source"]) or self.words("train.text.gone"), draft["source"]))
        return found

    def start_choices(self, draft: drafts.Draft) -> tuple[list[tuple[str, str]], str]:
        """Chance and the runs that a draft may start from, and which it is; one that it can't start from is
        among them.
        """
        chosen = str(draft["changes"].get("train.start_from") or "")
        runs = self.services.starting_runs.runs()
        run = next((run for run in runs if chosen in (run.id, run.name)), None)
        found = [(self.words("train.from.nothing"), ""), *((run.name, run.id) for run in runs)]
        return found + ([] if run or not chosen else [(chosen[:60], chosen)]), run.id if run else chosen

    def start_note(self, draft: drafts.Draft) -> str:
        """The line below the run to start from: what it brings, or why it can't be started from."""
        if mistake := self.services.starting_runs.mistake(draft):
            return f'<p class="help wrong">{html.escape(self.words.error(mistake))}</p>'
        return under(self.words("train.from.help")) if draft["changes"].get("train.start_from") else ""

    def name_of(self, source: str) -> str | None:
        """What a text is called; None where it is gone."""
        from llm_core.samples import SAMPLES

        kind, _, names = source.partition(":")
        if kind == "sample":
            return self.words(f"samples.{names}") if names in SAMPLES else None
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
        if not self.services.starting_runs.mistake(draft):
            config = self.services.starting_runs.shaped(config)
        from llm_core.training.cost import estimate

        model, corpus = config.model, self.services.corpus_jobs.state(draft).corpus
        statistics = {"bytes": corpus.statistics.bytes, "characters": corpus.statistics.characters} if corpus else {}
        count = amount(estimate.parameters(model, self._vocab_size(draft)[0]), self.words.language)
        line = self.words(
            "train.shape",
            layers=model.num_layers,
            heads=model.nhead,
            width=model.d_model,
            context=f"{model.context_length:,}",
            many=self.words(f"coach.many.{unit_of(config.data.tokenizer, statistics)}"),
        )
        line = f"{line} · {self.words('train.parameters', count=count)}" if drafts.is_custom(draft) else line
        return " · ".join([*self.kind(config), line])

    def kind(self, config: RunConfig) -> list[str]:
        """Whose parts it has and which stacks, where these aren't what everyone begins with."""
        family = [self.words(f"settings.family.{config.family}")] if config.family != RunConfig().family else []
        return family + (
            [option(self.words, "model.architecture", config.model.architecture)]
            if config.model.architecture != ModelConfig().architecture
            else []
        )

    def line(self, draft: drafts.Draft, run: Run | None) -> tuple[str, bool]:
        """The line above the buttons, and whether it will stay: why one is off, what Start would do, or would cost."""
        if mistake := self.mistake(draft):
            return wrong(self.words.error(mistake)), True
        waiting, working = len(self.services.store.queue()), self.working()
        if waiting >= LINE_LIMIT:
            return said(self.words("train.line.many", count=waiting)), False
        if key := _state_line(run):
            return said(self.words(f"train.line.{key}")), True
        if working:
            other = working[0].name if run is None or working[0].id != run.id else ""
            return said(
                self.words("train.line.waits.other", name=other) if other else self.words("train.line.waits")
            ), True
        if run and run.status == "paused":
            return said(self.words("train.line.paused")), True
        return self._cost(self.services.starting_runs.shaped(drafts.config_of(draft)), draft)

    def mistake(self, draft: drafts.Draft) -> Mistake | None:
        """Why a draft can't be started, as far as its text is known by now: its settings, the run that it starts from,
        or a text that doesn't fit its context."""
        return (
            drafts.mistake_in(draft)
            or self.services.starting_runs.mistake(draft)
            or misfit(
                self.services.corpus_jobs.state(draft).corpus,
                self.services.starting_runs.shaped(drafts.config_of(draft)),
            )
        )

    def _cost(self, config: RunConfig, draft: drafts.Draft) -> tuple[str, bool]:
        from llm_core.training.cost import estimate

        vocab_size, known = self._vocab_size(draft)
        corpus, run = self.services.corpus_jobs.state(draft).corpus, self.services.starting_runs.of(draft)
        text = run is not None and self.services.starting_runs.has_text(run)
        memory = size(estimate.memory(as_packed(config, corpus, text=text), vocab_size).training_bytes)
        if not known:
            return said(self.words("train.line.memory", memory=memory)), False
        read = as_read(config, corpus, text=text)
        found = self.services.step_times.step_s(read, vocab_size, idle=not self.working())
        if isinstance(found, float):
            seconds = min(found * steps_of(config, corpus), config.train.max_seconds or float("inf"))
            return f"<p>{self.words('train.line.measured', time=self._spell_time(seconds), memory=memory)}</p>", True
        if found == "measuring":
            return said(self.words("train.line.measuring")), False
        return said(self.words("train.line.memory", memory=memory)), found in ("impossible", "too large")

    def _spell_time(self, seconds: float) -> str:
        if seconds < 90:
            return self.words("train.time.seconds", n=max(5, 5 * round(seconds / 5)))
        return duration(60 * round(seconds / 60), self.words.language)

    def _vocab_size(self, draft: drafts.Draft) -> tuple[int, bool]:
        return self.services.corpus_jobs.vocab_size(draft, self.words.language)

    def working(self) -> list[Run]:
        """The run at work, if any is."""
        return self.services.store.runs("running", "preparing")


def planned_rate(draft: drafts.Draft) -> float:
    """The learning rate that a draft would start with."""
    return float("inf") if drafts.mistake_in(draft) else drafts.config_of(draft).train.peak_learning_rate


def buttons(
    words: Words, run: Run | None, *, working: bool, planned: float = float("inf")
) -> tuple[BUTTON, BUTTON, BUTTON]:
    """How Start, Pause and Stop look beside a run: one of them at most is green.

    Args:    working: a run is at work, this one or another, so that Start waits in line. planned: the draft's learning
        rate.
    """
    status = run.status if run else "none"
    rate = half_rate(run, planned) if run else None
    label = (
        words("train.start.again", rate=f"{rate:g}")
        if rate
        else words(
            "train.start"
            if run is None or status in ("running", "preparing", "paused", "queued")
            else "train.start.new"
        )
    )
    resumable = (
        run is not None
        and (status in ("paused", "stopped") or (status == "failed" and half_rate(run) is None))
        and run.step > 0
    )
    green = "pause" if status == "paused" else "" if working else "start"
    asked = bool(run and run.request)
    start: BUTTON = {"value": label, "variant": "primary" if green == "start" else "secondary", "interactive": True}
    pause: BUTTON = {
        "value": words("train.resume" if resumable else "train.pause"),
        "variant": "primary" if green == "pause" else "secondary",
        "visible": True if resumable or status in ("running", "preparing") else "hidden",
        "interactive": (resumable or status == "running") and not asked,
        "elem_classes": ["goes-on"] if resumable else [],
    }
    stop: BUTTON = {
        "value": words("train.leave" if status == "queued" else "train.stop"),
        "interactive": not asked,
        "visible": True if status in ("running", "preparing", "queued") else "hidden",
    }
    return start, pause, stop


def _state_line(run: Run | None) -> str:
    """What there is to say of a run on its way from one state to another."""
    if run is None:
        return ""
    if run.request and run.active:
        return "stopping" if run.request == "stop" else "pausing"
    return run.status if run.status in ("queued", "preparing") else ""


def size(count: int) -> str:
    """Bytes in MB, or in GB from one on."""
    return f"{count / MB:,.0f} MB" if count < 1000 * MB else f"{count / 1000 / MB:.1f} GB"


def said(sentence: str) -> str:
    """The line above the buttons."""
    return f"<p>{html.escape(sentence)}</p>"


def wrong(sentence: str) -> str:
    """The same for a mistake."""
    return f'<p class="wrong" role="alert">{html.escape(sentence)}</p>'


def under(sentence: str) -> str:
    """A quiet line below a control."""
    return f'<p class="help num">{html.escape(sentence)}</p>'
