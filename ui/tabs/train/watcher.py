"""The result card's other side: what is new of a run since the last row seen, cheap enough to be asked twice a
second, and the figure of its curve.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from llm_core.errors import RunError
from llm_core.training.events import KINDS, StepDone
from ui.state.coach import coach, say
from ui.state.live_curves import LiveCurves
from ui.state.run_facts import Task, csv_of, samples_of, shown_samples
from ui.state.services import Services
from ui.tabs.train.loss_figure import Wish, figure_of
from ui.tabs.train.run_numbers import Queue, RunNumbers, plan_of
from ui.words import Words

if TYPE_CHECKING:
    from llm_core.runs.records import EventRow, Run

SAMPLES = 60  # most that are read of a run
TABLE_ROWS = 200_000
OTHERS = 12  # runs offered to be compared with
NEWS = tuple(kind for kind in KINDS if kind != StepDone.kind)
RARE = ("evaluated", "saved", "planned")  # rows that the coach reads all of
Answer = dict[str, Any]


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
    """Answers what the card asks; holds only curves as far as they were read, and what never changes of a run."""

    def __init__(self, services: Services, words: Words) -> None:
        self._store, self._words = services.store, words
        self._curves = LiveCurves(services.store)
        self._numbers = RunNumbers(services, words)

    def poll(self, request: object) -> Answer:
        """The run that the card should show, and what happened after row `after`; `samples` and `coach` where they may
        have changed.
        """
        asked = Asked.read(request)
        run = self._chosen(asked)
        if run is None:
            return {"run": None, "after": 0, "fresh": True}
        fresh = not asked.after or run.id != asked.run
        curve = self._curves.get(run.id)
        news = [] if fresh else self._store.events(run.id, asked.after, kinds=NEWS, limit=TABLE_ROWS)
        seen = max([curve.last_seq, *(row.seq for row in news[-1:])])
        queue = self._queue()
        summary = self._numbers.summary(run, curve, queue)
        answer = {"run": summary, "after": seen, "fresh": fresh, "next": self._next(run, queue)}
        if fresh or news:
            answer["samples"] = self._samples(run, summary["task"])
        if fresh or news or run.status != asked.status or run.status in ("queued", "preparing"):
            answer |= self._advice(run, seen, queue)
        return answer

    def figure(self, request: object) -> Answer:
        """A run's figure as the browser wishes it; nothing where there is no such run."""
        wish, run = Wish.read(request), self._get(Asked.read(request).run)
        if run is None:
            return {}
        facts = self._numbers.facts(run)
        others = [other for one in wish.others if (other := self._get(one)) is not None]
        samples = self._samples(run, facts.task)
        figure = figure_of(
            run,
            wish,
            self._curves,
            self._words,
            others=others,
            earlier=self._numbers.earlier(run),
            references=self._numbers.references(facts),
            milestones=[sample["step"] for sample in samples],
            metric=facts.metric,
        )
        return {"figure": figure}

    def others(self, request: object) -> Answer:
        """Runs that have a curve to compare with, newest first."""
        asked = Asked.read(request)
        found = [run for run in self._store.runs() if run.id != asked.run and run.step > 0]
        return {"runs": [{"id": run.id, "name": run.name, "val_loss": run.val_loss} for run in found[:OTHERS]]}

    def table(self, request: object) -> Answer:
        """A run's numbers as CSV, a row a step."""
        run = self._get(Asked.read(request).run)
        if run is None:
            return {}
        return {"csv": csv_of(self._store.events(run.id, kinds=("step", "evaluated"), limit=TABLE_ROWS))}

    def _chosen(self, asked: Asked) -> Run | None:
        """What the card shows already; else what is at work; else what this browser saw last; else the newest of the
        person's own.
        """
        if asked.attached and (run := self._get(asked.run)):
            return run
        active = self._store.runs("running", "preparing") or self._store.queue()
        return active[0] if active else self._get(asked.run) or self._newest()

    def _newest(self) -> Run | None:
        """What a browser sees that was never here: the newest run that has learnt something and didn't come with the
        project.
        """
        own = [run for run in self._store.runs() if run.origin != "shipped" and run.step > 0]
        return max(own, key=lambda run: run.created_at, default=None)

    def _get(self, run: str | None) -> Run | None:
        try:
            return self._store.get(run) if run else None
        except RunError:
            return None

    def _queue(self) -> Queue:
        return Queue(self._store.runs("running", "preparing"), self._store.queue())

    def _next(self, run: Run, queue: Queue) -> dict[str, str] | None:
        other = next((one for one in (*queue.at_work, *queue.waiting) if one.id != run.id), None)
        return {"id": other.id, "name": other.name, "status": other.status} if other else None

    def _samples(self, run: Run, task: Task) -> list[Answer]:
        return shown_samples(samples_of(self._store.events(run.id, kinds=("sampled",), limit=SAMPLES)), task)

    def _advice(self, run: Run, seen: int, queue: Queue) -> Answer:
        """What the coach says, and how a plan changed."""
        told: list[EventRow] = self._store.events(run.id, kinds=RARE, limit=TABLE_ROWS)
        numbers = self._numbers.for_coach(run, seen, queue, told)
        advice = say(self._words, coach(numbers), self._numbers.facts(run).unit)
        return {"coach": advice, "plan": plan_of(self._words, told)}
