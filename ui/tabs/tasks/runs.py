"""Which runs know a task, the model of one as a task uses it, and what of its own validation examples to try
it with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from llm_core.config import TASKS, TaskName
from llm_core.errors import Mistake, RunError
from llm_core.runs.reports import LONGEST as CUT
from llm_core.runs.reports import kept_report, used_by
from ui.live.rpc import Answer
from ui.state.run_choices import default_run, language_of
from ui.state.services import Services
from ui.words import Words

if TYPE_CHECKING:
    from llm_core.data.tasks import Example
    from llm_core.runs.records import Run
    from llm_core.tasks.task import LoadedModel
    from ui.state.models import Loaded

SHOWN, LONGEST = 4, 400


class TaskRuns:
    """Finds runs of a task; any thread may ask."""

    def __init__(self, services: Services, words: Words) -> None:
        self._services, self._words = services, words

    def choices(self, task: TaskName) -> Answer:
        """The runs of a task that have weights, those that came with the project first, and the one to begin with."""
        runs = sorted(self._services.store.runs(), key=lambda run: run.created_at, reverse=True)
        own = [run for run in runs if run.config.data.task == task]
        ready = [run for run in own if self._services.models.steps(run.id)]
        first = default_run(
            ready, (self._words.language,), lambda run: (language_of(self._services.workspace.runs / run.id),)
        )
        listed = sorted(ready, key=lambda run: run.origin != "shipped")
        return {
            "runs": [
                {
                    "id": run.id,
                    "name": run.name,
                    "active": run.active,
                    "step": run.step,
                    "shipped": run.origin == "shipped",
                }
                for run in listed
            ],
            "default": first.id if first else None,
            "waiting": any(run.active for run in own),
        }

    def get(self, run: object, task: object = None) -> Loaded:
        """A run's newest model.

        Raises:  RunError: there is none, or it is of no task, or of another.
        """
        loaded = self._services.models.get(str(run))
        learnt = loaded.run.config.data.task
        if learnt is None or (task is not None and learnt != task):
            raise other_task(loaded.run, str(task or ""))
        return loaded

    def used(self, loaded: Loaded) -> LoadedModel:
        """A model as tasks take it."""
        return used_by(self._services.workspace, loaded.run, loaded.model, loaded.tokenizer)

    def held_out(self, run: Run) -> list[Example]:
        """A run's validation examples; none where its text isn't here."""
        return self._examples(run, "validation")

    def taught(self, run: Run) -> list[Example]:
        """A run's training examples; none where its text isn't here."""
        return self._examples(run, "train")

    def tries(self, run: Run) -> list[dict[str, Any]]:
        """A few inputs to try a run with, each with the right answer; in the page's language where the run has learnt
        several.

        Of a run that came with the project those that it was measured on: its text would first have to be made again.
        """
        examples = (self._measured(run) if run.origin == "shipped" else []) or self.held_out(run)
        own = [one for one in examples if written_in(one.source or one.context) == self._words.language]
        examples = own if len(own) >= SHOWN else examples
        spec = run.config.data.task_spec
        for better in (fits, names_its_subject) if spec and spec.cites else (fits,):
            chosen = [one for one in examples if better(one)]
            examples = chosen if len(chosen) >= SHOWN else examples
        answered, refused = (
            [one for one in examples if bool(one.target) == is_right] for is_right in (True, False)
        )  # what has no answer comes last
        return [try_of(example) for example in [*spread(answered, SHOWN - bool(refused)), *refused[:1]]]

    def _measured(self, run: Run) -> list[Example]:
        """Examples that a run's report tells of, those that weren't cut short there."""
        from llm_core.data.tasks import Example

        kept = kept_report(self._services.workspace, run.id) or {}
        found = [one for part in ("random", "best") for one in (kept.get("judged") or {}).get(part, [])]
        return [
            Example(str(one["input"]) if not one["clip"] else "", str(one["right"]), clip=str(one["clip"]))
            for one in found
            if len(one["input"]) < CUT
        ]

    def _examples(self, run: Run, side: Any) -> list[Example]:
        try:
            return list(self._services.corpora.get(run.corpus or "none").examples(side))
        except (Mistake, OSError):
            return []


def other_task(run: Run, wanted: str) -> RunError:
    """The mistake of asking a run for what it has not learnt."""
    learnt = run.config.data.task
    if learnt is None:
        return RunError(
            "run-of-no-task",
            "{run} has learnt no task: choose a run of {wanted}.",
            run=run.name,
            wanted=wanted or ", ".join(TASKS),
        )
    return RunError(
        "run-of-another-task",
        "{run} has learnt {learnt}, not {wanted}: choose another run.",
        run=run.name,
        learnt=learnt,
        wanted=wanted,
    )


def fits(example: Example) -> bool:
    """Whether an example can be shown as something to press."""
    return bool(example.clip) or (0 < len(example.source) <= LONGEST and "\n" not in example.source.strip())


def names_its_subject(example: Example) -> bool:
    """Whether a question has a name or a number in it, so that it means one thing among many documents."""
    return any(char.isupper() or char.isdigit() for char in example.source[1:])


def written_in(text: str) -> str:
    """Language of an example, by its beginning: "zh" where it has Chinese characters, else "en"."""
    letters = [char for char in text[:200] if char.isalpha()]
    return "zh" if 5 * sum("\u4e00" <= char <= "\u9fff" for char in letters) > len(letters) > 0 else "en"


def spread(examples: Sequence[Example], count: int) -> list[Example]:
    """Some of many, different ones, spread over their lengths so that not all are trivial."""
    unique = list({(one.source, one.clip): one for one in examples}.values())
    if len(unique) <= count:
        return unique
    ordered = sorted(unique, key=lambda one: (len(one.source), one.source, one.clip))
    return [ordered[round((len(ordered) - 1) * (part + 1) / (count + 1))] for part in range(count)]


def try_of(example: Example) -> dict[str, Any]:
    """An example as the page offers it."""
    whole = example.source or " ".join(example.sentences)
    return {"input": whole, "answer": example.target, "clip": example.clip, "context": example.context[:200]}


def flat(question: Mapping[str, Any], name: str, most: int) -> str:
    """A text that was sent, cut to what may be read."""
    value = question.get(name)
    return value[:most] if isinstance(value, str) else ""
