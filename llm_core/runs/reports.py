"""How good a run is at its task: measured once beside its baseline, and kept in the run's folder with the step that it
was measured at.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from llm_core.errors import Mistake
from llm_core.files import read_json, write_json
from llm_core.runs.metrics import OF_HUNDRED
from llm_core.runs.records import Run
from llm_core.runs.workspace import Workspace

if TYPE_CHECKING:
    from llm_core.data.corpus.corpus import Corpus
    from llm_core.tasks.task import Judged, LoadedModel, Report

FILE = "report.json"
JUDGED, KEPT, LONGEST = (
    300,
    12,
    700,
)  # examples that are judged, those kept of the best, worst and random ones, and characters of each
SEED = 7


def used_by(workspace: Workspace, run: Run, model: Any, tokenizer: Any) -> LoadedModel:
    """A run's model as tasks take it, with the classes that it was taught."""
    from llm_core.tasks.task import LoadedModel

    try:
        labels = read_json(workspace.run_folder(run.id) / "corpus.json")["statistics"].get("labels") or ()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        labels = ()
    return LoadedModel(model, tokenizer, run.config.model_copy(update={"model": model.config}), tuple(map(str, labels)))


def measure(
    workspace: Workspace,
    run: Run,
    used: LoadedModel,
    corpus: Corpus,
    step: int,
    *,
    cancelled: Callable[[], bool] = lambda: False,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Report | None:
    """Measure a run on all of its held-out examples, and keep the report; None when cancelled.

    Raises:  Mistake: there is nothing to measure on, or a package is missing.
    """
    from llm_core.tasks import task_of

    assert run.config.data.task is not None, "only of a task"
    task, examples = task_of(run.config.data.task), corpus.examples("validation")
    report = task.evaluate(used, examples, corpus.examples("train"), cancelled=cancelled, tell=tell)
    if report is None or cancelled():
        return None
    judged = task.judged(used, sampled(examples), cancelled)
    if not cancelled():
        write_json(
            workspace.run_folder(run.id) / FILE,
            {"step": step, "report": report.as_json(), "judged": sorted_out(judged)},
        )
    return report


def kept_report(workspace: Workspace, run_id: str) -> dict[str, Any] | None:
    """What was measured of a run: {step, report, judged}; None where nothing was, or it is damaged."""
    try:
        found = read_json(workspace.run_folder(run_id) / FILE)
    except (OSError, ValueError, RecursionError, Mistake):
        return None
    whole = (
        isinstance(found, dict)
        and isinstance(found.get("report"), dict)
        and {"metric", "value"} <= set(found["report"])
    )
    return {**found, "report": {**found["report"], **_interval(found["report"])}} if whole else None


class Score(NamedTuple):
    """How good a run is at what it learns, and on how many held-out examples that was measured.

    on: None where that is known by its events alone.  whole: on all of them, and not on some while it trained.
    """

    value: float
    on: int | None
    whole: bool


def score_of(workspace: Workspace, run: Run) -> Score | None:
    """A run's one score, wherever it is shown: what its report says where it was measured since it last learnt, else
    what its training said.
    """
    file = workspace.run_folder(run.id) / FILE
    if run.config.data.task is not None:
        with suppress(OSError):
            step, measured = _measured(file, file.stat().st_mtime_ns)
            if measured is not None and step >= run.step:
                return measured
    return None if run.score is None else Score(run.score, None, False)


@lru_cache(maxsize=1024)
def _measured(file: Path, _changed: int) -> tuple[int, Score | None]:
    """Step and score of a report."""
    try:
        found = read_json(file)
        report = found["report"]
        return int(found["step"]), Score(float(report["value"]), int(report["n"]), True)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return 0, None


def _interval(report: Mapping[str, Any]) -> dict[str, float]:
    """The interval of a report that was kept when one could still shut at what was measured: 0% to 0% of 33 clips."""
    numbers: list[Any] = [report.get(name) for name in ("value", "low", "high", "n")]
    if not all(isinstance(one, (int, float)) for one in numbers):
        return {}
    value, low, high, count = numbers
    if low < value < high:
        return {}
    from llm_core.tasks.bootstrap import at_least_unseen
    from llm_core.tasks.task import HUNDRED

    low, high = at_least_unseen(value, (low, high), count, HUNDRED if report["metric"] in OF_HUNDRED else 1.0)
    return {"low": low, "high": high}


def sampled(examples: Sequence[Any], most: int = JUDGED) -> list[Any]:
    """So many examples at most, the same each time."""
    return list(examples) if len(examples) <= most else random.Random(SEED).sample(list(examples), most)


def sorted_out(judged: Sequence[Judged]) -> dict[str, list[dict[str, Any]]]:
    """The best, the worst and some random ones of judged answers, short enough for a page."""

    def told(one: Judged) -> dict[str, Any]:
        example = one.example
        return {
            "input": (example.source or example.clip)[:LONGEST],
            "answer": str(one.answer or "")[:LONGEST],
            "right": example.target[:LONGEST],
            "clip": example.clip,
            "goodness": round(float(one.goodness), 4),
            "group": example.group[:80] if example.clip else "",
        }

    ordered = sorted(judged, key=lambda one: -float(one.goodness))
    some = random.Random(SEED).sample(list(judged), min(KEPT, len(judged)))
    return {
        "best": [told(one) for one in ordered[:KEPT]],
        "worst": [told(one) for one in reversed(ordered[-KEPT:])],
        "random": [told(one) for one in some],
    }
