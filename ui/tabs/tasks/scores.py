"""How good a run is at its task: measured once with its baseline, kept in the run's folder, and its answers sorted by
worth.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from llm_core.counting import fill
from llm_core.errors import Mistake
from llm_core.runs.metrics import OF_HUNDRED, format_metric
from llm_core.runs.reports import kept_report
from ui.live.rpc import Answer
from ui.state.services import Services
from ui.state.task_kinds import metric_name, said_by_any
from ui.tabs.tasks.jobs import Jobs
from ui.tabs.tasks.runs import TaskRuns
from ui.words import Words

if TYPE_CHECKING:
    from ui.state.models import Loaded

OTHERS = ("baseline", "abstractive")
PLAIN = ("metric", "value", "low", "high", "baseline", "baseline_value", "n", "beats_baseline")


class Scores:
    """Answers what the score line asks; any thread may ask."""

    def __init__(self, services: Services, words: Words, runs: TaskRuns, jobs: Jobs) -> None:
        self._services, self._words, self._runs, self._jobs = services, words, runs, jobs

    def score(self, question: Mapping[str, Any]) -> Answer:
        """What was measured of a run, and how far a measurement under way is: {run}."""
        run = self._services.store.get(str(question["run"]))
        job = self._jobs.under_way(f"score:{run.id}")
        kept = kept_report(self._services.workspace, run.id)
        newest = max(self._services.models.steps(run.id), default=0)
        return {
            "report": shown(kept, self._words) if kept else None,
            "newest": newest,
            "job": job.id if job else None,
            "stale": kept is not None and kept["step"] != newest,
        }

    def measure(self, question: Mapping[str, Any]) -> Answer:
        """Measure a run on all of its validation examples: {run} begins it, or finds it under way."""
        loaded = self._runs.get(question["run"])
        job = self._jobs.begin(
            f"score:{loaded.run.id}", lambda tell, cancelled: self._measure(loaded, tell, cancelled), stays=True
        )
        return {"job": job.id}

    def progress(self, question: Mapping[str, Any]) -> Answer:
        """How far a measurement is: {job, run}; with the report once it is over."""
        job = self._jobs.get(str(question["job"]))
        if job is None or (job.over and job.error is None):
            return {"over": True, **self.score(question)}
        if job.error is not None:
            return {
                "over": True,
                "error": self._words.error(job.error)
                if isinstance(job.error, Mistake)
                else self._words("tasks.broken"),
            }
        return {"over": False, "done": job.done, "total": job.total}

    def _measure(self, loaded: Loaded, tell: Callable[[int, int], None], cancelled: Callable[[], bool]) -> None:
        from llm_core.runs.reports import measure

        run = loaded.run
        corpus = self._services.corpora.get(run.corpus or "none")
        measure(
            self._services.workspace, run, self._runs.used(loaded), corpus, loaded.step, cancelled=cancelled, tell=tell
        )


def shown(kept: Mapping[str, Any], words: Words) -> Answer:
    """A kept report in the page's language, with what its metric is called."""
    report = kept["report"]
    return {
        **{name: report.get(name) for name in PLAIN},
        "step": kept.get("step"),
        "judged": kept.get("judged") or {},
        "label": metric_name(words, report["metric"]),
        "percent": report["metric"] not in OF_HUNDRED,
        "lower": report.get("better") == "lower",
        "baseline_name": baseline_name(words, report.get("baseline")),
        "others": [
            [other_name(words, name), other_value(words, name, value)]
            for name, value in (report.get("others") or {}).items()
            if isinstance(value, (int, float)) and math.isfinite(value)
        ],
        "details": report.get("details") or {},
        "notes": [
            words.error_of(note["code"], note["values"], fill(note["template"], note["values"]))
            for note in report.get("notes") or []
        ],
    }


def baseline_name(words: Words, baseline: object) -> str:
    """What a baseline is called; its own name where nobody gave it another."""
    return said_by_any(words, f"baseline.{baseline}") or str(baseline or "")


def other_name(words: Words, name: str) -> str:
    """What another metric is called: one may be of the baseline, or of a second way to answer."""
    of, _, metric = name.partition("_")
    if of in OTHERS and said_by_any(words, f"metric.{name}") is None:
        return words(f"tasks.metric-of.{of}", metric=metric_name(words, metric))
    return metric_name(words, name)


def other_value(words: Words, name: str, value: float) -> str:
    """Its value with its unit."""
    if name.endswith("_ms"):
        return f"{value:.1f} {words('units.millisecond')}"
    metric = name.partition("_")[2] if name.partition("_")[0] in OTHERS else name
    return f"{value:,}" if isinstance(value, int) else format_metric(metric, value)
