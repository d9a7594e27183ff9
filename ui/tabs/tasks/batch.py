"""A whole file answered by a run: its inputs read, predicted in pieces, and given back as a CSV that no table runs as
formulas.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any

from llm_core.config import TASKS, DataConfig, TaskName
from llm_core.errors import Mistake, TextError
from llm_core.isolation.limits import reading_limits
from llm_core.isolation.readers import isolated
from ui.live.rpc import Answer
from ui.state.services import Services
from ui.state.task_kinds import SOUNDS
from ui.tabs.tasks.documents import Shelf
from ui.tabs.tasks.jobs import Jobs
from ui.tabs.tasks.runs import TaskRuns
from ui.words import Words

if TYPE_CHECKING:
    from ui.state.models import Loaded

MOST_ROWS, AT_ONCE = 5_000, 32
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class Batches:
    """Answers what the fourth panel asks; any thread may ask."""

    def __init__(self, services: Services, words: Words, runs: TaskRuns, jobs: Jobs, shelf: Shelf) -> None:
        self._services, self._words, self._runs, self._jobs, self._shelf = services, words, runs, jobs, shelf

    def begin(self, question: Mapping[str, Any]) -> Answer:
        """Predict files: {run, task, uploads: ids, documents: ids}; answers the job."""
        loaded = self._runs.get(question["run"], question.get("task"))
        uploads = [str(one) for one in list(question["uploads"])[:MOST_ROWS]]
        passage_index = (
            self._shelf.base(loaded.run, question.get("documents"))
            if (spec := loaded.run.config.data.task_spec) and spec.cites
            else None
        )
        job = self._jobs.begin(
            f"many:{loaded.run.id}:{','.join(uploads)[:400]}",
            lambda tell, cancelled: self._predict_and_forget(loaded, uploads, passage_index, tell, cancelled),
        )
        return {"job": job.id}

    def read(self, question: Mapping[str, Any]) -> Answer:
        """How far it is: {job}; the CSV once it is over."""
        job = self._jobs.get(str(question["job"]))
        if job is None:
            return {"over": True, "error": self._words("tasks.many.lost")}
        if job.over and job.error is not None:
            return {
                "over": True,
                "error": self._words.error(job.error)
                if isinstance(job.error, Mistake)
                else self._words("tasks.broken"),
            }
        return {"over": job.over, "done": job.done, "total": job.total, "stopped": job.stopped, **(job.result or {})}

    def stop(self, question: Mapping[str, Any]) -> Answer:
        """End it: {job}."""
        self._jobs.stop(str(question["job"]))
        return {"stopped": True}

    def _predict_and_forget(
        self,
        loaded: Loaded,
        uploads: Sequence[str],
        passage_index: Any,
        tell: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> Answer:
        """Predict, and let go of the files: what was asked of them is in the answer."""
        try:
            return self._predict(loaded, uploads, passage_index, tell, cancelled)
        finally:
            for upload in uploads:
                with suppress(Mistake, OSError):
                    self._services.uploads.remove(upload)

    def _predict(
        self,
        loaded: Loaded,
        uploads: Sequence[str],
        passage_index: Any,
        tell: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> Answer:
        from llm_core.tasks import task_of

        name = loaded.run.config.data.task
        assert name is not None
        found = list(islice(self._inputs(name, uploads), MOST_ROWS + 1))
        if not found:
            raise TextError("no-inputs", "No input was found in this file: it needs one a line, or a column of them.")
        inputs, cut = found[:MOST_ROWS], len(found) > MOST_ROWS
        task, used = task_of(name), self._runs.used(loaded)
        options = {} if passage_index is None else {"passage_index": passage_index}
        rows: list[tuple[str, str, float | None]] = []
        for start in range(0, len(inputs), AT_ONCE):
            if cancelled():
                break
            some = inputs[start : start + AT_ONCE]
            rows += [
                (label, str(one.answer or ""), one.confidence)
                for (label, _), one in zip(
                    some, task.predict(used, [given for _, given in some], **options), strict=True
                )
            ]
            tell(len(rows), len(inputs))
        return {"csv": csv_of(rows), "rows": len(rows), "cut": cut, "most": MOST_ROWS}

    def _inputs(self, task: TaskName, uploads: Sequence[str]) -> Iterator[tuple[str, str]]:
        """What to predict, each as it is called in the CSV and as the task takes it."""
        from llm_core.data.tasks.inputs import first_inputs

        for upload in uploads:
            if TASKS[task].hears:
                sounds = [path for path in self._services.uploads.paths(upload) if path.suffix.lower() in SOUNDS]
                yield from ((path.name, str(path)) for path in sounds)
            else:
                choice = self._services.uploads.choice(upload)
                config = DataConfig(format=task, encoding=choice.get("encoding"), column=choice.get("column"))
                for path in self._services.uploads.paths(upload):
                    limits = reading_limits(path.stat().st_size)
                    found = isolated(first_inputs, path, config, MOST_ROWS + 1, about=path.name, limits=limits)
                    yield from ((text, text) for text in found)


def csv_of(rows: Sequence[tuple[str, str, float | None]]) -> str:
    """Rows of input, answer and confidence, with a mark before whatever a spreadsheet would run."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["input", "answer", "confidence"])
    writer.writerows(
        [safe(given), safe(answer), "" if confidence is None else f"{confidence:.4f}"]
        for given, answer, confidence in rows
    )
    return out.getvalue()


def safe(cell: str) -> str:
    """A cell that is text in every spreadsheet (OWASP: a quote before what would begin a formula)."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) or cell.startswith(FORMULA) else cell
