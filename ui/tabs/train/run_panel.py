"""The result card's other side: what is new of a run since the last row seen, cheap enough to be asked twice a
second.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from llm_core.errors import RunError
from llm_core.files import read_json
from llm_core.runs.metrics import as_share, format_metric
from llm_core.runs.reports import score_of
from llm_core.runs.start_from import NOTE
from llm_core.training.signs import AROUND, GAP_LOOKS, REMEMBERED
from ui.live.component import live
from ui.live.rpc import explained
from ui.live.style import mark
from ui.state.coach import Numbers, Unit, coach, say
from ui.state.run_facts import (
    Facts,
    baseline_losses_of,
    csv_of,
    delta,
    look_of,
    mean,
    read_statistics,
    samples_of,
    short,
    task_of,
    unit_of,
)
from ui.state.services import Services
from ui.state.start_from import is_decoder, talk_for
from ui.state.task_kinds import metric_of
from ui.words import Words
from ui.words.numbers import amount

if TYPE_CHECKING:
    from llm_core.runs.records import EventRow, Run

POINTS = 2000  # most points of a catch-up
ROWS = 1500  # most rows of a delta; who is further behind catches up
SAMPLES = 60
TABLE_ROWS = 200_000
SPROUT = (
    '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M10 18v-7" stroke="currentColor" stroke-width="1.7" '
    'stroke-linecap="round"/>'
    '<path fill="currentColor" d="M10 13c-5 .2-7-2.6-7-6.2 4.4 0 7 2 7 6.2ZM10 9.5C10 5 12.2 3 17 2.7c0 4.2-2 6.8-7 '
    '6.8Z"/></svg>'
)
Answer = dict[str, Any]


def run_panel(services: Services, words: Words, **kw: Any) -> gr.HTML:
    """The result card of Train; its value is {"run": the id it shows}, and {"attach": id} sent to it shows another."""
    watcher = Watcher(services, words)

    def poll(request: object) -> Answer:
        return watcher.poll(request)

    def curve(request: object) -> Answer:
        return watcher.curve(request)

    def others(request: object) -> Answer:
        return watcher.others(request)

    def table(request: object) -> Answer:
        return watcher.table(request)

    return live(
        "run_panel",
        parts=("loss_numbers", "loss_chart", "run_talk"),
        value={"run": None},
        server_functions=[explained(words, ask) for ask in (poll, curve, others, table)],
        props={
            "words": words.bundle("train"),
            "sprout": SPROUT,
            "mark": mark(),
            "text": {},
            "again": 0,
            "terms": {
                name: words.term(name)
                for name in (
                    "loss",
                    "val_loss",
                    "perplexity",
                    "exact_match",
                    "taught_replies",
                    "train_loss",
                    "learning_rate",
                    "gradient_norm",
                )
            },
        },
        **kw,
    )


@dataclass(frozen=True)
class Asked:
    """A browser's question, checked: the run it shows, or showed last; the last row it has seen; what it knows of the
    state.
    """

    run: str | None
    after: int
    attached: bool
    status: str

    @classmethod
    def read(cls, request: object) -> Asked:
        """Take from a request what can be relied on; the rest becomes nothing, since anyone may send one."""
        values: Mapping[Any, Any] = request if isinstance(request, Mapping) else {}
        run, after, status = values.get("run"), values.get("after"), values.get("status")
        return cls(
            run if isinstance(run, str) and len(run) <= 200 else None,
            after if isinstance(after, int) and not isinstance(after, bool) and 0 <= after < 2**53 else 0,
            values.get("attached") is True,
            status if isinstance(status, str) else "",
        )


class Watcher:
    """Answers what the card asks; holds nothing but what never changes of a run."""

    def __init__(self, services: Services, words: Words) -> None:
        self.store, self.words, self.workspace, self.folder = (
            services.store,
            words,
            services.workspace,
            services.workspace.runs,
        )
        self.facts: Callable[..., Facts] = lru_cache(maxsize=64)(self._facts)
        self._notes: dict[str, Answer] = {}

    def poll(self, request: object) -> Answer:
        """The run that the card should show, and its rows after `after`; from the start when `fresh`."""
        asked = Asked.read(request)
        run = self._chosen(asked)
        if run is None:
            return {"run": None, "after": 0, "fresh": True, "steps": [], "vals": [], "samples": []}
        rows = self.store.events(run.id, asked.after, limit=ROWS) if asked.after and run.id == asked.run else []
        fresh = not asked.after or run.id != asked.run or len(rows) == ROWS
        facts = self.facts(run.id, run.config_json, run.parameters, self._corpus_file(run.id, run.corpus))
        answer = self._whole(run) if fresh else delta(rows, asked.after, run.config)
        waiting = self._waiting()
        answer |= {"run": self._summary(run, facts, waiting), "fresh": fresh, "next": self._next(run, waiting)}
        if (
            fresh
            or answer["vals"]
            or run.status != asked.status
            or run.status in ("queued", "preparing")
            or any(row.kind != "step" for row in rows)
        ):
            told = self.store.events(run.id, kinds=("evaluated", "saved", "planned"), limit=TABLE_ROWS)
            advice = coach(self._numbers(run, facts, answer, waiting, told))
            answer |= {"coach": say(self.words, advice, facts.unit), "plan": self._plan(told)}
        return answer

    def curve(self, request: object) -> Answer:
        """Another run's curve, to lie beside this one."""
        run = self._get(Asked.read(request).run)
        return {} if run is None else {"id": run.id, "name": run.name, **self._whole(run, samples=False)}

    def others(self, request: object) -> Answer:
        """Runs that have a curve to compare with, newest first."""
        asked = Asked.read(request)
        found = [run for run in self.store.runs() if run.id != asked.run and run.step > 0]
        return {"runs": [{"id": run.id, "name": run.name, "val_loss": run.val_loss} for run in found[:12]]}

    def table(self, request: object) -> Answer:
        """A run's numbers as CSV, a row a step."""
        run = self._get(Asked.read(request).run)
        return (
            {}
            if run is None
            else {"csv": csv_of(self.store.events(run.id, kinds=("step", "evaluated"), limit=TABLE_ROWS))}
        )

    def _chosen(self, asked: Asked) -> Run | None:
        """What the card shows already; else what is at work; else what this browser saw last; else the newest of the
        person's own.
        """
        if asked.attached and (run := self._get(asked.run)):
            return run
        active = self.store.runs("running", "preparing") or self.store.queue()
        return active[0] if active else self._get(asked.run) or self._newest()

    def _newest(self) -> Run | None:
        """What a browser sees that was never here: the newest run that has learnt something and didn't come with the
        project.
        """
        own = [run for run in self.store.runs() if run.origin != "shipped" and run.step > 0]
        return max(own, key=lambda run: run.created_at, default=None)

    def _get(self, run: str | None) -> Run | None:
        try:
            return self.store.get(run) if run else None
        except RunError:
            return None

    def _waiting(self) -> tuple[list[Run], list[Run]]:
        return self.store.runs("running", "preparing"), self.store.queue()

    def _next(self, run: Run, waiting: tuple[list[Run], list[Run]]) -> dict[str, str] | None:
        other = next((one for one in (*waiting[0], *waiting[1]) if one.id != run.id), None)
        return {"id": other.id, "name": other.name, "status": other.status} if other else None

    def _corpus_file(self, run: str, corpus: str) -> Path | None:
        places = (
            self.folder / run / "corpus.json",
            *([self.folder.parent / "corpora" / corpus / "corpus.json"] if corpus else []),
        )
        return next((place for place in places if place.is_file()), None)

    def _facts(self, run: str, config_json: str, parameters: int | None, corpus_file: Path | None) -> Facts:
        config = self.store.get(run).config
        statistics = read_statistics(corpus_file)
        unit = unit_of(config.data.tokenizer, statistics)
        return Facts(
            unit,
            baseline_losses_of(config, statistics),
            *self._sentences(config, parameters, unit),
            config.train.peak_learning_rate,
            task_of(config),
            metric_of(self.words, config),
        )

    def _sentences(self, config: Any, parameters: int | None, unit: Unit) -> tuple[str, str]:
        words, model, train = self.words, config.model, config.train
        tokens = words(f"train.tokens.{config.data.tokenizer}")
        about = words(
            "train.about",
            layers=model.num_layers,
            heads=model.nhead,
            width=model.d_model,
            context=f"{model.context_length:,}",
            batch=train.batch_size,
            rate=f"{train.peak_learning_rate:g}",
        )
        count = amount(parameters, words.language) if parameters else "…"
        return words("train.facts", parameters=count, tokens=tokens, seed=train.seed), about

    def _summary(self, run: Run, facts: Facts, waiting: tuple[list[Run], list[Run]]) -> Answer:
        place = next((i + 1 for i, one in enumerate(waiting[1]) if one.id == run.id), None)
        labels = (
            ("guessing", "guessing"),
            ("frequencies", f"frequencies.{facts.unit}"),
            ("pairs", f"pairs.{facts.unit}"),
        )
        return {
            "id": run.id,
            "name": run.name,
            "status": run.status,
            "place": place,
            "busy": run.request,
            "step": run.step,
            "max_steps": run.max_steps,
            "task": facts.task,
            "train_loss": run.train_loss,
            "val_loss": run.val_loss,
            "score": as_share(self._score(run), run.config),
            "metric": facts.metric,
            "tokens_per_s": run.tokens_per_s,
            "elapsed_s": run.elapsed_s,
            "left_s": run.seconds_left,
            "facts": facts.line,
            "about": facts.about,
            "unit": self.words(f"train.unit.loss.{facts.unit}"),
            "earlier": self._earlier(run),
            "teachable": self._teachable(run, facts),
            "refs": [
                [facts.baseline_losses[name], self.words(f"train.ref.{key}")]
                for name, key in labels
                if name in facts.baseline_losses
            ],
        }

    def _score(self, run: Run) -> float | None:
        score = score_of(self.workspace, run)
        return score.value if score else None

    def _note(self, run: Run) -> Answer | None:
        """What a run started from, as its folder says; it never changes."""
        file = self.folder / run.id / NOTE
        if run.id not in self._notes and file.is_file():
            self._notes[run.id] = read_json(file)
        return self._notes.get(run.id)

    def _earlier(self, run: Run) -> Answer | None:
        """The run that this one started from and at which step, if it is still here."""
        note = self._note(run)
        other = self._get(note["run"]) if note else None
        if note is None or other is None:
            return None
        task = task_of(run.config)
        how = "same" if task == "continue" and note["corpus"] == run.corpus else task
        return {
            "id": other.id,
            "name": other.name,
            "step": int(note["step"]),
            "label": self.words(f"train.begun.{how}"),
        }

    @staticmethod
    def _teachable(run: Run, facts: Facts) -> bool:
        """Whether a run could learn to converse next."""
        return (
            run.status in ("done", "stopped")
            and run.step > 0
            and facts.task == "continue"
            and is_decoder(run.config_json)
            and talk_for("") is not None
        )

    def _whole(self, run: Run, *, samples: bool = True) -> Answer:
        curve = self.store.curve(run.id, POINTS)
        steps = zip(curve.step, curve.train_loss, curve.learning_rate, curve.gradient_norm, strict=True)
        drawn = self.store.events(run.id, kinds=("sampled",), limit=SAMPLES) if samples else []
        return {
            "after": curve.last_seq,
            "steps": [short(step) for step in steps],
            "vals": [
                short(look)
                for look in zip(
                    curve.val_step,
                    curve.val_loss,
                    [as_share(one, run.config) for one in curve.score],
                    curve.taught,
                    strict=True,
                )
                if look[1] is not None
            ],
            "samples": samples_of(drawn),
        }

    def _plan(self, told: list[EventRow]) -> str:
        """How the plan of a run with a time limit changed last; empty where it didn't."""
        changed = next((row for row in reversed(told) if row.kind == "planned"), None)
        if changed is None:
            return ""
        steps, former = changed.payload["max_steps"], changed.payload["former_steps"]
        return self.words(
            "train.plan.more" if steps > former else "train.plan.fewer",
            step=f"{changed.step:,}",
            steps=f"{steps:,}",
            former=f"{former:,}",
        )

    def _numbers(
        self, run: Run, facts: Facts, answer: Answer, waiting: tuple[list[Run], list[Run]], told: list[EventRow]
    ) -> Numbers:
        rows = [row for row in told if row.kind == "evaluated" and row.payload["val_loss"] is not None]
        looks, score = [look_of(row, run.config) for row in rows], self._score(run)
        losses = self._train_losses(run.id, answer["after"], REMEMBERED)
        best = min(rows, key=lambda row: row.payload["val_loss"], default=None)
        around = {
            row.step: mean(self._train_losses(run.id, row.seq, AROUND))
            for row in [*([best] if best else []), *rows[-GAP_LOOKS:]]
        }
        saved = [row for row in told if row.kind == "saved"]
        ahead = waiting[0][0] if waiting[0] else next((one for one in waiting[1] if one.id != run.id), None)
        place = next((i + 1 for i, one in enumerate(waiting[1]) if one.id == run.id), 1)
        return Numbers(
            status=run.status,
            step=run.step,
            max_steps=run.max_steps,
            evaluations=[(row.step, float(row.payload["val_loss"])) for row in rows],
            train_losses=losses[-REMEMBERED:],
            train_at_best=around.get(best.step) if best else None,
            train_at={step: loss for step, loss in around.items() if loss is not None},
            kept=next((row.step for row in reversed(saved) if row.payload["content"] == "best"), None),
            snapshots={row.step for row in saved if row.payload["content"] == "snapshot"},
            baseline_losses=facts.baseline_losses,
            learning_rate=facts.learning_rate,
            place=place,
            ahead=ahead.name if ahead and ahead.id != run.id else "",
            progress=run.progress,
            error=run.error,
            converses=facts.task == "converse",
            taught=[(row.step, share) for row, look in zip(rows, looks, strict=True) if (share := look[3]) is not None],
            held=score,
            begun=str((self._note(run) or {}).get("name", "")),
            metric=facts.metric["label"] if facts.metric else "",
            score=format_metric(facts.metric["key"], score) if facts.metric and score is not None else "",
        )

    def _train_losses(self, run: str, until: int, count: int) -> list[float]:
        rows = self.store.events(run, max(0, until - count - 8), kinds=("step",), limit=count + 8)
        return [row.payload["train_loss"] for row in rows if row.seq <= until and row.payload["train_loss"] is not None]
